"""Read a table as somebody gives it: CSV in any usual form, or the first sheet of a spreadsheet; every cell as text."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass

import polars as pl

from openhall.data.money.errors import UnreadableTable
from openhall.process.saying import figure, gettext

MOST_BYTES = 200_000_000
MOST_ROWS = 2_000_000
MOST_COLUMNS = 200
MOST_UNPACKED = 600_000_000
"""Bytes of a spreadsheet when it is unpacked."""
LONGEST_CELL = 5_000
LONGEST_HEAD = 64_000


@dataclass(frozen=True, eq=False)
class Given:
    """A table as it was given.

    cells    all columns as text, by their headings; rows that are wholly empty are left out
    line     the line of the file on which each row stands, counted from 1
    sha256   the hash of the file, by which anybody can tell that the numbers are of this file
    """

    name: str
    cells: pl.DataFrame
    line: pl.Series
    sha256: str
    bytes: int

    @property
    def headings(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.cells.columns)


def read_table(name: str, content: bytes) -> Given:
    """Read a CSV or XLSX file.

    name  the name of the file, which errors name and by whose end a spreadsheet is told

    Raises `UnreadableTable` for what is no table, is empty, or is larger than the bounds of this module.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableTable(
            gettext(
                "%(name)s has %(size)s MB; at most %(most)s MB are read.",
                name=name,
                size=figure(len(content) / 1e6),
                most=figure(MOST_BYTES / 1e6),
            )
        )
    if not content.strip():
        raise UnreadableTable(gettext("%(name)s is empty. Give a table with a row of headings.", name=name))
    is_sheet = content[:4] == b"PK\x03\x04"
    rows = _sheet(name, content) if is_sheet else _csv(name, content)
    return _given(name, rows, content)


def _given(name: str, rows: pl.DataFrame, content: bytes) -> Given:
    if rows.width > MOST_COLUMNS:
        raise UnreadableTable(
            gettext(
                "%(name)s has %(columns)s columns; at most %(most)s are read.",
                name=name,
                columns=rows.width,
                most=MOST_COLUMNS,
            )
        )
    if rows.height > MOST_ROWS:
        raise UnreadableTable(
            gettext(
                "%(name)s has %(rows)s rows; at most %(most)s are read.",
                name=name,
                rows=rows.height,
                most=MOST_ROWS,
            )
        )
    text = rows.with_columns(pl.all().str.strip_chars())
    numbered = text.with_row_index("\0line", offset=2)
    full = numbered.filter(pl.any_horizontal(pl.col(text.columns).fill_null("").str.len_chars() > 0))
    if not full.height:
        raise UnreadableTable(gettext("%(name)s has headings but no rows.", name=name))
    longest = full.select(pl.max_horizontal(pl.col(text.columns).str.len_chars().max())).item() or 0
    if longest > LONGEST_CELL:
        raise UnreadableTable(
            gettext(
                "%(name)s has a cell of %(longest)s letters; at most %(most)s are read. Is a "
                "quotation mark missing?",
                name=name,
                longest=longest,
                most=LONGEST_CELL,
            )
        )
    return Given(name, full.drop("\0line"), full["\0line"], hashlib.sha256(content).hexdigest(), len(content))


def _csv(name: str, content: bytes) -> pl.DataFrame:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets write on Windows when nobody asks for Unicode; every byte of it is a letter.
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableTable(gettext("%(name)s is no text. Save it as CSV or XLSX.", name=name))
    first, _, body = text.replace("\r\n", "\n").partition("\n")
    first = first[:LONGEST_HEAD]
    separator = max(",;\t|", key=first.count)
    headings = _headings(name, next(csv.reader([first], delimiter=separator), []))
    plain = separator.join(f"c{place}" for place in range(len(headings)))
    try:
        rows = pl.read_csv(
            io.BytesIO(f"{plain}\n{body}".encode()),
            separator=separator,
            infer_schema=False,
            n_rows=MOST_ROWS + 1,
            empty_string_is_null=True,
        )
    except (pl.exceptions.PolarsError, ValueError) as error:
        words = " ".join(str(error).split())[:160]
        raise UnreadableTable(
            gettext("%(name)s cannot be read as CSV: %(why)s", name=name, why=words)
        ) from None
    rows.columns = headings
    return rows


def _sheet(name: str, content: bytes) -> pl.DataFrame:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableTable(
                    gettext(
                        "%(name)s is larger than %(most)s MB when it is unpacked; give it as CSV.",
                        name=name,
                        most=figure(MOST_UNPACKED / 1e6),
                    )
                )
    except zipfile.BadZipFile:
        raise UnreadableTable(
            gettext("%(name)s is a broken spreadsheet; save it again.", name=name)
        ) from None
    import fastexcel

    try:
        reader = fastexcel.read_excel(content)
        sheet = reader.load_sheet(0, header_row=0, dtypes="string", n_rows=MOST_ROWS + 1)
        rows = pl.DataFrame(sheet.to_polars())
    except (fastexcel.FastExcelError, ValueError, pl.exceptions.PolarsError) as error:
        words = " ".join(str(error).split())[:160]
        raise UnreadableTable(
            gettext("%(name)s cannot be read as a spreadsheet: %(why)s", name=name, why=words)
        ) from None
    rows.columns = _headings(name, rows.columns)
    return rows.with_columns(pl.all().cast(pl.String))


def _headings(name: str, given: list[str]) -> list[str]:
    """The headings, each once; those that are empty or there twice get their place."""
    if not any(each.strip() for each in given):
        raise UnreadableTable(gettext("%(name)s has no headings in its first row.", name=name))
    seen: set[str] = set()
    found = []
    for place, each in enumerate(given, 1):
        heading = " ".join(each.split())[:200] or f"column {place}"
        if heading in seen:
            heading = f"{heading} ({place})"
        seen.add(heading)
        found.append(heading)
    return found
