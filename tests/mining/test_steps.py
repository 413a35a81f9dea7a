"""Steps, activities and their waits are those that a slow reading of the log, event by event, finds."""

from collections import defaultdict

import numpy as np
import pytest
from handmade import HOUR, handmade
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from openhall.mining import steps
from openhall.mining.calendar import Calendar, working_waits
from openhall.mining.groups import summarise
from openhall.mining.log import NO_END, EventLog
from openhall.mining.steps import activity_table, index_steps, step_table, waits

Row = tuple[str, str, int, int]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["k1", "k2", "k3"]),
        st.sampled_from("abcd"),
        st.integers(1, 6).map(
            lambda hour: hour * HOUR
        ),  # few hours, so that many events are at the same time
        st.sampled_from([0, HOUR, 5 * HOUR]),
    ).map(lambda row: (row[0], row[1], row[2], row[2] + row[3] if row[3] else NO_END)),
    min_size=1,
    max_size=25,
)


def slow_cases(rows: list[Row]) -> dict[str, list[Row]]:
    """The events of each case by time; those at the same time stay in the order of the rows."""
    cases = defaultdict(list)
    for row in rows:
        cases[row[0]].append(row)
    return {name: sorted(events, key=lambda row: row[2]) for name, events in cases.items()}


def done(row: Row) -> int:
    return row[2] if row[3] == NO_END else row[3]


def numbers(values: list[int]) -> list[float]:
    seconds = np.array(values) / 1e6
    return [seconds.mean(), np.quantile(seconds, 0.5), np.quantile(seconds, 0.9), seconds.sum()]


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_every_step_has_the_count_the_cases_and_the_waits_of_a_slow_reading(rows: list[Row]):
    seen = defaultdict(list)
    for name, events in slow_cases(rows).items():
        for before, after in zip(events, events[1:], strict=False):  # noqa: RUF007
            seen[before[1], after[1]].append((name, max(0, after[2] - done(before))))
    table = step_table(handmade(rows))
    assert set(table.select("from", "to").rows()) == set(seen) and len(table) == len(seen)
    for source, target, count, cases, *stats in table.rows():
        found = seen[source, target]
        assert (count, cases) == (len(found), len({name for name, _ in found}))
        assert stats == pytest.approx(numbers([wait for _, wait in found]))
    assert table.equals(table.sort("count", "from", "to", descending=[True, False, False]))


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_every_activity_has_the_events_cases_starts_ends_and_work_of_a_slow_reading(rows: list[Row]):
    log = handmade(rows)
    cases = slow_cases(rows)
    table = activity_table(log)
    assert set(table["name"]) == {row[1] for row in rows}
    for name, events, in_cases, starts, ends, *service in table.rows():
        own = [row for row in rows if row[1] == name]
        assert events == len(own) and in_cases == len({row[0] for row in own})
        assert starts == sum(each[0][1] == name for each in cases.values())
        assert ends == sum(each[-1][1] == name for each in cases.values())
        work = [row[3] - row[2] for row in own if row[3] != NO_END]
        if work:
            assert service == pytest.approx(numbers(work))
        else:
            assert np.isnan(service[:3]).all() and service[3] == 0


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_the_number_of_a_step_leads_back_to_its_two_activities(rows: list[Row]):
    log = handmade(rows)
    index = index_steps(log)
    first = np.isin(np.arange(log.n_events), log.offsets[:-1])
    assert (index.step[first] == -1).all()
    inner = np.flatnonzero(~first)
    assert (index.sources[index.step[inner]] == log.activity[inner - 1]).all()
    assert (index.targets[index.step[inner]] == log.activity[inner]).all()


def test_with_thousands_of_activities_the_steps_are_the_same_as_with_few():
    rng = np.random.default_rng(5)
    rows = [(f"k{k // 6}", f"free text {rng.integers(0, 2_600)}", k * HOUR, 0) for k in range(9_000)]
    log = handmade(rows)
    assert len(log.activities) > 2_000
    seen = defaultdict(int)
    for events in slow_cases(rows).values():
        for before, after in zip(events, events[1:], strict=False):  # noqa: RUF007
            seen[before[1], after[1]] += 1
    table = step_table(log)
    assert {(row[0], row[1]): row[2] for row in table.rows()} == dict(seen)


