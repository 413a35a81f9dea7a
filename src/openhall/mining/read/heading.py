"""The columns of a table, to choose from when they are not found by name."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from openhall.mining.read.bytes import unpack
from openhall.mining.read.csv import as_utf8, find_delimiter


def column_names(path: Path) -> list[str]:
    """The names of the columns of a CSV or Parquet file. Raises `UnreadableLog` when it is neither."""
    with path.open("rb") as raw:
        if raw.read(4) == b"PAR1":
            return list(pl.read_parquet_schema(path))
    content = as_utf8(unpack(path, 1 << 33), path.name, [])
    first = io.StringIO(content[: 1 << 20].decode("utf-8", errors="ignore"))
    return [name.strip() for name in next(csv.reader(first, delimiter=find_delimiter(content, path.name)))]
