"""How long cases take with open cases counted as open: the same numbers as lifelines gives, and honest differences."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import restricted_mean_survival_time

from openhall.measure.effects.durations import Durations, curve, influence, log_rank
from openhall.measure.effects.survival import Times, lasting
from openhall.measure.errors import BadSeries


def some(n: int, seed: int, mean: float = 20.0, most: float = 45.0) -> Durations:
    random = np.random.default_rng(seed)
    time = np.ceil(random.exponential(mean, n))
    until = random.uniform(0, most, n)
    return Durations(np.minimum(time, np.ceil(until)), time <= np.ceil(until))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_curve_median_and_restricted_mean_are_those_of_lifelines(seed: int) -> None:
    cases = some(200, seed)
    found = curve(cases)
    oracle = KaplanMeierFitter().fit(cases.time, cases.ended)
    assert found.open == pytest.approx(oracle.predict(found.at).to_numpy())
    assert found.median == oracle.median_survival_time_
    assert found.mean(30) == pytest.approx(restricted_mean_survival_time(oracle, t=30))
    interval = oracle.confidence_interval_
    low, high = found.median_interval(0.05)
    for at, bound in ((low, 0), (high, 1)):
        assert at is not None
        column = interval.iloc[:, bound]
        assert at == column.index[(column <= 0.5).to_numpy()][0]


def test_log_rank_is_that_of_lifelines() -> None:
    one, two = some(80, 4), some(70, 5, mean=28)
    oracle = logrank_test(one.time, two.time, one.ended, two.ended)
    assert log_rank(one, two) == pytest.approx(oracle.p_value, rel=1e-9)


def test_the_influences_of_cases_give_back_greenwoods_error() -> None:
    cases = some(2_000, 6)
    found = curve(cases)
    each = influence(cases, found, 30.0)
    assert each.mean() == pytest.approx(0, abs=1e-9)
    assert each.std() / np.sqrt(len(each)) == pytest.approx(found.mean_error(30.0), rel=0.01)


def test_without_open_cases_the_mean_is_the_plain_one() -> None:
    cases = Durations(np.array([3.0, 5.0, 5.0, 40.0]), np.ones(4, bool))
    assert curve(cases).mean(30) == pytest.approx((3 + 5 + 5 + 30) / 4)


def cohorts(before: int, after: int, factor: float, seed: int) -> tuple[Times, date, date]:
    random = np.random.default_rng(seed)
    begun, ended = [], []
    seen = date(2022 + (before + after) // 12, (before + after) % 12 + 1, 1)
    for month in range(before + after):
        first = date(2022 + month // 12, month % 12 + 1, 1)
        for day in random.integers(0, 28, 25):
            start = first + timedelta(int(day))
            end = start + timedelta(int(random.lognormal(3.2, 0.6) * (factor if month >= before else 1)))
            begun.append(start)
            ended.append(end if end <= seen else None)
    return Times(tuple(begun), tuple(ended)), date(2022 + before // 12, before % 12 + 1, 1), seen


def test_cases_that_take_a_third_less_long_are_found_with_median_and_mean() -> None:
    times, start, seen = cohorts(24, 12, 0.66, 7)
    found = lasting(times, start, seen, horizon=60)
    assert found.by_month
    assert found.effect.clear and found.effect.estimate < 0
    assert found.effect.sentence.startswith("It got better: ")
    assert found.median is not None and found.median.high < 0
    assert found.log_rank < 0.001
    assert found.n_open[0] > 0 and found.n_open[1] > 0


def test_cases_open_at_the_change_do_not_tell_of_the_old_way_afterwards() -> None:
    begun = tuple(date(2025, 1, 1) + timedelta(k % 90) for k in range(180))
    ended = tuple(date(2026, 1, 1) for _ in begun[:90]) + tuple(day + timedelta(10) for day in begun[90:])
    with pytest.raises(BadSeries, match="cases began since"):
        lasting(Times(begun, ended), date(2025, 6, 1), date(2026, 6, 1))
    more = (*begun, *(date(2025, 6, 1) + timedelta(k % 60) for k in range(60)))
    ends = (*ended, *(date(2025, 6, 20) + timedelta(k % 60) for k in range(60)))
    found = lasting(Times(more, ends), date(2025, 6, 1), date(2026, 6, 1), horizon=80)
    assert found.n_open == (90, 0)
    assert found.before.open[-1] > 0.4
    assert not found.by_month
    assert any("independent" in note for note in found.notes)


def test_a_horizon_that_nobody_was_followed_to_is_shortened_and_said() -> None:
    times, start, seen = cohorts(24, 12, 1.0, 8)
    found = lasting(times, start, seen, horizon=3_000)
    assert found.horizon < 400
    assert any("not followed" in note for note in found.notes)


def test_an_end_before_the_begin_is_named() -> None:
    with pytest.raises(BadSeries, match="before it"):
        Times((date(2025, 2, 1),), (date(2025, 1, 1),))
