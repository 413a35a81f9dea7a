"""A version that is open: questions to it, within bounds.

The database is opened for reading only, cannot reach files or the network, and its settings are locked: what the
allow-list of SoQL keeps out does not exist for the database either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import polars as pl

from openhall.data.columns import Column, Kind
from openhall.data.soql import Plan, QueryError, Table, compile_query
from openhall.data.store.build import DATABASE, FACTS, PARQUET
from openhall.data.store.dictionaries import coded_names
from openhall.data.store.facts import Facts, read_facts
from openhall.data.store.limits import Limits
from openhall.data.store.turns import TURNS
from openhall.data.store.watch import WATCH
from openhall.process.saying import figure, gettext

BATCH = 2_048
MEMORY = "512MB"
THREADS = 2


@dataclass(frozen=True)
class Answer:
    """The rows of an answer, and the columns that they have; `more` when there may be others after them."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    more: bool

    def frame(self) -> pl.DataFrame:
        """The rows as a frame; a point is a struct of longitude and latitude."""
        series = []
        for number, column in enumerate(self.columns):
            values = [row[number] for row in self.rows]
            if column.kind is Kind.POINT:
                values = [value and {"longitude": value[0], "latitude": value[1]} for value in values]
            series.append(pl.Series(column.name, values, dtype=_DTYPES.get(column.kind), strict=False))
        return pl.DataFrame(series)


_DTYPES: dict[Kind, Any] = {
    Kind.TEXT: pl.String, Kind.URL: pl.String, Kind.MULTIPOLYGON: pl.String, Kind.CHECKBOX: pl.Boolean,
    Kind.CALENDAR_DATE: pl.Datetime("us"), Kind.FIXED_TIMESTAMP: pl.Datetime("us"),
    Kind.POINT: pl.Struct({"longitude": pl.Float64, "latitude": pl.Float64}),
}  # fmt: skip


def open_version(folder: Path) -> Stored:
    """Open what `build` wrote. Raises `FileNotFoundError` when it is not there."""
    return Stored(Path(folder))


class Stored:
    """A version that is open; it may be asked from many threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parquet = folder / PARQUET
        self.facts: Facts = read_facts(folder / FACTS)
        self.columns = self.facts.columns
        longest = {name: each.longest for name, each in self.facts.of.items()}
        self._db = duckdb.connect(
            str(folder / DATABASE),
            read_only=True,
            config={
                "enable_external_access": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "error_on_division_by_zero": False,
                "max_temp_directory_size": "0B",
                "memory_limit": MEMORY,
                # Without an order, and for pages of the table itself, rows come as they lie.
                "preserve_insertion_order": True,
                "threads": THREADS,
                "lock_configuration": True,
            },
        )
        self.table = Table(self.columns, self.facts.made_at, longest, coded_names(self._db))

    def __enter__(self) -> Stored:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the files go."""
        self._db.close()

    def query(
        self,
        asked: str | Mapping[str, str],
        limits: Limits | None = None,
        left: Callable[[], bool] | None = None,
    ) -> Answer:
        """The answer to a query: its text, or the parameters of a request. Raises `QueryError`.

        `left` says whether nobody waits for the answer any more; the query is broken off then.
        """
        limits = limits or Limits()
        plan = compile_query(asked, self.table, limits.rows)
        rows = self._run(plan, limits, left)
        return Answer(plan.columns, rows, more=len(rows) >= plan.limit)

    def row(self, row: str | int) -> Answer:
        """The row of an `:id`; none when there is no such row."""
        named = f"row-{row}" if isinstance(row, int) else row
        return self.query({":id": named, "$limit": "1"})

    def _run(
        self, plan: Plan, limits: Limits, left: Callable[[], bool] | None = None
    ) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        size = 0
        try:
            with (
                TURNS.turn(limits.seconds),
                self._db.cursor() as cursor,
                WATCH.limit(limits.seconds, cursor.interrupt, left),
            ):
                if left is not None and left():
                    raise _nobody_waits(plan)
                cursor.execute(plan.sql, list(plan.values))
                while batch := cursor.fetchmany(BATCH):
                    rows += plan.rows(batch)
                    size += _size(batch)
                    if size > limits.megabytes * 2**20:
                        raise QueryError(
                            "query.execution.too-large",
                            gettext(
                                "The answer is larger than %(most)s MB. Select fewer columns, or set $limit.",
                                most=figure(limits.megabytes, 0 if limits.megabytes >= 1 else 1),
                            ),
                            query=plan.query, status=413,
                        )  # fmt: skip
        except _OF_VALUES as error:
            if isinstance(error, duckdb.InterruptException) and left is not None and left():
                raise _nobody_waits(plan) from error
            raise _refused(error, plan, limits) from error
        return rows


def _size(batch: list[tuple[Any, ...]]) -> int:
    """About how many bytes some rows have: texts as they are, all else as a number."""
    first = batch[0]
    texts = [number for number, value in enumerate(first) if isinstance(value, str) or value is None]
    total = len(batch) * len(first) * 32
    for number in texts:
        total += sum(len(value) for row in batch if isinstance(value := row[number], str))
    return total


_OF_VALUES = (
    duckdb.InterruptException,
    duckdb.OutOfMemoryException,
    duckdb.OutOfRangeException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
)
"""What the values of a table or too much work may lead to. All else would be SQL that does not fit: a fault of ours."""


def _nobody_waits(plan: Plan) -> QueryError:
    return QueryError(
        "query.execution.left", gettext("Nobody waits for the answer any more."), query=plan.query, status=499
    )


def _refused(error: duckdb.Error, plan: Plan, limits: Limits) -> QueryError:
    if isinstance(error, duckdb.InterruptException):
        return QueryError(
            "query.execution.queryTimeout",
            gettext(
                "The query took longer than %(seconds)s seconds. Filter more, or select less.",
                seconds=figure(limits.seconds, 0 if limits.seconds >= 1 else 1),
            ),
            query=plan.query, status=408,
        )  # fmt: skip
    if isinstance(error, duckdb.OutOfMemoryException):
        return QueryError(
            "query.execution.too-large",
            gettext("The query needs too much memory. Group by fewer values, or filter more."),
            query=plan.query, status=413,
        )  # fmt: skip
    return QueryError(
        "query.execution.arithmetic",
        gettext(
            "The query cannot be worked out with the values of this table: a number or date becomes too large."
        ),
        query=plan.query,
    )
