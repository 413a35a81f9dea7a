"""The first visible sheet of an XLSX workbook that holds anything."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import numpy as np
import polars as pl

from openhall.data.formats.archive import check_archive
from openhall.data.formats.errors import UnreadableFile
from openhall.data.formats.heading import layout_of_rows
from openhall.data.formats.identifiers import is_identifier
from openhall.data.formats.missing import marks_of, without_marks
from openhall.data.formats.raw import Raw
from openhall.data.formats.reading import Limits, Problem, Weight, check_shape
from openhall.data.formats.sheet import Extent, extent_of, visible_sheets
from openhall.process.saying import gettext

_PLAIN = r"^[+-]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
_MIDNIGHT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00(\.0+)?)?$"
_CLOCK = r"^1899-12-3[01] "
_EXACT = 2**53


def read_xlsx(path: Path, limits: Limits) -> Raw:
    """The cells of a sheet: what a cell shows as text, and numbers as exactly as the workbook holds them.

    Formulas are read as their last result; cells with an error are empty and told. Raises `UnreadableFile`,
    `FileTooLarge`.
    """
    check_archive(path, limits)
    sheets = visible_sheets(path)
    problems: list[Problem] = []
    for name, part in sheets:
        extent = extent_of(path, part, limits.sheet_cells)
        if not extent.rows:
            continue
        if len(sheets) > 1:
            problems.append(
                Problem(
                    gettext(
                        "only the sheet %(name)s is read; the workbook has %(sheets)s.",
                        name=name,
                        sheets=len(sheets),
                    ),
                    weight=Weight.NOTE,
                )
            )
        raw = _sheet(path, name, limits)
        raw.problems = problems + raw.problems + _errors(extent)
        return raw
    raise UnreadableFile(gettext("The workbook has no visible sheet with anything in it."))


def _sheet(path: Path, name: str, limits: Limits) -> Raw:
    try:
        book = fastexcel.read_excel(path)
        cells = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise UnreadableFile(
            gettext("The sheet %(name)s cannot be read: %(why)s.", name=name, why=str(error).splitlines()[0])
        ) from None
    check_shape(len(cells), cells.width, limits)
    cells.columns = [str(place) for place in range(cells.width)]
    filled = cells.select(pl.any_horizontal(pl.all().is_not_null()).alias("filled"))["filled"]
    lines = filled.arg_true().to_numpy().astype(np.int64) + 1
    rows = cells.filter(filled)
    layout = layout_of_rows(
        [["" if cell is None else cell for cell in row] for row in rows.head(1000).iter_rows()]
    )
    begin = layout.skipped + layout.header
    titles = [cell or "" for cell in rows.row(layout.skipped)] if layout.header else [""] * rows.width
    kept = [
        place
        for place, title in enumerate(titles)
        if title or rows[str(place)][begin:].null_count() < len(rows) - begin
    ]
    problems = _notes(layout.skipped, layout.header)
    body = rows[begin:]
    first = int(lines[begin - 1]) if begin else 0
    exact = _exact(book, name, cells.width, first).filter(filled[first:]) if len(body) else body
    columns = [_column(body[str(place)], exact[str(place)], titles[place]) for place in kept]
    frame = pl.DataFrame([each.alias(str(place)) for place, each in enumerate(columns)])
    return Raw([titles[place].strip() for place in kept], frame, lines[begin:], problems=problems)


def _exact(book: fastexcel.ExcelReader, name: str, width: int, first: int) -> pl.DataFrame:
    """The rows below the header, with numbers where cells hold numbers: as texts they are rounded."""
    found = book.load_sheet(name, header_row=None, skip_rows=first, dtypes="float").to_polars()
    found.columns = [str(place) for place in range(found.width)]
    missing = [pl.lit(None, pl.Float64).alias(str(place)) for place in range(found.width, width)]
    return found.with_columns(missing)


def _column(texts: pl.Series, exact: pl.Series, title: str) -> pl.Series:
    bare = without_marks(texts, marks_of(texts))
    present = bare.drop_nulls()
    if not len(present):
        return texts
    if present.str.contains(_MIDNIGHT).all():
        return texts.str.replace(" 00:00:00.*$", "")
    if present.str.contains(_CLOCK).all():
        return texts.str.replace(_CLOCK, "")
    if (
        is_identifier(title)
        or not present.str.contains(_PLAIN).all()
        or exact.null_count() != bare.null_count()
    ):
        return texts
    whole = exact.drop_nulls()
    return exact.cast(pl.Int64) if ((whole % 1 == 0) & (whole.abs() < _EXACT)).all() else exact


def _notes(skipped: int, header: bool) -> list[Problem]:
    notes = []
    if skipped:
        notes.append(
            Problem(
                gettext("%(skipped)s filled rows are above the header and left out.", skipped=skipped),
                weight=Weight.NOTE,
            )
        )
    if not header:
        notes.append(
            Problem(
                gettext("the first row holds values, so columns are named by their places."),
                1,
                weight=Weight.NOTE,
            )
        )
    return notes


def _errors(extent: Extent) -> list[Problem]:
    told = [
        Problem(gettext("the cell holds an error and is taken as empty."), row, column)
        for row, column in extent.errors
    ]
    if extent.wrong > len(told):
        told.append(Problem(gettext("%(wrong)s more cells hold errors.", wrong=extent.wrong - len(told))))
    return told
