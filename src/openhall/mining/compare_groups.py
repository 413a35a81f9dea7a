"""Several sets of cases beside each other: who is fastest, how sure that is, and what the fastest does differently.

Everything here is an association. That the fastest office skips a check does not prove that the check costs the
time: its cases may be others. The sentences say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from openhall.mining.compare import NO_PROOF, shared_codes, span_words
from openhall.mining.errors import BadFilter, EmptyLog
from openhall.mining.findings.claim import gaps
from openhall.mining.log import EventLog
from openhall.mining.practices import (
    Habit,
    Practice,
    differing_habits,
    differing_practices,
    habit_samples,
)
from openhall.mining.samples import (
    DAY,
    LEAST_CASES,
    Floats,
    Interval,
    contrast,
    resample_means,
    resample_medians,
    sample,
    sample_values,
)
from openhall.mining.words import days, share
from openhall.process.saying import Saying, gettext, listing, sentences

SEED = 20_261_123


@dataclass(frozen=True)
class Place:
    """How long a group's cases take, in days, and how likely it is the fastest.

    mean, median   with 95% intervals, by resampling the group's cases (2,000 times, always the same draws)
    fastest_by_mean, fastest_by_median   in what share of these draws its mean (median) is the lowest of all groups
    """

    name: str
    cases: int
    mean: Interval
    median: Interval
    fastest_by_mean: float
    fastest_by_median: float


@dataclass(frozen=True)
class GroupComparison:
    """Groups of cases, the fastest (lowest mean) first, and what it does differently.

    behind      by how many days a case each other group's mean is above the fastest's; the intervals hold for all
                pairs of groups together with 95% certainty
    practices   every activity, by days a case; the days of all of them, sure or not, add up to `total_days`
    habits      the habits that the records can show
    total_days  the average of `behind`
    """

    places: tuple[Place, ...]
    behind: Mapping[str, Interval]
    practices: tuple[Practice, ...]
    habits: tuple[Habit, ...]
    total_days: float

    @property
    def fastest(self) -> str:
        """The name of the group with the lowest mean."""
        return self.places[0].name

    @property
    def clear(self) -> bool:
        """Whether the fastest is faster than each of the others beyond chance."""
        return all(each.low > 0 for each in self.behind.values())

    def in_words(self, at_most: int = 6) -> list[Saying]:
        """Who is fastest, how sure, what it does differently (`at_most` activities) and what that does not prove."""
        first = self.places[0]
        times = {"name": first.name, "mean": days(first.mean.value), "median": days(first.median.value)}
        if self.clear:
            fastest = gettext(
                "%(name)s is the fastest: %(mean)s on average, and half of its cases take more than %(median)s.",
                **times,
            )
        else:
            fastest = gettext(
                "%(name)s has the lowest mean, but is not surely the fastest: %(mean)s on average, and half of its "
                "cases take more than %(median)s.",
                **times,
            )
        sure_of = gettext(
            "That it has the lowest mean is %(mean)s sure, that it has the lowest median %(median)s.",
            mean=certainty(first.fastest_by_mean),
            median=certainty(first.fastest_by_median),
        )
        said = [sentences(fastest, sure_of)]
        median = max(self.places, key=lambda place: place.fastest_by_median)
        if median.fastest_by_median > max(0.5, first.fastest_by_median):
            said.append(
                gettext(
                    "By the median it is %(name)s (%(days)s, %(sure)s sure): more of its usual cases are quick.",
                    name=median.name,
                    days=days(median.median.value),
                    sure=certainty(median.fastest_by_median),
                )
            )
        said += _behind_in_words(self.behind, first.name)
        sure = [practice for practice in self.practices if practice.sure]
        said += [practice.in_words(first.name) for practice in sure[:at_most]]
        said += [habit.in_words(first.name) for habit in self.habits if habit.sure]
        if not sure:
            said.append(
                gettext(
                    "Nothing that %(name)s does differs from each of the others beyond chance.",
                    name=first.name,
                )
            )
        return [*said, NO_PROOF]


def compare_groups(logs: Mapping[str, EventLog]) -> GroupComparison:
    """Compare groups of cases (offices, districts, municipalities), by their names.

    Activities are the same where their names are: `rename_activities` brings different names to one, or hundreds to a
    dozen phases. A difference counts as sure when it holds against every other group (the largest of the p-values)
    after adjustment for all activities and habits tested. Deterministic, whatever the order of the groups.

    Raises `BadFilter` for fewer than two groups, `EmptyLog` for a group of fewer than `LEAST_CASES` cases.
    """
    if len(logs) < 2:
        raise BadFilter(gettext("There is only one group of cases; a comparison needs at least two."))
    for name, log in logs.items():
        if log.n_cases < LEAST_CASES:
            raise EmptyLog(
                gettext(
                    "“%(name)s” has %(number)s of the %(least)s cases that a comparison needs; leave it out or join it "
                    "with another group.",
                    name=name,
                    number=log.n_cases,
                    least=LEAST_CASES,
                )
            )
    places = _places(logs)
    order = [place.name for place in places]
    behind = _behind(logs, order)
    names = tuple(dict.fromkeys(name for each in order for name in logs[each].activities))
    spent = {name: gaps(logs[name]) / DAY for name in order}
    of_activities = {
        name: sample(shared_codes(logs[name], names), spent[name], logs[name].offsets, len(names))
        for name in order
    }
    total = float(np.mean([each.value for each in behind.values()]))
    practices, p_values = differing_practices(names, of_activities, total)
    return GroupComparison(
        tuple(places), behind, practices, differing_habits(habit_samples(logs, order), p_values), total
    )


def _places(logs: Mapping[str, EventLog]) -> list[Place]:
    taken = {name: log.durations / DAY for name, log in logs.items()}
    means, medians = {}, {}
    for name, values in taken.items():
        # A name has its own draws, so that neither the order nor the number of the groups changes them.
        rng = np.random.default_rng([SEED, crc32(name.encode())])
        means[name], medians[name] = resample_means(values, rng), resample_medians(values, rng)
    by_mean, by_median = _chances(means), _chances(medians)
    places = [
        Place(
            name, len(values),
            _interval(float(values.mean()), means[name]), _interval(float(np.median(values)), medians[name]),
            by_mean[name], by_median[name],
        )
        for name, values in taken.items()
    ]  # fmt: skip
    return sorted(places, key=lambda place: (place.mean.value, place.median.value, place.name))


def _chances(drawn: Mapping[str, Floats]) -> dict[str, float]:
    """How often each group has the lowest value; those that tie share the draw."""
    values = np.array(list(drawn.values()))
    lowest = values == values.min(axis=0)
    chances = (lowest / lowest.sum(axis=0)).mean(axis=1)
    return dict(zip(drawn, chances.tolist(), strict=True))


def _interval(value: float, drawn: Floats) -> Interval:
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(value, float(low), float(high))


def _behind(logs: Mapping[str, EventLog], order: list[str]) -> dict[str, Interval]:
    """How far the mean of each other group lies above that of the first.

    The fastest is picked after looking, which is as good as comparing all pairs: so many are allowed for (Bonferroni).
    """
    pairs = len(order) * (len(order) - 1) // 2
    whole = {name: sample_values(logs[name].durations / DAY) for name in order}
    behind = {}
    for name in order[1:]:
        found = contrast(whole[order[0]], whole[name], pairs)
        behind[name] = Interval(float(found.value[0]), float(found.low[0]), float(found.high[0]))
    return behind


def _behind_in_words(behind: Mapping[str, Interval], fastest: str) -> list[Saying]:
    spans = {name: span_words(each.low, each.high) for name, each in behind.items()}
    said = [
        gettext(
            "Cases of %(second)s take %(days)s longer on average than those of %(first)s (%(span)s).",
            second=name,
            days=days(each.value),
            first=fastest,
            span=spans[name],
        )
        for name, each in behind.items()
        if each.low > 0
    ]
    unclear = [name for name, each in behind.items() if each.low <= 0]
    if len(unclear) == 1:
        said.append(
            gettext(
                "That %(name)s is slower than %(fastest)s is not clear (%(span)s).",
                name=unclear[0],
                fastest=fastest,
                span=spans[unclear[0]],
            )
        )
    elif unclear:
        said.append(
            gettext(
                "That %(names)s are slower than %(fastest)s is not clear: it may be chance.",
                names=listing(unclear),
                fastest=fastest,
            )
        )
    return said


def certainty(probability: float) -> Saying:
    """A probability in words that never says what draws cannot know: 0% or 100%."""
    return share(min(max(probability, 0.001), 0.999))
