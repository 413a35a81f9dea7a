"""What one group of cases does differently from each of the others: its activities in days a case, and its habits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from openhall.mining.compare import shared_codes
from openhall.mining.log import EventLog
from openhall.mining.samples import (
    FALSE_DISCOVERY,
    LEAST_CASES,
    Floats,
    Sample,
    adjust,
    contrast,
    sample_values,
)
from openhall.mining.words import days
from openhall.mining.words import share as in_percent
from openhall.process.saying import Saying, figure, gettext, gettext_noop

AT_ONCE_WITHIN = 60_000_000
"""Microseconds: the same activity by the same person on two cases this close together is one sitting."""
LEAST_DAYS = 0.02
"""A difference is told when it comes to this share of the difference between the fastest and the others."""

Way = Literal["less often", "more often", "repeated less", "repeated more", "quicker", "slower"]
HANDOVER, SITTING, SAME_TIME = (
    "after a hand-over",
    "in one sitting with other cases",
    "recorded at one time",
)
HABIT_WORDS = {
    HANDOVER: gettext_noop(
        "In %(name)s %(share)s of a case's events come after a hand-over from one person to another, elsewhere "
        "%(others)s."
    ),
    SITTING: gettext_noop(
        "In %(name)s %(share)s of a case's events are done in one sitting with other cases, elsewhere %(others)s."
    ),
    SAME_TIME: gettext_noop(
        "In %(name)s %(share)s of a case's events are recorded at the same time as the one before, elsewhere "
        "%(others)s."
    ),
}


@dataclass(frozen=True)
class Side:
    """An activity in one group.

    cases    in how many cases it occurs; share: in what share of them (0 to 1)
    times    how often, in cases that have it; mean_days: the days before each; NaN where it never occurs
    a_case   days a case, over all cases
    """

    cases: int
    share: float
    times: float
    mean_days: float
    a_case: float


@dataclass(frozen=True)
class Practice:
    """The time before one activity, in the fastest group and in the others.

    way    what carries most of the difference: fewer cases have it, they have it fewer times, or each takes less
    days   by how many days a case the fastest is shorter here, on average over the others (below 0: longer)
    p      the largest p-value of the comparisons with each of the others, adjusted for all that was compared
    sure   whether the fastest differs from every other group, in the same direction, beyond chance
    sides  each group by its name, the fastest first
    """

    what: str
    way: Way
    days: float
    p: float
    sure: bool
    sides: Mapping[str, Side]

    def in_words(self, fastest: str) -> Saying:
        """The difference as a sentence."""
        own, *others = self.sides.values()
        if self.way in ("less often", "more often"):
            how = gettext(
                "it comes in %(share)s of its cases, elsewhere in %(others)s",
                share=in_percent(own.share),
                others=_range([side.share for side in others], in_percent),
            )
        elif self.way in ("repeated less", "repeated more"):
            how = gettext(
                "it comes %(times)s times where it comes, elsewhere %(others)s times",
                times=figure(own.times, 1),
                others=_range([side.times for side in others], lambda number: figure(number, 1)),
            )
        else:
            how = gettext(
                "each takes %(days)s, elsewhere %(others)s",
                days=days(own.mean_days),
                others=_range([side.mean_days for side in others], days),
            )
        told = {
            "name": fastest,
            "days": days(abs(self.days)),
            "activity": self.what,
            "own": days(own.a_case),
            "others": _range([side.a_case for side in others], days),
            "how": how,
        }
        if self.days > 0:
            return gettext(
                "%(name)s spends %(days)s a case less before “%(activity)s” (%(own)s, elsewhere %(others)s); %(how)s.",
                **told,
            )
        return gettext(
            "%(name)s spends %(days)s a case more before “%(activity)s” (%(own)s, elsewhere %(others)s); %(how)s.",
            **told,
        )


@dataclass(frozen=True)
class Habit:
    """A way of working, as the share of a case's events that show it (0 to 1), by group, the fastest first."""

    what: str
    shares: Mapping[str, float]
    p: float
    sure: bool

    def in_words(self, fastest: str) -> Saying:
        """The difference as a sentence."""
        own, *others = self.shares.values()
        return gettext(
            HABIT_WORDS[self.what],
            name=fastest,
            share=in_percent(own),
            others=_range(others, in_percent),
        )


