"""Changes made to the parameters of a simulation. Each gives new parameters; the old ones stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from openhall.mining.errors import BadChange
from openhall.mining.simulation.apply_rhythms import (
    change_batch,
    change_off,
    without_batch,
    without_days_off,
)
from openhall.mining.simulation.arrivals import Surge, highest
from openhall.mining.simulation.changes import (
    MOST_TIMES,
    AddStaff,
    Automate,
    Change,
    ChangeDemand,
    ChangeHours,
    ChangeOrder,
    ChangeWait,
    ChangeWork,
    Skip,
    written,
)
from openhall.mining.simulation.kernel import FIRST_IN, LAST_IN
from openhall.mining.simulation.parameters import Parameters
from openhall.mining.simulation.rhythm_changes import (
    BatchMonthly,
    BatchOf,
    BatchWeekly,
    ChangeOff,
    NoBatch,
    NoDaysOff,
)
from openhall.mining.simulation.staff import Staff
from openhall.mining.simulation.week import WEEK_HOURS
from openhall.mining.words import listed, quoted
from openhall.process.office import DAY_MINUTES, Hours
from openhall.process.saying import gettext, ngettext


def apply_changes(parameters: Parameters, changes: Sequence[Change]) -> Parameters:
    """The parameters with all changes made, in their order. Raises `BadChange` for an activity that is not there, or of
    which the record does not say who does it."""
    for change in changes:
        parameters = _apply(parameters, change)
    return parameters


def _apply(parameters: Parameters, change: Change) -> Parameters:
    if isinstance(change, ChangeDemand):
        surges = (*parameters.surges, Surge(change.factor, change.day, change.days))
        if highest(surges) > MOST_TIMES:
            raise BadChange(
                gettext(
                    "Demand can grow %(most)s times at the most; all changes together make it x%(given)s.",
                    most=int(MOST_TIMES),
                    given=written(highest(surges)),
                )
            )
        return replace(parameters, surges=surges)
    match change:
        case NoDaysOff():
            return without_days_off(parameters)
        case ChangeOff(_, who):
            known = (
                None if who is None or who not in parameters.flow.activities else _activity(parameters, who)
            )
            return change_off(parameters, change, known)
        case _:
            activity = _activity(parameters, change.activity)
    of_kind = parameters.flow.kind_activity == activity
    match change:
        case AddStaff():
            staff = _more(parameters, activity, change)
        case ChangeHours():
            staff = _at_hours(parameters, activity, change)
        case ChangeWork():
            work = parameters.staff.work.copy()
            work[activity] *= change.factor
            staff = replace(parameters.staff, work=work)
        case ChangeOrder():
            order = parameters.staff.order.copy()
            order[activity] = FIRST_IN if change.order == "first in first out" else LAST_IN
            staff = replace(parameters.staff, order=order)
        case ChangeWait():
            delay = np.where(of_kind[:, None], parameters.delay * change.factor, parameters.delay)
            return replace(parameters, delay=delay)
        case BatchWeekly() | BatchMonthly() | BatchOf() | NoBatch():
            return change_batch(parameters, activity, change)
        case Automate() | Skip():
            parameters = without_batch(parameters, activity)
            delay = np.where(of_kind[:, None], 0.0, parameters.delay)
            flow = parameters.flow
            if isinstance(change, Skip):
                shown = np.where(of_kind, -1, flow.kind_activity).astype(np.int32)
                flow = replace(flow, kind_activity=shown)
            return replace(parameters, flow=flow, delay=delay, manned=parameters.manned & ~of_kind)
    return replace(parameters, staff=staff)


def _activity(parameters: Parameters, name: str) -> int:
    known = parameters.flow.activities
    if name in known:
        return known.index(name)
    found = [place for place, each in enumerate(known) if each.casefold() == name.casefold()]
    if len(found) != 1:
        raise BadChange(
            gettext(
                "There is no activity %(name)s; there are %(known)s.", name=quoted(name), known=listed(known)
            )
        )
    return found[0]


def _doing(staff: Staff, activity: int, name: str) -> NDArray[np.int64]:
    people = np.flatnonzero(staff.share[activity] > 0)
    if not len(people):
        raise BadChange(
            gettext(
                "The record does not say who does “%(name)s”, so nothing about those people can be changed.",
                name=name,
            )
        )
    return people


def _more(parameters: Parameters, activity: int, change: AddStaff) -> Staff:
    staff = parameters.staff
    people = _doing(staff, activity, change.activity)
    busiest = people[np.argsort(-staff.share[activity, people], kind="stable")]
    if change.people < 0:
        if len(people) <= -change.people:
            raise BadChange(
                ngettext(
                    "“%(name)s” is done by %(number)s person; at least one must be left to do it.",
                    "“%(name)s” is done by %(number)s people; at least one must be left to do it.",
                    len(people),
                    name=change.activity,
                )
            )
        # Those who do the most are the ones who are missed.
        share = staff.share.copy()
        share[:, busiest[: -change.people]] = 0.0
        if (share.sum(axis=1) <= 0)[staff.share.sum(axis=1) > 0].any():
            raise BadChange(
                gettext(
                    "Without %(people)s of those who do “%(name)s”, nobody is left for another one.",
                    people=-change.people,
                    name=change.activity,
                )
            )
        return replace(staff, share=share)
    # A new person is like the one of those people who does the most.
    like = np.repeat(busiest[:1], change.people)
    return replace(
        staff,
        people=(*staff.people, *(f"new person {k + 1} for {change.activity}" for k in range(change.people))),
        of_person=np.concatenate((staff.of_person, staff.of_person[like])),
        share=np.concatenate((staff.share, staff.share[:, like]), axis=1),
        at_once=np.concatenate((staff.at_once, staff.at_once[like])),
        pace=np.concatenate((staff.pace, staff.pace[like])),
    )


def _at_hours(parameters: Parameters, activity: int, change: ChangeHours) -> Staff:
    staff = parameters.staff
    people = _doing(staff, activity, change.activity)
    row = week_of(change.hours)
    calendar = np.concatenate((staff.calendar, row[None]))
    season = np.append(staff.season, staff.season[staff.of_person[people[0]]])
    of_person = staff.of_person.copy()
    of_person[people] = len(calendar) - 1
    of_activity = staff.of_activity.copy()
    of_activity[activity] = len(calendar) - 1
    return replace(staff, calendar=calendar, season=season, of_person=of_person, of_activity=of_activity)


def week_of(hours: tuple[Hours, ...]) -> NDArray[np.bool_]:
    """The hours of the week that office hours cover by half or more."""
    minutes = np.zeros(7 * DAY_MINUTES, np.bool_)
    for day, intervals in enumerate(hours):
        for start, end in intervals:
            minutes[day * DAY_MINUTES + start : day * DAY_MINUTES + end] = True
    row: NDArray[np.bool_] = minutes.reshape(WEEK_HOURS, 60).mean(axis=1) >= 0.5
    return row
