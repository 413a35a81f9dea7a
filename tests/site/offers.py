"""Open datasets for the tests of the API: a few rows of imaginary cases, with every kind of column."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from openhall.data.columns import Column, Kind

SQUARE = '{"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[0.0,1.0],[1.0,1.0],[1.0,0.0],[0.0,0.0]]]]}'
COLUMNS = (
    Column("case_id", Kind.NUMBER, "Case", "The number of the case."),
    Column("status", Kind.TEXT, "Status"),
    Column("opened", Kind.CALENDAR_DATE, "Opened"),
    Column("seen_at", Kind.FIXED_TIMESTAMP, "Seen"),
    Column("hours", Kind.NUMBER, "Hours until closed", unit="h"),
    Column("urgent", Kind.CHECKBOX, "Urgent"),
    Column("point", Kind.POINT, "Place"),
    Column("area", Kind.MULTIPOLYGON, "Area"),
    Column("photo", Kind.URL, "Photo"),
)


def cases(rows: int) -> pl.DataFrame:
    """So many cases: every third is open, every fifth has neither hours nor a place."""
    numbers = range(1, rows + 1)
    return pl.DataFrame(
        {
            "case_id": list(numbers),
            "status": ["Open" if n % 3 == 0 else "Closed" for n in numbers],
            "opened": [datetime(2026, 1, 1, 9) + timedelta(hours=n) for n in numbers],
            "seen_at": [datetime(2026, 1, 1, 9) + timedelta(hours=n) for n in numbers],
            "hours": [None if n % 5 == 0 else n + 0.5 for n in numbers],
            "urgent": [n % 2 == 0 for n in numbers],
            "point": [
                None if n % 5 == 0 else {"longitude": n % 170 + 0.25, "latitude": n % 80 + 0.5}
                for n in numbers
            ],
            "area": [SQUARE for n in numbers],
            "photo": [f"https://photos.example/{n}?size=1&kind=jpg" for n in numbers],
        },
        schema_overrides={"hours": pl.Float64},
    )


def offer(
    title: str = "Street cases",
    rows: int = 30,
    status: str = "published",
    released: timedelta = timedelta(days=-1),
    **fields: Any,
) -> Any:
    """A dataset with one version of so many rows, released that long from now."""
    from django.utils import timezone
    from django.utils.text import slugify

    from openhall.site.opendata.models import Dataset
    from openhall.site.people.models import Department

    department, _is_new = Department.objects.get_or_create(
        key="streets", defaults={"name": "Streets and parks"}
    )
    dataset = Dataset.objects.create(
        slug=slugify(title),
        title=title,
        description=fields.pop("description", "What residents report, such as holes in the road."),
        department=fields.pop("department", department),
        keywords=fields.pop("keywords", ["street", "311"]),
        theme=fields.pop("theme", "TRAN"),
        contact_name="Data desk",
        contact_email="data@city.example",
        **fields,
    )
    add_version(dataset, cases(rows), status=status, released_at=timezone.now() + released)
    return dataset


def add_version(
    dataset: Any, frame: pl.DataFrame, columns: tuple[Column, ...] = COLUMNS, **fields: Any
) -> Any:
    """Another version of a dataset, with its rows built."""
    from openhall.data.store import build

    version = dataset.versions.create(number=dataset.next_number, rows=len(frame), digest="0" * 64, **fields)
    facts = build(frame, columns, version.folder)
    for place, column in enumerate(columns):
        told = facts.of[column.name]
        version.columns.create(
            place=place,
            name=column.name,
            kind=column.kind.value,
            title=column.title,
            description=column.description,
            unit=column.unit,
            facts={
                "nulls": told.nulls,
                "distinct": told.distinct,
                "least": told.least,
                "greatest": told.greatest,
            },
        )
    return version
