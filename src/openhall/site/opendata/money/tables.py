"""The tables of the money pages: which columns they have, and where their rows lead."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from openhall.data.money.book import Book, Cut
from openhall.site.opendata.money.sheets import Holds, Sheet, SheetColumn


def sums_sheet(book: Book, by: str, cut: Cut, name: str, title: str, heading: str) -> Sheet:
    """Plan, revised, spent and what of it was paid by payments that are listed, of each department or programme."""
    columns = (
        SheetColumn("key", _("Key"), hidden=True),
        SheetColumn("name", heading),
        SheetColumn("plan", _("Plan"), Holds.MONEY),
        SheetColumn("revised", _("Revised"), Holds.MONEY),
        SheetColumn("spent", _("Spent"), Holds.MONEY),
        SheetColumn("used", _("Spent of revised"), Holds.SHARE, of=("spent", "revised")),
        SheetColumn("paid", _("In the list of payments"), Holds.MONEY, hidden=True),
        SheetColumn("payments", _("Payments"), Holds.COUNT, hidden=True),
    )
    return Sheet(name, title, columns, book.sums(by, cut), book.currency)


def paid_sheet(book: Book, by: str, cut: Cut, name: str, title: str, heading: str) -> Sheet:
    """What was paid to each supplier, or under each contract."""
    columns = (
        SheetColumn("key", _("Key"), hidden=True),
        SheetColumn("name", heading),
        SheetColumn("paid", _("Paid"), Holds.MONEY),
        SheetColumn("payments", _("Payments"), Holds.COUNT),
    )
    frame = book.sums(by, cut).select("key", "name", "paid", "payments")
    # Of payments to people those that are fewer than ten are not counted: 0 would be wrong, and a sum misleading.
    return Sheet(name, title, columns, frame, book.currency)


def payments_sheet(
    book: Book, rows: pl.DataFrame, name: str, title: str, known: tuple[str, ...] = ()
) -> Sheet:
    """Single payments; what the page has said already (`known`) has no column on it."""
    columns = (
        SheetColumn("payment", _("Payment")),
        SheetColumn("year", _("Year"), Holds.YEAR, hidden=True),
        SheetColumn("date", _("Date"), Holds.DAY),
        SheetColumn("supplier", _("Supplier"), hidden="supplier" in known),
        SheetColumn("supplier_key", _("Key of the supplier"), hidden=True),
        SheetColumn("kind", _("Kind of supplier"), hidden=True),
        SheetColumn("department", _("Department"), hidden="department" in known),
        SheetColumn("programme", _("Programme")),
        SheetColumn("account", _("Account"), hidden=True),
        SheetColumn("contract", _("Contract"), hidden=True),
        SheetColumn("description", _("Description")),
        SheetColumn("amount", _("Amount"), Holds.MONEY),
        SheetColumn("payments", _("Payments"), Holds.COUNT, hidden=True),
    )
    return Sheet(name, title, columns, rows.select(each.name for each in columns), book.currency)


def contracts_sheet(book: Book, rows: pl.DataFrame, name: str, title: str) -> Sheet:
    """Contracts, with what was paid under them in all years of the book."""
    paid = book.sums("contract", Cut()).select(pl.col("key").alias("contract_key"), "paid")
    frame = rows.join(paid, on="contract_key", how="left", maintain_order="left").with_columns(
        pl.col("paid").fill_null(0)
    )
    columns = (
        SheetColumn("contract", _("Contract")),
        SheetColumn("contract_key", _("Key"), hidden=True),
        SheetColumn("title", _("Title")),
        SheetColumn("supplier", _("Supplier")),
        SheetColumn("supplier_key", _("Key of the supplier"), hidden=True),
        SheetColumn("department", _("Department")),
        SheetColumn("programme", _("Programme"), hidden=True),
        SheetColumn("signed", _("Signed"), Holds.DAY),
        SheetColumn("start", _("Start"), Holds.DAY, hidden=True),
        SheetColumn("end", _("End"), Holds.DAY, hidden=True),
        SheetColumn("method", _("Method"), hidden=True),
        SheetColumn("category", _("Category"), hidden=True),
        SheetColumn("bids", _("Bids"), Holds.COUNT, hidden=True),
        SheetColumn("amount", _("Value"), Holds.MONEY),
        SheetColumn("paid", _("Paid so far"), Holds.MONEY),
    )
    return Sheet(name, title, columns, frame.select(each.name for each in columns), book.currency)


def first_of(rows: pl.DataFrame, key: str, name: str) -> str:
    """The newest name in some rows; the key where there is none."""
    found: list[Any] = rows[name].tail(1).to_list() if rows.height else []
    return str(found[0]) if found else key


def whole_sheet(table: str, rows: pl.DataFrame, name: str, currency: str) -> Sheet:
    """A whole table of a version, with all its columns."""
    money = ("plan", "revised", "spent", "amount")
    days = ("date", "signed", "start", "end")

    def holds(column: str) -> Holds:
        return Holds.MONEY if column in money else Holds.DAY if column in days else Holds.TEXT

    return Sheet(
        name, table, tuple(SheetColumn(each, each, holds(each)) for each in rows.columns), rows, currency
    )
