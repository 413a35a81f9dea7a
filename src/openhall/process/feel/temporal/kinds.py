"""The five kinds of temporal values of FEEL (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8) and their canonical text.

Years are those of XML Schema 1.1 and ISO 8601: 0000 is the year before 0001, and the calendar is Gregorian throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

from openhall.process.feel.temporal.zones import (
    LARGEST_OFFSET,
    Zone,
    offset_at_local,
    offset_at_utc,
    zone_names,
)
from openhall.process.feel.values import Undefined
from openhall.process.saying import gettext_noop

LARGEST_YEAR = 999_999_999
LARGEST_MONTHS = 10**18
"""Durations are smaller than 10**18 months or seconds; the years that there are take a tenth of that."""
SECOND = 1_000_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
LARGEST_NANOSECONDS = 10**18 * SECOND
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the calendar. Make it with `date_of`, which checks it."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, local or in a zone. Make it with `time_of`, which checks it."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    zone: Zone = None

    def __str__(self) -> str:
        fraction = f".{self.nanosecond:09}".rstrip("0") if self.nanosecond else ""
        return f"{self.hour:02}:{self.minute:02}:{self.second:02}{fraction}{_zone_text(self.zone)}"


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time of day.

    `fold` is 1 for the second of two equal moments when clocks go back; text cannot say it, arithmetic can.
    """

    date: Date
    time: Time
    fold: int = 0

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True)
class DayTimeDuration:
    """A days and time duration, in nanoseconds."""

    nanoseconds: int

    def __str__(self) -> str:
        rest = abs(self.nanoseconds)
        days, rest = divmod(rest, DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, fraction = divmod(rest, SECOND)
        text = "-P" if self.nanoseconds < 0 else "P"
        text += f"{days}D" if days else ""
        decimals = f".{fraction:09}".rstrip("0") if fraction else ""
        clock = f"{hours}H" if hours else ""
        clock += f"{minutes}M" if minutes else ""
        clock += f"{seconds}{decimals}S" if seconds or fraction or not self.nanoseconds else ""
        return f"{text}T{clock}" if clock else text


@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """A years and months duration, in months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = "-P" if self.months < 0 else "P"
        text += f"{years}Y" if years else ""
        return text + (f"{months}M" if months or not years else "")


def date_of(year: int, month: int, day: int) -> Date:
    """The date of these numbers. Raises `Undefined` when the calendar has none."""
    if abs(year) > LARGEST_YEAR:
        raise Undefined(
            gettext_noop("The year %(year)s is outside -999,999,999 to 999,999,999."), year=str(year)
        )
    if not 1 <= month <= 12 or not 1 <= day <= month_days(year, month):
        raise Undefined(
            gettext_noop("There is no day %(day)s in month %(month)s of the year %(year)s."),
            day=str(day),
            month=str(month),
            year=str(year),
        )
    return Date(year, month, day)


def time_of(hour: int, minute: int, second: int, nanosecond: int, zone: Zone) -> Time:
    """The time of these numbers. Raises `Undefined` when a day has none, or the zone is unknown."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise Undefined(
            gettext_noop("There is no time %(hour)s:%(minute)s:%(second)s in a day."),
            hour=str(hour),
            minute=str(minute),
            second=str(second),
        )
    if isinstance(zone, str) and zone not in zone_names():
        raise Undefined(
            gettext_noop("“%(zone)s” is no time zone of the IANA database; write one like Europe/Paris."),
            zone=zone[:60],
        )
    if isinstance(zone, int) and abs(zone) > LARGEST_OFFSET:
        raise Undefined(gettext_noop("A time zone is at most 14 hours from UTC."))
    return Time(hour, minute, second, nanosecond, zone)


def day_time_of(nanoseconds: int) -> DayTimeDuration:
    """The duration of these nanoseconds. Raises `Undefined` when it is too long."""
    if abs(nanoseconds) >= LARGEST_NANOSECONDS:
        raise Undefined(gettext_noop("The duration is longer than 10**18 seconds."))
    return DayTimeDuration(nanoseconds)


def year_month_of(months: int) -> YearMonthDuration:
    """The duration of these months. Raises `Undefined` when it is too long."""
    if abs(months) >= LARGEST_MONTHS:
        raise Undefined(gettext_noop("The duration is longer than 10**18 months."))
    return YearMonthDuration(months)


def is_leap(year: int) -> bool:
    """Whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year: int, month: int) -> int:
    """How many days a month has."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def day_number(day: Date) -> int:
    """Days since 1970-01-01. Years are counted from March, so that the leap day is a year's last one."""
    year, month = (day.year - 1, day.month + 9) if day.month < 3 else (day.year, day.month - 3)
    return year * 365 + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day.day - 719_469


def date_of_number(number: int) -> Date:
    """The date that is so many days after 1970-01-01. Raises `Undefined` outside the years that there are."""
    cycle, rest = divmod(number + 719_468, 146_097)
    year = (rest - rest // 1460 + rest // 36_524 - rest // 146_096) // 365
    rest -= year * 365 + year // 4 - year // 100
    month = (5 * rest + 2) // 153
    day = rest - (153 * month + 2) // 5 + 1
    year += cycle * 400
    return date_of(year + 1, month - 9, day) if month > 9 else date_of(year, month + 3, day)


def time_nanoseconds(time: Time) -> int:
    """Nanoseconds since midnight on the clocks of the time's own zone."""
    return time.hour * HOUR + time.minute * MINUTE + time.second * SECOND + time.nanosecond


def time_of_nanoseconds(nanoseconds: int, zone: Zone) -> Time:
    """The time so many nanoseconds after midnight, gone round the clock as often as needed."""
    seconds, fraction = divmod(nanoseconds % DAY, SECOND)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, fraction, zone)


def local_nanoseconds(moment: DateTime) -> int:
    """Nanoseconds since 1970-01-01T00:00:00 on the clocks of the moment's own zone."""
    return day_number(moment.date) * DAY + time_nanoseconds(moment.time)


def offset_of(moment: DateTime) -> int | None:
    """Seconds east of UTC at a moment, or None when it is local."""
    zone = moment.time.zone
    if zone is None:
        return None
    return offset_at_local(zone, moment.date.year, local_nanoseconds(moment) // SECOND, moment.fold)


def moment_at_local(nanoseconds: int, zone: Zone) -> DateTime:
    """The moment so many nanoseconds after 1970-01-01T00:00:00 on the clocks of a zone.

    Raises `Undefined` outside the years that there are.
    """
    days, rest = divmod(nanoseconds, DAY)
    return DateTime(date_of_number(days), time_of_nanoseconds(rest, zone))


def moment_at_utc(nanoseconds: int, zone: int | str) -> DateTime:
    """The moment so many nanoseconds after 1970-01-01T00:00:00Z, on the clocks of a zone.

    Raises `Undefined` outside the years that there are.
    """
    # One year more or less does not matter here: it only chooses a cycle of 400 years.
    year = 1970 + nanoseconds * 400 // (146_097 * DAY)
    offset, fold = offset_at_utc(zone, year, nanoseconds // SECOND)
    moment = moment_at_local(nanoseconds + offset * SECOND, zone)
    return DateTime(moment.date, moment.time, fold)


def _zone_text(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    hours, rest = divmod(abs(zone), 3600)
    seconds = f":{rest % 60:02}" if rest % 60 else ""
    return f"{'-' if zone < 0 else '+'}{hours:02}:{rest // 60:02}{seconds}"
