"""JSON: an array of objects, one a line; and GeoJSON (RFC 7946), one feature a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from openhall.data.columns import Column, Kind
from openhall.data.formats.as_text import plain
from openhall.data.formats.batches import Table, batches
from openhall.data.formats.errors import CannotWrite

PLACES = (Kind.POINT, Kind.MULTIPOLYGON)


def stream_json(table: Table, columns: Sequence[Column]) -> Iterator[bytes]:
    """The table as one JSON array. Places are GeoJSON geometries; null where there is no value."""
    yield from _listed(_rows(table, columns), b"[", b"]\n")


def stream_json_lines(table: Table, columns: Sequence[Column]) -> Iterator[bytes]:
    """The table as JSON lines: an object a line."""
    for rows in _rows(table, columns):
        yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def geometry_of(columns: Sequence[Column], name: str = "") -> Column:
    """The column whose places are the features: the one named, else the first of points or areas.

    Raises `CannotWrite` where there is none.
    """
    found = next((each for each in columns if each.kind in PLACES and name in ("", each.name)), None)
    if found is None:
        raise CannotWrite(
            f"{name} is no column of places."
            if name
            else "The table has no column of places, so GeoJSON cannot hold it."
        )
    return found


def stream_geojson(table: Table, columns: Sequence[Column], geometry: str = "") -> Iterator[bytes]:
    """The table as a feature collection: `geometry` names the column of places, else it is the first of them.

    Rows without a place are features with a null geometry. Raises `CannotWrite` where no column holds places.
    """
    place = geometry_of(columns, geometry).name
    features = (
        [{"type": "Feature", "geometry": row.pop(place), "properties": row} for row in rows]
        for rows in _rows(table, columns)
    )
    yield from _listed(features, b'{"type":"FeatureCollection","features":[', b"]}\n")


def _listed(pieces: Iterator[list[dict[str, Any]]], begin: bytes, end: bytes) -> Iterator[bytes]:
    yield begin
    between = b"\n"
    for piece in pieces:
        yield between + b",\n".join(orjson.dumps(row) for row in piece)
        between = b",\n"
    yield b"\n" + end


def _rows(table: Table, columns: Sequence[Column]) -> Iterator[list[dict[str, Any]]]:
    points = [each.name for each in columns if each.kind == Kind.POINT]
    areas = [each.name for each in columns if each.kind == Kind.MULTIPOLYGON]
    for piece in batches(table, columns):
        rows = plain(piece, columns).to_dicts()
        for row in rows:
            for name in points:
                row[name] = _point(row[name])
            for name in areas:
                row[name] = None if row[name] is None else orjson.Fragment(row[name])
        yield rows


def _point(value: Mapping[str, float | None] | None) -> dict[str, Any] | None:
    if value is None or value["longitude"] is None or value["latitude"] is None:
        return None
    return {"type": "Point", "coordinates": [value["longitude"], value["latitude"]]}
