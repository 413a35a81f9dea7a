"""Values as they stand in files of text, one writing a kind: what is written so is read back as the same."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from openhall.data.columns import Column, Kind


def flat(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """The frame with values that CSV can hold: points as WKT, times as ISO 8601, no number that is none."""
    return frame.select(_flat(column, frame.schema[column.name]) for column in columns)


def plain(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """The frame with values that JSON can hold, places aside."""
    places = (Kind.POINT, Kind.MULTIPOLYGON)
    return frame.select(
        pl.col(column.name) if column.kind in places else _flat(column, frame.schema[column.name])
        for column in columns
    )


def _flat(column: Column, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(column.name)
    if column.kind == Kind.POINT and isinstance(dtype, pl.Struct):
        return point_text(value).alias(column.name)
    if isinstance(dtype, pl.Datetime):
        # The store keeps instants in UTC without saying so in each column's type.
        return time_text(value, column.kind == Kind.FIXED_TIMESTAMP).alias(column.name)
    if dtype == pl.Date:
        return value.dt.to_string("%Y-%m-%d")
    if dtype.is_float():
        return value.fill_nan(None)
    return value


def point_text(value: pl.Expr) -> pl.Expr:
    """Points as WKT, longitude first: `POINT (-122.4 37.8)`."""
    x, y = value.struct.field("longitude"), value.struct.field("latitude")
    return pl.format("POINT ({} {})", x, y)


def time_text(value: pl.Expr, utc: bool) -> pl.Expr:
    """Times as ISO 8601; an instant ends in Z. Seconds have three digits or six after the point, never none: readers
    that take the first cell for the writing of all (pandas) then read them all.
    """
    whole = value.dt.to_string("%Y-%m-%dT%H:%M:%S")
    part = value.dt.microsecond()
    digits = part.cast(pl.String).str.zfill(6)
    shown = pl.when(part % 1000 == 0).then(digits.str.slice(0, 3)).otherwise(digits)
    text = pl.concat_str(whole, pl.lit("."), shown)
    return text + pl.lit("Z") if utc else text
