"""A few rows for columns of any kinds, with and without values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from openhall.data.columns import Column, Kind
from openhall.data.formats import POINT

_AREA = '{"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]]}'
_VALUES = {
    Kind.TEXT: pl.Series(['x "y", z', "# no comment", "ß"]),
    Kind.NUMBER: pl.Series([1.5, None, -1e-9]),
    Kind.CHECKBOX: pl.Series([True, None, False]),
    Kind.CALENDAR_DATE: pl.Series(
        [datetime(2024, 2, 29, 1, 2, 3), None, datetime(1999, 1, 1)], dtype=pl.Datetime("us")
    ),
    Kind.FIXED_TIMESTAMP: pl.Series(
        [datetime(2024, 2, 29, tzinfo=UTC), None, None], dtype=pl.Datetime("us", "UTC")
    ),
    Kind.POINT: pl.Series([{"longitude": 1.5, "latitude": -2.0}, None, None], dtype=POINT),
    Kind.MULTIPOLYGON: pl.Series([_AREA, None, _AREA]),
    Kind.URL: pl.Series(["https://city.example/ä?b=c#d", None, "http://x.example"]),
}


def rows_of(columns: Sequence[Column]) -> pl.DataFrame:
    """Three rows."""
    return pl.DataFrame([_VALUES[column.kind].alias(column.name) for column in columns])
