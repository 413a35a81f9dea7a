"""A frame to one immutable version: written beside its place, then renamed into it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from openhall.data.columns import Column, Kind
from openhall.data.store.areas import NoArea, add_areas
from openhall.data.store.canonical import BuildError, canonical
from openhall.data.store.dictionaries import add_dictionaries
from openhall.data.store.facts import Facts, count_facts, write_facts
from openhall.process.saying import gettext

__all__ = ["DATABASE", "FACTS", "PARQUET", "BuildError", "build"]

PARQUET, DATABASE, FACTS = "rows.parquet", "rows.duckdb", "facts.json"
MOST_KEYS = 3
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,59}")


def build(frame: pl.DataFrame | pl.LazyFrame, columns: Sequence[Column], folder: Path) -> Facts:
    """Write a version into `folder`, which must not be there yet, and return its facts.

    Raises `BuildError` when the columns do not fit the frame; then nothing is left behind.
    """
    _check(columns, folder)
    folder = Path(folder)
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        facts = _write(frame.lazy(), tuple(columns), beside)
        for path in (*beside.iterdir(), beside):
            _sync(path)
        beside.rename(folder)
        _sync(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return facts


def _check(columns: Sequence[Column], folder: Path) -> None:
    if not columns:
        raise BuildError("A table needs at least one column.")
    for column in columns:
        if not _NAME.fullmatch(column.name):
            raise BuildError(
                f"“{column.name}” cannot be the name of a column: it has small letters, digits and _, begins with "
                "none of the digits, and is at most 60 long."
            )
    names = [column.name for column in columns]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BuildError(f"Two columns are called “{twice}”. Rename one of them.")
    if folder.exists():
        raise BuildError(
            f"{folder.name} is there already, and a version never changes. Give the new one another folder."
        )


def _write(frame: pl.LazyFrame, columns: tuple[Column, ...], folder: Path) -> Facts:
    parquet = folder / PARQUET
    try:
        canonical(frame, columns).sink_parquet(parquet, compression="zstd")
    except (pl.exceptions.PolarsError, NoArea) as error:
        said = " ".join(str(error).split())[:300]
        raise BuildError(
            gettext("The values of the table do not fit its columns: %(said)s", said=said)
        ) from error
    db = duckdb.connect(str(folder / DATABASE), config={"allow_unsigned_extensions": False})
    try:
        _fill(db, parquet, columns)
        facts = count_facts(db, columns, datetime.now(UTC).replace(tzinfo=None))
        for number, name in enumerate(_keys(columns, facts)):
            db.execute(f'CREATE UNIQUE INDEX key_{number} ON rows ("{name}")')
        db.execute("CHECKPOINT")
    finally:
        db.close()
    write_facts(facts, folder / FACTS)
    return facts


def _fill(db: duckdb.DuckDBPyConnection, parquet: Path, columns: tuple[Column, ...]) -> None:
    """The table `rows`, in the order of the file, and its dictionaries. The names were checked to be plain ones."""
    picked = ", ".join(piece for column in columns for piece in _stored(column))
    source = f"read_parquet('{str(parquet).replace(chr(39), chr(39) * 2)}', file_row_number = true)"
    db.execute(f'CREATE TEMP VIEW given AS SELECT file_row_number + 1 AS ":id", {picked} FROM {source}')  # noqa: S608
    joins, codes = add_dictionaries(db, columns)
    more_joins, parts = add_areas(db, columns, "given", parquet.parent)
    selected = f"SELECT given.*{codes}{parts} FROM given {joins} {more_joins}"  # noqa: S608
    db.execute(f'CREATE TABLE rows AS {selected} ORDER BY given.":id"')
    db.execute("DROP VIEW given")


def _keys(columns: Sequence[Column], facts: Facts) -> list[str]:
    """The columns by which one row is asked for: `:id`, and those that tell all rows apart."""
    telling = [
        column.name
        for column in columns
        if column.kind in (Kind.TEXT, Kind.NUMBER) and facts.of[column.name].distinct == facts.rows > 1
    ]
    return [":id", *telling[:MOST_KEYS]]


def _stored(column: Column) -> list[str]:
    name = f'"{column.name}"'
    if column.kind is Kind.POINT:
        return [f'{name}.longitude AS "{column.name}:x"', f'{name}.latitude AS "{column.name}:y"']
    return [name]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
