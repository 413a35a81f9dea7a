"""Dictionaries of texts that come often: a condition on such a text is tried on each text once, not on each row.

`rows` has `NAME:code` beside `NAME`, and the table `dictionary:NAME` the text of each code; nothing is a text as well.
"""

# The names of columns that stand in the SQL here were checked by `build` to be plain ones.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Sequence

import duckdb

from openhall.data.columns import Column, Kind

FEWEST_ROWS = 20_000
"""Fewer are looked through in no time."""
OFTEN = 8
"""How many rows a text must have on the average, about."""


def add_dictionaries(db: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> tuple[str, str]:
    """Write the dictionaries of the view `given`; returns what to join with it and to select, to have the codes."""
    joins, codes = "", ""
    for number, column in enumerate(_worth_it(db, columns)):
        name, dictionary = f'"{column.name}"', f'"dictionary:{column.name}"'
        db.execute(
            f"CREATE TABLE {dictionary} AS SELECT CAST(row_number() OVER () AS INTEGER) AS code, value "
            f"FROM (SELECT DISTINCT {name} AS value FROM given ORDER BY value NULLS FIRST)"
        )
        joins += f" JOIN {dictionary} d{number} ON d{number}.value IS NOT DISTINCT FROM given.{name}"
        codes += f', d{number}.code AS "{column.name}:code"'
    return joins, codes


def _worth_it(db: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> list[Column]:
    """The columns whose texts come often enough in a large table."""
    texts = [column for column in columns if column.kind is Kind.TEXT]
    counts = ", ".join(["count(*)", *(f'approx_count_distinct("{column.name}")' for column in texts)])
    row = db.execute(f"SELECT {counts} FROM given").fetchone()
    assert row is not None
    rows, *distinct = row
    if rows < FEWEST_ROWS:
        return []
    return [column for column, many in zip(texts, distinct, strict=True) if many * OFTEN <= rows]


def coded_names(db: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The columns that have a dictionary in a database."""
    found = db.execute(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'dictionary:')"
    ).fetchall()
    return frozenset(name.removeprefix("dictionary:") for (name,) in found)
