"""How long cases take, with open cases counted as open: Kaplan–Meier, its mean up to a horizon, median, log-rank.

Sources: Kaplan and Meier, Nonparametric estimation from incomplete observations, Journal of the American Statistical
Association 53 (1958); Brookmeyer and Crowley, A confidence interval for the median survival time, Biometrics 38 (1982).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from openhall.measure.effects.series import Floats
from openhall.measure.errors import BadSeries
from openhall.process.saying import gettext


@dataclass(frozen=True, eq=False)
class Durations:
    """How long cases took so far.

    time   days from begin to end, or to the day of looking for cases that are open
    ended  whether the case has ended
    """

    time: Floats
    ended: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if len(self.time) != len(self.ended):
            raise BadSeries(
                f"There are {len(self.time)} durations and {len(self.ended)} marks of ended cases; give one each."
            )
        if not len(self.time):
            raise BadSeries(gettext("There are no cases, so nothing can be said of how long they take."))
        if not (np.isfinite(self.time).all() and (self.time >= 0).all()):
            raise BadSeries("A duration is a number of days of 0 or more; one of these is not.")


@dataclass(frozen=True, eq=False)
class Curve:
    """The share of cases that still go on, after each time at which one ended.

    at       times at which cases ended, rising; open  the share that goes on longer than that
    risk     cases that went on until that time; ends  how many ended at it
    """

    at: Floats
    open: Floats
    risk: NDArray[np.int64]
    ends: NDArray[np.int64]

    @property
    def median(self) -> float | None:
        """The time at which half of the cases have ended; None while more than half go on."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float | None:
        """The first time at which this share of cases has ended; None where that is not known yet."""
        place = np.flatnonzero(self.open <= 1 - share + 1e-12)
        return float(self.at[place[0]]) if len(place) else None

    def mean(self, horizon: float) -> float:
        """The mean time, cases that go on longer than `horizon` counted as that (restricted mean)."""
        times, heights = self._steps(horizon)
        return float((np.diff(times) * heights).sum())

    def mean_error(self, horizon: float) -> float:
        """The standard error of `mean` (Greenwood, with the correction for few cases of n / (n - 1))."""
        inside = self.at <= horizon
        times, heights = self._steps(horizon)
        rest = np.cumsum((np.diff(times) * heights)[::-1])[::-1][1:]
        risk, ends = self.risk[inside].astype(float), self.ends[inside].astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = np.where(risk > ends, rest**2 * ends / (risk * (risk - ends)), 0.0)
        total = float(ends.sum())
        return float(np.sqrt(parts.sum() * (total / (total - 1) if total > 1 else 1.0)))

    def median_interval(self, alpha: float) -> tuple[float, float | None]:
        """Ends of the interval of the median (log-log, Brookmeyer and Crowley); None where it has no upper end yet."""
        risk, ends = self.risk.astype(float), self.ends.astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            green = np.cumsum(np.where(risk > ends, ends / (risk * (risk - ends)), 0.0))
            level = np.log(-np.log(np.clip(self.open, 1e-300, 1 - 1e-16)))
            error = np.sqrt(green) / np.abs(np.log(np.clip(self.open, 1e-300, 1 - 1e-16)))
            far = np.where(self.open > 0, (level - np.log(np.log(2))) / error, np.inf)
        wide = -float(ndtri(alpha / 2))
        inside = np.flatnonzero(np.abs(far) <= wide)
        if not len(inside):
            middle = self.median
            return (middle if middle is not None else float(self.at[-1]), middle)
        past = inside[-1] + 1
        return float(self.at[inside[0]]), float(self.at[past]) if past < len(self.at) else None

    def _steps(self, horizon: float) -> tuple[Floats, Floats]:
        inside = self.at <= horizon
        times = np.concatenate([[0.0], self.at[inside], [horizon]])
        return times, np.concatenate([[1.0], self.open[inside]])


def curve(cases: Durations) -> Curve:
    """The Kaplan–Meier curve of some cases."""
    order = np.argsort(cases.time, kind="stable")
    time, ended = cases.time[order], cases.ended[order]
    at, first = np.unique(time, return_index=True)
    ends = np.add.reduceat(ended.astype(np.int64), first)
    risk = len(time) - first
    some = ends > 0
    if not some.any():
        raise BadSeries(
            gettext("None of the cases has ended yet, so nothing can be said of how long they take.")
        )
    return Curve(
        at[some].astype(np.float64),
        np.cumprod(1 - ends[some] / risk[some]).astype(np.float64),
        risk[some].astype(np.int64),
        ends[some],
    )


def log_rank(one: Durations, two: Durations) -> float:
    """The p of both sets of cases taking equally long (log-rank test, Mantel 1966)."""
    times = np.unique(np.concatenate([one.time[one.ended], two.time[two.ended]]))
    if not len(times):
        return 1.0
    risk1, ends1 = _at(one, times)
    risk2, ends2 = _at(two, times)
    risk, ends = risk1 + risk2, ends1 + ends2
    expected = ends * risk1 / risk
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(risk > 1, ends * (risk1 / risk) * (risk2 / risk) * (risk - ends) / (risk - 1), 0.0)
    variance = float(parts.sum())
    if variance <= 0:
        return 1.0
    return float(chdtrc(1, float((ends1 - expected).sum()) ** 2 / variance))


def _at(cases: Durations, times: Floats) -> tuple[Floats, Floats]:
    """How many cases go on until each time, and how many end at it."""
    risk = len(cases.time) - np.searchsorted(np.sort(cases.time), times, side="left")
    ended = np.sort(cases.time[cases.ended])
    ends = np.searchsorted(ended, times, side="right") - np.searchsorted(ended, times, side="left")
    return risk.astype(np.float64), ends.astype(np.float64)


def influence(cases: Durations, found: Curve, horizon: float) -> Floats:
    """What each case adds to the restricted mean: its mean is 0, and mean + influence acts as a value of the case.

    First-order pseudo-observations (Andersen, Hansen and Klein, Lifetime Data Analysis 10, 2004).
    """
    inside = found.at <= horizon
    at = found.at[inside]
    times, heights = found._steps(horizon)
    rest = np.cumsum((np.diff(times) * heights)[::-1])[::-1][1:]
    n = len(cases.time)
    hazard = found.ends[inside] / found.risk[inside]
    # The share at risk, less those that end at the same time: many cases end on one day.
    share = found.risk[inside] / n * np.maximum(1 - hazard, 1 / n)
    drift = np.concatenate([[0.0], np.cumsum(rest * hazard / share)])
    until = np.searchsorted(at, np.minimum(cases.time, horizon), side="right")
    ends_at = np.searchsorted(at, cases.time, side="left")
    own = cases.ended & (cases.time <= horizon)
    jump = np.zeros(n)
    jump[own] = rest[ends_at[own]] / share[ends_at[own]]
    value: Floats = drift[until] - jump
    return value
