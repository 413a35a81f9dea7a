"""The map at each level: what is hidden never cuts an activity off, and counts still add up."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from handmade import HOUR, handmade
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.mining.map import END, START, Level, ProcessMap, build_map, default_level

TRACES = st.lists(st.lists(st.sampled_from("ABCDEFGHIJ"), min_size=1, max_size=8), min_size=1, max_size=25)


def log_of(traces, work: int = 0):
    """A log with one case a trace, an hour between events, each worked on for `work` microseconds."""
    rows = [
        (f"c{c:03}", activity, (1 + k) * HOUR, (1 + k) * HOUR + work if work else 0)
        for c, trace in enumerate(traces)
        for k, activity in enumerate(trace)
    ]
    return handmade(rows)


def reached(process: ProcessMap, root: str, *, backward: bool = False) -> set[str]:
    found, left = {root}, [root]
    while left:
        at = left.pop()
        for edge in process.edges:
            a, b = (edge.target, edge.source) if backward else (edge.source, edge.target)
            if a == at and b not in found:
                found.add(b)
                left.append(b)
    return found


@settings(max_examples=120, deadline=None)
@given(TRACES, st.floats(0, 1), st.floats(0, 1))
def test_at_every_level_each_shown_activity_is_reached_from_the_start_and_reaches_the_end(
    traces, activities, steps
):
    process = build_map(log_of(traces), activities=activities, steps=steps)
    names = {node.name for node in process.nodes}
    assert names
    assert names <= reached(process, START)
    assert names <= reached(process, END, backward=True)
    assert {end for edge in process.edges for end in (edge.source, edge.target)} <= names | {START, END}


@settings(max_examples=120, deadline=None)
@given(TRACES, st.integers(1, 10))
def test_when_activities_are_hidden_the_steps_are_those_of_the_cases_without_them(traces, shown):
    process = build_map(log_of(traces), activities=shown)
    names = {node.name for node in process.nodes}
    left = [kept for trace in traces if (kept := [a for a in trace if a in names])]
    expected = Counter(pair for trace in left for pair in pairwise([START, *trace, END]))
    assert {(edge.source, edge.target): edge.count for edge in process.edges} == expected
    assert process.cases == len(left)


@settings(max_examples=60, deadline=None)
@given(TRACES, st.integers(1, 10))
def test_what_comes_into_an_activity_is_what_happens_there_and_what_leaves_it(traces, shown):
    process = build_map(log_of(traces), activities=shown)
    for node in process.nodes:
        assert sum(edge.count for edge in process.edges if edge.target == node.name) == node.events
        assert sum(edge.count for edge in process.edges if edge.source == node.name) == node.events


@settings(max_examples=60, deadline=None)
@given(TRACES, st.floats(0, 1))
def test_more_steps_never_hide_one_that_was_shown(traces, steps):
    log = log_of(traces)
    few = {(e.source, e.target) for e in build_map(log, steps=steps / 2).edges}
    more = {(e.source, e.target) for e in build_map(log, steps=steps).edges}
    assert few <= more


def test_the_order_of_the_cases_does_not_change_the_map():
    traces = [list("ABCD"), list("ACBD"), list("AD"), list("ABD")]
    assert build_map(log_of(traces), steps=0.5).edges == build_map(log_of(traces[::-1]), steps=0.5).edges


def test_the_rarest_steps_are_hidden_first_but_not_the_only_way_to_an_activity():
    traces = [list("ABC")] * 50 + [list("ACBC")] * 5 + [list("AXC")]
    steps = {(e.source, e.target) for e in build_map(log_of(traces), steps=0.0).edges}
    assert {("A", "B"), ("B", "C"), ("A", "X"), ("X", "C")} <= steps
    assert ("A", "C") not in steps
    assert ("C", "B") not in steps


def test_a_step_over_hidden_activities_waits_from_the_shown_one_before_to_the_shown_one_after():
    log = log_of([list("AHHB")] * 3 + [list("AB")] * 2)
    process = build_map(log, activities=2)
    assert {node.name for node in process.nodes} == {"H", "A"}
    process = build_map(log_of([list("AHB"), list("AB"), list("AB")]), activities=2)
    step = next(e for e in process.edges if (e.source, e.target) == ("A", "B"))
    assert step.count == 3
    assert step.total_s == 4 * 3_600.0
    assert "2 of 3 activities" in process.note


def test_an_activity_shows_its_place_in_the_cases_and_its_work():
    process = build_map(log_of([list("ABC"), list("AB")], work=HOUR // 2))
    nodes = {node.name: node for node in process.nodes}
    assert [nodes[name].position for name in "ABC"] == [0.0, 0.75, 1.0]
    assert nodes["A"].service_median_s == 1_800.0
    assert (nodes["B"].starts, nodes["B"].ends, nodes["B"].cases) == (0, 1, 2)
    assert build_map(log_of([list("AB")])).nodes[0].service_mean_s is None


def test_steps_from_the_start_and_to_the_end_have_no_wait():
    for edge in build_map(log_of([list("AB")])).edges:
        assert (edge.mean_s is None) == (edge.source == START or edge.target == END)


def test_an_activity_named_like_the_start_stays_an_activity():
    process = build_map(log_of([[START, "A", END]]))
    assert {node.name for node in process.nodes} == {START + "\u00a0", "A", END + "\u00a0"}
    assert len(process.edges) == 4


def test_a_small_log_is_shown_whole_and_a_large_one_so_that_it_can_be_read():
    small = log_of([list("ABC"), list("ACB")])
    assert default_level(small) == Level(1.0, 1.0)
    assert build_map(small).note == ""
    rng = np.random.default_rng(5)
    traces = [[f"Act {a}" for a in np.minimum(rng.geometric(0.05, 20), 60)] for _ in range(300)]
    log = log_of(traces)
    level = default_level(log)
    process = build_map(log, activities=level.activities, steps=level.steps)
    inner = [e for e in process.edges if e.source != START and e.target != END]
    assert 12 <= len(process.nodes) <= 18
    assert len(inner) <= 35
    assert process.total_activities == len({a for trace in traces for a in trace})
    assert f"{len(inner)} of {process.total_steps} steps" in process.note


@pytest.mark.parametrize("level", [{"steps": 1.5}, {"steps": -0.1}, {"activities": 50.0}, {"activities": -1}])
def test_a_level_that_is_no_share_is_refused(level):
    with pytest.raises(ValueError, match="share from 0 to 1"):
        build_map(log_of([list("AB")]), **level)


def test_the_map_as_json_holds_every_node_and_edge():
    process = build_map(log_of([list("AB")]))
    data = process.as_json()
    assert [node["name"] for node in data["nodes"]] == ["A", "B"]
    assert len(data["edges"]) == 3
    assert data["cases"] == 1
