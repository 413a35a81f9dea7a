"""Regression whose errors depend on the one before (AR(1)), with intervals that hold on short series.

The correlation of errors is never known, and hardly to be estimated on short series: intervals that take one estimate
of it for the truth (Prais–Winsten, REML) are too short. Here it is averaged over. For each of a grid of correlations
the answer has a t distribution; they are mixed by their weights, which are the restricted likelihood times the prior of
Jeffreys for a correlation, 1 / √(1 − ρ²).

What is left of error is taken out by calibration: series without any effect are simulated on the same columns, and the
distance from the estimate to the ends of the interval is stretched so that it holds as often as it says. The simulation
has a fixed seed, depends on the columns only, and is kept.

Sources: Harville, Bayesian inference for variance components using only error contrasts, Biometrika 61 (1974); Beran,
Prepivoting to reduce level error of confidence sets, Biometrika 74 (1987). How it holds: docs/findings/effects.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtri, stdtr, stdtrit

from openhall.measure.effects.effect import ALPHA, RESERVED
from openhall.measure.effects.series import Floats
from openhall.measure.errors import BadSeries
from openhall.process.saying import gettext

CORRELATIONS = np.array([*np.linspace(-0.9, 0.8, 18), 0.85, 0.89, 0.92, 0.94, 0.955])
SHARES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
"""How much of the variance of a value of average count is due to the count of its cases."""
_WIDTHS = np.gradient(CORRELATIONS)
PRIOR = _WIDTHS / np.sqrt(1 - CORRELATIONS**2)
CALIBRATED_AT = np.array([-0.4, 0.0, 0.2, 0.4, 0.6, 0.8])
SIMULATED = 2_000
ROUNDS = 3
TAILS = np.array([0.02, 0.03, 0.04, 0.05, 0.06, 0.08])
"""Several tails near the one that is used, so that a single simulated series matters little."""
SEED = 1_987
LONGEST_CALIBRATED = 260
"""Longer series are not calibrated: the mixture alone holds there (see the study)."""
FLATTEST = 1e-10


@dataclass(frozen=True, eq=False)
class Answer:
    """What a regression says of one sum of coefficients.

    means, errors, weights   the t distributions that are mixed (one a correlation); free  their degrees of freedom
    stretch                  by how much the distance to the ends is multiplied
    """

    means: Floats
    errors: Floats
    weights: Floats
    free: float
    stretch: float

    @property
    def estimate(self) -> float:
        """The mean of the mixture."""
        return float(np.sum(self.weights * self.means))

    def interval(self, alpha: float = ALPHA) -> tuple[float, float]:
        """The ends between which the answer lies with 1 - `alpha`, at least."""
        middle = self.estimate
        tail = alpha * RESERVED / 2
        low, high = self._quantile(tail), self._quantile(1 - tail)
        return middle - (middle - low) * self.stretch, middle + (high - middle) * self.stretch

    def p(self, value: float = 0.0) -> float:
        """The two-sided p of the true answer being `value`; below 0.05 just where the 95% interval leaves it out."""
        middle = self.estimate
        moved = middle + (value - middle) / self.stretch
        below = float(self.weights @ stdtr(self.free, (moved - self.means) / self.errors))
        return min(1.0, 2 * min(below, 1 - below) / RESERVED)

    def _quantile(self, share: float) -> float:
        wide = abs(float(stdtrit(self.free, min(share, 1 - share)))) + 1.0
        low = float((self.means - wide * self.errors).min())
        high = float((self.means + wide * self.errors).max())
        return float(
            brentq(
                lambda at: float(self.weights @ stdtr(self.free, (at - self.means) / self.errors)) - share,
                low,
                high,
                xtol=1e-9 * max(high - low, 1e-300),
            )
        )


@dataclass(frozen=True, eq=False)
class Fit:
    """A regression: an answer for each that was asked, and what else the series says.

    coefficients  their mean over the mixture; correlation  of errors that follow each other, the mean over the mixture
    spread        standard deviation of the errors of a value of average count
    follows       how likely each of `CORRELATIONS` is
    """

    answers: tuple[Answer, ...]
    coefficients: Floats
    correlation: float
    spread: float
    free: int
    follows: Floats


def fit(
    values: Floats,
    columns: Floats,
    asked: Floats,
    at: NDArray[np.int64],
    counts: Floats | None = None,
    calibrate: bool = True,
) -> Fit:
    """Fit `values` (n) to `columns` (n × p) and answer each row of `asked` (q × p).

    `at` are the periods (gaps are told from it). `counts` are the cases behind each value: the more, the less its
    error; by how much is averaged over as well. Raises `BadSeries` when values are too few, or leave no error at all.
    """
    n, p = columns.shape
    lifted, middle, size = scaled(values, columns)
    found = _mix(lifted[None, :], columns, asked, at, counts)
    must_have_noise(found.errors)
    weights = found.weights[0]
    by_correlation = weights.reshape(len(CORRELATIONS), -1).sum(axis=1)
    stretch = np.ones(len(asked))
    if calibrate:
        stretch = stretches(columns, asked, at) @ by_correlation
    coefficients = size * (weights @ found.coefficients[0])
    # A constant column carries the level that was taken off.
    coefficients = coefficients + middle * level_of(columns)
    answers = tuple(
        Answer(
            size * found.means[0, :, q] + middle * float(asked[q] @ level_of(columns)),
            size * found.errors[0, :, q],
            weights,
            n - p,
            float(stretch[q]),
        )
        for q in range(len(asked))
    )
    spread = size * float(np.sqrt(weights @ found.squares[0] / (n - p)))
    return Fit(answers, coefficients, float(by_correlation @ CORRELATIONS), spread, n - p, by_correlation)


def scaled(values: Floats, columns: Floats) -> tuple[Floats, float, float]:
    """The values around 0 and at most 1, the middle that was taken off, and the size that they were divided by.

    Raises `BadSeries` when values are too few for the columns, or all the same.
    """
    n, p = columns.shape
    if n - p < 2 or np.linalg.matrix_rank(columns) < p:
        raise BadSeries(
            gettext(
                "%(values)s values are too few to tell %(things)s things from each other; take a longer series, or "
                "leave season or trend out.",
                values=n,
                things=p,
            )
        )
    middle, size = float(values.mean()), float(np.abs(values - values.mean()).max())
    if size <= FLATTEST * max(1.0, abs(middle)):
        raise BadSeries(gettext("All values are the same, so no interval can be given."))
    return (values - middle) / size, middle, size


def must_have_noise(errors: Floats) -> None:
    """Raise `BadSeries` where the errors of scaled values are none."""
    if not np.isfinite(errors).all() or errors.min() < FLATTEST * 0.01:
        raise BadSeries(
            gettext(
                "The values lie exactly on a line and a season, without any noise: no interval can be given."
            )
        )


def level_of(columns: Floats) -> Floats:
    """The coefficients that make 1 everywhere (zeros when the columns cannot)."""
    found = np.linalg.lstsq(columns, np.ones(len(columns)), rcond=None)[0]
    return (
        np.where(np.abs(found) < 1e-9, 0.0, found)
        if np.allclose(columns @ found, 1.0)
        else np.zeros(len(found))
    )


@dataclass(frozen=True, eq=False)
class _Mixed:
    """r series at once; g places of the grid. means, errors: r × g × q; weights, squares: r × g."""

    means: Floats
    errors: Floats
    weights: Floats
    squares: Floats
    coefficients: Floats


def _mix(
    rows: Floats,
    columns: Floats,
    asked: Floats,
    at: NDArray[np.int64],
    counts: Floats | None,
    with_coefficients: bool = True,
) -> _Mixed:
    n, p = columns.shape
    shares = SHARES if counts is not None else np.array([0.0])
    places = [(r, s) for r in range(len(CORRELATIONS)) for s in range(len(shares))]
    means = np.empty((len(rows), len(places), len(asked)))
    errors = np.empty_like(means)
    squares = np.empty((len(rows), len(places)))
    height = np.empty(len(places))
    kept = np.empty((len(rows), len(places), p)) if with_coefficients else np.empty((0, 0, p))
    for place, (r, s) in enumerate(places):
        deviation = np.ones(n) if counts is None else _deviation(counts, float(shares[s]))
        correlation = float(CORRELATIONS[r])
        q, upper = np.linalg.qr(whiten(columns.T / deviation, at, correlation).T)
        white = whiten(rows / deviation, at, correlation)
        # Not `@`: threads of the linear algebra wait for each other longer than these small products take.
        along = np.einsum("rn,np->rp", white, q)
        left = np.maximum(np.einsum("rn,rn->r", white, white) - np.einsum("rp,rp->r", along, along), 0.0)
        solved = np.linalg.solve(upper.T, asked.T)  # p × q: asked (R'R)⁻¹ asked' is its square.
        means[:, place, :] = np.einsum("rp,pq->rq", along, solved)
        errors[:, place, :] = np.sqrt(left / (n - p))[:, None] * np.sqrt((solved**2).sum(axis=0))[None, :]
        squares[:, place] = left
        height[place] = (
            np.log(PRIOR[r])
            - _log_size(at, correlation)
            - float(np.log(deviation).sum())
            - float(np.log(np.abs(np.diag(upper))).sum())
        )
        if with_coefficients:
            kept[:, place, :] = np.linalg.solve(upper, along.T).T
    with np.errstate(divide="ignore"):
        log = height[None, :] - (n - p) / 2 * np.log(np.maximum(squares, 1e-300))
    weights = np.exp(log - log.max(axis=1, keepdims=True))
    return _Mixed(means, errors, weights / weights.sum(axis=1, keepdims=True), squares, kept)


def _deviation(counts: Floats, share: float) -> Floats:
    """The standard deviation of each value, 1 for one of average count."""
    typical = len(counts) / float((1 / counts).sum())
    deviation: Floats = np.sqrt((1 - share) + share * typical / counts)
    return deviation


def _carried(at: NDArray[np.int64], correlation: float) -> Floats:
    """What each value takes over from the one before it, over gaps too."""
    gap = np.diff(at)
    carried: Floats = np.sign(correlation) ** gap * np.abs(correlation) ** gap
    return carried


def whiten(rows: Floats, at: NDArray[np.int64], correlation: float) -> Floats:
    """Take out of each row what the value before says of the next one."""
    carried = _carried(at, correlation)
    white = np.empty_like(rows)
    white[:, 0] = rows[:, 0]
    white[:, 1:] = (rows[:, 1:] - carried * rows[:, :-1]) / np.sqrt(1 - carried**2)
    return white


def _log_size(at: NDArray[np.int64], correlation: float) -> float:
    """Half the logarithm of the determinant of the correlations."""
    return float(np.log1p(-(_carried(at, correlation) ** 2)).sum()) / 2


def stretches(columns: Floats, asked: Floats, at: NDArray[np.int64]) -> Floats:
    """By how much distances must be stretched, for each answer and each of `CORRELATIONS`; kept by the columns."""
    if len(at) > LONGEST_CALIBRATED:
        return np.ones((len(asked), len(CORRELATIONS)))
    return _calibrated(np.round(columns, 9).tobytes(), np.round(asked, 9).tobytes(), at.tobytes())


@lru_cache(maxsize=256)
def _calibrated(of_columns: bytes, of_asked: bytes, of_at: bytes) -> Floats:
    """The stretches with which simulated series of each correlation are called changes as often as is said.

    A series takes the stretch of all correlations that it may have, by their weights; so what one correlation needs
    depends on the others, and is found in turns.
    """
    at = np.frombuffer(of_at, np.int64)
    columns = np.frombuffer(of_columns).reshape(len(at), -1)
    asked = np.frombuffer(of_asked).reshape(-1, columns.shape[1])
    free = len(at) - columns.shape[1]
    simulated = [
        _mix(noise_of(at, float(each), SEED + k), columns, asked, at, None, with_coefficients=False)
        for k, each in enumerate(CALIBRATED_AT)
    ]
    ladder = np.ones((len(CALIBRATED_AT), len(asked)))
    along = _along(ladder)
    for _ in range(ROUNDS):
        for k, mixed in enumerate(simulated):
            ladder[k] *= _excess(mixed, along, free)
        along = _along(ladder)
    return along


def _along(ladder: Floats) -> Floats:
    """Stretches at `CALIBRATED_AT`, a column for each answer, to those at `CORRELATIONS`, a row for each."""
    return np.array([np.interp(CORRELATIONS, CALIBRATED_AT, column) for column in ladder.T])


def noise_of(at: NDArray[np.int64], correlation: float, seed: int, runs: int = SIMULATED) -> Floats:
    """Series of errors (`runs` × n) with a spread of 1."""
    noise = np.random.default_rng(seed).standard_normal((runs, len(at)))
    for k, carried in enumerate(_carried(at, correlation), start=1):
        noise[:, k] = carried * noise[:, k - 1] + np.sqrt(1 - carried**2) * noise[:, k]
    return noise


def _excess(mixed: _Mixed, along: Floats, free: int) -> Floats:
    """How much farther estimates lie from the truth, in their own errors, than said; for each answer."""
    found = np.empty(len(along))
    for q, each in enumerate(along):
        middle = np.einsum("rg,rg->r", mixed.weights, mixed.means[:, :, q])
        moved = middle - middle / np.einsum("rg,g->r", mixed.weights, each)
        far = (moved[:, None] - mixed.means[:, :, q]) / mixed.errors[:, :, q]
        below = np.einsum("rg,rg->r", mixed.weights, stdtr(free, far))
        normal = np.abs(ndtri(np.clip(below, 1e-15, 1 - 1e-15)))
        found[q] = float(np.mean(np.quantile(normal, 1 - TAILS) / -ndtri(TAILS / 2)))
    return found


MOST_SAMPLED = 0.8
"""More of the errors is not put down to sampling, or what is left would follow as closely as one likes."""


def chances(
    rows: Floats,
    columns: Floats,
    asked: Floats,
    at: NDArray[np.int64],
    counts: Floats | None = None,
    value: float = 0.0,
) -> Floats:
    """For many series (r × n) on the same columns, the p of the first answer being `value`: `Answer.p` of each.

    For studies of how far the method holds.
    """
    mixed = _mix(rows, columns, asked, at, counts, with_coefficients=False)
    free = len(at) - columns.shape[1]
    stretch = stretches(columns, asked, at)[0]
    by_correlation = mixed.weights.reshape(len(rows), len(CORRELATIONS), -1).sum(axis=2)
    middle = np.einsum("rg,rg->r", mixed.weights, mixed.means[:, :, 0])
    moved = middle + (value - middle) / np.einsum("rg,g->r", by_correlation, stretch)
    far = (moved[:, None] - mixed.means[:, :, 0]) / mixed.errors[:, :, 0]
    below = np.einsum("rg,rg->r", mixed.weights, stdtr(free, far))
    found: Floats = np.minimum(1.0, 2 * np.minimum(below, 1 - below) / RESERVED)
    return found


def hidden_correlation(
    columns: Floats, asked: Floats, at: NDArray[np.int64], follows: Floats, sampled: float
) -> float:
    """By how much longer the error of an answer is where part of the errors is known to be of sampling.

    follows  how likely each of `CORRELATIONS` is
    sampled  the share of the variance of values that comes from their being means of some cases each

    What is of sampling does not follow from one period to the next. So the rest of the errors follows more closely, and
    for longer, than the correlation of neighbours lets expect (an autoregression with white noise upon it); one that
    is estimated from neighbours alone makes intervals too short. Source: Granger and Morris, Time series modelling and
    interpretation, Journal of the Royal Statistical Society A 139 (1976).
    """
    share = min(max(sampled, 0.0), MOST_SAMPLED)
    weights = asked @ np.linalg.pinv(columns)
    apart = np.abs(at[:, None] - at[None, :])
    seen = real = 0.0
    for correlation, likely in zip(CORRELATIONS, follows, strict=True):
        short = float(weights @ (correlation**apart) @ weights)
        seen += likely * short
        if correlation <= 0:
            real += likely * short
            continue
        signal = min(correlation / (1 - share), float(CORRELATIONS[-1]))
        mixed = (1 - share) * signal**apart + share * np.eye(len(at))
        real += likely * max(short, float(weights @ mixed @ weights))
    return float(np.sqrt(real / seen))
