"""Batches: work that is ready and piles up until a weekday, a day of the month, a count, a rare day or an hour.

An activity is a batch when it is done in a rhythm that neither the work that arrives for it nor the rest of the
log has. Findings say what such a rhythm costs, simulations play it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhall.mining.calendar import DAY_US, EPOCH_WEEKDAY, HOUR_US, MINUTE_US

LEAST_EVENTS, LEAST_BATCHES = 40, 6
ON_WEEKDAY, ON_MONTH_DAY, IN_HOUR = 0.5, 0.4, 0.6
"""The share of the work that must be done on the one weekday, day of the month, or in the one hour."""
BEYOND_LOG, BEYOND_ARRIVALS = 0.3, 0.25
"""By how much this share must pass that of all other work, and that of the work that arrives."""
ALSO_ON_WEEKDAY, BEYOND_READY = 0.15, 0.1
"""A further weekday of a rhythm has this share of the work, and so much more than becomes ready on it."""
CERTAIN = 5.0
"""How many standard errors it must pass them by, with as many witnesses as days on which the work is done."""
RARE = 0.35
"""Work is done on rare days when it is done on less than this share of the days that chance would spread it over."""
FORTNIGHT = 14
"""... and these days are so many days apart or more; below that, piles say more (`_counted`)."""
TOGETHER = 10 * MINUTE_US
"""Cases done with less than this between them are done together ..."""
PILE = 5
"""... and at least so many, in the batch of the median case, are a pile."""
SAME_SIZE = 0.25
"""Piles are cut at a count when 3 in 4 lie within this part of their median size."""
WEEKDAY, MONTH_DAY, HOUR = "weekday", "month day", "hour"
"""What `Regular` rhythms keep to."""


@dataclass(frozen=True, eq=False)
class Work:
    """The times at which one activity was ready and done, a row an event, on the local clock.

    Microseconds since 1970; `ready_day` and `done_day` are days since 1970.
    """

    rows: NDArray[np.int64]
    ready: NDArray[np.int64]
    done: NDArray[np.int64]
    ready_day: NDArray[np.int64]
    done_day: NDArray[np.int64]
    held: NDArray[np.int64]

    @property
    def timed(self) -> bool:
        """Whether the records say the time of day: midnight sharp is a date without one."""
        return float(np.mean(self.done == self.done_day * DAY_US)) <= 0.1


@dataclass(frozen=True, eq=False)
class Rhythm:
    """How an activity is batched: which rows of its `Work` belong to batches, and the batch of each row."""

    within: NDArray[np.bool_]
    batch: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Regular(Rhythm):
    """Done on one weekday (0 is Monday), on one day of the month, or in one hour of the day.

    done  how much of the work was done then; arrive: the share of it that was ready then
    """

    kind: str
    top: int
    done: int
    arrive: float


@dataclass(frozen=True, eq=False)
class Piled(Rhythm):
    """Done in piles, within minutes after a silence.

    size   cases of a usual pile; even: whether piles are cut at that size
    piles  how many there are
    """

    size: int
    even: bool
    piles: int


@dataclass(frozen=True, eq=False)
class Rare(Rhythm):
    """Done on few days with many cases each.

    days     on how many, of `span` days; between: mean days from one to the next
    usual    cases on the day of the median case
    ready    on how many different days cases became ready
    """

    days: int
    span: int
    between: float
    usual: float
    ready: int


@dataclass(frozen=True, eq=False)
class Clocked:
    """Events as batches are looked for in them, on the wall clock (microseconds). All arrays have one length.

    activity  codes of the activities; ready and done: since when and when each was done; held: how long it waited
    looked    whether an event is looked at: the first one of a case waits for nothing
    """

    activity: NDArray[np.integer]
    ready: NDArray[np.int64]
    done: NDArray[np.int64]
    held: NDArray[np.int64]
    looked: NDArray[np.bool_]


def rhythms(events: Clocked, activities: int, least: float) -> Iterator[tuple[int, Work, Rhythm]]:
    """The activities that are done in batches, by code. `least` is the microseconds that all its work must wait."""
    order = np.argsort(events.activity, kind="stable")
    order = order[events.looked[order]]
    cuts = np.searchsorted(events.activity[order], np.arange(activities + 1))
    done_day = events.done // DAY_US
    looked = events.looked
    of_weekday = np.bincount(_weekday(done_day[looked]), minlength=7)
    of_hour = np.bincount((events.done[looked] - done_day[looked] * DAY_US) // HOUR_US, minlength=24)
    for activity in range(activities):
        rows = order[cuts[activity] : cuts[activity + 1]]
        if len(rows) < LEAST_EVENTS or events.held[rows].sum(dtype=np.float64) < max(least, 1.0):
            continue
        ready = events.ready[rows]
        work = Work(rows, ready, events.done[rows], ready // DAY_US, done_day[rows], events.held[rows])
        rhythm = (
            _weekly(work, of_weekday)
            or _monthly(work)
            or _rare(work)
            or _counted(work)
            or _hourly(work, of_hour)
        )
        if rhythm is not None:
            yield activity, work, rhythm


def times_of(work: Work, rhythm: Rhythm) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """When each batch was over, in order of time; the batch of each row within; and the usual time between two.

    Microseconds on the wall clock.
    """
    batches, place = np.unique(rhythm.batch[rhythm.within], return_inverse=True)
    over = np.full(len(batches), np.iinfo(np.int64).min)
    np.maximum.at(over, place, work.done[rhythm.within])
    between = np.diff(over)
    return over, place.astype(np.int64), int(np.median(between)) if len(between) else 0


def weekdays_of(work: Work, rhythm: Regular) -> tuple[int, ...]:
    """The weekdays of a rhythm by weekday: the fullest one, and those on which much more is done than is ready."""
    done, ready = (
        np.bincount(_weekday(day), minlength=7) / len(day) for day in (work.done_day, work.ready_day)
    )
    more = (done >= ALSO_ON_WEEKDAY) & (done >= ready + BEYOND_READY)
    return tuple(day for day in range(7) if more[day] or day == rhythm.top)


def _weekly(work: Work, of_weekday: NDArray[np.int64]) -> Regular | None:
    own = np.bincount(_weekday(work.done_day), minlength=7)
    ready = np.bincount(_weekday(work.ready_day), minlength=7) / len(work.rows)
    top = int(own.argmax())
    if not _stands_out(own, of_weekday - own, top, ready, ON_WEEKDAY, _distinct(work.done_day)):
        return None
    within = _weekday(work.done_day) == top
    if _distinct(work.done_day[within]) < LEAST_BATCHES:
        return None
    return Regular(within, work.done_day, WEEKDAY, top, int(own[top]), float(ready[top]))


def _monthly(work: Work) -> Regular | None:
    months = month_day(work.done_day)
    own = np.bincount(months, minlength=32)
    ready = np.bincount(month_day(work.ready_day), minlength=32) / len(work.rows)
    top = int(own.argmax())
    even = np.full(32, len(months) / 31.0)
    if not _stands_out(own, even, top, ready, ON_MONTH_DAY, _distinct(work.done_day)):
        return None
    within = months == top
    if _distinct(work.done_day[within]) < LEAST_BATCHES:
        return None
    return Regular(within, work.done_day, MONTH_DAY, top, int(own[top]), float(ready[top]))


def _counted(work: Work) -> Piled | None:
    """Many cases done within minutes of each other after a silence, though they were ready at other times."""
    if not work.timed:
        return None
    batch, size = _sessions(work.done)
    of_event = size[batch]
    # At an even rate over the hours in which it is done at all, so many would fall together by chance.
    hours = len(np.unique(work.done // HOUR_US))
    by_chance = len(batch) / max(hours, 1) * (TOGETHER / HOUR_US)
    piled = of_event >= max(PILE, 3 * (1 + by_chance))
    if np.median(of_event) < PILE or piled.mean() < 0.7 or len(np.unique(batch[piled])) < LEAST_BATCHES:
        return None
    _, ready_size = _sessions(work.ready)
    if np.median(np.repeat(ready_size, ready_size)) >= 0.5 * np.median(of_event):
        return None
    piles = size[np.unique(batch[piled])]
    middle = float(np.median(piles))
    even = float(np.mean(np.abs(piles - middle) <= SAME_SIZE * middle)) >= 0.75
    if not even and _distinct(work.done_day[piled]) < 0.35 * (np.ptp(work.done_day) + 1):
        return None
    return Piled(piled, batch, round(middle), even, len(piles))


def _rare(work: Work) -> Rare | None:
    """Done on few days with many cases each, though work is ready on many days."""
    day = work.done_day
    batch_days, size = np.unique(day, return_counts=True)
    span = int(batch_days[-1] - batch_days[0]) + 1
    working = span * 5 / 7
    expected = working * -np.expm1(-len(day) / working)
    ready_days = _distinct(work.ready_day)
    usual = float(np.median(np.repeat(size, size)))
    if (
        len(batch_days) < LEAST_BATCHES
        or usual < PILE
        or len(batch_days) > RARE * expected
        or ready_days < 2.5 * len(batch_days)
        or span < FORTNIGHT * len(batch_days)
    ):
        return None
    large = size >= PILE
    between = float(np.diff(batch_days[large]).mean()) if large.sum() > 1 else float(span)
    return Rare(np.isin(day, batch_days[large]), day, int(large.sum()), span, between, usual, ready_days)


def _hourly(work: Work, of_hour: NDArray[np.int64]) -> Regular | None:
    if not work.timed:
        return None
    hour = (work.done - work.done_day * DAY_US) // HOUR_US
    own = np.bincount(hour, minlength=24)
    ready = np.bincount((work.ready - work.ready_day * DAY_US) // HOUR_US, minlength=24) / len(work.rows)
    top = int(own.argmax())
    if not _stands_out(own, of_hour - own, top, ready, IN_HOUR, _distinct(work.done_day)):
        return None
    return Regular(hour == top, work.done_day, HOUR, top, int(own[top]), float(ready[top]))


def _stands_out(
    own: NDArray[np.int64],
    others: NDArray[np.generic],
    top: int,
    ready: NDArray[np.float64],
    least: float,
    witnesses: int,
) -> bool:
    """Whether the share of the fullest bin is large, and beyond that of other work and of what arrives.

    `ready` is the share of the arrivals in each bin. Its own fullest bin counts, whichever it is: work that
    arrives on Thursdays and is done on Fridays follows a rhythm and does not make one.
    """
    part = float(own[top] / own.sum())
    total = float(np.sum(others))
    rest = float(others[top]) / total if total else 0.0
    arrive = float(ready.max())
    usual = min(max(rest, arrive, 0.02), 0.98)
    error = float(np.sqrt(usual * (1 - usual) / max(witnesses, 1)))
    beyond = part >= arrive + BEYOND_ARRIVALS and part >= rest + BEYOND_LOG
    return part >= least and beyond and part - usual >= CERTAIN * error


def _sessions(at: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The session of each event (in order of time) and how many events each session has."""
    order = np.argsort(
        at
    )  # Not stable, and several times as fast: those at one time are in one session anyhow.
    breaks = np.diff(at[order]) > TOGETHER
    session = np.empty(len(at), np.int64)
    session[order] = np.concatenate(([0], np.cumsum(breaks)))
    return session, np.bincount(session)


def _weekday(day: NDArray[np.int64]) -> NDArray[np.int64]:
    return (day + EPOCH_WEEKDAY) % 7


def month_day(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """The day of the month, 1 to 31, of days since 1970."""
    first = int(day.min())
    dates = np.arange(first, int(day.max()) + 1).astype("datetime64[D]")
    number: NDArray[np.int64] = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(
        np.int64
    )
    return number[day - first] + 1


def _distinct(numbers: NDArray[np.int64]) -> int:
    """How many different numbers there are, where they lie close together."""
    return int(np.count_nonzero(np.bincount(numbers - numbers.min()))) if len(numbers) else 0
