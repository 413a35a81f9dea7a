"""Measures with values for the tests of charts: months that are over, the newest one just now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from openhall.site.measures.models import Measure, MeasureVersion, Value
from openhall.site.people.models import Department, Post, User
from openhall.site.services.models import Service

TEXT = """
name: Days to decide
question: How long does it take until you know?
unit: days
from: typed
numerator: {typed: days}
direction: down
target: 25
notes: The mean of all decisions.
"""
CALM = (30.0, 31.0, 29.5, 30.5, 31.5, 29.0, 30.0, 31.0, 30.5, 29.5, 31.0, 30.0, 29.0, 31.5)
WORSE = (*CALM, 45.0)


def months(count: int, last: date | None = None) -> list[date]:
    """The first days of so many months in a row, the last of them the one before this."""
    today = last or timezone.localdate()
    end = today.year * 12 + today.month - 2
    return [date(at // 12, at % 12 + 1, 1) for at in range(end - count + 1, end + 1)]


def office(key: str = "planning") -> Department:
    return Department.objects.get_or_create(key=key, defaults={"name": key.title()})[0]


def service(slug: str = "permits") -> Service:
    found, _ = Service.objects.get_or_create(slug=slug, defaults={"name": slug.title(), "owner": office()})
    return found


def head(person: Any, department: str = "planning") -> User:
    made: User = person("head of service", email=f"head@{department}.example", name="Hanna Head")
    Post.objects.create(person=made, department=office(department))
    return made


def measure(
    values: Sequence[float | None] = CALM,
    *,
    slug: str = "permits-days",
    text: str = TEXT,
    of: Service | None = None,
    public: bool = True,
    hidden: Sequence[int] = (),
) -> Measure:
    """A measure with a value for each of the last months; those at the places in `hidden` are for staff only."""
    made = Measure.objects.create(
        slug=slug, service=of or service(), owner=office(), published_at=timezone.now() if public else None
    )
    version = MeasureVersion.objects.create(
        measure=made,
        number=1,
        name=text.split("name: ")[1].splitlines()[0],
        text=text,
        digest="1" * 64,
        valid_from=date(2000, 1, 1),
    )
    fill(version, values, hidden)
    return made


def fill(version: MeasureVersion, values: Sequence[float | None], hidden: Sequence[int] = ()) -> None:
    Value.objects.bulk_create(
        Value(version=version, period=day, value=value, n=40, hidden=place in hidden)
        for place, (day, value) in enumerate(zip(months(len(values)), values, strict=True))
    )
