"""The causes of delay that are built into Port Alder: each is found, among the first five findings of its service.

And where none is built in, none is found: the same events with their order, times and departments dealt out anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from openhall.demo import Planted, ServiceRecords, port_alder
from openhall.mining.findings import Findings
from openhall.mining.findings.find import find
from openhall.mining.findings.limits import Limit
from openhall.mining.log import EventLog

TOP = 5
SHUFFLES = 3


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Look for every planted cause in the records, then in shuffled records."""
    for service in port_alder().services:
        log = service.log()
        findings = find(log, limits=limits(service))
        for planted in service.planted:
            name = f"{service.key}: {planted.kind} at {' and '.join(planted.where)}"
            rank = rank_of(planted, findings)
            yield f"{name} is found" + (f" (place {rank})" if rank else ""), fault_of(rank, findings)
        for seed in range(SHUFFLES):
            shuffled = find(shuffle(log, seed))
            for planted in service.planted:
                if planted.kind == "limit":
                    continue  # A limit is given, not found: breaking it is no false alarm.
                rank = rank_of(planted, shuffled)
                name = f"{service.key}: {planted.kind} at {' and '.join(planted.where)}"
                found = None if rank is None else f"found at place {rank}: {shuffled[rank - 1].where}"
                yield f"{name} is not found in shuffle {seed + 1}", found


def limits(service: ServiceRecords) -> tuple[Limit, ...]:
    """The limit of a service, when it has one."""
    return () if service.limit is None else (service.limit,)


def rank_of(planted: Planted, findings: Findings) -> int | None:
    """The place of the first finding of that kind that names where the cause is; None when there is none."""
    for place, finding in enumerate(findings, 1):
        if finding.kind == planted.kind and all(name in finding.where for name in planted.where):
            return place
    return None


def fault_of(rank: int | None, findings: Findings) -> str | None:
    """What is wrong with a rank: not found at all, or too far down."""
    first = "; ".join(
        f"{finding.kind}: {finding.where} ({finding.days:,.0f} days)" for finding in findings.items[:7]
    )
    if rank is None:
        return f"not among {len(findings)} findings. First are {first}"
    return None if rank <= TOP else f"place {rank}. First are {first}"


def shuffle(log: EventLog, seed: int) -> EventLog:
    """The log with its inner events, their waits and its case attributes dealt out anew, so that no cause is left.

    Each case keeps its first event, its number of events and when it began.
    """
    rng = np.random.default_rng(seed)
    inner = np.ones(log.n_events, np.bool_)
    inner[log.offsets[:-1]] = False
    rows = np.arange(log.n_events)
    rows[inner] = rng.permutation(rows[inner])
    wait = np.zeros(log.n_events, np.int64)
    wait[inner] = rng.permutation(np.diff(log.time, prepend=log.time[0])[inner])
    passed = np.cumsum(wait)
    time = np.repeat(log.case_start - passed[log.offsets[:-1]], np.diff(log.offsets)) + passed
    cases = rng.permutation(log.n_cases)
    return replace(
        log,
        activity=log.activity[rows],
        time=time,
        offset_min=None,
        events=log.events.take(lambda: rows),
        cases=log.cases.take(lambda: cases),
    )
