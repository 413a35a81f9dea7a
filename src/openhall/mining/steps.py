"""Steps: which activity directly follows which, how often, in how many cases and after what wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from openhall.mining.calendar import Calendar, working_waits, write_working_waits
from openhall.mining.groups import FEW, Summary, bucket, no_counts, summarise, summarise_in_passes
from openhall.mining.log import NO_END, EventLog
from openhall.mining.parallel import case_slices, share

DIRECT_UP_TO = 2_000
"""Up to this many activities a table of all pairs (16 MB) numbers the steps; above, sorting does."""

MICRO = 1e-6
BLOCK = 32_768
"""Events whose working waits are worked out at a time (256 kB)."""


@dataclass(frozen=True, eq=False)
class StepIndex:
    """The step that leads to each event, numbered by (from, to).

    step     int32, one an event: the number of the step that ends in this event, -1 for a case's first event
    sources  uint16, one a step: the activity it comes from; targets: the one it leads to
    """

    step: NDArray[np.int32]
    sources: NDArray[np.uint16]
    targets: NDArray[np.uint16]


@njit(cache=True, nogil=True)
def _mark_pairs(activity, offsets, first, past, n, seen):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        for i in range(offsets[c] + 1, offsets[c + 1]):
            seen[np.int64(activity[i - 1]) * n + activity[i]] = 1


@njit(cache=True, nogil=True)
def _number_pairs(activity, offsets, first, past, n, number, step):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        if offsets[c] < offsets[c + 1]:
            step[offsets[c]] = -1
        for i in range(offsets[c] + 1, offsets[c + 1]):
            step[i] = number[np.int64(activity[i - 1]) * n + activity[i]]


@njit(cache=True, nogil=True)
def _waits(time, done, offsets, first, past, wait):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        if offsets[c] < offsets[c + 1]:
            wait[offsets[c]] = 0
        for i in range(offsets[c] + 1, offsets[c + 1]):
            wait[i] = max(0, time[i] - done[i - 1])


@njit(cache=True, nogil=True)
def _count_cases(group, offsets, first, past, last, events, cases):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        for i in range(offsets[c], offsets[c + 1]):
            g = group[i]
            if g >= 0:
                events[g] += 1
                if last[g] != c:
                    last[g] = c
                    cases[g] += 1


@njit(cache=True, nogil=True)
def _count_steps(activity, time, done, offsets, first, past, n, number, base, counts, total, last, cases):  # type: ignore[no-untyped-def]
    """`time` and `done` begin at the event `base`."""
    for c in range(first, past):
        for i in range(offsets[c] + 1, offsets[c + 1]):
            step = number[np.int64(activity[i - 1]) * n + activity[i]]
            wait = max(0, time[i - base] - done[i - 1 - base])
            counts[step, bucket(wait)] += 1
            total[step] += wait
            if last[step] != c:
                last[step] = c
                cases[step] += 1


@njit(cache=True, nogil=True)
def _gather_steps(activity, time, done, offsets, first, past, n, number, base, run_of, position, out):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        for i in range(offsets[c] + 1, offsets[c + 1]):
            wait = max(0, time[i - base] - done[i - 1 - base])
            run = run_of[number[np.int64(activity[i - 1]) * n + activity[i]], bucket(wait)]
            if run >= 0:
                out[position[run]] = wait
                position[run] += 1


def _pairs(log: EventLog) -> NDArray[np.int64]:
    """The pairs (from x activities + to) that occur, in their order; for at most `DIRECT_UP_TO` activities."""
    n = len(log.activities)

    def mark(lo: int, hi: int) -> NDArray[np.uint8]:
        # A table for each core: two that write to the same lines of memory slow each other down.
        seen = np.zeros(n * n, np.uint8)
        _mark_pairs(log.activity, log.offsets, lo, hi, n, seen)
        return seen

    return np.flatnonzero(np.maximum.reduce(share(mark, case_slices(log.offsets))))


def _numbers(pairs: NDArray[np.int64], n: int) -> NDArray[np.int32]:
    number = np.zeros(n * n, np.int32)
    number[pairs] = np.arange(len(pairs))
    return number


def index_steps(log: EventLog) -> StepIndex:
    """Number the steps of a log in the order of (from, to)."""
    n = len(log.activities)
    step = np.empty(log.n_events, np.int32)
    if n <= DIRECT_UP_TO:
        pairs = _pairs(log)
        number = _numbers(pairs, n)
        share(
            lambda lo, hi: _number_pairs(log.activity, log.offsets, lo, hi, n, number, step),
            case_slices(log.offsets),
        )
    else:
        key = np.empty(log.n_events, np.int64)
        key[1:] = log.activity[:-1].astype(np.int64) * n + log.activity[1:]
        starts = log.offsets[:-1]
        inner = np.ones(log.n_events, np.bool_)
        inner[starts] = False
        pairs, step[inner] = np.unique(key[inner], return_inverse=True)
        step[starts] = -1
    return StepIndex(step, *_ends(pairs, n))


def _ends(pairs: NDArray[np.int64], n: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    return (pairs // max(n, 1)).astype(np.uint16), (pairs % max(n, 1)).astype(np.uint16)


def waits(log: EventLog) -> NDArray[np.int64]:
    """The wait before each event in microseconds: from the end of the case's previous event, never below 0.

    A case's first event has wait 0. Work on two activities at once overlaps and waits 0.
    """
    wait = np.empty(log.n_events, np.int64)
    share(
        lambda lo, hi: _waits(log.time, log.done, log.offsets, lo, hi, wait),
        case_slices(log.offsets),
    )
    return wait


def cases_per_group(log: EventLog, group: NDArray[np.integer[Any]], n_groups: int) -> NDArray[np.int64]:
    """In how many different cases each group of events occurs; group -1 is left out."""
    _, cases = _events_and_cases(log, group, n_groups)
    return cases


def _events_and_cases(
    log: EventLog, group: NDArray[np.integer[Any]], n_groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many events each group has, and in how many different cases."""

    def count(lo: int, hi: int) -> NDArray[np.int64]:
        counted = np.zeros((2, n_groups), np.int64)
        _count_cases(group, log.offsets, lo, hi, np.full(n_groups, -1, np.int64), *counted)
        return counted

    events, cases = np.sum(share(count, case_slices(log.offsets)), axis=0)
    return events, cases


