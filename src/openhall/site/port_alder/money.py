"""Port Alder's money: five years of budget, payments and contracts, published as its finance department would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from openhall.demo.money import YearFiles, port_alder_money
from openhall.demo.money.plan import LAST_MONTH, SERVICES, YEARS
from openhall.site.observatory.shelf import shelf
from openhall.site.opendata.money.catalogue import publish_in_catalogue
from openhall.site.opendata.money.loading import next_version, publish, read_and_check, receive
from openhall.site.opendata.money.models import MoneyVersion
from openhall.site.people.models import User
from openhall.site.port_alder.records import old_records

CURRENCY = "EUR"
FIRST_WHOLE_YEAR = 2024
"""The old records begin in November 2023: before this year they would say too few cases."""


def load_money(owner: User, say: Callable[[str], None]) -> None:
    """Publish the years that are missing."""
    there = set(MoneyVersion.objects.published().values_list("year", flat=True))
    if there.issuperset(YEARS):
        return
    say("Publishing the budget and the payments of Port Alder ...")
    for each in port_alder_money(decided_cases()):
        if each.year not in there:
            _publish(each, owner)
    publish_in_catalogue(owner)


def decided_cases() -> dict[tuple[str, int], int]:
    """How many cases of each service were decided in each year that the old records have as a whole."""
    found: dict[tuple[str, int], int] = {}
    for service in SERVICES:
        log = old_records(service.slug)
        if log is None:
            continue
        ends = pl.Series(np.asarray(shelf.view(log).log.case_end)).cast(pl.Datetime("us")).dt.year()
        for year, cases in ends.value_counts().iter_rows():
            if year >= FIRST_WHOLE_YEAR:
                found[(service.slug, int(year))] = int(cases)
    return found


def _publish(each: YearFiles, owner: User) -> None:
    version = next_version(
        each.year,
        owner,
        currency=CURRENCY,
        first_day=date(each.year, 1, 1),
        residents=each.residents,
        price_index=Decimal(each.price_index),
    )
    for table, content in _given(each.files).items():
        receive(version, table, f"port-alder-{table}-{each.year}.csv", [content])
    read_and_check(version)
    so_far = f"January to October {each.year}." if each.year == YEARS[-1] and LAST_MONTH < 12 else ""
    publish(version, owner, so_far)


def _given(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with at least one row below their headings."""
    return {table: content for table, content in files.items() if content.count(b"\n") > 1}
