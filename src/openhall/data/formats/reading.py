"""What reading a file gives, and the bounds within which files are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from openhall.data.columns import Column
from openhall.data.formats.errors import FileTooLarge
from openhall.process.saying import gettext, gettext_noop


class Weight(StrEnum):
    """How much a problem matters to who uploads."""

    NOTE = "note"
    """A choice that reading made, which the reader may want to know."""
    DOUBT = "doubt"
    """Something that is likely wrong in the file."""


@dataclass(frozen=True)
class Problem:
    """Something about a file that its owner should know. `line` counts from 1; 0 where no one line is meant."""

    text: str
    line: int = 0
    column: str = ""
    weight: Weight = Weight.DOUBT

    @property
    def placed(self) -> str:
        """What it is, with its place."""
        if self.line and self.column:
            place = gettext_noop("Line %(line)s, column %(column)s: %(text)s")
        elif self.line:
            place = gettext_noop("Line %(line)s: %(text)s")
        elif self.column:
            place = gettext_noop("Column %(column)s: %(text)s")
        else:
            return self.text
        return gettext(place, line=self.line, column=self.column, text=self.text)

    def __str__(self) -> str:
        return str(self.placed)


@dataclass(frozen=True)
class Limits:
    """Bounds of one file: its size on disk and unpacked, and what its table may hold."""

    bytes: int = 4 << 30
    unpacked: int = 8 << 30
    ratio: int = 200
    """How many times its packed size a part of an archive may have, beyond a megabyte."""
    rows: int = 50_000_000
    columns: int = 2_000
    cells: int = 2_000_000_000
    sheet_cells: int = 30_000_000
    """Cells of a workbook's sheet, which is laid out as a full grid."""
    json: int = 1 << 30
    """Bytes of a JSON document, which is held in memory whole; JSON lines are not."""
    depth: int = 32
    """How deep values in JSON may be nested."""
    vertices: int = 50_000_000
    """Corners of all areas together."""
    problems: int = 100
    """How many problems are told; the rest is counted."""


LIMITS = Limits()


class Reading(NamedTuple):
    """A file as a table.

    frame     one polars column for each of `columns`, by its name, in its order. Values by kind: text and url String;
              number Int64 or Float64; checkbox Boolean; calendar_date Date (no time anywhere in the column) or
              Datetime in microseconds; fixed_timestamp Datetime in microseconds, UTC; point Struct(longitude,
              latitude) of Float64; multipolygon String, a GeoJSON geometry
    columns   their names for queries, titles as they stand in the file, kinds and units
    problems  what its owner should know
    """

    frame: pl.DataFrame
    columns: tuple[Column, ...]
    problems: tuple[Problem, ...]


POINT = pl.Struct({"longitude": pl.Float64, "latitude": pl.Float64})
"""How points stand in a table."""


def check_shape(rows: int, columns: int, limits: Limits) -> None:
    """Raises `FileTooLarge` for a table of more rows, columns or cells than there may be."""
    if columns > limits.columns:
        raise FileTooLarge(
            gettext(
                "The table has %(columns)s columns; at most %(most)s are read.",
                columns=columns,
                most=limits.columns,
            )
        )
    if rows > limits.rows:
        raise FileTooLarge(
            gettext(
                "The table has more than %(rows)s rows, which is the most that is read; split it.",
                rows=limits.rows,
            )
        )
    if rows * columns > limits.cells:
        raise FileTooLarge(
            gettext(
                "The table has more than %(cells)s cells, which is the most that is read; split it.",
                cells=limits.cells,
            )
        )


def bounded(problems: Iterable[Problem], limits: Limits) -> tuple[Problem, ...]:
    """The first problems, and one that says how many more there are."""
    told = list(problems)
    if len(told) <= limits.problems:
        return tuple(told)
    more = len(told) - limits.problems
    return (
        *told[: limits.problems],
        Problem(gettext("%(more)s more problems of this kind are not listed.", more=more)),
    )
