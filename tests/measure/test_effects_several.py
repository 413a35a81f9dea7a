"""Looking at several things, several times, and beforehand: errors stay as rare as they were said to be."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from openhall.measure.effects import (
    Effect,
    Model,
    Series,
    Shape,
    Spending,
    Standing,
    Stopping,
    detectable,
    detectable_beside,
    differences,
    holm,
    interrupted,
    outcomes,
    series,
)
from openhall.measure.effects.effect import RESERVED
from openhall.measure.effects.looks import nominal_levels
from openhall.measure.effects.several import unequal
from openhall.measure.errors import BadSeries
from openhall.measure.spc.model import Direction

DAYS = [date(2022 + k // 12, k % 12 + 1, 1) for k in range(36)]


def effect(estimate: float, wide: float, p: float) -> Effect:
    return Effect(estimate, estimate - wide, estimate + wide, p, 10.0, 24, 12, "a method")


def test_holm_is_that_of_statsmodels() -> None:
    p = [0.001, 0.04, 0.03, 0.9, 0.0125]
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_an_outcome_is_worse_only_where_all_that_were_looked_at_allow_it() -> None:
    down = Direction.DECREASE
    alone = outcomes([("complaints", effect(2, 1.9, 0.04), down, None)])
    assert alone[0].standing is Standing.WORSE
    four = outcomes(
        [("complaints", effect(2, 1.9, 0.04), down, None)]
        + [(f"{k}", effect(0, 1, 0.9), down, 1.5) for k in range(3)]
    )
    assert [each.standing for each in four] == [Standing.NOT_KNOWN] + [Standing.NOT_WORSE] * 3
    assert (
        outcomes([("share", effect(-0.1, 0.05, 0.001), Direction.INCREASE, None)])[0].standing
        is Standing.WORSE
    )
    assert (
        outcomes([("share", effect(0.1, 0.05, 0.001), Direction.INCREASE, None)])[0].standing
        is Standing.BETTER
    )


def test_groups_with_other_effects_are_told_from_groups_with_the_same() -> None:
    assert unequal([effect(1, 1, 0.1), effect(1.2, 1, 0.1)]) > 0.5
    assert unequal([effect(-3, 1, 0.1), effect(3, 1, 0.1)]) < 0.001


def test_whether_groups_differ_does_not_depend_on_how_wide_intervals_were_asked_for() -> None:
    wide = [-norm.ppf(alpha * RESERVED / 2) for alpha in (0.05, 0.005)]
    usual, strict = ([effect(-1, each, 0.1), effect(1, each, 0.1)] for each in wide)
    assert unequal(strict, 0.005) == pytest.approx(unequal(usual, 0.05)) == pytest.approx(0.1573, abs=1e-4)


@pytest.mark.parametrize(
    ("shares", "spending", "published"),
    [
        # Bounds of Lan and DeMets as in Jennison and Turnbull, Group Sequential Methods (2000), and ldbounds.
        ([0.5, 1.0], Spending.LATE, [2.963, 1.969]),
        ([1 / 3, 2 / 3, 1.0], Spending.LATE, [3.710, 2.511, 1.993]),
        ([0.25, 0.5, 0.75, 1.0], Spending.EVENLY, [2.368, 2.368, 2.358, 2.350]),
    ],
    ids=["late, two", "late, three", "evenly, four"],
)
def test_levels_of_several_looks_are_the_published_ones(shares, spending, published) -> None:
    assert [-norm.ppf(level / 2) for level in nominal_levels(shares, spending)] == pytest.approx(
        published, abs=0.01
    )


def test_a_single_look_has_the_whole_level_and_an_early_one_is_none() -> None:
    rule = Stopping((date(2025, 1, 1),))
    assert rule.levels(date(2024, 1, 1)) == (0.05,)
    assert rule.look(date(2024, 12, 31)) is None
    assert rule.look(date(2026, 1, 1)) == 0
    with pytest.raises(BadSeries, match="must rise"):
        Stopping((date(2025, 1, 1), date(2024, 6, 1)))
    with pytest.raises(BadSeries, match="cannot be looked at"):
        rule.levels(date(2025, 1, 1))


def test_the_least_detectable_effect_is_called_a_change_about_as_often_as_said() -> None:
    random = np.random.default_rng(11)
    model = Model(shape=Shape.LEVEL, trend=False)
    plans = [detectable(series(DAYS[:24], random.standard_normal(24)), 12, model) for _ in range(40)]
    least = float(np.median([each.least for each in plans]))
    called = 0
    for _ in range(150):
        values = random.standard_normal(36)
        values[24:] += least
        called += interrupted(series(DAYS, values), DAYS[24], model).effect.clear
    assert 0.65 < called / 150 < 0.97
    assert all(each.wide < each.least for each in plans)


@pytest.mark.parametrize("others", [2, 9], ids=["one series", "departments"])
def test_beside_others_it_is_called_a_change_about_as_often_as_said(others: int) -> None:
    random = np.random.default_rng(21)
    names = [f"d{k}" for k in range(others + 1)]

    def world(effect: float, periods: int) -> tuple[dict[str, Series], dict[str, Series]]:
        values = (
            random.standard_normal((len(names), 36))
            + 20 * np.sin(np.arange(36))
            + np.arange(len(names))[:, None]
        )
        values[0, 24:] += effect
        made = {name: series(DAYS[:periods], row[:periods]) for name, row in zip(names, values, strict=True)}
        return {"d0": made.pop("d0")}, made

    plans = [detectable_beside(*world(0.0, 24), 12) for _ in range(40)]
    least = float(np.median([each.least for each in plans]))
    assert least < 8, "what all of them share drops out"
    called = sum(differences(*world(least, 36), DAYS[24]).effect.clear for _ in range(150))
    assert 0.65 < called / 150 < 0.97
    assert detectable_beside(*world(0.0, 24), 3).least > 0
    with pytest.raises(BadSeries, match="at least 3 periods"):
        detectable_beside(*world(0.0, 24), 2)


def test_longer_times_show_smaller_effects() -> None:
    before = series(DAYS, np.random.default_rng(12).standard_normal(36))
    model = Model(shape=Shape.LEVEL)
    assert detectable(before, 24, model).least < detectable(before, 6, model).least
    with pytest.raises(BadSeries, match="at least 3 periods"):
        detectable(before, 2)
    with pytest.raises(BadSeries, match="plan a shorter time"):
        detectable(before, 10**12)
    with pytest.raises(BadSeries, match="0 values"):
        detectable(series([], []), 12)
