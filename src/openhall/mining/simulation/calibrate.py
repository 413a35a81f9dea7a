"""How far a simulation of a log can be trusted: it learns from the earlier part and is compared with the later one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog
from openhall.mining.simulation.distance import Distances, Seen, distances, emd_hours
from openhall.mining.simulation.history import History
from openhall.mining.simulation.parameters import Parameters, fit
from openhall.mining.simulation.run import Run, run
from openhall.mining.simulation.week import DAY_US, HOUR_US
from openhall.process.model import Model

HELD_OUT = 0.2
SHORTEST_MEMORY = 7.0
HALVINGS = 5
"""Memories that are tried: all the same, and half, a quarter, ... of the record."""
FOLDS = (0.6, 0.7, 0.8)
"""Shares of the cases that are known in each trial of a memory; the next tenths are predicted."""
AHEAD = 0.2
WORSE = 1.15
"""Where a memory is so much worse than the best one, still shorter ones are not tried."""
LEAST_CASES = 30
"""Cases of a trial."""
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
) -> Calibration | None:
    """How far a simulation of a record is off; None where there are too few cases to hold some of them out."""
    try:
        return calibrate(history, seed=seed, progress=progress, model=model)
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
) -> Calibration:
    """Split a record by time, fit on what was known at the split, and compare with the cases that began after it.

    Held-out cases are on record up to its end only. Each simulated case is looked at for as long as the held-out one
    that came at the same place in the order: what lasts longer is cut there, in what happened as in what is simulated.
    """
    split = split_at(history, held_out)
    known = history.before(split)
    told = progress or (lambda _: None)
    memory = choose_memory(known, seed, lambda done: told(0.7 * done))
    parameters = fit(known, memory, model)
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
        memory,
        tuple(each),
        emd_hours(_durations(known), later.durations),
        later.durations / HOUR_US,
        np.concatenate(lengths) / HOUR_US,
    )


def fit_best(
    history: History,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    model: Model | None = None,
) -> Parameters:
    """All parameters, with the memory that predicts best within the record."""
    return fit(history, choose_memory(history, seed, progress), model)


def choose_memory(
    history: History, seed: int = 0, progress: Callable[[float], None] | None = None
) -> float | None:
    """After how many days the past should count half: what would have predicted best at three earlier moments."""
    span = float(history.starts.max() - history.starts.min()) / DAY_US
    memories: list[float | None] = [None]
    memories += [span / 2**k for k in range(1, HALVINGS + 1) if span / 2**k >= SHORTEST_MEMORY]
    starts = np.sort(history.starts)
    trials = []
    for share in FOLDS:
        first, last = int(len(starts) * share), min(len(starts), int(len(starts) * (share + AHEAD)))
        if first < LEAST_CASES or last - first < LEAST_CASES:
            continue
        split, until = int(starts[first]) - 1, history.until if last == len(starts) else int(starts[last]) - 1
        known = history.before(until)
        trials.append((known.before(split), later_cases(known, split), split, until))
    if not trials:
        return None
    scores: list[NDArray[np.float64]] = []
    for place, memory in enumerate(memories):
        off = np.zeros(len(trials))
        for number, (known, later, split, until) in enumerate(trials):
            parameters = fit(known, memory)
            # Small logs have few long cases, which chance places here or there: they are played more often.
            times = max(2, min(10, 3_000 // len(later.starts)))
            runs = [
                followed(run(parameters, len(later.starts), seed + k, split + 1), later, until)
                for k in range(times)
            ]
            off[number] = float(np.mean([emd_hours(each.durations, later.durations) for each in runs])) / max(
                float(later.durations.mean()) / HOUR_US, 1e-9
            )
            if progress is not None:
                progress((place + (number + 1) / len(trials)) / len(memories))
        scores.append(off)
        if off.sum() > WORSE * min(score.sum() for score in scores):
            break
    best = int(np.argmin([score.sum() for score in scores]))
    return memories[best]


def later_cases(history: History, split: int) -> Seen:
    """What there is of the cases that began after an instant."""
    later = history.starts > split
    rows = later[history.case]
    number = np.cumsum(later) - 1
    return Seen(
        history.starts[later], _durations(history)[later], number[history.case[rows]], history.done[rows]
    )


def followed(played: Run, later: Seen, until: int) -> Seen:
    """What there is of a run's cases when each is followed for as long as the held-out case at its place was."""
    windows = until - np.sort(later.starts)
    starts = played.first
    kept = played.done - starts[played.case] <= np.maximum(
        windows[np.minimum(played.case, len(windows) - 1)], 0
    )
    there, case = np.unique(played.case[kept], return_inverse=True)
    last = starts.copy()
    np.maximum.at(last, played.case[kept], played.done[kept])
    return Seen(starts[there], (last - starts)[there], case.astype(np.int64), played.done[kept])


def _durations(history: History) -> NDArray[np.int64]:
    durations: NDArray[np.int64] = np.maximum.reduceat(history.done, history.offsets[:-1]) - history.starts
    return durations