def test_a_log_large_enough_for_all_cores_is_summed_up_like_a_small_one():
    names = list("abcde")
    activity = np.random.default_rng(6).integers(0, 5, 240_000)
    log = handmade([(f"k{k // 8}", names[a], k * HOUR + 1, 0) for k, a in enumerate(activity.tolist())])
    pairs = activity.reshape(-1, 8)
    expected = np.zeros((5, 5), np.int64)
    np.add.at(expected, (pairs[:, :-1].ravel(), pairs[:, 1:].ravel()), 1)
    table = step_table(log)
    assert {(a, b): n for a, b, n in table.select("from", "to", "count").rows()} == {
        (names[i], names[j]): expected[i, j] for i in range(5) for j in range(5)
    }
    assert (table["median_s"] == 3_600).all() and (table["p90_s"] == 3_600).all()


def test_work_side_by_side_waits_for_nothing():
    log = handmade([("k", "a", HOUR, 9 * HOUR), ("k", "b", 2 * HOUR, 3 * HOUR), ("k", "c", 4 * HOUR, 0)])
    assert waits(log).tolist() == [0, 0, HOUR]


def test_working_time_is_a_matter_of_handing_in_other_waits():
    log = handmade([("k", "a", HOUR, 0), ("k", "b", 9 * HOUR, 0)])
    table = step_table(log, wait=np.array([0, 2 * HOUR]))
    assert table["mean_s"].item() == 7_200


def busy(n: int) -> EventLog:
    rng = np.random.default_rng(7)
    names, minutes = rng.choice(list("abcdefgh"), n).tolist(), rng.integers(0, 9_000, n).tolist()
    return handmade([(f"k{k // 6}", names[k], minutes[k] * HOUR // 60, 0) for k in range(n)])


@pytest.mark.parametrize("n", [2_000, 240_000])
def test_waits_that_are_written_down_sum_up_as_those_worked_out_in_passing(
    n: int, monkeypatch: pytest.MonkeyPatch
):
    log, office = busy(n), Calendar.office()
    in_passing, in_working_time = step_table(log), step_table(log, calendar=office)
    assert len(in_passing) == 64 and (in_working_time["total_s"] < in_passing["total_s"]).all()
    # The order of addition differs, and with it the last digit of a total.
    assert_frame_equal(step_table(log, waits(log)), in_passing, rel_tol=1e-12)
    assert_frame_equal(step_table(log, working_waits(log, office)), in_working_time, rel_tol=1e-12)
    monkeypatch.setattr(steps, "FEW", 63)
    assert_frame_equal(step_table(log), in_passing, rel_tol=1e-12)
    assert_frame_equal(step_table(log, calendar=office), in_working_time, rel_tol=1e-12)


def test_a_log_that_a_filter_emptied_has_no_steps_and_no_activities():
    log = handmade([("k", "a", HOUR, 2 * HOUR), ("k", "b", 3 * HOUR, 0)]).take(np.zeros(1, np.bool_))
    assert len(step_table(log)) == 0 and len(activity_table(log)) == 0 and len(waits(log)) == 0


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 4), st.integers(-(10**15), 10**15)), max_size=40))
def test_groups_are_summed_up_as_numpy_sums_each_of_them(pairs: list[tuple[int, int]]):
    keys = np.array([key for key, _ in pairs], np.int32)
    values = np.array([value for _, value in pairs], np.int64)
    summary = summarise(keys, values, 5)
    for group in range(5):
        own = values[keys == group]
        assert summary.count[group] == len(own)
        if len(own):
            stats = [summary.total[group], summary.mean[group], summary.median[group], summary.p90[group]]
            exact = [own.sum(), own.mean(), np.quantile(own, 0.5), np.quantile(own, 0.9)]
            assert stats == pytest.approx([float(each) for each in exact], rel=1e-9, abs=1)
        else:
            assert np.isnan([summary.mean[group], summary.median[group], summary.p90[group]]).all()


def test_a_total_larger_than_an_integer_can_hold_is_no_overflow():
    summary = summarise(np.zeros(4, np.int32), np.full(4, 2**62), 1)
    assert summary.total[0] == 4 * 2.0**62 and summary.mean[0] == 2.0**62
