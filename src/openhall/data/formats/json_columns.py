"""One column of values that came as JSON, packed away piece by piece: Python's own values are never many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import polars as pl

from openhall.data.formats.as_text import point_text
from openhall.data.formats.reading import POINT

PIECE = 20_000
_MOST = 2**63 - 1


class Point:
    """A place of a row: longitude and latitude."""

    def __init__(self, position: tuple[float, float]) -> None:
        self.x, self.y = position


class Area:
    """An area of a row, as GeoJSON."""

    def __init__(self, json: str) -> None:
        self.json = json


class JsonColumn:
    """Takes the values of a column row by row. `kinds` are the types that were met, null aside."""

    def __init__(self) -> None:
        self.kinds: set[type] = set()
        self._waiting: list[Any] = []
        self._pieces: list[pl.Series] = []
        self._rows = 0

    def put(self, value: Any, row: int) -> None:
        """The value of a row, counted from 0. Rows that were left out have none."""
        self._wait(row)
        self._waiting.append(value)
        if len(self._waiting) >= PIECE:
            self._pack()

    def _wait(self, row: int) -> None:
        missing = row - self._rows - len(self._waiting)
        if missing > PIECE:
            self._pack()
            self._pieces.append(pl.Series([None], dtype=pl.Null).new_from_index(0, missing))
            self._rows += missing
        else:
            self._waiting.extend([None] * missing)

    def _pack(self) -> None:
        values = self._waiting
        kinds = {type(each) for each in values if each is not None}
        if int in kinds and any(type(each) is int and abs(each) > _MOST for each in values):
            # Longer than a whole number may be: its digits are kept as text.
            values = [str(each) if type(each) is int else each for each in values]
            kinds = {type(each) for each in values if each is not None}
        self.kinds |= kinds
        self._pieces.append(_packed(values, kinds))
        self._rows += len(values)
        self._waiting = []

    @property
    def is_mixed(self) -> bool:
        """Whether values of several types were met, whole and other numbers aside."""
        return len(self.kinds) > 1 and not self.kinds <= {int, float}

    def series(self, rows: int) -> pl.Series:
        """All values, of so many rows: numbers, truths, points or text."""
        self._wait(rows)
        self._pack()
        if self.kinds <= {int, float} and self.kinds:
            kind: pl.DataType = pl.Float64() if float in self.kinds else pl.Int64()
        elif self.kinds == {bool}:
            kind = pl.Boolean()
        elif self.kinds == {Point}:
            kind = POINT
        else:
            return pl.concat([_as_text(each) for each in self._pieces])
        return pl.concat([each.cast(kind) for each in self._pieces])


def _packed(values: Sequence[Any], kinds: set[type]) -> pl.Series:
    if not kinds:
        return pl.Series(values, dtype=pl.Null)
    if kinds == {bool}:
        return pl.Series(values, dtype=pl.Boolean)
    if kinds == {int}:
        return pl.Series(values, dtype=pl.Int64)
    if kinds <= {int, float}:
        return pl.Series([None if each is None else float(each) for each in values], dtype=pl.Float64)
    if kinds == {Point}:
        points = [None if each is None else {"longitude": each.x, "latitude": each.y} for each in values]
        return pl.Series(points, dtype=POINT)
    return pl.Series([_text(each) for each in values], dtype=pl.String)


def _text(value: Any) -> str | None:
    match value:
        case None | str():
            return value
        case Area():
            return value.json
        case Point():
            return f"POINT ({value.x} {value.y})"
    return orjson.dumps(value).decode()


def _as_text(values: pl.Series) -> pl.Series:
    if values.dtype == POINT:
        return (
            values.alias("place")
            .to_frame()
            .select(point_text(pl.col("place")).alias("place"))["place"]
            .alias("")
        )
    if values.dtype == pl.Boolean:
        return values.replace_strict({True: "true", False: "false"}, return_dtype=pl.String)
    return values.cast(pl.String)
