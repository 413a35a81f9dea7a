"""From cells of text to amounts, dates and years; what cannot be read is named by its line."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from openhall.data.money.amounts import parse_minor
from openhall.data.money.columns import TABLES, Holds, Table
from openhall.data.money.errors import UnreadableValues
from openhall.data.money.read import Given
from openhall.process.saying import gettext, gettext_noop

DATES = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%d %B %Y",
    "%d %b %Y",
    "%d/%m/%y",
    "%m/%d/%Y",
)
"""How days are written, in the order in which they are tried; one form is used for a whole column."""
SHOWN = 3
TYPES = {Holds.TEXT: pl.String, Holds.AMOUNT: pl.Int64, Holds.DATE: pl.Date, Holds.YEAR: pl.Int32}


@dataclass(frozen=True)
class Reading:
    """How the cells of a table are read.

    currency  ISO 4217, for rows that name none
    comma     whether the comma is the decimal sign; None to find it from the amounts
    """

    currency: str
    comma: bool | None = None


def typed(table: Table, given: Given, found: dict[str, str], reading: Reading) -> pl.DataFrame:
    """The rows of a given table with our columns (all of them, empty where the table has none) and `line`.

    Amounts are minor units of the currency. Raises `UnreadableValues` with the lines of the first that cannot be read.
    """
    cells = given.cells
    parts: list[pl.Series] = []
    for column in TABLES[table]:
        heading = found.get(column.name)
        if heading is None:
            parts.append(pl.Series(column.name, [None] * cells.height, dtype=TYPES[column.holds]))
            continue
        text = cells.select(pl.col(heading).alias("t"))
        what: str
        if column.holds == Holds.AMOUNT:
            comma = reading.comma if reading.comma is not None else _has_comma(text["t"])
            values = text.select(parse_minor("t", reading.currency, comma)).to_series()
            what = gettext("is not an amount in %(currency)s", currency=reading.currency)
        elif column.holds == Holds.DATE:
            values, what = _dates(text["t"]), gettext("is not a day like 2026-03-27")
        elif column.holds == Holds.YEAR:
            values = text["t"].str.extract(r"^(\d{1,9})(?:[/–-]\d{2,4})?(?:\.0)?$").cast(pl.Int32)
            what = gettext("is not a whole number")
        else:
            values, what = text["t"], ""
        empty = text["t"].is_null() | (text["t"].str.len_chars() == 0)
        _refuse(given, heading, text["t"], values.is_null() & ~empty, what)
        if column.needed:
            _refuse(given, heading, text["t"], empty, gettext("is empty"))
        parts.append(values.alias(column.name))
    return pl.DataFrame([*parts, given.line.alias("line")])


def _refuse(given: Given, heading: str, text: pl.Series, wrong: pl.Series, what: str) -> None:
    if not wrong.any():
        return
    lines = given.line.filter(wrong)
    first = text.filter(wrong).head(1).to_list()[0]
    if first:
        what = gettext("“%(value)s” %(what)s", value=str(first)[:60], what=what)
    template = gettext_noop("%(file)s, line %(line)s, column “%(column)s”: %(what)s.")
    if len(lines) > 1:
        template = gettext_noop(
            "%(file)s, line %(line)s, column “%(column)s”: %(what)s, and on %(n)s more lines (%(lines)s)."
        )
    raise UnreadableValues(
        gettext(
            template,
            file=given.name,
            line=lines[0],
            column=heading,
            what=what,
            n=len(lines) - 1,
            lines=_some(lines),
        )
    )


def _some(lines: pl.Series) -> str:
    shown = [str(line) for line in lines.slice(1, SHOWN)]
    return ", ".join(shown) + (", ..." if len(lines) - 1 > SHOWN else "")


def _has_comma(text: pl.Series) -> bool:
    """Whether amounts have their decimals after a comma: more end in `,dd` than in `.dd`."""
    ends = text.str.extract(r"([.,])\d{1,2}\)?-?\s*(?:[A-Z]{3}|[€£$¥])?$")
    return int((ends == ",").sum()) > int((ends == ".").sum())


def _dates(text: pl.Series) -> pl.Series:
    """The days, in the one form that reads most of them. A time of day after it is left out."""
    bare = text.str.replace(r"[T ]\d{1,2}:\d{2}.*$", "")
    best = pl.Series([None] * len(text), dtype=pl.Date)
    for form in DATES:
        read = bare.str.to_date(form, strict=False)
        if read.null_count() < best.null_count():
            best = read
        if best.null_count() == text.null_count():
            break
    return best
