"""Read CSV as offices export it: whatever delimiter, encoding and spelling of dates."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.log import Problem
from openhall.mining.read.build import Reading
from openhall.mining.read.bytes import unpack
from openhall.mining.read.options import ReadOptions
from openhall.mining.read.rows import read_rows
from openhall.process.saying import gettext

DELIMITERS = ",;\t|"
MOST_COLUMNS = 5_000
PLAIN_NUMBER = r"^-?(0|[1-9]\d*)(\.\d+)?$"


def read_csv(path: Path, options: ReadOptions) -> Reading:
    """Read a file. Raises `UnreadableLog`, `MissingColumn` or `EmptyLog` with what to do."""
    problems: list[Problem] = []
    content = as_utf8(unpack(path, options.max_bytes), path.name, problems)
    if b"\n" not in content:
        # Old Macintosh programs end lines with a carriage return alone.
        content = content.replace(b"\r", b"\n")
    delimiter = find_delimiter(content, path.name)
    table = _without_uncut(_parse(content, delimiter, path.name, problems), delimiter, path.name, problems)
    if not len(table):
        raise EmptyLog(gettext("%(file)s: there is a header and no row below it.", file=path.name))
    kept = {options.case, options.activity, options.time, options.end, options.resource, *options.milestones}
    typed = table.select(column if column.name in kept else _typed(column) for column in table)
    return read_rows(typed, options, path.name, tuple(problems))


def as_utf8(content: bytes, name: str, problems: list[Problem]) -> bytes:
    """Text in whatever encoding, as UTF-8; says in `problems` when it had to guess."""
    if content.startswith(codecs.BOM_UTF8):
        return content[3:]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16").encode()
        except UnicodeError:
            raise UnreadableLog(
                gettext("%(file)s: begins like UTF-16 and is not; save it as UTF-8.", file=name)
            ) from None
    if b"\x00" in content[:4096]:
        raise UnreadableLog(
            gettext(
                "%(file)s: this is not text, so not a CSV file; give XES, CSV, Parquet or OCEL 2.0.",
                file=name,
            )
        )
    try:
        content.decode("utf-8")
        return content
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableLog(
            gettext(
                "%(file)s, line %(line)s: the encoding is neither UTF-8 nor Windows-1252; save it as UTF-8.",
                file=name,
                line=line,
            )
        ) from None
    problems.append(Problem("the encoding is not UTF-8; read as Windows-1252", 1, f"line {line:,}"))
    return text.encode()


def find_delimiter(content: bytes, name: str) -> str:
    """The delimiter that cuts the first lines into the same number of fields, most of them."""
    head = content[: 1 << 16].decode("utf-8", errors="ignore").splitlines()[:50]
    if len(content) > 1 << 16:
        head = head[:-1]
    if not head or not head[0].strip():
        raise EmptyLog(gettext("%(file)s: the file is empty, or its first line is.", file=name))
    best, most = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(head, delimiter=delimiter)]
        width, same = Counter(widths).most_common(1)[0]
        score = (same / len(widths), width) if width > 1 else (0.0, 0)
        if score > most:
            best, most = delimiter, score
    if most[1] < 2:
        raise UnreadableLog(
            gettext(
                "%(file)s: no delimiter (comma, semicolon, tab or |) cuts its lines into columns; is it a CSV file?",
                file=name,
            )
        )
    return best


def _parse(content: bytes, delimiter: str, name: str, problems: list[Problem]) -> pl.DataFrame:
    head = io.StringIO(content[: 1 << 20].decode("utf-8", errors="ignore"), newline="")
    try:
        header = next(csv.reader(head, delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableLog(
            gettext(
                "%(file)s, line 1: %(reason)s; mend the line that names the columns.",
                file=name,
                reason=str(error),
            )
        ) from None
    if len(header) > MOST_COLUMNS:
        raise UnreadableLog(
            gettext(
                "%(file)s: %(number)s columns; the limit is %(most)s.",
                file=name,
                number=len(header),
                most=MOST_COLUMNS,
            )
        )
    names = _distinct([field.strip() for field in header])
    try:
        return pl.read_csv(
            content, separator=delimiter, infer_schema=False, has_header=False, skip_lines=1, new_columns=names,
            extra_columns="raise", missing_columns="raise",
        )  # fmt: skip
    except PolarsError:
        return _parse_slowly(content, delimiter, names, name, problems)


def _without_uncut(table: pl.DataFrame, delimiter: str, name: str, problems: list[Problem]) -> pl.DataFrame:
    """Leave out the lines that another delimiter cuts, and count them."""
    first, *others = table.columns
    if not others:
        return table
    marks = "".join(mark for mark in DELIMITERS if mark != delimiter)
    uncut = table.select(
        pl.all_horizontal(pl.col(others).is_null())
        & pl.col(first).str.contains(f"[{marks}]").fill_null(False)
    ).to_series()
    n = int(uncut.sum())
    if not n:
        return table
    line = int(uncut.arg_max() or 0) + 2
    if 2 * n > len(table):
        raise UnreadableLog(
            gettext(
                "%(file)s, line %(line)s: %(number)s of %(all)s lines are not cut by “%(delimiter)s”, as the first "
                "line is; use one delimiter all through.",
                file=name,
                line=line,
                number=n,
                all=len(table),
                delimiter=delimiter,
            )
        )
    problems.append(
        Problem(f"line that “{delimiter}” does not cut into columns, left out", n, f"line {line:,}")
    )
    return table.filter(~uncut)


def _parse_slowly(
    content: bytes, delimiter: str, names: list[str], name: str, problems: list[Problem]
) -> pl.DataFrame:
    """Row by row, for a file whose lines do not all have the same fields: those that do not are left out, named."""
    rows, bad, first = [], 0, 0
    reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=delimiter)
    try:
        next(reader)
        for row in reader:
            if len(row) == len(names):
                rows.append(row)
            elif row:
                bad, first = bad + 1, first or reader.line_num
    except csv.Error as error:
        raise UnreadableLog(
            gettext(
                "%(file)s, line %(line)s: %(reason)s; mend that line.",
                file=name,
                line=reader.line_num,
                reason=str(error),
            )
        ) from None
    if bad > len(rows):
        raise UnreadableLog(
            gettext(
                "%(file)s, line %(line)s: %(number)s of %(all)s lines do not have the %(columns)s columns of the first "
                "line; is the delimiter the same all through?",
                file=name,
                line=first,
                number=bad,
                all=bad + len(rows),
                columns=len(names),
            )
        )
    if bad:
        problems.append(
            Problem(f"line without exactly {len(names)} columns, left out", bad, f"line {first:,}")
        )
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pl.DataFrame(
        {key: pl.Series(values, dtype=pl.String) for key, values in zip(names, columns, strict=True)}
    )


def _distinct(names: list[str]) -> list[str]:
    """Column names, each once: the blank are numbered, the second of a name gets "#2"."""
    seen: Counter[str] = Counter()
    distinct = []
    for place, name in enumerate(names, start=1):
        name = name or f"column {place}"
        seen[name] += 1
        distinct.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return distinct


def _typed(column: pl.Series) -> pl.Series:
    """A column of numbers as numbers, when every value is written as one (007 is a name, not a number)."""
    text = column.str.strip_chars()
    filled = text.set(text.is_in(["", "NA"]), None)
    if filled.null_count() == len(filled) or not filled.str.contains(PLAIN_NUMBER).all():
        return column
    typed = filled.cast(
        pl.Int64 if not filled.str.contains(".", literal=True).any() else pl.Float64, strict=False
    )
    return column if typed.null_count() != filled.null_count() else typed
