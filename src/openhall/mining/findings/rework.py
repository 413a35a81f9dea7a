"""Rework: activities that a case goes through again, and the days between the first time and the last.

Where activities follow each other at random, some come again as well. A loop is a finding only when chance does not
explain it: how often activities would come again if they were dealt to the events at random is computed, not drawn,
so the same log always has the same findings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from openhall.mining.findings.claim import MICROSECONDS_A_DAY, REWORK, Claim, gaps
from openhall.mining.log import EventLog
from openhall.mining.words import cases as in_cases
from openhall.mining.words import duration, listed, share, times
from openhall.process.saying import gettext, sentences

MIN_CASES = 0.01
"""A repeat in fewer than this share of the cases is an exception, not a loop."""
MOST = 8
"""How many loops are reported at the most, those with the most days."""
LOOKED_AT = 4 * MOST
"""How many activities that come again are looked at for them, so that a log of hundreds costs no more."""
BEYOND_CHANCE = 2.0
"""How many times as often as in random order a way back must be taken."""
CERTAIN = 5.0
"""Standard errors by which it must; in random order, less than one way back in a million would."""
SAME_DAYS = 0.8
"""Where this part of a loop's days lies in a larger loop, both are one: what comes again there comes again together."""


@njit(cache=True, nogil=True)
def _previous(activity, offsets, n, before):  # type: ignore[no-untyped-def]
    """For each event, the row of the case's previous event of the same activity; -1 when it is the first."""
    last_row = np.full(n, -1, np.int64)
    last_case = np.full(n, -1, np.int64)
    for c in range(len(offsets) - 1):
        for i in range(offsets[c], offsets[c + 1]):
            a = activity[i]
            before[i] = last_row[a] if last_case[a] == c else -1
            last_row[a] = i
            last_case[a] = c


@njit(cache=True, nogil=True)
def _totals(activity, offsets, before, passed, repeats, alone, cases, time):  # type: ignore[no-untyped-def]
    seen = np.full(len(repeats), -1, np.int64)
    for c in range(len(offsets) - 1):
        for i in range(offsets[c], offsets[c + 1]):
            j = before[i]
            if j >= 0:
                a = activity[i]
                repeats[a] += 1
                alone[a] += j == i - 1
                time[a] += passed[i] - passed[j]
                if seen[a] != c:
                    seen[a] = c
                    cases[a] += 1


@njit(cache=True, nogil=True)
def _segments(activity, before, wanted, row):  # type: ignore[no-untyped-def]
    """Mark the rows between each repeat of `wanted` and the time before (that one left out)."""
    i = len(activity) - 1
    while i >= 0:
        if activity[i] == wanted and before[i] >= 0:
            for k in range(before[i] + 1, i + 1):
                row[k] = True
        i -= 1


def previous_rows(log: EventLog) -> NDArray[np.int64]:
    """For each event, the row of the case's previous event of the same activity; -1 when it is the first."""
    before = np.empty(log.n_events, np.int64)
    _previous(log.activity, log.offsets, len(log.activities), before)
    return before


def rework_table(log: EventLog) -> pl.DataFrame:
    """Every activity that is repeated within a case, the most days first.

    Columns: activity (text), cases (with a repeat), repeats, self_loops (repeats right after each other), days (from
    each time to the next one in the same case, added up).
    """
    repeats, alone, cases, time = _count(log, previous_rows(log), np.cumsum(gaps(log)))
    table = pl.DataFrame(
        {
            "activity": pl.Series(log.activities, dtype=pl.String),
            "cases": cases,
            "repeats": repeats,
            "self_loops": alone,
            "days": time / MICROSECONDS_A_DAY,
        }
    )
    return table.filter(pl.col("repeats") > 0).sort("days", "activity", descending=[True, False])


