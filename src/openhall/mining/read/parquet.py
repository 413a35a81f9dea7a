"""Read a Parquet table with one row an event, or one row a case."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import polars.selectors as cs
from polars.exceptions import PanicException, PolarsError

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.read.build import Reading
from openhall.mining.read.options import ReadOptions
from openhall.mining.read.rows import read_rows
from openhall.process.saying import gettext

SAMPLE = 10_000  # rows


def read_parquet(path: Path, options: ReadOptions) -> Reading:
    """Read a file. Raises `UnreadableLog`, `MissingColumn` or `EmptyLog` with what to do."""
    try:
        table = _coded(pl.scan_parquet(path)).collect(engine="streaming")
    except (PolarsError, PanicException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableLog(
            gettext(
                "%(file)s: the Parquet file is damaged (%(reason)s); write it again.",
                file=path.name,
                reason=reason[:120],
            )
        ) from None
    table = _plain(table)
    if not len(table):
        raise EmptyLog(gettext("%(file)s: the table has no row.", file=path.name))
    return read_rows(table, options, path.name)


def _coded(table: pl.LazyFrame) -> pl.LazyFrame:
    """Text columns that repeat themselves as categories from the start: a quarter of the memory of texts."""
    sample = table.select(cs.string()).head(SAMPLE).collect()
    repeated = [column.name for column in sample if column.n_unique() * 20 < len(column)]
    return table.with_columns(pl.col(repeated).cast(pl.Categorical))


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    """Lists and structures as JSON, durations as ISO 8601, bytes as text: what follows knows plain values only."""
    for name, kind in table.schema.items():
        if kind.is_nested():
            # The value stands alone in a structure, whose frame is cut off again.
            alone = pl.struct(pl.col(name).alias("v")).struct.json_encode().str.slice(5).str.head(-1)
            table = table.with_columns(pl.when(pl.col(name).is_not_null()).then(alone).alias(name))
        elif kind == pl.Duration:
            table = table.with_columns(pl.col(name).dt.to_string("iso"))
        elif kind == pl.Binary:
            table = table.with_columns(
                pl.Series(name, [_text(value) for value in table[name]], dtype=pl.String)
            )
    return table


def _text(value: bytes | None) -> str | None:
    """Bytes as the text that they are, or else in hexadecimal."""
    if value is None:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
