"""The properties of temporal values (DMN 1.5, tables 65 and 66)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from openhall.process.feel.temporal.kinds import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
    day_number,
    offset_of,
)
from openhall.process.feel.temporal.zones import offset_of_time
from openhall.process.feel.values import Undefined
from openhall.process.saying import commas, gettext, gettext_noop

if TYPE_CHECKING:
    from openhall.process.feel.values import Value


def property_of(value: object, name: str) -> Value:
    """A property, such as the year of a date; None for the zone or offset of a local time.

    The parts of a negative duration are negative. Raises `Undefined` when the value has no such property.
    """
    found: dict[str, Value] = {}
    if isinstance(value, Date):
        found = _of_date(value)
    elif isinstance(value, Time):
        offset = None if value.zone is None else offset_of_time(value.zone)
        found = _of_time(value, offset)
    elif isinstance(value, DateTime):
        found = _of_date(value.date) | _of_time(value.time, offset_of(value))
    elif isinstance(value, YearMonthDuration):
        sign = -1 if value.months < 0 else 1
        years, months = divmod(abs(value.months), 12)
        found = {"years": Decimal(sign * years), "months": Decimal(sign * months)}
    elif isinstance(value, DayTimeDuration):
        found = _of_duration(value)
    if name not in found:
        raise Undefined(
            gettext_noop("There is no property “%(name)s” here; there are %(names)s."),
            name=name[:60],
            names=commas(list(found) or [gettext("none")]),
        )
    return found[name]


def weekday_of(day: Date) -> int:
    """The day of the week, from 1 for Monday to 7 for Sunday."""
    return (day_number(day) + 3) % 7 + 1


def _of_date(day: Date) -> dict[str, Value]:
    return {
        "year": Decimal(day.year),
        "month": Decimal(day.month),
        "day": Decimal(day.day),
        "weekday": Decimal(weekday_of(day)),
    }


def _of_time(time: Time, offset: int | None) -> dict[str, Value]:
    return {
        "hour": Decimal(time.hour),
        "minute": Decimal(time.minute),
        "second": _seconds(time.second * SECOND + time.nanosecond),
        "time offset": None if offset is None else DayTimeDuration(offset * SECOND),
        "timezone": time.zone if isinstance(time.zone, str) else None,
    }


def _of_duration(duration: DayTimeDuration) -> dict[str, Value]:
    sign, rest = (-1, -duration.nanoseconds) if duration.nanoseconds < 0 else (1, duration.nanoseconds)
    return {
        "days": Decimal(sign * (rest // DAY)),
        "hours": Decimal(sign * (rest % DAY // HOUR)),
        "minutes": Decimal(sign * (rest % HOUR // MINUTE)),
        "seconds": _seconds(sign * (rest % MINUTE)),
    }


def _seconds(nanoseconds: int) -> Decimal:
    """Seconds with as many figures after the point as there are."""
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    whole, fraction = divmod(rest, SECOND)
    return Decimal(f"{sign}{whole}.{fraction:09}".rstrip("0").rstrip("."))
