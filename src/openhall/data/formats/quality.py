"""How good a table is: complete, unique, valid, fresh, without duplicates; in numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import polars as pl

from openhall.data.columns import Column
from openhall.data.dataset import Moment
from openhall.data.formats.as_text import flat
from openhall.data.formats.validity import Finding, doubts
from openhall.data.vocabulary import Frequency

_SPARSE = 0.5


@dataclass(frozen=True)
class ColumnQuality:
    """One column: rows with and without a value, different values, and what looks wrong."""

    name: str
    title: str
    filled: int
    empty: int
    distinct: int
    findings: tuple[Finding, ...] = ()

    @property
    def completeness(self) -> float:
        """The part of rows that have a value, 0 to 1; 1 where there are no rows."""
        return self.filled / (self.filled + self.empty) if self.filled + self.empty else 1.0

    @property
    def validity(self) -> float:
        """The part of values that do not look wrong, 0 to 1. A value that does in two ways counts twice, down to 0."""
        wrong = sum(each.rows for each in self.findings)
        return max(0.0, 1 - wrong / self.filled) if self.filled else 1.0

    @property
    def unique(self) -> bool:
        """Whether each row has a value and no two share one: such a column can be a key."""
        return self.filled > 0 and not self.empty and self.distinct == self.filled


@dataclass(frozen=True)
class Freshness:
    """When a table was brought up to date last and when the next time is due; None where no rhythm is promised."""

    modified: datetime
    due: datetime | None
    late: timedelta
    """Zero where it is in time."""


@dataclass(frozen=True)
class Quality:
    """A table's quality. `same_key`: rows whose key another row has too, None where there is no key."""

    rows: int
    columns: tuple[ColumnQuality, ...]
    duplicates: int
    """Rows that say all that another one before them says."""
    same_key: int | None = None
    freshness: Freshness | None = None

    @property
    def completeness(self) -> float:
        """The part of all cells that have a value, 0 to 1."""
        cells = sum(each.filled + each.empty for each in self.columns)
        return sum(each.filled for each in self.columns) / cells if cells else 1.0

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns each of which by itself singles out a row."""
        return tuple(each.name for each in self.columns if each.unique)


def quality(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    now: datetime,
    key: Sequence[str] = (),
    modified: Moment | None = None,
    frequency: Frequency | None = None,
) -> Quality:
    """The quality of a table at a time. `now` has a zone; `modified` and `frequency` tell whether it is fresh."""
    plain = flat(frame, columns)
    rows = len(frame)
    found = []
    for column in columns:
        values = plain[column.name]
        empty = values.null_count()
        distinct = values.n_unique() - (1 if empty else 0)
        wrong = tuple(doubts(frame[column.name], column, now))
        found.append(ColumnQuality(column.name, column.title, rows - empty, empty, distinct, wrong))
    same = rows - plain.select(key).n_unique() if key else None
    fresh = None if modified is None else freshness(modified, frequency, now)
    return Quality(rows, tuple(found), rows - plain.n_unique() if plain.width else 0, same, fresh)


def freshness(modified: Moment, frequency: Frequency | None, now: datetime) -> Freshness:
    """Whether a table keeps to its rhythm. A day counts from its end in UTC."""
    if isinstance(modified, datetime):
        last = modified if modified.tzinfo else modified.replace(tzinfo=UTC)
    else:
        last = datetime.combine(modified, time.max, UTC)
    within = frequency.within if frequency else None
    due = None if within is None else last + within
    return Freshness(last, due, max(timedelta(), now - due) if due else timedelta())


def quality_in_words(found: Quality) -> tuple[str, ...]:
    """The quality in English sentences for people, the weightiest first; one that all is well where it is."""
    said = []
    if found.freshness and found.freshness.late:
        days = found.freshness.late.days
        said.append(
            f"It is {f'{days:,} days' if days != 1 else '1 day'} late by its own rhythm."
            if days
            else "It is late."
        )
    if found.same_key:
        said.append(f"{_rows(found.same_key)} the key of another row.")
    if found.duplicates:
        said.append(f"{_rows(found.duplicates)} all that another row has.")
    for column in found.columns:
        title = column.title or column.name
        for finding in column.findings:
            said.append(
                f"{title}: {finding.rows:,} {'value' if finding.rows == 1 else 'values'} {finding.doubt.value}."
            )
        if not column.filled and found.rows:
            said.append(f"{title} is empty.")
        elif column.completeness < _SPARSE:
            said.append(f"{title} is filled in {column.completeness:.0%} of rows.")
    if not said:
        return (f"{found.completeness:.0%} of cells are filled, and nothing looks wrong.",)
    return (*said, f"{found.completeness:.0%} of all cells are filled.")


def _rows(number: int) -> str:
    return "1 row has" if number == 1 else f"{number:,} rows have"
