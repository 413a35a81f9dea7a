"""Places as GeoJSON has them (RFC 7946), checked: finite degrees, closed rings, no more corners than may be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from openhall.process.saying import gettext

Position = tuple[float, float]


class BadGeometry(Exception):
    """What is wrong with a geometry, as the end of a sentence."""


def point_of(geometry: Any) -> Position | None:
    """Longitude and latitude of a point; None where the geometry is of another type. Raises `BadGeometry`."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Point", "MultiPoint"):
        return None
    coordinates = geometry.get("coordinates")
    if geometry["type"] == "MultiPoint":
        if not isinstance(coordinates, list) or len(coordinates) != 1:
            raise BadGeometry(gettext("holds several points, and a row has one place"))
        coordinates = coordinates[0]
    return _position(coordinates)


def area_of(geometry: Any) -> list[list[list[Position]]] | None:
    """The coordinates of a multipolygon; None where the geometry is no area. Raises `BadGeometry`."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return None
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise BadGeometry(gettext("is an area without corners"))
    return [[_ring(ring) for ring in _listed(polygon)] for polygon in polygons]


def corners(area: Sequence[Sequence[Sequence[Position]]]) -> int:
    """How many corners an area has."""
    return sum(len(ring) for polygon in area for ring in polygon)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise BadGeometry(gettext("is an area without corners"))
    return value


def _ring(ring: Any) -> list[Position]:
    positions = [_position(each) for each in _listed(ring)]
    if positions[0] != positions[-1]:
        raise BadGeometry(gettext("has an outline that does not end where it begins"))
    if len(positions) < 4:
        raise BadGeometry(gettext("has an outline of fewer than three corners"))
    return positions


def _position(value: Any) -> Position:
    if not isinstance(value, list) or len(value) < 2:
        raise BadGeometry(gettext("has a position that is no pair of numbers"))
    x, y = value[0], value[1]
    if not all(
        isinstance(each, int | float) and not isinstance(each, bool) and math.isfinite(each)
        for each in (x, y)
    ):
        raise BadGeometry(gettext("has a position that is no pair of numbers"))
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise BadGeometry(
            gettext(
                "lies at %(x)s, %(y)s, which are no degrees of longitude and latitude (WGS 84)",
                x=f"{x}",
                y=f"{y}",
            )
        )
    return float(x), float(y)