def differing_practices(
    names: Sequence[str], samples: Mapping[str, Sample], total_days: float
) -> tuple[tuple[Practice, ...], Floats]:
    """Compare the first group with each other one in every activity; also the p-values, not yet adjusted.

    The p-values returned are of the activities in enough cases to be tested: habits are adjusted together with them.
    """
    own, *others = samples.values()
    contrasts = [contrast(own, other) for other in others]
    saved = np.mean([each.value for each in contrasts], axis=0)
    p = np.max([each.p for each in contrasts], axis=0)
    tested = np.sum([each.cases for each in samples.values()], axis=0) >= LEAST_CASES
    adjusted = adjust(p, tested)
    one_way = np.all([np.sign(each.value) == np.sign(saved) for each in contrasts], axis=0)
    sure = (adjusted <= FALSE_DISCOVERY) & one_way & (np.abs(saved) >= LEAST_DAYS * abs(total_days))
    ways = [_ways(own, other) for other in others]
    practices = [
        Practice(
            name, _way(*(float(np.mean([part[kind][k] for part in ways])) for kind in range(3))),
            float(saved[k]), float(adjusted[k]), bool(sure[k]),
            {group: _side(each, k) for group, each in samples.items()},
        )
        for k, name in enumerate(names)
        if any(each.cases[k] for each in samples.values())
    ]  # fmt: skip
    return tuple(sorted(practices, key=lambda each: (-abs(each.days), each.what))), p[tested]


def differing_habits(samples: Mapping[str, Mapping[str, Sample]], p_activities: Floats) -> tuple[Habit, ...]:
    """Compare the first group with each other one in every habit; p is adjusted together with the activities'."""
    if not samples:
        return ()
    p, one_way = [], []
    for groups in samples.values():
        own, *others = groups.values()
        contrasts = [contrast(own, other) for other in others]
        p.append(max(float(each.p[0]) for each in contrasts))
        one_way.append(len({float(np.sign(each.value[0])) for each in contrasts}) == 1)
    every = np.concatenate((np.array(p), p_activities))
    adjusted = adjust(every, np.ones(len(every), np.bool_))
    return tuple(
        Habit(
            what, {name: float(each.a_case[0]) for name, each in groups.items()},
            float(adjusted[k]), bool(adjusted[k] <= FALSE_DISCOVERY and one_way[k]),
        )
        for k, (what, groups) in enumerate(samples.items())
    )  # fmt: skip


def habit_samples(logs: Mapping[str, EventLog], order: Sequence[str]) -> dict[str, dict[str, Sample]]:
    """For each habit that all records can show, the share of each case's events that show it, by group."""
    marks = {SAME_TIME: [_at_the_same_time(logs[name]) for name in order]}
    if all(log.resources is not None for log in logs.values()):
        marks = {
            HANDOVER: [_handed_over(logs[name]) for name in order],
            SITTING: _in_one_sitting([logs[name] for name in order]),
            **marks,
        }
    return {
        what: {
            name: sample_values(_share_of_case(logs[name], mark))
            for name, mark in zip(order, of_groups, strict=True)
        }
        for what, of_groups in marks.items()
    }


def _share_of_case(log: EventLog, mark: NDArray[np.bool_]) -> Floats:
    hits = np.add.reduceat(mark.astype(np.float64), log.offsets[:-1])
    shares: Floats = hits / np.diff(log.offsets)
    return shares


def _handed_over(log: EventLog) -> NDArray[np.bool_]:
    """Events done by somebody else than the one before in the case."""
    who, _ = log.codes(str(log.resources))
    mark = np.zeros(log.n_events, np.bool_)
    mark[1:] = (who[1:] != who[:-1]) & (who[1:] >= 0) & (who[:-1] >= 0)
    mark[log.offsets[:-1]] = False
    return mark


