"""The tables of each year as CSV files, as finance would give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.random import Generator

from openhall.demo.city import SEED
from openhall.demo.money.contracting import Contract, make_contracts
from openhall.demo.money.plan import ACCOUNTS, LAST_MONTH, PRICES, PROGRAMMES, RESIDENTS, SERVICES, YEARS
from openhall.demo.money.spending import make_payments
from openhall.demo.money.suppliers import make_suppliers

STREAM = 404
"""Beside the seed of the city: its money is drawn from a stream of its own."""


@dataclass(frozen=True, eq=False)
class YearFiles:
    """The files of a year (CSV) by the name of their table, and by what years are compared."""

    year: int
    files: Mapping[str, bytes]
    residents: int
    price_index: str


def port_alder_money(decided: Mapping[tuple[str, int], int] | None = None) -> tuple[YearFiles, ...]:
    """The money of Port Alder; the same seed gives the same files, to the byte.

    decided  how many cases of a service (its short name) were decided in a year
    """
    rng = np.random.default_rng([SEED, STREAM])
    suppliers = make_suppliers(rng)
    contracts = make_contracts(rng, suppliers)
    worth: dict[str, int] = {}
    years = []
    for year in YEARS:
        lines, spent = _budget(rng, year)
        payments = make_payments(rng, year, spent, suppliers, contracts)
        for number, cents in payments.group_by("Contract").agg(pl.col("Cents").sum()).iter_rows():
            worth[number] = worth.get(number, 0) + cents
        years.append((year, lines, payments))
    return tuple(
        YearFiles(
            year,
            {
                "budget": lines.write_csv().encode(),
                "payments": _priced(payments, "Cents", "Amount").write_csv().encode(),
                "contracts": _contracts(contracts, worth, year).write_csv().encode(),
                "results": _results(decided or {}, year).write_csv().encode(),
            },
            RESIDENTS[year],
            PRICES[year],
        )
        for year, lines, payments in years
    )


def _budget(rng: Generator, year: int) -> tuple[pl.DataFrame, dict[tuple[str, str], int]]:
    """The budget lines of a year, and what is spent on each (programme, account) in cents."""
    rows, spent = [], {}
    part = LAST_MONTH / 12 if year == YEARS[-1] else 1.0
    for programme in PROGRAMMES:
        grown = programme.millions * 1e6 * (1 + programme.growth) ** (year - YEARS[0])
        for account, share in zip(ACCOUNTS, programme.shares, strict=True):
            if not share:
                continue
            plan = round(grown * share / 1_000) * 100_000
            revised = round(plan * (1 + float(rng.choice([0, 0, 0, 0.02, 0.05, -0.03]))) / 100_000) * 100_000
            used = float(rng.normal(0.985 + 0.4 * max(0.0, programme.growth - 0.06), 0.015))
            spent[(programme.name, account)] = round(revised * used * part)
            rows.append((programme.department, programme.name, account, plan, revised))
    frame = pl.DataFrame(
        rows, schema=["Department", "Programme", "Account", "Plan cents", "Revised cents"], orient="row"
    )
    return _priced(_priced(frame, "Plan cents", "Plan"), "Revised cents", "Revised"), spent


def _contracts(contracts: tuple[Contract, ...], worth: Mapping[str, int], year: int) -> pl.DataFrame:
    """The contracts signed until the end of a year. They are worth what is paid under them, and a little more."""
    known = [each for each in contracts if each.signed.year <= year and worth.get(each.number, 0) > 0]
    frame = pl.DataFrame(
        {
            "Contract": [each.number for each in known],
            "Title": [each.title for each in known],
            "Supplier": [each.supplier.name for each in known],
            "Supplier number": [each.supplier.number for each in known],
            "Supplier kind": [each.supplier.kind for each in known],
            "Department": [each.programme.department for each in known],
            "Programme": [each.programme.name for each in known],
            "Cents": [-(-worth[each.number] * 104 // 100_000_00) * 100_000 for each in known],
            "Signed": [each.signed for each in known],
            "Start": [each.start for each in known],
            "End": [each.end for each in known],
            "Method": [each.method for each in known],
            "Category": [each.category for each in known],
            "Bids": [each.bids for each in known],
        }
    )
    return _priced(frame, "Cents", "Value")


def _results(decided: Mapping[tuple[str, int], int], year: int) -> pl.DataFrame:
    rows = [
        (each.department, each.programme, each.title, each.slug, each.one, decided[(each.slug, year)])
        for each in SERVICES
        if (each.slug, year) in decided
    ]
    names = ["Department", "Programme", "Service", "Address", "One case", "Cases decided"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _priced(frame: pl.DataFrame, cents: str, name: str) -> pl.DataFrame:
    """The frame with cents written as an amount with two digits."""
    size = pl.col(cents).abs().cast(pl.String).str.zfill(3)
    sign = pl.when(pl.col(cents) < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    text = sign + size.str.head(-2) + pl.lit(".") + size.str.tail(2)
    return frame.with_columns(text.alias(cents)).rename({cents: name})
