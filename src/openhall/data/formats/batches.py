"""A table piece by piece, so that no download ever stands whole in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from openhall.data.columns import Column

ROWS = 20_000
"""Rows of one piece."""

Table = pl.LazyFrame | pl.DataFrame | Iterable[pl.DataFrame]
"""A table to write: lazily, whole, or in pieces of the same columns."""


def batches(table: Table, columns: Sequence[Column]) -> Iterator[pl.DataFrame]:
    """The table's pieces with the columns named, in that order, and at most `ROWS` rows each."""
    names = [column.name for column in columns]
    if isinstance(table, pl.LazyFrame):
        pieces: Iterable[pl.DataFrame] = table.select(names).collect_batches(
            chunk_size=ROWS, maintain_order=True
        )
    else:
        pieces = [table] if isinstance(table, pl.DataFrame) else table
    for piece in pieces:
        for part in piece.select(names).iter_slices(ROWS):
            if len(part):
                yield part
