"""CSV and TSV as people save them: any encoding, delimiter and quoting, read whole with the line of each row."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import polars as pl

from openhall.data.formats.encoding import encoding_of, said
from openhall.data.formats.errors import FileTooLarge, UnreadableFile
from openhall.data.formats.heading import Layout, is_record, layout_of
from openhall.data.formats.raw import Raw
from openhall.data.formats.reading import Limits, Problem, Weight, check_shape
from openhall.process.saying import gettext

_SAMPLE = 1 << 18
_BATCH = 20_000
_LISTED = 20
"""Lines of the wrong width that are told one by one."""


class _Reader(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


def read_csv(path: Path, limits: Limits, *, delimiter: str = "") -> Raw:
    """A CSV file's cells as text. `delimiter` is given where the name of the file says it, as with TSV.

    Rows with too few cells get empty ones, cells beyond the header are left out, and both are told by their line.
    Raises `UnreadableFile` for what is no such table, `FileTooLarge` for one out of bounds.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
        # The last line of a sample may be cut.
        sample = sample[: sample.rfind("\n") + 1 or None] if len(sample) == _SAMPLE else sample
    if not sample.strip():
        raise UnreadableFile(
            gettext("The file is empty; a table has a line of titles and a line for each row.")
        )
    layout = layout_of(sample, delimiter=delimiter)
    notes = _notes(layout, encoding)
    try:
        raw = _read(path, encoding, layout, limits, strict=True)
    except csv.Error as error:
        line, why = error.args
        if "field larger" in why:
            raise FileTooLarge(
                gettext(
                    "Line %(line)s: a cell has more than %(most)s signs; is a quotation mark open?",
                    line=line,
                    most=csv.field_size_limit(),
                )
            ) from None
        notes.append(
            Problem(
                gettext("a quotation mark is not closed, or stands alone inside a cell; double it."),
                line,
            )
        )
        raw = _loosely(path, encoding, layout, limits)
    raw.problems[:0] = notes
    raw.decimal = "," if layout.delimiter == ";" else ""
    return raw


def _loosely(path: Path, encoding: str, layout: Layout, limits: Limits) -> Raw:
    try:
        return _read(path, encoding, layout, limits, strict=False)
    except csv.Error as error:
        raise UnreadableFile(
            gettext("The file cannot be read as CSV: %(why)s.", why=str(error.args[-1]))
        ) from None


def _notes(layout: Layout, encoding: str) -> list[Problem]:
    notes = []
    if not encoding.startswith("utf-8"):
        notes.append(
            Problem(
                gettext(
                    "the file is not UTF-8 and was read as %(encoding)s; look at letters with accents.",
                    encoding=said(encoding),
                ),
                weight=Weight.NOTE,
            )
        )
    if layout.skipped:
        notes.append(
            Problem(
                gettext(
                    "the first %(skipped)s lines are above the header and left out.", skipped=layout.skipped
                ),
                weight=Weight.NOTE,
            )
        )
    if not layout.header:
        notes.append(
            Problem(
                gettext("the first line holds values, so columns are named by their places."),
                1,
                weight=Weight.NOTE,
            )
        )
    return notes


def _read(path: Path, encoding: str, layout: Layout, limits: Limits, *, strict: bool) -> Raw:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=layout.delimiter, strict=strict)
        records = _records(reader)
        for _ in range(layout.skipped):
            next(records, None)
        first = next(records, None)
        if first is None:
            raise UnreadableFile(gettext("The file holds no table below its first lines."))
        titles = [cell.strip() for cell in first[1]] if layout.header else [""] * len(first[1])
        while layout.header and len(titles) > 1 and not titles[-1] and _narrower(titles):
            titles.pop()
        check_shape(0, len(titles), limits)
        rest = records if layout.header else itertools.chain([first], records)
        return _gather(titles, rest, limits)


def _narrower(titles: list[str]) -> bool:
    """Whether the empty titles at the end are those of a spreadsheet's empty columns."""
    return sum(not title for title in titles) > 1


def _records(reader: _Reader) -> Iterator[tuple[int, list[str]]]:
    """The records that are not empty, each with the line it begins in."""
    begins = 1
    try:
        for record in reader:
            if is_record(record):
                yield begins, record
            begins = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(reader.line_num, str(error)) from None


def _gather(titles: list[str], records: Iterator[tuple[int, list[str]]], limits: Limits) -> Raw:
    width = len(titles)
    names = [str(place) for place in range(width)]
    schema = dict.fromkeys(names, pl.String)
    frames: list[pl.DataFrame] = []
    lines: list[np.ndarray] = []
    problems: list[Problem] = []
    rows = uneven = 0
    while batch := list(itertools.islice(records, _BATCH)):
        rows += len(batch)
        check_shape(rows, width, limits)
        cells = []
        for line, record in batch:
            if len(record) != width:
                if len(record) < width or any(cell.strip() for cell in record[width:]):
                    uneven += 1
                    if len(problems) < min(_LISTED, limits.problems - 1):
                        problems.append(_uneven(line, len(record), width))
                record = (record + [""] * (width - len(record)))[:width]
            cells.append(record)
        columns = zip(*cells, strict=True)
        frames.append(pl.DataFrame(dict(zip(names, map(list, columns), strict=True)), schema=schema))
        lines.append(np.fromiter((line for line, _ in batch), np.int64, len(batch)))
    if uneven > len(problems):
        problems.append(
            Problem(
                gettext(
                    "%(uneven)s more lines have too few or too many cells.", uneven=uneven - len(problems)
                )
            )
        )
    frame = pl.concat(frames, rechunk=True) if frames else pl.DataFrame(schema=schema)
    return Raw(titles, frame, np.concatenate(lines) if lines else np.zeros(0, np.int64), problems=problems)


def _uneven(line: int, found: int, width: int) -> Problem:
    if found < width:
        return Problem(
            gettext("has %(found)s of %(width)s cells; the rest is empty.", found=found, width=width),
            line,
        )
    return Problem(
        gettext(
            "has %(found)s cells for %(width)s columns; what is beyond is left out.", found=found, width=width
        ),
        line,
    )
