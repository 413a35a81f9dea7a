"""Time of work by the hours of the week, on days on which fewer people or none are there.

Calendars without such days are answered by the arithmetic of the week alone (`week`), so they cost what they did. For
the others a table of days holds the work until each; what lies beyond it is like any week.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.calendar import EPOCH_WEEKDAY
from openhall.mining.simulation.season import Season
from openhall.mining.simulation.week import (
    DAY_US,
    HOUR_US,
    WEEK_HOURS,
    after_work,
    next_open,
    until_hour,
    work_until,
)

NO_SEASON = -1
AHEAD_DAYS = 4 * 366
"""Days after the last case came for which tables are made."""


class Clock(NamedTuple):
    """Calendars with their days. Kernels take its parts one by one.

    until   int64, calendars x 169: the time of work until each hour of the week, and of all of it
    season  int64, a calendar: a row of `rate`, NO_SEASON where all days are alike
    first   the first day of the table (days since 1970)
    rate    seasons x days: the share of the people that is there on each
    work    int64, calendars x (days + 1): the time of work until each day
    odd     int64, seasons x (days + 1): how many days before each are unlike others
    open    calendars x 168: whether there is work in each hour of the week; in each one where there never is any
    """

    until: NDArray[np.int64]
    season: NDArray[np.int64]
    first: int
    rate: NDArray[np.float64]
    work: NDArray[np.int64]
    odd: NDArray[np.int64]
    open: NDArray[np.bool_]


def clock_of(
    calendar: NDArray[np.bool_],
    season: NDArray[np.int64],
    seasons: Sequence[Season],
    begin: int,
    end: int,
) -> Clock:
    """The clock of calendars (rows of 168 hours) for what lies between two instants (microseconds, wall clock)."""
    until = until_hour(calendar)
    first, last = begin // DAY_US - 1, end // DAY_US + 1
    open_hours = calendar | ~calendar.any(axis=1, keepdims=True)
    if not (season >= 0).any():
        return Clock(
            until,
            season,
            first,
            np.ones((1, 0)),
            np.zeros((1, 1), np.int64),
            np.zeros((1, 1), np.int64),
            open_hours,
        )
    many = last - first + 1
    rate = np.array([each.rates(first, many) for each in seasons])
    of_weekday = np.diff(until[:, ::24], axis=1)
    weekday = (np.arange(first, first + many) + EPOCH_WEEKDAY) % 7
    work = np.zeros((len(calendar), many + 1), np.int64)
    dated = np.flatnonzero(season >= 0)
    a_day = (of_weekday[dated][:, weekday] * rate[season[dated]]).astype(np.int64)
    work[dated, 1:] = np.cumsum(a_day, axis=1)
    odd = np.zeros((len(seasons), many + 1), np.int64)
    odd[:, 1:] = np.cumsum(rate != 1.0, axis=1)
    return Clock(until, season, first, rate, work, odd, open_hours)


@njit(cache=True, nogil=True)
def _in_day(at, day, row):  # type: ignore[no-untyped-def]
    """The time of work of a weekday up to an instant of a day (days since 1970)."""
    begin = (day + EPOCH_WEEKDAY) % 7 * 24
    rest = at - day * DAY_US
    hour = begin + rest // HOUR_US
    worked = row[hour] - row[begin]
    if row[hour + 1] > row[hour]:
        worked += rest % HOUR_US
    return worked


@njit(cache=True, nogil=True)
def _worked(at, place, until, season, first, rate, work):  # type: ignore[no-untyped-def]
    """The time of work from the first day of the table to an instant; below 0 before it."""
    day = at // DAY_US
    many = rate.shape[1]
    row = until[place]
    if day < first:
        return work_until(at, row) - work_until(first * DAY_US, row)
    if day >= first + many:
        return work[place, many] + work_until(at, row) - work_until((first + many) * DAY_US, row)
    return work[place, day - first] + np.int64(_in_day(at, day, row) * rate[season[place], day - first])


@njit(cache=True, nogil=True)
def after_dated(at, took, place, until, season, first, rate, work):  # type: ignore[no-untyped-def]
    """`after` of a calendar with a season."""
    row = until[place]
    many = rate.shape[1]
    target = _worked(at, place, until, season, first, rate, work) + took
    if target <= 0:
        return after_work(at, took, row)
    if target > work[place, many]:
        return after_work((first + many) * DAY_US, target - work[place, many], row)
    # The first day at whose end as much is done; mostly it is soon.
    low, step = max(at // DAY_US - first, 0), 1
    while low + step < many and work[place, low + step] < target:
        low += step
        step *= 2
    high = min(low + step, many)
    while high - low > 1:
        middle = (low + high) // 2
        if work[place, middle] < target:
            low = middle
        else:
            high = middle
    begin = (low + first + EPOCH_WEEKDAY) % 7 * 24
    rest = np.int64(_ceil((target - work[place, low]) / rate[season[place], low]))
    hour = begin
    while hour < begin + 23 and row[hour + 1] - row[begin] < rest:
        hour += 1
    return (low + first) * DAY_US + (hour - begin) * HOUR_US + (rest - (row[hour] - row[begin]))


@njit(cache=True, nogil=True)
def _ceil(number):  # type: ignore[no-untyped-def]
    """The least whole number that is not less, so that no work is done early by rounding."""
    return np.ceil(number - 1e-6)


@njit(cache=True, nogil=True)
def opens_dated(at, place, until, season, first, rate):  # type: ignore[no-untyped-def]
    """`opens` of a calendar with a season."""
    own, many, row = season[place], rate.shape[1], until[place]
    found = next_open(at, row)
    day = found // DAY_US - first
    while 0 <= day < many and rate[own, day] <= 0.0:
        found = next_open((first + day + 1) * DAY_US, row)
        following = found // DAY_US - first
        if following <= day:
            break
        day = following
    return found


# Written into the kernel where they are called: a call with all parts of a clock costs as much as what it does.
@njit(cache=True, nogil=True, inline="always")
def after(at, took, place, until, season, first, rate, work, odd):  # type: ignore[no-untyped-def]
    """The instant at which so much work is done that begins at `at`, by the calendar at a place of the clock."""
    then = after_work(at, took, until[place])
    if rate.shape[1] > 0 and season[place] >= 0 and took > 0 and until[place, WEEK_HOURS] > 0:
        begin, end = at // DAY_US - first, then // DAY_US - first + 1
        # Most stretches of work hold no day that is unlike others.
        if begin < 0 or end > rate.shape[1] or odd[season[place], end] != odd[season[place], begin]:
            then = after_dated(at, took, place, until, season, first, rate, work)
    return then


@njit(cache=True, nogil=True, inline="always")
def opens(at, place, until, season, first, rate):  # type: ignore[no-untyped-def]
    """The first instant from `at` on at which there is work, by the calendar at a place of the clock."""
    dated = season[place] >= 0
    return opens_dated(at, place, until, season, first, rate) if dated else next_open(at, until[place])


@njit(cache=True, nogil=True)
def set_today(there, day, first, rate):  # type: ignore[no-untyped-def]
    """Write into `there`, for each season, whether anybody of it is there on a day (days since 1970)."""
    for own in range(len(rate)):
        there[own] = day < first or day >= first + rate.shape[1] or rate[own, day - first] > 0.0


@njit(cache=True, nogil=True)
def opening(at, place, until, season, first, rate):  # type: ignore[no-untyped-def]
    """`opens` of many instants by one calendar."""
    out = np.empty(len(at), np.int64)
    for k in range(len(at)):
        out[k] = opens(at[k], place, until, season, first, rate)
    return out


@njit(cache=True, nogil=True)
def worked_between(start, end, place, until, season, first, rate, work, _odd, _open):  # type: ignore[no-untyped-def]
    """The time of work from each start to each end, by each one's calendar of the clock; 0 where none."""
    out = np.empty(len(start), np.int64)
    for k in range(len(start)):
        row = until[place[k]]
        if row[WEEK_HOURS] == 0:
            out[k] = max(0, end[k] - start[k])
        elif season[place[k]] < 0:
            out[k] = max(0, work_until(end[k], row) - work_until(start[k], row))
        else:
            until_end = _worked(end[k], place[k], until, season, first, rate, work)
            out[k] = max(0, until_end - _worked(start[k], place[k], until, season, first, rate, work))
    return out
