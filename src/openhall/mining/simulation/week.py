"""Hours of the week in which work goes on, found and used: time of work between two instants, and back.

A week is 168 hours from Monday 0:00 on the wall clock. The same arithmetic serves the kernel and the estimation.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
WEEK_HOURS = 168
WEEK_US = WEEK_HOURS * HOUR_US
MONDAY_US = 3 * DAY_US
"""1970 began on a Thursday: so much later than a Monday."""
ALWAYS = np.ones(WEEK_HOURS, np.bool_)
QUIET_HOUR = 0.08
"""An hour of the week is worked in when it has at least this share of the work of a busy one."""
ENOUGH_WORK = 150
"""With fewer pieces of work nothing is said about hours of one's own."""


def hour_of_week(at: NDArray[np.int64]) -> NDArray[np.int64]:
    """The hour of the week of instants on the wall clock, 0 is Monday 0:00."""
    return (at + MONDAY_US) % WEEK_US // HOUR_US


def hours_found(at: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The hours of the week in which things are done. `at` is microseconds on the wall clock."""
    if len(at) < ENOUGH_WORK:
        return ALWAYS.copy()
    done = np.bincount(hour_of_week(at), weights=weight, minlength=WEEK_HOURS)
    busy = float(np.quantile(done[done > 0], 0.75))
    found = done >= QUIET_HOUR * busy
    for day in range(7):
        hours = found[day * 24 : day * 24 + 24]
        # A lunch break of one or two hours is no closing time: somebody else is there, or the wait goes on.
        for gap in (1, 2):
            inner = np.flatnonzero(hours[: -gap - 1] & hours[gap + 1 :])
            for first in inner:
                hours[first : first + gap + 2] = True
    return found


def until_hour(open_hours: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each calendar (a row of 168 hours) the time of work until each hour begins, and of the week: 169 wide."""
    total = np.cumsum(open_hours, axis=1, dtype=np.int64) * HOUR_US
    return np.ascontiguousarray(np.concatenate((np.zeros((len(total), 1), np.int64), total), axis=1))


@njit(cache=True, nogil=True)
def work_until(at, until):  # type: ignore[no-untyped-def]
    """The time of work from the first Monday of 1970 (less a week) to an instant."""
    shifted = at + MONDAY_US
    week = shifted // WEEK_US
    rest = shifted - week * WEEK_US
    hour = rest // HOUR_US
    worked = until[hour]
    if until[hour + 1] > worked:
        worked += rest - hour * HOUR_US
    return week * until[WEEK_HOURS] + worked


@njit(cache=True, nogil=True)
def after_work(at, work, until):  # type: ignore[no-untyped-def]
    """The instant at which so much work is done that begins at `at`."""
    if work <= 0:
        return at
    total = until[WEEK_HOURS]
    if total <= 0:
        return at + work
    target = work_until(at, until) + work
    week = target // total
    rest = target - week * total
    if rest == 0:
        week -= 1
        rest = total
    low, high = 0, WEEK_HOURS
    while low < high:
        middle = (low + high) // 2
        if until[middle] < rest:
            low = middle + 1
        else:
            high = middle
    hour = low - 1
    return week * WEEK_US - MONDAY_US + hour * HOUR_US + (rest - until[hour])


@njit(cache=True, nogil=True)
def next_open(at, until):  # type: ignore[no-untyped-def]
    """The first instant from `at` on at which there is work; `at` itself for a calendar that never opens."""
    shifted = at + MONDAY_US
    week = shifted // WEEK_US
    hour = (shifted - week * WEEK_US) // HOUR_US
    for ahead in range(WEEK_HOURS + 1):
        place = (hour + ahead) % WEEK_HOURS
        if until[place + 1] > until[place]:
            if ahead == 0:
                return at
            return (week * WEEK_HOURS + hour + ahead) * HOUR_US - MONDAY_US
    return at
