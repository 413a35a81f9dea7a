"""Months in which fewer people are there, from the weeks in which each of those who work all year did anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhall.mining.calendar import EPOCH_WEEKDAY
from openhall.mining.simulation.history import History
from openhall.mining.simulation.season import ALL_THERE, MONTHS
from openhall.mining.simulation.week import DAY_US

LEAST_WEEKS = 26
"""Weeks from the first to the last work of a person who is looked at."""
LEAST_THERE, LEAST_WORK = 0.6, 5.0
"""They did something in this share of those weeks, and so many pieces of work in a usual one of these."""
LEAST_PEOPLE = 5
FEWER = 0.2
"""So many of the people must be away in a month more than usual ..."""
CERTAIN = 4.0
"""... and by so many standard errors, with a person's month as one witness."""
LEAST_PRESENCE = 0.05
BURSTS = 2.0
"""Pieces of work come in bursts: so many of them count as one when chance is reckoned with."""
CLOSED_DAYS = 3
"""A week with so many days off says nothing of who is away."""


def presence_of(history: History, days_off: tuple[int, ...] = ()) -> tuple[float, ...]:
    """For each month the share of the people that is there, 1 where it is as usual. `days_off` are those on record
    (days since 1970)."""
    known = (history.resource >= 0) & ~history.first
    if not known.any():
        return ALL_THERE
    week = (history.done[known] // DAY_US + EPOCH_WEEKDAY) // 7
    first, last = int(week.min()) + 1, int(week.max()) - 1
    weeks, people = last - first + 1, len(history.resources)
    if weeks < LEAST_WEEKS or weeks * people > 50_000_000:
        return ALL_THERE
    inside = (week >= first) & (week <= last)
    cells = history.resource[known][inside] * weeks + week[inside] - first
    work = np.bincount(cells, minlength=people * weeks).reshape(people, weeks)
    off = (np.array(days_off, np.int64) + EPOCH_WEEKDAY) // 7 - first
    closed = np.bincount(off[(off >= 0) & (off < weeks)], minlength=weeks)
    return _of_months(work, first, closed < CLOSED_DAYS)


def _of_months(work: NDArray[np.int64], first: int, usable: NDArray[np.bool_]) -> tuple[float, ...]:
    """`work` is people x weeks, `first` the number of the first week, `usable` which weeks count."""
    weeks = work.shape[1]
    thursdays = (np.arange(first, first + weeks) * 7 + 3 - EPOCH_WEEKDAY).astype("datetime64[D]")
    months = thursdays.astype("datetime64[M]").astype(np.int64)
    busy = np.array(
        [
            work[:, months % MONTHS == k].mean() if (months % MONTHS == k).any() else np.nan
            for k in range(MONTHS)
        ]
    )
    away: list[list[float]] = [[] for _ in range(MONTHS)]
    usual: list[float] = []
    for mine in work:
        there = np.flatnonzero(mine > 0)
        if len(there) < 2:
            continue
        own = np.zeros(weeks, np.bool_)
        own[there[0] : there[-1] + 1] = True
        own &= usable
        active = mine > 0
        if (
            own.sum() < LEAST_WEEKS
            or active[own].mean() < LEAST_THERE
            or np.median(mine[active]) < LEAST_WORK
        ):
            continue
        pace = float(mine[own].mean())
        usual.append(float(active[own].mean()))
        for month in np.unique(months[own]):
            of_year = month % MONTHS
            now, other = own & (months == month), own & (months % MONTHS != of_year)
            if now.sum() < 2 or other.sum() < LEAST_WEEKS // 2:
                continue
            # With less to do somebody who is there may do nothing for a week by chance.
            less = min(1.0, float(busy[of_year] / max(np.nanmean(busy), 1e-9)))
            expected = active[other].mean() * -np.expm1(-pace * less / BURSTS)
            away[of_year].append(float(expected - active[now].mean()))
    found = list(ALL_THERE)
    for month, each in enumerate(away):
        if len(each) < LEAST_PEOPLE:
            continue
        mean, error = float(np.mean(each)), float(np.std(each, ddof=1) / np.sqrt(len(each)))
        if mean >= FEWER and mean >= CERTAIN * error:
            found[month] = round(max(LEAST_PRESENCE, 1.0 - mean / float(np.mean(usual))), 2)
    return tuple(found)
