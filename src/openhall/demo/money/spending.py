"""The payments of a year: to suppliers, under contracts and without, and to people; they come to what was spent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from openhall.demo.money.contracting import Contract
from openhall.demo.money.plan import ACCOUNTS, LAST_MONTH, PROGRAMMES, YEARS, Programme
from openhall.demo.money.suppliers import BRIGHTWAY, DESCRIPTIONS, Supplier

A_YEAR = 16_400
"""Payments to suppliers in a whole year."""
TO_PEOPLE = 14
"""Payments to people a month and account: groups of staff or recipients, as finance books them."""
REFUNDS = 0.004
SPREAD = 1.15

SCHEMA = {
    "Payment": pl.String, "Date": pl.Date, "Department": pl.String, "Programme": pl.String, "Account": pl.String,
    "Supplier": pl.String, "Supplier number": pl.String, "Supplier kind": pl.String, "Contract": pl.String,
    "Cents": pl.Int64, "Description": pl.String,
}  # fmt: skip

Columns = dict[str, list[Any]]


def make_payments(
    rng: Generator, year: int, spent: dict[tuple[str, str], int], suppliers: tuple[Supplier, ...],
    contracts: tuple[Contract, ...],
) -> pl.DataFrame:  # fmt: skip
    """The payments of a year, by date; `spent` is what each (programme, account) comes to, in cents."""
    days = _days(year)
    buying = {key: cents for key, cents in spent.items() if cents and key[1] in ACCOUNTS[1:4]}
    weights = np.sqrt(np.array(list(buying.values()), dtype=np.float64))
    months = LAST_MONTH if year == YEARS[-1] else 12
    counts = np.maximum(6, (weights / weights.sum() * A_YEAR * months / 12).astype(int))
    parts = []
    by_name = {each.name: each for each in PROGRAMMES}
    for (name, account), cents, count in zip(buying, buying.values(), counts, strict=True):
        parts.append(_bought(rng, by_name[name], account, cents, int(count), days, suppliers, contracts))
    for (name, account), cents in spent.items():
        if cents and account in (ACCOUNTS[0], ACCOUNTS[4]):
            parts.append(_to_people(rng, by_name[name], account, cents, year, months))
    # One table of all: a hundred small ones would take longer to make than all that is drawn for them.
    joined = {name: [value for part in parts for value in part[name]] for name in parts[0]}
    rows = pl.DataFrame(joined).sort("Date", "Programme", "Account", maintain_order=True)
    numbers = pl.Series("Payment", [f"{year % 100}-{place:06d}" for place in range(1, rows.height + 1)])
    return rows.with_columns(numbers).select(list(SCHEMA))


def _days(year: int) -> list[date]:
    """The working days of a year that are in the books."""
    last = date(year, LAST_MONTH if year == YEARS[-1] else 12, 31)
    every = (date(year, 1, 2) + timedelta(days=k) for k in range(365))
    return [day for day in every if day <= last and day.weekday() < 5]


def _amounts(rng: Generator, cents: int, count: int) -> NDArray[np.int64]:
    """So many amounts that come to a sum, most of them small; now and then one that came back."""
    drawn = rng.lognormal(0.0, SPREAD, count)
    drawn[rng.random(count) < REFUNDS] *= -0.2
    amounts: NDArray[np.int64] = np.rint(drawn / drawn.sum() * cents).astype(np.int64)
    amounts[int(np.argmax(amounts))] += cents - int(amounts.sum())
    return amounts


def _bought(
    rng: Generator, programme: Programme, account: str, cents: int, count: int, days: list[date],
    suppliers: tuple[Supplier, ...], contracts: tuple[Contract, ...],
) -> Columns:  # fmt: skip
    able = [each for each in suppliers if each.trade in programme.trades]
    chances = 1.0 / (np.arange(len(able)) + 2.0)
    who = rng.choice(len(able), count, p=chances / chances.sum())
    when = np.sort(rng.integers(0, len(days), count))
    under = [each for each in contracts if each.programme is programme]
    # The last one that runs takes the payment: what goes to Brightway goes past the others.
    under.sort(key=lambda each: each.supplier.name == BRIGHTWAY)
    numbers = [""] * count
    for each in under:
        running = np.array([each.start <= day <= each.end for day in days])[when]
        taken = np.flatnonzero(running & (rng.random(count) < each.share))
        for place in taken:
            numbers[place] = each.number
            who[place] = able.index(each.supplier)
    amounts = _amounts(rng, cents, count)
    chosen = [able[place] for place in who]
    words = rng.random(count)
    told = [
        DESCRIPTIONS[each.trade][int(word * len(DESCRIPTIONS[each.trade]))]
        for each, word in zip(chosen, words, strict=True)
    ]
    return {
        "Date": [days[place] for place in when],
        "Department": [programme.department] * count,
        "Programme": [programme.name] * count,
        "Account": [account] * count,
        "Supplier": [each.name for each in chosen],
        "Supplier number": [each.number for each in chosen],
        "Supplier kind": [each.kind for each in chosen],
        "Contract": numbers,
        "Cents": amounts.tolist(),
        "Description": [
            f"Refund: {text.lower()}" if amount < 0 else text
            for text, amount in zip(told, amounts, strict=True)
        ],
    }


def _to_people(
    rng: Generator, programme: Programme, account: str, cents: int, year: int, months: int
) -> Columns:
    count = months * TO_PEOPLE
    ends = [date(year, month, 28) for month in range(1, months + 1)]
    pay = account == ACCOUNTS[0]
    # Pay is even; what recipients get differs.
    even = np.full(count, cents // count, dtype=np.int64)
    even[-1] += cents - int(even.sum())
    return {
        "Date": [day for day in ends for _ in range(TO_PEOPLE)],
        "Department": [programme.department] * count,
        "Programme": [programme.name] * count,
        "Account": [account] * count,
        "Supplier": ["Payroll" if pay else "Recipients"] * count,
        "Supplier number": [""] * count,
        "Supplier kind": ["staff" if pay else "recipient"] * count,
        "Contract": [""] * count,
        "Cents": (even if pay else _amounts(rng, cents, count)).tolist(),
        "Description": [account] * count,
    }
