"""When residents come, by which channel and from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from openhall.demo.calendar import DAYS, FIRST, OFFICE, day_of

DISTRICTS = {
    "Harbourside": 0.19,
    "Old Town": 0.15,
    "Northgate": 0.17,
    "Millbrook": 0.14,
    "Castle Hill": 0.10,
    "Saltmarsh": 0.12,
    "Weir End": 0.08,
    "Alderwood": 0.05,
}
ONLINE = frozenset({"web", "app", "e-mail"})
# How busy the portal is, hour by hour. Nobody comes between 1:00 and 2:00, the hour that daylight saving
# drops in spring and repeats in autumn.
ONLINE_HOURS = np.array(
    [2, 0, 1, 1, 1, 2, 4, 8, 13, 17, 18, 17, 16, 15, 15, 15, 15, 16, 17, 19, 20, 17, 11, 5], np.float64
)
WEEKDAYS = np.array([1.12, 1.06, 1.0, 0.98, 0.92, 0.34, 0.28])


@dataclass(frozen=True)
class Arrivals:
    """Who comes: the moment (clock minutes, in order), the channel and the district of each case."""

    at: NDArray[np.float64]
    channel: list[str]
    district: list[str]


def pick(rng: Generator, shares: Mapping[str, float], count: int) -> list[str]:
    """Draw names by their shares."""
    names, parts = list(shares), np.array(list(shares.values()))
    return [names[k] for k in rng.choice(len(names), count, p=parts / parts.sum())]


def skewed(rng: Generator, median: float, spread: float = 0.6) -> float:
    """A lognormal draw: half lie below the median, a few far above; `spread` is the sigma of its logarithm."""
    return float(median * np.exp(spread * rng.standard_normal()))


def seasons(by_month: Mapping[int, float]) -> NDArray[np.float64]:
    """How busy each day is by its month (1 is usual; months not named are usual)."""
    return np.array([by_month.get(day_of(number).month, 1.0) for number in range(DAYS)])


def arrive(
    rng: Generator,
    expected: int,
    channels: Mapping[str, float],
    season: NDArray[np.float64],
    growth: float = 0.0,
) -> Arrivals:
    """Draw the cases of three years: about `expected`, by weekday and `season` (a factor a day), with a yearly
    `growth`. Online at any hour; all other channels while the office is open."""
    days = np.arange(DAYS)
    rate = season * WEEKDAYS[(days + FIRST.weekday()) % 7] * (1 + growth) ** (days / 365.25)
    rate[[not OFFICE.is_open(int(day)) for day in days]] *= 0.8
    count = rng.poisson(rate * (expected / rate.sum()))
    day = np.repeat(days, count)
    total = len(day)
    channel = pick(rng, channels, total)
    hour = rng.choice(24, total, p=ONLINE_HOURS / ONLINE_HOURS.sum())
    online_minute = hour * 60 + rng.random(total) * 60
    office_minute = OFFICE.opens + rng.random(total) * (OFFICE.length - 30)
    # Who finds the office closed writes online.
    channel = [
        name if name in ONLINE or OFFICE.is_open(int(number)) else "web"
        for name, number in zip(channel, day, strict=True)
    ]
    online = np.array([name in ONLINE for name in channel])
    at = (day * 1_440 + np.where(online, online_minute, office_minute)).astype(np.float64)
    order = np.argsort(at, kind="stable")
    return Arrivals(at[order], [channel[k] for k in order], pick(rng, DISTRICTS, total))
