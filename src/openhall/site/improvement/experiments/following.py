"""Cases followed from their beginning to their decision: a measure of days, with open cases counted as open.

What was decided in a month leaves out who still waits, and a change that first speeds up the easy cases looks better
than it is. So each case counts from the day on which it began, as far as it could be followed.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import polars as pl
from django.db.models import Q
from django.utils import timezone

from openhall.measure.definitions import Definition, How, counted
from openhall.measure.effects import Lasting, Times
from openhall.measure.effects.durations import Curve
from openhall.site.measures import frames
from openhall.site.measures.computing import definition_of
from openhall.site.measures.models import MeasureVersion

MOST_STEPS = 120
"""Steps of a curve that are kept, so that a result of a million cases is as small as one of fifty."""


def can_be_followed(definition: Definition) -> bool:
    """Whether a measure tells how many days pass from the beginning of cases to their decision."""
    days = definition.value is not None and str(definition.value) == "days"
    middle = definition.how in (How.MEAN, How.MEDIAN, How.PERCENTILE)
    return definition.source == "cases" and definition.dated_by == "decided" and days and middle


def times_of(version: MeasureVersion, until: date) -> Times:
    """When the cases that a measure counts began, and when they were over; of those that began before a day."""
    definition = definition_of(version.text)
    begun = Q(begun__lt=datetime.combine(until, time(), timezone.get_default_timezone()))
    rows = frames.cases_of(version.measure.service, begun, tuple(definition.groups))
    kept = counted(definition, rows.with_columns(as_of=pl.lit(frames.this_moment().here)))
    days = kept.select(pl.col("begun", "over").dt.date())
    return Times(tuple(days["begun"].to_list()), tuple(days["over"].to_list()))


def curves(told: Lasting) -> dict[str, Any]:
    """Both curves up to the horizon, as JSON: days, and the share of cases that take longer."""
    return {
        "horizon": told.horizon,
        "before": _steps(told.before, told.horizon),
        "after": _steps(told.after, told.horizon),
    }


def share_at(steps: list[list[float]], days: float) -> float:
    """The share of cases that take longer than so many days, by the kept steps of a curve."""
    return next((share for at, share in reversed(steps) if at <= days), 1.0)


def _steps(curve: Curve, horizon: float) -> list[list[float]]:
    steps = [
        [float(at), float(share)] for at, share in zip(curve.at, curve.open, strict=True) if at <= horizon
    ]
    if len(steps) <= MOST_STEPS:
        return steps
    return [steps[round(k * (len(steps) - 1) / (MOST_STEPS - 1))] for k in range(MOST_STEPS)]
