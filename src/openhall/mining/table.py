"""Attribute columns beside the coded arrays of a log: read when asked for, cut to the rows that are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Table:
    """A table that stays where it is (Parquet or memory) until a column is asked for.

    `rows`, when called, gives the rows of `source` that are kept, in order; None keeps them all. It is a
    function so that a filter on ten million events does not pay for row numbers that nobody asks for.
    """

    source: pl.LazyFrame | Table
    rows: Callable[[], NDArray[np.int64]] | None = None

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return self.source.names if isinstance(self.source, Table) else self.source.collect_schema().names()

    def column(self, name: str) -> pl.Series:
        """One column, in the order of the kept rows; KeyError when there is none of that name."""
        if name not in self.names:
            raise KeyError(name)
        return self.frame([name]).to_series()

    def frame(self, names: list[str] | None = None) -> pl.DataFrame:
        """Some columns (all by default), in the order of the kept rows."""
        if isinstance(self.source, Table):
            frame = self.source.frame(names)
        else:
            frame = (self.source if names is None else self.source.select(names)).collect()
        return frame if self.rows is None else frame[self.rows()]

    def take(self, rows: Callable[[], NDArray[np.int64]]) -> Table:
        """Keep only the rows that `rows()` names (positions among the rows kept so far), in that order."""
        return Table(self, rows)

    def without(self, name: str) -> Table:
        """The table without one column."""
        return Table(
            self.source.without(name) if isinstance(self.source, Table) else self.source.drop(name), self.rows
        )


def encode(values: pl.Series) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Code a column: each value as an index into its distinct values, as text, -1 where it is missing.

    The distinct values are those that occur, each once, in the order of their first appearance.
    """
    if isinstance(values.dtype, pl.Categorical | pl.Enum):
        return _recode(values)
    text = values if values.dtype == pl.String else values.cast(pl.String)
    return _recode(text.cast(pl.Categorical))


def _recode(values: pl.Series) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Number the categories that occur from 0, in the order of their first appearance."""
    distinct = values.drop_nulls().unique(maintain_order=True)
    used = distinct.to_physical().cast(pl.Int64).to_numpy()
    physical = values.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    # One place more than the largest code, so that -1, the last place, stays "missing".
    number = np.full(int(used.max(initial=-1)) + 2, -1, np.int32)
    number[used] = np.arange(len(used), dtype=np.int32)
    return number[physical], tuple(distinct.cast(pl.String))


def as_times(microseconds: NDArray[np.int64]) -> pl.Series:
    """Microseconds since 1970 UTC as a column of times; the smallest int64 becomes a missing value."""
    missing = np.iinfo(np.int64).min
    times = pl.Series(microseconds)
    return times.set(times == missing, None).cast(pl.Datetime("us", "UTC"))
