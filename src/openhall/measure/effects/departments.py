"""Difference in differences: departments where something changed beside others where nothing did.

What happens to all of them at the same time (season, law, weather) drops out. For each department one number is worked
out: by how much it is higher after the start than its level, trend and season before it let expect. That number is the
same sum of its values for all of them, so what they share drops out of the difference between the groups exactly, and
however the values of one department depend on each other, departments do not. The difference of the two means then has
a t distribution; with six departments or more it is used. With fewer, the differences between the two groups make one
series, which is evaluated as an interrupted one.

Sources: Donald and Lang, Inference with difference-in-differences and other panel data, Review of Economics and
Statistics 89 (2007); Bertrand, Duflo and Mullainathan, How much should we trust differences-in-differences estimates?,
Quarterly Journal of Economics 119 (2004).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, islice
from math import comb, sqrt

import numpy as np
from numpy.typing import NDArray

from openhall.measure.effects.design import SIDE_BY_SIDE, Model, design
from openhall.measure.effects.effect import ALPHA, Effect, chance, farthest
from openhall.measure.effects.interrupted import interrupted
from openhall.measure.effects.series import Floats, Laid, Series, lay_days, series
from openhall.measure.effects.words import sentence_of
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction
from openhall.process.saying import gettext, gettext_noop, ngettext

METHOD = gettext_noop("difference in differences")
LEAST_DEPARTMENTS = 6
ENOUGH_EACH = 5
"""From so many departments on each side on, the two groups may scatter differently (Welch)."""
MOST_ORDERS = 5_000
MOST_DEPARTMENTS = 1_000


@dataclass(frozen=True)
class Department:
    """One department: by how much it is higher after the start than expected from before."""

    name: str
    changed: bool
    difference: float


@dataclass(frozen=True)
class Differences:
    """A difference in differences.

    effect       of the departments where something changed over the others
    placebo_p    the share of all ways to choose as many departments that differ as much or more; None where too few
    before       the same difference at a start in the middle of the time before; if clear, they went apart already
    departments  each with its own number
    """

    effect: Effect
    placebo_p: float | None
    before: Effect | None
    departments: tuple[Department, ...]
    notes: tuple[str, ...]


def differences(
    changed: Mapping[str, Series],
    others: Mapping[str, Series],
    start: date,
    model: Model = SIDE_BY_SIDE,
    direction: Direction = Direction.NEUTRAL,
    alpha: float = ALPHA,
) -> Differences:
    """How much more the `changed` departments moved on `start` than the `others`.

    All series cover the same periods; what is missing in one is left out of all. With a trend in `model` each
    department may have one of its own before the start; without it they are taken to move side by side. Raises
    `BadSeries`.
    """
    names, table, days = aligned({**changed, **others}, len(changed), len(others))
    treated = np.arange(len(names)) < len(changed)
    laid = lay_days(days, start, model.grain, model.settling)
    moved = moved_by(table, laid, model)
    notes: tuple[str, ...] = ()
    if len(names) >= LEAST_DEPARTMENTS:
        effect = _between(moved, treated, table, laid, alpha)
        chosen = _placebo(moved, treated)
    else:
        gap = table[treated].mean(axis=0) - table[~treated].mean(axis=0)
        sampled = _sampled({**changed, **others}, treated, days)
        found = interrupted(series(days, gap.tolist(), sampled=sampled), start, model, alpha=alpha)
        without = _without(table[treated], laid, found.effect.estimate)
        effect = replace(found.effect, method=METHOD, without=without)
        chosen = None
        notes = (
            gettext(
                "With %(number)s departments the difference between the two groups is evaluated as one series.",
                number=len(names),
            ),
            *found.notes,
        )
    before = _before(table, treated, days, start, model)
    if before is not None and before.clear:
        notes = (
            *notes,
            gettext(
                "The groups went apart before the start already: take the result with care, or other departments."
            ),
        )
    departments = tuple(
        Department(name, bool(late), float(number))
        for name, late, number in zip(names, treated, moved, strict=True)
    )
    return Differences(effect.saying(sentence_of(effect, direction)), chosen, before, departments, notes)


def aligned(
    parts: Mapping[str, Series], n_changed: int, n_others: int
) -> tuple[tuple[str, ...], Floats, tuple[date, ...]]:
    """Names, values (departments × periods) and the periods that all have. Raises `BadSeries`."""
    if n_changed < 1 or n_others < 1 or len(parts) != n_changed + n_others:
        raise BadSeries(
            gettext(
                "Give one department at least where something changed and one where nothing did, each under its own "
                "name."
            )
        )
    if len(parts) > MOST_DEPARTMENTS:
        raise BadSeries(
            gettext(
                "%(number)s departments are too many; give %(most)s at most.",
                number=len(parts),
                most=MOST_DEPARTMENTS,
            )
        )
    known = [
        {day: value for day, value in zip(each.dates, each.values, strict=True) if value is not None}
        for each in parts.values()
    ]
    days = tuple(sorted(set(known[0]).intersection(*known[1:])))
    if len(days) < 6:
        raise BadSeries(
            ngettext(
                "The departments have %(number)s period in common, and 6 are the least; give the same periods for all.",
                "The departments have %(number)s periods in common, and 6 are the least; give the same periods for "
                "all.",
                len(days),
            )
        )
    return tuple(parts), np.array([[each[day] for day in days] for each in known]), days


def _sampled(
    parts: Mapping[str, Series], treated: NDArray[np.bool_], days: tuple[date, ...]
) -> list[float] | None:
    """The variance by sampling of the difference of the two groups' means; None where it is not known of all."""
    total = np.zeros(len(days))
    for each, late in zip(parts.values(), treated, strict=True):
        if each.sampled is None:
            return None
        known = dict(zip(each.dates, each.sampled, strict=True))
        size = int((treated == late).sum())
        total += np.array([known[day] for day in days]) / size**2
    found: list[float] = total.tolist()
    return found


