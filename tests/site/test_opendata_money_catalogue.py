"""Budget, payments and contracts in the catalogue: exact, without people, a new version when a year is published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from django.test import Client

from openhall.site.opendata.models import Dataset
from openhall.site.opendata.money.catalogue import publish_in_catalogue
from openhall.site.opendata.money.loading import publish
from openhall.site.people.models import Department
from tests.site.money_years import load, publish_years


@pytest.fixture
def finance(db: None, settings: Any, tmp_path: Any) -> Department:
    settings.OPENHALL_HOME = tmp_path
    return Department.objects.create(key="finance", name="Finance")


def rows(table: str) -> pl.DataFrame:
    current = Dataset.objects.get(source="money", source_key=table).current
    assert current is not None
    return pl.read_parquet(current.folder / "rows.parquet")


def test_three_datasets_appear_and_their_amounts_are_exact(finance: Department) -> None:
    publish_years(2025, 2026)
    assert len(publish_in_catalogue(None)) == 3
    assert Dataset.objects.listed().count() == 3
    paid = rows("payments")
    amounts = [Decimal(str(each)) for each in paid["amount"].to_list()]
    assert sum(amounts) == 2 * Decimal("812.30")
    assert Decimal("-0.10") in amounts
    assert "Sorrel" not in str(paid.rows())
    assert rows("budget")["plan"].to_list().count(Decimal("1000.00")) == 2
    assert rows("budget")["spent"].null_count() == 0, "where the accounts say nothing, it is what was paid"
    assert rows("budget")["spent"].sum() == rows("payments")["amount"].sum() > 0
    assert rows("contracts").height == 1


def test_the_same_book_makes_no_new_version_and_a_new_year_does(finance: Department) -> None:
    publish_years(2025)
    publish_in_catalogue(None)
    assert publish_in_catalogue(None) == []
    publish(load(2026), None)
    assert {each.number for each in publish_in_catalogue(None)} == {2}


def test_what_is_withdrawn_is_withdrawn_from_every_dataset_that_holds_it(
    finance: Department, client: Client, person: Any
) -> None:
    publish_years(2025)
    publish_in_catalogue(None)
    (later,) = publish_years(2026)
    publish_in_catalogue(None)
    publisher = person("publisher")
    client.force_login(publisher)
    client.post(f"/data/money/manage/{later.pk}/withdraw/", {"reason": "It names somebody."})
    payments = Dataset.objects.get(source="money", source_key="payments")
    assert [(each.number, each.status) for each in payments.versions.all()] == [
        (2, "withdrawn"),
        (1, "published"),
    ]
    assert payments.versions.get(number=2).withdrawal_reason == "It names somebody."
    assert publish_in_catalogue(publisher) == [], "what is open without it is there already"


def test_without_a_year_or_a_department_nothing_appears(db: None, settings: Any, tmp_path: Any) -> None:
    settings.OPENHALL_HOME = tmp_path
    assert publish_in_catalogue(None) == []
    publish_years(2026)
    assert publish_in_catalogue(None) == []
