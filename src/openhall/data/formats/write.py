"""A table written as a file, or streamed to whoever downloads it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from openhall.data.columns import Column
from openhall.data.formats.batches import Table, batches
from openhall.data.formats.errors import CannotWrite
from openhall.data.formats.form import Format
from openhall.data.formats.write_csv import stream_csv
from openhall.data.formats.write_json import geometry_of, stream_geojson, stream_json, stream_json_lines
from openhall.data.formats.write_xlsx import write_xlsx

_PIECE = 1 << 18
_STREAMS = {
    Format.CSV: stream_csv,
    Format.JSON: stream_json,
    Format.JSON_LINES: stream_json_lines,
    Format.GEOJSON: stream_geojson,
}


@dataclass(frozen=True)
class Written:
    """A file that was written: its size in bytes and its SHA-256 in 64 hex digits."""

    bytes: int
    sha256: str


def stream(table: Table, columns: Sequence[Column], form: Format) -> Iterator[bytes]:
    """The table in a format, piece by piece. Parquet and XLSX have their index last, so they pass through a file.

    Raises `CannotWrite`, before the first piece, for a table that the format cannot hold.
    """
    if form == Format.GEOJSON:
        geometry_of(columns)
    if form in _STREAMS:
        return _STREAMS[form](table, columns)
    if form not in (Format.PARQUET, Format.XLSX):
        raise CannotWrite(f"Tables are not written as {form.label}.")
    return _from_file(table, columns, form)


def write(table: Table, columns: Sequence[Column], form: Format, path: Path) -> Written:
    """The table as a file at `path`, which appears whole or not at all. Raises `CannotWrite` as `stream` does."""
    part = path.with_name(f".{path.name}.part")
    try:
        if form == Format.PARQUET:
            _parquet(table, columns, part)
        elif form == Format.XLSX:
            write_xlsx(table, columns, part)
        else:
            with part.open("wb") as file:
                for piece in stream(table, columns, form):
                    file.write(piece)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        written = Written(part.stat().st_size, digest)
        part.replace(path)
        return written
    finally:
        part.unlink(missing_ok=True)


def _from_file(table: Table, columns: Sequence[Column], form: Format) -> Iterator[bytes]:
    # Written before the first piece is asked for, so that a table that does not fit is refused, not cut.
    folder = tempfile.TemporaryDirectory(prefix="openhall-")
    path = Path(folder.name) / f"table.{form.value}"
    try:
        write(table, columns, form, path)
    except BaseException:
        folder.cleanup()
        raise
    return _pieces(path, folder)


def _pieces(path: Path, folder: tempfile.TemporaryDirectory[str]) -> Iterator[bytes]:
    with folder, path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _parquet(table: Table, columns: Sequence[Column], path: Path) -> None:
    names = [column.name for column in columns]
    if isinstance(table, pl.DataFrame):
        table = table.lazy()
    elif not isinstance(table, pl.LazyFrame):
        pieces = batches(table, columns)
        first = next(pieces, None)
        if first is None:
            raise CannotWrite("The table has no rows, and Parquet needs their types; take CSV.")
        table = _lazily(first, pieces)
    table.select(names).sink_parquet(path, compression="zstd", maintain_order=True)


def _lazily(first: pl.DataFrame, rest: Iterator[pl.DataFrame]) -> pl.LazyFrame:
    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        for piece in _chained(first, rest):
            # The table is selected as it stands and written whole: there is never a predicate or a bound of rows here.
            yield piece if with_columns is None else piece.select(with_columns)

    return register_io_source(source, schema=first.schema)


def _chained(first: pl.DataFrame, rest: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    yield first
    yield from rest
