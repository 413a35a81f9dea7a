"""How a service performs, month by month: made of its record, without anything about a person.

A row is a month that is over: how many applications came, how many were decided, and within how many days. A count
of fewer than ten is left empty, and so are others beside it, so that sums do not give it back (`measure.disclosure`).
What was left empty in an earlier version stays empty, so that two versions beside each other give nothing back either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import numpy as np
import polars as pl
from django.db.models.functions import Coalesce
from django.utils import timezone

from openhall.data.columns import Column, Kind
from openhall.data.formats import Reading
from openhall.measure.disclosure.protecting import protect
from openhall.measure.disclosure.rules import Rules
from openhall.measure.disclosure.tables import tabulate
from openhall.site.cases.models import Case
from openhall.site.services.models import Service

FEWEST = 10
"""No count of fewer applications is published."""
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


def reading_of(service: Service, hidden: dict[str, set[date]] | None = None) -> Reading:
    """The months of a service that runs here, as a table to be published. Raises `TooFew`."""
    rows = (
        Case.objects.filter(version__service=service)
        .annotate(over=Coalesce("decided_at", "ended_at"))
        .values_list("opened_at", "over")
    )
    return monthly(list(rows), hidden)


def monthly(
    times: Iterable[tuple[datetime, datetime | None]], hidden: dict[str, set[date]] | None = None
) -> Reading:
    """When applications came and were decided (None: not yet), by months that are over. Raises `TooFew`.

    hidden  by column, the months whose counts were left empty in an earlier version
    """
    now = timezone.localtime()
    end = date(now.year, now.month, 1)
    begun = [_month(came) for came, _over in times]
    decided = [
        (_month(over), (over - came).total_seconds() / 86_400) for came, over in times if over is not None
    ]
    months = sorted({month for month in [*begun, *(month for month, _days in decided)] if month < end})
    if not months:
        raise TooFew("No month is over yet since the first application came.")
    received = _counts(begun, months, (hidden or {}).get("received", set()))
    ended = _counts([month for month, _days in decided], months, (hidden or {}).get("decided", set()))
    if all(count is None for count in [*received, *ended]):
        raise TooFew(f"No month has {FEWEST} applications, and nothing is said of fewer.")
    spans: dict[date, list[float]] = defaultdict(list)
    for month, days in decided:
        spans[month].append(days)
    half = [_days(spans[month], 0.5, count) for month, count in zip(months, ended, strict=True)]
    eight = [_days(spans[month], 0.8, count) for month, count in zip(months, ended, strict=True)]
    frame = pl.DataFrame(
        {"month": months, "received": received, "decided": ended, "half_days": half, "eight_days": eight},
        schema={
            "month": pl.Date, "received": pl.Int64, "decided": pl.Int64, "half_days": pl.Int64, "eight_days": pl.Int64,
        },
    )  # fmt: skip
    return Reading(frame, COLUMNS, ())


def _month(moment: datetime) -> date:
    local = timezone.localtime(moment)
    return date(local.year, local.month, 1)


def _counts(found: Sequence[date], months: Sequence[date], hidden: set[date]) -> list[int | None]:
    """How many there are in each month, without those that must stay unknown."""
    known = [month for month in found if month <= months[-1]]
    counts = Counter(known)
    if known:
        table = protect(
            tabulate(pl.DataFrame({"month": [str(month) for month in known]}), ["month"]), Rules(FEWEST)
        )
        gone = {row["month"] for row in table.frame().iter_rows(named=True) if row["hidden"]}
        hidden = hidden | {month for month in months if str(month) in gone}
    return [None if month in hidden else counts[month] for month in months]


def _days(spans: Sequence[float], share: float, count: int | None) -> int | None:
    """The days within which a share was decided; nothing of fewer than `FEWEST`, or of a count that is hidden."""
    if not count or count < FEWEST:
        return None
    return max(1, int(np.ceil(np.quantile(np.array(spans), share))))
