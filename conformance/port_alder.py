"""The causes of delay that are built into Port Alder: each is found, among the first five findings of its service.

A long tail and a limit say whom a delay meets, and are counted only the days that no cause explains; they must be
among the first five of their own kind. Where no cause is built in, nothing is found at all: the same records without
repeats, their waits dealt out anew to all events and the facts of their cases to all cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from openhall.demo import Planted, ServiceRecords, port_alder
from openhall.mining.findings import Findings
from openhall.mining.findings.find import find
from openhall.mining.log import ACTIVITY, CASE, OFFSET, TIME, EventLog
from openhall.mining.read.build import Reading, build

TOP = 5
SHUFFLES = 3
MEETS = ("tail", "limit")
"""Kinds that say whom a delay meets."""


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Look for every planted cause in the records, then in shuffled records. Nothing is read from `data`."""
    for service in port_alder().services:
        findings = find(service.log(), limits=() if service.limit is None else (service.limit,))
        for planted in service.planted:
            place, among = place_of(planted, findings)
            told = f"place {place} of {len(findings)}" if place else "nowhere"
            yield f"{name(service, planted)} is found: {told}", fault_of(place, among, findings)
        for seed in range(SHUFFLES):
            shuffled = find(shuffle(service, seed))
            false = "; ".join(f"{finding.kind}: {finding.where}" for finding in shuffled)
            yield f"{service.key}: nothing is found in shuffle {seed + 1}", false or None


def name(service: ServiceRecords, planted: Planted) -> str:
    """A planted cause in a few words."""
    return f"{service.key}: {planted.kind} at {' and '.join(planted.where)}"


def place_of(planted: Planted, findings: Findings) -> tuple[int, int]:
    """The place of the first finding that tells the cause, among all and among its kind; 0 when there is none."""
    told_as = ((planted.kind, planted.where), *planted.also)
    for place, finding in enumerate(findings, 1):
        if any(
            finding.kind == kind and all(part in finding.where for part in where) for kind, where in told_as
        ):
            return place, sum(other.kind == finding.kind for other in findings.items[:place])
    return 0, 0


def fault_of(place: int, among: int, findings: Findings) -> str | None:
    """What is wrong with a place: not found at all, or too far down."""
    if place and (place <= TOP or (among <= TOP and findings[place - 1].kind in MEETS)):
        return None
    first = "; ".join(
        f"{finding.kind}: {finding.where} ({finding.days:,.0f} days)" for finding in findings.items[:7]
    )
    return f"the first of {len(findings)} are {first}"


def shuffle(service: ServiceRecords, seed: int) -> EventLog:
    """The records of a service with no cause left in them.

    An activity that comes again in a case is left out; the waits of all events are dealt out anew, and so are the
    facts of the cases. Each case keeps its first event and when it began. Nobody keeps office hours any more.
    """
    rng = np.random.default_rng(seed)
    events = service.events.unique([CASE, ACTIVITY], keep="first", maintain_order=True)
    events = events.drop(OFFSET).sort(CASE, TIME, maintain_order=True)
    waits = events.select(pl.col(TIME).diff().over(CASE).alias("wait"))["wait"].fill_null(pl.duration())
    inner = np.flatnonzero((events[CASE] == events[CASE].shift()).fill_null(False))
    dealt = np.zeros(len(events), np.int64)
    dealt[inner] = rng.permutation(waits.to_physical().to_numpy()[inner])
    passed = pl.Series("passed", dealt).cast(pl.Duration("us"))
    events = events.with_columns(passed).with_columns(
        (pl.col(TIME).first() + pl.col("passed").cum_sum()).over(CASE).alias(TIME)
    )
    facts = service.cases.drop(CASE)[rng.permutation(len(service.cases))]
    return build(
        Reading(events.drop("passed"), pl.concat([service.cases.select(CASE), facts], how="horizontal"))
    )
