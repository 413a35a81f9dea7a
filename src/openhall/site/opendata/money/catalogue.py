"""Budget, payments and contracts as datasets of the catalogue, so that the API and its downloads serve them too."""

from __future__ import annotations

import polars as pl
from django.db import transaction
from django.utils import timezone

from openhall.data.columns import Column, Kind
from openhall.data.formats import Reading
from openhall.data.money.amounts import digits_of
from openhall.data.money.book import Book
from openhall.data.money.columns import TABLES, Table
from openhall.data.money.persons import RULE
from openhall.site.opendata.models import Dataset, DatasetVersion, Rhythm, Theme
from openhall.site.opendata.models.dataset import departments_of
from openhall.site.opendata.money.shelf import Opened, open_book
from openhall.site.opendata.publishing.building import make_ready
from openhall.site.opendata.publishing.deciding import decide
from openhall.site.opendata.publishing.receiving import keep_draft, set_state
from openhall.site.opendata.publishing.releasing import release_if_due, withdraw
from openhall.site.opendata.publishing.risks import look_at
from openhall.site.people.models import Department, User

FINANCE = "finance"
"""The key of the department whose datasets these are, where there is one."""
SHOWN = {
    "budget": ("year", "department", "programme", "account", "plan", "revised", "spent"),
    "payments": (
        "year", "payment", "date", "department", "programme", "account", "supplier", "supplier_key", "kind", "contract",
        "amount", "payments", "description",
    ),
    "contracts": (
        "contract", "title", "supplier", "supplier_key", "kind", "department", "programme", "amount", "signed", "start",
        "end", "method", "category", "bids",
    ),
}  # fmt: skip
OURS = {
    "year": Column("year", Kind.NUMBER, "Year", "The year it counts to."),
    "supplier_key": Column(
        "supplier_key", Kind.TEXT, "Key of the supplier", "The same for the same supplier."
    ),
    "kind": Column("kind", Kind.TEXT, "Kind of supplier", "company, charity, public body or person."),
    "payments": Column(
        "payments", Kind.NUMBER, "Payments", "How many are in the row; empty for fewer than ten."
    ),
    "bids": Column("bids", Kind.NUMBER, "Bids", "How many bids came in."),
}
MONEY = ("plan", "revised", "spent", "amount")
TITLES = {
    "budget": ("Budget", "What was planned and revised, by department, programme and account, year by year."),
    "payments": ("Payments", f"Every payment to a supplier, year by year. {RULE}"),
    "contracts": (
        "Contracts",
        "Contracts with suppliers: what for, with whom, and worth how much.",
    ),
}
FROM = "From "
"""How the notes of a dataset's version begin; the versions of years that it is made of follow."""
LOOKED_AT = (
    "People were taken out before: their payments stand as sums, their names are not in the table. Names of suppliers "
    "are those of firms, charities and public bodies."
)


def publish_in_catalogue(by: User | None) -> list[DatasetVersion]:
    """New versions of the three datasets from the newest book; those that hold the same already are left."""
    found = open_book()
    department = _department(by)
    if not found.versions or department is None:
        return []
    made = (_publish(found, table, department, by) for table in SHOWN)
    return [each for each in made if each is not None]


def withdraw_from_catalogue(name: str, by: User, reason: str) -> None:
    """Close every version of the datasets that holds rows of a version of a year: it was closed for a reason."""
    opened = DatasetVersion.objects.released().filter(dataset__source=Dataset.Source.MONEY)
    for each in opened.select_related("dataset"):
        if name in each.notes.removeprefix(FROM).rstrip(".").split(", "):
            withdraw(each, by, reason)


def _department(by: User | None) -> Department | None:
    finance = Department.objects.filter(key=FINANCE).first()
    return finance or (departments_of(by).first() if by else None)


def _publish(found: Opened, table: str, department: Department, by: User | None) -> DatasetVersion | None:
    rows = rows_of(found.book, table)
    if not rows.height:
        return None
    dataset = _dataset(table, department, by)
    notes = FROM + ", ".join(each.name for each in found.versions) + "."
    with transaction.atomic():
        Dataset.objects.select_for_update().get(pk=dataset.pk)
        current = dataset.current
        if current is not None and current.notes == notes:
            return None
        version: DatasetVersion = dataset.versions.create(number=dataset.next_number, made_by=by)
    version.home.mkdir(parents=True, exist_ok=True)
    # Names of firms look like names of people, and numbers of payments like those of people, to whoever does not
    # know them: the rule for people went over all of these before.
    named = [name for name, kind in rows.schema.items() if kind == pl.String]
    set_state(version, risk={"plan": {"cleared": named}})
    keep_draft(version, Reading(rows, columns_of(table, found.book.currency), ()))
    look_at(version)
    decide(version, by, LOOKED_AT, timezone.now(), notes)
    make_ready(version)
    release_if_due(version)
    return version


def _dataset(table: str, department: Department, by: User | None) -> Dataset:
    title, description = TITLES[table]
    found, _made = Dataset.objects.get_or_create(
        source=Dataset.Source.MONEY,
        source_key=table,
        defaults={
            "slug": f"money-{table}",
            "title": title,
            "description": description,
            "department": department,
            "theme": Theme.ECON,
            "rhythm": Rhythm.ANNUAL,
            "keywords": ["money", "budget", "spending"],
            "made_by": by,
        },
    )
    return found


def rows_of(book: Book, table: str) -> pl.DataFrame:
    """The rows of all years as the dataset has them: amounts as decimals with just the digits of the currency."""
    rows: pl.DataFrame = {
        "budget": book.lines,
        "payments": book.all_payments,
        "contracts": book.all_contracts,
    }[table].select(SHOWN[table])
    digits = digits_of(book.currency)
    return rows.with_columns(
        (pl.col(name).cast(pl.Decimal(20, digits)) / pl.lit(10**digits).cast(pl.Decimal(20, digits)))
        .cast(pl.Decimal(20, digits))
        .alias(name)
        for name in MONEY
        if name in rows.columns
    )


def columns_of(table: str, currency: str) -> tuple[Column, ...]:
    """The columns of a dataset, as the engine describes them."""
    known = {each.name: each.column(currency) for each in TABLES[Table(table)]}
    return tuple(OURS.get(name) or known[name] for name in SHOWN[table])
