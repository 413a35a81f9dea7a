"""Whether an experiment worked: its measure and its guard measures, before and after, by `measure.effects`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import isfinite
from typing import Any

from openhall.measure.definitions.periods import next_start
from openhall.measure.effects import (
    ALONE,
    Detectable,
    Interrupted,
    Standing,
    detectable,
    interrupted,
    outcomes,
)
from openhall.measure.errors import MeasureError
from openhall.site.improvement.measured import Measured, measured
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
        raise CannotEvaluate("It has not started and ended yet.")
    begin, over = experiment.began_on, experiment.ended_on + timedelta(days=1)
    answer = _of(experiment.measure, begin, over, experiment.settling)
    judged = [(experiment.measure, answer, None)]
    guards: dict[int, dict[str, Any]] = {}
    for guard in experiment.guards.select_related("measure"):
        guards[guard.measure_id] = {"measure": guard.measure_id, "held": None}
        try:
            judged.append((guard.measure, _of(guard.measure, begin, over, experiment.settling), guard.most))
        except CannotEvaluate as error:
            guards[guard.measure_id]["sentence"] = str(error)
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
    first = next((day for day, value, _n in found.rows if value is not None), None)
    if first is None:
        return None
    grain = found.definition.grain
    day, periods = first, 0
    while next_start(day, grain) <= experiment.ends_on + timedelta(days=1) and periods < LONGEST:
        periods += day >= experiment.starts_on
        day = next_start(day, grain)
    try:
        before = found.until(min(today, experiment.starts_on))
        return detectable(before, periods - experiment.settling)
    except MeasureError:
        return None


def _of(version: MeasureVersion, begin: date, over: date, settling: int) -> Interrupted:
    found = measured(version)
    try:
        return interrupted(
            found.until(over), begin, replace(ALONE, settling=settling), direction=_way_of(found)
        )
    except MeasureError as error:
        raise CannotEvaluate(f"“{version.name}” cannot be evaluated: {error}") from None


def _way(version: MeasureVersion) -> Any:
    return _way_of(measured(version))


def _way_of(found: Measured) -> Any:
    return WAYS[found.definition.direction]


def _as_json(version: MeasureVersion, answer: Interrupted) -> dict[str, Any]:
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
        "notes": list(answer.notes),
        "series": [
            [each.day.isoformat(), each.value, each.fitted, each.without, each.after]
            for each in answer.periods
        ],
    }
