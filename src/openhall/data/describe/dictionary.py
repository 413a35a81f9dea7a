"""The data dictionary: what each column of a dataset holds, as a value and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from openhall.data.columns import Kind
from openhall.data.dataset import Dataset
from openhall.data.formats.quality import Quality

WRITINGS: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number, with a point before decimals",
    Kind.CHECKBOX: "true or false",
    Kind.CALENDAR_DATE: "date and time of the place, as in 2024-02-29T13:45:00.000",
    Kind.FIXED_TIMESTAMP: "instant in UTC, as in 2024-02-29T13:45:00.000Z",
    Kind.POINT: "place, as in POINT (longitude latitude), degrees of WGS 84",
    Kind.MULTIPOLYGON: "area, as a GeoJSON multipolygon in degrees of WGS 84",
    Kind.URL: "web address",
}
"""How values are written in the CSV download, in English."""

_HEADER = (
    "column",
    "title",
    "kind",
    "written as",
    "unit",
    "key",
    "description",
    "filled",
    "different values",
)


@dataclass(frozen=True)
class Entry:
    """One column. `filled`: the part of rows with a value, 0 to 1; `distinct`: different values; None: not counted."""

    name: str
    title: str
    kind: Kind
    unit: str
    description: str
    is_key: bool
    filled: float | None = None
    distinct: int | None = None


def dictionary(dataset: Dataset, quality: Quality | None = None) -> tuple[Entry, ...]:
    """The dictionary of a dataset, with counts where its rows were looked at."""
    counted = {each.name: each for each in quality.columns} if quality else {}
    return tuple(
        Entry(
            column.name,
            column.title or column.name,
            column.kind,
            column.unit,
            column.description,
            column.name in dataset.key,
            counted[column.name].completeness if column.name in counted else None,
            counted[column.name].distinct if column.name in counted else None,
        )
        for column in dataset.columns
    )


def dictionary_csv(entries: tuple[Entry, ...]) -> bytes:
    """The dictionary as CSV (RFC 4180, UTF-8), a row a column."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    for each in entries:
        filled = "" if each.filled is None else f"{each.filled:.4f}"
        distinct = "" if each.distinct is None else each.distinct
        key = "yes" if each.is_key else ""
        writer.writerow(
            (
                each.name,
                each.title,
                each.kind.value,
                WRITINGS[each.kind],
                each.unit,
                key,
                each.description,
                filled,
                distinct,
            )
        )
    return text.getvalue().encode()
