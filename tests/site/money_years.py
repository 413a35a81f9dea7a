"""Years of made-up money on the site, for the tests of its pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from openhall.data.money.prepare import Asked, Prepared, Tables, prepare_year
from openhall.site.opendata.money import loading
from openhall.site.opendata.money.loading import next_version, publish, read_and_check, receive
from openhall.site.opendata.money.models import MoneyVersion
from tests.data.money_tables import BUDGET, CONTRACTS, PAYMENTS, moved

RESULTS = "Department,Programme,Service,One case,Cases decided\nPlanning,Building permits,Building permits,permit,20\n"


def load(year: int = 2026, by: Any = None, **tables: str | None) -> MoneyVersion:
    """A version of a year, read and checked; a table that is given as None is left out."""
    given = {"budget": BUDGET, "payments": PAYMENTS, "contracts": CONTRACTS, "results": RESULTS} | tables
    version = next_version(
        year, by, currency="EUR", first_day=date(year, 1, 1), residents=100 * (year - 2020),
        price_index=Decimal(year - 1926),
    )  # fmt: skip
    for table, text in given.items():
        if text is not None:
            receive(version, table, f"{table}-{year}.csv", [moved(text, year).encode()])
    with patch.object(loading, "prepare_year", prepared_once):
        read_and_check(version)
    return version


def prepared_once(asked: Asked, tables: Tables) -> Prepared:
    """A year as `prepare_year` gives it. The same tables give the same, and dozens of tests begin with these."""
    given = [getattr(tables, name) for name in tables.__dataclass_fields__]
    key = f"{asked} {[each and (each.name, each.sha256) for each in given]}"
    if key not in _PREPARED:
        _PREPARED[key] = prepare_year(asked, tables)
    return _PREPARED[key]


_PREPARED: dict[str, Prepared] = {}


def publish_years(*years: int, **tables: str | None) -> list[MoneyVersion]:
    """Published versions of some years."""
    found = [load(year, **tables) for year in years]
    for version in found:
        publish(version, None)
    return found
