"""Attribute columns beside the coded arrays of a log: read when asked for, cut to the rows that are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Table:
    """A table that stays where it is (Parquet or memory) until a column is asked for.

    `rows`, when called, gives the rows of `source` that are kept, in order; None keeps them all. It is a
    function so that a filter on ten million events does not pay for row numbers that nobody asks for.
    """

    source: pl.LazyFrame | Table
    rows: Callable[[], NDArray[np.int64]] | None = None
    coded: dict[str, tuple[NDArray[np.int32], tuple[str, ...]]] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return self.source.names if isinstance(self.source, Table) else self.source.collect_schema().names()

    def kind(self, name: str) -> pl.DataType:
        """The type of a column; KeyError when there is none of that name."""
        return (
            self.source.kind(name) if isinstance(self.source, Table) else self.source.collect_schema()[name]
        )

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

    def codes(self, name: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """One column, coded as by `encode`; KeyError when there is none of that name.

        The column is coded once, where it lies, and cuts of the table share its names: a cut may have names that
        none of its rows has.
        """
        if isinstance(self.source, Table):
            codes, names = self.source.codes(name)
        else:
            if name not in self.coded:
                if name not in self.names:
                    raise KeyError(name)
                self.coded[name] = encode(self.source.select(name).collect().to_series())
            codes, names = self.coded[name]
        return (codes if self.rows is None else codes[self.rows()]), names

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
    codes, names = number_values(values)
    return codes, tuple(names)


def number_values(values: pl.Series) -> tuple[NDArray[np.int32], pl.Series]:
    """`encode`, with the distinct values as a column of text."""
    if isinstance(values.dtype, pl.Categorical | pl.Enum):
        return _recode(values)
    text = values if values.dtype == pl.String else values.cast(pl.String)
    # Two hashes of 64 bits, seeded anew: of a billion values, two are taken for one with a chance below 1e-20.
    seeds = np.random.default_rng().integers(1, 2**62, 2)
    keys = [text.hash(int(seed)).to_numpy() for seed in seeds]
    missing = text.is_null().to_numpy() if text.null_count() else np.zeros(0, np.bool_)
    codes, first = _number(keys[0], keys[1], missing)
    return codes, text.gather(first)


@njit(cache=True, nogil=True)
def _number(key, check, missing):  # type: ignore[no-untyped-def]
    """Number 128-bit keys in the order of their first appearance; also the row of each one's first appearance."""
    codes = np.empty(len(key), np.int32)
    first = np.empty(1024, np.int64)
    size = 4096
    table = np.full(size, -1, np.int32)
    used = 0
    for i in range(len(key)):
        if len(missing) > 0 and missing[i]:
            codes[i] = -1
            continue
        at = key[i] & np.uint64(size - 1)
        while table[at] >= 0 and (key[first[table[at]]] != key[i] or check[first[table[at]]] != check[i]):
            at = (at + np.uint64(1)) & np.uint64(size - 1)
        if table[at] < 0:
            if used == len(first):
                longer = np.empty(2 * used, np.int64)
                longer[:used] = first
                first = longer
            table[at] = used
            first[used] = i
            used += 1
            codes[i] = used - 1
            if 2 * used > size:
                size *= 4
                table = np.full(size, -1, np.int32)
                for number in range(used):
                    at = key[first[number]] & np.uint64(size - 1)
                    while table[at] >= 0:
                        at = (at + np.uint64(1)) & np.uint64(size - 1)
                    table[at] = number
        else:
            codes[i] = table[at]
    return codes, first[:used].copy()


def _recode(values: pl.Series) -> tuple[NDArray[np.int32], pl.Series]:
    """Number the categories that occur from 0, in the order of their first appearance."""
    distinct = values.drop_nulls().unique(maintain_order=True)
    used = distinct.to_physical().cast(pl.Int64).to_numpy()
    physical = values.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    # One place more than the largest code, so that -1, the last place, stays "missing".
    number = np.full(int(used.max(initial=-1)) + 2, -1, np.int32)
    number[used] = np.arange(len(used), dtype=np.int32)
    return number[physical], distinct.cast(pl.String)


def as_times(microseconds: NDArray[np.int64]) -> pl.Series:
    """Microseconds since 1970 UTC as a column of times; the smallest int64 becomes a missing value."""
    missing = np.iinfo(np.int64).min
    times = pl.Series(microseconds)
    return times.set(times == missing, None).cast(pl.Datetime("us", "UTC"))
