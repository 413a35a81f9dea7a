"""Everything that is needed to simulate a process, estimated from its record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog
from openhall.mining.instances import pair_lifecycle
from openhall.mining.log import EventLog
from openhall.mining.simulation.arrivals import Arrivals, arrivals_of
from openhall.mining.simulation.chain import Chain, chain_of
from openhall.mining.simulation.flow import Flow
from openhall.mining.simulation.history import History
from openhall.mining.simulation.quantiles import PARTS, effective, parts_of
from openhall.mining.simulation.staff import Staff, staff_of
from openhall.mining.simulation.week import until_hour, worked_between

ENOUGH_WAITS = 25
"""A distribution of waits of its own needs as many."""
LONGEST_ALIKE = 0.95


@dataclass(frozen=True, eq=False)
class Parameters:
    """A process as it can be simulated.

    flow       what comes next
    delay      kinds x PARTS: the wait that no person causes, in working time of those who do the activity
    likeness   a kind: correlation of the waits of one case (of their normal scores) with what is the case's own
    manned     a kind: whether it takes a person and time
    staff, arrivals
    values     cases x attributes: what the cases on record were like, drawn from for those to come
    drawn      how likely each of them is drawn
    attributes the names of the attributes, and the words for their codes
    until      when the record ends (microseconds, wall clock)
    memory     days after which the past counts half; None where all of it counts the same
    """

    flow: Flow
    delay: NDArray[np.float64]
    likeness: NDArray[np.float64]
    manned: NDArray[np.bool_]
    staff: Staff
    arrivals: Arrivals
    values: NDArray[np.int64]
    drawn: NDArray[np.float64]
    attributes: tuple[tuple[str, tuple[str, ...]], ...]
    until: int
    memory: float | None


def history_of(log: EventLog) -> History:
    """The history of a log, start and complete joined. Raises `EmptyLog` where there is nothing to learn from."""
    history = History.of(pair_lifecycle(log))
    if history.n_cases < 2:
        raise EmptyLog("A simulation learns from at least two cases; the log has fewer.")
    return history


def fit(history: History, memory: float | None = None) -> Parameters:
    """Estimate all parameters from a history. `memory` is days after which the past counts half."""
    weight = np.ones(len(history.done))
    if memory is not None:
        # By when a wait began: by when it was over, long waits would count more than they are.
        weight = 0.5 ** ((history.until - history.enabled) / (memory * 86_400e6))
        weight = np.maximum(weight, 1e-6)
    chain = chain_of(history, weight)
    staff, spent = staff_of(history, weight)
    delay, likeness = _delays(history, chain, staff, spent)
    values = np.column_stack(
        [codes for _, codes, _ in history.attributes] or [np.zeros(history.n_cases, int)]
    )
    drawn = weight[history.first]
    manned = np.ones(len(chain.flow.kind_activity), np.bool_)
    manned[chain.kind[history.first]] = False
    return Parameters(
        chain.flow, delay, likeness, manned, staff,
        arrivals_of(history.starts, drawn, history.until),
        values.astype(np.int64), drawn / drawn.sum(),
        tuple((name, words) for name, _, words in history.attributes), history.until, memory,
    )  # fmt: skip


def _delays(
    history: History, chain: Chain, staff: Staff, spent: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The wait of each kind, less the work: of the kind, else of the step, else of the activity."""
    n = len(history.done)
    waited = np.zeros(n, np.int64)
    worked_between(
        history.enabled, history.done, staff.of_activity[history.activity], until_hour(staff.calendar), waited
    )
    waited = np.maximum(waited - spent, 0).astype(float)
    inner = ~history.first
    kinds = len(chain.flow.kind_activity)
    before = np.zeros(n, np.int64)
    before[1:] = np.where(history.first[1:], 0, history.activity[:-1] + 1)
    wide = len(history.log.activities)
    steps = np.unique(before * wide + history.activity, return_inverse=True)[1]
    delay = np.full((kinds, PARTS), np.nan)
    filled = np.zeros(kinds, np.bool_)
    example = np.zeros(kinds, np.int64)
    example[chain.kind] = np.arange(n)
    for group in (chain.kind, steps, history.activity):
        groups = int(group.max()) + 1
        found = parts_of(group[inner], waited[inner], chain.weight[inner], groups)
        worth = effective(group[inner], chain.weight[inner], groups)
        least = 1.0 if group is history.activity else ENOUGH_WAITS
        take = ~filled & (worth[group[example]] >= least - 1e-6)
        delay[take] = found[group[example[take]]]
        filled |= take
    delay = np.nan_to_num(delay)
    delay[chain.kind[history.first]] = 0.0
    return delay, np.full(kinds, _likeness(history, chain, waited))


def _likeness(history: History, chain: Chain, waited: NDArray[np.float64]) -> float:
    """How alike the waits of one case are: the correlation of normal scores within kinds, over pairs of one case."""
    from scipy.special import ndtri

    inner = np.flatnonzero(~history.first)
    if len(inner) < 100:
        return 0.0
    order = inner[np.lexsort((waited[inner], chain.kind[inner]))]
    low = np.searchsorted(chain.kind[order], chain.kind[order], side="left")
    high = np.searchsorted(chain.kind[order], chain.kind[order], side="right")
    # Ties share the middle of their ranks.
    key = chain.kind[order] * 1e18 + waited[order]
    middle = (np.searchsorted(key, key, side="left") + np.searchsorted(key, key, side="right")) / 2.0
    score = np.zeros(len(history.done))
    score[order] = ndtri((middle - low) / (high - low))
    usable = np.zeros(len(history.done), np.bool_)
    usable[order] = (high - low) >= ENOUGH_WAITS
    rows = np.flatnonzero(usable)
    sums = np.bincount(history.case[rows], weights=score[rows], minlength=history.n_cases)
    squares = np.bincount(history.case[rows], weights=score[rows] ** 2, minlength=history.n_cases)
    count = np.bincount(history.case[rows], minlength=history.n_cases)
    many = count >= 2
    if many.sum() < 30:
        return 0.0
    # Mean product of pairs of a case, each case counted once for each of its waits.
    pairs = (sums[many] ** 2 - squares[many]) / (count[many] - 1)
    alike = pairs.sum() / squares[many].sum()
    return float(np.sqrt(np.clip(alike, 0.0, LONGEST_ALIKE)))
