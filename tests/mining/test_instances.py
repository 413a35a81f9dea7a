"""Start and complete events become one instance of an activity, with the time of its work."""

import numpy as np
import pytest
from handmade import HOUR, handmade
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining.instances import has_instances, pair_lifecycle
from openhall.mining.log import LIFECYCLE, NO_END, EventLog

Row = tuple[str, str, int, str]


def recorded(rows: list[Row], **columns: list[str | None]) -> EventLog:
    return handmade(
        [(case, activity, hour * HOUR, 0) for case, activity, hour, _ in rows],
        **{LIFECYCLE: [transition for *_, transition in rows]},
        **columns,
    )


def instances(log: EventLog) -> list[tuple[str, str, float, float | None]]:
    end = log.done if log.end is None else log.end
    return [
        (log.case_ids[int(log.case[k])], log.activities[log.activity[k]], float(log.time[k] / HOUR),
         None if end[k] == NO_END else float(end[k] / HOUR))
        for k in range(log.n_events)
    ]  # fmt: skip


def test_a_start_and_its_complete_are_one_instance_whatever_the_letter_case():
    log = recorded([("c", "check", 1, "START"), ("c", "check", 3, "Complete"), ("c", "send", 4, "complete")])
    assert has_instances(log)
    assert instances(pair_lifecycle(log)) == [("c", "check", 1, 3), ("c", "send", 4, None)]


def test_the_first_start_is_matched_with_the_first_complete():
    log = recorded(
        [("c", "x", 1, "start"), ("c", "x", 2, "start"), ("c", "x", 3, "complete"), ("c", "x", 5, "complete")]
    )
    assert instances(pair_lifecycle(log)) == [("c", "x", 1, 3), ("c", "x", 2, 5)]


def test_the_name_of_the_instance_decides_where_there_is_one():
    rows = [
        ("c", "x", 1, "start"),
        ("c", "x", 2, "start"),
        ("c", "x", 3, "complete"),
        ("c", "x", 5, "complete"),
    ]
    log = recorded(rows, **{"concept:instance": ["1", "2", "2", "1"]})
    assert instances(pair_lifecycle(log)) == [("c", "x", 1, 5), ("c", "x", 2, 3)]


def test_a_start_without_complete_has_no_end():
    log = recorded([("c", "x", 1, "start"), ("c", "y", 2, "start"), ("c", "y", 3, "complete")])
    assert instances(pair_lifecycle(log)) == [("c", "x", 1, None), ("c", "y", 2, 3)]


def test_a_complete_never_belongs_to_the_start_of_another_case_or_a_later_one():
    log = recorded([("a", "x", 1, "start"), ("b", "x", 2, "complete"), ("b", "x", 3, "start")])
    assert instances(pair_lifecycle(log)) == [("a", "x", 1, None), ("b", "x", 2, None), ("b", "x", 3, None)]


def test_scheduling_and_pausing_make_no_instance_of_their_own():
    rows = [
        ("c", "x", 0, "schedule"),
        ("c", "x", 1, "start"),
        ("c", "x", 2, "suspend"),
        ("c", "x", 9, "complete"),
    ]
    assert instances(pair_lifecycle(recorded(rows))) == [("c", "x", 1, 9)]


def test_a_case_in_which_nothing_was_started_or_completed_is_left_out_and_said():
    rows = [("a", "x", 0, "schedule"), ("b", "x", 1, "start"), ("b", "x", 2, "complete")]
    paired = pair_lifecycle(recorded(rows))
    assert paired.case_ids.to_list() == ["b"] and paired.offsets.tolist() == [0, 1]
    assert any("case" in problem.what and problem.count == 1 for problem in paired.problems)


def test_attributes_are_those_of_the_complete_event_or_else_of_the_start():
    rows = [("c", "x", 1, "start"), ("c", "x", 2, "complete"), ("c", "y", 3, "start")]
    paired = pair_lifecycle(recorded(rows, who=["Ann", "Bob", "Cem"]))
    assert paired.events.column("who").to_list() == ["Bob", "Cem"]


def test_instances_are_in_order_of_their_start_though_they_complete_in_another():
    rows = [
        ("c", "x", 1, "start"),
        ("c", "y", 2, "start"),
        ("c", "y", 3, "complete"),
        ("c", "x", 9, "complete"),
    ]
    assert instances(pair_lifecycle(recorded(rows))) == [("c", "x", 1, 9), ("c", "y", 2, 3)]


@pytest.mark.parametrize("transition", ["complete", "start", "schedule"])
def test_a_log_without_both_start_and_complete_has_no_instances_and_stays_as_it_is(transition: str):
    log = recorded([("c", "x", 1, transition), ("c", "y", 2, transition)])
    assert not has_instances(log)
    assert pair_lifecycle(log) is log


def test_a_log_without_transitions_has_no_instances():
    assert not has_instances(handmade([("c", "x", 1, 0)]))


ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 6),
              st.sampled_from(["start", "complete", "suspend"])),
    min_size=1, max_size=20,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_instances_are_those_that_a_slow_reading_in_order_finds(rows: list[Row]):
    log = recorded(rows)
    if not has_instances(log):
        return
    expected = []
    for case in dict.fromkeys(case for case, *_ in rows):
        open_ = {"x": [], "y": []}
        for _, activity, hour, transition in sorted((r for r in rows if r[0] == case), key=lambda r: r[2]):
            if transition == "start":
                instance = [case, activity, float(hour), None]
                open_[activity].append(instance)
                expected.append(instance)
            elif transition == "complete" and open_[activity]:
                open_[activity].pop(0)[3] = float(hour)
            elif transition == "complete":
                expected.append([case, activity, float(hour), None])
    paired = pair_lifecycle(log)
    assert sorted(map(str, instances(paired))) == sorted(str(tuple(e)) for e in expected)
    starts = np.split(paired.time, paired.offsets[1:-1])
    assert all((np.diff(part) >= 0).all() and len(part) for part in starts)
