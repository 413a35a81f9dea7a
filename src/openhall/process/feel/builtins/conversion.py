"""Functions that convert values (DMN 1.5, table 72)."""

from __future__ import annotations

import re
from decimal import Decimal

from openhall.process.feel.builtins.arguments import (
    computed,
    integer_of,
    number_of,
    one,
    single,
    text_of,
)
from openhall.process.feel.builtins.range_text import parse_range
from openhall.process.feel.builtins.value_text import text_of_value
from openhall.process.feel.function import Builtin, Signature
from openhall.process.feel.kinds import kind_of
from openhall.process.feel.temporal import (
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    date_of,
    months_between,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    time_of,
)
from openhall.process.feel.values import NUMBERS, Budget, Undefined, Value
from openhall.process.saying import gettext_noop

# Grammar rule 37.
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_LONGEST_NUMBER = 1_000
_SECOND = 1_000_000_000


def _date(_: Budget, source: Value) -> Value:
    source = single(source)
    if isinstance(source, str):
        return parse_date(source)
    if isinstance(source, DateTime):
        return source.date
    if isinstance(source, Date):
        return source
    raise Undefined(
        gettext_noop("“from” must be a text or a date and time; it is %(source)s."), source=kind_of(source)
    )


def _date_of_parts(_: Budget, year: Value, month: Value, day: Value) -> Value:
    return date_of(integer_of(year, "year"), integer_of(month, "month"), integer_of(day, "day"))


def _date_and_time(_: Budget, source: Value) -> Value:
    return parse_date_time(text_of(source, "from"))


def _date_and_time_of_parts(_: Budget, date: Value, time: Value) -> Value:
    date, time = single(date), single(time)
    if isinstance(date, DateTime):
        date = date.date
    if not isinstance(date, Date) or not isinstance(time, Time):
        raise Undefined(
            gettext_noop("A date and a time are asked for; there are %(date)s and %(time)s."),
            date=kind_of(date),
            time=kind_of(time),
        )
    return DateTime(date, time)


def _time(_: Budget, source: Value) -> Value:
    source = single(source)
    if isinstance(source, str):
        return parse_time(source)
    if isinstance(source, DateTime):
        return source.time
    if isinstance(source, Time):
        return source
    if isinstance(source, Date):
        # Where a moment is asked for, a date is its midnight in UTC (10.3.2.3.5).
        return Time(0, 0, 0, 0, 0)
    raise Undefined(
        gettext_noop("“from” must be a text, a time or a date and time; it is %(source)s."),
        source=kind_of(source),
    )


def _time_of_parts(_: Budget, hour: Value, minute: Value, second: Value, offset: Value) -> Value:
    seconds = number_of(second, "second")
    zone = None
    offset = single(offset)
    if isinstance(offset, DayTimeDuration):
        if offset.nanoseconds % _SECOND:
            raise Undefined(gettext_noop("“offset” must be whole seconds."))
        zone = offset.nanoseconds // _SECOND
    elif offset is not None:
        raise Undefined(
            gettext_noop("“offset” must be a days and time duration; it is %(offset)s."),
            offset=kind_of(offset),
        )
    if not 0 <= seconds < 60:
        raise Undefined(gettext_noop("“second” must be at least 0 and less than 60."))
    nanoseconds = int(computed(NUMBERS.multiply, seconds, Decimal(_SECOND)))
    second_of, fraction = divmod(nanoseconds, _SECOND)
    return time_of(integer_of(hour, "hour"), integer_of(minute, "minute"), second_of, fraction, zone)


def _number(_: Budget, source: Value, grouping: Value, point: Value) -> Value:
    text = text_of(source, "from")
    group = None if grouping is None else text_of(grouping, "grouping separator")
    decimal = None if point is None else text_of(point, "decimal separator")
    if group not in (None, " ", ",", "."):
        raise Undefined(gettext_noop("“grouping separator” must be a space, a comma, a full stop or null."))
    if decimal not in (None, ",", "."):
        raise Undefined(gettext_noop("“decimal separator” must be a comma, a full stop or null."))
    if group is not None and group == decimal:
        raise Undefined(gettext_noop("“grouping separator” and “decimal separator” must differ."))
    if len(text) > _LONGEST_NUMBER:
        raise Undefined(gettext_noop("A number has at most %(most)s figures."), most=_LONGEST_NUMBER)
    plain = text if group is None else text.replace(group, "")
    plain = plain if decimal is None else plain.replace(decimal, ".")
    if not _NUMBER.fullmatch(plain):
        raise Undefined(gettext_noop("“%(text)s” is no number with these separators."), text=text[:60])
    return computed(NUMBERS.create_decimal, plain)  # type: ignore[arg-type]


def _string(budget: Budget, source: Value) -> Value:
    return None if source is None else text_of_value(source, budget)


def _duration(_: Budget, source: Value) -> Value:
    return parse_duration(text_of(source, "from"))


def _years_and_months_duration(_: Budget, source: Value, to: Value) -> Value:
    days: list[Date] = []
    for name, value in (("from", single(source)), ("to", single(to))):
        if not isinstance(value, Date | DateTime):
            raise Undefined(
                gettext_noop("“%(name)s” must be a date or a date and time; it is %(value)s."),
                name=name,
                value=kind_of(value),
            )
        days.append(value if isinstance(value, Date) else value.date)
    return months_between(days[0], days[1])


def _range(_: Budget, source: Value) -> Value:
    return parse_range(text_of(source, "from"))


FUNCTIONS = (
    Builtin("date", (Signature(_date, ("from",)), Signature(_date_of_parts, ("year", "month", "day")))),
    Builtin(
        "date and time",
        (Signature(_date_and_time, ("from",)), Signature(_date_and_time_of_parts, ("date", "time"))),
    ),
    Builtin(
        "time",
        (
            Signature(_time, ("from",)),
            Signature(_time_of_parts, ("hour", "minute", "second", "offset"), optional=1),
        ),
    ),
    one("number", _number, "from", "grouping separator", "decimal separator"),
    one("string", _string, "from"),
    one("duration", _duration, "from"),
    one("years and months duration", _years_and_months_duration, "from", "to"),
    one("range", _range, "from"),
)
