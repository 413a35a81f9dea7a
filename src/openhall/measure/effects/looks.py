"""When a result may be looked at, and how sure it must be then: looking often finds changes that are chance.

The 5% that may be called changes wrongly are spent over the days of looking. Each day has its own level, which is
stricter than 5% when there are several.

Source: Lan and DeMets, Discrete sequential boundaries for clinical trials, Biometrika 70 (1983).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import e, log, sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from openhall.measure.effects.effect import ALPHA
from openhall.measure.effects.series import Floats
from openhall.measure.errors import BadSeries

MOST_LOOKS = 20
_GRID = 1_201
_WIDE = 8.0


class Spending(StrEnum):
    """How the 5% are spent: `LATE` keeps nearly all for the last day (O'Brien–Fleming), `EVENLY` does not (Pocock)."""

    LATE = "late"
    EVENLY = "evenly"


@dataclass(frozen=True)
class Stopping:
    """The days on which the result is looked at, rising; the last one ends the experiment."""

    days: tuple[date, ...]
    spending: Spending = Spending.LATE

    def __post_init__(self) -> None:
        if not 1 <= len(self.days) <= MOST_LOOKS:
            raise BadSeries(f"Name 1 to {MOST_LOOKS} days on which the result is looked at.")
        if any(later <= earlier for earlier, later in zip(self.days, self.days[1:], strict=False)):
            raise BadSeries("The days on which the result is looked at must rise.")

    def look(self, seen: date) -> int | None:
        """The number (from 0) of the last day of looking that has come on `seen`; None before the first."""
        come = sum(day <= seen for day in self.days)
        return come - 1 if come else None

    def levels(self, start: date) -> tuple[float, ...]:
        """For each day, the p below which a change is called one; for a single day 0.05."""
        whole = (self.days[-1] - start).days
        if self.days[0] <= start:
            raise BadSeries(
                f"The result cannot be looked at on {self.days[0]}: the change starts on {start}."
            )
        return nominal_levels([(day - start).days / whole for day in self.days], self.spending)


def nominal_levels(shares: list[float], spending: Spending) -> tuple[float, ...]:
    """The two-sided levels for looks after these shares of the time (rising, the last is 1)."""
    if len(shares) == 1:
        return (ALPHA,)
    levels = []
    spent = before = 0.0
    # Where paths stand that have crossed no bound yet, and how many stand there.
    at, heights = np.zeros(1), np.ones(1)
    for share in shares:
        allowed = _spent(share, spending) - spent
        gap = sqrt(share - before)
        bound = _WIDE
        if allowed > 1e-12:
            bound = float(brentq(_crossing, 0.5, _WIDE, args=(at, heights, gap, share, allowed)))
        levels.append(float(2 * ndtr(-bound)))
        spent += allowed
        edge = bound * sqrt(share)
        new = np.linspace(-edge, edge, _GRID)
        moves = np.exp(-(((new[:, None] - at[None, :]) / gap) ** 2) / 2) / (gap * sqrt(2 * np.pi))
        heights = np.einsum("ij,j->i", moves, heights) * (new[1] - new[0])
        heights[[0, -1]] /= 2
        at, before = new, share
    return tuple(levels)


def _crossing(bound: float, at: Floats, heights: Floats, gap: float, share: float, allowed: float) -> float:
    """How many more paths than `allowed` cross the bound now."""
    edge = bound * sqrt(share)
    return float(np.sum(heights * (ndtr((-edge - at) / gap) + ndtr((at - edge) / gap)))) - allowed


def _spent(share: float, spending: Spending) -> float:
    if spending is Spending.LATE:
        return float(4 * ndtr(float(ndtri(ALPHA / 4)) / sqrt(share)))
    return ALPHA * log(1 + (e - 1) * share)
