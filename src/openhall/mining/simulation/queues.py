"""Waits for people are not counted twice: what the simulated queues explain is taken out of the other waits.

A record shows how long a case waited, not for what. Before the queues are played, all of a wait that is not work counts
as a wait without a person as its cause. The queues then add their own. So the process is played once as it is, and the
other waits of each activity are made shorter by the share that its queue takes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from openhall.mining.simulation.clock import Clock, worked_between
from openhall.mining.simulation.run import Run, run
from openhall.mining.simulation.week import HOUR_US, WEEK_HOURS

if TYPE_CHECKING:
    from openhall.mining.simulation.parameters import Parameters

CASES = 2_000
"""Cases that are played to see the queues."""
LEAST_LEFT = 0.02
"""So much of a wait is left whatever the queues take."""
SMALL = 0.01
"""Queues that take less of the waits than this are let be."""
FULLEST = 0.85
"""Load above which a person's work must have been overestimated: the record shows that they kept up."""


def settled(parameters: Parameters) -> Parameters:
    """The parameters with other waits cut by what queues explain, and work cut that nobody could do."""
    if not (parameters.staff.share > 0).any():
        return parameters
    played = run(parameters, CASES, seed=7)
    load = load_of(parameters, played, spent_of(parameters, played))
    queued, wanted = _waits(parameters, played)
    if load.max() <= FULLEST and (queued <= SMALL * np.maximum(wanted, 1.0)).all():
        return parameters
    if load.max() > FULLEST:
        pace = parameters.staff.pace * np.minimum(1.0, FULLEST / np.maximum(load, 1e-9))
        parameters = replace(parameters, staff=replace(parameters.staff, pace=pace))
        queued, _ = _waits(parameters, run(parameters, CASES, seed=7))
    whole = parameters.delay
    parameters = _cut(parameters, whole, queued, wanted)
    # With shorter waits queues are longer or shorter than they were.
    queued, _ = _waits(parameters, run(parameters, CASES, seed=7))
    return _cut(parameters, whole, queued, wanted)


def _cut(
    parameters: Parameters,
    whole: NDArray[np.float64],
    queued: NDArray[np.float64],
    wanted: NDArray[np.float64],
) -> Parameters:
    """The parameters with other waits that are `whole` less what queues take of what is wanted."""
    left = np.clip((wanted - queued) / np.maximum(wanted, 1.0), LEAST_LEFT, 1.0)
    # What is waited for until a batch begins was never a wait for people.
    left[[batch.activity for batch in parameters.batches]] = 1.0
    shown = parameters.flow.kind_activity
    factor = np.where(shown >= 0, left[np.maximum(shown, 0)], 1.0)
    return replace(parameters, delay=whole * factor[:, None])


def spent_of(parameters: Parameters, played: Run) -> NDArray[np.int64]:
    """For each piece of work the time of work that a person spent on it; 0 where nobody did."""
    staff = parameters.staff
    manned = played.person >= 0
    spent = np.zeros(len(played.person), np.int64)
    spent[manned] = worked_between(
        played.begun[manned], played.done[manned], staff.of_person[played.person[manned]], *_clock(parameters, played)
    )  # fmt: skip
    return spent


def load_of(parameters: Parameters, played: Run, spent: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each person the share of their hours that was spent on work (`spent_of`), while cases came."""
    staff = parameters.staff
    manned = played.person >= 0
    total = np.bincount(played.person[manned], weights=spent[manned], minlength=len(staff.people))
    weeks = max(float(played.arrivals[-1] - played.arrivals[0]) / (WEEK_HOURS * HOUR_US), 1e-9)
    hours = staff.calendar.sum(axis=1) * HOUR_US * weeks
    if staff.seasons:
        hours = _hours(staff.clock(int(played.arrivals[0]), int(played.arrivals[-1])), played)
    there = hours[staff.of_person] * staff.at_once
    load: NDArray[np.float64] = np.divide(total, there, out=np.zeros(len(total)), where=there > 0)
    return load


def _clock(parameters: Parameters, played: Run) -> Clock:
    return parameters.staff.clock(int(played.arrivals[0]), int(played.done.max()))


def _hours(clock: Clock, played: Run) -> NDArray[np.float64]:
    """The time of work of each calendar while cases came."""
    places = np.arange(len(clock.until))
    first, last = (np.full(len(places), each) for each in (played.arrivals[0], played.arrivals[-1]))
    hours: NDArray[np.float64] = worked_between(first, last, places, *clock).astype(float)
    return hours


def _waits(parameters: Parameters, played: Run) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each activity the mean wait for people, and the mean other wait, in working time of those who do it."""
    of_activity = parameters.staff.of_activity[played.activity]
    clock = _clock(parameters, played)
    queued = worked_between(played.ready, played.begun, of_activity, *clock)
    other = worked_between(played.open, played.ready, of_activity, *clock)
    many = len(played.activities)
    count = np.maximum(np.bincount(played.activity, minlength=many), 1)
    return (
        np.bincount(played.activity, weights=queued, minlength=many) / count,
        np.bincount(played.activity, weights=other, minlength=many) / count,
    )
