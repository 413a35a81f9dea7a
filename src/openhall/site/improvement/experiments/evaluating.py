"""Whether an experiment worked: its measure and its guard measures, before and after, by `measure.effects`.

Where other departments were named, a measure that is counted by department is looked at beside theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import isfinite
from typing import Any

import numpy as np

from openhall.measure.definitions import Grain
from openhall.measure.definitions.periods import next_start, periods
from openhall.measure.effects import (
    ALONE,
    SIDE_BY_SIDE,
    Detectable,
    Effect,
    Standing,
    by_month,
    detectable,
    detectable_beside,
    differences,
    interrupted,
    lasting,
    outcomes,
    synthetic,
)
from openhall.measure.effects.departments import aligned
from openhall.measure.effects.survival import STEADY
from openhall.measure.errors import MeasureError
from openhall.process.saying import gettext, keep, message_of
from openhall.site.improvement.experiments.following import curves, times_of
from openhall.site.improvement.measured import DEPARTMENT, Measured, measured
from openhall.site.improvement.models import Experiment
from openhall.site.measures.charts.drawn import WAYS
from openhall.site.measures.models import MeasureVersion

HELD = {
    Standing.BETTER: True,
    Standing.NOT_WORSE: True,
    Standing.WORSE: False,
    Standing.NOT_KNOWN: None,
    Standing.CHANGED: None,
}
"""Whether a guard measure got no worse than was allowed."""
LONGEST = 1_000
"""Periods of an experiment that are counted at the most."""


class CannotEvaluate(Exception):
    """There is not enough to say what it did; the message says what is missing."""


def evaluate(experiment: Experiment) -> dict[str, Any]:
    """The result of an experiment that ended, as JSON. Raises `CannotEvaluate`.

    main      what the measure did: estimate, low, high, p, without, n_before, n_after, method, sentence, notes, series
    guards    the same of each guard measure, with `held`: whether it got no worse than was allowed; None where that
              cannot be told (`sentence` says why). All are judged together, so that one of many is not found by chance
    as_predicted  whether the predicted effect lies within the interval
    """
    if experiment.began_on is None or experiment.ended_on is None:
        raise CannotEvaluate(gettext("It has not started and ended yet."))
    begin, over = experiment.began_on, experiment.ended_on + timedelta(days=1)
    answer = _of(experiment, experiment.measure, begin, over)
    judged = [(experiment.measure, answer, None)]
    guards: dict[int, dict[str, Any]] = {}
    for guard in experiment.guards.select_related("measure"):
        guards[guard.measure_id] = {"measure": guard.measure_id, "held": None}
        try:
            judged.append((guard.measure, _of(experiment, guard.measure, begin, over), guard.most))
        except CannotEvaluate as error:
            guards[guard.measure_id]["sentence"] = keep(message_of(error))
    standings = outcomes(
        [(str(version.pk), each.effect, _way(version), most) for version, each, most in judged]
    )
    for (version, each, _most), found in list(zip(judged, standings, strict=True))[1:]:
        guards[version.pk] |= _as_json(version, each) | {"held": HELD[found.standing]}
    main = _as_json(experiment.measure, answer)
    return {
        "main": main,
        "guards": list(guards.values()),
        "sentence": main["sentence"],
        "as_predicted": main["low"] <= experiment.predicted <= main["high"],
    }


def seen_at_least(experiment: Experiment, today: date) -> Detectable | None:
    """How small an effect the plan of an experiment would show; None where its measure has too few values to say."""
    found = measured(experiment.measure)
    first = next((row.first for row in found.rows if row.value is not None), None)
    if first is None:
        return None
    grain = found.definition.grain
    day, planned = first, 0
    while next_start(day, grain) <= experiment.ends_on + timedelta(days=1) and planned < LONGEST:
        planned += day >= experiment.starts_on
        day = next_start(day, grain)
    until, n_after = min(today, experiment.starts_on), planned - experiment.settling
    here, others = experiment.department.key, _compared(experiment, found)
    try:
        if experiment.followed:
            months = len(periods(experiment.starts_on, experiment.ends_on, Grain.MONTH))
            before = by_month(times_of(experiment.measure, until), until)
            return detectable(before, months - experiment.settling, STEADY)
        if others:
            # A mixture is chosen to move as this department does, so it shows as much as their mean, or more.
            return detectable_beside(
                {here: measured(experiment.measure, here).until(until)},
                {key: measured(experiment.measure, key).until(until) for key in others},
                n_after,
            )
        return detectable(found.until(until), n_after)
    except MeasureError:
        return None


@dataclass(frozen=True)
class _Answer:
    """An effect, and each period with its value, with what it would have been, and whether the change was there.

    Of cases that were followed there are no periods: `curves` has the shares that still waited after so many days.
    """

    effect: Effect
    notes: tuple[str, ...]
    series: list[list[Any]]
    curves: dict[str, Any] | None = None


def _of(experiment: Experiment, version: MeasureVersion, begin: date, over: date) -> _Answer:
    """What a measure did: beside other departments where it is counted by department and some were named."""
    found = measured(version)
    others = _compared(experiment, found)
    try:
        if experiment.followed and version == experiment.measure:
            return _followed(experiment, found, begin, over)
        if others:
            return _beside(experiment, version, others, begin, over)
        model = replace(ALONE, settling=experiment.settling)
        told = interrupted(found.until(over), begin, model, direction=_way_of(found))
    except MeasureError as error:
        words = gettext(
            "“%(measure)s” cannot be evaluated: %(why)s", measure=version.name, why=message_of(error)
        )
        raise CannotEvaluate(words) from None
    rows = [[each.day.isoformat(), each.value, each.without, each.after] for each in told.periods]
    return _Answer(told.effect, told.notes, rows)


def _compared(experiment: Experiment, found: Measured) -> list[str]:
    """The departments that a measure is compared with: none where it is not counted by department."""
    if DEPARTMENT not in found.definition.by:
        return []
    return sorted(experiment.others.values_list("key", flat=True))


def _beside(
    experiment: Experiment, version: MeasureVersion, others: list[str], begin: date, over: date
) -> _Answer:
    here = experiment.department.key
    of = {key: measured(version, key) for key in (here, *others)}
    if experiment.compared == Experiment.Compared.MIXTURE:
        return _beside_a_mixture(experiment, of, begin, over)
    told = differences(
        {here: of[here].until(over)},
        {key: of[key].until(over) for key in others},
        begin,
        replace(SIDE_BY_SIDE, settling=experiment.settling),
        direction=_way_of(of[here]),
    )
    return _Answer(told.effect, told.notes, _moved_along(of, here, begin, over))


def _followed(experiment: Experiment, found: Measured, begin: date, over: date) -> _Answer:
    told = lasting(
        times_of(found.version, over),
        begin,
        over,
        model=replace(STEADY, settling=experiment.settling),
        direction=_way_of(found),
    )
    return _Answer(told.effect, told.notes, [], curves(told))


def _beside_a_mixture(experiment: Experiment, of: dict[str, Measured], begin: date, over: date) -> _Answer:
    here = experiment.department.key
    told = synthetic(
        of[here].until(over),
        {key: each.until(over) for key, each in of.items() if key != here},
        begin,
        settling=experiment.settling,
        direction=_way_of(of[here]),
    )
    rows = [
        [day.isoformat(), value, without, day >= begin]
        for day, value, without in zip(told.days, told.values, told.mixture, strict=True)
    ]
    return _Answer(told.effect, told.notes, rows)


def _moved_along(of: dict[str, Measured], here: str, begin: date, over: date) -> list[list[Any]]:
    """The department beside the mean of the others, which is moved to where the department was before the start."""
    names, table, days = aligned({key: each.until(over) for key, each in of.items()}, 1, len(of) - 1)
    assert names[0] == here
    own, mean = table[0], table[1:].mean(axis=0)
    before = np.array([day < begin for day in days])
    along = mean + (own[before] - mean[before]).mean()
    return [
        [day.isoformat(), float(value), float(without), day >= begin]
        for day, value, without in zip(days, own, along, strict=True)
    ]


def _way(version: MeasureVersion) -> Any:
    return _way_of(measured(version))


def _way_of(found: Measured) -> Any:
    return WAYS[found.definition.direction]


def _as_json(version: MeasureVersion, answer: _Answer) -> dict[str, Any]:
    effect = answer.effect
    return {
        "measure": version.pk,
        "estimate": effect.estimate,
        "low": effect.low,
        "high": effect.high,
        "p": effect.p,
        "without": effect.without if isfinite(effect.without) else None,
        "n_before": effect.n_before,
        "n_after": effect.n_after,
        "clear": effect.clear,
        "method": effect.method,
        "sentence": effect.sentence,
        "notes": [keep(each) for each in answer.notes],
        "series": answer.series,
    } | ({"curves": answer.curves} if answer.curves else {})
