"""Hand-overs: work that passes from one department or person to another, and cases sent back and forth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from openhall.mining.findings.claim import HANDOVER, Claim, gaps
from openhall.mining.findings.rework import come_once
from openhall.mining.groups import summarise
from openhall.mining.log import EventLog
from openhall.mining.steps import DIRECT_UP_TO, MICRO, cases_per_group, waits
from openhall.mining.words import cases as in_cases
from openhall.mining.words import duration, share
from openhall.process.saying import gettext, ngettext, sentences

COLUMNS = ("department", "org:department", "org:group", "org:role", "role", "org:resource")
"""Where a record says whose hands a case is in, the largest unit first."""
NOBODY = frozenset({"", "-", "?", "empty", "missing", "n/a", "na", "none", "null", "undefined", "unknown"})
"""What records write where nobody is named; it is not a department that a case could be sent to."""
MIN_CASES = 0.01
SHUFFLES = 3
LOOK_BACK = 64
"""How many earlier hand-overs of a case one is compared with; longer histories are compared in part."""


@njit(cache=True, nogil=True)
def _pairs(codes, offsets, n, pair):  # type: ignore[no-untyped-def]
    """The hand-over (from x n + to) that each event takes part in as the receiver; -1 when it is none."""
    for c in range(len(offsets) - 1):
        held = -1
        for i in range(offsets[c], offsets[c + 1]):
            code = codes[i]
            pair[i] = held * n + code if code >= 0 and held >= 0 and held != code else -1
            if code >= 0:
                held = code


@njit(cache=True, nogil=True)
def _returns(pair, activity, offsets, back):  # type: ignore[no-untyped-def]
    """For each hand-over at the same activity between the same hands as one before in the case: the row of that one."""
    rows = np.empty(LOOK_BACK, np.int64)
    for c in range(len(offsets) - 1):
        known = 0
        for i in range(offsets[c], offsets[c + 1]):
            back[i] = -1
            if pair[i] < 0:
                continue
            for k in range(min(known, LOOK_BACK) - 1, -1, -1):
                j = rows[k]
                if pair[j] == pair[i] and activity[j] == activity[i]:
                    back[i] = j
                    rows[k] = i
                    break
            if back[i] < 0 and known < LOOK_BACK:
                rows[known] = i
                known += 1


def _between(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows from each `first` to its `last`, each once, in order."""
    sizes = last - first + 1
    ends = np.cumsum(sizes)
    return np.unique(np.repeat(first - (ends - sizes), sizes) + np.arange(int(ends[-1]) if len(ends) else 0))


def handover_column(log: EventLog) -> str | None:
    """The attribute that says whose hands a case is in, the largest unit recorded with more than one value."""
    for name in COLUMNS:
        if name in log.events.names and sum(map(_is_somebody, log.codes(name)[1])) > 1:
            return name
    return None


def _is_somebody(value: str) -> bool:
    return value.strip().lower() not in NOBODY


