"""Days on which nobody works, and months in which fewer people are there, as they recur from year to year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
MONTHS = 12
ALL_THERE = (1.0,) * MONTHS
FIRST_YEAR, LAST_YEAR = 1, 9998
"""Years of which a calendar can be made."""


@dataclass(frozen=True, order=True)
class YearlyDays:
    """Days off each year from one date to another, both (month, day); over New Year where the last comes first."""

    first: tuple[int, int]
    last: tuple[int, int]

    def in_year(self, year: int) -> tuple[date, date]:
        """The first and the last day of the days off that begin in a year."""
        later = self.last < self.first
        return _date(year, self.first), _date(year + later, self.last)

    def told(self) -> dict[str, Any]:
        """The days as plain values."""
        return {"first": list(self.first), "last": list(self.last)}

    def __str__(self) -> str:
        first, last = (f"{month:02}-{day:02}" for month, day in (self.first, self.last))
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True, order=True)
class Feast:
    """A day off so many days after Easter Sunday (before it, below 0)."""

    after_easter: int

    def in_year(self, year: int) -> tuple[date, date]:
        """The day, twice."""
        day = easter(year) + timedelta(days=self.after_easter)
        return day, day

    def told(self) -> dict[str, Any]:
        """The day as plain values."""
        return {"easter": self.after_easter}


DaysOff = YearlyDays | Feast


@dataclass(frozen=True)
class Season:
    """How much of the people is there on each day of the years.

    off       days on which nobody works, from the day `since` (days since 1970) on
    presence  a month: the share of the people that is there
    seen      days before `since` on which nobody worked, as days since 1970
    """

    off: tuple[DaysOff, ...] = ()
    presence: tuple[float, ...] = ALL_THERE
    seen: tuple[int, ...] = ()
    since: int = 0

    def rates(self, first: int, many: int) -> NDArray[np.float64]:
        """The share of the people that is there on each of so many days from one on (days since 1970)."""
        days = np.arange(first, first + many)
        month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % MONTHS
        rates = np.array(self.presence)[month]
        rates[self.is_off(days)] = 0.0
        return rates

    def is_off(self, days: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether nobody works on each of some days (days since 1970, in order)."""
        off = np.isin(days, np.array(self.seen, np.int64))
        if not len(days) or not self.off:
            return off
        for year in range(_year(int(days[0])) - 1, _year(int(days[-1])) + 1):
            for each in self.off:
                begin, end = each.in_year(min(max(year, FIRST_YEAR), LAST_YEAR))
                low, high = ((day - EPOCH).days for day in (begin, end))
                off |= (days >= max(low, self.since)) & (days <= high)
        return off


USUAL = Season()
"""All days are alike."""


def days_a_year(off: tuple[DaysOff, ...]) -> int:
    """The most days off of one year."""
    year = np.arange((date(2024, 1, 1) - EPOCH).days, (date(2025, 1, 1) - EPOCH).days)
    return int(Season(off).is_off(year).sum())


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _date(year: int, of: tuple[int, int]) -> date:
    try:
        return date(year, *of)
    except ValueError:
        # 29 February of a year without one.
        return date(year, 2, 28)


def _year(day: int) -> int:
    return int(np.datetime64(day, "D").astype("datetime64[Y]").astype(np.int64)) + 1970
