"""Rows that came as JSON objects, laid out as columns."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import orjson
import polars as pl

from openhall.data.formats.errors import FileTooLarge, UnreadableFile
from openhall.data.formats.geometry import BadGeometry, area_of, corners, point_of
from openhall.data.formats.json_columns import Area, JsonColumn, Point
from openhall.data.formats.raw import Raw
from openhall.data.formats.reading import Limits, Problem, Weight, check_shape
from openhall.process.saying import gettext, message_of

_LISTED = 20


class Gathering:
    """Takes objects one by one and lays their values out by name. Names come in the order in which they are met."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._columns: dict[str, JsonColumn] = {}
        self._lines = array("q")
        self._corners = 0
        self._bad = 0
        self._problems: list[Problem] = []

    def add(self, row: Any, line: int) -> None:
        """One row and its line (or its place in the list, from 1). Raises `UnreadableFile` where it is no object."""
        if not isinstance(row, dict):
            raise UnreadableFile(
                gettext("Row %(line)s is no JSON object; a table is a list of objects, one a row.", line=line)
            )
        number = len(self._lines)
        self._lines.append(line)
        for name, value in row.items():
            column = self._columns.get(name)
            if column is None:
                column = self._columns[name] = JsonColumn()
                check_shape(number, len(self._columns), self._limits)
            column.put(self._plain(value, name, line), number)
        if not number % 4096:
            check_shape(number + 1, len(self._columns), self._limits)

    def _plain(self, value: Any, name: str, line: int) -> Any:
        if not isinstance(value, dict | list):
            return value
        check_depth(value, self._limits.depth, line)
        try:
            place = _place(value)
            point = point_of(place)
            if point is not None:
                return Point(point)
            area = area_of(place)
        except BadGeometry as bad:
            self._tell(gettext("the place %(bad)s; it is left out.", bad=message_of(bad)), name, line)
            return None
        if area is None:
            return orjson.dumps(value).decode()
        self._corners += corners(area)
        if self._corners > self._limits.vertices:
            raise FileTooLarge(
                gettext(
                    "The areas have more than %(vertices)s corners; simplify them.",
                    vertices=self._limits.vertices,
                )
            )
        return Area(orjson.dumps({"type": "MultiPolygon", "coordinates": area}).decode())

    def _tell(self, text: str, name: str, line: int) -> None:
        self._bad += 1
        if self._bad <= _LISTED:
            self._problems.append(Problem(text, line, name))

    def raw(self) -> Raw:
        """All that was added. Raises `UnreadableFile` where it was nothing, `FileTooLarge`."""
        if not self._columns:
            raise UnreadableFile(gettext("The file holds no rows."))
        rows = len(self._lines)
        check_shape(rows, len(self._columns), self._limits)
        if self._bad > _LISTED:
            self._problems.append(
                Problem(gettext("%(bad)s more places are left out.", bad=self._bad - _LISTED))
            )
        columns, areas = [], set()
        for place, (name, column) in enumerate(self._columns.items()):
            columns.append(column.series(rows).alias(str(place)))
            if column.kinds == {Area}:
                areas.add(place)
            if column.is_mixed:
                said = gettext("values of several types, which are kept as text.")
                self._problems.append(Problem(said, column=name, weight=Weight.NOTE))
        lines = np.asarray(self._lines, np.int64)
        frame = pl.DataFrame(columns)
        return Raw(list(self._columns), frame, lines, areas=frozenset(areas), problems=self._problems)


def _place(value: Any) -> Any:
    """A place as GeoJSON: as it is, or as Socrata writes locations."""
    if isinstance(value, dict) and "latitude" in value and "longitude" in value:
        try:
            return {"type": "Point", "coordinates": [float(value["longitude"]), float(value["latitude"])]}
        except (TypeError, ValueError):
            return value
    return value


def check_depth(value: Any, most: int, line: int) -> None:
    """Raises `FileTooLarge` for lists and objects nested deeper than `most`."""
    level: Iterable[Any] = [value]
    for _ in range(most):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, Mapping) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise FileTooLarge(gettext("Row %(line)s nests values more than %(most)s deep.", line=line, most=most))
