"""Contracts of Port Alder: with the larger suppliers of each programme, for two to four years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from numpy.random import Generator

from openhall.demo.money.plan import PROGRAMMES, YEARS, Programme
from openhall.demo.money.suppliers import BRIGHTWAY, Supplier

METHODS = ("open", "open", "open", "selective", "limited", "direct")
CATEGORY = {
    "building": "works",
    "roadworks": "works",
    "office": "goods",
    "vehicles": "goods",
    "safety": "goods",
}


class Contract(NamedTuple):
    """A contract; `share` is how much of its programme's buying goes through it each year it runs."""

    number: str
    title: str
    supplier: Supplier
    programme: Programme
    signed: date
    start: date
    end: date
    method: str
    category: str
    bids: int
    share: float


def make_contracts(rng: Generator, suppliers: tuple[Supplier, ...]) -> tuple[Contract, ...]:
    """The contracts, by the day of their signing."""
    found: list[Contract] = []
    for programme in PROGRAMMES:
        for trade in programme.trades:
            able = [each for each in suppliers if each.trade == trade]
            for place, supplier in enumerate(able[: int(rng.integers(1, 4))]):
                year = YEARS[0] + int(rng.integers(0, 2))
                while year <= YEARS[-1]:
                    length = int(rng.integers(2, 5))
                    found.append(_contract(rng, supplier, programme, year, length, 0.34 / (place + 1)))
                    year += length
    ordered = sorted(found, key=lambda each: (each.signed, each.supplier.name, each.title))
    counted: dict[int, int] = {}
    numbered = []
    for each in ordered:
        counted[each.signed.year] = counted.get(each.signed.year, 0) + 1
        numbered.append(each._replace(number=f"PA/{each.signed.year}/{counted[each.signed.year]:03d}"))
    return tuple(numbered)


def _contract(
    rng: Generator, supplier: Supplier, programme: Programme, year: int, length: int, share: float
) -> Contract:
    start = date(year, 1, 1) + timedelta(days=int(rng.integers(0, 120)))
    # What a council that looks into its lighting would ask about: one supplier, given its contracts directly.
    direct = supplier.name == BRIGHTWAY and year > YEARS[0] + 1
    method = "direct" if direct else str(rng.choice(METHODS))
    bids = 1 if method == "direct" else int(rng.integers(2, 9))
    what = {"works": "works", "goods": "supplies"}.get(CATEGORY.get(supplier.trade, "services"), "services")
    return Contract(
        "",
        f"{programme.name}: {supplier.trade} {what}",
        supplier,
        programme,
        start - timedelta(days=int(rng.integers(10, 60))),
        start,
        start.replace(year=year + length) - timedelta(days=1),
        method,
        CATEGORY.get(supplier.trade, "services"),
        bids,
        share if supplier.name != BRIGHTWAY else 0.8 if direct else 0.3,
    )
