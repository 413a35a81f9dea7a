"""Segments: the acts of the log as Parquet files, for all who would count rather than prove.

A segment holds the acts with numbers from `first` to before `end`, sorted by service, time and number. It is not sorted
by case: rows of one case beside each other would tell what their commitments hide. The seal that names a segment states
its hash, so the file is part of the log; that its rows are the leaves is for `openhall verify` to check.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from openhall.proof.errors import BadLeaf, BadTile
from openhall.proof.leaf import Act, read_leaf, write_act
from openhall.proof.reader import LogReader
from openhall.proof.storage import Storage
from openhall.proof.tiles import WIDTH

MOST_ROWS = 1 << 18
"""Rows of the largest segment: one is checked in memory."""
LARGEST_SEGMENT = 1 << 28
"""Bytes of the largest segment that is read."""
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "number": pl.UInt64,
    "at": pl.Datetime("us", "UTC"),
    "service": pl.String,
    "version": pl.UInt32,
    "activity": pl.String,
    "node": pl.String,
    "lifecycle": pl.String,
    "department": pl.String,
    "role": pl.String,
    "private": pl.Binary,
}
_TEXTS = ("service", "activity", "node", "lifecycle", "department", "role")


@dataclass(frozen=True)
class SegmentRef:
    """A segment: the acts with numbers from `first` to before `end`, and SHA-256 of its file."""

    first: int
    end: int
    sha256: bytes


def segment_path(segment: SegmentRef) -> str:
    """Where a segment lies, below the log's address."""
    return f"segments/{segment.first:012d}-{segment.end:012d}.parquet"


def write_segment(storage: Storage, first: int, end: int, rows: Iterable[tuple[int, Act]]) -> SegmentRef:
    """Write a segment of these acts into the store. Raises `BadTile` when it would be too large."""
    if not 0 < end - first <= MOST_ROWS:
        raise BadTile(f"a segment has 1 to {MOST_ROWS:,} rows, and this would have {end - first:,}")
    data = _parquet(rows)
    segment = SegmentRef(first, end, sha256(data).digest())
    storage.write([(segment_path(segment), data)])
    return segment


def acts_of(reader: LogReader, first: int, end: int) -> Iterator[tuple[int, Act]]:
    """The acts with these numbers, from a log's entries. Raises `BadLeaf`, `BadTile`."""
    for bundle in range(first // WIDTH, -(-end // WIDTH)):
        for entry in reader.bundle(bundle):
            row = read_leaf(entry)
            if first <= row.number < end and isinstance(row.content, Act):
                yield row.number, row.content


def leaves_of(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbers and leaves of a segment's rows, by number. Raises `BadTile` when the file is no segment.

    A Parquet file can be made to swell when it is read: call this where memory is bounded (`contained.py`).
    """
    try:
        frame = pl.read_parquet(io.BytesIO(data), use_statistics=False)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise BadTile(f"a segment cannot be read as Parquet: {str(error)[:200]}") from None
    if dict(frame.schema) != dict(pl.Schema(SCHEMA)) or any(frame.null_count().row(0)):
        raise BadTile("a segment has not the columns that one has, or has empty places")
    if len(frame) > MOST_ROWS:
        raise BadTile(f"a segment has at most {MOST_ROWS:,} rows, and this has {len(frame):,}")
    frame = frame.with_columns(pl.col("at").dt.epoch("us")).sort("number")
    for row in frame.iter_rows(named=True):
        number = row.pop("number")
        try:
            yield number, write_act(number, Act(**row).encoded())
        except BadLeaf as error:
            raise BadTile(f"row {number} of a segment is none: {error}") from None


def _parquet(rows: Iterable[tuple[int, Act]]) -> bytes:
    numbers: list[int] = []
    acts: list[Act] = []
    for number, act in rows:
        numbers.append(number)
        acts.append(act)
    columns: dict[str, pl.Series] = {
        "number": pl.Series(numbers, dtype=pl.UInt64),
        "at": pl.Series([act.at for act in acts], dtype=pl.Int64).cast(pl.Datetime("us", "UTC")),
        "version": pl.Series([act.version for act in acts], dtype=pl.UInt32),
        "private": pl.Series([act.private for act in acts], dtype=pl.Binary),
    }
    columns |= {name: pl.Series([getattr(act, name) for act in acts], dtype=pl.String) for name in _TEXTS}
    frame = pl.DataFrame(columns).select(list(SCHEMA)).sort("service", "at", "number")
    file = io.BytesIO()
    frame.write_parquet(file, compression="zstd", row_group_size=65_536)
    return file.getvalue()
