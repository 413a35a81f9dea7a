"""Points and areas as people write them in queries: Well-Known Text, longitude first (OGC 06-103r4, 7)."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from itertools import pairwise

MOST_CORNERS = 2_000
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Area:
    """Polygons; each is its outer ring and its holes, of (longitude, latitude) in degrees, the first point repeated."""

    polygons: tuple[tuple[Ring, ...], ...]

    @property
    def rings(self) -> tuple[Ring, ...]:
        """All rings: what is within an odd number of them is within the area."""
        return tuple(ring for polygon in self.polygons for ring in polygon)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        xs = [x for ring in self.rings for x, _ in ring]
        ys = [y for ring in self.rings for _, y in ring]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def edges(self) -> list[list[float]]:
        """All edges, each as the two points between which it runs."""
        return [[*one, *other] for ring in self.rings for one, other in pairwise(ring)]

    def geojson(self) -> str:
        """As GeoJSON (RFC 7946, 3.1.7)."""
        coordinates = [[[list(point) for point in ring] for ring in polygon] for polygon in self.polygons]
        return json.dumps({"type": "MultiPolygon", "coordinates": coordinates})


_TOKEN = re.compile(r"\s*([(),]|[A-Za-z]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)")


def parse_point(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of `POINT (-122.4 37.8)`; None when it is none."""
    words = _words(text)
    if words is None or [word.upper() for word in words[:2]] != ["POINT", "("] or words[-1] != ")":
        return None
    return _pair(words[2:-1])


def parse_area(text: str, most: int = MOST_CORNERS) -> Area | None:
    """The area of a POLYGON or MULTIPOLYGON; None when it is none, or has too many corners."""
    words = _words(text)
    if not words or words[0].upper() not in ("POLYGON", "MULTIPOLYGON"):
        return None
    at, corners = 1, 0

    def many(depth: int) -> list[object] | None:
        nonlocal at, corners
        if at >= len(words) or words[at] != "(":
            return None
        at += 1
        found: list[object] = []
        while True:
            if depth:
                each: object = many(depth - 1)
            else:
                end = at
                while end < len(words) and words[end] not in "(),":
                    end += 1
                each = _pair(words[at:end])
                at, corners = end, corners + 1
            if each is None or corners > most or at >= len(words):
                return None
            found.append(each)
            at += 1
            if words[at - 1] == ")":
                return found
            if words[at - 1] != ",":
                return None

    # People write MULTIPOLYGON with the brackets of a POLYGON, and so does the manual of SODA.
    polygon = words[0].upper() == "POLYGON" or words[1:4] != ["(", "(", "("]
    tree = many(1 if polygon else 2)
    if tree is None or at != len(words):
        return None
    polygons = [tree] if polygon else tree
    rings = tuple(tuple(_closed(ring) for ring in each) for each in polygons)  # type: ignore[attr-defined]
    return Area(rings) if all(len(ring) >= 4 for each in rings for ring in each) else None


def read_area(text: str) -> Area | None:
    """The area of GeoJSON (a Polygon, a MultiPolygon, or a Feature of one) or of Well-Known Text; None when it is none.

    For what a publisher gives: however many corners it has.
    """
    if not text.lstrip().startswith("{"):
        return parse_area(text, most=10_000_000)
    try:
        told = json.loads(text)
        told = told["geometry"] if told.get("type") == "Feature" else told
        coordinates = told["coordinates"]
        polygons = [coordinates] if told["type"] == "Polygon" else coordinates
        if told["type"] not in ("Polygon", "MultiPolygon"):
            return None
        area = Area(
            tuple(
                tuple(_closed([(float(x), float(y)) for x, y, *_ in ring]) for ring in polygon)
                for polygon in polygons
            )
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
    fine = all(math.isfinite(x) and math.isfinite(y) for ring in area.rings for x, y in ring)
    return area if fine and area.rings and all(len(ring) >= 4 for ring in area.rings) else None


def _words(text: str) -> list[str] | None:
    words, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        words.append(match.group(1))
        at = match.end()
    return words or None


def _pair(words: list[str]) -> tuple[float, float] | None:
    if len(words) != 2:
        return None
    try:
        x, y = float(words[0]), float(words[1])
    except ValueError:
        return None
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None


def _closed(ring: list[tuple[float, float]]) -> Ring:
    return tuple(ring) if ring[0] == ring[-1] else (*ring, ring[0])
