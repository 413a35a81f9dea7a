"""Rows as SODA writes them beside JSON: CSV with every cell in quotes, places as WKT; and GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson

from openhall.data.columns import Column, Kind
from openhall.data.soql.answers import json_rows, moment_text, number_text
from openhall.site.opendata.api.refusing import Refused

Rows = Sequence[tuple[Any, ...]]
BATCH = 1_000
PLACES = (Kind.POINT, Kind.MULTIPOLYGON)
CONTENT = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    # By the name that SODA's clients know it by.
    "geojson": "application/vnd.geo+json; charset=utf-8",
}


def written(form: str, columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """Rows in one of the forms of `CONTENT`, piece by piece. Raises `Refused`, before the first piece."""
    if form == "csv":
        return csv_rows(columns, rows)
    return geojson_rows(columns, rows) if form == "geojson" else json_rows(columns, rows)


def csv_rows(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """CSV (RFC 4180): a line of names, then the rows; what is null is an empty cell."""
    writers = [CELLS[column.kind] for column in columns]
    yield _line(column.name for column in columns).encode()
    for batch in _batches(rows):
        lines = (
            _line("" if value is None else write(value) for write, value in zip(writers, row, strict=True))
            for row in batch
        )
        yield "".join(lines).encode()


def geojson_rows(columns: Sequence[Column], rows: Rows) -> Iterator[bytes]:
    """GeoJSON (RFC 7946): features at the first column of places. Raises `Refused` where there is none."""
    place = next((n for n, column in enumerate(columns) if column.kind in PLACES), None)
    if place is None:
        raise Refused(
            400,
            "query.no-geometry",
            "The answer has no column of places, so GeoJSON cannot hold it: ask for JSON.",
        )
    return _features(columns, rows, place)


def _features(columns: Sequence[Column], rows: Rows, place: int) -> Iterator[bytes]:
    others = [column for n, column in enumerate(columns) if n != place]
    shape = GEOMETRY[columns[place].kind]
    yield b'{"type":"FeatureCollection","features":['
    between = b"\n"
    for batch in _batches(rows):
        properties = [row[:place] + row[place + 1 :] for row in batch]
        told = orjson.loads(b"".join(json_rows(others, properties)))
        features = [
            {
                "type": "Feature",
                "geometry": None if row[place] is None else shape(row[place]),
                "properties": each,
            }
            for row, each in zip(batch, told, strict=True)
        ]
        yield between + b",\n".join(orjson.dumps(each) for each in features)
        between = b",\n"
    yield b"\n]}\n"


def _batches(rows: Rows) -> Iterable[Rows]:
    return (rows[begin : begin + BATCH] for begin in range(0, len(rows), BATCH))


def _line(cells: Iterable[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def _wkt(area: str) -> str:
    told = orjson.loads(area)
    polygons = told["coordinates"] if told["type"] == "MultiPolygon" else [told["coordinates"]]
    rings = (
        "(" + ", ".join("(" + ", ".join(f"{x} {y}" for x, y, *_ in ring) + ")" for ring in polygon) + ")"
        for polygon in polygons
    )
    return f"MULTIPOLYGON ({', '.join(rings)})"


CELLS: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: str,
    Kind.NUMBER: lambda value: number_text(value) or "",
    Kind.CHECKBOX: lambda value: "true" if value else "false",
    Kind.CALENDAR_DATE: moment_text,
    Kind.FIXED_TIMESTAMP: lambda value: f"{moment_text(value)}Z",
    Kind.POINT: lambda value: f"POINT ({value[0]} {value[1]})",
    Kind.MULTIPOLYGON: _wkt,
    Kind.URL: str,
}
GEOMETRY: dict[Kind, Callable[[Any], Any]] = {
    Kind.POINT: lambda value: {"type": "Point", "coordinates": value},
    Kind.MULTIPOLYGON: orjson.Fragment,
}
