"""JSON: a list of objects, JSON lines, or a GeoJSON feature collection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from openhall.data.formats.errors import FileTooLarge, UnreadableFile
from openhall.data.formats.json_rows import Gathering
from openhall.data.formats.raw import Raw
from openhall.data.formats.reading import Limits, Problem
from openhall.process.saying import gettext

_LINE = 64 << 20
_WRAPPERS = ("data", "records", "results", "rows", "items", "value")


def read_json(path: Path, limits: Limits) -> Raw:
    """A list of objects, by itself or under one name of an object (`data`, `records`, ...); or a feature collection.

    Raises `UnreadableFile` with the line at which JSON breaks off, `FileTooLarge`.
    """
    document = _document(path, limits)
    if isinstance(document, dict):
        if document.get("type") in ("FeatureCollection", "Feature"):
            return _features(document, limits)
        lists = [name for name in _WRAPPERS if isinstance(document.get(name), list)]
        if len(lists) != 1:
            raise UnreadableFile(
                gettext("The file holds one JSON object; a table is a list of objects, one a row.")
            )
        document = document[lists[0]]
    if not isinstance(document, list):
        raise UnreadableFile(
            gettext("The file holds one JSON value; a table is a list of objects, one a row.")
        )
    gathering = Gathering(limits)
    for place, row in enumerate(document, start=1):
        gathering.add(row, place)
    return _unlined(gathering.raw())


def read_geojson(path: Path, limits: Limits) -> Raw:
    """A feature collection: a row a feature, its properties as columns and its place last. Raises as `read_json`."""
    document = _document(path, limits)
    if not isinstance(document, dict) or document.get("type") not in ("FeatureCollection", "Feature"):
        raise UnreadableFile(gettext("The file is no GeoJSON feature collection."))
    return _features(document, limits)


def read_json_lines(path: Path, limits: Limits) -> Raw:
    """An object a line; empty lines do not count. Raises `UnreadableFile` with the line that is broken."""
    gathering = Gathering(limits)
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LINE + 1):
            number += 1
            if len(line) > _LINE:
                raise FileTooLarge(
                    gettext("Line %(line)s has more than %(most)s bytes.", line=number, most=_LINE)
                )
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                try:
                    row = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
                except orjson.JSONDecodeError as error:
                    raise UnreadableFile(
                        gettext("Line %(line)s is no JSON: %(why)s.", line=number, why=error.msg)
                    ) from None
                gathering.add(row, number)
    return gathering.raw()


def _document(path: Path, limits: Limits) -> Any:
    size = path.stat().st_size
    if size > limits.json:
        raise FileTooLarge(
            gettext(
                "JSON of at most %(most)s bytes is read, and this has %(size)s; take JSON lines.",
                most=limits.json,
                size=size,
            )
        )
    text = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UnreadableFile(
            gettext(
                "Line %(line)s, sign %(sign)s is no JSON: %(why)s.",
                line=error.lineno,
                sign=error.colno,
                why=error.msg,
            )
        ) from None


def _unlined(raw: Raw) -> Raw:
    """Rows of a list have a place in it and no line; problems say the place as the row."""
    raw.problems = [
        Problem(
            gettext("row %(line)s: %(text)s", line=each.line, text=each.text),
            0,
            each.column,
            each.weight,
        )
        if each.line
        else each
        for each in raw.problems
    ]
    raw.lines = None
    return raw


def _features(document: dict[str, Any], limits: Limits) -> Raw:
    features = document.get("features") if document["type"] == "FeatureCollection" else [document]
    if not isinstance(features, list):
        raise UnreadableFile(gettext("The feature collection has no list of features."))
    gathering = Gathering(limits)
    unplaced = 0
    for place, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            raise UnreadableFile(gettext("Feature %(place)s is no GeoJSON feature.", place=place))
        row = dict(feature.get("properties") or {})
        if "id" in feature and "id" not in row:
            row = {"id": feature["id"], **row}
        geometry = feature.get("geometry")
        if isinstance(geometry, dict) and geometry.get("type") in (
            "Point",
            "MultiPoint",
            "Polygon",
            "MultiPolygon",
        ):
            row[_place_name(row, geometry)] = geometry
        elif geometry is not None:
            unplaced += 1
        gathering.add(row, place)
    raw = _unlined(gathering.raw())
    if unplaced:
        raw.problems.append(
            Problem(
                gettext(
                    "%(unplaced)s features are lines or collections and have no place here.",
                    unplaced=unplaced,
                )
            )
        )
    return raw


def _place_name(row: dict[str, Any], geometry: dict[str, Any]) -> str:
    name = "point" if "Point" in geometry["type"] else "area"
    return name if name not in row else f"{name}_geometry"