def step_table(
    log: EventLog, wait: NDArray[np.int64] | None = None, calendar: Calendar | None = None
) -> pl.DataFrame:
    """Every step of the log with its count, its cases and its wait, the most frequent first.

    Columns: from, to (text), count, cases (int), mean_s, median_s, p90_s, total_s (seconds, float). The wait is
    calendar time; working time where a calendar is given; or what `wait` holds (microseconds an event).
    """
    sources, targets, summary, cases = _sum_up(log, wait, calendar)
    names = pl.Series(log.activities, dtype=pl.String)
    return pl.DataFrame(
        {
            "from": names[sources],
            "to": names[targets],
            "count": summary.count,
            "cases": cases,
            "mean_s": summary.mean * MICRO,
            "median_s": summary.median * MICRO,
            "p90_s": summary.p90 * MICRO,
            "total_s": summary.total * MICRO,
        }
    ).sort("count", "from", "to", descending=[True, False, False])


def _sum_up(
    log: EventLog, wait: NDArray[np.int64] | None, calendar: Calendar | None
) -> tuple[NDArray[np.uint16], NDArray[np.uint16], Summary, NDArray[np.int64]]:
    if len(log.activities) <= DIRECT_UP_TO:
        pairs = _pairs(log)
        if len(pairs) <= FEW:
            return *_ends(pairs, len(log.activities)), *_in_passes(log, pairs, wait, calendar)
    index = index_steps(log)
    n_steps = len(index.sources)
    if wait is None:
        wait = waits(log) if calendar is None else working_waits(log, calendar)
    summary = summarise(index.step, wait, n_steps)
    return index.sources, index.targets, summary, cases_per_group(log, index.step, n_steps)


