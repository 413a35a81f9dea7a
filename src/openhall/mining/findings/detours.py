"""Detours: activities beside the most usual path, where the way over them costs more days than its length explains."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.filter_text import filter_text
from openhall.mining.filters import HasActivity
from openhall.mining.findings.claim import DETOUR, Claim, gaps
from openhall.mining.log import EventLog
from openhall.mining.steps import cases_per_group
from openhall.mining.variants import find_variants
from openhall.mining.words import cases as in_cases
from openhall.mining.words import days, duration, listed, share
from openhall.process.saying import gettext, sentences

LEAST_SHARE, MOST_SHARE = 0.02, 0.5
"""The share of cases that take a detour; what more than half of the cases do is no detour."""
LEAST_CASES = 20
LEAST_RATIO = 1.5
"""How much longer an event on the detour takes than an event of the log does."""
CERTAIN = 5.0
"""Standard errors by which it does; dealt out at random, less than one activity in a million would."""
SAME_STRETCH = 0.5
"""Two activities whose ways overlap so much (Jaccard) are one detour; it is reported once and names the other."""
MOST = 6


@njit(cache=True, nogil=True)
def _stretches(activity, offsets, on_path, wanted, marked):  # type: ignore[no-untyped-def]
    """Mark the events of each run beside the path that contains `wanted`, and the event with which the case is back."""
    for c in range(len(offsets) - 1):
        i = offsets[c]
        while i < offsets[c + 1]:
            if on_path[activity[i]]:
                i += 1
                continue
            begin = i
            hit = False
            while i < offsets[c + 1] and not on_path[activity[i]]:
                hit = hit or activity[i] == wanted
                i += 1
            if hit:
                for k in range(begin, min(i + 1, offsets[c + 1])):
                    marked[k] = True


def claims(log: EventLog) -> list[Claim]:
    """A claim for each activity beside the usual path that slows cases down; it claims the days on the way over it.

    The usual path is what the most frequent variant does, together with every activity of more than half of the cases.
    Activities that lie on the same way beside it are one detour.
    """
    if log.n_cases < LEAST_CASES:
        return []
    gap = gaps(log)
    n = len(log.activities)
    cases = cases_per_group(log, log.activity, n)
    variants = find_variants(log)
    example = variants.example[0]
    on_path = cases > MOST_SHARE * log.n_cases
    on_path[log.activity[log.offsets[example] : log.offsets[example + 1]]] = True
    inner = np.ones(log.n_events, np.bool_)
    inner[log.offsets[:-1]] = False
    usual, spread = _robust(gap[inner])
    if not usual:
        return []
    found: list[tuple[float, int]] = []
    for activity in np.flatnonzero(
        ~on_path & (cases >= max(LEAST_CASES, LEAST_SHARE * log.n_cases))
    ).tolist():
        rows = np.flatnonzero(_way_over(log, on_path, activity, inner))
        if not len(rows):
            continue
        mean = float(np.minimum(gap[rows], usual[1]).mean())
        # Waits of one case are not independent: as many witnesses as cases.
        sure = (mean - usual[0]) / (spread / np.sqrt(cases[activity])) if spread else 0.0
        if mean >= LEAST_RATIO * usual[0] and sure >= CERTAIN:
            found.append((float(gap[rows].sum(dtype=np.float64)), activity))
    found.sort(key=lambda entry: (-entry[0], entry[1]))
    kept: list[tuple[int, NDArray[np.bool_], list[str]]] = []
    for _, activity in found:
        way = _way_over(log, on_path, activity, inner)
        twin = next((entry for entry in kept if _overlap(entry[1], way) >= SAME_STRETCH), None)
        if twin is not None:
            twin[2].append(log.activities[activity])
        elif len(kept) < MOST:
            kept.append((activity, way, []))
    return [
        _claim(log, activity, int(cases[activity]), np.flatnonzero(way & (gap > 0)), gap, others)
        for activity, way, others in kept
    ]


def _way_over(
    log: EventLog, on_path: NDArray[np.bool_], activity: int, inner: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The events on the way over an activity: one bool an event, from leaving the usual path to being back on it."""
    marked = np.zeros(log.n_events, np.bool_)
    _stretches(log.activity, log.offsets, on_path, activity, marked)
    marked &= inner
    return marked


def _overlap(a: NDArray[np.bool_], b: NDArray[np.bool_]) -> float:
    either = int(np.count_nonzero(a | b))
    return int(np.count_nonzero(a & b)) / either if either else 0.0


def _robust(gap: NDArray[np.int64]) -> tuple[tuple[float, float], float] | tuple[None, float]:
    """The mean gap and the cap it is taken at (19 in 20 are shorter), and the spread under that cap."""
    if not len(gap):
        return None, 0.0
    cap = float(np.quantile(gap, 0.95))
    capped = np.minimum(gap, cap)
    return ((float(capped.mean()), cap), float(capped.std())) if cap > 0 else (None, 0.0)


def _claim(
    log: EventLog,
    activity: int,
    cases: int,
    rows: NDArray[np.int64],
    gap: NDArray[np.int64],
    others: list[str],
) -> Claim:
    name = log.activities[activity]
    taken = np.zeros(log.n_cases, np.bool_)
    taken[log.case[log.activity == activity]] = True
    mean_with, mean_without = log.durations[taken].mean() / 8.64e10, log.durations[~taken].mean() / 8.64e10
    amount = gap[rows]
    each = float(amount.sum(dtype=np.float64)) / 1e6 / max(1, cases)
    evidence = sentences(
        gettext(
            "%(cases)s (%(share)s) leave the usual path for “%(activity)s”; %(duration)s pass there in each.",
            cases=in_cases(cases),
            share=share(cases / log.n_cases),
            activity=name,
            duration=duration(each),
        ),
        gettext(
            "They take %(these)s in all on average, the others %(others)s.",
            these=days(mean_with),
            others=days(mean_without),
        ),
        gettext("On the same way: %(names)s.", names=listed(others, 3)) if others else "",
    )
    attempt = gettext(
        "See which of these cases need “%(activity)s” at all, and whether the usual path can go on meanwhile.",
        activity=name,
    )
    return Claim(
        DETOUR, name, rows, amount, evidence, attempt,
        filters=(filter_text(HasActivity(name)),),
        details={"mean_with_days": float(mean_with), "mean_without_days": float(mean_without)},
    )  # fmt: skip
