"""Worlds of series with few cases a month, for `effects.py`: levels that follow each other, and sampling upon them.

The level of a month is an autoregression with a trend and maybe a season. What is seen of it is the share of some cases
that have something, or the mean of some cases, which are skewed. How far a month is off by sampling is given to the
engine as its users know it: from shares and counts alone, or from the spread of cases around the means of their months.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from openhall.measure.effects import Model, Season, interrupted, series, shares
from openhall.measure.effects.design import ALONE, design
from openhall.measure.effects.sampled import chances_sampled
from openhall.measure.effects.series import Series, lay

PLANS = ((16, 8), (24, 12), (36, 12))
CASES = (5, 20, 100)
CORRELATIONS = (0.0, 0.3, 0.5, 0.7)
SPREAD = {"shares": 0.08, "means": 4.0}
"""Standard deviation of the level; a season has the same height."""
WITHIN = 16.0
"""Standard deviation of cases around their level, of means."""


def level(random: np.random.Generator, runs: int, n: int, correlation: float, season: bool) -> np.ndarray:
    """Levels of spread 1 (runs × n), begun long before, with a little trend and maybe a season from any phase."""
    found = random.standard_normal((runs, n + 60))
    for k in range(1, n + 60):
        found[:, k] = correlation * found[:, k - 1] + np.sqrt(1 - correlation**2) * found[:, k]
    turn = np.arange(n) * np.pi / 6 + random.uniform(0, 7, (runs, 1))
    trend = random.uniform(-0.02, 0.02, (runs, 1)) * np.arange(n)
    return found[:, 60:] + trend + (np.sin(turn) + 0.3 * np.sin(2 * turn + 1) if season else 0.0)


@dataclass(frozen=True)
class FewCases:
    """Shares or means of about so many cases a month; the change moves them by twice the spread of the level."""

    kind: str
    before: int
    after: int
    cases: int
    correlation: float
    season: bool

    @property
    def name(self) -> str:
        """What is said of it in the study."""
        season = "season" if self.season else "no season"
        plan = f"{self.before} + {self.after} months of {self.cases} cases"
        return f"{self.kind}, {plan}, AR {self.correlation}, {season}"

    @property
    def effect(self) -> float:
        """What is put in."""
        return 2 * SPREAD[self.kind]

    def p(self, random: np.random.Generator, effect: float, runs: int) -> np.ndarray:
        """For each run, the p of the effect being what it is; `interrupted` must say the same of the first three."""
        n = self.before + self.after
        days = [date(2020 + k // 12, k % 12 + 1, 1) for k in range(n)]
        counts = np.maximum(random.poisson(self.cases, n), 2)
        levels = SPREAD[self.kind] * level(random, runs, n, self.correlation, self.season)
        levels[:, self.before :] += effect
        rows, known = (_shares if self.kind == "shares" else _means)(random, levels, counts)
        model = ALONE if self.season else Model(season=Season.NONE)
        start = days[self.before]
        laid = lay(series(days, rows[0], counts), start)
        plan = design(laid, model)
        pattern = 1 / counts
        found = chances_sampled(rows, plan.columns, plan.asked, laid.at, pattern, known, effect)
        for k in range(3):
            alone = interrupted(self._given(days, rows[k], counts, known[k]), start, model).effect
            if (alone.low <= effect <= alone.high) != (found[k] >= 0.05):
                raise RuntimeError("interrupted and chances differ: the study itself is wrong")
        return found

    def _given(self, days: list[date], values: np.ndarray, counts: np.ndarray, known: float) -> Series:
        if self.kind == "shares":
            return shares(days, values, counts)
        sampled = known / counts / (1 / counts).mean()
        return series(days, values, counts, sampled)


def _shares(
    random: np.random.Generator, levels: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    rows = random.binomial(counts, np.clip(0.4 + levels, 0.02, 0.98)) / counts
    share = rows @ counts / counts.sum()
    return rows, share * (1 - share) * (1 / counts).mean()


def _means(
    random: np.random.Generator, levels: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    rows, squares = np.empty_like(levels), np.zeros(len(levels))
    for k, many in enumerate(counts):
        # A gamma of shape 2 has a skewness of 1.4.
        cases = (random.gamma(2, 1, (len(levels), many)) - 2) / np.sqrt(2) * WITHIN
        rows[:, k] = 30 + levels[:, k] + cases.mean(axis=1)
        squares += ((cases - cases.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    return rows, squares / (counts.sum() - len(counts)) * (1 / counts).mean()


def worlds() -> Iterator[FewCases]:
    """All of them."""
    for kind in SPREAD:
        for before, after in PLANS:
            for season in (True, False):
                for cases in CASES:
                    for correlation in CORRELATIONS:
                        yield FewCases(kind, before, after, cases, correlation, season)
