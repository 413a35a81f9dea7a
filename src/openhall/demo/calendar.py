"""The calendar of Port Alder: its days, public holidays, office hours and daylight saving.

The simulation counts in *clock minutes*: minutes on the city's own clock since the first day, 0:00. Working
time is counted in minutes of one office's hours, so that a wait over a weekend costs nothing in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FIRST = date(2023, 11, 1)
LAST = date(2026, 10, 31)
DAYS = (LAST - FIRST).days + 1
END = float(DAYS * 1_440)
"""Clock minutes at which the records end: midnight after the last day."""
KNOWN_DAYS = DAYS + 1_500
"""Work may be promised beyond the last day; the office hours are known so far."""
MINUTE_US = 60_000_000
SUMMER_MINUTES = 60


def day_of(number: int) -> date:
    """The date of a day, 0 being the first."""
    return FIRST + timedelta(days=number)


def easter(year: int) -> date:
    """Easter Sunday of a year (the Gregorian reckoning of Meeus, Jones and Butcher)."""
    century, in_century = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> frozenset[date]:
    """The days of a year on which the whole city is closed: public holidays, and Christmas to New Year."""
    mondays = {
        first + timedelta(days=-first.weekday() % 7) for first in (date(year, m, 1) for m in (5, 6, 8))
    }
    autumn = date(year, 10, 31)
    mondays.add(autumn - timedelta(days=autumn.weekday()))
    christmas = {date(year, 12, day) for day in range(24, 32)}
    around_easter = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    return frozenset({date(year, 1, 1), *around_easter, *mondays, *christmas})


@dataclass(frozen=True)
class Hours:
    """When an office or a crew works: Monday to Friday from `opens` to `closes` (minutes since midnight)."""

    opens: int
    closes: int

    @property
    def length(self) -> int:
        """Minutes of work in a working day."""
        return self.closes - self.opens

    @cached_property
    def open_days(self) -> list[int]:
        """The numbers of the working days, in order."""
        years = range(FIRST.year, day_of(KNOWN_DAYS).year + 1)
        closed = frozenset().union(*(holidays(year) for year in years))
        days = ((number, day_of(number)) for number in range(KNOWN_DAYS))
        return [number for number, day in days if day.weekday() < 5 and day not in closed]

    @cached_property
    def _before(self) -> list[int]:
        """How many working days lie before each day."""
        is_open = np.zeros(KNOWN_DAYS + 1, np.int64)
        is_open[np.array(self.open_days) + 1] = 1
        return [int(number) for number in np.cumsum(is_open)]

    def is_open(self, day: int) -> bool:
        """Whether a day (its number) is a working day."""
        return self._before[day + 1] > self._before[day]

    def worked(self, at: float) -> float:
        """The minutes of work from the first day until a moment (clock minutes)."""
        day = int(at // 1_440)
        before = self._before[day]
        if self._before[day + 1] == before:
            return float(before * self.length)
        minute = at - day * 1_440 - self.opens
        return before * self.length + min(max(minute, 0.0), float(self.length))

    def moment(self, worked: float) -> float:
        """The moment (clock minutes) at which so many minutes of work are done: the inverse of `worked`."""
        days, minute = divmod(worked, self.length)
        return self.open_days[int(days)] * 1_440 + self.opens + minute

    def later(self, at: float, work: float) -> float:
        """The moment that lies so many minutes of work after another."""
        return self.moment(self.worked(at) + work)

    def next_weekday(self, at: float, weekday: int, minute: int) -> float:
        """The next working day of that weekday (0 is Monday), at that minute of the day, not before `at`."""
        day = int(at // 1_440)
        while day_of(day).weekday() != weekday or not self.is_open(day) or day * 1_440 + minute < at:
            day += 1
        return float(day * 1_440 + minute)


OFFICE = Hours(9 * 60, 17 * 60)
OUTDOORS = Hours(8 * 60, 16 * 60)


def to_utc(minutes: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    """Clock minutes as instants (whole seconds, in microseconds since 1970 UTC) and their local offsets (minutes).

    The city keeps UTC in winter and is an hour ahead from the last Sunday of March to that of October, 1:00 UTC
    (Directive 2000/84/EC). An hour that the clock shows twice is taken as the first of the two.
    """
    start = round((datetime.combine(FIRST, datetime.min.time()) - datetime(1970, 1, 1)).total_seconds())
    local = start + np.floor(minutes * 60).astype(np.int64)
    offset = np.zeros(len(minutes), np.int16)
    for year in range(FIRST.year, LAST.year + 1):
        begin, end = (_seconds(_last_sunday(year, month)) for month in (3, 10))
        # On the clock, summer begins at 2:00 (1:00 to 2:00 does not exist) and ends at 2:00.
        offset[(local >= begin + 2 * 3_600) & (local < end + 2 * 3_600)] = SUMMER_MINUTES
    return (local - offset.astype(np.int64) * 60) * 1_000_000, offset


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _seconds(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86_400
