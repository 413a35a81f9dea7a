"""Intervals hold the truth as often as they say, tests call chance what is chance, and draws repeat."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control, ttest_ind

from openhall.mining import samples
from openhall.mining.samples import (
    Sample,
    adjust,
    contrast,
    rank_test,
    resample_means,
    resample_medians,
    sample,
    sample_values,
    share_contrast,
)

OFFSETS = np.array([0, 3, 5, 6])
PART = np.array([0, 1, 0, 1, 1, 2], np.int32)
SPENT = np.array([1.0, 2.0, 4.0, 1.0, 0.5, 0.0])


def test_a_sample_sums_up_each_part_by_case() -> None:
    found = sample(PART, SPENT, OFFSETS, 4)
    assert found.n == 3
    assert found.count.tolist() == [2, 3, 1, 0]
    assert found.cases.tolist() == [1, 2, 1, 0]
    assert found.total.tolist() == [5.0, 3.5, 0.0, 0.0]
    assert found.squares.tolist() == [25.0, 4.0 + 2.25, 0.0, 0.0]
    assert found.variance[1] == pytest.approx(np.var([2.0, 1.5, 0.0], ddof=1))


def test_an_event_without_a_part_counts_nowhere() -> None:
    found = sample(np.where(PART == 1, -1, PART).astype(np.int32), SPENT, OFFSETS, 4)
    assert found.count.tolist() == [2, 0, 1, 0]


def test_one_part_is_judged_as_by_welch() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.exponential(10, 40), rng.exponential(14, 60)
    found = contrast(sample_values(a), sample_values(b))
    peer = ttest_ind(b, a, equal_var=False)
    low, high = peer.confidence_interval()
    assert (found.value[0], found.low[0], found.high[0]) == pytest.approx((b.mean() - a.mean(), low, high))
    assert found.p[0] >= peer.pvalue - 1e-12


def test_a_rare_part_that_one_small_side_lacks_is_chance() -> None:
    """Ten cases in a thousand have it; that none is among the hundred of B happens one time in three."""
    values = np.zeros(900)
    values[:10] = 30.0
    assert contrast(sample_values(values), sample_values(np.zeros(100))).p[0] > 0.2


def test_one_endless_case_on_a_small_side_is_chance() -> None:
    values = np.ones(50)
    values[0] = 5_000.0
    assert contrast(sample_values(np.ones(950)), sample_values(values)).p[0] > 0.2


def test_values_without_spread_that_differ_are_no_chance_unless_they_are_few() -> None:
    many = contrast(sample_values(np.full(50, 1.1)), sample_values(np.full(50, 2.2)))
    few = contrast(sample_values(np.full(2, 1.1)), sample_values(np.full(2, 2.2)))
    same = contrast(sample_values(np.full(50, 1.1)), sample_values(np.full(50, 1.1)))
    assert many.p[0] < 1e-6
    assert few.p[0] > 0.05
    assert same.p[0] == 1.0
    assert (same.low[0], same.high[0]) == (0.0, 0.0)


def test_intervals_of_means_hold_the_truth_in_about_95_of_100() -> None:
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(1_000):
        # Most cases skip the part: sums a case are mostly 0, as they are in real logs.
        a, b = (rng.exponential(m, n) * (rng.random(n) < 0.4) for m, n in ((10, 150), (15, 80)))
        found = contrast(sample_values(a), sample_values(b))
        held += bool(found.low[0] <= 0.4 * 5 <= found.high[0])
    assert 0.925 <= held / 1_000 <= 0.975


def test_intervals_of_shares_hold_the_truth_in_about_95_of_100() -> None:
    rng = np.random.default_rng(3)
    n_parts = 2_000
    sides = [
        Sample(n, np.zeros(n_parts, int), rng.binomial(n, p, n_parts), np.zeros(n_parts), np.zeros(n_parts))
        for n, p in ((120, 0.1), (60, 0.2))
    ]
    found = share_contrast(*sides)
    held = ((found.low <= 0.1) & (found.high >= 0.1)).mean()
    assert 0.93 <= held <= 0.98


def test_shares_that_are_equal_are_called_different_in_at_most_5_of_100() -> None:
    rng = np.random.default_rng(4)
    for n, m, p in ((30, 20, 0.5), (200, 15, 0.03), (900, 100, 0.01)):
        hits = [rng.binomial(size, p, 4_000) for size in (n, m)]
        sides = [Sample(size, hit, hit, hit * 1.0, hit * 1.0) for size, hit in zip((n, m), hits, strict=True)]
        assert (share_contrast(*sides).p <= 0.05).mean() <= 0.055


def test_bootstrap_intervals_hold_the_truth_in_about_95_of_100() -> None:
    rng = np.random.default_rng(5)
    held = np.zeros(2)
    for _ in range(400):
        values = rng.exponential(1.0, 101)
        for k, (draw, truth) in enumerate(((resample_means, 1.0), (resample_medians, np.log(2)))):
            low, high = np.quantile(draw(values, rng), (0.025, 0.975))
            held[k] += low <= truth <= high
    assert (held / 400 >= 0.90).all() and (held / 400 <= 0.98).all()


@pytest.mark.parametrize("n", [1, 2, 9, 10, 200])
def test_medians_are_drawn_as_if_cases_were(n: int) -> None:
    rng = np.random.default_rng(6)
    values = rng.exponential(1.0, n)
    quick = resample_medians(values, rng)
    slow = np.median(values[rng.integers(0, n, (20_000, n))], axis=1)
    for quantile in (0.1, 0.5, 0.9):
        at = np.quantile(slow, quantile)
        assert (quick < at - 1e-9).mean() - 0.05 <= quantile <= (quick <= at + 1e-9).mean() + 0.05


def test_means_of_many_cases_are_spread_as_those_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(7).exponential(1.0, 4_000)
    drawn = resample_means(values, np.random.default_rng(8))
    monkeypatch.setattr(samples, "DRAW_UP_TO", 100)
    normal = resample_means(values, np.random.default_rng(8))
    assert len(drawn) == len(normal) == samples.RESAMPLES
    assert normal.mean() == pytest.approx(drawn.mean(), abs=0.003)
    assert normal.std() == pytest.approx(drawn.std(), rel=0.08)


def test_the_same_seed_draws_the_same() -> None:
    values = np.arange(50.0)
    first, again = (resample_means(values, np.random.default_rng(9)) for _ in range(2))
    assert first.tolist() == again.tolist()


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg() -> None:
    p = np.array([0.01, 0.5, 0.03, 0.03, 0.9, 0.0])
    every = np.ones(6, np.bool_)
    assert adjust(p, every).tolist() == pytest.approx(false_discovery_control(p).tolist())
    some = np.array([True, False, True, True, True, True])
    assert adjust(p, some)[some].tolist() == pytest.approx(false_discovery_control(p[some]).tolist())
    assert adjust(p, some)[1] == 1.0
    assert adjust(np.zeros(0), np.zeros(0, np.bool_)).tolist() == []


def test_ranks_are_tested_as_by_mann_and_whitney() -> None:
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(10)
    a, b = rng.integers(0, 9, 40).astype(float), rng.integers(2, 11, 50).astype(float)
    peer = mannwhitneyu(a, b, method="asymptotic", use_continuity=False).pvalue
    assert rank_test(a, b) == pytest.approx(peer, rel=1e-6)
    assert rank_test(np.ones(5), np.ones(7)) == 1.0
