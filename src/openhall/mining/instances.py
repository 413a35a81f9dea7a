"""Activity instances: one event with a start and an end where the records write two, "start" and "complete".

The life cycle of an activity is that of the XES lifecycle extension (IEEE 1849, `lifecycle:transition`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.log import LIFECYCLE, NO_END, EventLog, Problem

INSTANCE = "concept:instance"
OTHER, START, COMPLETE = 0, 1, 2
ALONE = -1


@njit(cache=True, nogil=True)
def _match(rows, group, kind, partner):  # type: ignore[no-untyped-def]
    """Match each complete with the first start of its group that is still open; `rows` go group by group, in order."""
    waiting = 0
    for k in range(len(rows)):
        if k > 0 and group[k] != group[k - 1]:
            waiting = k
        if kind[k] != COMPLETE:
            continue
        while waiting < k and kind[waiting] != START:
            waiting += 1
        if waiting < k:
            partner[rows[waiting]] = rows[k]
            partner[rows[k]] = rows[waiting]
            waiting += 1


def has_instances(log: EventLog) -> bool:
    """Whether the log writes the start and the completion of activities as events of their own."""
    if LIFECYCLE not in log.events.names:
        return False
    kind = _kinds(log)
    return bool((kind == START).any() and (kind == COMPLETE).any())


def pair_lifecycle(log: EventLog) -> EventLog:
    """The log with one event for each activity instance: its time is the start, its end the completion.

    Start and complete are matched within a case by activity and, where recorded, `concept:instance`; the first to
    start is the first to complete. Where one of the two is missing, how long it took is not on record: the instance
    stands at the time of the other and has no end, unless that event has one of its own. Other transitions (schedule,
    suspend, ...) are no instance of their own; a case with nothing else is left out and counted in `problems`.
    Attributes are those of the complete event, else of the start; the transition is dropped. A log without instances
    is returned as it is.
    """
    if not has_instances(log):
        return log
    kind = _kinds(log)
    partner = _partners(log, kind)
    # Each instance stands where it begins, so the order of the log is the order of the instances.
    anchor = np.flatnonzero((kind == START) | ((kind == COMPLETE) & (partner == ALONE)))
    over = np.where(kind[anchor] == COMPLETE, anchor, partner[anchor])
    own = np.full(len(anchor), NO_END) if log.end is None else log.end[anchor]
    end = np.where(partner[anchor] == ALONE, own, log.done[over])
    shown = np.where(over == ALONE, anchor, over)
    sizes = np.bincount(log.case[anchor], minlength=log.n_cases)
    kept = sizes > 0
    return replace(
        log,
        activity=log.activity[anchor],
        time=log.time[anchor],
        end=end,
        offset_min=None if log.offset_min is None else log.offset_min[anchor],
        offsets=np.concatenate(([0], np.cumsum(sizes[kept]))),
        events=log.events.without(LIFECYCLE).take(lambda: shown),
        cases=log.cases.take(lambda: np.flatnonzero(kept)),
        problems=(*log.problems, *_left_out(log, kept)),
    )


def _kinds(log: EventLog) -> NDArray[np.int8]:
    codes, names = log.codes(LIFECYCLE)
    # The last place is the one that code -1, a missing transition, finds.
    of_code = np.full(len(names) + 1, OTHER, np.int8)
    for code, name in enumerate(names):
        of_code[code] = {"start": START, "complete": COMPLETE}.get(name.strip().lower(), OTHER)
    return of_code[codes]


def _partners(log: EventLog, kind: NDArray[np.int8]) -> NDArray[np.int64]:
    """For each start the row of its complete and the other way round; `ALONE` where there is none."""
    rows = np.flatnonzero(kind != OTHER)
    group = log.case[rows].astype(np.int64) * len(log.activities) + log.activity[rows]
    if INSTANCE in log.events.names:
        instance, names = log.codes(INSTANCE)
        _, group = np.unique(group, return_inverse=True)
        group = group * (len(names) + 1) + instance[rows] + 1
    order = np.argsort(group, kind="stable")
    rows, group = rows[order], group[order]
    partner = np.full(log.n_events, ALONE, np.int64)
    _match(rows, group, kind[rows], partner)
    return partner


def _left_out(log: EventLog, kept: NDArray[np.bool_]) -> tuple[Problem, ...]:
    if kept.all():
        return ()
    first = int(np.argmin(kept))
    what = "case in which nothing was started or completed, left out"
    return (Problem(what, int(np.count_nonzero(~kept)), f"case {log.case_ids[first]}"),)
