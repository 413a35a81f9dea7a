"""Text into temporal values: the lexical forms of XML Schema part 2 and the zone form of FEEL (DMN 1.5, 10.3.4.1)."""

from __future__ import annotations

import re

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
    time_of,
    year_month_of,
)
from openhall.process.feel.temporal.zones import Zone
from openhall.process.feel.values import Undefined
from openhall.process.saying import gettext_noop

# Each pattern is tried at one place only and has no choice within a repetition: it reads a text once.
_DATE = r"(?P<year>-?(?:[1-9][0-9]{3,8}|0[0-9]{3}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
# The seconds of an offset are not in XML Schema; time(hour, minute, second, offset) can make such a time.
_OFFSET = r"(?P<utc>[Zz])|(?P<offset>[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)"
_NAME = r"@(?P<name>[A-Za-z][A-Za-z0-9_+/-]{0,63})"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
_DATE_TEXT = re.compile(f"{_DATE}(?:{_OFFSET})?")
_TIME_TEXT = re.compile(f"{_TIME}(?:{_OFFSET}|{_NAME})?")
_DATE_TIME_TEXT = re.compile(f"{_DATE}T{_TIME}(?:{_OFFSET}|{_NAME})?")
_DAY_TIME_TEXT = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>[0-9]+)D)?"
    r"(?P<clock>T(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?"
    r"(?:(?P<seconds>[0-9]+)(?:\.(?P<fraction>[0-9]+))?S)?)?"
)
_YEAR_MONTH_TEXT = re.compile(r"(?P<sign>-?)P(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?")

_LONGEST = 200
_NO_DATE = gettext_noop("“%(text)s” is no date; write one like 2012-12-25.")
_NO_TIME = gettext_noop("“%(text)s” is no time; write one like 23:59:00.")
_NO_DATE_TIME = gettext_noop("“%(text)s” is no date and time; write one like 2012-12-25T23:59:00.")


def parse_date(text: str) -> Date:
    """The date of a text such as 2012-12-25. Raises `Undefined` when it is none.

    A zone is read, as in XML Schema, and left out: a date in FEEL has no zone.
    """
    return _date(_match(_DATE_TEXT, text, _NO_DATE))


def parse_time(text: str) -> Time:
    """The time of a text such as 23:59:00, 23:59:00Z or 23:59:00@Europe/Paris. Raises `Undefined` when it is none."""
    found = _match(_TIME_TEXT, text, _NO_TIME)
    return _time(found)[0]


def parse_date_time(text: str) -> DateTime:
    """The moment of a text such as 2012-12-25T23:59:00; a date alone is its midnight.

    Raises `Undefined` when it is none.
    """
    if "T" not in text:
        found = _match(_DATE_TEXT, text, _NO_DATE_TIME)
        return DateTime(_date(found), time_of(0, 0, 0, 0, _zone(found)))
    found = _match(_DATE_TIME_TEXT, text, _NO_DATE_TIME)
    day = _date(found)
    time, days = _time(found)
    return DateTime(date_of_number(day_number(day) + days) if days else day, time)


def parse_duration(text: str) -> DayTimeDuration | YearMonthDuration:
    """The duration of a text such as P1DT2H or P1Y6M. Raises `Undefined` when it is none."""
    if len(text) <= _LONGEST:
        found = _DAY_TIME_TEXT.fullmatch(text)
        if found and (found["days"] or found["clock"]) and found["clock"] != "T":
            return _day_time(found)
        found = _YEAR_MONTH_TEXT.fullmatch(text)
        if found and (found["years"] or found["months"]):
            months = 12 * int(found["years"] or 0) + int(found["months"] or 0)
            return year_month_of(-months if found["sign"] else months)
    raise Undefined(
        gettext_noop("“%(text)s” is no duration; write one like P1DT2H or P1Y6M."), text=text[:60]
    )


def parse_temporal(text: str) -> Date | Time | DateTime | DayTimeDuration | YearMonthDuration:
    """What @"..." is: a duration, time, date or date and time (grammar rule 65). Raises `Undefined` when it is none."""
    if text.startswith(("P", "-P")):
        return parse_duration(text)
    if "T" in text.partition("@")[0]:
        return parse_date_time(text)
    return parse_time(text) if text[2:3] == ":" else parse_date(text)


def _match(pattern: re.Pattern[str], text: str, why: str) -> re.Match[str]:
    found = pattern.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        raise Undefined(why, text=text[:60])
    return found


def _date(found: re.Match[str]) -> Date:
    _zone_is_one(found)
    return date_of(int(found["year"]), int(found["month"]), int(found["day"]))


def _time(found: re.Match[str]) -> tuple[Time, int]:
    """The time and the days to go on: 24:00:00 is midnight of the day after."""
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    nanosecond = _fraction(found["fraction"])
    days = 0
    if hour == 24 and minute == second == nanosecond == 0:
        hour, days = 0, 1
    return time_of(hour, minute, second, nanosecond, _zone(found)), days


def _zone(found: re.Match[str]) -> Zone:
    parts = found.groupdict()
    if parts["utc"]:
        return 0
    if not parts["offset"]:
        return parts.get("name")
    sign, figures = parts["offset"][0], [int(each) for each in parts["offset"][1:].split(":")]
    hours, minutes, seconds = (*figures, 0)[:3]
    if minutes > 59 or seconds > 59:
        raise Undefined(
            gettext_noop("“%(offset)s” is no time zone; write one like +02:00."), offset=parts["offset"]
        )
    offset = hours * 3600 + minutes * 60 + seconds
    return -offset if sign == "-" else offset


def _zone_is_one(found: re.Match[str]) -> None:
    time_of(0, 0, 0, 0, _zone(found))


def _day_time(found: re.Match[str]) -> DayTimeDuration:
    seconds = 3600 * int(found["hours"] or 0) + 60 * int(found["minutes"] or 0) + int(found["seconds"] or 0)
    length = int(found["days"] or 0) * DAY + seconds * SECOND + _fraction(found["fraction"])
    return day_time_of(-length if found["sign"] else length)


def _fraction(figures: str | None) -> int:
    """Nanoseconds of the figures after the point."""
    figures = (figures or "").rstrip("0")
    if len(figures) > 9:
        raise Undefined(gettext_noop("A fraction of a second has at most nine figures."))
    return int(figures.ljust(9, "0"))
