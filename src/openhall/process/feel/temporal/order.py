"""Equality and order of temporal values (DMN 1.5, tables 53 and 54)."""

from __future__ import annotations

from typing import TypeAlias

from openhall.process.feel.temporal.kinds import (
    SECOND,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
    day_number,
    local_nanoseconds,
    offset_of,
    time_nanoseconds,
)
from openhall.process.feel.temporal.zones import offset_of_time
from openhall.process.feel.values import Undefined
from openhall.process.saying import gettext_noop

Temporal: TypeAlias = Date | Time | DateTime | DayTimeDuration | YearMonthDuration
TEMPORAL = (Date, Time, DateTime, DayTimeDuration, YearMonthDuration)


def equal(a: object, b: object) -> bool | None:
    """Whether two temporal values are equal; None when they are not of one kind.

    Moments and times are compared as whole seconds (the functions value of 10.3.2.3.4 and 10.3.2.3.6); a local one
    is never equal to one in a zone.
    """
    if isinstance(a, DateTime) and isinstance(b, DateTime):
        return (a.time.zone is None) == (b.time.zone is None) and compare(a, b) == 0
    if isinstance(a, Time) and isinstance(b, Time):
        return (a.zone is None) == (b.zone is None) and compare(a, b) == 0
    return a == b if type(a) is type(b) and isinstance(a, TEMPORAL) else None


def compare(a: object, b: object) -> int:
    """-1, 0 or 1 as `a` is before, with or after `b`. Raises `Undefined` when they are not comparable.

    A local time or moment is taken to be in the other one's zone.
    """
    if isinstance(a, DateTime) and isinstance(b, DateTime):
        return _sign(*_seconds_of_moments(a, b))
    if isinstance(a, Time) and isinstance(b, Time):
        return _sign(*_seconds_of_times(a, b))
    if isinstance(a, Date) and isinstance(b, Date):
        return _sign(day_number(a), day_number(b))
    if isinstance(a, DayTimeDuration) and isinstance(b, DayTimeDuration):
        return _sign(a.nanoseconds, b.nanoseconds)
    if isinstance(a, YearMonthDuration) and isinstance(b, YearMonthDuration):
        return _sign(a.months, b.months)
    raise Undefined(
        gettext_noop("These two values have no order; compare two of one kind, such as two dates.")
    )


def _sign(a: int, b: int) -> int:
    return (a > b) - (a < b)


def _seconds_of_moments(a: DateTime, b: DateTime) -> tuple[int, int]:
    offset_a, offset_b = offset_of(a), offset_of(b)
    if offset_a is None or offset_b is None:
        offset_a = offset_b = 0
    return local_nanoseconds(a) // SECOND - offset_a, local_nanoseconds(b) // SECOND - offset_b


def _seconds_of_times(a: Time, b: Time) -> tuple[int, int]:
    offset_a = offset_b = 0
    if a.zone is not None and b.zone is not None:
        offset_a, offset_b = offset_of_time(a.zone), offset_of_time(b.zone)
    return time_nanoseconds(a) // SECOND - offset_a, time_nanoseconds(b) // SECOND - offset_b
