"""Changes of batches and days off, made to the parameters of a simulation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from openhall.mining.calendar import DAY_US, EPOCH_WEEKDAY
from openhall.mining.errors import BadChange
from openhall.mining.simulation.batching import Activation, Batch, EachMonth, EachWeek, OfSize
from openhall.mining.simulation.clock import NO_SEASON
from openhall.mining.simulation.parameters import Parameters
from openhall.mining.simulation.rhythm_changes import (
    BatchMonthly,
    BatchOf,
    BatchWeekly,
    ChangeBatch,
    ChangeOff,
    NoBatch,
)
from openhall.mining.simulation.roles import roles_of
from openhall.mining.simulation.season import USUAL, Season, YearlyDays, days_a_year
from openhall.mining.simulation.week import HOUR_US
from openhall.process.office import WEEKDAYS
from openhall.process.saying import gettext

MOST_OFF = 300
"""Days of a year that may be off with all changes together: somebody has to work at some time."""


def without_batch(parameters: Parameters, activity: int) -> Parameters:
    """The parameters with an activity that is done as cases become ready."""
    kept = tuple(each for each in parameters.batches if each.activity != activity)
    return replace(parameters, batches=kept)


def change_batch(parameters: Parameters, activity: int, change: ChangeBatch) -> Parameters:
    """The parameters with an activity done in other batches, or in none. Raises `BadChange` where it cannot be."""
    before = next((each for each in parameters.batches if each.activity == activity), None)
    others = without_batch(parameters, activity)
    if isinstance(change, NoBatch):
        return others
    if not (parameters.manned & (parameters.flow.kind_activity == activity)).any():
        raise BadChange(
            gettext("“%(name)s” waits for nobody, so nothing can be gathered for it.", name=change.activity)
        )
    batch = Batch(
        activity, _activation(parameters, activity, change, before), 1.0, before.leader if before else ""
    )
    return replace(others, batches=(*others.batches, batch))


def _activation(
    parameters: Parameters, activity: int, change: BatchWeekly | BatchMonthly | BatchOf, before: Batch | None
) -> Activation:
    was = None if before is None else before.activation
    at = was.at if isinstance(was, EachWeek | EachMonth) else None
    match change:
        case BatchOf(_, size):
            return OfSize(size)
        case BatchMonthly(_, day):
            # The first hour of work of the day, where no other is known.
            return EachMonth(day, 0 if at is None else at)
        case BatchWeekly(_, weekdays, every):
            row = parameters.staff.calendar[parameters.staff.of_activity[activity]].reshape(7, 24)
            worked = row.any(axis=1) if row.any() else np.ones(7, np.bool_)
            on = weekdays or (was.weekdays if isinstance(was, EachWeek) else (int(worked.argmax()),))
            if closed := [each for each in weekdays or on[:1] if not worked[each]]:
                raise BadChange(
                    gettext(
                        "Nobody who does “%(name)s” works on %(day)s; choose another day.",
                        name=change.activity,
                        day=WEEKDAYS[closed[0]],
                    )
                )
            at = int(row[on[0]].argmax()) * HOUR_US if at is None else at
            return EachWeek(on, every, _since(parameters, on, was), at)


def _since(parameters: Parameters, on: tuple[int, ...], was: Activation | None) -> int:
    """A day from which weeks are counted: that of the batches of the record, else the next such day after its end."""
    if isinstance(was, EachWeek) and was.weekdays == on:
        return was.since
    day = parameters.until // DAY_US + 1
    return day + (on[0] - day - EPOCH_WEEKDAY) % 7


def without_days_off(parameters: Parameters) -> Parameters:
    """The parameters with days off that are worked on. Raises `BadChange` where there are none."""
    seasons = parameters.staff.seasons
    if not any(each.off for each in seasons):
        raise BadChange(
            gettext("The record shows no days off that come again each year, so none can be worked on.")
        )
    seasons = tuple(replace(each, off=()) for each in seasons)
    return replace(parameters, staff=replace(parameters.staff, seasons=seasons))


def change_off(parameters: Parameters, change: ChangeOff, activity: int | None) -> Parameters:
    """The parameters with more days off: of everybody, of those who do an activity, or of a group of people. Raises
    `BadChange` for a group that is not there, and where hardly a day would be worked on."""
    staff = parameters.staff
    if change.who is None:
        places = np.arange(1, len(staff.calendar))
        season, seasons = _with_off(parameters, staff.season[places], change.days)
        of_calendar = staff.season.copy()
        of_calendar[places] = season
        return replace(parameters, staff=replace(staff, season=of_calendar, seasons=seasons))
    people = _people(parameters, change.who, activity)
    theirs = np.unique(staff.of_person[people])
    doing = np.flatnonzero((staff.share[:, people] > 0).any(axis=1))
    # What only they do is done on no such day.
    others = np.delete(staff.share, people, axis=1)
    only = doing[~(others[doing] > 0).any(axis=1)]
    rows = np.concatenate((theirs, staff.of_activity[only]))
    season, seasons = _with_off(parameters, staff.season[rows], change.days)
    of_person, of_activity = staff.of_person.copy(), staff.of_activity.copy()
    of_person[people] = len(staff.calendar) + np.searchsorted(theirs, staff.of_person[people])
    of_activity[only] = len(staff.calendar) + len(theirs) + np.arange(len(only))
    changed = replace(
        staff,
        calendar=np.concatenate((staff.calendar, staff.calendar[rows])),
        season=np.concatenate((staff.season, season)),
        seasons=seasons,
        of_person=of_person,
        of_activity=of_activity,
    )
    return replace(parameters, staff=changed)


def _with_off(
    parameters: Parameters, season: NDArray[np.int64], days: YearlyDays
) -> tuple[NDArray[np.int64], tuple[Season, ...]]:
    """The seasons with one more for each of some, with more days off, and which of them those become."""
    seasons = list(parameters.staff.seasons)
    first = parameters.until // DAY_US + 1
    became = {}
    for old in np.unique(season):
        before = USUAL if old == NO_SEASON else seasons[old]
        off = (*before.off, days)
        if days_a_year(off) > MOST_OFF:
            raise BadChange(
                gettext(
                    "At most %(most)s days of a year are off; all changes together make it %(given)s.",
                    most=MOST_OFF,
                    given=days_a_year(off),
                )
            )
        became[int(old)] = len(seasons)
        seasons.append(replace(before, off=off, since=first))
    return np.array([became[int(each)] for each in season], np.int64), tuple(seasons)


def _people(parameters: Parameters, who: str, activity: int | None) -> NDArray[np.int64]:
    if activity is not None:
        people = np.flatnonzero(parameters.staff.share[activity] > 0)
    else:
        groups = dict(roles_of(parameters.staff, parameters.flow.activities))
        people = groups.get(who, np.zeros(0, np.int64))
    if not len(people):
        raise BadChange(
            gettext(
                "“%(name)s” is neither an activity of which the record says who does it, nor a group of people.",
                name=who,
            )
        )
    return people
