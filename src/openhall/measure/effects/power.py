"""How small an effect could be seen at all, before a change is started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from scipy.special import stdtrit

from openhall.measure.effects.autocorrelated import CORRELATIONS, fit, stretches, whiten
from openhall.measure.effects.departments import LEAST_DEPARTMENTS, aligned, moved_by
from openhall.measure.effects.design import ALONE, SIDE_BY_SIDE, Design, Model, Shape, design
from openhall.measure.effects.effect import ALPHA, farthest
from openhall.measure.effects.series import (
    DAYS,
    MONTHS,
    MOST_POINTS,
    Floats,
    Laid,
    Series,
    lay,
    lay_days,
    series,
)
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Grain, grain_of

POWER = 0.8


@dataclass(frozen=True)
class Detectable:
    """The least effect that would be called a change in `power` of cases, in the unit of the measure.

    wide  how far the interval would reach to each side of the estimate, on average
    n_before, n_after  periods; spread, correlation  of the errors, as the time before says; of departments, how
    differently they moved, and 0
    """

    least: float
    wide: float
    power: float
    n_before: int
    n_after: int
    spread: float
    correlation: float


def detectable(
    before: Series, n_after: int, model: Model = ALONE, power: float = POWER, alpha: float = ALPHA
) -> Detectable:
    """How small an effect `n_after` more periods would show. Raises `BadSeries`.

    Errors and their correlation are taken from the time before, with trend and season taken out.
    """
    if n_after < 3:
        raise BadSeries("Plan at least 3 periods after the change; with fewer, nothing is to be seen.")
    if len(before.dates) + n_after > MOST_POINTS:
        raise BadSeries(f"A series has {MOST_POINTS:,} values at most; plan a shorter time.")
    known = [
        (day, value) for day, value in zip(before.dates, before.values, strict=True) if value is not None
    ]
    if len(known) < 6:
        raise BadSeries(
            f"There are {len(known)} values, and 6 are the least to learn from how much they vary."
        )
    grain = model.grain or grain_of(before.dates)
    # The last third as if something had begun there: the level of the change costs one value, and bends nothing.
    days = [day for day, _ in known]
    earlier = lay(series(days, [value for _, value in known]), days[-max(3, len(days) // 3)], grain)
    plain = design(earlier, replace(model, shape=Shape.LEVEL))
    noise = fit(earlier.values, plain.columns, plain.asked, earlier.at, calibrate=False)

    later = list(before.dates)
    while len(later) < len(before.dates) + n_after:
        later.append(_next(later[-1], grain))
    laid = lay_days(later, later[len(before.dates)], grain)
    plan = design(laid, model)
    weights = noise.answers[0].weights
    free = len(laid.at) - plan.columns.shape[1]
    if free < 2:
        raise BadSeries(f"{len(laid.at)} values are too few for trend and season; plan a longer time.")
    # At each correlation the errors of the time before have a spread of their own.
    spreads = noise.answers[0].errors / _errors(plain, earlier)
    error = float(np.sqrt(weights @ (spreads * _errors(plan, laid)) ** 2))
    stretch = float(weights @ stretches(plan.columns, plan.asked, laid.at)[0])
    wide = farthest(free, alpha) * error * stretch
    return Detectable(
        least=wide + float(stdtrit(free, power)) * error,
        wide=wide,
        power=power,
        n_before=laid.n_before,
        n_after=n_after,
        spread=noise.spread,
        correlation=noise.correlation,
    )


def detectable_beside(
    changed: Mapping[str, Series],
    others: Mapping[str, Series],
    n_after: int,
    model: Model = SIDE_BY_SIDE,
    power: float = POWER,
    alpha: float = ALPHA,
) -> Detectable:
    """How small an effect `n_after` more periods would show beside departments without it. Raises `BadSeries`.

    All series end before the change. Six departments or more are told apart by how differently they moved, so that is
    taken from the last periods before, as if the change had begun there. Fewer are evaluated as one series, the
    difference of the two groups, and so is this.
    """
    names, table, days = aligned({**changed, **others}, len(changed), len(others))
    treated = np.arange(len(names)) < len(changed)
    gap = table[treated].mean(axis=0) - table[~treated].mean(axis=0)
    if len(names) < LEAST_DEPARTMENTS:
        return detectable(series(days, gap.tolist()), n_after, model, power, alpha)
    if n_after < 3:
        raise BadSeries("Plan at least 3 periods after the change; with fewer, nothing is to be seen.")
    # Of short times before, a third is looked at: fewer values vary more, so the answer is on the safe side.
    at = len(days) - min(n_after, max(3, len(days) // 3))
    laid = lay_days(days, days[at], model.grain)
    moved = moved_by(table, laid, replace(model, settling=0))
    squares = sum(float(((each - each.mean()) ** 2).sum()) for each in (moved[treated], moved[~treated]))
    free = len(names) - 2
    spread = float(np.sqrt(squares / free))
    error = spread * float(np.sqrt(1 / treated.sum() + 1 / (~treated).sum()))
    wide = farthest(free, alpha) * error
    return Detectable(
        least=wide + float(stdtrit(free, power)) * error,
        wide=wide,
        power=power,
        n_before=len(days),
        n_after=n_after,
        spread=spread,
        correlation=0.0,
    )


def _errors(plan: Design, laid: Laid) -> Floats:
    """For each correlation, the standard error of the effect where errors have a spread of 1."""
    found = np.empty(len(CORRELATIONS))
    for k, correlation in enumerate(CORRELATIONS):
        white = whiten(plan.columns.T, laid.at, float(correlation)).T
        found[k] = np.sqrt(plan.asked[0] @ np.linalg.solve(white.T @ white, plan.asked[0]))
    return found


def _next(day: date, grain: Grain) -> date:
    if grain in DAYS:
        return day + timedelta(days=DAYS[grain])
    number = day.year * 12 + day.month - 1 + MONTHS[grain]
    return date(number // 12, number % 12 + 1, min(day.day, 28))