def _in_one_sitting(logs: Sequence[EventLog]) -> list[NDArray[np.bool_]]:
    """Events that somebody did within a minute of the same activity on another case, of whichever group.

    Looked at within its own group, a small part of an office would seem to work on fewer cases at once.
    """
    people = [log.codes(str(log.resources)) for log in logs]
    number = {name: k for k, name in enumerate(dict.fromkeys(name for _, names in people for name in names))}
    who = np.concatenate(
        [np.array([*(number[name] for name in names), -1], np.int64)[codes] for codes, names in people]
    )
    activities = tuple(dict.fromkeys(name for log in logs for name in log.activities))
    pair = who * len(activities) + np.concatenate([shared_codes(log, activities) for log in logs])
    time = np.concatenate([log.time for log in logs])
    firsts = np.cumsum([0, *(log.n_cases for log in logs)])
    case = np.concatenate([log.case + first for log, first in zip(logs, firsts[:-1], strict=True)])
    by_time = np.argsort(time, kind="stable")
    order = by_time[np.argsort(pair[by_time], kind="stable")]
    a, b = order[:-1], order[1:]
    near = (pair[a] == pair[b]) & (who[a] >= 0) & (case[a] != case[b]) & (time[b] - time[a] <= AT_ONCE_WITHIN)
    mark = np.zeros(len(time), np.bool_)
    mark[a[near]] = True
    mark[b[near]] = True
    return np.split(mark, np.cumsum([log.n_events for log in logs])[:-1])


def _at_the_same_time(log: EventLog) -> NDArray[np.bool_]:
    """Events with the time of the event before them in the case: done side by side, or written down at once."""
    mark = np.zeros(log.n_events, np.bool_)
    mark[1:] = log.time[1:] == log.time[:-1]
    mark[log.offsets[:-1]] = False
    return mark


def _side(each: Sample, k: int) -> Side:
    cases = int(each.cases[k])
    times = float(each.count[k] / cases) if cases else float("nan")
    return Side(cases, cases / each.n, times, float(each.mean[k]), float(each.a_case[k]))


def _ways(own: Sample, other: Sample) -> tuple[Floats, Floats, Floats]:
    """The days by which `other` is above `own`, for each part: by share of cases, by repeats, by the time each takes.

    Each factor's portion is its difference times the mean of the others; where a side never has the part, it is taken
    to be as often repeated and as long there.
    """
    repeats, length = [], []
    for each in (own, other):
        with np.errstate(invalid="ignore", divide="ignore"):
            repeats.append(each.count / each.cases)
        length.append(each.mean)
    repeats = [np.where(np.isnan(repeats[k]), repeats[1 - k], repeats[k]) for k in (0, 1)]
    length = [np.where(np.isnan(length[k]), length[1 - k], length[k]) for k in (0, 1)]
    share = [each.cases / each.n for each in (own, other)]
    rate = [share[k] * repeats[k] for k in (0, 1)]
    usual = (length[0] + length[1]) / 2
    by_share = (share[1] - share[0]) * (repeats[0] + repeats[1]) / 2 * usual
    by_repeats = (repeats[1] - repeats[0]) * (share[0] + share[1]) / 2 * usual
    by_length = (length[1] - length[0]) * (rate[0] + rate[1]) / 2
    return by_share, by_repeats, by_length


def _way(by_share: float, by_repeats: float, by_length: float) -> Way:
    largest = max((by_share, by_repeats, by_length), key=abs)
    if largest == by_length:
        return "quicker" if by_length >= 0 else "slower"
    if largest == by_repeats:
        return "repeated less" if by_repeats >= 0 else "repeated more"
    return "less often" if by_share >= 0 else "more often"


def _range(values: Sequence[float], text: Callable[[float], Saying]) -> Saying:
    known = [value for value in values if not np.isnan(value)]
    if not known:
        return gettext("never")
    low, high = text(min(known)), text(max(known))
    return low if low == high else gettext("%(low)s to %(high)s", low=low, high=high)
