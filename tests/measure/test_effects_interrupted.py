"""An interrupted time series finds what was put into it, and nothing where nothing was."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import statsmodels.api as sm

from openhall.measure.effects import Model, Season, Shape, interrupted, series
from openhall.measure.effects.autocorrelated import CORRELATIONS, PRIOR, fit
from openhall.measure.effects.design import design
from openhall.measure.effects.series import lay
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction, Grain


def months(n: int, year: int = 2022) -> list[date]:
    return [date(year + k // 12, k % 12 + 1, 1) for k in range(n)]


def noisy(n: int, correlation: float, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).standard_normal(n)
    for k in range(1, n):
        noise[k] = correlation * noise[k - 1] + np.sqrt(1 - correlation**2) * noise[k]
    return noise


def seasonal(n: int) -> np.ndarray:
    return 40 + 0.1 * np.arange(n) + 5 * np.sin(np.arange(n) * np.pi / 6)


def test_an_effect_is_found_beyond_trend_and_season_and_said_in_words() -> None:
    values = seasonal(48) + noisy(48, 0.3, 1)
    values[36:] -= 6
    found = interrupted(series(months(48), values), date(2025, 1, 1), direction=Direction.DECREASE)
    assert found.effect.low < -6 < found.effect.high < 0
    assert found.effect.p < 0.05
    assert found.effect.sentence.startswith("It got better: ")
    assert found.effect.without == pytest.approx(seasonal(48)[36:].mean(), abs=1.5)
    assert (found.effect.n_before, found.effect.n_after) == (36, 12)
    assert found.notes == ()


def test_without_an_effect_the_sentence_names_the_interval_and_no_change() -> None:
    found = interrupted(series(months(48), seasonal(48) + noisy(48, 0.3, 2)), date(2025, 1, 1))
    assert not found.effect.clear
    assert found.effect.p >= 0.05
    assert found.effect.sentence.startswith("No sign of change: ")


def test_the_effect_does_not_depend_on_unit_and_level() -> None:
    values = seasonal(36) + noisy(36, 0.3, 3)
    plain = interrupted(series(months(36), values), date(2024, 1, 1)).effect
    scaled = interrupted(series(months(36), 1e6 + values * 1e-3), date(2024, 1, 1)).effect
    assert scaled.estimate * 1e3 == pytest.approx(plain.estimate, rel=1e-4)
    assert scaled.low * 1e3 == pytest.approx(plain.low, rel=1e-4)
    assert scaled.p == pytest.approx(plain.p, rel=1e-3)
    assert interrupted(series(months(36), -values), date(2024, 1, 1)).effect.high == pytest.approx(-plain.low)


def test_what_changed_is_step_and_bend_and_their_mean_is_the_effect() -> None:
    values = seasonal(48) + noisy(48, 0.0, 4) * 0.2
    values[36:] += 3 + 0.5 * np.arange(12)
    found = interrupted(series(months(48), values), date(2025, 1, 1))
    assert found.step is not None and found.bend is not None
    assert found.step.low < 3 < found.step.high
    assert found.bend.low < 0.5 < found.bend.high
    assert found.effect.estimate == pytest.approx(found.step.estimate + 5.5 * found.bend.estimate)
    assert found.effect.low < 3 + 0.5 * 5.5 < found.effect.high


def test_at_one_correlation_the_answer_is_that_of_generalised_least_squares() -> None:
    laid = lay(series(months(36), seasonal(36) + noisy(36, 0.5, 5)), date(2024, 1, 1))
    plan = design(laid, Model(shape=Shape.LEVEL))
    answer = fit(laid.values, plan.columns, plan.asked, laid.at, calibrate=False).answers[0]
    for place in (3, 11, 16):
        correlation = CORRELATIONS[place]
        matrix = correlation ** np.abs(np.subtract.outer(np.arange(36), np.arange(36))) * 1.0
        oracle = sm.GLS(laid.values, plan.columns, sigma=matrix).fit()
        test = oracle.t_test(plan.asked)
        assert answer.means[place] == pytest.approx(float(test.effect[0]), rel=1e-8)
        assert answer.errors[place] == pytest.approx(float(test.sd[0, 0]), rel=1e-8)


def test_the_weights_of_correlations_are_the_restricted_likelihood_times_the_prior() -> None:
    laid = lay(series(months(36), seasonal(36) + noisy(36, 0.5, 6)), date(2024, 1, 1))
    plan = design(laid)
    answer = fit(laid.values, plan.columns, plan.asked, laid.at, calibrate=False).answers[0]
    logs = []
    for correlation in CORRELATIONS:
        matrix = correlation ** np.abs(np.subtract.outer(np.arange(36), np.arange(36)))
        inverse = np.linalg.inv(matrix)
        cross = plan.columns.T @ inverse @ plan.columns
        middle = inverse - inverse @ plan.columns @ np.linalg.solve(cross, plan.columns.T @ inverse)
        square = laid.values @ middle @ laid.values
        free = 36 - plan.columns.shape[1]
        logs.append(
            -np.linalg.slogdet(matrix)[1] / 2 - np.linalg.slogdet(cross)[1] / 2 - free / 2 * np.log(square)
        )
    weights = PRIOR * np.exp(np.array(logs) - max(logs))
    assert answer.weights == pytest.approx(weights / weights.sum(), abs=1e-8)


def test_values_of_more_cases_weigh_more() -> None:
    random = np.random.default_rng(7)
    counts = np.where(np.arange(48) % 2 == 0, 400, 4)
    values = 0.5 + random.standard_normal(48) / np.sqrt(counts)
    plain = interrupted(series(months(48), values), date(2025, 1, 1), Model(shape=Shape.LEVEL))
    weighed = interrupted(series(months(48), values, counts), date(2025, 1, 1), Model(shape=Shape.LEVEL))
    assert weighed.effect.high - weighed.effect.low < 0.6 * (plain.effect.high - plain.effect.low)


def test_a_period_that_the_change_falls_into_is_left_out_and_named() -> None:
    values = seasonal(48) + noisy(48, 0.3, 8)
    found = interrupted(series(months(48), values), date(2025, 1, 15))
    assert (found.effect.n_before, found.effect.n_after) == (36, 11)
    assert "1 January 2025" in found.notes[0]
    settled = interrupted(series(months(48), values), date(2025, 1, 15), Model(settling=2))
    assert settled.effect.n_after == 9


@pytest.mark.parametrize(
    ("start", "before"),
    [(date(2025, 3, 1), 12), (date(2025, 1, 15), 11), (date(2025, 4, 1), 12)],
    ids=["first day", "within, in January", "within, in April"],
)
def test_quarters_may_begin_in_any_month(start: date, before: int) -> None:
    days = [date(2022 + (2 + 3 * k) // 12, (2 + 3 * k) % 12 + 1, 1) for k in range(24)]
    laid = lay(series(days, noisy(24, 0.0, 10)), start, Grain.QUARTER)
    assert laid.n_before == before
    assert len(laid.left_out) == (0 if start == date(2025, 3, 1) else 1)


def test_periods_to_settle_are_bounded_by_the_series_and_never_fewer_than_none() -> None:
    given = series(months(48), noisy(48, 0.0, 11))
    with pytest.raises(BadSeries, match="0 values after"):
        lay(given, date(2025, 1, 1), settling=10**12)
    with pytest.raises(BadSeries, match="0 or more"):
        Model(settling=-1)


def test_missing_months_stay_gaps_in_time() -> None:
    values: list[float | None] = list(seasonal(48) + noisy(48, 0.3, 9))
    values[5] = values[20] = None
    found = interrupted(series(months(48), values), date(2025, 1, 1))
    assert found.effect.n_before == 34
    assert any("2 of 48" in note for note in found.notes)


@pytest.mark.parametrize(
    ("n", "step", "season"),
    [
        (36, 30, Season.EACH),
        (26, 30, Season.WAVES_2),
        (20, 30, Season.NONE),
        (156, 7, Season.WAVES_6),
        (104, 7, Season.WAVES_3),
        (60, 7, Season.NONE),
        (800, 1, Season.WAVES_3),
    ],
    ids=["36 months", "26 months", "20 months", "156 weeks", "104 weeks", "60 weeks", "800 days"],
)
def test_the_season_is_described_as_the_length_allows(n: int, step: int, season: Season) -> None:
    days = months(n) if step == 30 else [date(2022, 1, 3) + timedelta(step * k) for k in range(n)]
    laid = lay(series(days, np.arange(n)), days[2 * n // 3])
    assert laid.grain is {30: Grain.MONTH, 7: Grain.WEEK, 1: Grain.DAY}[step]
    assert design(laid).season is season


@pytest.mark.parametrize(
    ("values", "start", "words"),
    [
        ([1.0] * 36, date(2024, 1, 1), "All values are the same"),
        (list(range(36)), date(2024, 1, 1), "without any noise"),
        (list(np.sin(np.arange(36) ** 2)), date(2022, 2, 1), "1 value before"),
        (list(np.sin(np.arange(36) ** 2)), date(2030, 1, 1), "0 values after"),
        ([float("nan")] * 36, date(2024, 1, 1), "no number"),
        ([], date(2024, 1, 1), "0 values"),
    ],
    ids=["all the same", "exact line", "start too early", "start too late", "not a number", "empty"],
)
def test_what_cannot_be_evaluated_is_said_in_one_sentence(values, start, words: str) -> None:
    with pytest.raises(BadSeries, match=words):
        interrupted(series(months(len(values)), values), start)
