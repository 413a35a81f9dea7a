"""Several groups beside each other: who is fastest, how sure, and what it does differently."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from handmade import DAY, HOUR, flow, handmade, log_of_waits
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining.compare_groups import GroupComparison, compare_groups
from openhall.mining.errors import BadFilter, EmptyLog
from openhall.mining.log import EventLog
from openhall.mining.practices import HANDOVER, SAME_TIME, SITTING, Habit, Practice

STEPS = (("Receive", 0.0), ("Check", 3.0), ("Advise", 5.0), ("Decide", 2.0), ("Send", 1.0))


def waited(seed: int, n_cases: int, factor: dict[str, float] | None = None, **columns: list[Any]) -> EventLog:
    names, arrive, waits = flow(seed, n_cases, STEPS)
    for name, times in (factor or {}).items():
        waits[:, names.index(name)] = (waits[:, names.index(name)] * times).astype(np.int64)
    return log_of_waits(names, arrive, waits, **columns)


def without(log: EventLog, name: str, share: float) -> EventLog:
    """A share of the cases skip an activity, and the wait before it with it."""
    names, arrive, waits = flow(99, log.n_cases, STEPS)
    k = names.index(name)
    skip = np.random.default_rng(98).random(log.n_cases) < share
    waits[skip, k] = 0
    times = arrive[:, None] + np.cumsum(waits, axis=1)
    return handmade(
        (f"c{c}", each, int(times[c, j]), 0)
        for c in range(log.n_cases)
        for j, each in enumerate(names)
        if not (j == k and skip[c])
    )


def practice(found: GroupComparison, what: str) -> Practice:
    return next(each for each in found.practices if each.what == what)


def habit(found: GroupComparison, what: str) -> Habit:
    return next(each for each in found.habits if each.what == what)


def test_the_fastest_is_first_with_its_intervals_and_probability() -> None:
    logs = {
        "North": waited(1, 200, {"Advise": 2}),
        "South": waited(2, 200),
        "East": waited(3, 200, {"Check": 2}),
    }
    found = compare_groups(logs)
    assert (found.fastest, found.clear) == ("South", True)
    assert sum(place.fastest_by_mean for place in found.places) == pytest.approx(1)
    assert sum(place.fastest_by_median for place in found.places) == pytest.approx(1)
    for place in found.places:
        days = logs[place.name].durations / DAY
        assert place.cases == 200
        assert (place.mean.value, place.median.value) == pytest.approx((days.mean(), np.median(days)))
        assert place.mean.low < days.mean() < place.mean.high
        error = days.std() / np.sqrt(200)
        assert place.mean.high - place.mean.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert found.places[0].fastest_by_mean > 0.99
    for name, behind in found.behind.items():
        assert behind.value == pytest.approx(
            (logs[name].durations.mean() - logs["South"].durations.mean()) / DAY
        )


def test_what_the_fastest_does_differently_is_named_with_its_way() -> None:
    slow = {"Advise": 2.0, "Check": 2.0}
    found = compare_groups({"Fast": waited(4, 300), "B": waited(5, 300, slow), "C": waited(6, 300, slow)})
    sure = {each.what: each for each in found.practices if each.sure}
    assert sure.keys() == {"Advise", "Check"}
    assert sure["Advise"].way == sure["Check"].way == "quicker"
    assert sure["Advise"].days == pytest.approx(5, abs=1.2)
    assert list(sure["Advise"].sides) == ["Fast", *found.behind]
    said = " ".join(found.in_words())
    assert "Fast is the fastest" in said
    assert "Fast spends" in said and "before “Advise”" in said
    assert "does not prove why" in said


def test_an_activity_left_out_is_less_often_and_one_repeated_less_is_so() -> None:
    slow = waited(7, 300)
    found = compare_groups({"A": without(slow, "Advise", 0.8), "B": slow})
    advise = practice(found, "Advise")
    assert (found.fastest, advise.sure, advise.way) == ("A", True, "less often")
    assert advise.sides["A"].share == pytest.approx(0.2, abs=0.06)
    assert "it comes in" in advise.in_words("A") and "elsewhere in 100%" in advise.in_words("A")

    def looped(times: int, at: int) -> EventLog:
        return handmade(
            (f"c{k}", "Check" if 0 < j <= times else ("Receive", "Send")[j > 0], (k + at * j) * HOUR, 0)
            for k in range(60)
            for j in range(times + 2)
        )

    check = practice(compare_groups({"A": looped(1, 24), "B": looped(4, 24)}), "Check")
    assert (check.sure, check.way) == (True, "repeated less")
    assert (check.sides["A"].times, check.sides["B"].times) == (1.0, 4.0)
    assert "1.0 times" in check.in_words("A") and "4.0 times" in check.in_words("A")


def test_what_differs_from_only_one_of_the_others_is_not_sure() -> None:
    both = {"Check": 3.0}
    found = compare_groups(
        {
            "Fast": waited(8, 300),
            "B": waited(9, 300, both),
            "C": waited(10, 300, {**both, "Advise": 3.0}),
        }
    )
    assert practice(found, "Check").sure
    assert not practice(found, "Advise").sure


def test_what_is_shorter_than_one_and_longer_than_another_is_not_sure() -> None:
    found = compare_groups(
        {
            "Middle": waited(30, 300, {"Check": 2.0}),
            "B": waited(31, 300, {"Check": 6.0}),
            "C": waited(32, 300, {"Check": 0.3, "Advise": 5.0}),
        }
    )
    check = practice(found, "Check")
    assert found.fastest == "Middle"
    assert check.p < 0.001, "it differs from each"
    assert not check.sure, "but not in one direction"


def test_a_difference_of_no_weight_is_not_told() -> None:
    quick = [(f"c{k}", name, k + at * DAY, 0) for k in range(50) for at, name in ((0, "In"), (1, "Out"))]
    slow = [
        (f"c{k}", name, k + at, 0)
        for k in range(50)
        for name, at in (("In", 0), ("Log", HOUR), ("Out", 30 * DAY))
    ]
    found = compare_groups({"A": handmade(quick), "B": handmade(slow)})
    assert practice(found, "Log").p < 0.001
    assert [each.what for each in found.practices if each.sure] == ["Out"]


def test_one_of_two_that_are_equally_fast_is_not_clearly_the_fastest() -> None:
    found = compare_groups(
        {"A": waited(33, 200), "B": waited(34, 200), "Slow": waited(35, 200, {"Advise": 4.0})}
    )
    assert found.behind["Slow"].low > 0
    assert not found.clear
    said = " ".join(found.in_words())
    assert "has the lowest mean, but is not surely the fastest" in said
    assert "is not clear" in said and "Cases of Slow take" in said


def test_a_group_more_changes_no_interval_of_the_others() -> None:
    logs = {name: waited(seed, 60) for seed, name in enumerate(("North", "South", "East"), start=40)}
    three = {place.name: place for place in compare_groups(logs).places}
    two = compare_groups({name: logs[name] for name in ("North", "South")}).places
    for each in two:
        assert (each.mean, each.median) == (three[each.name].mean, three[each.name].median)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 5), st.integers(0, 10_000))
def test_the_days_of_all_activities_add_up_to_the_difference(groups: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    logs = {
        f"g{k}": handmade(
            (f"c{c}", "ABCD"[rng.integers(4)], int(rng.integers(0, 90 * DAY)), 0)
            for c in range(12)
            for _ in range(1 + rng.integers(5))
        )
        for k in range(groups)
    }
    found = compare_groups(logs)
    assert sum(each.days for each in found.practices) == pytest.approx(found.total_days, abs=1e-8)
    assert found.total_days == pytest.approx(np.mean([each.value for each in found.behind.values()]))


def test_neither_the_order_of_the_groups_nor_a_second_run_changes_anything() -> None:
    logs = {name: waited(seed, 60) for seed, name in enumerate(("North", "South", "East"), start=20)}
    first, again = compare_groups(logs), compare_groups(logs)
    turned = compare_groups(dict(reversed(logs.items())))
    assert first == again == turned


@pytest.mark.parametrize("groups", [2, 4, 12])
def test_cases_dealt_out_at_random_seldom_have_a_clear_fastest(groups: int) -> None:
    log = waited(11, 360)
    clear, practices, habits, slower = [], [], [], []
    for seed in range(150):
        of = np.random.default_rng(seed).permutation(360) % groups
        found = compare_groups({f"g{k}": log.take(of == k) for k in range(groups)})
        clear.append(found.clear)
        practices.append(any(each.sure for each in found.practices))
        habits.append(any(each.sure for each in found.habits))
        slower.append(any(each.low > 0 for each in found.behind.values()))
    assert np.mean(clear) <= 0.1
    assert np.mean(slower) <= 0.1, "picking the fastest after looking is allowed for"
    assert np.mean(practices) <= 0.1
    assert np.mean(habits) <= 0.1


def test_equal_groups_share_the_probability_and_differ_in_nothing() -> None:
    log = waited(12, 80)
    same = {name: handmade(_rows(log)) for name in "AB"}
    found = compare_groups(same)
    assert not found.clear
    assert not any(each.sure for each in (*found.practices, *found.habits))
    assert 0.4 < found.places[0].fastest_by_mean < 0.6
    said = " ".join(found.in_words())
    assert "is not surely the fastest" in said
    assert "Nothing that A does differs" in said
    constant = {
        name: handmade((f"{k}", each, at * DAY, 0) for k in range(20) for at, each in enumerate("XY"))
        for name in "AB"
    }
    assert [place.fastest_by_median for place in compare_groups(constant).places] == [0.5, 0.5]


def _rows(log: EventLog) -> list[tuple[str, str, int, int]]:
    return [
        (str(log.case[k]), log.activities[log.activity[k]], int(log.time[k]), 0) for k in range(log.n_events)
    ]


def test_an_activity_that_one_group_alone_has_is_said_without_a_number_that_is_none() -> None:
    a = handmade((f"c{k}", each, at * DAY, 0) for k in range(40) for at, each in enumerate(("In", "Out")))
    b = handmade(
        (f"c{k}", each, (k % 3 + 1) * at * DAY, 0) for k in range(40) for at, each in enumerate(("In", "Stamp", "Out"))
    )  # fmt: skip
    found = compare_groups({"A": a, "B": b})
    stamp = practice(found, "Stamp")
    assert (stamp.sure, stamp.way, stamp.sides["A"].cases) == (True, "less often", 0)
    assert "0% of its cases, elsewhere in 100%" in stamp.in_words("A")
    assert "nan" not in " ".join(found.in_words())


def test_habits_are_compared_where_the_records_name_people() -> None:
    def worked(seed: int, people: int) -> EventLog:
        rng = np.random.default_rng(seed)
        who = [f"p{rng.integers(people)}" for _ in range(200 * len(STEPS))]
        return waited(seed, 200, **{"org:resource": who})

    found = compare_groups({"Alone": worked(13, 1), "Many": worked(14, 9)})
    handover = habit(found, HANDOVER)
    assert handover.sure
    assert handover.shares["Alone"] == 0.0
    assert handover.shares["Many"] == pytest.approx(4 / 5 * 8 / 9, abs=0.05)
    assert "come after a hand-over" in handover.in_words("Alone")
    nobody = compare_groups({"A": waited(15, 20), "B": worked(16, 2)})
    assert [each.what for each in nobody.habits] == [SAME_TIME]


def test_sittings_and_events_recorded_at_one_time_are_counted() -> None:
    def batched(at_once: int) -> EventLog:
        """Each case is received and checked at one instant; so many cases are decided within a minute."""
        rows = []
        for k in range(40):
            decided = (k // at_once) * DAY + (k % at_once) * 1_000_000
            rows += [(f"c{k:02}", "Receive", k, 0), (f"c{k:02}", "Check", k, 0)]
            rows.append((f"c{k:02}", "Decide", 60 * DAY + decided, 0))
        return handmade(
            rows,
            **{"org:resource": [f"p{at_once}-{k}" if k % 3 < 2 else f"Ann {at_once}" for k in range(120)]},
        )

    found = compare_groups({"Alone": batched(1), "Together": batched(4)})
    assert habit(found, SITTING).shares == {"Alone": 0.0, "Together": pytest.approx(1 / 3)}
    assert habit(found, SITTING).sure
    assert habit(found, SAME_TIME).shares == {"Alone": pytest.approx(1 / 3), "Together": pytest.approx(1 / 3)}
    assert not habit(found, SAME_TIME).sure


def test_the_size_of_a_group_is_no_habit() -> None:
    """One office decides once a day on all that waits; a tenth of its cases are as much in one sitting as the rest."""
    rows = [
        (f"c{k:03}", name, (k // 5) * DAY + after + k % 5, 0)
        for k in range(400)
        for name, after in (("Receive", 0), ("Decide", 9 * DAY))
    ]
    log = handmade(rows, **{"org:resource": ["Ann", "Bob"] * 400})
    few = np.random.default_rng(18).random(400) < 0.1
    found = compare_groups({"Few": log.take(few), "Rest": log.take(~few)})
    assert habit(found, SITTING).shares == {"Few": 1.0, "Rest": 1.0}


def test_a_person_who_repeats_something_in_one_case_does_not_sit_over_several() -> None:
    rows = [(f"c{k}", "Check", k * DAY + at, 0) for k in range(20) for at in (0, 1, 2)]
    logs = {name: handmade(rows, **{"org:resource": [name] * 60}) for name in ("Ann", "Bob")}
    assert habit(compare_groups(logs), SITTING).shares == {"Ann": 0.0, "Bob": 0.0}


def test_too_few_groups_or_cases_are_refused_in_a_sentence() -> None:
    log = waited(17, 20)
    with pytest.raises(BadFilter, match="only one group"):
        compare_groups({"A": log})
    tiny = log.take(np.arange(20) < 9)
    with pytest.raises(EmptyLog, match="“B” has 9 of the 10 cases"):
        compare_groups({"A": log, "B": tiny})
    assert compare_groups({"A": log, "B": log.take(np.arange(20) < 10)}).places
