"""How a service performs, month by month: made of its record, without anything about a person.

A row is a month that is over: how many applications came, how many were decided, and within how many days. A count
of fewer than ten is left empty, and so are others beside it, so that sums do not give it back, nor the versions
before (`counts`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
from django.db.models.functions import Coalesce
from django.utils import timezone

from openhall.data.columns import Column, Kind
from openhall.data.formats import Reading
from openhall.process.saying import gettext
from openhall.site.cases.models import Case
from openhall.site.opendata.counts import FEWEST, Published, publish_counts
from openhall.site.services.models import Service

COLUMNS = (
    Column("month", Kind.CALENDAR_DATE, "Month", "The first day of the month."),
    Column("received", Kind.NUMBER, "Applications received", "How many came in this month.", "applications"),
    Column("decided", Kind.NUMBER, "Applications decided", "How many were decided or ended then.", "applications"),
    Column(
        "half_days", Kind.NUMBER, "Half decided within",
        "Half of those decided in this month took at most so many days, weekends included.", "days",
    ),
    Column(
        "eight_days", Kind.NUMBER, "8 in 10 decided within",
        "Eight in ten of those decided in this month took at most so many days, weekends included.", "days",
    ),
)  # fmt: skip


class TooFew(Exception):
    """There is nothing that could be said of a service without saying it of people."""


@dataclass(frozen=True)
class Months:
    """The table of a version, and what the next one must know of it: the publisher's own record."""

    received: Published = field(default_factory=Published)
    decided: Published = field(default_factory=Published)
    half_days: Mapping[date, int] = field(default_factory=dict)
    eight_days: Mapping[date, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The record as it is kept with the version; `from_json` reads it."""
        told: dict[str, Any] = {
            name: {
                "counts": {month.isoformat(): n for month, n in each.counts.items()},
                "hidden": sorted(month.isoformat() for month in each.hidden),
            }
            for name, each in (("received", self.received), ("decided", self.decided))
        }
        for name, days in (("half_days", self.half_days), ("eight_days", self.eight_days)):
            told[name] = {month.isoformat(): n for month, n in days.items()}
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Months:
        """A record as `to_json` gave it."""
        received, decided = (
            Published(
                _by_month(told[name]["counts"]), frozenset(map(date.fromisoformat, told[name]["hidden"]))
            )
            for name in ("received", "decided")
        )
        return cls(received, decided, _by_month(told["half_days"]), _by_month(told["eight_days"]))

    def reading(self) -> Reading:
        """The rows as everybody sees them."""
        months = sorted({*self.received.counts, *self.decided.counts})
        rows = {
            "month": months,
            "received": [self.received.shown(month) for month in months],
            "decided": [self.decided.shown(month) for month in months],
            "half_days": [self.half_days.get(month) for month in months],
            "eight_days": [self.eight_days.get(month) for month in months],
        }
        kinds = {name: pl.Date if name == "month" else pl.Int64 for name in rows}
        return Reading(pl.DataFrame(rows, schema=kinds), COLUMNS, ())


Times = Iterable[tuple[datetime, datetime | None]]
"""When applications came and were decided (None: not yet)."""


def months_of(service: Service, earlier: Sequence[Months] = ()) -> Months:
    """The months of a service that runs here. Raises `TooFew` and `DisclosureError`."""
    rows = (
        Case.objects.filter(version__service=service)
        .annotate(over=Coalesce("decided_at", "ended_at"))
        .values_list("opened_at", "over")
    )
    return monthly(list(rows), earlier)


def monthly(times: Times, earlier: Sequence[Months] = ()) -> Months:
    """The table of applications by months that are over. Raises `TooFew` and `DisclosureError`.

    earlier  what was published before, oldest first: see `counts.publish_counts`
    """
    now = timezone.localtime()
    end = date(now.year, now.month, 1)
    begun = Counter(_month(came) for came, _over in times)
    spans: dict[date, list[float]] = defaultdict(list)
    for came, over in times:
        if over is not None:
            spans[_month(over)].append((over - came).total_seconds() / 86_400)
    months = sorted(month for month in {*begun, *spans} if month < end)
    if not months and not earlier:
        raise TooFew(gettext("No month is over yet since the first application came."))
    received = publish_counts({m: begun[m] for m in months}, [each.received for each in earlier])
    decided = publish_counts({m: len(spans.get(m, ())) for m in months}, [each.decided for each in earlier])
    every = {*received.counts, *decided.counts}
    if all(each.shown(month) is None for each in (received, decided) for month in every):
        raise TooFew(
            gettext("No month has %(fewest)s applications, and nothing is said of fewer.", fewest=FEWEST)
        )
    return Months(
        received,
        decided,
        _days(0.5, spans, decided, [(each.decided, each.half_days) for each in earlier]),
        _days(0.8, spans, decided, [(each.decided, each.eight_days) for each in earlier]),
    )


def _by_month(told: Mapping[str, int]) -> dict[date, int]:
    return {date.fromisoformat(month): int(n) for month, n in told.items()}


def _month(moment: datetime) -> date:
    local = timezone.localtime(moment)
    return date(local.year, local.month, 1)


def _days(
    share: float,
    spans: Mapping[date, Sequence[float]],
    decided: Published,
    earlier: Sequence[tuple[Published, Mapping[date, int]]],
) -> dict[date, int]:
    """The days within which a share was decided, of months whose count is shown.

    They stay as they were while the count does: else one case that is gone would show by the days that are different.
    """
    found: dict[date, int] = {}
    for month in decided.counts:
        count = decided.shown(month)
        if not count or count < FEWEST:
            continue
        same = [days[month] for was, days in earlier if was.shown(month) == count and month in days]
        if same:
            found[month] = same[-1]
        elif len(spans.get(month, ())) >= FEWEST:
            found[month] = max(1, int(np.ceil(np.quantile(np.array(spans[month]), share))))
    return found
