"""Whether an experiment worked: its measure and its guard measures, before and after, by `measure.effects`."""

from __future__ import annotations

from datetime import date, timedelta
from math import isfinite
from typing import Any

from openhall.measure.effects import Interrupted, interrupted
from openhall.measure.errors import MeasureError
from openhall.site.improvement.measured import WAYS, Measured, measured
from openhall.site.improvement.models import Experiment
from openhall.site.measures.models import MeasureVersion


class CannotEvaluate(Exception):
    """There is not enough to say what it did; the message says what is missing."""


def evaluate(experiment: Experiment) -> dict[str, Any]:
    """The result of an experiment that ended, as JSON. Raises `CannotEvaluate`.

    main      what the measure did: estimate, low, high, p, without, n_before, n_after, method, sentence, notes, series
    guards    the same of each guard measure, with `held`: whether it got no worse than was allowed, as far as one can
              tell (None where it cannot be worked out; `sentence` says why)
    as_predicted  whether the predicted effect lies within the interval
    """
    if experiment.began_on is None or experiment.ended_on is None:
        raise CannotEvaluate("It has not started and ended yet.")
    begin, over = experiment.began_on, experiment.ended_on + timedelta(days=1)
    main = _of(experiment.measure, begin, over, experiment.settling)
    guards = []
    for guard in experiment.guards.select_related("measure"):
        try:
            found = _of(guard.measure, begin, over, experiment.settling)
        except CannotEvaluate as error:
            found = {"measure": guard.measure_id, "sentence": str(error), "held": None}
        else:
            found["held"] = _held(measured(guard.measure), found, guard.most)
        guards.append(found)
    return {
        "main": main,
        "guards": guards,
        "sentence": main["sentence"],
        "as_predicted": main["low"] <= experiment.predicted <= main["high"],
    }


def _of(version: MeasureVersion, begin: date, over: date, settling: int) -> dict[str, Any]:
    found = measured(version)
    try:
        answer = interrupted(
            found.until(over), begin, settling=settling, direction=WAYS[found.definition.direction]
        )
    except MeasureError as error:
        raise CannotEvaluate(f"“{version.name}” cannot be evaluated: {error}") from None
    return _as_json(version, answer)


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


def _held(found: Measured, result: dict[str, Any], most: float) -> bool | None:
    """Whether a guard measure got no worse than allowed: its whole interval lies within, or its middle does."""
    if not found.better:
        return None
    worse = -result["estimate"] * found.better
    return bool(worse <= most)
