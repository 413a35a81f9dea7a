"""Arithmetic with temporal values (DMN 1.5, tables 57, 59 and 62).

Where a sum of months lands on a day that its month does not have, the month's last day is taken (XML Schema part 2,
appendix E). Moments move along real time: a day after noon is noon or, across a change of clocks, an hour beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException

from openhall.process.feel.temporal.kinds import (
    DAY,
    SECOND,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
    date_of,
    date_of_number,
    day_number,
    day_time_of,
    local_nanoseconds,
    moment_at_local,
    moment_at_utc,
    month_days,
    offset_of,
    time_nanoseconds,
    time_of_nanoseconds,
    year_month_of,
)
from openhall.process.feel.temporal.order import TEMPORAL, Temporal
from openhall.process.feel.temporal.zones import offset_of_time
from openhall.process.feel.values import NUMBERS, Undefined
from openhall.process.saying import gettext_noop

_LARGEST_EXPONENT = 40


def add(a: object, b: object) -> Temporal:
    """The sum. Raises `Undefined` when there is none."""
    if isinstance(a, DayTimeDuration) and isinstance(b, DayTimeDuration):
        return day_time_of(a.nanoseconds + b.nanoseconds)
    if isinstance(a, YearMonthDuration) and isinstance(b, YearMonthDuration):
        return year_month_of(a.months + b.months)
    if isinstance(a, DayTimeDuration | YearMonthDuration):
        a, b = b, a
    if isinstance(b, YearMonthDuration):
        if isinstance(a, Date):
            return _months_later(a, b.months)
        if isinstance(a, DateTime):
            return DateTime(_months_later(a.date, b.months), a.time)
    if isinstance(b, DayTimeDuration):
        if isinstance(a, Date):
            return date_of_number((day_number(a) * DAY + b.nanoseconds) // DAY)
        if isinstance(a, Time):
            return time_of_nanoseconds(time_nanoseconds(a) + b.nanoseconds, a.zone)
        if isinstance(a, DateTime):
            return _later(a, b.nanoseconds)
    raise Undefined(
        gettext_noop("These two values have no sum; add a duration to a date, time or duration of its kind.")
    )


def subtract(a: object, b: object) -> Temporal:
    """The difference. Raises `Undefined` when there is none."""
    if isinstance(b, DayTimeDuration | YearMonthDuration):
        return add(a, negate(b))
    if isinstance(a, Date) and isinstance(b, Date):
        return day_time_of((day_number(a) - day_number(b)) * DAY)
    if isinstance(a, Time) and isinstance(b, Time):
        return _between_times(a, b)
    if isinstance(a, Date | DateTime) and isinstance(b, Date | DateTime):
        return _between_moments(_moment(a), _moment(b))
    raise Undefined(
        gettext_noop(
            "These two values have no difference; take a date from a date, or a duration from either."
        )
    )


def multiply(a: object, b: object) -> DayTimeDuration | YearMonthDuration:
    """A duration as many times as a number says; parts of a month or nanosecond are cut off.

    Raises `Undefined` when there is none.
    """
    if isinstance(a, Decimal):
        a, b = b, a
    if isinstance(b, Decimal):
        if isinstance(a, DayTimeDuration):
            return day_time_of(_whole(_computed(NUMBERS.multiply, _number(a.nanoseconds), b)))
        if isinstance(a, YearMonthDuration):
            return year_month_of(_whole(_computed(NUMBERS.multiply, _number(a.months), b)))
    raise Undefined(gettext_noop("These two values have no product; multiply a duration by a number."))


def divide(a: object, b: object) -> Decimal | DayTimeDuration | YearMonthDuration:
    """A part of a duration, or how often one duration is in another. Raises `Undefined` when there is none."""
    if isinstance(a, DayTimeDuration) and isinstance(b, DayTimeDuration):
        return _ratio(_number(a.nanoseconds), _number(b.nanoseconds))
    if isinstance(a, YearMonthDuration) and isinstance(b, YearMonthDuration):
        return _ratio(_number(a.months), _number(b.months))
    if isinstance(a, DayTimeDuration) and isinstance(b, Decimal):
        return day_time_of(_whole(_ratio(_number(a.nanoseconds), b)))
    if isinstance(a, YearMonthDuration) and isinstance(b, Decimal):
        return year_month_of(_whole(_ratio(_number(a.months), b)))
    raise Undefined(
        gettext_noop(
            "These two values cannot be divided; divide a duration by a number or by one of its kind."
        )
    )


def negate(a: object) -> DayTimeDuration | YearMonthDuration:
    """The duration the other way. Raises `Undefined` for anything else."""
    if isinstance(a, DayTimeDuration):
        return DayTimeDuration(-a.nanoseconds)
    if isinstance(a, YearMonthDuration):
        return YearMonthDuration(-a.months)
    if isinstance(a, TEMPORAL):
        raise Undefined(gettext_noop("A date or time has no negative; a duration has one."))
    raise Undefined(gettext_noop("This value has no negative; a duration has one."))


def months_between(a: Date, b: Date) -> YearMonthDuration:
    """Whole months from one date to another, negative when the second one is earlier."""
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return year_month_of(months)


def _months_later(day: Date, months: int) -> Date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date_of(years, month + 1, min(day.day, month_days(years, month + 1)))


def _later(moment: DateTime, nanoseconds: int) -> DateTime:
    zone, offset, local = moment.time.zone, offset_of(moment), local_nanoseconds(moment)
    if zone is None or offset is None:
        return moment_at_local(local + nanoseconds, zone)
    return moment_at_utc(local - offset * SECOND + nanoseconds, zone)


def _between_times(a: Time, b: Time) -> DayTimeDuration:
    length = time_nanoseconds(a) - time_nanoseconds(b)
    if a.zone is not None and b.zone is not None:
        length -= (offset_of_time(a.zone) - offset_of_time(b.zone)) * SECOND
    elif a.zone is not b.zone:
        raise Undefined(
            gettext_noop("A local time and one in a zone have no difference; give both a zone or neither.")
        )
    return day_time_of(length)


def _between_moments(a: DateTime, b: DateTime) -> DayTimeDuration:
    offset_a, offset_b = offset_of(a), offset_of(b)
    length = local_nanoseconds(a) - local_nanoseconds(b)
    if offset_a is not None and offset_b is not None:
        length -= (offset_a - offset_b) * SECOND
    elif offset_a is not offset_b:
        raise Undefined(
            gettext_noop(
                "A local date and time and one in a zone have no difference; give both a zone or neither."
            )
        )
    return day_time_of(length)


def _moment(value: Date | DateTime) -> DateTime:
    """A date is its midnight in UTC where a moment is needed (10.3.2.3.5)."""
    return value if isinstance(value, DateTime) else DateTime(value, Time(0, 0, 0, 0, 0))


def _number(value: int) -> Decimal:
    return NUMBERS.create_decimal(value)


def _ratio(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise Undefined(gettext_noop("A duration cannot be divided by nothing."))
    return _computed(NUMBERS.divide, a, b)


def _computed(operation: Callable[[Decimal, Decimal], Decimal], a: Decimal, b: Decimal) -> Decimal:
    try:
        return operation(a, b)
    except DecimalException:
        raise Undefined(gettext_noop("The result is larger than a number or duration can be.")) from None


def _whole(value: Decimal) -> int:
    # int() cuts off; the bound keeps a huge number from being written out figure by figure.
    if value.adjusted() > _LARGEST_EXPONENT:
        raise Undefined(gettext_noop("The duration is too long."))
    return int(value)
