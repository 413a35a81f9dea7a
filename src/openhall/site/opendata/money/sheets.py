"""What a page shows as a table, and what its downloads hold: the same rows, once for people and once for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import formats
from django.utils.translation import gettext as _

from openhall.site.opendata.money.words import named, said, share


class Holds(StrEnum):
    """What a column of a sheet holds."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    DAY = "day"
    YEAR = "year"
    SHARE = "share"
    """Percent: numerator and denominator are the columns that `of` names."""


@dataclass(frozen=True)
class SheetColumn:
    """A column: its name in downloads, its words on the page.

    hidden  whether it stands in downloads only
    of      the two columns that a share is made of
    """

    name: str
    heading: Any
    holds: Holds = Holds.TEXT
    hidden: bool = False
    of: tuple[str, str] = ("", "")

    @property
    def is_number(self) -> bool:
        """Whether its cells stand on the right."""
        return self.holds in (Holds.MONEY, Holds.COUNT, Holds.SHARE)


@dataclass(frozen=True)
class Line:
    """A row as it is shown: the first cell may lead somewhere."""

    first: Any
    href: str
    cells: tuple[tuple[Any, bool], ...]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table: its rows as they are counted (amounts in minor units).

    name   the name of its downloads
    title  what it shows, in words
    """

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    frame: pl.DataFrame
    currency: str

    @property
    def shown(self) -> tuple[SheetColumn, ...]:
        """The columns on the page."""
        return tuple(each for each in self.columns if not each.hidden)

    def part(self, start: int, most: int) -> Sheet:
        """Some of the rows, as a page of a list shows them."""
        return Sheet(self.name, self.title, self.columns, self.frame.slice(start, most), self.currency)

    def lines(self, href: Callable[[dict[str, Any]], str] | None = None) -> Iterator[Line]:
        """The rows for the page; `href` says where the first cell of a row leads."""
        first, *others = self.shown
        for row in self.frame.iter_rows(named=True):
            cells = tuple((self._cell(each, row), each.is_number) for each in others)
            yield Line(self._cell(first, row), href(row) if href else "", cells)

    def _cell(self, column: SheetColumn, row: dict[str, Any]) -> Any:
        if column.holds == Holds.SHARE:
            return share(row[column.of[0]], row[column.of[1]])
        value = row[column.name]
        match column.holds:
            case Holds.MONEY:
                return said(value, self.currency)
            case Holds.COUNT:
                return _("fewer than 10") if value is None else intcomma(value)
            case Holds.DAY:
                # On one line: a day that breaks makes three lines of every row.
                text = formats.date_format(value, "j M Y") if isinstance(value, date) else "–"
                return text.replace(" ", "\u00a0")
            case Holds.YEAR:
                return str(value)
        return named(value) if value else "–"
