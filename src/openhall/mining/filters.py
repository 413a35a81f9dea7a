"""Filters: which cases to keep. Each is a value with a text, so that a page's address can hold it and undo is a link.

A filter looks at whole cases and gives one bool a case; `apply_filters` keeps the cases that pass all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Literal, Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.errors import BadFilter
from openhall.mining.log import EventLog
from openhall.mining.parallel import case_slices, share
from openhall.mining.variants import find_variants
from openhall.mining.words import days as in_days
from openhall.mining.words import quoted
from openhall.mining.words import share as in_percent
from openhall.process.saying import Saying, day, either, gettext

Mask = NDArray[np.bool_]
Sense = Literal["starting", "ending", "within", "touching"]
DAY = 86_400_000_000


class Filter(Protocol):
    """What every filter can do."""

    def cases(self, log: EventLog) -> Mask:
        """Which cases pass: one bool a case. Raises `BadFilter` for a name that the log does not have."""

    def in_words(self) -> Saying:
        """The filter as people say it."""


def apply_filters(log: EventLog, filters: Iterable[Filter]) -> EventLog:
    """The log of the cases that pass all filters; it may be empty. Raises `BadFilter`."""
    kept = np.ones(log.n_cases, np.bool_)
    for each in filters:
        kept &= each.cases(log)
    return log.take(kept)


@dataclass(frozen=True)
class HasActivity:
    """Cases in which an activity occurs."""

    name: str

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        return _any_event(log, log.activity == code_of(log, self.name))

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext("with “%(activity)s”", activity=self.name)


@dataclass(frozen=True)
class LacksActivity:
    """Cases in which an activity does not occur."""

    name: str

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        return ~HasActivity(self.name).cases(log)

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext("without “%(activity)s”", activity=self.name)


@dataclass(frozen=True)
class FollowsDirectly:
    """Cases in which one activity directly follows another."""

    source: str
    target: str

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        return _scan(log, self.source, self.target, _directly)

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext("with “%(target)s” right after “%(source)s”", target=self.target, source=self.source)


@dataclass(frozen=True)
class FollowsLater:
    """Cases in which one activity comes some time after another."""

    source: str
    target: str

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        return _scan(log, self.source, self.target, _later)

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext(
            "with “%(target)s” some time after “%(source)s”", target=self.target, source=self.source
        )


@dataclass(frozen=True)
class StartsWith:
    """Cases whose first event is of an activity."""

    name: str

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        mask: Mask = log.activity[log.offsets[:-1]] == code_of(log, self.name)
        return mask

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext("that start with “%(activity)s”", activity=self.name)


@dataclass(frozen=True)
class EndsWith:
    """Cases whose last event is of an activity."""

    name: str

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        mask: Mask = log.activity[log.offsets[1:] - 1] == code_of(log, self.name)
        return mask

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext("that end with “%(activity)s”", activity=self.name)


@dataclass(frozen=True)
class Duration:
    """Cases whose throughput time lies between two numbers of days, both included; None leaves a side open."""

    at_least: float | None = None
    at_most: float | None = None

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        low = -1 if self.at_least is None else self.at_least * DAY
        high = np.inf if self.at_most is None else self.at_most * DAY
        taken = log.durations
        mask: Mask = (taken >= low) & (taken <= high)
        return mask

    def in_words(self) -> Saying:
        """See `Filter`."""
        if self.at_least is None:
            return gettext("that take at most %(days)s", days=in_days(self.at_most or 0))
        if self.at_most is None:
            return gettext("that take at least %(days)s", days=in_days(self.at_least))
        return gettext(
            "that take between %(least)s and %(most)s",
            least=in_days(self.at_least),
            most=in_days(self.at_most),
        )


@dataclass(frozen=True)
class TimeWindow:
    """Cases by when they happened: days from `first` to `last`, both included, in UTC; None leaves a side open.

    sense  starting: the first event lies in the window; ending: the last; within: all; touching: any part of it
    """

    first: date | None = None
    last: date | None = None
    sense: Sense = "starting"

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        low = np.iinfo(np.int64).min if self.first is None else _midnight(self.first)
        high = np.iinfo(np.int64).max if self.last is None else _midnight(self.last + timedelta(days=1))
        start, end = log.case_start, log.case_end
        match self.sense:
            case "starting":
                return (start >= low) & (start < high)
            case "ending":
                return (end >= low) & (end < high)
            case "within":
                return (start >= low) & (end < high)
            case _:
                return (end >= low) & (start < high)

    def in_words(self) -> Saying:
        """See `Filter`."""
        if self.first is not None and self.last is not None:
            when = gettext("between %(first)s and %(last)s", first=day(self.first), last=day(self.last))
        elif self.first is not None:
            when = gettext("from %(day)s", day=day(self.first))
        else:
            when = gettext("until %(day)s", day=day(self.last)) if self.last else gettext("at any time")
        match self.sense:
            case "starting":
                return gettext("that start %(when)s", when=when)
            case "ending":
                return gettext("that end %(when)s", when=when)
            case "within":
                return gettext("that lie %(when)s", when=when)
            case _:
                return gettext("open at some time %(when)s", when=when)


@dataclass(frozen=True)
class HasAttribute:
    """Cases with one of some values in an attribute: of the case, or of any of its events."""

    name: str
    values: tuple[str, ...]

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        of_case = self.name in log.cases.names
        if not of_case and self.name not in log.events.names:
            problem = gettext("There is no attribute “%(name)s”", name=self.name)
            raise BadFilter(_with_the_nearest(problem, self.name, attributes(log)))
        codes, names = log.case_codes(self.name) if of_case else log.codes(self.name)
        wanted = np.zeros(len(names) + 1, np.bool_)
        for value in self.values:
            if value not in names:
                problem = gettext("No “%(name)s” is “%(value)s”", name=self.name, value=value)
                raise BadFilter(_with_the_nearest(problem, value, list(names)))
            wanted[names.index(value)] = True
        hit = wanted[codes]
        return hit if of_case else _any_event(log, hit)

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext(
            "with %(name)s %(values)s",
            name=self.name,
            values=either([quoted(each, 200) for each in self.values]),
        )


@dataclass(frozen=True)
class VariantCoverage:
    """Cases of the most frequent variants that together cover a share (0 to 1) of all cases."""

    covered: float

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        if not log.n_cases:
            return np.zeros(0, np.bool_)
        variants = find_variants(log)
        before = np.cumsum(variants.cases) - variants.cases
        mask: Mask = (before < self.covered * log.n_cases)[variants.of_case]
        return mask

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext("of the most frequent variants, %(share)s of cases", share=in_percent(self.covered))


@dataclass(frozen=True)
class InVariant:
    """Cases of one variant, by its rank from 1."""

    rank: int

    def cases(self, log: EventLog) -> Mask:
        """See `Filter`."""
        variants = find_variants(log)
        if not 1 <= self.rank <= variants.count:
            raise BadFilter(
                gettext(
                    "There is no variant %(rank)s; there are %(number)s.",
                    rank=str(self.rank),
                    number=variants.count,
                )
            )
        mask: Mask = variants.of_case == self.rank - 1
        return mask

    def in_words(self) -> Saying:
        """See `Filter`."""
        return gettext("of variant %(rank)s", rank=str(self.rank))


def attributes(log: EventLog) -> list[str]:
    """The names of all attributes that can be filtered on."""
    return sorted({*log.cases.names, *log.events.names})


def code_of(log: EventLog, name: str) -> int:
    """The code of an activity; raises `BadFilter`, with the nearest name, when there is none of that name."""
    try:
        return log.activities.index(name)
    except ValueError:
        problem = gettext("There is no activity “%(name)s”", name=name)
        raise BadFilter(_with_the_nearest(problem, name, list(log.activities))) from None


def _with_the_nearest(problem: Saying, name: str, names: list[str]) -> Saying:
    near = get_close_matches(name, names, n=1)
    if not near:
        return gettext("%(problem)s.", problem=problem)
    return gettext("%(problem)s; did you mean “%(near)s”?", problem=problem, near=near[0])


def _any_event(log: EventLog, hit: Mask) -> Mask:
    """Which cases have an event for which `hit` is true."""
    if not log.n_cases:
        return np.zeros(0, np.bool_)
    mask: Mask = np.logical_or.reduceat(hit, log.offsets[:-1])
    return mask


def _midnight(day: date) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


@njit(cache=True, nogil=True)
def _directly(activity, offsets, source, target, first, past, hit):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        for i in range(offsets[c] + 1, offsets[c + 1]):
            if activity[i] == target and activity[i - 1] == source:
                hit[c] = True
                break


@njit(cache=True, nogil=True)
def _later(activity, offsets, source, target, first, past, hit):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        seen = False
        for i in range(offsets[c], offsets[c + 1]):
            if seen and activity[i] == target:
                hit[c] = True
                break
            if activity[i] == source:
                seen = True


class _Kernel(Protocol):
    def __call__(
        self, activity: NDArray[np.uint16], offsets: NDArray[np.int64], source: int, target: int,
        first: int, past: int, hit: Mask,
    ) -> None: ...  # fmt: skip


def _scan(log: EventLog, source: str, target: str, kernel: _Kernel) -> Mask:
    hit = np.zeros(log.n_cases, np.bool_)
    a, b = code_of(log, source), code_of(log, target)
    share(lambda lo, hi: kernel(log.activity, log.offsets, a, b, lo, hi, hit), case_slices(log.offsets))
    return hit
