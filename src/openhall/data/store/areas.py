"""What is worked out of areas when they are published: one form of text, their edges, boxes and number of points."""

# The names of columns that stand in the SQL here were checked by `build` to be plain ones.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from openhall.data.columns import Column, Kind
from openhall.data.soql.geometry import Area, read_area
from openhall.data.soql.tables import AREA_PARTS


class NoArea(ValueError):
    """A text that is no area."""


def as_geojson(values: pl.Series) -> pl.Series:
    """Areas as the text of a GeoJSON MultiPolygon. Raises `NoArea` with the first text that is none."""
    known = {text: _geojson(text) for text in values.unique() if text is not None}
    return pl.Series(values.name, [None if text is None else known[text] for text in values], dtype=pl.String)


def _geojson(text: str) -> str:
    area = read_area(text)
    if area is None:
        raise NoArea(
            f"“{text[:60]}” is no area. Write a Polygon or MultiPolygon as GeoJSON or Well-Known Text."
        )
    return area.geojson()


def add_areas(
    db: duckdb.DuckDBPyConnection, columns: Sequence[Column], source: str, folder: Path
) -> tuple[str, str]:
    """Work out the areas of the rows in `source`; what to join with it, and to select, to have AREA_PARTS of each."""
    joins, parts = "", ""
    for number, column in enumerate(each for each in columns if each.kind is Kind.MULTIPOLYGON):
        name = f'"{column.name}"'
        texts = [
            text
            for (text,) in db.execute(
                f"SELECT DISTINCT {name} FROM {source} WHERE {name} IS NOT NULL"
            ).fetchall()
        ]
        path = folder / f".areas{number}.parquet"
        _table(texts).write_parquet(path)
        db.execute(f"CREATE TEMP TABLE areas{number} AS SELECT * FROM read_parquet($1)", [str(path)])
        path.unlink()
        joins += f" LEFT JOIN areas{number} ON areas{number}.text = given.{name}"
        parts += "".join(f', areas{number}.{part} AS "{column.name}:{part}"' for part in AREA_PARTS)
    return joins, parts


def _table(texts: list[str]) -> pl.DataFrame:
    areas: list[Area] = [area for text in texts if (area := read_area(text)) is not None]
    boxes = [area.box for area in areas]
    sides = zip(*boxes, strict=True) if boxes else ((),) * 4
    corners = dict(zip(("west", "south", "east", "north"), sides, strict=True))
    return pl.DataFrame(
        {"text": texts, "edges": [area.edges for area in areas], **corners,
         "points": [sum(len(ring) for ring in area.rings) for area in areas]},
        schema={"text": pl.String, "edges": pl.List(pl.List(pl.Float64)), "west": pl.Float64, "south": pl.Float64,
                "east": pl.Float64, "north": pl.Float64, "points": pl.Int64},
    )  # fmt: skip
