"""The frame of all findings: the days of a log as gaps, claims on them, and a sum that never counts a day twice.

Each event of a case has a *gap*: the part of the case's time that passes until the event is over. The gaps of a
case add up to its throughput time, so they are the atoms of a log's days. A kind of finding *claims* parts of
gaps. Two kinds may claim the same days (a wait may be a batch and a long tail at once); each microsecond is then
counted for one of them only, so the days of all findings never add up to more than the days in the log.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.log import EventLog
from openhall.mining.parallel import case_slices, share
from openhall.mining.words import days as in_days
from openhall.mining.words import share as in_percent
from openhall.process.saying import Saying, gettext, listing, pgettext, sentences

WAIT, REWORK, HANDOVER, BATCH = "wait", "rework", "handover", "batch"
QUEUE, TAIL, DETOUR, LIMIT = "queue", "tail", "detour", "limit"
KIND_WORDS = {
    WAIT: pgettext("a kind of finding", "wait"),
    REWORK: pgettext("a kind of finding", "rework"),
    HANDOVER: pgettext("a kind of finding", "handover"),
    BATCH: pgettext("a kind of finding", "batch"),
    QUEUE: pgettext("a kind of finding", "queue"),
    TAIL: pgettext("a kind of finding", "tail"),
    DETOUR: pgettext("a kind of finding", "detour"),
    LIMIT: pgettext("a kind of finding", "limit"),
}

FLOORS: tuple[tuple[str, ...], ...] = ((BATCH, QUEUE, HANDOVER), (REWORK,), (WAIT, DETOUR), (LIMIT,), (TAIL,))
"""In which order kinds are given the days they claim: first what causes a wait, then where it lies, then whom it
meets. A batch lies inside the wait of a step; given to the wait first, the cause would never be seen. A loop that
goes back and forth between two departments is theirs before it is a repetition."""

MICROSECONDS_A_DAY = 86_400_000_000
MIN_SHARE = 0.005
"""A claim on less than this share of the log's days is not worth a head of service's time."""
MOSTLY_EXPLAINED = 0.1
"""A finding that keeps less than this share of its days says that others mostly explain it."""


@njit(cache=True, nogil=True)
def _gaps(time, done, offsets, first, past, gap):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        if offsets[c] == offsets[c + 1]:
            continue
        over = time[offsets[c]]
        for i in range(offsets[c], offsets[c + 1]):
            if done[i] > over:
                gap[i] = done[i] - over
                over = done[i]
            else:
                gap[i] = 0


def gaps(log: EventLog) -> NDArray[np.int64]:
    """The time of its case that passes until each event is over (int64 microseconds, never below 0).

    From the latest end of work before it in the case to its own end; a case's first event has its own work time.
    Work beside other work that ends later has gap 0. The gaps of a case add up to its throughput time.
    """
    gap = np.empty(log.n_events, np.int64)
    share(lambda lo, hi: _gaps(log.time, log.done, log.offsets, lo, hi, gap), case_slices(log.offsets))
    return gap


@dataclass(frozen=True, eq=False)
class Claim:
    """Days that one cause is said to cost. Its words are English, and `process.saying` says them in any language.

    kind      one of the kinds above
    where     the place, in a few words: "Send fine -> Payment", "Sign permit"
    rows      int64, the events whose gap is claimed, sorted, each once
    amount    int64 microseconds claimed of each of those gaps, 0 to the gap
    evidence  one or two plain sentences with numbers
    attempt   one plain sentence: what could be tried
    filters   texts of filters that give the cases, when filters can express them
    details   numbers for a chart or a table
    """

    kind: str
    where: str
    rows: NDArray[np.int64]
    amount: NDArray[np.int64]
    evidence: str
    attempt: str
    filters: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Finding:
    """What a claim comes to once no day is counted twice.

    id          stable for the same kind and place: fit for links
    cases       how many cases it meets; cases_mask marks them, one bool a case
    days        days counted for this finding only; gross_days: all days it claims
    share       `days` as a share of the days in the log
    overlap     which findings the difference was counted for, in words; "" when there is none
    """

    id: str
    kind: str
    where: str
    cases: int
    days: float
    gross_days: float
    share: float
    evidence: str
    attempt: str
    overlap: str
    cases_mask: NDArray[np.bool_]
    filters: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The finding as a JSON object; days with two decimals, the share with five."""
        return {
            "id": self.id,
            "kind": self.kind,
            "where": self.where,
            "cases": self.cases,
            "days": round(self.days, 2),
            "gross_days": round(self.gross_days, 2),
            "share": round(self.share, 5),
            "evidence": self.evidence,
            "try": self.attempt,
            "overlap": self.overlap,
        }


