"""Batches of a simulation: what lies ready is taken together, on a day of a rhythm or when enough has gathered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openhall.mining.batches import (
    HOUR,
    WEEKDAY,
    Piled,
    Regular,
    Rhythm,
    Work,
    month_day,
    times_of,
    weekdays_of,
)
from openhall.mining.calendar import DAY_US, EPOCH_WEEKDAY, MINUTE_US, worked_weekdays
from openhall.mining.simulation.clock import Clock, opening
from openhall.mining.simulation.history import History

SAME_WEEKS = 0.7
"""A batch comes every so many weeks when this share of the times between two is as long."""
SHORTEST = 1.5 * DAY_US
"""Piles that are nearer to each other are not played as such."""
MADE_UP = 0.5
"""A day of the month is moved when so much of its usual work is done on the next day of work."""
LEADS = 0.75
"""Who does so much of what is done in batches leads them."""


@dataclass(frozen=True)
class EachWeek:
    """On weekdays (0 is Monday) of every so many weeks, counted from that of the day `since` (days since 1970).

    at  the time of day (microseconds)
    """

    weekdays: tuple[int, ...]
    every: int
    since: int
    at: int


@dataclass(frozen=True)
class EachMonth:
    """On a day of the month (the last one of a month that is shorter).

    moved  whether it is made up for when there is work again, where nobody works on that day
    """

    day: int
    at: int
    moved: bool = True


@dataclass(frozen=True)
class NowAndThen:
    """Now and then: `gaps` are times between two batches (microseconds), `last` is when the last one was."""

    gaps: tuple[int, ...]
    last: int


@dataclass(frozen=True)
class OfSize:
    """When so many have gathered."""

    size: int


Activation = EachWeek | EachMonth | NowAndThen | OfSize


@dataclass(frozen=True)
class Batch:
    """How an activity is done in batches.

    share   how much of the work on it goes with a batch
    leader  who does most of what is done in batches; "" where nobody does
    """

    activity: int
    activation: Activation
    share: float = 1.0
    leader: str = ""

    def told(self) -> dict[str, Any]:
        """When it is, how much goes with it and who leads it, as plain values."""
        match self.activation:
            case EachWeek(weekdays, every, _, at):
                when = {"when": "week", "weekdays": list(weekdays), "every": every, "at": at // MINUTE_US}
            case EachMonth(day):
                when = {"when": "month", "day": day}
            case NowAndThen(gaps):
                when = {"when": "now and then", "days": round(float(np.mean(gaps)) / DAY_US, 2)}
            case OfSize(size):
                when = {"when": "size", "size": size}
        return {**when, "share": round(self.share, 3), "leader": self.leader}


@dataclass(frozen=True, eq=False)
class FoundBatch:
    """A batch as it is on record, with its events.

    rows    of the history: what was done with a batch
    passed  when the batch before it was over (microseconds, wall clock): what waited then was not ready for it
    begun   when its own batch began: it was ready then
    """

    batch: Batch
    rows: NDArray[np.int64]
    passed: NDArray[np.int64]
    begun: NDArray[np.int64]


def within_days(work: Work, rhythm: Rhythm) -> bool:
    """Whether piles come about once a day, or more often: that is a matter of the hours in which people work."""
    return isinstance(rhythm, Piled) and not rhythm.even and times_of(work, rhythm)[2] < SHORTEST


def found_batch(history: History, activity: int, work: Work, rhythm: Rhythm) -> FoundBatch:
    """A rhythm that was found, as it can be played."""
    beside = _days_beside(history, work, rhythm)
    within = rhythm.within | np.isin(work.done_day, beside)
    rhythm = replace(rhythm, within=within)
    over, place, _ = times_of(work, rhythm)
    rows, done = work.rows[rhythm.within], work.done[rhythm.within]
    begun = np.full(len(over), np.iinfo(np.int64).max)
    np.minimum.at(begun, place, done)
    before = np.concatenate(([np.iinfo(np.int64).min // 2], over[:-1]))[place]
    batch = Batch(
        activity,
        _activation(work, rhythm, begun, over, moved=len(beside) > 0),
        float(rhythm.within.mean()),
        _leader(history, rows),
    )
    return FoundBatch(batch, rows, before, begun[place])


def _days_beside(history: History, work: Work, rhythm: Rhythm) -> NDArray[np.int64]:
    """Days (since 1970) that belong to a rhythm though they are not its fullest weekday, or day of the month: further
    weekdays, and the days to which a day of the month is moved on which nobody works."""
    none = np.zeros(0, np.int64)
    if not isinstance(rhythm, Regular) or rhythm.kind == HOUR:
        return none
    days = np.unique(work.done_day)
    if rhythm.kind == WEEKDAY:
        return days[np.isin((days + EPOCH_WEEKDAY) % 7, weekdays_of(work, rhythm))]
    worked = worked_weekdays(history.done[~history.first] // DAY_US)
    span = np.arange(days[0] - 7, days[-1] + 1)
    lost = span[(month_day(span) == rhythm.top) & ~worked[(span + EPOCH_WEEKDAY) % 7]]
    instead = lost + 1
    while not (there := worked[(instead + EPOCH_WEEKDAY) % 7]).all():
        instead = np.where(there, instead, instead + 1)
    usual = rhythm.done / max(len(np.unique(work.done_day[rhythm.within])), 1)
    moved = np.isin(work.done_day, instead).sum() >= MADE_UP * usual * len(lost)
    return instead if moved and len(lost) else none


def _activation(
    work: Work,
    rhythm: Rhythm,
    begun: NDArray[np.int64],
    over: NDArray[np.int64],
    *,
    moved: bool,
) -> Activation:
    at = int(np.median(begun % DAY_US))
    match rhythm:
        case Regular(kind=kind) as found if kind == WEEKDAY:
            weeks = np.diff(np.unique((over // DAY_US + EPOCH_WEEKDAY) // 7))
            every = max(1, int(np.median(weeks))) if len(weeks) else 1
            every = every if len(weeks) and float(np.mean(weeks == every)) >= SAME_WEEKS else 1
            weekdays = weekdays_of(work, found)
            return EachWeek(weekdays, every, int(over[-1] // DAY_US), at)
        case Regular(kind=kind) if kind == HOUR:
            worked = tuple(int(day) for day in np.flatnonzero(worked_weekdays(work.done_day)))
            return EachWeek(worked, 1, int(over[-1] // DAY_US), at)
        case Regular(top=top):
            return EachMonth(top, at, moved)
        case Piled(size=size, even=True):
            return OfSize(size)
        case _:
            return NowAndThen(tuple(int(gap) for gap in np.diff(begun)), int(begun[-1]))


def _leader(history: History, rows: NDArray[np.int64]) -> str:
    who = history.resource[rows]
    if not (who >= 0).any():
        return ""
    often = np.bincount(who[who >= 0])
    return history.resources[int(often.argmax())] if often.max() >= LEADS * len(rows) else ""


def moments(
    activation: Activation, begin: int, end: int, clock: Clock, calendar: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """When batches are done between two instants (microseconds, wall clock), in order; none for those of a size.

    `calendar` is the place in the clock of the hours of those who do it.
    """
    first, last = begin // DAY_US - 1, end // DAY_US + 1
    days = np.arange(first, last + 1)
    dates = (clock.until, clock.season, clock.first, clock.rate)
    match activation:
        case EachWeek():
            weeks = (days + EPOCH_WEEKDAY) // 7 - (activation.since + EPOCH_WEEKDAY) // 7
            ours = np.isin((days + EPOCH_WEEKDAY) % 7, activation.weekdays) & (weeks % activation.every == 0)
            # Where nobody works on its day, it is left out.
            at: NDArray[np.int64] = days[ours & _worked(clock, calendar, days)] * DAY_US + activation.at
            return at
        case EachMonth():
            months = np.arange(
                days[0].astype("datetime64[D]").astype("datetime64[M]"),
                days[-1].astype("datetime64[D]").astype("datetime64[M]") + 1,
            )
            ends = (months + 1).astype("datetime64[D]").astype(np.int64) - 1
            on = np.minimum(months.astype("datetime64[D]").astype(np.int64) + activation.day - 1, ends)
            if not activation.moved:
                on = on[_worked(clock, calendar, on)]
            return np.unique(opening(on * DAY_US + activation.at, calendar, *dates))
        case NowAndThen():
            mean = max(float(np.mean(activation.gaps)), 1.0)
            many = int((end - activation.last) / mean * 1.5) + 10
            drawn = random.choice(np.array(activation.gaps, np.int64), many)
            then = activation.last + np.cumsum(drawn)
            return np.unique(opening(then[(then >= begin) & (then <= end)], calendar, *dates))
        case OfSize():
            return np.zeros(0, np.int64)


def _worked(clock: Clock, calendar: int, days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether anybody works on days."""
    own = int(clock.season[calendar])
    a_day = clock.open[calendar].reshape(7, 24).any(axis=1)
    worked: NDArray[np.bool_] = a_day[(days + EPOCH_WEEKDAY) % 7]
    if own >= 0:
        place = days - clock.first
        inside = (place >= 0) & (place < clock.rate.shape[1])
        worked[inside] = clock.rate[own, place[inside]] > 0
    return worked
