"""An answer as SODA 2.1 has it in JSON: null left out, numbers as text, times to the millisecond, points as GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from openhall.data.columns import Column, Kind

BATCH = 1_000


def json_rows(columns: Sequence[Column], rows: Sequence[tuple[Any, ...]]) -> Iterator[bytes]:
    """The pieces of a JSON list with an object for each row."""
    names = [column.name for column in columns]
    writers = [_WRITERS[column.kind] for column in columns]
    yield b"["
    for begin in range(0, len(rows), BATCH):
        objects = [
            {
                name: write(value)
                for name, write, value in zip(names, writers, row, strict=True)
                if value is not None
            }
            for row in rows[begin : begin + BATCH]
        ]
        written = orjson.dumps(objects)[1:-1]
        yield written if not begin else b",\n" + written
    yield b"]\n"


def number_text(value: int | float | Decimal) -> str | None:
    """A number as SODA writes it: no `.0`, no exponent where it would be short without; None for what is no number."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        if value == int(value) and abs(value) < 1e15:
            return str(int(value))
        return repr(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment_text(value: datetime | str) -> str:
    """A date and time to the millisecond; one after the year 9999 comes from the database as text."""
    if isinstance(value, str):
        return value.replace(" ", "T")
    return value.isoformat(timespec="milliseconds")


def _any(value: Any) -> Any:
    return value if isinstance(value, str | bool) else str(value)


_WRITERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _any,
    Kind.NUMBER: number_text,
    Kind.CHECKBOX: bool,
    Kind.CALENDAR_DATE: moment_text,
    Kind.FIXED_TIMESTAMP: lambda value: f"{moment_text(value)}Z",
    Kind.POINT: lambda value: {"type": "Point", "coordinates": value},
    Kind.MULTIPOLYGON: orjson.Fragment,
    Kind.URL: lambda value: {"url": value},
}
