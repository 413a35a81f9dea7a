"""Findings about batches (`mining.batches`): what is claimed is the wait that would vanish if the work were done as it
arrives.

That is the whole wait of a case that arrived after the batch before, and for a case that was passed over by that batch
(so it would have waited anyway) half of the time between the two, the mean wait that the rhythm adds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhall.mining.batches import (
    HOUR,
    WEEKDAY,
    Clocked,
    Piled,
    Rare,
    Regular,
    Rhythm,
    Work,
    rhythms,
    times_of,
)
from openhall.mining.calendar import EPOCH_WEEKDAY, local_done
from openhall.mining.findings.claim import BATCH, MICROSECONDS_A_DAY, MIN_SHARE, Claim, gaps
from openhall.mining.log import EventLog
from openhall.mining.steps import waits
from openhall.mining.words import days, duration, share
from openhall.process.saying import Saying, figure, gettext, ngettext, sentences

ON_WEEKDAYS = (
    gettext("on Mondays"), gettext("on Tuesdays"), gettext("on Wednesdays"), gettext("on Thursdays"),
    gettext("on Fridays"), gettext("on Saturdays"), gettext("on Sundays"),
)  # fmt: skip


def claims(log: EventLog) -> list[Claim]:
    """The activities that are done in batches, and the wait until the batch."""
    inner = np.ones(log.n_events, np.bool_)
    inner[log.offsets[:-1][np.diff(log.offsets) > 0]] = False
    gap = gaps(log)
    least = MIN_SHARE * float(gap.sum(dtype=np.float64))
    done = local_done(log)
    ready = done.copy()
    ready[1:] = log.done[:-1] + (done - log.done)[1:]
    events = Clocked(log.activity, ready, done, np.minimum(gap, waits(log)), inner)
    found = (
        _claim(log.activities[activity], work, rhythm)
        for activity, work, rhythm in rhythms(events, len(log.activities), least)
    )
    return [claim for claim in found if claim is not None and claim.amount.sum(dtype=np.float64) >= least]


def when_of(rhythm: Rhythm) -> Saying:
    """A rhythm in words: "on Thursdays"."""
    match rhythm:
        case Regular(kind=kind, top=top) if kind == WEEKDAY:
            return ON_WEEKDAYS[top]
        case Regular(kind=kind, top=top) if kind == HOUR:
            return gettext("between %(first)s and %(last)s", first=f"{top}:00", last=f"{top + 1}:00")
        case Regular(top=top):
            return on_month_day(top)
        case Rare(between=between):
            return gettext("once in %(days)s", days=days(between))
        case Piled(size=size, even=True):
            return gettext("whenever about %(number)s have piled up", number=size)
        case Piled(size=size):
            return gettext("in piles of %(number)s or so", number=size)
        case _:
            raise TypeError(rhythm)


def _evidence(name: str, when: Saying, work: Work, rhythm: Rhythm) -> Saying:
    match rhythm:
        case Regular(done=done, arrive=arrive):
            values: dict[str, str | int] = {
                "share": share(done / len(work.rows)),
                "activity": name,
                "when": when,
                "number": done,
                "all": len(work.rows),
                "ready": share(1 - arrive),
            }
            if rhythm.kind == HOUR:
                return gettext(
                    "%(share)s of “%(activity)s” is done %(when)s (%(number)s of %(all)s), though %(ready)s of it is "
                    "ready at other hours.",
                    **values,
                )
            return gettext(
                "%(share)s of “%(activity)s” is done %(when)s (%(number)s of %(all)s), though %(ready)s of it is ready "
                "on other days.",
                **values,
            )
        case Piled(piles=piles):
            return gettext(
                "“%(activity)s” is done %(when)s: %(piles)s hold %(share)s of it, each done within minutes, while the "
                "work was ready at other times.",
                activity=name,
                when=when,
                piles=ngettext("%(number)s pile", "%(number)s piles", piles),
                share=share(float(rhythm.within.mean())),
            )
        case Rare():
            return gettext(
                "“%(activity)s” is done on only %(days)s in %(span)s, %(cases)s cases on the day of the median case, "
                "though cases become ready on %(ready)s different days.",
                activity=name,
                days=days(rhythm.days),
                span=days(rhythm.span),
                cases=figure(rhythm.usual),
                ready=rhythm.ready,
            )
        case _:
            raise TypeError(rhythm)


def _attempt(name: str, when: Saying, rhythm: Rhythm) -> Saying:
    match rhythm:
        case Regular(kind=kind) if kind == WEEKDAY:
            return gettext(
                "Do “%(activity)s” every working day instead of %(when)s; one more day in the week would already halve "
                "the wait.",
                activity=name,
                when=when,
            )
        case Regular(kind=kind) if kind == HOUR:
            return gettext(
                "Do “%(activity)s” several times a day instead of once %(when)s.", activity=name, when=when
            )
        case Regular():
            return gettext(
                "Do “%(activity)s” every week instead of %(when)s: three quarters of this wait would go.",
                activity=name,
                when=when,
            )
        case Rare():
            return gettext(
                "Do “%(activity)s” every week instead of %(when)s or so, or as soon as a case is ready for it.",
                activity=name,
                when=when,
            )
        case _:
            return gettext(
                "Do “%(activity)s” when a case is ready for it, or at a fixed time every day, instead of %(when)s.",
                activity=name,
                when=when,
            )


def _claim(name: str, work: Work, rhythm: Rhythm) -> Claim | None:
    kept = rhythm.within & (work.held > 0)
    if not kept.any():
        return None
    over, place, usual = times_of(work, rhythm)
    # Of each event, when the batch before its own was over.
    before = np.concatenate(([over[0] - usual], over[:-1]))
    previous = np.zeros(len(work.rows), np.int64)
    previous[rhythm.within] = before[place]
    since = np.maximum(work.done - previous, 0)
    passed_over = work.ready < previous
    amount = np.where(passed_over, np.minimum(work.held, since // 2), work.held)[kept]
    when = when_of(rhythm)
    until, whole = float(amount.mean()), float(work.held[kept].mean())
    sizes = np.bincount(place)
    evidence = sentences(
        _evidence(name, when, work, rhythm),
        gettext(
            "These cases wait %(whole)s on average, %(batch)s of it only for the next batch.",
            whole=duration(whole / 1e6),
            batch=duration(until / 1e6),
        ),
    )
    details = {
        "batches": len(over),
        "median_size": float(np.median(sizes)),
        "median_days_between": usual / MICROSECONDS_A_DAY,
        "by_weekday": _by_weekday(work.done_day).tolist(),
        "ready_by_weekday": _by_weekday(work.ready_day).tolist(),
        "rhythm": str(when),
    }
    where = gettext("%(activity)s (%(when)s)", activity=name, when=when)
    return Claim(BATCH, where, work.rows[kept], amount, evidence, _attempt(name, when, rhythm), (), details)


def _by_weekday(day: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.bincount((day + EPOCH_WEEKDAY) % 7, minlength=7)


def on_month_day(number: int) -> Saying:
    """Only English writes the days of a month with four endings."""
    ending = 0 if 10 < number < 14 else number % 10
    if ending == 1:
        return gettext("on the %(day)sst of the month", day=number)
    if ending == 2:
        return gettext("on the %(day)snd of the month", day=number)
    if ending == 3:
        return gettext("on the %(day)srd of the month", day=number)
    return gettext("on the %(day)sth of the month", day=number)
