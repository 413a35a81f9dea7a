"""Places on the map. Latitude comes first in arguments, longitude first in Well-Known Text, as SODA has it."""

from __future__ import annotations

from collections.abc import Sequence

from openhall.data.soql.functions.function import Function
from openhall.data.soql.kinds import Type, Typed, made
from openhall.data.soql.sql import Binds

POINT, NUMBER, BOOL = Type.POINT, Type.NUMBER, Type.CHECKBOX
RADIUS = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""


def _box(arguments: Sequence[Typed], binds: Binds) -> Typed:
    point, north, west, south, east = arguments
    x, y = point.parts
    return made(BOOL, f"({x} BETWEEN {west.sql} AND {east.sql} AND {y} BETWEEN {south.sql} AND {north.sql})")


def distance(x: str, y: str, to_x: str, to_y: str) -> str:
    """Metres along a great circle (haversine), within 0.6 % of the way on the ellipsoid."""
    half = (
        f"pow(sin(radians({to_y} - {y}) / 2), 2) "
        f"+ cos(radians({y})) * cos(radians({to_y})) * pow(sin(radians({to_x} - {x}) / 2), 2)"
    )
    return f"({2 * RADIUS} * asin(least(1, sqrt({half}))))"


def _circle(arguments: Sequence[Typed], binds: Binds) -> Typed:
    point, latitude, longitude, metres = arguments
    x, y = point.parts
    # The band of latitudes is looked at first: it costs less than the distance, and skips whole blocks of rows.
    band = f"({metres.sql}) / 110574.0"
    near = f"{y} BETWEEN {latitude.sql} - {band} AND {latitude.sql} + {band}"
    return made(BOOL, f"({near} AND {distance(x, y, longitude.sql, latitude.sql)} <= {metres.sql})")


def _distance(arguments: Sequence[Typed], binds: Binds) -> Typed:
    one, other = arguments
    return made(NUMBER, distance(*one.parts, *other.parts))


def _point(arguments: Sequence[Typed], binds: Binds) -> Typed:
    latitude, longitude = arguments
    x, y = f"CAST({longitude.sql} AS DOUBLE)", f"CAST({latitude.sql} AS DOUBLE)"
    # Both are there or neither is.
    return Typed(
        POINT, (f"(CASE WHEN {y} IS NOT NULL THEN {x} END)", f"(CASE WHEN {x} IS NOT NULL THEN {y} END)")
    )


FUNCTIONS = (
    Function("within_box", (POINT, NUMBER, NUMBER, NUMBER, NUMBER), BOOL, _box,
             "`within_box(point, north, west, south, east)`: whether it lies in a box of latitudes and longitudes."),
    Function("within_circle", (POINT, NUMBER, NUMBER, NUMBER), BOOL, _circle,
             "`within_circle(point, latitude, longitude, metres)`: whether it lies so near."),
    Function("distance_in_meters", (POINT, POINT), NUMBER, _distance, "Metres along a great circle."),
    Function("make_point", (NUMBER, NUMBER), POINT, _point, "The point at a latitude and longitude."),
    Function(".latitude", (POINT,), NUMBER, lambda a, b: made(NUMBER, a[0].parts[1]), "`point.latitude`: degrees."),
    Function(".longitude", (POINT,), NUMBER, lambda a, b: made(NUMBER, a[0].parts[0]), "`point.longitude`: degrees."),
)  # fmt: skip
