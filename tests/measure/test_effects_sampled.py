"""Series of few cases a month are called changes no more often than is said, where it is known what sampling does."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.stats import binom

from openhall.measure.effects import Model, Season, Shape, differences, interrupted, series, shares
from openhall.measure.effects.autocorrelated import CORRELATIONS, chances
from openhall.measure.effects.design import ALONE, design
from openhall.measure.effects.sampled import SHARES, _Basis, chances_sampled, fit_sampled
from openhall.measure.effects.series import lay
from openhall.measure.errors import BadSeries

RUNS = 2_000


def months(n: int) -> list[date]:
    return [date(2022 + k // 12, k % 12 + 1, 1) for k in range(n)]


def few_cases(n: int, correlation: float, share: float, seed: int, runs: int = RUNS) -> np.ndarray:
    """Errors (runs × n) with a spread of 1, of which `share` of the variance is sampling; the rest follows itself."""
    random = np.random.default_rng(seed)
    found = random.standard_normal((runs, n))
    for k in range(1, n):
        found[:, k] = correlation * found[:, k - 1] + np.sqrt(1 - correlation**2) * found[:, k]
    return np.sqrt(1 - share) * found + np.sqrt(share) * random.standard_normal((runs, n))


def called(p: np.ndarray) -> int:
    """How many of the series are called changes."""
    return int((p < 0.05).sum())


@pytest.mark.parametrize(
    ("before", "after", "season", "correlation", "share"),
    [
        (36, 12, Season.NONE, 0.0, 0.44),
        (36, 12, Season.NONE, 0.7, 0.44),
        (24, 12, Season.AUTO, 0.7, 0.14),
        (24, 12, Season.AUTO, 0.0, 0.76),
    ],
)
def test_at_most_5_in_100_series_of_few_cases_are_called_changes_and_not_much_fewer(
    before: int, after: int, season: Season, correlation: float, share: float
) -> None:
    # Between 3% and 5% are, over many runs: outside of these bounds a correct engine falls once in 10,000 seeds.
    n = before + after
    laid = lay(series(months(n), np.arange(float(n))), months(n)[before])
    plan = design(laid, Model(season=season))
    rows = few_cases(n, correlation, share, 4)
    p = chances_sampled(rows, plan.columns, plan.asked, laid.at, np.ones(n), np.full(RUNS, share))
    assert binom.ppf(1e-4, RUNS, 0.03) <= called(p) <= binom.ppf(1 - 1e-4, RUNS, 0.05)


def test_who_does_not_know_what_sampling_does_calls_more_of_nothing_a_change() -> None:
    laid = lay(series(months(48), np.arange(48.0)), months(48)[36])
    plan = design(laid, Model(season=Season.NONE))
    rows = few_cases(48, 0.7, 0.44, 5)
    blind = chances(rows, plan.columns, plan.asked, laid.at)
    known = chances_sampled(rows, plan.columns, plan.asked, laid.at, np.ones(48), np.full(RUNS, 0.44))
    # The same series: of those on which the two differ, each would be called by either as often, were they alike.
    more, fewer = called(blind[known >= 0.05]), called(known[blind >= 0.05])
    assert binom.sf(more - 1, more + fewer, 0.5) < 1e-6


@pytest.mark.parametrize("place", [(11, 3), (17, 7), (20, 1)])
def test_at_one_correlation_and_share_the_answer_is_that_of_generalised_least_squares(
    place: tuple[int, int],
) -> None:
    rho, share = float(CORRELATIONS[place[0]]), float(SHARES[place[1]])
    laid = lay(series(months(36), np.arange(36.0)), months(36)[24])
    plan = design(laid, Model(shape=Shape.LEVEL))
    counts = np.random.default_rng(6).integers(3, 40, 36)
    pattern = 1 / counts / (1 / counts).mean()
    values = few_cases(36, 0.5, 0.3, 7, runs=1)[0]
    apart = np.abs(np.subtract.outer(np.arange(36), np.arange(36)))
    covariance = (1 - share) * rho**apart + share * np.diag(pattern)
    inverse = np.linalg.inv(covariance)
    inner = np.linalg.inv(plan.columns.T @ inverse @ plan.columns)
    estimate = plan.asked[0] @ inner @ plan.columns.T @ inverse @ values
    left = values - plan.columns @ (inner @ plan.columns.T @ inverse @ values)

    basis = _Basis(plan.columns, plan.asked[:1], laid.at, pattern)
    free, along, by_level, by_sampling, level, sampling = basis.parts[place[0]]
    diagonal = (1 - share) * along + share
    shared = ((1 - share) * by_level + share * by_sampling)[:, 0]
    turned = values @ free
    assert values @ basis.plain[:, 0] - turned @ (shared / diagonal) == pytest.approx(estimate)
    assert turned**2 @ (1 / diagonal) == pytest.approx(left @ inverse @ left)
    spread = (1 - share) * level[0] + share * sampling[0] - shared**2 @ (1 / diagonal)
    assert spread == pytest.approx(plan.asked[0] @ inner @ plan.asked[0])


def test_what_is_said_of_one_series_is_what_studies_count() -> None:
    given = few_cases(36, 0.5, 0.5, 8, runs=4)
    laid = lay(series(months(36), given[0]), months(36)[24])
    plan = design(laid, ALONE)
    p = chances_sampled(given, plan.columns, plan.asked, laid.at, np.ones(36), np.full(4, 0.5))
    for row, chance in zip(given, p, strict=True):
        alone = interrupted(series(months(36), row, sampled=[0.5] * 36), months(36)[24]).effect
        assert alone.p == pytest.approx(chance, abs=2e-3)
        assert (alone.low <= 0 <= alone.high) == (alone.p >= 0.05)


def test_an_effect_on_shares_of_few_cases_is_found_in_their_unit() -> None:
    random = np.random.default_rng(9)
    counts = random.integers(15, 30, 48)
    true = np.where(np.arange(48) < 36, 0.3, 0.6)
    values = 100 * random.binomial(counts, true) / counts
    found = interrupted(shares(months(48), values, counts, 100), months(48)[36], Model(season=Season.NONE))
    assert found.effect.low < 30 < found.effect.high
    assert found.effect.low > 0
    assert found.effect.without == pytest.approx(30, abs=10)


def test_sampling_of_shares_is_that_of_the_share_of_all_cases() -> None:
    found = shares(months(3), [0.0, 50.0, 25.0], [10, 10, 20], 100)
    assert found.sampled == pytest.approx([100**2 * 0.25 * 0.75 / n for n in (10, 10, 20)])
    assert shares(months(3), [0.0, 0.0, 0.0], [10, 10, 20]).sampled is None


def test_the_answer_does_not_depend_on_unit_and_level() -> None:
    laid = lay(series(months(36), few_cases(36, 0.5, 0.4, 10, runs=1)[0]), months(36)[24])
    plan = design(laid, Model(shape=Shape.LEVEL))
    plain = fit_sampled(laid.values, plan.columns, plan.asked, laid.at, np.full(36, 0.4)).answers[0]
    moved = fit_sampled(1e4 + 1e-2 * laid.values, plan.columns, plan.asked, laid.at, np.full(36, 0.4e-4))
    assert moved.answers[0].estimate * 1e2 == pytest.approx(plain.estimate, rel=1e-4)
    assert np.array(moved.answers[0].interval()) * 1e2 == pytest.approx(np.array(plain.interval()), rel=1e-4)


def test_two_departments_of_few_cases_are_compared_with_the_sampling_of_both() -> None:
    random = np.random.default_rng(11)
    one, two = (series(months(36), random.standard_normal(36), sampled=[0.5] * 36) for _ in range(2))
    gap = [a - b for a, b in zip(one.values, two.values, strict=True)]
    found = differences({"a": one}, {"b": two}, months(36)[24]).effect
    model = Model(Shape.LEVEL, trend=False)
    alone = interrupted(series(months(36), gap, sampled=[1.0] * 36), months(36)[24], model).effect
    assert (found.low, found.high) == pytest.approx((alone.low, alone.high))


@pytest.mark.parametrize(
    ("values", "sampled", "words"),
    [([1.0, 2.0], [1.0], "2 values and 1 variances"), ([1.0, 2.0], [1.0, 0.0], "give a number above 0")],
)
def test_sampling_that_cannot_be_is_refused(values: list[float], sampled: list[float], words: str) -> None:
    with pytest.raises(BadSeries, match=words):
        series(months(2), values, sampled=sampled)


def test_percentages_above_all_cases_are_refused() -> None:
    with pytest.raises(BadSeries, match="from 0 to 100"):
        shares(months(2), [50.0, 120.0], [10, 10], 100)
