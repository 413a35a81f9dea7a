"""How sure a difference between sets of cases is: sums by case, intervals, tests, false discoveries, the bootstrap.

Events of one case depend on each other, cases hardly do. So everything here counts cases: what a part of the work
costs is a sum for each case (0 where it does not occur), and means, intervals and tests are those of these sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.stats import norm, rankdata, t

from openhall.mining.parallel import case_slices, share

FALSE_DISCOVERY = 0.05
"""The expected share of false differences among those that are called clear (Benjamini and Hochberg 1995)."""
LEAST_CASES = 10
"""What occurs in fewer cases than this, both sides together, is not tested; a group needs as many cases."""
RESAMPLES = 2_000
DRAW_UP_TO = 5_000
"""Up to this many cases the mean is resampled; above, its distribution is the normal one to within a line's width."""
DAY = 8.64e10
NORMAL = 1.959964
"""Standard errors on each side of a 95% interval (normal distribution)."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """An estimate and the ends of its 95% interval."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, eq=False)
class Sample:
    """What a set of cases spends on each of some parts of the work; arrays have a place for each part.

    n        how many cases there are
    count    how often a part occurs; cases: in how many cases
    total    its days; squares: the squares of each case's days in it, added up over cases
    """

    n: int
    count: NDArray[np.int64]
    cases: NDArray[np.int64]
    total: Floats
    squares: Floats

    @property
    def a_case(self) -> Floats:
        """Days a case, over all cases."""
        return self.total / self.n

    @property
    def mean(self) -> Floats:
        """Days each time; NaN where a part does not occur."""
        with np.errstate(invalid="ignore"):
            mean: Floats = self.total / self.count
        return mean

    @property
    def variance(self) -> Floats:
        """Of days a case (divided by n - 1); needs two cases."""
        return _spread(self.squares, self.total, self.n) / (self.n - 1)


@dataclass(frozen=True, eq=False)
class Contrast:
    """B less A in each part, the 95% interval of that, and the two-sided p that there is no difference."""

    value: Floats
    low: Floats
    high: Floats
    p: Floats


@njit(cache=True, nogil=True)
def _gather(part, days, offsets, first, past, n_parts):  # type: ignore[no-untyped-def]
    count, cases = np.zeros(n_parts, np.int64), np.zeros(n_parts, np.int64)
    total, squares = np.zeros(n_parts), np.zeros(n_parts)
    spent = np.zeros(n_parts)
    last = np.full(n_parts, -1, np.int64)
    for c in range(first, past):
        for i in range(offsets[c], offsets[c + 1]):
            p = part[i]
            if p < 0:
                continue
            if last[p] != c:
                last[p] = c
                cases[p] += 1
                spent[p] = 0.0
            count[p] += 1
            spent[p] += days[i]
        for i in range(offsets[c], offsets[c + 1]):
            p = part[i]
            # The first event of a part carries its sum; the others find it taken.
            if p >= 0 and spent[p] != 0.0:
                total[p] += spent[p]
                squares[p] += spent[p] * spent[p]
                spent[p] = 0.0
    return count, cases, total, squares


def sample(part: NDArray[np.int32], spent: Floats, offsets: NDArray[np.int64], n_parts: int) -> Sample:
    """Sum up `spent` (days, one an event) by case and `part` (0 to n_parts - 1; -1 is left out)."""
    found = share(lambda lo, hi: _gather(part, spent, offsets, lo, hi, n_parts), case_slices(offsets))
    count, cases, total, squares = (np.sum([each[k] for each in found], axis=0) for k in range(4))
    return Sample(len(offsets) - 1, count, cases, total, squares)


def sample_values(values: Floats) -> Sample:
    """One part that every case has once: whole cases, or a share of each."""
    one = np.array([len(values)], np.int64)
    return Sample(len(values), one, one, np.array([values.sum()]), np.array([(values * values).sum()]))


