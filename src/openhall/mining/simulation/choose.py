"""What is played is what would have foretold the record best: how fast the past is forgotten, and which of the things
that were found (batches, days off, months with fewer people)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from openhall.mining.simulation.distance import Seen, emd_hours
from openhall.mining.simulation.habits import (
    ASKED,
    BETTER,
    NO_BETTER,
    UNTRIED,
    Find,
    Habits,
    habits_of,
)
from openhall.mining.simulation.history import History
from openhall.mining.simulation.parameters import Parameters, fit
from openhall.mining.simulation.run import Run, run
from openhall.mining.simulation.week import DAY_US, HOUR_US
from openhall.process.model import Model

SHORTEST_MEMORY = 7.0
HALVINGS = 5
"""Memories that are tried: all the same, and half, a quarter, ... of the record."""
FOLDS = (0.6, 0.7, 0.8)
"""Shares of the cases that are known in each trial; the next tenths are predicted."""
AHEAD = 0.2
WORSE = 1.15
"""Where a memory is so much worse than the best one, still shorter ones are not tried."""
LEAST_CASES = 30
"""Cases of a trial."""
PLAYS = 20
"""Plays of a trial of something that was found, with it and without."""
CERTAIN = 1.0
"""It is played where it is better by more than so many standard errors of those plays."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A moment of the record: what was known then, what came, and up to when it is on record."""

    known: History
    later: Seen
    split: int
    until: int

    def off(self, parameters: Parameters, seed: int, times: int) -> NDArray[np.float64]:
        """How far each of so many plays is off, as a share of the mean time."""
        mean = max(float(self.later.durations.mean()) / HOUR_US, 1e-9)
        plays = (
            followed(
                run(parameters, len(self.later.starts), seed + k, self.split + 1), self.later, self.until
            )
            for k in range(times)
        )
        return np.array([emd_hours(each.durations, self.later.durations) / mean for each in plays])


@dataclass(frozen=True, eq=False)
class Choice:
    """What was chosen for a history: the memory in days (None: all of the past), what was found, what of it is played.

    habits  all that was found; finds: each of them, with whether it is played and why
    """

    memory: float | None
    habits: Habits
    finds: tuple[Find, ...]

    def fit(self, history: History, model: Model | None = None) -> Parameters:
        """The parameters of the history that it was chosen for."""
        used = self.habits.only([each.key for each in self.finds if each.used])
        return replace(fit(history, self.memory, model, used), found=self.finds)


def choose(
    history: History,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    asked: Collection[str] = (),
) -> Choice:
    """Choose by what would have predicted best at three earlier moments. `asked` are keys, in small letters, of things
    that are played in any case, where they are found."""
    told = progress or (lambda _: None)
    trials = trials_of(history)
    habits = habits_of(history)
    memory = choose_memory(history, seed, lambda done: told(done * (0.6 if habits.keys else 1.0)), trials)
    finds: list[Find] = []
    for number, key in enumerate(habits.keys):
        used = [each.key for each in finds if each.used]
        finds.append(_tried(key, used, habits, memory, trials, seed, asked))
        told(0.6 + 0.4 * (number + 1) / len(habits.keys))
    return Choice(memory, habits, tuple(finds))


def _tried(
    key: str,
    used: Collection[str],
    habits: Habits,
    memory: float | None,
    trials: Collection[Trial],
    seed: int,
    asked: Collection[str],
) -> Find:
    """Whether what was foretold is certainly better with one more thing that was found."""
    told = habits.told(key)
    better: list[NDArray[np.float64]] = []
    off: tuple[float, float] | None = None
    for trial in trials:
        # What is found then, not what is known now.
        found = habits_of(trial.known)
        if key not in found.keys:
            continue
        without, with_it = (
            trial.off(fit(trial.known, memory, habits=found.only(keys)), seed, PLAYS)
            for keys in (used, (*used, key))
        )
        hours = float(trial.later.durations.mean()) / HOUR_US
        better.append(without - with_it)
        off = (float(with_it.mean()) * hours, float(without.mean()) * hours)
    if off is None:
        return Find(key, told, key.casefold() in asked, ASKED if key.casefold() in asked else UNTRIED)
    # The last moment decides: most is known there, and it is nearest to what will come. The others must not gainsay it.
    last = better[-1]
    error = float(last.std(ddof=1) / np.sqrt(len(last)))
    helps = bool(last.mean() > CERTAIN * error and np.mean([each.mean() for each in better]) > 0)
    why = BETTER if helps else ASKED if key.casefold() in asked else NO_BETTER
    return Find(key, told, helps or key.casefold() in asked, why, off)


def trials_of(history: History) -> list[Trial]:
    """Three earlier moments of a record; fewer where too few cases were known or came."""
    starts = np.sort(history.starts)
    trials = []
    for share in FOLDS:
        first, last = int(len(starts) * share), min(len(starts), int(len(starts) * (share + AHEAD)))
        if first < LEAST_CASES or last - first < LEAST_CASES:
            continue
        split, until = int(starts[first]) - 1, history.until if last == len(starts) else int(starts[last]) - 1
        known = history.before(until)
        trials.append(Trial(known.before(split), later_cases(known, split), split, until))
    return trials


def choose_memory(
    history: History,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    trials: list[Trial] | None = None,
) -> float | None:
    """After how many days the past should count half: what would have predicted best at three earlier moments."""
    span = float(history.starts.max() - history.starts.min()) / DAY_US
    memories: list[float | None] = [None]
    memories += [span / 2**k for k in range(1, HALVINGS + 1) if span / 2**k >= SHORTEST_MEMORY]
    trials = trials_of(history) if trials is None else trials
    if not trials:
        return None
    scores: list[float] = []
    for place, memory in enumerate(memories):
        off = 0.0
        for number, trial in enumerate(trials):
            # Small logs have few long cases, which chance places here or there: they are played more often.
            times = max(2, min(10, 3_000 // len(trial.later.starts)))
            off += float(trial.off(fit(trial.known, memory), seed, times).mean())
            if progress is not None:
                progress((place + (number + 1) / len(trials)) / len(memories))
        scores.append(off)
        if off > WORSE * min(scores):
            break
    return memories[int(np.argmin(scores))]


def later_cases(history: History, split: int) -> Seen:
    """What there is of the cases that began after an instant."""
    later = history.starts > split
    rows = later[history.case]
    number = np.cumsum(later) - 1
    return Seen(
        history.starts[later], durations_of(history)[later], number[history.case[rows]], history.done[rows]
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


def durations_of(history: History) -> NDArray[np.int64]:
    """How long each case took, from its first event to its last, in microseconds."""
    durations: NDArray[np.int64] = np.maximum.reduceat(history.done, history.offsets[:-1]) - history.starts
    return durations