@dataclass(frozen=True, eq=False)
class Findings:
    """All findings of a log, the most days first.

    log_days        the throughput times of all cases, added up, in days
    explained_days  the days counted for some finding; never more than `log_days`
    """

    items: tuple[Finding, ...]
    log_days: float

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int) -> Finding:
        return self.items[place]

    @property
    def explained_days(self) -> float:
        """The days counted for some finding."""
        return sum(finding.days for finding in self.items)

    @property
    def explanation(self) -> Saying:
        """One or two sentences that say how the days of the findings add up."""
        if not self.items:
            return gettext(
                "No finding: nothing in the %(days)s of this log stands out beyond chance.",
                days=in_days(self.log_days),
            )
        part = self.explained_days / self.log_days if self.log_days else 0.0
        together = gettext(
            "Together the findings explain %(explained)s of the %(days)s that all cases took (%(share)s).",
            explained=in_days(self.explained_days),
            days=in_days(self.log_days),
            share=in_percent(part),
        )
        if not any(finding.overlap for finding in self.items):
            return together
        counted = gettext("Where two findings claim the same days, they are counted for one of them.")
        return sentences(together, counted)


def settle(log: EventLog, claims: Sequence[Claim], gap: NDArray[np.int64] | None = None) -> Findings:
    """Turn claims into findings in which each microsecond of the log is counted at most once.

    Claims are served floor by floor (`FLOORS`), and on a floor the largest first; each is given what is left of
    the gaps that it claims. `gap` is `gaps(log)` when at hand.
    """
    gap = gaps(log) if gap is None else gap
    left = gap.copy()
    holder = np.full(log.n_events, -1, np.int32)
    log_time = float(gap.sum(dtype=np.float64))
    served = sorted(
        (claim for claim in claims if len(claim.rows)),
        key=lambda claim: (_floor(claim.kind), -_total(claim.amount), claim.kind, claim.where),
    )
    findings: list[Finding] = []
    ids: set[str] = set()
    for number, claim in enumerate(served):
        gross = _total(claim.amount)
        given = np.minimum(claim.amount, left[claim.rows])
        left[claim.rows] -= given
        net = _total(given)
        mask = np.zeros(log.n_cases, np.bool_)
        mask[log.case[claim.rows]] = True
        name = _unused(slug(f"{claim.kind} {claim.where}"), ids)
        findings.append(
            Finding(
                id=name,
                kind=claim.kind,
                where=claim.where,
                cases=int(np.count_nonzero(mask)),
                days=net / MICROSECONDS_A_DAY,
                gross_days=gross / MICROSECONDS_A_DAY,
                share=net / log_time if log_time else 0.0,
                evidence=claim.evidence,
                attempt=claim.attempt,
                overlap=_overlap(claim, given, holder[claim.rows], served[:number]),
                cases_mask=mask,
                filters=claim.filters,
                details=claim.details,
            )
        )
        fresh = claim.rows[(given > 0) & (holder[claim.rows] < 0)]
        holder[fresh] = number
    findings.sort(key=lambda finding: (-finding.days, -finding.gross_days, finding.id))
    return Findings(tuple(findings), log_time / MICROSECONDS_A_DAY)


def slug(text: str) -> str:
    """A text as a short name for links: lower-case ASCII letters, digits and hyphens, stable for the same text."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    # What the short name cannot carry (a long text, another script) is told apart by a checksum.
    return (
        name if len(name) <= 80 and text.isascii() else f"{name[:71].rstrip('-')}-{crc32(text.encode()):08x}"
    )


def _floor(kind: str) -> int:
    return next((k for k, kinds in enumerate(FLOORS) if kind in kinds), len(FLOORS))


def _total(amount: NDArray[np.int64]) -> float:
    # A float: the waits of ten million events, in microseconds, pass the largest int64.
    return float(amount.sum(dtype=np.float64))


def _unused(name: str, used: set[str]) -> str:
    number, unused = 1, name
    while unused in used:
        number += 1
        unused = f"{name}-{number}"
    used.add(unused)
    return unused


def _overlap(
    claim: Claim, given: NDArray[np.int64], holder: NDArray[np.int32], before: Sequence[Claim]
) -> str:
    """Which of the claims served before hold the days that this one was not given."""
    gross = _total(claim.amount)
    lost = gross - _total(given)
    if lost <= 0.01 * gross or not before:
        return ""
    held = holder >= 0
    by_holder = np.bincount(
        holder[held], weights=(claim.amount - given)[held].astype(np.float64), minlength=len(before)
    )
    most = [int(k) for k in np.argsort(-by_holder, kind="stable")[:3] if by_holder[k] >= 0.05 * lost]
    most = most or [int(np.argmax(by_holder))]
    counted = {
        "share": in_percent(lost / gross),
        "days": in_days(gross / MICROSECONDS_A_DAY),
        "findings": listing(
            [
                gettext("%(where)s (%(kind)s)", where=before[k].where, kind=KIND_WORDS[before[k].kind])
                for k in most
            ]
        ),
    }
    if _total(given) < MOSTLY_EXPLAINED * gross:
        return gettext(
            "Mostly explained by others: %(share)s of its %(days)s are counted for %(findings)s.", **counted
        )
    return gettext("%(share)s of its %(days)s are counted for %(findings)s.", **counted)