def _count(
    log: EventLog, before: NDArray[np.int64], passed: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    n = len(log.activities)
    repeats, alone, cases = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    time = np.zeros(n, np.float64)
    _totals(log.activity, log.offsets, before, passed, repeats, alone, cases, time)
    return repeats, alone, cases, time


@dataclass(frozen=True, eq=False)
class _Chance:
    """How often activities come again when they are dealt to the events at random, in cases as long as the log's.

    share     the share of the events that each activity has
    repeats   how many times each would come again within a case
    alone     how many of these right after itself
    """

    share: NDArray[np.float64]
    repeats: NDArray[np.float64]
    alone: NDArray[np.float64]

    def back_by(self, activity: int, via: int) -> float:
        """How many times the case would come back to `activity` with `via` as the first on the way."""
        longer = self.repeats[activity] - self.alone[activity]
        others = 1 - self.share[activity]
        return float(longer * self.share[via] / others) if others else 0.0


def _by_chance(log: EventLog) -> _Chance:
    lengths, many = np.unique(np.diff(log.offsets), return_counts=True)
    share = np.bincount(log.activity, minlength=len(log.activities)) / log.n_events
    repeats = np.zeros(len(share))
    # Of n events, n x share are expected to be of the activity; all but the first of them are repeats.
    for length, cases in zip(lengths.tolist(), many.tolist(), strict=True):
        repeats += cases * (length * share - (1 - (1 - share) ** length))
    return _Chance(share, repeats, float((np.maximum(lengths - 1, 0) * many).sum()) * share**2)


def come_once(log: EventLog) -> bool:
    """Whether activities, as a rule, come once in a case: all together, less than half as often again as by chance."""
    if not log.n_events:
        return False
    repeats, *_ = _count(log, previous_rows(log), np.zeros(log.n_events, np.int64))
    return _beyond(float(_by_chance(log).repeats.sum()), float(repeats.sum()))


def claims(log: EventLog) -> list[Claim]:
    """A claim for each activity that a good part of the cases goes through again; it claims the days in the loop.

    Either the way back is taken more than twice as often as in random order; or activities as a rule come once in a
    case (all together come again less than half as often as in random order), so that any repeat breaks the rule.
    Activities that come again together ("Request payment", "Pay") are one loop; it bears the name of the one with the
    most days and names the others.
    """
    if not log.n_events:
        return []
    gap = gaps(log)
    before = previous_rows(log)
    repeats, alone, cases, time = _count(log, before, np.cumsum(gap))
    chance = _by_chance(log)
    once = come_once(log)
    found: list[_Loop] = []
    often = np.flatnonzero((cases >= max(2, MIN_CASES * log.n_cases)) & (time > 0))
    for a in often[np.argsort(-time[often], kind="stable")][:LOOKED_AT].tolist():
        way = _way_back(log, a, before, int(alone[a]))
        by_chance = float(chance.alone[a]) if way.via == a else chance.back_by(a, way.via)
        if not once and not _beyond(way.times, by_chance):
            continue
        marked = np.zeros(log.n_events, np.bool_)
        _segments(log.activity, before, a, marked)
        days = gap[marked].sum(dtype=np.float64)
        same = (each for each in found if gap[marked & each.reach].sum(dtype=np.float64) >= SAME_DAYS * days)
        twin = next(same, None)
        if twin is not None:
            twin.also.append(log.activities[a])
            twin.reach |= marked
        elif len(found) < MOST:
            found.append(_Loop(a, way, marked, marked.copy(), int(repeats[a]), int(alone[a]), int(cases[a])))
    return [_claim(log, loop, gap) for loop in found]


def _beyond(times: float, by_chance: float) -> bool:
    return times >= BEYOND_CHANCE * by_chance and times >= by_chance + CERTAIN * np.sqrt(by_chance + 1)


@dataclass(frozen=True)
class _Way:
    """The most usual way back to an activity: the first activity on it (itself, when right after itself), how often."""

    via: int
    times: int


def _way_back(log: EventLog, activity: int, before: NDArray[np.int64], alone: int) -> _Way:
    again = np.flatnonzero((log.activity == activity) & (before >= 0))
    loops = again[before[again] < again - 1]
    if alone * 2 > len(again):
        return _Way(activity, alone)
    first = np.bincount(log.activity[before[loops] + 1])
    return _Way(int(first.argmax()), int(first.max()))


@dataclass(eq=False)
class _Loop:
    """An activity that comes again, and those that come again with it.

    marked  which events lie between its first time and its last: the days that the loop claims
    reach   the same for all the activities of the loop: where a long way is gone twice, the last one on it comes
            again long after the first one did
    """

    activity: int
    way: _Way
    marked: NDArray[np.bool_]
    reach: NDArray[np.bool_]
    repeats: int
    alone: int
    cases: int
    also: list[str] = field(default_factory=list)


def _claim(log: EventLog, loop: _Loop, gap: NDArray[np.int64]) -> Claim:
    name, via = log.activities[loop.activity], log.activities[loop.way.via]
    # Events without a gap claim no days; their cases belong to the loop all the same.
    rows = np.flatnonzero(loop.marked)
    amount = gap[rows]
    each = float(amount.sum(dtype=np.float64)) / 1e6 / max(1, loop.cases)
    evidence = sentences(
        gettext(
            "“%(activity)s” is done again in %(cases)s (%(share)s), %(times)s in all.",
            activity=name,
            cases=in_cases(loop.cases),
            share=share(loop.cases / log.n_cases),
            times=times(loop.repeats),
        ),
        gettext(
            "From the first time to the last, %(duration)s pass in such a case on average.",
            duration=duration(each),
        ),
        _together(loop.also),
    )
    where: str
    if loop.way.via == loop.activity:
        where = name
        attempt = gettext(
            "Ask first whether “%(activity)s” is meant to come again, as instalments and reminders are. If not, "
            "look at ten of these cases: what was not right the first time?",
            activity=name,
        )
    else:
        where = gettext("%(activity)s → %(via)s → %(activity)s", activity=name, via=via)
        attempt = gettext(
            "Ask first whether “%(activity)s” is meant to come again, as instalments and reminders are. If not, "
            "look at ten of these cases: what sends them back after “%(via)s”, and could one see it before?",
            activity=name,
            via=via,
        )
    details = {
        "activity": name,
        "repeats": loop.repeats,
        "self_loops": loop.alone,
        "via": via,
        "also": loop.also,
    }
    return Claim(REWORK, where, rows, amount, evidence, attempt, details=details)


def _together(also: list[str]) -> str:
    if not also:
        return ""
    return gettext("On the same days come again: %(names)s.", names=listed(also, 3))
