"""How far a simulated log is from what happened: the distances of Chapela-Campa et al. (2023, 2024).

All are earth mover's (Wasserstein-1) distances in hours: how far a case, or an event, has to be moved on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import wasserstein_distance

from openhall.mining.simulation.week import HOUR_US, hour_of_week


@dataclass(frozen=True)
class Seen:
    """What is compared of a log. Times are microseconds on the wall clock.

    starts     when each case began; durations: how long each took (microseconds)
    case       the case of each event; done: when it was over
    """

    starts: NDArray[np.int64]
    durations: NDArray[np.int64]
    case: NDArray[np.int64]
    done: NDArray[np.int64]


@dataclass(frozen=True)
class Distances:
    """Distances in hours.

    cycle_time  of the cases' throughput times
    arrivals    of when cases came, by the hour (CAR)
    events      of when things were done, by the hour (AED)
    week        of when in the week things were done (CED, mean of the weekdays)
    relative    of events, counted from the start of their case (RED)
    """

    cycle_time: float
    arrivals: float
    events: float
    week: float
    relative: float


def distances(simulated: Seen, happened: Seen) -> Distances:
    """All distances of two logs."""
    return Distances(
        emd_hours(simulated.durations, happened.durations),
        _by_hour(simulated.starts, happened.starts),
        _by_hour(simulated.done, happened.done),
        _in_week(simulated.done, happened.done),
        emd_hours(
            simulated.done - simulated.starts[simulated.case], happened.done - happened.starts[happened.case]
        ),
    )


def emd_hours(simulated: NDArray[np.int64], happened: NDArray[np.int64]) -> float:
    """The earth mover's distance of two sets of durations (microseconds), in hours; NaN where one is empty."""
    if not len(simulated) or not len(happened):
        return float("nan")
    return float(wasserstein_distance(simulated / HOUR_US, happened / HOUR_US))


def _by_hour(simulated: NDArray[np.int64], happened: NDArray[np.int64]) -> float:
    return emd_hours(simulated // HOUR_US * HOUR_US, happened // HOUR_US * HOUR_US)


def _in_week(simulated: NDArray[np.int64], happened: NDArray[np.int64]) -> float:
    ours, theirs = hour_of_week(simulated), hour_of_week(happened)
    found = []
    for day in range(7):
        one, other = ours[ours // 24 == day] % 24, theirs[theirs // 24 == day] % 24
        if len(other):
            # A day on which nothing was simulated is as wrong as can be.
            found.append(float(wasserstein_distance(one, other)) if len(one) else 24.0)
    return float(np.mean(found)) if found else float("nan")
