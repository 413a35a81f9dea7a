"""Series that are evaluated, from a CSV file: days, values, and maybe how many cases stand behind each and where."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from openhall.measure.effects.series import Series
from openhall.measure.errors import BadSeries
from openhall.measure.spc.reading import DAYS, LARGEST_FILE, VALUES, parse_day

COUNTS = ("count", "cases", "n", "denominator")
ONLY = "all"
"""The name of the only series, where rows are not told apart."""


def read_parts(
    path: Path,
    *,
    day: str | None = None,
    value: str | None = None,
    count: str | None = None,
    by: str | None = None,
) -> dict[str, Series]:
    """The series of a file, one for each value of the column `by`, or one alone. Raises `BadSeries` with the line.

    `day` and `value` name columns; without, the usual names are looked for. `count` is used where it is named only. An
    empty value is a period in which nothing was measured.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadSeries(
                f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB; keep only the rows you need."
            )
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines))
    except UnicodeDecodeError:
        raise BadSeries(f"{path.name} is not text in UTF-8: save it as CSV in UTF-8.") from None
    except csv.Error as error:
        raise BadSeries(f"{path.name} cannot be read as CSV: {error}.") from None
    except OSError as error:
        raise BadSeries(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(rows) < 2:
        raise BadSeries(f"{path.name} has no rows below its first line, which names the columns.")
    head = [each.strip() for each in rows[0]]
    at_day, at_value = _place(head, day, DAYS, path.name), _place(head, value, VALUES, path.name)
    at_count = _place(head, count, (), path.name) if count else None
    at_by = _place(head, by, (), path.name) if by else None
    found: dict[str, list[tuple[date, float | None, float]]] = defaultdict(list)
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < len(head):
            raise BadSeries(
                f"{path.name}, line {line}: {len(row)} cells, and the first line names {len(head)}."
            )
        try:
            when = parse_day(row[at_day])
        except ValueError:
            raise BadSeries(
                f"{path.name}, line {line}: “{row[at_day]}” is no day; write it as 2024-01-31 or 2024-01."
            ) from None
        number = _number(row[at_value], path.name, line)
        cases = 1.0 if at_count is None else _number(row[at_count], path.name, line)
        found[ONLY if at_by is None else row[at_by].strip()].append(
            (when, None if cases is None or cases <= 0 else number, cases or 1.0)
        )
    return {name: _series(each, at_count is not None) for name, each in found.items()}


def _series(rows: list[tuple[date, float | None, float]], counted: bool) -> Series:
    rows.sort(key=lambda row: row[0])
    return Series(
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        tuple(row[2] if row[2] > 0 else 1.0 for row in rows) if counted else None,
    )


def _number(text: str, name: str, line: int) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "").rstrip("% "))
    except ValueError:
        raise BadSeries(f"{name}, line {line}: “{text}” is no number.") from None


def _place(head: list[str], wanted: str | None, usual: tuple[str, ...], name: str) -> int:
    lower = [each.lower() for each in head]
    if wanted is not None:
        if wanted not in head:
            raise BadSeries(f"{name} has no column “{wanted}”; it has {', '.join(head)}.")
        return head.index(wanted)
    for each in usual:
        if each in lower:
            return lower.index(each)
    which = "--date" if usual is DAYS else "--value"
    raise BadSeries(f"{name} has the columns {', '.join(head)}: name one with {which}.")