def _in_passes(
    log: EventLog, pairs: NDArray[np.int64], wait: NDArray[np.int64] | None, calendar: Calendar | None
) -> tuple[Summary, NDArray[np.int64]]:
    """The summary of each step and its cases, from two passes over the columns as they are.

    Neither the steps nor the waits are written down: on a long log, new memory costs more than working them out twice.
    """
    n, number = len(log.activities), _numbers(pairs, len(log.activities))
    cases: list[NDArray[np.int64]] = []
    timed = _timed(log, wait, calendar)

    def count(lo: int, hi: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        counts, total = no_counts(len(pairs))
        last, mine = np.full(len(pairs), -1, np.int64), np.zeros(len(pairs), np.int64)
        for first, past, base, time, done in timed(lo, hi):
            _count_steps(
                log.activity, time, done, log.offsets, first, past, n, number, base, counts, total, last, mine
            )
        cases.append(mine)
        return counts, total

    def gather(
        lo: int, hi: int, run_of: NDArray[np.int32], position: NDArray[np.int64], out: NDArray[np.int64]
    ) -> None:
        for first, past, base, time, done in timed(lo, hi):
            _gather_steps(
                log.activity, time, done, log.offsets, first, past, n, number, base, run_of, position, out
            )

    summary = summarise_in_passes(len(pairs), case_slices(log.offsets), count, gather)
    return summary, np.sum(cases, axis=0)


Timed = tuple[int, int, int, NDArray[np.int64], NDArray[np.int64]]
"""Cases from one number up to another, and, from an event on, when events began and when they were done."""


def _timed(
    log: EventLog, wait: NDArray[np.int64] | None, calendar: Calendar | None
) -> Callable[[int, int], Iterator[Timed]]:
    """The times of cases such that the difference of neighbours is the wait; a known wait is a time since nought."""

    def as_recorded(lo: int, hi: int) -> Iterator[Timed]:
        yield lo, hi, 0, log.time, log.done

    def as_given(lo: int, hi: int) -> Iterator[Timed]:
        assert wait is not None
        yield lo, hi, 0, wait, np.broadcast_to(np.int64(0), wait.shape)

    def by_the_calendar(lo: int, hi: int) -> Iterator[Timed]:
        # In blocks that stay in the core's own cache.
        events = np.arange(log.offsets[lo], log.offsets[hi], BLOCK)
        cuts = np.unique([*np.searchsorted(log.offsets, events), hi]).tolist()
        sizes = [int(log.offsets[past] - log.offsets[first]) for first, past in pairwise(cuts)]
        block = np.empty(max(sizes, default=0), np.int64)
        nought = np.broadcast_to(np.int64(0), block.shape)
        for first, past in pairwise(cuts):
            write(first, past, block)
            yield first, past, int(log.offsets[first]), block, nought

    if wait is not None:
        return as_given
    if calendar is None:
        return as_recorded
    write = write_working_waits(log, calendar)
    return by_the_calendar


def activity_table(log: EventLog) -> pl.DataFrame:
    """Every activity that occurs, the most frequent first.

    Columns: name (text), events, cases, starts, ends (int), and service_mean_s, service_median_s,
    service_p90_s, service_total_s (seconds): the time from start to end of the work, NaN where not recorded.
    """
    n = len(log.activities)
    if log.end is None:
        service = summarise(np.zeros(0, np.int32), np.zeros(0, np.int64), n)
    else:
        worked = np.where(log.end != NO_END, log.activity.astype(np.int32), -1)
        service = summarise(worked, np.maximum(log.done - log.time, 0), n)
    events, cases = _events_and_cases(log, log.activity, n)
    first, last = log.activity[log.offsets[:-1]], log.activity[log.offsets[1:] - 1]
    return (
        pl.DataFrame(
            {
                "name": pl.Series(log.activities, dtype=pl.String),
                "events": events,
                "cases": cases,
                "starts": np.bincount(first, minlength=n),
                "ends": np.bincount(last, minlength=n),
                "service_mean_s": service.mean * MICRO,
                "service_median_s": service.median * MICRO,
                "service_p90_s": service.p90 * MICRO,
                "service_total_s": service.total * MICRO,
            }
        )
        .filter(pl.col("events") > 0)
        .sort("events", "name", descending=[True, False])
    )
