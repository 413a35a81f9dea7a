"""Values over time from a CSV file: one column with days, one with numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from openhall.measure.errors import BadSeries

LARGEST_FILE = 100_000_000
"""Bytes of a file that is read."""
DAYS = ("date", "day", "period", "month", "week", "quarter", "year", "time")
VALUES = ("value", "number", "count", "rate", "share", "measure")
"""Names of columns that are taken without being named, the first that is there."""

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d{1,3})?")


def read_series(
    path: Path,
    *,
    day: str | None = None,
    value: str | None = None,
    where: Mapping[str, str] | None = None,
) -> list[tuple[date, float]]:
    """The days and values of a file in the order of time; only rows in which the columns of `where` have these values.

    `day` and `value` name the columns; without, the usual names are looked for, and in a file of two columns they are
    the first and the second. Raises `BadSeries` with the line.
    """
    found = list(_rows(lines_of(path), path.name, day, value, where or {}))
    if not found:
        raise BadSeries(f"{path.name} has no row that is asked for: look at the columns and --where.")
    told: dict[date, int] = {}
    for line, when, _number in found:
        if when in told:
            raise BadSeries(
                f"{path.name}, line {line}: {when} is on line {told[when]} too: "
                "give each day once, or choose rows with --where COLUMN=VALUE."
            )
        told[when] = line
    return sorted((when, number) for _line, when, number in found)


def lines_of(path: Path) -> Iterator[list[str]]:
    """The cells of each line of a CSV file in UTF-8, the names of the columns first. Raises `BadSeries`."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadSeries(
                f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB: keep only the rows you need."
            )
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from csv.reader(lines)
    except UnicodeDecodeError:
        raise BadSeries(f"{path.name} is not text in UTF-8: save it as CSV in UTF-8.") from None
    except csv.Error as error:
        raise BadSeries(f"{path.name} cannot be read as CSV: {error}.") from None
    except OSError as error:
        raise BadSeries(f"{path} cannot be read: {error.strerror or error}.") from None


def column_of(
    head: Sequence[str], asked: str | None, usual: Sequence[str], place: int | None, option: str, name: str
) -> int:
    """The place of the column that is asked for; else of the first of the usual names; else `place`, of two columns.

    `name` is that of the file. Raises `BadSeries` with the option that names the column.
    """
    if asked is not None:
        if asked not in head:
            listed = ", ".join(head[:20])
            raise BadSeries(f"{name} has no column '{asked}': {option} names one of {listed}.")
        return head.index(asked)
    lowered = [each.lower() for each in head]
    for each in usual:
        if each in lowered:
            return lowered.index(each)
    if place is not None and len(head) == 2:
        return place
    raise BadSeries(f"{name} has the columns {', '.join(head[:20])}: say which it is with {option}.")


def parse_day(text: str) -> date:
    """The first day of `2024-03-01`, `2024-03`, `2024-Q1`, `2024-W09` or `2024`. Raises `ValueError`."""
    text = text.strip()
    if match := re.fullmatch(r"(\d{4})-?Q([1-4])", text):
        return date(int(match[1]), int(match[2]) * 3 - 2, 1)
    if match := re.fullmatch(r"(\d{4})-?W(\d{2})", text):
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text):
        return date(int(match[1]), int(match[2] or 1), 1)
    # A time of midnight, as tables write days.
    return date.fromisoformat(re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", text))


def day_in(text: str, name: str, line: int) -> date:
    """The first day that a cell says, as `parse_day` reads it. Raises `BadSeries` with the line."""
    try:
        return parse_day(text)
    except ValueError:
        raise BadSeries(
            f"{name}, line {line}: '{_cut(text)}' is no day: write 2024-03-31, 2024-03, 2024-Q1 or 2024-W09."
        ) from None


def number_in(text: str, name: str, line: int) -> float:
    """The number that a cell says: 1234.5, 1,234.5 or 12%. Raises `BadSeries` with the line."""
    plain = text.strip().removesuffix("%").strip()
    if not plain:
        raise BadSeries(f"{name}, line {line}: the value is missing: give it, or take the line out.")
    if not _NUMBER.fullmatch(plain):
        raise BadSeries(f"{name}, line {line}: '{_cut(text)}' is no number: write 1234.5.")
    return float(plain.replace(",", ""))


def _rows(
    rows: Iterator[list[str]], name: str, day: str | None, value: str | None, where: Mapping[str, str]
) -> Iterator[tuple[int, date, float]]:
    head = [each.strip() for each in next(rows, [])]
    if not head:
        raise BadSeries(f"{name} is empty: its first line names the columns.")
    at_day = column_of(head, day, DAYS, 0, "--date", name)
    at_value = column_of(head, value, VALUES, 1, "--value", name)
    chosen = {column_of(head, each, (), None, "--where", name): wanted for each, wanted in where.items()}
    for line, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            raise BadSeries(f"{name}, line {line} has {len(row)} cells, the first line {len(head)}: mend it.")
        if any(row[at].strip() != wanted for at, wanted in chosen.items()):
            continue
        yield line, day_in(row[at_day], name, line), number_in(row[at_value], name, line)


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
