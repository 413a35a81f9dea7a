"""The rows of a CSV file by its dialect. Source: Model for Tabular Data, section 8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from openhall.data.describe.csvw.model import Dialect, Findings


@dataclass(frozen=True)
class Rows:
    """A file's titles, a tuple for each column with one of each header row; its rows with the line each begins in."""

    titles: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_rows(text: bytes, dialect: Dialect, findings: Findings) -> Rows:
    """The rows of a file. What is no row of its table is told as an error."""
    try:
        content = text.removeprefix(codecs.BOM_UTF8).decode(dialect.encoding)
    except (UnicodeDecodeError, LookupError):
        findings.wrong(f"The file is not written in {dialect.encoding}.")
        content = text.decode("utf-8", errors="replace")
    header: list[tuple[str, ...]] = []
    rows: list[tuple[int, tuple[str, ...]]] = []
    skipped = 0
    for line, cells, begin in _records(content, dialect, findings):
        if skipped < dialect.skip_rows:
            skipped += 1
            continue
        if dialect.comment_prefix and begin.startswith(dialect.comment_prefix):
            continue
        if dialect.skip_blank and not any(cells):
            continue
        kept = tuple(cells[dialect.skip_columns :])
        if len(header) < dialect.header_rows:
            header.append(kept)
        else:
            rows.append((line, kept))
    width = max((len(each) for each in header), default=len(rows[0][1]) if rows else 0)
    titles = tuple(
        tuple(row[place] for row in header if place < len(row) and row[place]) for place in range(width)
    )
    for line, row in rows:
        if len(row) != width:
            findings.wrong(f"Line {line:,} has {len(row)} cells for {width} columns.")
    return Rows(titles, tuple(rows))


def _records(content: str, dialect: Dialect, findings: Findings) -> Iterator[tuple[int, list[str], str]]:
    """Records with the line each begins in and its first signs: a quotation mark may hold line ends."""
    quote, escape = dialect.quote, "\\" if not dialect.double_quote else None
    place, line = 0, 1
    size = len(content)
    while place < size:
        begin, start = line, content[place : place + 1]
        cells: list[str] = []
        cell: list[str] = []
        inside = quoted = False
        while True:
            sign = content[place] if place < size else ""
            if not sign:
                if inside:
                    findings.wrong(f"A quotation mark of line {begin:,} is not closed.")
                cells.append(_trimmed("".join(cell), quoted, dialect))
                break
            place += 1
            if sign == "\n":
                line += 1
            if escape and sign == escape and place < size:
                cell.append(content[place])
                place += 1
            elif quote and sign == quote and inside:
                if dialect.double_quote and place < size and content[place] == quote:
                    cell.append(quote)
                    place += 1
                else:
                    inside = False
            elif inside:
                cell.append(sign)
            elif quote and sign == quote and not "".join(cell).strip():
                inside = quoted = True
                cell = []
            elif sign == dialect.delimiter:
                cells.append(_trimmed("".join(cell), quoted, dialect))
                cell, quoted = [], False
            elif sign in "\r\n":
                if sign == "\r" and place < size and content[place] == "\n":
                    place += 1
                    line += 1
                cells.append(_trimmed("".join(cell), quoted, dialect))
                break
            else:
                cell.append(sign)
        yield begin, cells, start


def _trimmed(text: str, quoted: bool, dialect: Dialect) -> str:
    if quoted:
        return text
    if dialect.trim in ("true", "start"):
        text = text.lstrip()
    return text.rstrip() if dialect.trim in ("true", "end") else text
