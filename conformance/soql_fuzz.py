"""A hundred thousand random queries: each is answered or refused with a sentence, soon, and none sees anything else.

Thousands are given to a process of its own, with a limit on its memory, so that a crash or a hang is seen as well.
Beside the table lie others with a secret in them. Looked at are: what comes back (the secret never does), the kind of
each refusal, its time, the tree of the SQL that was made (tables, functions), and whether any file has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from rounds import in_rounds

ROOT = Path(__file__).parent.parent
ROUNDS, QUERIES = 20, 5_000
PATIENCE = 900
MOST_MEMORY = 6 << 30
SECONDS = 1.0
SLOWEST = 4.0
"""Seconds of work, on both cores together, that a query may take whatever it asks. The clock of a wall would tell how
busy the machine is; a query that hangs without work is found by the patience for its round."""
SECRET = "the-secret-of-another-table"
TABLES = {"rows", "dictionary:status"}


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Give each round to a process; what went wrong is the end of what it said."""
    yield from in_rounds(__file__, f"{QUERIES:,} queries", ROUNDS, PATIENCE)


def fuzz(number: int, queries: int = QUERIES) -> None:
    """One round; prints how many were answered and how many refused. Raises at the first fault."""
    from openhall.data.soql import QueryError
    from openhall.data.soql.answers import json_rows
    from openhall.data.store import Limits, open_version
    from soql_queries import random_query

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    chance = Random(number)
    os.environ["SECRET"] = SECRET
    answered = refused = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = lay_out(folder)
        before = digests(folder)
        with open_version(folder / "version") as stored:
            tree = Trees()
            for _ in range(queries):
                asked = random_query(chance, paths)
                begun = time.process_time()
                try:
                    answer = stored.query(asked, Limits(seconds=SECONDS, rows=500, megabytes=8))
                    told = b"".join(json_rows(answer.columns, answer.rows)).decode()
                    json.loads(told)
                    answered += 1
                except QueryError as error:
                    told = json.dumps(error.as_json())
                    assert 5 < len(error.message) < 400, f"no sentence: {error.message!r} for {asked!r}"
                    refused += 1
                except Exception as error:
                    raise AssertionError(f"{type(error).__name__}: {error} for {asked!r}") from error
                took = time.process_time() - begun
                slowest = max(slowest, took)
                assert took < SLOWEST, f"{took:.1f} s of work for {asked!r}"
                shown = told if not isinstance(asked, str) else told.replace(json.dumps(asked)[1:-1], "")
                assert SECRET not in shown, f"escaped: {asked!r}"
                tree.check(asked, stored)
        assert digests(folder) == before, "a file has changed"
    print(f"{answered:,} answered, {refused:,} refused, the slowest took {slowest:.2f} s of work")


class Trees:
    """Looks at the SQL of a query as the database reads it."""

    def __init__(self) -> None:
        import duckdb

        self.db = duckdb.connect()

    def check(self, asked: str | dict[str, str], stored: Any) -> None:
        """Raise when a statement is no SELECT, or has a table or a function that it may not have."""
        from openhall.data.soql import QueryError, compile_query

        try:
            plan = compile_query(asked, stored.table, 500)
        except QueryError:
            return
        row = self.db.execute("SELECT json_serialize_sql(CAST($1 AS VARCHAR))", [plan.sql]).fetchone()
        assert row is not None
        tree = json.loads(row[0])
        assert not tree["error"] and len(tree["statements"]) == 1, (
            f"not one SELECT: {plan.sql!r} for {asked!r}"
        )
        for node in nodes(tree):
            if node.get("type") == "BASE_TABLE":
                assert (
                    node["table_name"] in TABLES and not node["schema_name"] and not node["catalog_name"]
                ), f"another table: {plan.sql!r} for {asked!r}"
            assert node.get("type") != "TABLE_FUNCTION", f"a table function: {plan.sql!r} for {asked!r}"
            if node.get("class") == "FUNCTION":
                assert node["function_name"] in ALLOWED, (
                    f"{node['function_name']} in {plan.sql!r} for {asked!r}"
                )


