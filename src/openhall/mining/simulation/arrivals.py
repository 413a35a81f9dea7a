"""When cases come: by hour of the week and month of the year, in days that are busier or quieter than chance would have
it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from openhall.mining.calendar import EPOCH_WEEKDAY
from openhall.mining.simulation.season import USUAL, Season
from openhall.mining.simulation.week import DAY_US, HOUR_US, WEEK_HOURS, WEEK_US, hour_of_week

SEASON_DAYS = 730
"""A record of so many days shows what is usual in a month."""
SHORTEST_DAYS = 7.0
TRIALS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Shares of the arrivals that are known in each trial of a memory."""
AHEAD = 0.15
LEAST = 20
LEVEL_DAYS = 28
MOST_DAYS = 36_500
"""Days that are drawn at once: rare cases come over many years."""


@dataclass(frozen=True, eq=False)
class Arrivals:
    """How many cases come.

    rate    cases in each hour of the week from Monday 0:00
    season  factor for each month of the year
    spread  variance of a day's own factor around 1, beyond chance
    off     days off (`Season`), on which `on_off` times as many cases come as is usual
    """

    rate: NDArray[np.float64]
    season: NDArray[np.float64]
    spread: float
    off: Season = USUAL
    on_off: float = 1.0


@dataclass(frozen=True)
class Surge:
    """So many times as many cases as usual, from a day on (0 is the first one), for some days (None: on and on)."""

    factor: float
    day: float = 0.0
    days: float | None = None


