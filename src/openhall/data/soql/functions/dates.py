"""Dates, times and instants. An instant is shown by a clock only where a time zone is named; else it is in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from openhall.data.soql.errors import QueryError
from openhall.data.soql.functions.function import MOMENTS, Function, Same, Special
from openhall.data.soql.functions.texts import literal_of
from openhall.data.soql.kinds import Type, Typed, made
from openhall.data.soql.sql import Binds
from openhall.process.saying import gettext

DATE, INSTANT, NUMBER, TEXT, INTERVAL = (
    Type.CALENDAR_DATE, Type.FIXED_TIMESTAMP, Type.NUMBER, Type.TEXT, Type.INTERVAL,
)  # fmt: skip
_moment = Same(MOMENTS)


@cache
def _zones() -> dict[str, str]:
    return {zone.lower(): zone for zone in available_timezones()}


def _zone(value: Typed) -> str:
    """A named time zone, spelled as the tz database does: one of a fixed list, so it may stand in the SQL."""
    said = literal_of(value, gettext("The time zone must be written in the query itself."))
    zone = _zones().get(str(said).strip().lower())
    if zone is None:
        raise QueryError(
            "query.soql.type-mismatch",
            gettext(
                "“%(text)s” is no time zone. Write one of the tz database, such as 'Europe/London'.",
                text=str(said)[:40],
            ),
        )
    return zone


def _local(instant: Typed, zone: Typed) -> str:
    """The clock of a zone at an instant that is kept as UTC."""
    return f"timezone('{_zone(zone)}', timezone('UTC', {instant.sql}))"


def _truncated_there(unit: str) -> Special:
    return lambda arguments, binds: made(DATE, f"date_trunc('{unit}', {_local(*arguments)})")


def _there(arguments: Sequence[Typed], binds: Binds) -> Typed:
    return made(DATE, _local(arguments[0], arguments[1]))


def _business_days(first: str, second: str) -> str:
    """Weekdays from the earlier to the later day, both counted.

    A day that is `k` days after some Monday has `k // 7 * 5 + min(k % 7, 5)` weekdays between that Monday and itself.
    """
    early, late = f"least({first}, {second})", f"greatest({first}, {second})"
    monday = "DATE '1899-12-25'"

    def before(day: str) -> str:
        return f"({day} // 7 * 5 + least({day} % 7, 5))"

    begin = f"date_diff('day', {monday}, CAST({early} AS DATE))"
    end = f"(date_diff('day', {monday}, CAST({late} AS DATE)) + 1)"
    return f"({before(end)} - {before(begin)})"


def _business(arguments: Sequence[Typed], binds: Binds) -> Typed:
    return made(NUMBER, _business_days(arguments[0].sql, arguments[1].sql))


def _business_there(arguments: Sequence[Typed], binds: Binds) -> Typed:
    first, second, zone = arguments
    return made(NUMBER, _business_days(_local(first, zone), _local(second, zone)))


_UNITS = {"y": ("year", "year"), "ym": ("month", "month"), "ymd": ("day", "day")}
_DAY = "CAST({0} AS DATE)"
_TRUNCATED = {
    # By whole days, which takes a quarter of the time of date_trunc.
    "y": f"CAST({_DAY} - CAST(dayofyear({_DAY}) - 1 AS INTEGER) AS TIMESTAMP)",
    "ym": f"CAST({_DAY} - CAST(day({_DAY}) - 1 AS INTEGER) AS TIMESTAMP)",
    "ymd": f"CAST({_DAY} AS TIMESTAMP)",
}
_SHORT = 200
"""Characters of SQL that may stand twice; a longer date would double with every function around it."""
_PARTS = {
    "y": ("year", "The year."),
    "m": ("month", "The month, 1 to 12."),
    "d": ("day", "The day of the month."),
    "hh": ("hour", "The hour, 0 to 23."),
    "mm": ("minute", "The minute, 0 to 59."),
    "ss": ("second", "The second, 0 to 59."),
    "dow": ("dow", "The day of the week, 0 is Sunday."),
    "woy": ("week", "The week of the year (ISO 8601), 1 to 53."),
    "iso_y": ("isoyear", "The year to which that week belongs."),
}


def _truncated(short: str, kind: Type) -> Special:
    """The beginning of a year, month or day: the quick way where the date is short, else the way that names it once."""

    def make(arguments: Sequence[Typed], binds: Binds) -> Typed:
        moment = arguments[0].sql
        quick = len(moment) <= _SHORT
        return made(
            kind, _TRUNCATED[short].format(moment) if quick else f"date_trunc('{_UNITS[short][0]}', {moment})"
        )

    return make


FUNCTIONS = (
    *(
        Function(f"date_trunc_{short}", (DATE,), DATE, _truncated(short, DATE), f"The beginning of its {word}.")
        for short, (_, word) in _UNITS.items()
    ),
    *(
        Function(f"date_trunc_{short}", (INSTANT, TEXT), DATE, _truncated_there(unit),
                 f"The beginning of its {word} in a time zone.")
        for short, (unit, word) in _UNITS.items()
    ),
    *(
        Function(f"datez_trunc_{short}", (INSTANT,), INSTANT, _truncated(short, INSTANT),
                 f"The beginning of its {word} in UTC.")
        for short, (_, word) in _UNITS.items()
    ),
    *(
        Function(f"date_extract_{short}", (DATE,), NUMBER, f"date_part('{part}', {{0}})", says)
        for short, (part, says) in _PARTS.items()
    ),
    Function("date_diff_d", (_moment, _moment), NUMBER,
             "CAST(trunc(epoch({0} - {1}) / 86400) AS BIGINT)", "Whole days from the second to the first."),
    Function("date_diff_business_days", (DATE, DATE), NUMBER, _business,
             "Weekdays between two days, both of them counted."),
    Function("date_diff_business_days", (INSTANT, INSTANT, TEXT), NUMBER, _business_there,
             "Weekdays between two instants in a time zone."),
    Function("epoch_seconds", (INSTANT,), NUMBER, "epoch({0})", "Seconds since 1970-01-01 in UTC."),
    Function("date_add", (_moment, INTERVAL), "same", "({0} + {1})",
             "Later by a duration that is written as ISO 8601 has it: 'P1M', 'PT30M'."),
    Function("+", (_moment, INTERVAL), "same", "({0} + {1})", "Later by a duration, such as 'P1D'."),
    Function("-", (_moment, INTERVAL), "same", "({0} - {1})", "Earlier by a duration."),
    Function("to_floating_timestamp", (INSTANT, TEXT), DATE, _there, "What a clock of a time zone shows then."),
    Function("get_utc_date", (), INSTANT, "timezone('UTC', current_timestamp)", "Now."),
    Function("::calendar_date", (DATE,), DATE, "{0}", "`x::calendar_date`: the date that a text says."),
    Function("::calendar_date", (TEXT,), DATE, "TRY_CAST({0} AS TIMESTAMP)",
             "`x::calendar_date`: the date that a text says."),
    Function("::floating_timestamp", (DATE,), DATE, "{0}", "The same as `::calendar_date`."),
    Function("::floating_timestamp", (TEXT,), DATE, "TRY_CAST({0} AS TIMESTAMP)", "The same as `::calendar_date`."),
    Function("::fixed_timestamp", (INSTANT,), INSTANT, "{0}", "`x::fixed_timestamp`: the instant that a text says."),
)  # fmt: skip
