"""Answers with noise: what they cost, how near they are, and that one person hardly moves them."""

from __future__ import annotations

import math
import sys

import numpy as np
import polars as pl
import pytest

from openhall.measure.disclosure.errors import BadRules, BadTable, BudgetSpent, NoNoise
from openhall.measure.disclosure.noise import (
    Account,
    People,
    account_from_json,
    noisy_count,
    noisy_histogram,
    noisy_mean,
    noisy_sum,
)

ROWS = pl.DataFrame(
    {
        "person": [number // 2 for number in range(2_000)],
        "area": ["N", "S", "S", "S"] * 500,
        "paid": [10.0, 20.0] * 1_000,
    }
)
ONE, TWO = People("person", 1), People("person", 2)
RICH = Account(1e6)


def test_answers_are_near_the_truth_and_say_how_near() -> None:
    counted = [noisy_count(ROWS, TWO, 1.0, RICH)[0] for _ in range(400)]
    assert all(each.near == pytest.approx(2 * math.log(20)) for each in counted)
    misses = sum(abs(each.value - 2_000) > each.near for each in counted)
    assert misses < 60
    assert len({each.value for each in counted}) > 5


def test_of_a_person_only_so_many_rows_count() -> None:
    assert abs(noisy_count(ROWS, ONE, 10.0, RICH)[0].value - 1_000) < 20


def test_values_beyond_their_bounds_count_as_these() -> None:
    rows = pl.DataFrame({"person": range(1_000), "paid": [5.0] * 999 + [1e12]})
    assert abs(noisy_sum(rows, "paid", 0, 10, ONE, 10.0, RICH)[0].value - 5_005) < 50


def test_a_mean_costs_what_it_says_and_lies_within_its_bounds() -> None:
    mean, account = noisy_mean(ROWS, "paid", 0, 100, TWO, 2.0, Account(3.0))
    assert abs(mean.value - 15) < 5
    assert account.left == pytest.approx(1.0)


def test_a_histogram_has_the_values_that_were_named_and_no_other() -> None:
    told, account = noisy_histogram(ROWS, "area", ["N", "W"], TWO, 5.0, Account(5.0))
    assert set(told) == {"N", "W"}
    assert abs(told["N"].value - 500) < 20 and abs(told["W"].value) < 20
    assert account.left == 0


def test_a_value_that_is_named_twice_would_cost_twice_as_much_and_is_refused() -> None:
    with pytest.raises(BadRules, match="named twice"):
        noisy_histogram(ROWS, "area", ["N", "S", "N"], TWO, 1.0, RICH)


def test_the_noise_of_neighbouring_data_is_hardly_told_apart() -> None:
    """With epsilon 1 no answer may be more than e times as likely with a person as without."""
    random = 1_000
    with_them = np.array([noisy_count(ROWS, TWO, 1.0, RICH)[0].value for _ in range(random)])
    without = np.array([noisy_count(ROWS[2:], TWO, 1.0, RICH)[0].value for _ in range(random)])
    for edge in (1_996, 1_998, 1_999, 2_001):
        often, seldom = (with_them >= edge).mean(), (without >= edge).mean()
        assert often <= math.e * seldom + 0.15
        assert (1 - seldom) <= math.e * (1 - often) + 0.15


def test_what_is_spent_is_spent() -> None:
    _, account = noisy_count(ROWS, ONE, 0.6, Account(1.0))
    with pytest.raises(BudgetSpent, match=r"0\.4 of 1 is left"):
        noisy_count(ROWS, ONE, 0.6, account)
    assert account_from_json(account.to_json()) == account


@pytest.mark.parametrize("total", [0.0, -1.0, math.inf, math.nan])
def test_a_budget_without_end_is_none(total: float) -> None:
    with pytest.raises(BadRules):
        Account(total)


def test_wrong_columns_are_named() -> None:
    with pytest.raises(BadTable, match="“who”"):
        noisy_count(ROWS, People("who"), 1.0, RICH)
    with pytest.raises(BadTable, match="“area”"):
        noisy_sum(ROWS, "area", 0, 1, ONE, 1.0, RICH)


def test_without_opendp_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(NoNoise, match=r"openhall\[privacy\]"):
        noisy_count(ROWS, ONE, 1.0, RICH)
