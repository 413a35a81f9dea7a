"""What is counted once, when a version is published, so that no request counts it."""

# The names of columns that stand in the SQL here were checked by `build` to be plain ones.
# ruff: noqa: S608
from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import orjson

from openhall.data.columns import Column, Kind, Tells

MOST_COMMON = 20
Plain = str | int | float | bool


@dataclass(frozen=True)
class ColumnFacts:
    """Facts of a column.

    nulls, distinct    how many rows have nothing; how many different values there are
    least, greatest    of numbers, dates (text as in answers) and texts; None for places, areas and empty columns
    common             the commonest values and how often each is there, for all but places and areas
    bounds             of places: west, south, east, north in degrees
    longest            characters of the longest text
    """

    nulls: int
    distinct: int
    least: Plain | None = None
    greatest: Plain | None = None
    common: tuple[tuple[Plain, int], ...] = ()
    bounds: tuple[float, float, float, float] | None = None
    longest: int = 0


@dataclass(frozen=True)
class Facts:
    """Facts of a version: how many rows it has, when it was made (UTC), its columns and the facts of each."""

    rows: int
    made_at: datetime
    columns: tuple[Column, ...]
    of: dict[str, ColumnFacts] = field(default_factory=dict)


def write_facts(facts: Facts, path: Path) -> None:
    """Facts as JSON."""
    path.write_bytes(orjson.dumps(asdict(facts), option=orjson.OPT_INDENT_2))


def read_facts(path: Path) -> Facts:
    """Facts that `write_facts` wrote."""
    told: dict[str, Any] = orjson.loads(path.read_bytes())
    return Facts(
        rows=told["rows"],
        made_at=datetime.fromisoformat(told["made_at"]),
        columns=tuple(
            Column(**{**each, "kind": Kind(each["kind"]), "tells": Tells(each["tells"])})
            for each in told["columns"]
        ),
        of={name: _column_facts(each) for name, each in told["of"].items()},
    )


def _column_facts(told: dict[str, Any]) -> ColumnFacts:
    common = tuple((value, count) for value, count in told["common"])
    bounds = told["bounds"] and tuple(told["bounds"])
    return ColumnFacts(**{**told, "common": common, "bounds": bounds})


def count_facts(db: duckdb.DuckDBPyConnection, columns: tuple[Column, ...], made_at: datetime) -> Facts:
    """The facts of the table `rows` of a database that is being built."""
    rows = _one(db, "SELECT count(*) FROM rows")[0]
    return Facts(rows, made_at, columns, {each.name: _count(db, each) for each in columns})


def _count(db: duckdb.DuckDBPyConnection, column: Column) -> ColumnFacts:
    name = f'"{column.name}"'
    if column.kind is Kind.POINT:
        x, y = f'"{column.name}:x"', f'"{column.name}:y"'
        nulls, distinct, *box = _one(
            db,
            f"SELECT count(*) - count({x}), count(DISTINCT ({x}, {y})) FILTER ({x} IS NOT NULL), "
            f"min({x}), min({y}), max({x}), max({y}) FROM rows",
        )
        west, south, east, north = box
        return ColumnFacts(nulls, distinct, bounds=None if west is None else (west, south, east, north))
    if column.kind is Kind.MULTIPOLYGON:
        nulls, distinct = _one(db, f"SELECT count(*) - count({name}), count(DISTINCT {name}) FROM rows")
        return ColumnFacts(nulls, distinct)
    shown = {
        Kind.CALENDAR_DATE: "strftime({}, '%Y-%m-%dT%H:%M:%S.%g')",
        Kind.FIXED_TIMESTAMP: "strftime({}, '%Y-%m-%dT%H:%M:%S.%gZ')",
    }.get(column.kind, "{}")
    text = column.kind in (Kind.TEXT, Kind.URL)
    nulls, distinct, least, greatest, longest = _one(
        db,
        f"SELECT count(*) - count({name}), count(DISTINCT {name}), {shown.format(f'min({name})')}, "
        f"{shown.format(f'max({name})')}, {f'max(length({name}))' if text else '0'} FROM rows",
    )
    common = db.execute(
        f"SELECT {shown.format('value')}, n FROM (SELECT {name} AS value, count(*) AS n FROM rows "
        f"WHERE {name} IS NOT NULL GROUP BY ALL ORDER BY n DESC, value LIMIT {MOST_COMMON}) ORDER BY n DESC, value"
    ).fetchall()
    return ColumnFacts(
        nulls,
        distinct,
        _plain(least),
        _plain(greatest),
        tuple((_plain(value), n) for value, n in common),
        longest=longest or 0,
    )


def _plain(value: Any) -> Any:
    """A value as JSON holds it; decimals become doubles."""
    return value if value is None or isinstance(value, str | int | bool) else float(value)


def _one(db: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = db.execute(sql).fetchone()
    assert row is not None
    return row
