"""Everything that is needed to simulate a process, estimated from its record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog, LogTooLarge
from openhall.mining.instances import pair_lifecycle
from openhall.mining.log import EventLog
from openhall.mining.simulation.arrivals import Arrivals, Surge, arrivals_of
from openhall.mining.simulation.batching import Batch, FoundBatch
from openhall.mining.simulation.censored import likely
from openhall.mining.simulation.chain import Chain, chain_of
from openhall.mining.simulation.clock import worked_between
from openhall.mining.simulation.flow import Flow
from openhall.mining.simulation.habits import NOTHING, Find, Habits
from openhall.mining.simulation.history import History
from openhall.mining.simulation.quantiles import PARTS, effective, parts_of
from openhall.mining.simulation.queues import settled
from openhall.mining.simulation.replay import Replayed, replay
from openhall.mining.simulation.staff import Staff, staff_of
from openhall.mining.simulation.week import DAY_US
from openhall.process.model import Model
from openhall.process.saying import gettext

ENOUGH_WAITS = 25
"""A distribution of waits of its own needs as many."""
LONGEST_ALIKE = 0.95
MOST_YEARS = 100
"""Each hour of a record is looked at: one date of the year 1 among those of today would be millions."""


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
    until      when the record ends (microseconds, wall clock)
    surges     times in which more or fewer cases come than is usual
    fitting    with a model: the share of the cases on record that it lets through as they were
    unseen     with a model: its tasks that no case on record did
    batches    activities of which what lies ready is taken together
    found      what the record shows of batches, days off and months with fewer people, and whether it is played
    """

    flow: Flow
    delay: NDArray[np.float64]
    likeness: NDArray[np.float64]
    manned: NDArray[np.bool_]
    staff: Staff
    arrivals: Arrivals
    values: NDArray[np.int64]
    drawn: NDArray[np.float64]
    until: int
    surges: tuple[Surge, ...] = field(default=())
    fitting: float | None = None
    unseen: tuple[str, ...] = field(default=())
    batches: tuple[Batch, ...] = field(default=())
    found: tuple[Find, ...] = field(default=())


def history_of(log: EventLog) -> History:
    """The history of a log, start and complete joined. Raises `EmptyLog` where there is nothing to learn from, and
    `LogTooLarge` for one that spans more than `MOST_YEARS`."""
    history = History.of(pair_lifecycle(log))
    if history.n_cases < 2:
        raise EmptyLog(gettext("A simulation learns from at least two cases; the log has fewer."))
    years = (history.until - int(history.done.min())) / (365.25 * DAY_US)
    if years > MOST_YEARS:
        raise LogTooLarge(
            gettext(
                "The log spans %(years)s years, so a date in it must be wrong; a simulation learns from %(most)s years "
                "at the most. Leave out the cases with wrong dates.",
                years=round(years),
                most=MOST_YEARS,
            )
        )
    return history


def fit(
    history: History, memory: float | None = None, model: Model | None = None, habits: Habits = NOTHING
) -> Parameters:
    """Estimate all parameters from a history. `memory` is days after which the past counts half; `habits` are played.

    Without a model, what comes next follows from what was done last. Raises `LimitReached` for a model with too many
    states.
    """
    weight = np.ones(len(history.done))
    if memory is not None:
        # By when a wait began: by when it was over, long waits would count more than they are.
        weight = 0.5 ** ((history.until - history.enabled) / (memory * DAY_US))
        weight = np.maximum(weight, 1e-6)
    replayed = None if model is None else replay(history, model, weight)
    if replayed is not None:
        history, chain = replayed.history, replayed.chain
    else:
        chain = chain_of(history, weight)
    staff, spent = staff_of(history, weight, habits.season)
    delay, likeness = _delays(history, chain, staff, spent, habits.batches)
    values = np.column_stack(
        [codes for _, codes, _ in history.attributes] or [np.zeros(history.n_cases, int)]
    )
    drawn = weight[history.first]
    manned = np.ones(len(chain.flow.kind_activity), np.bool_)
    if replayed is None:
        manned[chain.kind[history.first]] = False
    else:
        manned &= ~replayed.begins
        staff, delay = _of_new_tasks(replayed, staff, delay)
        delay = np.where(np.isnan(replayed.fixed)[:, None], delay, replayed.fixed[:, None])
        delay[replayed.begins & np.isnan(replayed.fixed)] = 0.0
    return settled(Parameters(
        chain.flow, delay, likeness, manned, staff,
        arrivals_of(history.starts, history.until, habits.season),
        values.astype(np.int64), drawn / drawn.sum(),
        history.until, (),
        None if replayed is None else replayed.fitting, () if replayed is None else replayed.unseen,
        tuple(each.batch for each in habits.batches),
    ))  # fmt: skip