def moved_by(table: Floats, laid: Laid, model: Model) -> Floats:
    """For each department, the mean over the values after the start of what was not to be expected."""
    plan = design(laid, model)
    if np.linalg.matrix_rank(plan.columns) < plan.columns.shape[1]:
        raise BadSeries(gettext("The series are too short for season and trend; leave one of them out."))
    kept = laid.values.astype(np.int64)
    found: Floats = plan.asked[0] @ np.linalg.pinv(plan.columns) @ table[:, kept].T
    return found


def _between(
    moved: Floats,
    treated: NDArray[np.bool_],
    table: Floats,
    laid: Laid,
    alpha: float = ALPHA,
) -> Effect:
    one, two = moved[treated], moved[~treated]
    estimate = float(one.mean() - two.mean())
    squares = [float(((each - each.mean()) ** 2).sum()) for each in (one, two)]
    if min(len(one), len(two)) >= ENOUGH_EACH:
        parts = [
            square / (len(each) - 1) / len(each) for square, each in zip(squares, (one, two), strict=True)
        ]
        free = (
            sum(parts) ** 2
            / sum(part**2 / (len(each) - 1) for part, each in zip(parts, (one, two), strict=True))
            if sum(parts)
            else 1.0
        )
        error = sqrt(sum(parts))
    else:
        free = float(len(moved) - 2)
        error = sqrt(sum(squares) / free * (1 / len(one) + 1 / len(two)))
    if error <= 1e-12 * max(1.0, float(np.abs(moved).max())):
        raise BadSeries(gettext("All departments moved by the same amount, so no interval can be given."))
    wide = farthest(free, alpha) * error
    return Effect(
        estimate=estimate,
        low=estimate - wide,
        high=estimate + wide,
        p=chance(estimate, error, free),
        without=_without(table[treated], laid, estimate),
        n_before=laid.n_before,
        n_after=laid.n_after,
        method=METHOD,
    )


def _without(own: Floats, laid: Laid, estimate: float) -> float:
    """What the changed departments would have been, on average over the values that count after the start."""
    return float(own[:, laid.values[laid.after].astype(np.int64)].mean()) - estimate


def _placebo(moved: Floats, treated: NDArray[np.bool_]) -> float | None:
    """The share of all choices of departments, the real one among them, that differ as much as the real one."""
    n, k = len(moved), int(treated.sum())
    if comb(n, k) < 20:
        return None
    if comb(n, k) <= MOST_ORDERS:
        chosen = np.array(list(islice(combinations(range(n), k), MOST_ORDERS)))
    else:
        random = np.random.default_rng(n * 1_000 + k)
        chosen = np.array([random.permutation(n)[:k] for _ in range(MOST_ORDERS - 1)])
        chosen = np.vstack([np.flatnonzero(treated)[None, :], chosen])
    inside = moved[chosen].sum(axis=1)
    far = np.abs(inside / k - (moved.sum() - inside) / (n - k))
    real = abs(float(moved[treated].mean() - moved[~treated].mean()))
    return float((far >= real * (1 - 1e-9)).mean())


def _before(
    table: Floats,
    treated: NDArray[np.bool_],
    days: tuple[date, ...],
    start: date,
    model: Model,
) -> Effect | None:
    """Whether the groups went apart before: the same comparison at the middle of the time before the start."""
    early = [k for k, day in enumerate(days) if day < start]
    if len(early) < 12 or len(treated) < LEAST_DEPARTMENTS:
        return None
    middle = days[early[len(early) // 2]]
    part = table[:, early]
    try:
        laid = lay_days([days[k] for k in early], middle, model.grain)
        return _between(moved_by(part, laid, model), treated, part, laid)
    except BadSeries:
        return None
