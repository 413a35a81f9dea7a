"""Sums and quantiles by group are those that numpy gives, group by group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining import groups
from openhall.mining.groups import collect, summarise

LARGE = st.integers(-(2**62), 2**62)
WAITS = st.one_of(st.integers(-3, 40), st.sampled_from((0, 0, 86_400_000_000, 2**40, 2**40 + 1)), LARGE)


def slow(keys: np.ndarray, values: np.ndarray, group: int) -> tuple[int, list[float]]:
    mine = values[keys == group]
    return len(mine), [float(np.quantile(mine, q)) for q in (0.5, 0.9)] if len(mine) else [np.nan, np.nan]


@pytest.mark.parametrize("few", [0, 512], ids=["by run", "by bucket"])
@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_quantiles_are_those_of_numpy(few: int, data: st.DataObject) -> None:
    n_groups = data.draw(st.integers(1, 5))
    rows = data.draw(st.lists(st.tuples(st.integers(-1, n_groups - 1), WAITS), max_size=60))
    keys = np.array([key for key, _ in rows], np.int32)
    values = np.array([value for _, value in rows], np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "FEW", few)
        summary = summarise(keys, values, n_groups)
    for group in range(n_groups):
        count, (median, p90) = slow(keys, values, group)
        assert summary.count[group] == count
        np.testing.assert_allclose(summary.median[group], median, rtol=1e-12)
        np.testing.assert_allclose(summary.p90[group], p90, rtol=1e-12)
        np.testing.assert_allclose(
            summary.total[group], values[keys == group].sum(dtype=np.float64), rtol=1e-9, atol=1e3
        )


def test_both_ways_agree_on_many_values_shared_between_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    keys = rng.integers(-1, 30, 500_000).astype(np.int32)
    values = np.where(rng.random(500_000) < 0.4, 0, rng.lognormal(20, 3, 500_000)).astype(np.int64)
    values[keys == 3] = 5_000
    by_bucket = summarise(keys, values, 31)
    monkeypatch.setattr(groups, "FEW", 0)
    by_run = summarise(keys, values, 31)
    assert by_bucket.count.tolist() == by_run.count.tolist()
    np.testing.assert_array_equal(by_bucket.median, by_run.median)
    np.testing.assert_array_equal(by_bucket.p90, by_run.p90)
    assert np.isnan(by_bucket.median[30]) and by_bucket.median[3] == 5_000


def test_values_of_a_group_keep_their_order() -> None:
    run, starts, total = collect(np.array([1, 0, -1, 1], np.int32), np.array([5, 6, 7, 8], np.int64), 3)
    assert run.tolist() == [6, 5, 8]
    assert starts.tolist() == [0, 1, 3, 3]
    assert total.tolist() == [6.0, 13.0, 0.0]
