"""Two columns of degrees that together are a place."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from openhall.data.columns import Column, Kind
from openhall.data.formats.naming import field_names
from openhall.data.formats.reading import POINT, Problem, Reading
from openhall.process.saying import gettext

_LATITUDE = re.compile(r"(.*_)?(lat|latitude|breitengrad|latitud|y_?wgs84|y_?coord(inate)?)")
_LONGITUDE = re.compile(
    r"(.*_)?(lon|lng|long|longitude|laengengrad|langengrad|longitud|x_?wgs84|x_?coord(inate)?)"
)
_LEAST = 0.9
"""The part of rows that has to lie on Earth for two columns to be taken for a place."""


@dataclass(frozen=True)
class Pair:
    """A latitude and a longitude, by the names of their columns, and the name that their point would have."""

    latitude: str
    longitude: str
    name: str = "location"


def proposed_pair(frame: pl.DataFrame, columns: tuple[Column, ...]) -> Pair | None:
    """The first pair of number columns that are named as degrees and hold some; None where there is none."""
    numbers = [each.name for each in columns if each.kind == Kind.NUMBER]
    for latitude in filter(_LATITUDE.fullmatch, numbers):
        start = (_LATITUDE.fullmatch(latitude) or [""])[1] or ""
        for longitude in filter(_LONGITUDE.fullmatch, numbers):
            if ((_LONGITUDE.fullmatch(longitude) or [""])[1] or "") != start:
                continue
            x, y = frame[longitude], frame[latitude]
            both = x.is_not_null() & y.is_not_null()
            if both.any() and _on_earth(x, y).filter(both).mean() >= _LEAST:  # type: ignore[operator]
                name = field_names([*(each.name for each in columns), f"{start}location"])[-1]
                return Pair(latitude, longitude, name)
    return None


def with_point(reading: Reading, pair: Pair) -> Reading:
    """The reading with a last column of points from the pair, which stays as it is.

    A row without one of the two, beyond the degrees, or at 0, 0 (which is where programs put what they do not know)
    has no point; how many of the latter two there are is told.
    """
    frame = reading.frame
    x, y = frame[pair.longitude].cast(pl.Float64), frame[pair.latitude].cast(pl.Float64)
    good = _on_earth(x, y)
    wrong = int((x.is_not_null() & y.is_not_null() & ~good).sum())
    table = pl.DataFrame({"longitude": x, "latitude": y, "good": good})
    points = table.select(pl.when("good").then(pl.struct("longitude", "latitude")).alias(pair.name))[
        pair.name
    ]
    told = gettext("%(rows)s rows lie at 0, 0 or beyond the degrees of Earth and have no point.", rows=wrong)
    problems = (*reading.problems, Problem(told, column=pair.name)) if wrong else reading.problems
    title = pair.name.replace("_", " ").capitalize()
    return Reading(
        frame.with_columns(points.cast(POINT)),
        (*reading.columns, Column(pair.name, Kind.POINT, title)),
        problems,
    )


def _on_earth(x: pl.Series, y: pl.Series) -> pl.Series:
    on = x.is_between(-180, 180) & y.is_between(-90, 90) & ~((x == 0) & (y == 0))
    return on.fill_null(False)
