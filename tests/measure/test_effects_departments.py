"""Departments beside each other: what they share drops out, and what one does alone is found."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm

from openhall.measure.effects import Model, Series, Shape, differences, series, synthetic
from openhall.measure.errors import BadSeries

DAYS = [date(2022 + k // 12, k % 12 + 1, 1) for k in range(36)]
START = DAYS[24]


def world(n: int, seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    shared = np.cumsum(random.standard_normal(36)) + 4 * np.sin(np.arange(36) * np.pi / 6)
    return {f"d{k}": 10 * k + shared + random.standard_normal(36) for k in range(n)}


def as_series(rows: dict[str, np.ndarray]) -> dict[str, Series]:
    return {name: series(DAYS, values) for name, values in rows.items()}


def test_what_all_departments_share_is_not_taken_for_an_effect() -> None:
    rows = world(8, 1)
    for values in rows.values():
        values[24:] += 50
    rows["d0"][24:] += 6
    parts = as_series(rows)
    found = differences({"d0": parts.pop("d0")}, parts, START)
    assert found.effect.low < 6 < found.effect.high
    assert found.effect.low > 0
    assert found.placebo_p is None
    assert found.before is not None and not found.before.clear


def test_the_estimate_is_that_of_a_regression_with_fixed_effects() -> None:
    rows = world(7, 2)
    parts = as_series(rows)
    found = differences({k: parts[k] for k in ("d0", "d1")}, {k: parts[k] for k in parts if k > "d1"}, START)
    y = np.concatenate(list(rows.values()))
    unit = np.kron(np.eye(7), np.ones((36, 1)))
    period = np.kron(np.ones((7, 1)), np.eye(36))[:, 1:]
    treated = np.concatenate([(np.arange(36) >= 24) * (k < 2) for k in range(7)])[:, None]
    oracle = sm.OLS(y, np.hstack([treated, unit, period])).fit()
    assert found.effect.estimate == pytest.approx(float(oracle.params[0]), rel=1e-6)
    assert found.placebo_p is not None and 0 < found.placebo_p <= 1


@pytest.mark.parametrize("n", [8, 2], ids=["departments", "one series"])
def test_values_that_do_not_count_are_in_no_number_of_the_effect(n: int) -> None:
    rows = world(n, 8)
    for values in rows.values():
        values[24:27] += 1_000
    parts = as_series(rows)
    model = Model(Shape.LEVEL, trend=False, settling=2)
    found = differences({"d0": parts.pop("d0")}, parts, DAYS[24].replace(day=15), model).effect
    assert (found.n_before, found.n_after) == (24, 9)
    assert found.without == pytest.approx(rows["d0"][27:].mean() - found.estimate)


def test_two_departments_are_evaluated_as_the_series_of_their_difference() -> None:
    rows = world(2, 3)
    rows["d0"][24:] -= 7
    parts = as_series(rows)
    found = differences({"d0": parts["d0"]}, {"d1": parts["d1"]}, START)
    assert found.effect.low < -7 < found.effect.high < 0
    assert "one series" in found.notes[0]


def test_groups_that_went_apart_before_are_said_to() -> None:
    rows = world(12, 4)
    for k in range(6):
        rows[f"d{k}"] += 0.8 * np.arange(36)
    parts = as_series(rows)
    changed = {f"d{k}": parts[f"d{k}"] for k in range(6)}
    found = differences(changed, {k: v for k, v in parts.items() if k not in changed}, START)
    assert any("went apart before" in note for note in found.notes)


def test_a_synthetic_control_is_mixed_of_those_that_moved_alike() -> None:
    rows = world(9, 5)
    own = 0.5 * rows["d1"] + 0.5 * rows["d2"] + np.random.default_rng(6).standard_normal(36) * 0.2
    own[24:] += 5
    rows.pop("d0")
    for k in (5, 6, 7, 8):
        rows[f"d{k}"] = rows[f"d{k}"] + 6 * np.cos(np.arange(36) * 0.9 + k)
    found = synthetic(series(DAYS, own), as_series(rows), START)
    assert found.effect.low < 5 < found.effect.high
    assert found.effect.clear
    assert sum(sorted(found.weights.values())[-2:]) > 0.4
    assert sum(found.weights.values()) == pytest.approx(1, abs=0.01)
    assert found.mixture[30] == pytest.approx(own[30] - 5, abs=2)
    assert found.placebo_p == pytest.approx(1 / 9)


@pytest.mark.parametrize("n", [1, 4], ids=["one other", "four others"])
def test_too_few_others_are_no_synthetic_control(n: int) -> None:
    parts = as_series(world(n + 1, 7))
    with pytest.raises(BadSeries, match="difference in differences"):
        synthetic(parts.pop("d0"), parts, START)


def test_departments_without_common_periods_are_refused() -> None:
    early = series(DAYS[:10], np.arange(10.0))
    late = series(DAYS[20:], np.arange(16.0))
    with pytest.raises(BadSeries, match="0 periods in common"):
        differences({"a": early}, {"b": late}, START)
