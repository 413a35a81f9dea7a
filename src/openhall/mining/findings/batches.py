"""Batches: work that is ready and piles up until a weekday, a day of the month, a count, a rare day or an hour.

An activity is a batch when it is done in a rhythm that neither the work that arrives for it nor the rest of the
log has. What is claimed is the wait that would vanish if the work were done as it arrives: the whole wait of a
case that arrived after the batch before, and for a case that was passed over by that batch (so it would have
waited anyway) half of the time between the two, the mean wait that the rhythm adds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhall.mining.calendar import DAY_US, EPOCH_WEEKDAY, MINUTE_US, local_done
from openhall.mining.findings.claim import BATCH, MICROSECONDS_A_DAY, MIN_SHARE, Claim, gaps
from openhall.mining.log import EventLog
from openhall.mining.steps import waits
from openhall.mining.words import days, duration, share
from openhall.process.saying import Saying, figure, gettext, ngettext, sentences

HOUR_US = 60 * MINUTE_US
LEAST_EVENTS, LEAST_BATCHES = 40, 6
ON_WEEKDAY, ON_MONTH_DAY, IN_HOUR = 0.5, 0.4, 0.6
"""The share of the work that must be done on the one weekday, day of the month, or in the one hour."""
BEYOND_LOG, BEYOND_ARRIVALS = 0.3, 0.25
"""By how much this share must pass that of all other work, and that of the work that arrives."""
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
ON_WEEKDAYS = (
    gettext("on Mondays"), gettext("on Tuesdays"), gettext("on Wednesdays"), gettext("on Thursdays"),
    gettext("on Fridays"), gettext("on Saturdays"), gettext("on Sundays"),
)  # fmt: skip


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
    """How an activity is batched: which of its rows belong to batches, the batch of each, and it in words."""

    within: NDArray[np.bool_]
    batch: NDArray[np.int64]
    evidence: Saying
    attempt: Saying
    name: Saying


def claims(log: EventLog) -> list[Claim]:
    """The activities that are done in batches, and the wait until the batch."""
    inner = np.ones(log.n_events, np.bool_)
    inner[log.offsets[:-1][np.diff(log.offsets) > 0]] = False
    gap = gaps(log)
    least = MIN_SHARE * float(gap.sum(dtype=np.float64))
    held = np.minimum(gap, waits(log))
    done = local_done(log)
    offset = done - log.done
    order = np.argsort(log.activity, kind="stable")
    order = order[inner[order]]
    cuts = np.searchsorted(log.activity[order], np.arange(len(log.activities) + 1))
    done_day = done // DAY_US
    of_weekday = np.bincount(_weekday(done_day[inner]), minlength=7)
    of_hour = np.bincount((done[inner] - done_day[inner] * DAY_US) // HOUR_US, minlength=24)
    found: list[Claim] = []
    for activity, name in enumerate(log.activities):
        rows = order[cuts[activity] : cuts[activity + 1]]
        if len(rows) < LEAST_EVENTS or held[rows].sum(dtype=np.float64) < max(least, 1.0):
            continue
        ready = log.done[rows - 1] + offset[rows]
        work = Work(rows, ready, done[rows], ready // DAY_US, done_day[rows], held[rows])
        rhythm = (
            _weekly(name, work, of_weekday)
            or _monthly(name, work)
            or _rare(name, work)
            or _counted(name, work)
            or _hourly(name, work, of_hour)
        )
        claim = None if rhythm is None else _claim(name, work, rhythm)
        if claim is not None and claim.amount.sum(dtype=np.float64) >= least:
            found.append(claim)
    return found


def _weekly(name: str, work: Work, of_weekday: NDArray[np.int64]) -> Rhythm | None:
    weekday, day = _weekday(work.done_day), work.done_day
    own = np.bincount(weekday, minlength=7)
    top = int(own.argmax())
    ready = np.bincount(_weekday(work.ready_day), minlength=7) / len(work.rows)
    arrive = float(ready[top])
    if not _stands_out(own, of_weekday - own, top, ready, ON_WEEKDAY, _distinct(day)):
        return None
    within = weekday == top
    if _distinct(day[within]) < LEAST_BATCHES:
        return None
    when = ON_WEEKDAYS[top]
    attempt = gettext(
        "Do “%(activity)s” every working day instead of %(when)s; one more day in the week would already halve the "
        "wait.",
        activity=name,
        when=when,
    )
    return Rhythm(within, day, _done(name, when, own, top, arrive), attempt, when)


def _monthly(name: str, work: Work) -> Rhythm | None:
    months, day = _month_day(work.done_day), work.done_day
    own = np.bincount(months, minlength=32)
    top = int(own.argmax())
    even = np.full(32, len(months) / 31.0)
    ready = np.bincount(_month_day(work.ready_day), minlength=32) / len(work.rows)
    arrive = float(ready[top])
    if not _stands_out(own, even, top, ready, ON_MONTH_DAY, _distinct(day)):
        return None
    within = months == top
    if _distinct(day[within]) < LEAST_BATCHES:
        return None
    when = _on_month_day(top)
    attempt = gettext(
        "Do “%(activity)s” every week instead of %(when)s: three quarters of this wait would go.",
        activity=name,
        when=when,
    )
    return Rhythm(within, day, _done(name, when, own, top, arrive), attempt, when)


def _counted(name: str, work: Work) -> Rhythm | None:
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
    near = float(np.mean(np.abs(piles - middle) <= SAME_SIZE * middle))
    if near >= 0.75:
        when = gettext("whenever about %(number)s have piled up", number=round(middle))
    elif _distinct(work.done_day[piled]) < 0.35 * (np.ptp(work.done_day) + 1):
        return None
    else:
        when = gettext("in piles of %(number)s or so", number=round(middle))
    evidence = gettext(
        "“%(activity)s” is done %(when)s: %(piles)s hold %(share)s of it, each done within minutes, while the work was "
        "ready at other times.",
        activity=name,
        when=when,
        piles=ngettext("%(number)s pile", "%(number)s piles", len(piles)),
        share=share(float(piled.mean())),
    )
    attempt = gettext(
        "Do “%(activity)s” when a case is ready for it, or at a fixed time every day, instead of %(when)s.",
        activity=name,
        when=when,
    )
    return Rhythm(piled, batch, evidence, attempt, when)


def _rare(name: str, work: Work) -> Rhythm | None:
    """Done on few days with many cases each, though work is ready on many days."""
    day = work.done_day
    batch_days, size = np.unique(day, return_counts=True)
    span = int(batch_days[-1] - batch_days[0]) + 1
    working = span * 5 / 7
    expected = working * -np.expm1(-len(day) / working)
    ready_days = _distinct(work.ready_day)
    of_event = np.repeat(size, size)
    if (
        len(batch_days) < LEAST_BATCHES
        or np.median(of_event) < PILE
        or len(batch_days) > RARE * expected
        or ready_days < 2.5 * len(batch_days)
        or span < FORTNIGHT * len(batch_days)
    ):
        return None
    large = size >= PILE
    within = np.isin(day, batch_days[large])
    between = float(np.diff(batch_days[large]).mean()) if large.sum() > 1 else float(span)
    when = gettext("once in %(days)s", days=days(between))
    evidence = gettext(
        "“%(activity)s” is done on only %(days)s in %(span)s, %(cases)s cases on the day of the median case, "
        "though cases become ready on %(ready)s different days.",
        activity=name,
        days=days(int(large.sum())),
        span=days(span),
        cases=figure(float(np.median(of_event))),
        ready=ready_days,
    )
    attempt = gettext(
        "Do “%(activity)s” every week instead of %(when)s or so, or as soon as a case is ready for it.",
        activity=name,
        when=when,
    )
    return Rhythm(within, day, evidence, attempt, when)


def _hourly(name: str, work: Work, of_hour: NDArray[np.int64]) -> Rhythm | None:
    if not work.timed:
        return None
    hour, day = (work.done - work.done_day * DAY_US) // HOUR_US, work.done_day
    own = np.bincount(hour, minlength=24)
    top = int(own.argmax())
    ready = np.bincount((work.ready - work.ready_day * DAY_US) // HOUR_US, minlength=24) / len(work.rows)
    arrive = float(ready[top])
    if not _stands_out(own, of_hour - own, top, ready, IN_HOUR, _distinct(day)):
        return None
    when = gettext("between %(first)s and %(last)s", first=f"{top}:00", last=f"{top + 1}:00")
    evidence = gettext(
        "%(share)s of “%(activity)s” is done %(when)s (%(number)s of %(all)s), though %(ready)s of it is ready at "
        "other hours.",
        share=share(own[top] / len(hour)),
        activity=name,
        when=when,
        number=own[top],
        all=len(hour),
        ready=share(1 - arrive),
    )
    attempt = gettext(
        "Do “%(activity)s” several times a day instead of once %(when)s.", activity=name, when=when
    )
    return Rhythm(hour == top, day, evidence, attempt, when)


def _done(name: str, when: Saying, own: NDArray[np.int64], top: int, arrive: float) -> Saying:
    """How much of an activity is done on the day of its rhythm, and how much (`arrive`) of it is ready then."""
    return gettext(
        "%(share)s of “%(activity)s” is done %(when)s (%(number)s of %(all)s), though %(ready)s of it is ready on "
        "other days.",
        share=share(own[top] / own.sum()),
        activity=name,
        when=when,
        number=own[top],
        all=own.sum(),
        ready=share(1 - arrive),
    )


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


def _claim(name: str, work: Work, rhythm: Rhythm) -> Claim | None:
    kept = rhythm.within & (work.held > 0)
    if not kept.any():
        return None
    # When each batch was over, in order of time; and of each event, when the batch before its own was.
    batches, place = np.unique(rhythm.batch[rhythm.within], return_inverse=True)
    over = np.full(len(batches), np.iinfo(np.int64).min)
    np.maximum.at(over, place, work.done[rhythm.within])
    between = np.diff(over)
    usual = int(np.median(between)) if len(between) else 0
    before = np.concatenate(([over[0] - usual], over[:-1]))
    previous = np.zeros(len(work.rows), np.int64)
    previous[rhythm.within] = before[place]
    since = np.maximum(work.done - previous, 0)
    passed_over = work.ready < previous
    amount = np.where(passed_over, np.minimum(work.held, since // 2), work.held)[kept]
    until, whole = float(amount.mean()), float(work.held[kept].mean())
    sizes = np.bincount(place)
    evidence = sentences(
        rhythm.evidence,
        gettext(
            "These cases wait %(whole)s on average, %(batch)s of it only for the next batch.",
            whole=duration(whole / 1e6),
            batch=duration(until / 1e6),
        ),
    )
    details = {
        "batches": len(batches),
        "median_size": float(np.median(sizes)),
        "median_days_between": usual / MICROSECONDS_A_DAY,
        "by_weekday": np.bincount(_weekday(work.done_day), minlength=7).tolist(),
        "ready_by_weekday": np.bincount(_weekday(work.ready_day), minlength=7).tolist(),
        "rhythm": str(rhythm.name),
    }
    where = gettext("%(activity)s (%(when)s)", activity=name, when=rhythm.name)
    return Claim(BATCH, where, work.rows[kept], amount, evidence, rhythm.attempt, (), details)


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


def _month_day(day: NDArray[np.int64]) -> NDArray[np.int64]:
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


def _on_month_day(number: int) -> Saying:
    """Only English writes the days of a month with four endings."""
    ending = 0 if 10 < number < 14 else number % 10
    if ending == 1:
        return gettext("on the %(day)sst of the month", day=number)
    if ending == 2:
        return gettext("on the %(day)snd of the month", day=number)
    if ending == 3:
        return gettext("on the %(day)srd of the month", day=number)
    return gettext("on the %(day)sth of the month", day=number)
