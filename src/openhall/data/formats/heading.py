"""How a text file is laid out: what parts its cells, where its header stands, and whether it has one."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
_NUMBER = re.compile(r"[+-]?[$€£]?\s*[0-9.,' ]*[0-9]\s*%?")
_DATE = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([T ].*)?")
_YEAR = re.compile(r"(18|19|20|21)[0-9][0-9]")


@dataclass(frozen=True)
class Layout:
    """How a text file is laid out. `skipped`: records before the header; `header`: whether there is one."""

    delimiter: str
    skipped: int = 0
    header: bool = True


def layout_of(sample: str, *, delimiter: str = "") -> Layout:
    """The layout that the first lines of a file show. `delimiter` is kept where it is known already."""
    rows = {each: _rows(sample, each) for each in ([delimiter] if delimiter else DELIMITERS)}
    chosen = max(rows, key=lambda each: _fitness(rows[each]))
    return layout_of_rows(rows[chosen], chosen)


def layout_of_rows(rows: Sequence[Sequence[str]], delimiter: str = "") -> Layout:
    """The layout that the first rows of a table show, none of them empty."""
    skipped = _skipped(rows)
    return Layout(delimiter, skipped, has_header(rows[skipped:]))


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    try:
        rows = list(itertools.islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 1000))
    except csv.Error:
        return []
    return list(filter(is_record, rows))


def is_record(cells: Sequence[str]) -> bool:
    """Whether a line is one of a table: an empty line is none, but one empty cell in quotation marks is."""
    return len(cells) > 1 or (len(cells) == 1 and (not cells[0] or bool(cells[0].strip())))


def _fitness(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """How well a delimiter fits: the part of records with the usual number of cells, then that number."""
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0.0, 0
    width, often = max(widths.items(), key=lambda each: (each[1], each[0]))
    return (often / sum(widths.values()) if width > 1 else 0.0), width


def _skipped(rows: Sequence[Sequence[str]]) -> int:
    """Records before the header: a title or a date of the report, which fill fewer cells than all below do."""
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0
    usual = max(widths.items(), key=lambda each: (each[1], each[0]))[0]
    if usual == 1:
        return 0
    for place, row in enumerate(rows[:30]):
        filled = [number for number, cell in enumerate(row) if cell.strip()]
        # What stands above a table stands in its first cell; the first title may be empty, over numbers of rows.
        if len(row) >= usual and filled != [0] and len(filled) >= max(1, usual - 1 - usual // 3):
            return place
    return 0


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first record names the columns.

    It does not where it holds a number or a date in each column that holds nothing else below. Years over columns
    (2019, 2020, ...) are names.
    """
    if len(rows) < 2:
        return True
    first, body = rows[0], rows[1:200]
    values = [
        place
        for place in range(len(first))
        if (cells := [row[place].strip() for row in body if place < len(row) and row[place].strip()])
        and all(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell) for cell in cells)
    ]
    if not values:
        return True
    if all(_YEAR.fullmatch(first[place].strip()) for place in values) and len(values) > 1:
        return len({first[place] for place in values}) == len(values)
    return not all(
        _NUMBER.fullmatch(first[place].strip()) or _DATE.fullmatch(first[place].strip()) for place in values
    )
