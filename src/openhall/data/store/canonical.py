"""What a frame may hold for each kind of column, in the one form that is kept."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from openhall.data.columns import Column, Kind
from openhall.data.store.areas import as_geojson
from openhall.process.saying import gettext


class BuildError(ValueError):
    """A frame that does not fit its columns; the message says which, and what to do."""


POINT = pl.Struct({"longitude": pl.Float64, "latitude": pl.Float64})


def canonical(frame: pl.LazyFrame, columns: Sequence[Column]) -> pl.LazyFrame:
    """The columns in their order and one type each. Raises `BuildError`."""
    schema = frame.collect_schema()
    missing = [column.name for column in columns if column.name not in schema]
    if missing:
        raise BuildError(
            gettext(
                "The table has no column “%(column)s”; it has %(columns)s. Name one of these.",
                column=missing[0],
                columns=", ".join(schema.names()[:20]),
            )
        )
    return frame.select(
        _as_kind(pl.col(column.name), schema[column.name], column).alias(column.name) for column in columns
    )


def _as_kind(value: pl.Expr, given: pl.DataType, column: Column) -> pl.Expr:
    kind = column.kind
    if isinstance(given, pl.Null):
        return value.cast(_TYPES[kind])
    if isinstance(given, pl.String | pl.Categorical | pl.Enum):
        if kind in (Kind.TEXT, Kind.URL):
            return value.cast(pl.String)
        if kind is Kind.MULTIPOLYGON:
            return value.cast(pl.String).map_batches(as_geojson, return_dtype=pl.String)
    if kind is Kind.NUMBER and given.is_numeric():
        return _number(value, given)
    if kind is Kind.CHECKBOX and isinstance(given, pl.Boolean):
        return value
    if kind in (Kind.CALENDAR_DATE, Kind.FIXED_TIMESTAMP):
        moment = _moment(value, given, kind)
        if moment is not None:
            return moment
    if kind is Kind.POINT:
        point = _point(value, given)
        if point is not None:
            return point
    raise BuildError(
        gettext(
            "The column “%(column)s” is said to hold %(kind)s, but holds %(given)s. Change its kind, or the values.",
            column=column.name,
            kind=kind.value,
            given=str(given),
        )
    )


_TYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(), Kind.URL: pl.String(), Kind.MULTIPOLYGON: pl.String(), Kind.NUMBER: pl.Float64(),
    Kind.CHECKBOX: pl.Boolean(), Kind.CALENDAR_DATE: pl.Datetime("us"), Kind.FIXED_TIMESTAMP: pl.Datetime("us"),
    Kind.POINT: POINT,
}  # fmt: skip


def _number(value: pl.Expr, given: pl.DataType) -> pl.Expr:
    """Whole numbers as 64 bits; a float that is no number is null."""
    if given.is_float():
        value = value.cast(pl.Float64)
        return pl.when(value.is_finite()).then(value)
    if given.is_integer():
        return value.cast(pl.Int64)
    return value


def _moment(value: pl.Expr, given: pl.DataType, kind: Kind) -> pl.Expr | None:
    if isinstance(given, pl.Date):
        return value.cast(pl.Datetime("us"))
    if isinstance(given, pl.Datetime):
        if given.time_zone and kind is Kind.FIXED_TIMESTAMP:
            value = value.dt.convert_time_zone("UTC")
        return (value.dt.replace_time_zone(None) if given.time_zone else value).cast(pl.Datetime("us"))
    if isinstance(given, pl.String):
        if kind is Kind.FIXED_TIMESTAMP:
            zoned = pl.when(value.str.contains(r"(Z|[+-]\d\d:?\d\d)$")).then(value).otherwise(value + "Z")
            return zoned.str.to_datetime(time_unit="us", time_zone="UTC").dt.replace_time_zone(None)
        whole = pl.when(value.str.len_chars() == 10).then(value + "T00:00:00").otherwise(value)
        return whole.str.replace(" ", "T").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us")
    return None


def _point(value: pl.Expr, given: pl.DataType) -> pl.Expr | None:
    if isinstance(given, pl.Struct) and {field.name for field in given.fields} >= {"longitude", "latitude"}:
        x, y = value.struct.field("longitude"), value.struct.field("latitude")
    elif isinstance(given, pl.List | pl.Array):
        pair = value.cast(pl.List(pl.Float64))
        x, y = pair.list.get(0, null_on_oob=True), pair.list.get(1, null_on_oob=True)
    elif isinstance(given, pl.String):
        found = value.str.extract_groups(r"(?i)^\s*POINT\s*\(\s*([-+0-9.eE]+)\s+([-+0-9.eE]+)\s*\)\s*$")
        x, y = found.struct.field("1"), found.struct.field("2")
    else:
        return None
    x, y = x.cast(pl.Float64, strict=False), y.cast(pl.Float64, strict=False)
    inside = x.is_between(-180, 180) & y.is_between(-90, 90)
    # A place off the globe is no place; the two numbers are there together or not at all.
    return pl.when(inside).then(pl.struct(x.alias("longitude"), y.alias("latitude")))
