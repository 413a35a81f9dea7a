"""CSV as RFC 4180 has it, in UTF-8; and a CSV of its own for spreadsheets, which take some texts for formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from openhall.data.columns import Column
from openhall.data.formats.as_text import flat
from openhall.data.formats.batches import Table, batches

_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
"""How a cell begins that Excel, LibreOffice or Sheets may run (OWASP, CSV injection)."""


def stream_csv(table: Table, columns: Sequence[Column]) -> Iterator[bytes]:
    """The table as CSV: a line of names, lines end with CR and LF, an empty cell where there is no value.

    Cells are what the data say, whatever they begin with: programs read this. A person who opens it in a spreadsheet is
    served better by XLSX, or by `stream_csv_for_spreadsheets`.
    """
    yield _lines(pl.DataFrame(schema=dict.fromkeys((each.name for each in columns), pl.String)), header=True)
    for piece in batches(table, columns):
        yield _lines(_kept(flat(piece, columns)), header=False)


def stream_csv_for_spreadsheets(table: Table, columns: Sequence[Column]) -> Iterator[bytes]:
    """The table as CSV that is safe and readable by double click: UTF-8 with its mark, titles over the columns.

    A text that a spreadsheet would run as a formula begins with an apostrophe, so these cells differ from the data.
    """
    titles = _guarded(pl.DataFrame({str(n): [each.title or each.name] for n, each in enumerate(columns)}))
    yield b"\xef\xbb\xbf" + _lines(titles, header=False)
    for piece in batches(table, columns):
        yield _lines(_kept(_guarded(flat(piece, columns))), header=False)


def _lines(frame: pl.DataFrame, *, header: bool) -> bytes:
    return frame.write_csv(include_header=header, line_terminator="\r\n").encode()


def _kept(frame: pl.DataFrame) -> pl.DataFrame:
    """A table of one column with quoted empty cells: a line with nothing in it would be no row."""
    return frame.select(pl.all().cast(pl.String).fill_null("")) if frame.width == 1 else frame


def _guarded(frame: pl.DataFrame) -> pl.DataFrame:
    texts = pl.col(pl.String)
    return frame.with_columns(
        pl.when(texts.str.contains(_FORMULA)).then("'" + texts).otherwise(texts).name.keep()
    )