def contrast(a: Sample, b: Sample, pairs: int = 1) -> Contrast:
    """Days a case of b less those of a; both need two cases or more.

    The interval is Welch's (1947); where it is one of several `pairs`, all of them hold together with 95% certainty
    (Bonferroni). p is the larger of Welch's and of that with one variance for both: where a rare
    part happens to be missing on one side, Welch's variance is 0 there and its p too small; where the sides are
    unlike in size and spread, the other's is.
    """
    value = b.a_case - a.a_case
    of_a, of_b = a.variance / a.n, b.variance / b.n
    error = np.sqrt(of_a + of_b)
    pooled = _spread(a.squares + b.squares, a.total + b.total, a.n + b.n) / (a.n + b.n - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = (of_a + of_b) ** 2 / (of_a**2 / (a.n - 1) + of_b**2 / (b.n - 1))
        freedom = np.where(np.isfinite(freedom), freedom, float(a.n + b.n - 2))
        welch = 2 * t.sf(np.abs(value) / error, freedom)
        alike = 2 * norm.sf(np.abs(value) / np.sqrt(pooled * (1 / a.n + 1 / b.n)))
    reach = error * t.isf(0.025 / pairs, freedom)
    p = np.maximum(np.nan_to_num(welch, nan=1.0), np.nan_to_num(alike, nan=1.0))
    return Contrast(value, value - reach, value + reach, p)


def share_contrast(a: Sample, b: Sample) -> Contrast:
    """The share of cases with each part in b less that in a.

    The interval is Newcombe's (1998, method 10); p is of the chi-square test with Yates' correction (1934), which
    stays on the safe side for few cases.
    """
    (p, low_p, high_p), (q, low_q, high_q) = _wilson(a.cases, a.n), _wilson(b.cases, b.n)
    value = q - p
    low = value - np.sqrt((q - low_q) ** 2 + (high_p - p) ** 2)
    high = value + np.sqrt((high_q - q) ** 2 + (p - low_p) ** 2)
    both = (a.cases + b.cases) / (a.n + b.n)
    per_case = 1 / a.n + 1 / b.n
    beyond = np.maximum(np.abs(value) - per_case / 2, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = 2 * norm.sf(beyond / np.sqrt(both * (1 - both) * per_case))
    return Contrast(value, low, high, np.nan_to_num(chance, nan=1.0))


def rank_test(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Two-sided p that A and B are alike in rank (Wilcoxon 1945, normal approximation, ties in the variance)."""
    ranks = rankdata(np.concatenate((a, b)))
    n, m = len(a), len(b)
    spread = float(np.sqrt(ranks.var(ddof=1) * n * m / (n + m)))
    return 2 * float(norm.sf(abs(ranks[:n].sum() - n * ranks.mean()) / spread)) if spread else 1.0


def adjust(p: Floats, tested: NDArray[np.bool_]) -> Floats:
    """p-values adjusted for testing many (Benjamini and Hochberg 1995); 1 for what is not tested nor counted."""
    adjusted = np.ones(len(p))
    known = np.flatnonzero(tested)
    order = known[np.argsort(-p[known], kind="stable")]
    m = len(order)
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * m / np.arange(m, 0, -1)), 1)
    return adjusted


def resample_means(values: Floats, rng: np.random.Generator) -> Floats:
    """`RESAMPLES` means of samples as large as this one, drawn from it (the bootstrap, Efron 1979)."""
    n = len(values)
    if n > DRAW_UP_TO:
        return rng.normal(values.mean(), values.std() / np.sqrt(n), RESAMPLES)
    at_once = max(1, 1_000_000 // n)
    drawn = [
        values[rng.integers(0, n, (min(at_once, RESAMPLES - done), n), np.int32)].mean(axis=1)
        for done in range(0, RESAMPLES, at_once)
    ]
    return np.concatenate(drawn)


def resample_medians(values: Floats, rng: np.random.Generator) -> Floats:
    """`RESAMPLES` medians of samples as large as this one, drawn from it; exact and quick for any size.

    The middle one of n uniform numbers has a beta distribution, and which value it stands for follows from it.
    """
    n = len(values)
    ordered = np.sort(values)
    low = rng.beta((n + 1) // 2, n - (n + 1) // 2 + 1, RESAMPLES)
    # The middle of an even number lies between two: the second is the least of those that are left above the first.
    high = low if n % 2 else low + (1 - low) * rng.beta(1, n // 2, RESAMPLES)
    at_low, at_high = (np.minimum((place * n).astype(np.int64), n - 1) for place in (low, high))
    medians: Floats = (ordered[at_low] + ordered[at_high]) / 2
    return medians


def _spread(squares: Floats, total: Floats, n: int) -> Floats:
    """The sum of squared distances from the mean; what is only rounding counts as none."""
    spread = squares - total * total / n
    return np.where(spread > 1e-12 * squares, spread, 0.0)


def _wilson(hits: NDArray[np.int64], n: int) -> tuple[Floats, Floats, Floats]:
    p = hits / n
    centre = (p + NORMAL**2 / (2 * n)) / (1 + NORMAL**2 / n)
    reach = NORMAL * np.sqrt(p * (1 - p) / n + NORMAL**2 / (4 * n * n)) / (1 + NORMAL**2 / n)
    return p, np.maximum(centre - reach, 0), np.minimum(centre + reach, 1)
