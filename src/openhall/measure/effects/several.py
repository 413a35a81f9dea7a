"""Several outcomes at once: did something else get worse, and for whom?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import chdtrc, ndtri

from openhall.measure.effects.effect import ALPHA, RESERVED, Effect
from openhall.measure.spc.model import Direction


class Standing(StrEnum):
    """What is known of an outcome beside the one that the change was made for."""

    BETTER = "better"
    WORSE = "worse"
    NOT_WORSE = "not worse"
    NOT_KNOWN = "not known"
    CHANGED = "changed"


@dataclass(frozen=True)
class Outcome:
    """One of several outcomes.

    p_of_all  its p, made larger because several were looked at (Holm): in at most 5 of 100 whole evaluations is it
              below 0.05 for any outcome that did not change
    margin    by how much it may get worse and still be called not worse; None where nothing was agreed
    """

    name: str
    effect: Effect
    p_of_all: float
    direction: Direction
    margin: float | None
    standing: Standing


def holm(p: Sequence[float]) -> tuple[float, ...]:
    """p made larger for several tests, in the order given (Holm, Scandinavian Journal of Statistics 6, 1979)."""
    order = sorted(range(len(p)), key=lambda k: p[k])
    found = [0.0] * len(p)
    largest = 0.0
    for place, k in enumerate(order):
        largest = max(largest, min(1.0, (len(p) - place) * p[k]))
        found[k] = largest
    return tuple(found)


def outcomes(
    effects: Sequence[tuple[str, Effect, Direction, float | None]], alpha: float = ALPHA
) -> tuple[Outcome, ...]:
    """Each outcome with its standing: name, effect, which way is better, margin."""
    larger = holm([effect.p for _, effect, _, _ in effects])
    return tuple(
        Outcome(name, effect, p, direction, margin, _standing(effect, p, direction, margin, alpha))
        for (name, effect, direction, margin), p in zip(effects, larger, strict=True)
    )


def _standing(effect: Effect, p: float, direction: Direction, margin: float | None, alpha: float) -> Standing:
    if direction is Direction.NEUTRAL:
        return Standing.CHANGED if p < alpha else Standing.NOT_KNOWN
    good = effect.estimate > 0 if direction is Direction.INCREASE else effect.estimate < 0
    if p < alpha:
        return Standing.BETTER if good else Standing.WORSE
    harm = -effect.low if direction is Direction.INCREASE else effect.high
    return Standing.NOT_WORSE if margin is not None and harm <= margin else Standing.NOT_KNOWN


def unequal(effects: Sequence[Effect], alpha: float = ALPHA) -> float:
    """The p of the effect being the same in all groups (Cochran's Q); 1 for fewer than two groups.

    `alpha` is what the intervals of the effects were worked out at: their errors are told from these.
    """
    if len(effects) < 2:
        return 1.0
    wide = -float(ndtri(alpha * RESERVED / 2))
    errors = np.array([(each.high - each.low) / (2 * wide) for each in effects])
    estimates = np.array([each.estimate for each in effects])
    weights = 1 / errors**2
    middle = float((weights * estimates).sum() / weights.sum())
    return float(chdtrc(len(effects) - 1, float((weights * (estimates - middle) ** 2).sum())))
