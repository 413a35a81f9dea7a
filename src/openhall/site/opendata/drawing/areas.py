"""Areas of a map, each in the colour of its value; an area without one is left white."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from openhall.site.opendata.drawing.ground import Ground
from openhall.site.opendata.drawing.scale import GREY, Classes, number
from openhall.site.opendata.drawing.svg import picture

MOST_CORNERS = 40_000
"""Corners of one picture: finer lines are drawn with every second, third, ... corner."""


class Area(NamedTuple):
    """An area: its name, its shape (a GeoJSON Polygon or MultiPolygon) and its value, if it has one."""

    name: str
    shape: Any
    value: float | None


def draw_areas(areas: Sequence[Area], words: str) -> SafeString:
    """Draw areas by colour. There is at least one that has corners."""
    rings = [list(_rings(each.shape)) for each in areas]
    corners = [corner for each in rings for ring in each for corner in ring]
    ground = Ground.around(corners)
    values = [each.value for each in areas if each.value is not None]
    classes = Classes.of(values) if values else None
    every = -(-len(corners) // MOST_CORNERS)
    parts = [ground.frame()]
    for area, of_area in zip(areas, rings, strict=True):
        fill = classes.shade(area.value) if classes is not None and area.value is not None else "#fff"
        path = "".join(_path(ground, ring, every) for ring in of_area)
        said = area.name if area.value is None else f"{area.name}: {number(area.value)}"
        parts.append(
            f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="{GREY}" stroke-width=".8">'
            f"<title>{escape(said)}</title></path>"
        )
    parts.append(ground.scale())
    return picture(560, ground.height, words, "".join(parts))


def has_corners(shape: Any) -> bool:
    """Whether anything of a shape can be drawn."""
    return next(_rings(shape), None) is not None


def _rings(shape: Any) -> Iterator[list[tuple[float, float]]]:
    kind = shape.get("type") if isinstance(shape, dict) else None
    polygons = (
        shape["coordinates"]
        if kind == "MultiPolygon"
        else [shape["coordinates"]]
        if kind == "Polygon"
        else []
    )
    for polygon in polygons:
        for ring in polygon:
            if len(ring) >= 3:
                yield [(float(corner[0]), float(corner[1])) for corner in ring]


def _path(ground: Ground, ring: list[tuple[float, float]], every: int) -> str:
    kept = ring if len(ring) < 4 * every else ring[::every]
    drawn = (f"{x:.1f},{y:.1f}" for x, y in (ground.place(*corner) for corner in kept))
    return f"M{'L'.join(drawn)}Z"