ALLOWED = frozenset([
    "+", "-", "*", "/", "%", "||", "^", "~~", "!~~", "//", "not", "lower", "upper", "strip_accents", "length", "trim",
    "ltrim", "rtrim", "substring", "split_part", "replace", "lpad", "rpad", "left", "contains", "starts_with",
    "regexp_full_match", "regexp_matches", "regexp_replace", "strftime", "least", "greatest", "nullif", "abs", "ceil",
    "floor", "round", "ln", "pow", "sign", "radians", "sin", "cos", "asin", "sqrt", "trunc", "epoch", "day",
    "dayofyear", "date_part", "date_trunc", "date_diff", "timezone", "list_value", "list_transform", "list_sum",
    "to_years", "to_months", "to_weeks", "to_days", "to_hours", "to_minutes", "to_seconds", "get_current_timestamp",
    "array_extract", "count_star", "count", "sum", "avg", "min", "max", "median", "stddev_pop", "stddev_samp",
    "regr_slope", "regr_intercept", "regr_r2", "bool_and", "bool_or",
])  # fmt: skip
"""What the allow-list of SoQL is made of; none of them reads anything but its arguments."""


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """All objects of a tree."""
    stack = [tree]
    while stack:
        each = stack.pop()
        if isinstance(each, dict):
            yield each
            stack += each.values()
        elif isinstance(each, list):
            stack += each


def lay_out(folder: Path) -> dict[str, str]:
    """A table to ask, and others beside it that no query may see; their places."""
    import duckdb
    import polars as pl

    from openhall.data.columns import Column, Kind
    from openhall.data.store import build

    count = 24_000
    chance = Random(5)
    frame = pl.DataFrame(
        {
            "number": range(count),
            "status": [chance.choice(("Open", "Closed", None, "Été à la plage", "a" * 60)) for _ in range(count)],
            "opened": [chance.choice(("2026-01-01T10:00:00", "1999-12-31T23:59:59", None)) for _ in range(count)],
            "cost": [chance.choice((None, 0.0, 1.5, -3.25, 1e300, 1e-300, 5.0)) for _ in range(count)],
            "place": [f"POINT ({-122 - chance.random()} {37 + chance.random()})" for _ in range(count)],
            "area": [chance.choice((None, "POLYGON ((-123 37, -122 37, -122 38, -123 37))")) for _ in range(count)],
            "urgent": [chance.choice((True, False, None)) for _ in range(count)],
            "told": [chance.choice(("2026-07-01T12:00:00Z", None, "2026-03-29T01:30:00Z")) for _ in range(count)],
            "link": ["https://example.org/?a=1"] * count,
        }
    )  # fmt: skip
    kinds = {
        "number": Kind.NUMBER, "cost": Kind.NUMBER, "opened": Kind.CALENDAR_DATE, "place": Kind.POINT,
        "area": Kind.MULTIPOLYGON, "urgent": Kind.CHECKBOX, "told": Kind.FIXED_TIMESTAMP, "link": Kind.URL,
    }  # fmt: skip
    build(frame, [Column(name, kinds.get(name, Kind.TEXT)) for name in frame.columns], folder / "version")
    paths = {"csv": "secret.csv", "parquet": "secret.parquet", "other": "other.duckdb", "out": "out"}
    secret = pl.DataFrame({"secret": [SECRET]})
    secret.write_csv(folder / paths["csv"])
    secret.write_parquet(folder / paths["parquet"])
    with duckdb.connect(str(folder / paths["other"])) as db:
        db.execute(f"CREATE TABLE rows AS SELECT '{SECRET}' AS secret")
    return {name: str(folder / path) for name, path in paths.items()}


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder and what it holds."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    fuzz(*(int(each) for each in sys.argv[1:]))
