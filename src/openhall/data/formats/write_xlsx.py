"""XLSX, written a row at a time: memory does not grow with the table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from openhall.data.columns import Column, Kind
from openhall.data.formats.as_text import point_text
from openhall.data.formats.batches import Table, batches
from openhall.data.formats.errors import CannotWrite

ROWS = 1_048_576
COLUMNS = 16_384
SIGNS = 32_767
"""What one sheet holds at most (Excel specifications and limits): rows with the header, columns, signs of a cell."""

_EXACT = 2**53
_FIRST_YEAR = 1900


def write_xlsx(table: Table, columns: Sequence[Column], path: Path) -> None:
    """The table as a workbook of one sheet, titles first. Nothing in it is a formula or a link.

    Texts and areas beyond 32,767 signs are cut and end in `…`, which a second sheet says. Raises `CannotWrite` where
    the table has more rows or columns than a sheet holds.
    """
    if len(columns) > COLUMNS:
        raise CannotWrite(
            f"XLSX holds {COLUMNS:,} columns and the table has {len(columns):,}; take CSV or Parquet."
        )
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    try:
        cut = _rows(book, table, columns)
        if cut:
            notes = book.add_worksheet("Notes")
            notes.write_string(
                0, 0, f"{cut:,} cells are longer than {SIGNS:,} signs, which is what XLSX holds, and are cut."
            )
            notes.write_string(1, 0, "CSV, JSON and Parquet have them whole.")
    finally:
        book.close()


def _rows(book: xlsxwriter.Workbook, table: Table, columns: Sequence[Column]) -> int:
    sheet = book.add_worksheet("Data")
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    times = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, (column.title or column.name)[:SIGNS], bold)
    points = [each.name for each in columns if each.kind == Kind.POINT]
    number, cut = 0, 0
    for piece in batches(table, columns):
        if number + len(piece) >= ROWS:
            raise CannotWrite(f"XLSX holds {ROWS - 1:,} rows and the table has more; take CSV or Parquet.")
        for row in piece.with_columns(point_text(pl.col(name)).alias(name) for name in points).iter_rows():
            number += 1
            for place, value in enumerate(row):
                cut += _cell(sheet, number, place, value, days, times)
    return cut


def _cell(sheet: Worksheet, row: int, place: int, value: Any, days: Any, times: Any) -> bool:
    """Write one cell; whether it was cut."""
    match value:
        case None:
            return False
        case bool():
            sheet.write_boolean(row, place, value)
        case int() if abs(value) < _EXACT:
            sheet.write_number(row, place, value)
        case float():
            if value == value and abs(value) != float("inf"):
                sheet.write_number(row, place, value)
        case datetime() if value.year >= _FIRST_YEAR:
            sheet.write_datetime(
                row, place, value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value, times
            )
        case date() if value.year >= _FIRST_YEAR:
            sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), days)
        case _:
            text = value.isoformat() if isinstance(value, date) else str(value)
            sheet.write_string(row, place, text if len(text) <= SIGNS else text[: SIGNS - 1] + "…")
            return len(text) > SIGNS
    return False
