"""Find everything there is to change in a log: ask each kind for its claims and settle them."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from openhall.mining.calendar import Calendar
from openhall.mining.findings import batches, detours, handovers, limits, queues, rework, tails, waits
from openhall.mining.findings.claim import (
    BATCH,
    DETOUR,
    HANDOVER,
    LIMIT,
    MIN_SHARE,
    QUEUE,
    REWORK,
    TAIL,
    WAIT,
    Claim,
    Findings,
    gaps,
    settle,
)
from openhall.mining.findings.limits import Limit
from openhall.mining.log import EventLog
from openhall.mining.parallel import side_by_side

ALL = (WAIT, REWORK, HANDOVER, BATCH, QUEUE, TAIL, DETOUR, LIMIT)
"""The kinds of findings."""


def find(
    log: EventLog,
    *,
    calendar: Calendar | None = None,
    limits: Collection[Limit] = (),
    kinds: Collection[str] = ALL,
) -> Findings:
    """What to change in a process, in order of the days lost, each day counted once.

    calendar  office hours and holidays for working time; found from the log when not given
    limits    time limits whose breaches are findings
    kinds     which kinds to look for

    A claim on less than half a per cent of the log's days is left out, but never the breach of a limit: that was
    asked for. Raises `BadFilter` when a limit names an activity that the log does not have.
    """
    gap = gaps(log)
    log_time = float(gap.sum(dtype=np.float64))
    found = _claims(log, calendar, tuple(limits), frozenset(kinds)) if log_time else []
    worth = [
        claim
        for claim in found
        if claim.kind == LIMIT or claim.amount.sum(dtype=np.float64) >= MIN_SHARE * log_time
    ]
    return settle(log, worth, gap)


def _claims(
    log: EventLog, calendar: Calendar | None, given: tuple[Limit, ...], kinds: frozenset[str]
) -> list[Claim]:
    def heaps() -> list[Claim]:
        # A batch comes before the queues: what piles up until a rare day would look like a busy season.
        piled = batches.claims(log)
        rows = np.concatenate([claim.rows for claim in piled]) if piled else None
        return [*(piled if BATCH in kinds else ()), *(queues.claims(log, rows) if QUEUE in kinds else ())]

    # The longest first, so that the others fill the time of the other cores.
    ways: tuple[tuple[frozenset[str], Callable[[], list[Claim]]], ...] = (
        (frozenset({BATCH, QUEUE}), heaps),
        (frozenset({WAIT}), lambda: waits.claims(log, calendar)),
        (frozenset({HANDOVER}), lambda: handovers.claims(log)),
        (frozenset({REWORK}), lambda: rework.claims(log)),
        (frozenset({TAIL}), lambda: tails.claims(log)),
        (frozenset({DETOUR}), lambda: detours.claims(log)),
        (frozenset({LIMIT}), lambda: limits.claims(log, given, calendar)),
    )
    found = side_by_side([claims for wanted, claims in ways if wanted & kinds], log.n_events)
    return sorted((claim for claims in found for claim in claims), key=lambda claim: ALL.index(claim.kind))
