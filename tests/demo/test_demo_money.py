"""Port Alder's money: as much as a city has, exact, the same each time, and made of what its services need."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from openhall.data.money import Asked, Book, Tables, Year, prepare_year, read_table
from openhall.data.money.book import Cut
from openhall.data.money.values import Reading
from openhall.demo.money import YearFiles, port_alder_money
from openhall.demo.money.plan import SERVICES, YEARS
from openhall.demo.money.suppliers import BRIGHTWAY


@pytest.fixture(scope="module")
def files() -> tuple[YearFiles, ...]:
    return port_alder_money({("building-permit", 2025): 900})


@pytest.fixture(scope="module")
def book(files: tuple[YearFiles, ...]) -> Book:
    years = []
    for each in files:
        given: dict[str, Any] = {
            table: read_table(f"{table}.csv", content)
            for table, content in each.files.items()
            if content.count(b"\n") > 1
        }
        found = prepare_year(Asked(each.year, Reading("EUR")), Tables(**given))
        assert found.findings == (), "finance gives tables in which nothing is wrong"
        years.append(
            Year(found.year, "EUR", found.first, found.last, found.budget, found.payments, found.contracts,
                 each.residents)
        )  # fmt: skip
    return Book(tuple(years))


def test_five_years_of_a_city_with_some_400_suppliers_and_100_000_payments(files: Any, book: Book) -> None:
    assert tuple(each.year for each in book.years) == YEARS
    rows = sum(each.files["payments"].count(b"\n") - 1 for each in files)
    assert 95_000 < rows < 110_000
    assert 380 <= book.sums("supplier", Cut()).height <= 420
    assert book.all_contracts.height > 150


def test_the_same_seed_gives_the_same_files_to_the_byte(files: Any) -> None:
    again = port_alder_money({("building-permit", 2025): 900})
    assert [dict(each.files) for each in again] == [dict(each.files) for each in files]


def test_payments_come_to_what_was_spent_and_that_lies_near_the_budget(book: Book) -> None:
    for year in YEARS[:-1]:
        figures = book.figures(Cut(years=(year,)))
        assert figures.spent == figures.paid
        assert figures.revised is not None and figures.spent is not None
        assert 0.95 < figures.spent / figures.revised < 1.05


def test_there_is_something_for_a_journalist_to_find(book: Book) -> None:
    supplier = book.all_payments.filter(pl.col("supplier") == BRIGHTWAY)["supplier_key"][0]
    paid = [figures.paid for _year, figures in book.over_years(Cut(supplier=supplier))]
    assert paid[-1] > 3 * paid[0]
    direct = book.all_contracts.filter((pl.col("supplier_key") == supplier) & (pl.col("method") == "direct"))
    assert direct.height


def test_no_person_stands_in_what_is_published(book: Book) -> None:
    people = book.payments(Cut(supplier="people"))
    assert set(people["supplier"]) == {"People (not named)"}
    assert not set(book.all_payments["supplier"]) & {"Payroll", "Recipients"}


def test_services_are_paid_from_programmes_that_the_budget_has(book: Book) -> None:
    programmes = set(zip(book.all_budget["department"], book.all_budget["programme"], strict=True))
    assert {(each.department, each.programme) for each in SERVICES} <= programmes
