"""How far a simulation of a log can be trusted: it learns from the earlier part and is compared with the later one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog
from openhall.mining.simulation.choose import choose, durations_of, followed, later_cases
from openhall.mining.simulation.distance import Distances, distances, emd_hours
from openhall.mining.simulation.history import History
from openhall.mining.simulation.parameters import Parameters
from openhall.mining.simulation.run import run
from openhall.mining.simulation.week import HOUR_US
from openhall.process.model import Model

HELD_OUT = 0.2
REPLICATIONS = 5


@dataclass(frozen=True, eq=False)
class Calibration:
    """What a comparison with the held-out part of a record showed.

    split        the instant up to which the simulation knew the record
    known        cases it knew; held_out: cases that began later
    memory       the memory it chose, in days; None for all of the past
    each         the distances of each replication
    past         the earth mover's distance of the known cases themselves from the held-out ones, in hours: what one
                 gets who takes the past for the future
    happened, simulated  throughput times in hours, of the held-out cases and of all replications together
    """

    split: int
    known: int
    held_out: int
    memory: float | None
    each: tuple[Distances, ...]
    past: float
    happened: NDArray[np.float64]
    simulated: NDArray[np.float64]

    @property
    def cycle_time(self) -> float:
        """The mean earth mover's distance of throughput times, in hours."""
        return float(np.mean([one.cycle_time for one in self.each]))

    @property
    def share(self) -> float:
        """The distance as a share of the mean throughput time that happened."""
        mean = float(self.happened.mean())
        return self.cycle_time / mean if mean > 0 else float("inf")

    @property
    def grade(self) -> str:
        """`good`, `fair` or `poor`."""
        middle = abs(float(np.median(self.simulated)) - float(np.median(self.happened)))
        off = max(self.share, 0.5 * middle / max(float(self.happened.mean()), 1e-9))
        return "good" if off <= 0.15 else "fair" if off <= 0.4 else "poor"


def trust(
    history: History,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    model: Model | None = None,
    asked: Collection[str] = (),
) -> Calibration | None:
    """How far a simulation of a record is off; None where there are too few cases to hold some of them out."""
    try:
        return calibrate(history, seed=seed, progress=progress, model=model, asked=asked)
    except EmptyLog:
        return None


def split_at(history: History, held_out: float = HELD_OUT) -> int:
    """The last instant before the last share of the cases begins. Raises `EmptyLog` for too few cases."""
    starts = np.sort(history.starts)
    place = int(len(starts) * (1.0 - held_out))
    if place < 1 or place >= len(starts):
        raise EmptyLog("Too few cases to hold some of them out; a log with ten cases will do.")
    return int(starts[place]) - 1


def calibrate(
    history: History,
    held_out: float = HELD_OUT,
    replications: int = REPLICATIONS,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    model: Model | None = None,
    asked: Collection[str] = (),
) -> Calibration:
    """Split a record by time, fit on what was known at the split, and compare with the cases that began after it.

    Held-out cases are on record up to its end only. Each simulated case is looked at for as long as the held-out one
    that came at the same place in the order: what lasts longer is cut there, in what happened as in what is simulated.
    """
    split = split_at(history, held_out)
    known = history.before(split)
    told = progress or (lambda _: None)
    choice = choose(known, seed, lambda done: told(0.7 * done), asked)
    parameters = choice.fit(known, model)
    later = later_cases(history, split)
    each: list[Distances] = []
    lengths: list[NDArray[np.int64]] = []
    for number in range(replications):
        played = followed(run(parameters, len(later.starts), seed + number, split + 1), later, history.until)
        each.append(distances(played, later))
        lengths.append(played.durations)
        told(0.7 + 0.3 * (number + 1) / replications)
    return Calibration(
        split,
        known.n_cases,
        len(later.starts),
        choice.memory,
        tuple(each),
        emd_hours(durations_of(known), later.durations),
        later.durations / HOUR_US,
        np.concatenate(lengths) / HOUR_US,
    )


def fit_best(
    history: History,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    model: Model | None = None,
    asked: Collection[str] = (),
) -> Parameters:
    """All parameters, with the memory and of what was found what predicts best within the record.

    `asked` are keys of what is played in any case where it is found (`habits`).
    """
    return choose(history, seed, progress, asked).fit(history, model)
