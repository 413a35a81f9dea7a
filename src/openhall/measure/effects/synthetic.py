"""Synthetic control: a department beside a mixture of others that moved as it did before the change.

The mixture is chosen on the time before only: weights of 0 or more that sum to 1, drawn a little towards equal ones, on
values without their levels. The same is done for each of the others, where nothing changed (placebos). How far their
mixtures were off after the start, measured in how far they were off before it, is the ruler for the real one. How far a
mixture was off before is corrected for what it has learned by heart (effective degrees of freedom).

Sources: Abadie, Diamond and Hainmueller, Synthetic control methods for comparative case studies, Journal of the
American Statistical Association 105 (2010); Ferman and Pinto, Synthetic controls with imperfect pretreatment fit,
Quantitative Economics 12 (2021).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import nnls

from openhall.measure.effects.departments import aligned
from openhall.measure.effects.effect import ALPHA, Effect, chance, farthest
from openhall.measure.effects.series import Floats, Series, lay_days
from openhall.measure.effects.words import sentence_of
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction
from openhall.process import saying
from openhall.process.saying import gettext, gettext_noop, ngettext

METHOD = gettext_noop("synthetic control")
LEAST_OTHERS = 5
MOST_OTHERS = 200
TOWARDS_EQUAL = 5.0
"""How strongly weights are drawn to equal ones, in units of the error of the equal mixture."""
EXACTLY_ONE = 100.0


@dataclass(frozen=True)
class Synthetic:
    """A synthetic control.

    effect     the mean over the values after the start
    weights    of each of the other departments in the mixture; they sum to 1
    off        how far the mixture was off before the start (root mean square, in the unit of the measure)
    placebo_p  the share of departments, itself among them, that are as far off for how far they were off before
    mixture    what the department would have been in each period
    """

    effect: Effect
    weights: Mapping[str, float]
    off: float
    placebo_p: float
    days: tuple[date, ...]
    values: tuple[float, ...]
    mixture: tuple[float, ...]
    notes: tuple[str, ...]


def synthetic(
    changed: Series,
    others: Mapping[str, Series],
    start: date,
    *,
    settling: int = 0,
    direction: Direction = Direction.NEUTRAL,
    alpha: float = ALPHA,
) -> Synthetic:
    """How much the changed department is off its synthetic control after `start`.

    The first `settling` periods after the start are left out. Raises `BadSeries` when there are fewer than five
    others, or fewer than ten periods before.
    """
    if not LEAST_OTHERS <= len(others) <= MOST_OTHERS:
        raise BadSeries(
            gettext(
                "A synthetic control is mixed from %(least)s to %(most)s departments where nothing changed, and here "
                "are %(here)s; with fewer, use a difference in differences.",
                least=LEAST_OTHERS,
                most=MOST_OTHERS,
                here=len(others),
            )
        )
    own = "\0changed"
    names, table, days = aligned({own: changed, **others}, 1, len(others))
    laid = lay_days(days, start, settling=settling)
    kept = laid.values.astype(np.int64)
    early, late = table[:, kept[~laid.after]], table[:, kept[laid.after]]
    if early.shape[1] < 10:
        raise BadSeries(
            ngettext(
                "There is %(number)s period before %(start)s that all departments have, and 10 are the least.",
                "There are %(number)s periods before %(start)s that all departments have, and 10 are the least.",
                early.shape[1],
                start=saying.day(start),
            )
        )
    weights, lift, off, missed = _mixture(early, late, 0, np.arange(1, len(names)))
    ratios = []
    for k in range(1, len(names)):
        pool = np.array([each for each in range(1, len(names)) if each != k])
        _, _, its_off, its_missed = _mixture(early, late, k, pool)
        ratios.append(its_missed / its_off)
    ruler = np.array(ratios)
    error = off * float(np.sqrt(np.mean(ruler**2)))
    free = len(others) - 1
    wide = farthest(free, alpha) * error
    mixture = weights @ table[1:] + lift
    effect = Effect(
        estimate=missed,
        low=missed - wide,
        high=missed + wide,
        p=chance(missed, error, free),
        without=float(late[0].mean()) - missed,
        n_before=laid.n_before,
        n_after=laid.n_after,
        method=METHOD,
    )
    placebo = (1 + int((np.abs(ruler) >= abs(missed / off)).sum())) / (len(others) + 1)
    return Synthetic(
        effect=effect.saying(sentence_of(effect, direction)),
        weights={
            name: float(weight) for name, weight in zip(names[1:], weights, strict=True) if weight > 5e-4
        },
        off=off,
        placebo_p=placebo,
        days=days,
        values=tuple(float(each) for each in table[0]),
        mixture=tuple(float(each) for each in mixture),
        notes=_notes(early[0], off, laid.n_before),
    )


def _mixture(early: Floats, late: Floats, which: int, pool: np.ndarray) -> tuple[Floats, float, float, float]:
    """Weights of the pool, the level that is added, how far off it was before, and by how much it misses after."""
    own = early[which] - early[which].mean()
    rest = (early[pool] - early[pool].mean(axis=1, keepdims=True)).T
    n, k = rest.shape
    size = float(np.sqrt((rest**2).sum(axis=0).mean()))
    equal = float(((own - rest.mean(axis=1)) ** 2).mean())
    if size == 0 or equal == 0:
        raise BadSeries(
            gettext("The departments do not vary before the start, so nothing can be said of chance.")
        )
    ridge = np.sqrt(TOWARDS_EQUAL * equal * k)
    one = EXACTLY_ONE * size
    system = np.vstack([rest, one * np.ones((1, k)), ridge * np.eye(k)])
    weights, _ = nnls(system, np.concatenate([own, [one], np.full(k, ridge / k)]))
    weights = weights / weights.sum()
    used = weights > 1e-9
    # Weights sum to 1, so only differences between the used ones are free.
    free = rest[:, used] - rest[:, used].mean(axis=1, keepdims=True)
    cross = free.T @ free
    learned = 1 + float(np.trace(np.linalg.solve(cross + ridge**2 * np.eye(int(used.sum())), cross)))
    gap = own - rest @ weights
    off = float(np.sqrt((gap**2).mean())) * n / max(1.0, n - learned)
    lift = float(early[which].mean() - weights @ early[pool].mean(axis=1))
    return (
        weights,
        lift,
        max(off, 1e-9 * size),
        float(late[which].mean() - weights @ late[pool].mean(axis=1) - lift),
    )


def _notes(early: Floats, off: float, n_before: int) -> tuple[str, ...]:
    notes: list[str] = []
    if off > 0.9 * float(early.std()):
        notes.append(
            gettext(
                "The mixture follows the department hardly better than its own mean: it is a weak comparison."
            )
        )
    if n_before < 20:
        notes.append(
            ngettext(
                "Only %(number)s period lies before the start: the mixture is hardly known.",
                "Only %(number)s periods lie before the start: the mixture is hardly known.",
                n_before,
            )
        )
    return tuple(notes)
