"""Regression whose errors are a level that follows itself (AR(1)) and, upon it, the sampling of each value's cases.

A month of 20 cases is off by chance, and that does not follow from one month to the next. Who sees only values takes
both for one, finds neighbours less alike than the levels behind them are, and gives intervals that are too short. How
much of the errors is sampling cannot be told from some dozens of values; but where the variance that comes of the cases
is known (shares of counted cases, means of cases whose spread is known), only the correlation of the level is left to
be averaged over.

The covariance of values is σ² ((1 - w) R(ρ) + w D): w is the share of sampling, R the correlations of an AR(1), D the
known variances over their mean. For each of a grid of (ρ, w) the answer has a t distribution. They are mixed by the
restricted likelihood, the prior of Jeffreys for ρ, a flat one for w, and how well σ² w agrees with the variance that is
known. For each ρ the mixture over w is taken for the t distribution of the same mean and spread.

As in `autocorrelated`, distances to the ends are stretched so that simulated series without an effect are called
changes as often as is said; here for all shares of sampling and correlations up to 0.7 together (least squares),
because a level that follows itself closely can hardly be told from one that does not.

Sources: Granger and Morris, Time series modelling and interpretation, Journal of the Royal Statistical Society A 139
(1976); Harville, Biometrika 61 (1974). How it holds: docs/findings/effects.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from openhall.measure.effects.autocorrelated import (
    CORRELATIONS,
    PRIOR,
    TAILS,
    Answer,
    Fit,
    level_of,
    must_have_noise,
    noise_of,
    scaled,
)
from openhall.measure.effects.effect import RESERVED
from openhall.measure.effects.series import Floats

SHARES = np.array([0.02, 0.06, 0.12, 0.2, 0.3, 0.42, 0.55, 0.68, 0.8, 0.9, 0.96])
"""How much of the variance of errors is sampling."""
_WIDTHS = np.gradient(SHARES)
KNOWN_WITHIN = 0.25
"""The logarithm of a variance of sampling that is said to be known is off by so much (a standard deviation)."""
LONGEST = 260
"""Longer series are not asked for the sampling behind them: each correlation takes a decomposition of their size."""
CALIBRATED_AT = tuple((rho, w) for rho in (0.0, 0.25, 0.5, 0.7) for w in (0.0, 0.1, 0.3, 0.5, 0.75, 0.9))
"""Correlations of the level and shares of sampling at which series are simulated."""
KNOTS = np.array([0.0, 0.3, 0.5, 0.7, 0.9])
LEVELS = np.array([0.05, 0.2, 0.4, 0.65, 0.9])
"""Correlations and shares of sampling at which there is a stretch of its own; between them it goes straight."""
SIMULATED = 2_000
TRIED = np.geomspace(0.25, 6.0, 10)
"""Stretches at which simulated series are looked at; between them it goes straight."""
ROUNDS = 9
MATTERS = {0.0: 2.0, 0.25: 1.0, 0.5: 1.0, 0.7: 2.0}
"""How much misses count at each correlation of `CALIBRATED_AT`. They are most at both ends."""
TOO_SHORT = 3.0
"""How much worse it is to miss more often than is said than to miss more rarely."""
DAMPED = 0.005
SEED = 1_976


def fit_sampled(
    values: Floats, columns: Floats, asked: Floats, at: NDArray[np.int64], sampled: Floats
) -> Fit:
    """Fit `values` (n) to `columns` (n × p) and answer each row of `asked` (q × p), as `autocorrelated.fit` does.

    `sampled` is the variance of each value that comes of its cases. `Fit.correlation` is of the level
    behind the values. Raises `BadSeries` as `autocorrelated.fit` does.
    """
    n, p = columns.shape
    lifted, middle, size = scaled(values, columns)
    pattern = sampled / sampled.mean()
    known = np.array([sampled.mean() / size**2])
    basis = _Basis(columns, np.vstack([asked, np.eye(p)]), at, pattern)
    found = basis.mix(lifted[None, :], known)
    must_have_noise(found.errors)
    weights, means = found.weights[0], size * found.means[0]
    lift = middle * level_of(columns)
    stretch = _stretch(found, columns, asked, at)[:, 0]
    answers = tuple(
        Answer(
            means[:, q] + float(asked[q] @ lift),
            size * found.errors[0, :, q],
            weights,
            found.free,
            float(stretch[q]),
        )
        for q in range(len(asked))
    )
    return Fit(
        answers,
        weights @ means[:, len(asked) :] + lift,
        float(weights @ CORRELATIONS),
        size * float(np.sqrt(found.variance[0])),
        n - p,
        weights,
    )


def chances_sampled(
    rows: Floats,
    columns: Floats,
    asked: Floats,
    at: NDArray[np.int64],
    pattern: Floats,
    known: Floats,
    value: float = 0.0,
) -> Floats:
    """For many series (r × n), the p of the first answer being `value`: `Answer.p` of each. For studies.

    known  the mean variance of sampling in each series (r); pattern  the variance of each value over that mean (n)
    """
    found = _Basis(columns, asked[:1], at, pattern / pattern.mean()).mix(rows, known)
    below = _below(found, value, _stretch(found, columns, asked[:1], at)[0])
    p: Floats = np.minimum(1.0, 2 * np.minimum(below, 1 - below) / RESERVED)
    return p


@dataclass(frozen=True, eq=False)
class _Mixed:
    """r series at once, g correlations, q answers. means, errors: r × g × q; weights: r × g.

    free      degrees of freedom; share  of sampling (r); variance  of errors (r)
    """

    means: Floats
    errors: Floats
    weights: Floats
    free: float
    share: Floats
    variance: Floats


class _Basis:
    """The same columns, decomposed once for each correlation.

    In what the columns leave free, R(ρ) is brought to a diagonal λ while D is brought to ones, so that each share of
    sampling w is a diagonal (1 - w) λ + w there, and costs next to nothing.
    """

    def __init__(self, columns: Floats, asked: Floats, at: NDArray[np.int64], pattern: Floats) -> None:
        n, p = columns.shape
        self.free = n - p
        left = np.linalg.qr(columns, mode="complete")[0][:, p:]
        left = np.linalg.solve(np.linalg.cholesky(left.T @ (pattern[:, None] * left)), left.T).T
        self.plain = (asked @ np.linalg.pinv(columns)).T
        apart = np.abs(at[:, None] - at[None, :])
        self.parts = []
        for correlation in CORRELATIONS:
            # 0 ** 0 is 1, so a correlation of 0 gives ones on the diagonal.
            follows = np.sign(correlation) ** apart * np.abs(correlation) ** apart
            along, turned = np.linalg.eigh(left.T @ follows @ left)
            free = left @ turned
            weighed = pattern[:, None] * self.plain
            self.parts.append(
                (
                    free,
                    np.maximum(along, 1e-12),
                    free.T @ follows @ self.plain,
                    free.T @ weighed,
                    np.einsum("nq,nk,kq->q", self.plain, follows, self.plain),
                    np.einsum("nq,nq->q", self.plain, weighed),
                )
            )

    def mix(self, rows: Floats, known: Floats) -> _Mixed:
        """What series (r × n) say whose mean variance of sampling is known (r)."""
        r, g, q = len(rows), len(CORRELATIONS), self.plain.shape[1]
        turned = [rows @ free for free, *_rest in self.parts]
        # One row for each share of sampling, one column for each direction that the columns leave free.
        diagonals = [np.outer(1 - SHARES, along) + SHARES[:, None] for _free, along, *_rest in self.parts]
        squares = np.stack(
            [each**2 @ (1 / diagonal).T for each, diagonal in zip(turned, diagonals, strict=True)], axis=1
        )
        height = np.array([-np.log(diagonal).sum(axis=1) / 2 for diagonal in diagonals])
        height += np.log(PRIOR[:, None] * _WIDTHS)
        places, variance = self._weigh(squares, height, known)
        weights = np.maximum(places.sum(axis=2), 1e-300)
        means, errors = np.empty((r, g, q)), np.empty((r, g, q))
        plain = rows @ self.plain
        for k, (_free, _along, by_level, by_sampling, level, sampling) in enumerate(self.parts):
            inside = places[:, k] / weights[:, k, None]
            for j in range(q):
                shared = np.outer(1 - SHARES, by_level[:, j]) + np.outer(SHARES, by_sampling[:, j])
                weighed = shared / diagonals[k]
                spread = (1 - SHARES) * level[j] + SHARES * sampling[j] - (shared * weighed).sum(axis=1)
                off = turned[k] @ weighed.T
                centre = np.einsum("rs,rs->r", inside, off)
                around = variance[:, k] * np.maximum(spread, 0.0) + (off - centre[:, None]) ** 2
                means[:, k, j] = plain[:, j] - centre
                errors[:, k, j] = np.sqrt(np.maximum(np.einsum("rs,rs->r", inside, around), 1e-300))
        return _Mixed(
            means,
            errors,
            weights,
            self.free + 2 / KNOWN_WITHIN**2,
            np.einsum("rgs,s->r", places, SHARES),
            np.einsum("rgs,rgs->r", places, variance),
        )

    def _weigh(self, squares: Floats, height: Floats, known: Floats) -> tuple[Floats, Floats]:
        """How likely each correlation and share of sampling is, and the variance of errors with it (r × g × s)."""
        seen = np.log(np.maximum(squares, 1e-300) / self.free)
        # A variance far below what can be told has no share of the grid; the least one is as good.
        least = np.log(SHARES[0]) + seen
        expected = np.maximum(np.log(np.maximum(known, 1e-300))[:, None, None], least) - np.log(SHARES)
        ours, theirs = self.free / 2, 1 / KNOWN_WITHIN**2
        log = height - self.free / 2 * seen - (seen - expected) ** 2 / (2 * (1 / ours + 1 / theirs))
        places = np.exp(log - log.max(axis=(1, 2), keepdims=True))
        places /= places.sum(axis=(1, 2), keepdims=True)
        return places, np.exp((ours * seen + theirs * expected) / (ours + theirs))


def _stretch(found: _Mixed, columns: Floats, asked: Floats, at: NDArray[np.int64]) -> Floats:
    """By how much the distances of each answer are stretched in each series: q × r."""
    ladder = _calibrated(np.round(columns, 9).tobytes(), np.round(asked, 9).tobytes(), at.tobytes())
    return ladder @ _place(found).T


def _place(found: _Mixed) -> Floats:
    """Where each series stands among the stretches: how much it takes of each of `LEVELS` × `KNOTS`; rows sum to 1."""
    levels, knots = _between(found.share, LEVELS), found.weights @ _between(CORRELATIONS, KNOTS)
    return (levels[:, :, None] * knots[:, None, :]).reshape(len(levels), -1)


def _between(at: Floats, knots: Floats) -> Floats:
    """How much of each knot a straight line between them takes at each place."""
    return np.array([np.interp(at, knots, each) for each in np.eye(len(knots))]).T


@lru_cache(maxsize=256)
def _calibrated(of_columns: bytes, of_asked: bytes, of_at: bytes) -> Floats:
    """The stretches (answers × `LEVELS` · `KNOTS`) with which simulated series miss as often as is said.

    They are the best that some steps of Gauss and Newton find for the excess of misses at `CALIBRATED_AT` being none.
    """
    at = np.frombuffer(of_at, np.int64)
    columns = np.frombuffer(of_columns).reshape(len(at), -1)
    asked = np.frombuffer(of_asked).reshape(-1, columns.shape[1])
    basis = _Basis(columns, asked, at, np.ones(len(at)))
    simulated = []
    for k, (correlation, share) in enumerate(CALIBRATED_AT):
        rows = np.sqrt(1 - share) * noise_of(at, correlation, SEED + k, SIMULATED)
        rows += np.sqrt(share) * noise_of(at, 0.0, SEED + 100 + k, SIMULATED)
        simulated.append(basis.mix(rows, np.full(SIMULATED, share)))
    return np.array([_least_excess(simulated, q) for q in range(len(asked))])


def _least_excess(simulated: list[_Mixed], q: int) -> Floats:
    places = np.array([_place(each) for each in simulated])
    far = np.array([[_normal(each, q, np.full(SIMULATED, s)) for each in simulated] for s in TRIED])
    ranks = np.minimum(np.round((1 - TAILS) * SIMULATED).astype(np.int64), SIMULATED - 1)
    worlds, rows = np.ogrid[: len(simulated), :SIMULATED]
    matters = np.array([MATTERS[correlation] for correlation, _ in CALIBRATED_AT])

    def excess(logs: Floats) -> Floats:
        """The logarithm of how much farther estimates lie from the truth than said, for each of `CALIBRATED_AT`."""
        stretch = np.clip(places @ np.exp(logs), TRIED[0], TRIED[-1])
        on = np.log(stretch / TRIED[0]) / np.log(TRIED[1] / TRIED[0])
        low = np.minimum(on.astype(np.int64), len(TRIED) - 2)
        normal = (1 - on + low) * far[low, worlds, rows] + (on - low) * far[low + 1, worlds, rows]
        ends = np.partition(normal, ranks, axis=1)[:, ranks]
        found: Floats = np.log((ends / -ndtri(TAILS / 2)).mean(axis=1))
        return found

    little, logs = 0.05, np.zeros(len(LEVELS) * len(KNOTS))
    best, least = logs, np.inf
    for _ in range(ROUNDS):
        now = excess(logs)
        weight = np.where(now > 0, TOO_SHORT, 1.0) * matters
        # Quantiles of simulated series are not smooth, so a step may lead astray: the best place on the way counts.
        if float(weight @ now**2) < least:
            best, least = logs, float(weight @ now**2)
        slopes = np.array([(excess(logs + little * each) - now) / little for each in np.eye(len(logs))])
        pull = (slopes * weight) @ slopes.T + DAMPED * np.eye(len(logs))
        logs = logs - np.clip(np.linalg.solve(pull, (slopes * weight) @ now), -0.5, 0.5)
    stretch: Floats = np.exp(best)
    return stretch


def _normal(found: _Mixed, q: int, stretch: Floats) -> Floats:
    """How far the truth, 0, lies from each estimate of answer q, as the deviate of a normal distribution."""
    below = _below(found, 0.0, stretch, q)
    deviate: Floats = np.abs(ndtri(np.clip(below, 1e-15, 1 - 1e-15)))
    return deviate


def _below(found: _Mixed, value: float, stretch: Floats, q: int = 0) -> Floats:
    """How likely answer q of each series is to lie below `value`."""
    middle = np.einsum("rg,rg->r", found.weights, found.means[:, :, q])
    moved = middle + (value - middle) / stretch
    far = (moved[:, None] - found.means[:, :, q]) / found.errors[:, :, q]
    # Wallace's normal deviate of t: many times faster than t itself, and off by less than 0.001 from 20 degrees on.
    free = found.free
    normal = np.sign(far) * (8 * free + 1) / (8 * free + 3) * np.sqrt(free * np.log1p(far**2 / free))
    below: Floats = np.einsum("rg,rg->r", found.weights, ndtr(normal))
    return below
