"""A log of an office over years, with days off, a committee that meets now and then, and a month with few people."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from openhall.mining.log import ACTIVITY, CASE, RESOURCE, TIME, EventLog
from openhall.mining.read.build import Reading, build

FIRST = date(2022, 1, 3)
"""A Monday."""
OPENS, HOURS = 8, 8
PEOPLE = 10


def year_log(
    seed: int = 1,
    *,
    days: int = 730,
    a_day: float = 6.0,
    off: Collection[date] = (),
    meets: Collection[int] | None = None,
    size: int = 0,
    away: float = 0.0,
    month: int = 8,
    quiet: float = 1.0,
) -> EventLog:
    """Cases are received, checked, decided and sent, on working days from 8 to 16 o'clock.

    off    days on which nobody works
    meets  numbers of the days (0 is `FIRST`) on which all that is ready is decided, at ten; size: or as soon as so many
           are ready
    away   the share of the weeks of a month in which each is away; then all takes so much longer
    quiet  in that month so many times as many cases come
    """
    random = np.random.default_rng(seed)
    work = [
        k
        for k in range(days)
        if (FIRST + timedelta(days=k)).weekday() < 5 and FIRST + timedelta(days=k) not in off
    ]
    months = np.array([(FIRST + timedelta(days=k)).month for k in range(days)])
    rate = np.where(months[work] == month, 1.0 - away, 1.0)
    speed = np.concatenate(([0.0], np.cumsum(rate)))
    there = random.random((PEOPLE, days // 7 + 60)) >= np.where(
        months[np.minimum(np.arange(days // 7 + 60) * 7 + 3, days - 1)] == month, away, 0.0
    )

    def later(at: np.ndarray, lag: np.ndarray) -> np.ndarray:
        """The instants (working days since the first) so much work later."""
        whole = np.minimum(at.astype(int), len(rate) - 1)
        return np.interp(speed[whole] + (at - whole) * rate[whole] + lag, speed, np.arange(len(speed)))

    came = random.poisson(a_day * np.where(months[work] == month, quiet, 1.0))
    at = np.sort(np.repeat(np.arange(len(work)), came) + random.random(int(came.sum())))
    checked = later(at, random.gamma(2.0, 1.5, len(at)))
    ready = later(checked, random.gamma(2.0, 0.5, len(at)))
    if meets is not None:
        place = np.searchsorted(work, sorted(meets))
        days_met = np.array(
            [p for p, k in zip(place, sorted(meets), strict=True) if p < len(work) and work[p] == k]
        )
        number = np.searchsorted(days_met + 0.25, ready)
        kept = number < len(days_met)
        decided = np.where(kept, days_met[np.minimum(number, len(days_met) - 1)] + 0.25, np.inf)
        decided += random.random(len(at)) * 0.1
    elif size:
        order = np.argsort(ready)
        decided = np.full(len(at), np.inf)
        for first in range(0, len(order) - size + 1, size):
            pile = order[first : first + size]
            decided[pile] = ready[pile[-1]] + np.arange(size) * 0.001
    else:
        decided = ready
    sent = later(np.where(np.isfinite(decided), decided, 0.0), random.gamma(2.0, 0.5, len(at)))
    sent = np.where(
        np.isfinite(decided), np.maximum(sent, np.where(np.isfinite(decided), decided, 0) + 0.01), np.inf
    )
    rows: list[tuple[object, ...]] = []
    for case, times in enumerate(zip(at, checked, decided, sent, strict=True)):
        for name, when in zip(("Receive", "Check", "Decide", "Send"), times, strict=True):
            if when >= len(work) - 1e-9:
                break
            day = work[int(when)]
            who = random.permutation(PEOPLE)
            person = next((p for p in who if there[p, day // 7]), who[0])
            moment = datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(
                days=day, hours=OPENS + HOURS * (when - int(when))
            )
            rows.append((f"c{case}", name, moment, f"p{person}"))
    frame = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME, RESOURCE], orient="row").with_columns(
        pl.col(TIME).dt.convert_time_zone("UTC").dt.cast_time_unit("us")
    )
    return build(Reading(frame, None, (), "office"))


def days_between(first: date, last: date) -> list[date]:
    """All days from one to another."""
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def each_weekday(weekday: int, every: int = 1, days: int = 730) -> list[int]:
    """The numbers of the days that fall on a weekday of every so many weeks."""
    return list(range(weekday, days, 7 * every))