def factor_on(surges: tuple[Surge, ...], day: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many times as many cases as usual come on days (0 is the first one, with parts)."""
    factor = np.ones(len(day))
    for surge in surges:
        last = np.inf if surge.days is None else surge.day + surge.days
        factor = np.where((day >= surge.day) & (day < last), factor * surge.factor, factor)
    return factor


def highest(surges: tuple[Surge, ...]) -> float:
    """The most times as many cases as usual that come on any day; 1 where fewer come."""
    bounds = [(surge.day, surge.day + (surge.days or 0.0)) for surge in surges]
    return float(factor_on(surges, np.array(bounds).ravel()).max(initial=1.0))


def arrivals_of(starts: NDArray[np.int64], until: int, season: Season = USUAL) -> Arrivals:
    """Estimate arrivals. `starts` are microseconds on the wall clock; `season` holds the days off.

    How fast the past is forgotten is what would have foretold the number of cases best at some earlier moments.
    """
    found = _estimated(starts, until, _memory(np.sort(starts)))
    days = np.array(season.seen, np.int64)
    days = days[(days >= int(starts.min()) // DAY_US) & (days <= until // DAY_US)]
    if not len(days):
        return found
    # As many cases as would have come on such weekdays, and as did.
    all_days = np.arange(int(starts.min()) // DAY_US, until // DAY_US + 1)
    came = np.bincount(starts // DAY_US - all_days[0], minlength=len(all_days))[: len(all_days)]
    weekday = (all_days + EPOCH_WEEKDAY) % 7
    usual = np.bincount(weekday, weights=came, minlength=7) / np.maximum(np.bincount(weekday, minlength=7), 1)
    expected = float(usual[(days + EPOCH_WEEKDAY) % 7].sum())
    on_off = min(float(came[days - all_days[0]].sum()) / expected, 1.0) if expected > 0 else 1.0
    return replace(found, off=season, on_off=on_off)


def _memory(starts: NDArray[np.int64]) -> float:
    """Days after which the past counts half; infinite where all of it counts the same."""
    span = float(starts[-1] - starts[0])
    memories = [np.inf, *(span / 2**k for k in range(1, 7) if span / 2**k >= SHORTEST_DAYS * DAY_US)]
    off = np.zeros(len(memories))
    for share in TRIALS:
        first, last = int(len(starts) * share), int(len(starts) * min(1.0, share + AHEAD)) - 1
        if first < LEAST or last - first < LEAST:
            continue
        now, past = starts[first], starts[:first]
        came = (last - first) / max(float(starts[last] - now), 1.0)
        for place, memory in enumerate(memories):
            # The rate of arrivals now, when their weight halves with each memory; exactly for a record that began then.
            weight = 0.5 ** ((now - past) / memory)
            length = float(now - past[0])
            whole = length if memory == np.inf else memory / np.log(2) * (1.0 - 0.5 ** (length / memory))
            off[place] += abs(np.log(came * whole / weight.sum()))
    return float(memories[int(off.argmin())] / DAY_US)


def _estimated(starts: NDArray[np.int64], until: int, memory: float) -> Arrivals:
    first = int(starts.min())
    weight = 0.5 ** ((until - starts) / (memory * DAY_US))
    # How much of the past each hour of the week stands for, weighted as the cases of that time are.
    hours = np.arange(first // HOUR_US, max(until, first + WEEK_US) // HOUR_US + 1) * HOUR_US
    of_hour = 0.5 ** ((until - hours) / (memory * DAY_US))
    place = hour_of_week(hours)
    past = np.bincount(place, weights=of_hour, minlength=WEEK_HOURS)
    came = np.bincount(hour_of_week(starts), weights=weight, minlength=WEEK_HOURS)
    rate = np.divide(came, past, out=np.zeros(WEEK_HOURS), where=past > 0)
    season = np.ones(12)
    if until - first >= SEASON_DAYS * DAY_US:
        month_of_start = _month(starts)
        month_of_hour = _month(hours)
        usual = np.bincount(month_of_hour, weights=rate[place], minlength=12)
        season = np.clip(np.bincount(month_of_start, minlength=12) / np.maximum(usual, 1e-9), 0.2, 5.0)
        season /= season.mean()
    days = np.bincount((starts - first) // DAY_US)
    expected_day = np.bincount((hours - first // HOUR_US * HOUR_US) // DAY_US, weights=rate[place])[
        : len(days)
    ]
    open_day = expected_day > 1.0
    spread = 0.0
    if open_day.sum() >= 20:
        # The level of each day is that of the four weeks around it, so that growth is no spread.
        level = np.ones(len(days))
        if len(days) > 2 * LEVEL_DAYS:
            window = np.ones(LEVEL_DAYS)
            level = np.convolve(days, window, "same") / np.maximum(
                np.convolve(expected_day, window, "same"), 1e-9
            )
        expected = expected_day * level
        of_day = 0.5 ** ((until - first - np.arange(len(days)) * DAY_US) / (memory * DAY_US))
        excess = ((days - expected) ** 2 - expected)[open_day]
        spread = float(
            np.clip(
                np.average(excess, weights=of_day[open_day])
                / np.average(expected[open_day] ** 2, weights=of_day[open_day]),
                0.0,
                1.0,
            )
        )
    return Arrivals(rate, season, spread)


def draw_arrivals(
    arrivals: Arrivals, begin: int, cases: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """So many arrivals from `begin` on, in order."""
    weekly = float(arrivals.rate.sum())
    if weekly <= 0:
        return np.full(cases, begin, np.int64)
    found: list[NDArray[np.int64]] = []
    there, at = 0, begin
    while there < cases:
        days = min(MOST_DAYS, max(28, int(7 * (cases - there) / weekly * 1.1)))
        end = (at // HOUR_US + days * 24) * HOUR_US
        found.append(draw_between(arrivals, at, end, 1.0, random))
        there, at = there + len(found[-1]), end
    return np.concatenate(found)[:cases]


def draw_between(
    arrivals: Arrivals, begin: int, end: int, factor: float, random: np.random.Generator
) -> NDArray[np.int64]:
    """The arrivals between two instants, in order, `factor` times as many as usual."""
    days = int((end - begin) // DAY_US + 2)
    hours = begin // HOUR_US * HOUR_US + np.arange(days * 24, dtype=np.int64) * HOUR_US
    rate = arrivals.rate[hour_of_week(hours)] * arrivals.season[_month(hours)] * factor
    if arrivals.on_off < 1.0:
        rate = np.where(arrivals.off.is_off(hours // DAY_US), rate * arrivals.on_off, rate)
    if arrivals.spread > 0:
        rate = rate * np.repeat(random.gamma(1.0 / arrivals.spread, arrivals.spread, days), 24)
    count = random.poisson(rate)
    times = np.repeat(hours, count) + (random.random(int(count.sum())) * HOUR_US).astype(np.int64)
    return np.sort(times[(times >= begin) & (times < end)])


def _month(at: NDArray[np.int64]) -> NDArray[np.int64]:
    return at.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64) % 12
