"""How far objectives are: worked out from the values of their measures, never typed.

A straight line leads from the baseline to the target. Where the measure stands is the mean of its last values, at most
`SPAN` of those since the baseline, so that one lucky period is no success and one bad one no failure. It is compared
with the line at the end of the last period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SPAN = 3
"""Periods whose mean says where a measure stands."""
TOLERANCE = 0.1
"""Share of the whole way by which an objective may lie behind its line and still be on course."""


class Course(StrEnum):
    """How an objective does; the later ones are worse."""

    REACHED = "reached"
    ON_COURSE = "on course"
    UNKNOWN = "unknown"
    OFF_COURSE = "off course"
    MISSED = "missed"


WORST = list(Course)


@dataclass(frozen=True)
class Progress:
    """How far an objective is.

    now       where its measure stands; None where nothing was measured since the baseline
    share     of the way from baseline to target that is done: 0.5 is half; below 0 it went the wrong way
    expected  the share of the way that the line asks for by the end of the last period
    until     the day after the last period that counted
    """

    course: Course
    now: float | None = None
    share: float | None = None
    expected: float | None = None
    until: date | None = None

    @property
    def percent(self) -> int | None:
        """The share in percent, between 0 and 100."""
        return None if self.share is None else round(100 * min(1.0, max(0.0, self.share)))


def progress(
    baseline: float,
    baseline_on: date,
    target: float,
    due: date,
    values: Sequence[tuple[date, date, float]],
    today: date,
) -> Progress:
    """How far an objective is on a day.

    values  (first day, day after the last one, value) of periods, rising; those that are not over, or begin before the
            baseline, do not count
    """
    counted = [each for each in values if each[0] >= baseline_on and each[1] <= today]
    if not counted:
        return Progress(Course.MISSED if today > due else Course.UNKNOWN)
    last = [value for _first, _end, value in counted[-SPAN:]]
    now = sum(last) / len(last)
    until = counted[-1][1]
    share = (now - baseline) / (target - baseline)
    expected = min(1.0, (until - baseline_on).days / (due - baseline_on).days)
    if share >= 1 - 1e-9:
        course = Course.REACHED
    elif today > due:
        course = Course.MISSED
    else:
        course = Course.ON_COURSE if share >= expected - TOLERANCE else Course.OFF_COURSE
    return Progress(course, now, share, expected, until)


def rolled_up(parts: Sequence[Progress]) -> Progress:
    """The progress of a goal or a plan: the mean of what is known, each between 0 and 1, and the worst."""
    known = [min(1.0, max(0.0, each.share)) for each in parts if each.share is not None]
    course = max((each.course for each in parts), key=WORST.index, default=Course.UNKNOWN)
    share = sum(known) / len(known) if known else None
    expected = [each.expected for each in parts if each.expected is not None]
    return Progress(course, None, share, sum(expected) / len(expected) if expected else None)