def _hands(log: EventLog, column: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """The codes of a column, -1 also where it says that nobody is known."""
    codes, names = log.codes(column)
    # One place more than there are names, so that -1, the last place, stays "missing".
    known = np.array([*(k if _is_somebody(name) else -1 for k, name in enumerate(names)), -1], np.int32)
    return known[codes], names


def handover_table(log: EventLog, column: str) -> pl.DataFrame:
    """Every hand-over between two values of an event attribute, the most frequent first.

    Columns: from, to (text), count, cases (int), mean_s, median_s, p90_s, total_s (seconds): the wait of the event
    with which the receiver begins. An event without a value leaves the case in the hands it was in.
    """
    codes, names = log.codes(column)
    n = len(names)
    pair = np.empty(log.n_events, np.int64)
    _pairs(codes, log.offsets, n, pair)
    used, group = _number(pair, n)
    summary = summarise(group, waits(log), len(used))
    texts = pl.Series(names, dtype=pl.String)
    return pl.DataFrame(
        {
            "from": texts[used // max(1, n)],
            "to": texts[used % max(1, n)],
            "count": summary.count,
            "cases": cases_per_group(log, group, len(used)),
            "mean_s": summary.mean * MICRO,
            "median_s": summary.median * MICRO,
            "p90_s": summary.p90 * MICRO,
            "total_s": summary.total * MICRO,
        }
    ).sort("count", "from", "to", descending=[True, False, False])


def _number(pair: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The hand-overs that occur, in order, and for each event the place of its own among them; -1 when it is none."""
    if n > DIRECT_UP_TO:
        # A table of all pairs would not fit in memory: thousands of people hand over to few others.
        used, place = np.unique(pair, return_inverse=True)
        none = int(len(used) > 0 and used[0] < 0)
        return used[none:], (place - none).astype(np.int32)
    seen = np.zeros(n * n + 1, np.bool_)
    seen[pair] = True
    seen[-1] = False
    used = np.flatnonzero(seen)
    number = np.full(n * n + 1, -1, np.int32)
    number[used] = np.arange(len(used))
    return used, number[pair]


def claims(log: EventLog) -> list[Claim]:
    """A claim for each pair of hands between which cases go back and forth.

    One consultation (A asks B, B answers A) is work. It is ping-pong when A hands the case to B again for an activity
    for which it did so before. It must happen more than twice as often as when hands are dealt to events at random;
    and where activities come in no order, also more than twice as often as when both are dealt out together.
    """
    column = handover_column(log)
    if column is None or not log.n_events:
        return []
    codes, names = _hands(log, column)
    n = len(names)
    pair, back = _find_returns(log, codes, n)
    observed = _trips(pair, back, n)
    dealt = _dealt(log, codes, n)
    gap = gaps(log)
    again = np.flatnonzero(back >= 0)
    both_ways = _both_ways(pair[again], n)
    found = []
    for (a, b), trips in observed.items():
        expected = dealt.get((a, b), 0.0)
        if trips < 2 * expected or trips < expected + 5 * np.sqrt(expected + 1):
            continue
        trip = again[both_ways == a * n + b]
        rows = _between(back[trip] + 1, trip)
        rows = rows[gap[rows] > 0]
        cases = len(np.unique(log.case[rows]))
        if cases >= max(2, MIN_CASES * log.n_cases):
            found.append(_claim(log, (names[a], names[b]), column, rows, gap[rows], cases, trips))
    return sorted(found, key=lambda claim: -float(claim.amount.sum(dtype=np.float64)))


def _dealt(log: EventLog, codes: NDArray[np.int32], n: int) -> dict[tuple[int, int], float]:
    """How many trips there are by chance, the mean of some deals; of two ways to deal, the one that gives more."""
    rng = np.random.default_rng(20_261)
    decks: list[Callable[[], tuple[EventLog, NDArray[np.int32]]]] = [lambda: (log, rng.permutation(codes))]
    if not come_once(log):
        decks.append(lambda: _dealt_together(log, codes, rng.permutation(log.n_events)))
    most: dict[tuple[int, int], float] = {}
    for deal in decks:
        total: dict[tuple[int, int], int] = {}
        for _ in range(SHUFFLES):
            for key, trips in _trips(*_find_returns(*deal(), n), n).items():
                total[key] = total.get(key, 0) + trips
        for key, trips in total.items():
            most[key] = max(most.get(key, 0.0), trips / SHUFFLES)
    return most


def _dealt_together(
    log: EventLog, codes: NDArray[np.int32], order: NDArray[np.int64]
) -> tuple[EventLog, NDArray[np.int32]]:
    return replace(log, activity=log.activity[order]), codes[order]


def _find_returns(
    log: EventLog, codes: NDArray[np.int32], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    pair, back = np.empty(log.n_events, np.int64), np.empty(log.n_events, np.int64)
    _pairs(codes, log.offsets, n, pair)
    _returns(pair, log.activity, log.offsets, back)
    return pair, back


def _trips(pair: NDArray[np.int64], back: NDArray[np.int64], n: int) -> dict[tuple[int, int], int]:
    """How many hand-overs between two hands, whichever gives, came again."""
    keys, counts = np.unique(_both_ways(pair[back >= 0], n), return_counts=True)
    return {divmod(key, n): number for key, number in zip(keys.tolist(), counts.tolist(), strict=True)}


def _both_ways(pair: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """The number that a hand-over and the one the other way round have in common."""
    one, other = pair // n, pair % n
    both: NDArray[np.int64] = np.minimum(one, other) * n + np.maximum(one, other)
    return both


def _claim(
    log: EventLog,
    hands: tuple[str, str],
    column: str,
    rows: NDArray[np.int64],
    amount: NDArray[np.int64],
    cases: int,
    trips: int,
) -> Claim:
    a, b = hands
    each = float(amount.sum(dtype=np.float64)) / 1e6 / cases
    # A round trip is seen twice: when the work goes over again and when it comes back again.
    evidence = sentences(
        gettext(
            "%(one)s and %(other)s send the same case back and forth: %(cases)s (%(share)s), %(trips)s.",
            one=a,
            other=b,
            cases=in_cases(cases),
            share=share(cases / log.n_cases),
            trips=ngettext("%(number)s repeated hand-over", "%(number)s repeated hand-overs", trips),
        ),
        gettext("%(duration)s pass in such a case between the first and the last.", duration=duration(each)),
    )
    attempt = gettext(
        "Agree on what %(other)s needs before %(one)s hands a case over. Send a case back only with a list of all "
        "that is missing.",
        one=a,
        other=b,
    )
    return Claim(
        HANDOVER,
        gettext("%(one)s ⇄ %(other)s", one=a, other=b),
        rows,
        amount,
        evidence,
        attempt,
        details={"column": column, "handovers": trips},
    )
