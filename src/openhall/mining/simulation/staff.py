"""Who does what, when they are there, and how long work takes: estimated from who completed what and when.

Where a record says only when work was over, its beginning is put at the later of two instants: when the case was ready,
and when the same person was done with what they did before (Nakatumba and van der Aalst 2009, Martin et al. 2016). That
is an upper bound, so it is cut at twice the median of those pieces of work that followed another one within the same
stretch of work, of which the bound is close.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhall.mining.simulation.clock import NO_SEASON, Clock, clock_of, worked_between
from openhall.mining.simulation.history import History
from openhall.mining.simulation.kernel import ANY, FIRST_IN, LAST_IN
from openhall.mining.simulation.quantiles import parts_of
from openhall.mining.simulation.season import USUAL, Season
from openhall.mining.simulation.week import (
    ALWAYS,
    HOUR_US,
    hours_found,
)

STRETCH = 4 * HOUR_US
"""Work that follows other work of the same person within this time is one stretch."""
ENOUGH = 15
"""So many pieces of work tell how long an activity takes."""
ENOUGH_FOR_HOURS = 300
"""Who did so many pieces of work has hours of their own."""
RARE = 0.005
"""Who does less than this share of an activity is left out of those who do it."""


@dataclass(frozen=True, eq=False)
class Staff:
    """The people of a process.

    people     their names, with those who left out of every activity
    calendar   bool, calendars x 168: hours of the week from Monday 0:00; row 0 is every hour
    of_person  int64: each one's calendar; of_activity: the hours in which somebody is there for each activity
    share      activities x people: how much of it each does, 0 for those who do not
    at_once    int64, a person: how many pieces of work at the same time
    work       activities x PARTS: how long it takes (microseconds of a person's working time)
    order      int64, an activity: the order in which what waits is taken
    pace       a person: how long they need, of what is usual
    season     int64, a calendar: which of the `seasons` it has, NO_SEASON for none
    """

    people: tuple[str, ...]
    calendar: NDArray[np.bool_]
    of_person: NDArray[np.int64]
    of_activity: NDArray[np.int64]
    share: NDArray[np.float64]
    at_once: NDArray[np.int64]
    work: NDArray[np.float64]
    order: NDArray[np.int64]
    pace: NDArray[np.float64]
    season: NDArray[np.int64]
    seasons: tuple[Season, ...] = ()

    def clock(self, begin: int, end: int) -> Clock:
        """The clock of all calendars for what lies between two instants (microseconds, wall clock)."""
        return clock_of(self.calendar, self.season, self.seasons, begin, end)


def staff_of(
    history: History, weight: NDArray[np.float64], season: Season = USUAL
) -> tuple[Staff, NDArray[np.int64]]:
    """Estimate the staff who have a season, and for each event the time of work (microseconds) that was spent on it."""
    activities = len(history.log.activities)
    people = len(history.resources)
    inner = ~history.first
    rows = [ALWAYS.copy(), hours_found(history.done[inner], weight[inner])]
    of_person = np.ones(people, np.int64)
    known = inner & (history.resource >= 0)
    # Few people do much: each look at one of them goes over all events.
    for person in np.flatnonzero(np.bincount(history.resource[known], minlength=people) >= ENOUGH_FOR_HOURS):
        mine = inner & (history.resource == person)
        of_person[person] = len(rows)
        rows.append(hours_found(history.done[mine], weight[mine]))
    share = np.zeros((activities, people))
    if people:
        np.add.at(share, (history.activity[known], history.resource[known]), weight[known])
        total = share.sum(axis=1, keepdims=True)
        share[share < RARE * total] = 0.0
    unmanned = np.bincount(history.activity[inner], weights=weight[inner], minlength=activities)
    share[share.sum(axis=1) < 0.5 * unmanned] = 0.0
    of_activity = np.zeros(activities, np.int64)
    for activity in range(activities):
        there = np.flatnonzero(share[activity] > 0)
        if len(there):
            rows.append(np.any([rows[of_person[person]] for person in there], axis=0))
        else:
            mine = inner & (history.activity == activity)
            rows.append(hours_found(history.done[mine], weight[mine]))
        of_activity[activity] = len(rows) - 1
    calendar = np.array(rows)
    # Who is there at every hour knows no season.
    of_season = np.full(len(calendar), NO_SEASON)
    if season != USUAL:
        of_season[1:] = 0
    clock = clock_of(calendar, of_season, (season,), int(history.done.min()), history.until)
    spent = _work(history, clock, of_person)
    usual = _usual(history, spent, weight)
    free = share.sum(axis=1) <= 0
    usual[free] = 0.0
    spent = np.where(free[history.activity], 0, spent)
    pace = _pace(history, spent, usual)
    staff = Staff(
        history.resources, calendar, of_person, of_activity, share,
        _at_once(history, people), usual, _orders(history, activities), pace, of_season,
        (season,) if season != USUAL else (),
    )  # fmt: skip
    return staff, spent


def _work(history: History, clock: Clock, of_person: NDArray[np.int64]) -> NDArray[np.int64]:
    """The time of work on each event, in the working time of who did it."""
    n = len(history.done)
    order = np.lexsort((history.done, history.resource))
    before = np.full(n, np.iinfo(np.int64).min)
    same = np.zeros(n, np.bool_)
    same[1:] = history.resource[order[1:]] == history.resource[order[:-1]]
    before[order[1:]] = np.where(same[1:], history.done[order[:-1]], np.iinfo(np.int64).min)
    recorded = history.begun >= 0
    begun = np.where(recorded, history.begun, np.maximum(history.enabled, before))
    of_event = np.where(history.resource >= 0, of_person[history.resource] if len(of_person) else 0, 0)
    spent = worked_between(begun, history.done, of_event, *clock)
    # Work that reaches into hours that nobody keeps is counted by the clock, within the stretch.
    spent = np.where(spent == 0, np.clip(history.done - begun, 0, STRETCH), spent)
    close = ~recorded & (before > history.enabled) & (history.done - before < STRETCH) & ~history.first
    for activity in range(len(history.log.activities)):
        mine = (history.activity == activity) & ~recorded
        bounds = spent[mine & close]
        if len(bounds) < ENOUGH:
            bounds = spent[mine & ~history.first & (history.done - begun < STRETCH)]
        most = 2 * float(np.median(bounds)) if len(bounds) else 0.0
        spent[mine] = np.minimum(spent[mine], most)
    spent[history.first & ~recorded] = 0
    return spent


def _usual(history: History, spent: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = ~history.first | (history.begun >= 0)
    activities = len(history.log.activities)
    found = parts_of(history.activity[kept], spent[kept].astype(float), weight[kept], activities)
    return np.nan_to_num(found)


def _pace(history: History, spent: NDArray[np.int64], usual: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much longer each person needs than is usual for what they did, drawn towards 1 where little is known."""
    people = len(history.resources)
    known = history.resource >= 0
    mine = np.bincount(history.resource[known], weights=spent[known], minlength=people)
    expected = usual.mean(axis=1)[history.activity]
    theirs = np.bincount(history.resource[known], weights=expected[known], minlength=people)
    done = np.bincount(history.resource[known], minlength=people)
    ratio = np.divide(mine, theirs, out=np.ones(people), where=theirs > 0)
    return np.clip((ratio * done + 30.0) / (done + 30.0), 0.25, 4.0)


def _at_once(history: History, people: int) -> NDArray[np.int64]:
    """How much a person does at the same time, where beginning and end are recorded: what they exceed only 2% of the
    time."""
    at_once = np.ones(people, np.int64)
    timed = (history.resource >= 0) & (history.begun >= 0) & (history.done > history.begun)
    for person in np.flatnonzero(np.bincount(history.resource[timed], minlength=people) >= ENOUGH):
        mine = timed & (history.resource == person)
        at = np.concatenate((history.begun[mine], history.done[mine]))
        step = np.concatenate((np.ones(mine.sum()), -np.ones(mine.sum())))
        order = np.lexsort((step, at))
        open_now, lasts = np.cumsum(step[order])[:-1], np.diff(at[order])
        busy = open_now > 0
        if lasts[busy].sum() > 0:
            rank = np.argsort(open_now[busy])
            share = np.cumsum(lasts[busy][rank]) / lasts[busy].sum()
            at_once[person] = max(1, int(open_now[busy][rank][np.searchsorted(share, 0.98)]))
    return at_once


def _orders(history: History, activities: int) -> NDArray[np.int64]:
    """Whether what waited longer was taken first, last, or either: by pairs of neighbours as they were done."""
    order = np.full(activities, ANY)
    for activity in range(activities):
        mine = np.flatnonzero((history.activity == activity) & ~history.first)
        if len(mine) < 2 * ENOUGH:
            order[activity] = FIRST_IN
            continue
        done, since = history.done[mine], history.enabled[mine]
        rank = np.argsort(done, kind="stable")
        earlier, later = rank[:-1], rank[1:]
        both = (since[later] < done[earlier]) & (since[later] != since[earlier])
        if both.sum() < ENOUGH:
            order[activity] = FIRST_IN
            continue
        fair = float((since[earlier[both]] < since[later[both]]).mean())
        order[activity] = FIRST_IN if fair > 0.7 else LAST_IN if fair < 0.3 else ANY
    return order
