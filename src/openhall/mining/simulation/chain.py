"""A flow from a log alone: what comes next follows from the last activities of a case, as many as can be told of.

A variable-length Markov chain (Ron, Singer and Tishby 1996): the state is the longest run of last activities that was
seen often enough. Cases that are still open at the end of the record count as open: what they wait for is shared among
those that waited longer at the same place (redistribution to the right, Efron 1967), and whether a silent case is over
is worked out by expectation and maximisation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from openhall.mining.simulation.flow import Flow
from openhall.mining.simulation.history import History

ENOUGH = 20
"""So often a run of activities must have been seen to be a state of its own."""
ENOUGH_TO_SPLIT = 150
"""So many choices must have been seen at a place before attributes are asked."""
CHANCE_OF_SPLIT = 1e-4
"""An attribute is asked where a difference as large comes about by chance less often than this."""
ROUNDS = 25
"""Of expectation and maximisation."""


@dataclass(frozen=True, eq=False)
class Chain:
    """A flow, and which of its parts each event stands for.

    kind    int64, an event: the kind of item it was
    weight  float64, an event: how much it counts, with what open cases add
    """

    flow: Flow
    kind: NDArray[np.int64]
    weight: NDArray[np.float64]


def chain_of(history: History, weight: NDArray[np.float64]) -> Chain:
    """Estimate a flow. `weight` says how much each event counts (an event's own choice and wait)."""
    state = states_of(history)
    shares, stays = _open_cases(history, state, weight)
    weight = weight * shares
    # A kind of item: an activity after a state; the first ones come after no state.
    wide = len(history.log.activities)
    origin = np.full(len(state), 0)
    origin[1:] = np.where(history.first[1:], 0, state[:-1] + 1)
    pairs, kind = np.unique(origin * wide + history.activity, return_inverse=True)
    kind = kind.astype(np.int64)
    leads = np.zeros(len(pairs), np.int64)
    leads[kind] = state + 1
    n_states = int(state.max()) + 2
    # Choices: one row for the start and each event, with the kind of what came next; -1 where the case was over.
    follows = np.full(len(state), -1, np.int64)
    follows[:-1] = np.where(history.last[:-1], -1, kind[1:])
    moved = np.zeros(len(state))
    moved[:-1] = np.where(history.last[:-1], 0.0, weight[1:])
    counts = np.where(history.last, stays, moved)
    at = np.concatenate((np.zeros(history.n_cases, np.int64), state + 1))
    then = np.concatenate((kind[history.first], follows))
    much = np.concatenate((weight[history.first], counts))
    of_case = np.concatenate((np.arange(history.n_cases), history.case))
    return Chain(_flow(history, pairs, leads, n_states, at, then, much, of_case), kind, weight)


def states_of(history: History) -> NDArray[np.int64]:
    """The state after each event: a number for the longest run of last activities that is frequent enough."""
    contexts = history.contexts
    state = contexts[1].copy()
    taken = int(state.max()) + 1 if len(state) else 0
    for runs in contexts[2:]:
        often = np.bincount(runs)[runs] >= ENOUGH
        state = np.where(often, runs + taken, state)
        taken += int(runs.max()) + 1
    return np.unique(state, return_inverse=True)[1].astype(np.int64)


def _open_cases(
    history: History, state: NDArray[np.int64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What open cases change: a factor for each event's weight, and how much the last one of each case is an end."""
    n = len(state)
    here = np.concatenate((state[~history.last], state[history.last]))
    ends = np.arange(len(here)) >= int((~history.last).sum())
    after = np.flatnonzero(~history.first)
    gap = np.concatenate(
        (history.done[after] - history.enabled[after], history.until - history.done[history.last])
    )
    much = np.concatenate((weight[after], weight[history.last]))
    order = np.lexsort((ends, gap, here))
    here, gap, much, is_end = here[order], gap[order], much[order], ends[order]
    n_states = int(state.max()) + 1
    seen = np.where(is_end, 0.0, much)
    total_seen = np.bincount(here, weights=seen, minlength=n_states)
    run = np.cumsum(seen)
    low = np.searchsorted(here, np.arange(n_states))
    until_state = np.concatenate(([0.0], run))[low]
    survives = 1.0 - np.divide(
        run - until_state[here], total_seen[here], out=np.ones(n), where=total_seen[here] > 0
    )
    survives = np.clip(survives, 0.0, 1.0)
    ended = np.where(is_end, much, 0.0)
    all_here = np.bincount(here, weights=much, minlength=n_states)
    for _ in range(ROUNDS):
        chance = np.divide(
            np.bincount(here, weights=ended, minlength=n_states),
            all_here,
            out=np.zeros(n_states),
            where=all_here > 0,
        )[here]
        over = np.divide(
            chance,
            chance + (1.0 - chance) * survives,
            out=np.ones(n),
            where=chance + (1.0 - chance) * survives > 0,
        )
        ended = np.where(is_end, much * over, 0.0)
    # Redistribution to the right: what is open at a gap is shared by those who waited longer.
    open_mass = np.where(is_end, much - ended, 0.0)
    mass = seen + open_mass
    sums = np.cumsum(mass)
    past = np.concatenate((low[1:], [n]))
    high = np.concatenate(([0.0], sums))[past]
    left = high[here] - sums
    grow = np.where((open_mass > 0) & (left > 1e-9), np.log1p(open_mass / np.maximum(left, 1e-9)), 0.0)
    logs = np.cumsum(grow)
    factor_sorted = np.exp(np.minimum(logs - np.concatenate(([0.0], logs))[low][here], 5.0))
    factor = np.empty(n)
    factor[order] = factor_sorted
    end_weight = np.empty(n)
    end_weight[order] = ended
    share, stays = np.ones(n), np.zeros(n)
    share[after] = factor[: len(after)]
    stays[history.last] = end_weight[len(after) :]
    return share, stays


def _flow(
    history: History,
    pairs: NDArray[np.int64],
    leads: NDArray[np.int64],
    n_states: int,
    at: NDArray[np.int64],
    then: NDArray[np.int64],
    much: NDArray[np.float64],
    of_case: NDArray[np.int64],
) -> Flow:
    """Choices and outcomes. State 0 of the chain is the start; a state of the flow is a kind that is open."""
    splits = _splits(history, n_states, at, then, of_case)
    sizes = np.array([0 if split < 0 else len(history.attributes[split][2]) for split in splits])
    first_choice = np.concatenate(([0], np.cumsum(1 + sizes)))
    choice = first_choice[at].copy()
    rows = [(choice, then, much)]
    for number, (_, codes, words) in enumerate(history.attributes):
        usual = splits[at] == number
        asked = usual & (codes[of_case] >= 0)
        rows.append((first_choice[at[asked]] + 1 + codes[of_case[asked]], then[asked], much[asked]))
        # A value that is rarely seen leans on what is usual.
        for value in range(len(words)):
            rows.append((first_choice[at[usual]] + 1 + value, then[usual], much[usual] * 0.02))
    all_choices, all_then, all_much = (np.concatenate(part) for part in zip(*rows, strict=True))
    wide = len(pairs) + 1
    keys, inverse = np.unique(all_choices * wide + all_then + 1, return_inverse=True)
    mass = np.bincount(inverse, weights=all_much)
    keys, mass = keys[mass > 0], mass[mass > 0]
    of_choice, outcome = keys // wide, keys % wide - 1
    outcomes = np.searchsorted(of_choice, np.arange(first_choice[-1] + 1))
    run = np.concatenate(([0.0], np.cumsum(mass)))
    total = run[outcomes[1:]] - run[outcomes[:-1]]
    chance = (run[1:] - run[outcomes[:-1]][of_choice]) / total[of_choice]
    # A choice of which nothing is known ends the case.
    empty = np.flatnonzero(np.diff(outcomes) == 0)
    of_choice, outcome, chance = _add_ends(of_choice, outcome, chance, empty)
    outcomes = np.searchsorted(of_choice, np.arange(first_choice[-1] + 1))
    goes = outcome >= 0
    end_state = len(pairs) + 1
    after = np.concatenate(([0], leads))
    return Flow(
        key_of=np.arange(len(pairs) + 2, dtype=np.int32),
        split=np.append(splits[after], -1).astype(np.int32),
        choice=np.append(first_choice[after], 0).astype(np.int32),
        outcomes=outcomes.astype(np.int32),
        chance=chance,
        to=np.where(goes, outcome + 1, end_state).astype(np.int32),
        items=np.concatenate(([0], np.cumsum(goes))).astype(np.int32),
        before=np.full(int(goes.sum()), -1, np.int32),
        kind=outcome[goes].astype(np.int32),
        kind_activity=(pairs % len(history.log.activities)).astype(np.int32),
        activities=history.log.activities,
        also=np.zeros(len(outcome) + 1, np.int32),
        also_activity=np.zeros(0, np.int32),
    )


def _add_ends(
    of_choice: NDArray[np.int64],
    outcome: NDArray[np.int64],
    chance: NDArray[np.float64],
    empty: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    if not len(empty):
        return of_choice, outcome, chance
    of_choice = np.concatenate((of_choice, empty))
    order = np.argsort(of_choice, kind="stable")
    outcome = np.concatenate((outcome, np.full(len(empty), -1)))[order]
    return of_choice[order], outcome, np.concatenate((chance, np.ones(len(empty))))[order]


def _splits(
    history: History,
    n_states: int,
    at: NDArray[np.int64],
    then: NDArray[np.int64],
    of_case: NDArray[np.int64],
) -> NDArray[np.int64]:
    """For each state the attribute that tells most of what comes next, -1 where none does for certain."""
    splits = np.full(n_states, -1)
    best = np.full(n_states, CHANCE_OF_SPLIT)
    often = np.bincount(at, minlength=n_states)
    order = np.argsort(at, kind="stable")
    low = np.searchsorted(at[order], np.arange(n_states + 1))
    for state in np.flatnonzero(often >= ENOUGH_TO_SPLIT):
        rows = order[low[state] : low[state + 1]]
        _, next_ = np.unique(then[rows], return_inverse=True)
        if next_.max() == 0:
            continue
        for number, (_, codes, words) in enumerate(history.attributes):
            value = codes[of_case[rows]]
            known = value >= 0
            table = np.bincount(
                value[known] * (next_.max() + 1) + next_[known], minlength=len(words) * (next_.max() + 1)
            ).reshape(len(words), -1)
            table = table[:, table.sum(axis=0) >= 10][table.sum(axis=1) >= 20]
            if min(table.shape) < 2:
                continue
            expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
            statistic = float(((table - expected) ** 2 / np.maximum(expected, 1e-9)).sum())
            by_chance = float(chi2.sf(statistic, (table.shape[0] - 1) * (table.shape[1] - 1)))
            if by_chance < best[state]:
                best[state], splits[state] = by_chance, number
    return splits
