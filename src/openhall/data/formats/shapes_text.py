"""Places and areas written in cells of text: WKT, GeoJSON, and the pairs that Socrata writes."""

from __future__ import annotations

from typing import Any

import orjson
import polars as pl

from openhall.data.columns import Kind
from openhall.data.formats.geometry import BadGeometry, area_of
from openhall.data.formats.reading import POINT

_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_WKT_POINT = rf"(?i)^\s*POINT\s*\(\s*(?P<x>{_NUMBER})\s+(?P<y>{_NUMBER})\s*\)\s*$"
_PAIR = rf"^\s*\(\s*(?P<y>{_NUMBER})\s*,\s*(?P<x>{_NUMBER})\s*\)\s*$"
_WKT_AREA = r"(?i)^\s*(?:MULTI)?POLYGON\s*\(\([-+0-9.eE\s,()]+\)\)\s*$"
_GEOJSON_AREA = r'^\s*\{.*"type"\s*:\s*"(?:Multi)?Polygon".*\}\s*$'


def kind_of(values: pl.Series) -> Kind | None:
    """POINT or MULTIPOLYGON where each text, none null, is one within the world's degrees; None otherwise."""
    if values.str.contains(f"{_WKT_AREA}|{_GEOJSON_AREA}").all():
        return Kind.MULTIPOLYGON if to_areas(values).null_count() == 0 else None
    for pattern in (_WKT_POINT, _PAIR):
        if values.str.contains(pattern).all():
            return Kind.POINT if to_points(values).null_count() == 0 else None
    return None


def to_points(values: pl.Series) -> pl.Series:
    """`POINT (longitude latitude)` and `(latitude, longitude)` as points; null where a text is none."""
    wkt = values.str.extract_groups(_WKT_POINT).struct
    pair = values.str.extract_groups(_PAIR).struct
    x, y = (wkt.field(each).fill_null(pair.field(each)).cast(pl.Float64, strict=False) for each in ("x", "y"))
    good = x.is_between(-180, 180) & y.is_between(-90, 90)
    points = pl.DataFrame({"longitude": x, "latitude": y, "good": good}).select(
        pl.when("good").then(pl.struct("longitude", "latitude")).alias("point")
    )
    return points["point"].cast(POINT)


def to_areas(values: pl.Series) -> pl.Series:
    """WKT polygons and GeoJSON ones as GeoJSON multipolygons; null where a text is none."""
    return values.map_elements(_area, return_dtype=pl.String)


def _area(text: str) -> str | None:
    written = text.lstrip().startswith("{")
    geometry = _json(text) if written else {"type": "MultiPolygon", "coordinates": _wkt(text)}
    try:
        area = area_of(geometry)
    except BadGeometry:
        return None
    return None if area is None else orjson.dumps({"type": "MultiPolygon", "coordinates": area}).decode()


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _wkt(text: str) -> Any:
    kind, _, body = text.strip().partition("(")
    body = f"({body}"
    if kind.strip().upper() == "POLYGON":
        body = f"({body})"
    # The nesting of WKT is that of GeoJSON: a pair of numbers becomes a list.
    json = body.replace("(", "[").replace(")", "]")
    pairs: list[str] = []
    for piece in json.split(","):
        opens, inner, closes = _peeled(piece)
        figures = inner.split()
        if len(figures) < 2:
            return None
        pairs.append(f"{opens}[{figures[0]},{figures[1]}]{closes}")
    return _json(",".join(pairs))


def _peeled(piece: str) -> tuple[str, str, str]:
    bare = piece.strip()
    inner = bare.lstrip("[ ").rstrip("] ")
    opens = "[" * bare[: len(bare) - len(bare.lstrip("[ "))].count("[")
    closes = "]" * bare[len(bare.rstrip("] ")) :].count("]")
    return opens, inner, closes
