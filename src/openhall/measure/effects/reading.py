"""Series that are evaluated, from a CSV file: days, values, and maybe how many cases stand behind each and where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openhall.measure.effects.series import Series, shares
from openhall.measure.errors import BadSeries
from openhall.measure.spc.reading import DAYS, VALUES, column_of, day_in, lines_of, number_in

ONLY = "all"
"""The name of the only series, where rows are not told apart."""


def read_parts(
    path: Path,
    *,
    day: str | None = None,
    value: str | None = None,
    count: str | None = None,
    error: str | None = None,
    percent: bool = False,
    by: str | None = None,
) -> dict[str, Series]:
    """The series of a file, one for each value of the column `by`, or one alone. Raises `BadSeries` with the line.

    `day` and `value` name columns; without, the usual names are looked for. `count` is used where it is named only. An
    empty value is a period in which nothing was measured. How far values are off by sampling is told by a column of
    their standard errors (`error`), or follows from their counts where they are `percent` of them.
    """
    if percent and count is None:
        raise BadSeries(
            "With --percent, name with --count the column of the cases that values are percent of."
        )
    if percent and error is not None:
        raise BadSeries(
            "Give --percent or --error: what sampling does to a percentage follows from its cases."
        )
    name, rows = path.name, lines_of(path)
    head = [each.strip() for each in next(rows, [])]
    if not head:
        raise BadSeries(f"{name} is empty: its first line names the columns.")
    at_day = column_of(head, day, DAYS, None, "--date", name)
    at_value = column_of(head, value, VALUES, None, "--value", name)
    at_count = None if count is None else column_of(head, count, (), None, "--count", name)
    at_by = None if by is None else column_of(head, by, (), None, "--compare", name)
    at_error = None if error is None else column_of(head, error, (), None, "--error", name)
    found: dict[str, list[_Row]] = defaultdict(list)
    for line, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            raise BadSeries(f"{name}, line {line}: {len(row)} cells, and the first line names {len(head)}.")
        when, number = day_in(row[at_day], name, line), _number(row[at_value], name, line)
        cases = 1.0 if at_count is None else _number(row[at_count], name, line) or 0.0
        off = None if at_error is None else _number(row[at_error], name, line)
        found[ONLY if at_by is None else row[at_by].strip()].append(
            _Row(when, number, cases, off) if cases > 0 else _Row(when, None, 1.0, off)
        )
    if not found:
        raise BadSeries(f"{name} has no rows below its first line, which names the columns.")
    return {
        part: _series(each, at_count is not None, at_error is not None, percent)
        for part, each in found.items()
    }


@dataclass(frozen=True)
class _Row:
    day: date
    value: float | None
    cases: float
    error: float | None


def _series(rows: list[_Row], counted: bool, with_errors: bool, percent: bool) -> Series:
    rows.sort(key=lambda row: row.day)
    days, values = tuple(row.day for row in rows), tuple(row.value for row in rows)
    counts = tuple(row.cases for row in rows)
    if percent:
        return shares(days, values, counts, 100)
    sampled = tuple((row.error or 0.0) ** 2 for row in rows) if with_errors else None
    return Series(days, values, counts if counted else None, sampled)


def _number(text: str, name: str, line: int) -> float | None:
    return number_in(text, name, line) if text.strip() else None