def _delays(
    history: History,
    chain: Chain,
    staff: Staff,
    spent: NDArray[np.int64],
    batches: tuple[FoundBatch, ...],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The wait of each kind, less the work: of the kind, else of the step, else of the activity."""
    n = len(history.done)
    clock = staff.clock(int(history.done.min()), history.until)
    of_event = staff.of_activity[history.activity]
    waited = worked_between(history.enabled, history.done, of_event, *clock)
    waited = np.maximum(waited - spent, 0).astype(float)
    for each in batches:
        # The batch is played, so only the wait until it was ready for one counts; of that, bounds are known.
        rows = each.rows
        since, place = history.enabled[rows], of_event[rows]
        low = worked_between(since, np.maximum(each.passed, since), place, *clock)
        high = worked_between(since, np.maximum(each.begun, since), place, *clock)
        waited[rows] = likely(low.astype(float), high.astype(float), chain.weight[rows])
    inner = ~history.first
    kinds = len(chain.flow.kind_activity)
    before = np.zeros(n, np.int64)
    before[1:] = np.where(history.first[1:], 0, history.activity[:-1] + 1)
    wide = len(history.log.activities)
    steps = np.unique(before * wide + history.activity, return_inverse=True)[1]
    delay = np.full((kinds, PARTS), np.nan)
    shown = chain.flow.kind_activity
    seen = np.bincount(chain.kind, weights=chain.weight, minlength=kinds) > 0
    step_of, activity_of = np.zeros(kinds, np.int64), np.maximum(shown, 0).astype(np.int64)
    step_of[chain.kind] = steps
    for group, of_kind, least, known in (
        (chain.kind, np.arange(kinds), ENOUGH_WAITS, seen),
        (steps, step_of, ENOUGH_WAITS, seen),
        (history.activity, activity_of, 1.0, shown >= 0),
    ):
        groups = max(int(group.max()), int(of_kind.max())) + 1
        found = parts_of(group[inner], waited[inner], chain.weight[inner], groups)
        worth = effective(group[inner], chain.weight[inner], groups)
        take = np.isnan(delay[:, 0]) & known & (worth[of_kind] >= least - 1e-6)
        delay[take] = found[of_kind[take]]
    delay = np.nan_to_num(delay)
    if history.opened is None:
        delay[chain.kind[history.first]] = 0.0
    return delay, np.full(kinds, _likeness(history, chain, waited))


def _of_new_tasks(
    replayed: Replayed, staff: Staff, delay: NDArray[np.float64]
) -> tuple[Staff, NDArray[np.float64]]:
    """Tasks that no case did are done by those of their lane, and take and wait as long as the others there do."""
    activities = replayed.history.log.activities
    share, work, of_activity = staff.share.copy(), staff.work.copy(), staff.of_activity.copy()
    delay = delay.copy()
    shown = replayed.chain.flow.kind_activity
    for name in replayed.unseen:
        place, lane = activities.index(name), replayed.lanes.get(name, ())
        peers = [
            activities.index(other)
            for other, their in replayed.lanes.items()
            if lane and their == lane and other in activities and other not in replayed.unseen
        ]
        peers = [peer for peer in peers if share[peer].sum() > 0]
        if not peers:
            continue
        share[place], work[place] = share[peers].mean(axis=0), work[peers].mean(axis=0)
        of_activity[place] = of_activity[peers[0]]
        alike = delay[np.isin(shown, peers)]
        if len(alike):
            delay[shown == place] = alike.mean(axis=0)
    return replace(staff, share=share, work=work, of_activity=of_activity), delay


def _likeness(history: History, chain: Chain, waited: NDArray[np.float64]) -> float:
    """How alike the waits of one case are: the correlation of normal scores within kinds, over pairs of one case."""
    from scipy.special import ndtri

    inner = np.flatnonzero(~history.first & (chain.weight > 0))
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
