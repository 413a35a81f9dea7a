"""The game, the simulator and the conformance checker agree, and soundness is what plain exploration finds."""

from __future__ import annotations

import itertools

import pytest
from blocks import BLOCKS, drawn
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plain import Explored, apart, traces
from sketch import sketch

from openhall.mining.conformance.align import align
from openhall.mining.conformance.check import check_conformance
from openhall.mining.conformance.graph import TokenGraph
from openhall.mining.errors import NoWayThrough
from openhall.mining.simulation.playout import simulate
from openhall.mining.variants import find_variants
from openhall.process.errors import LimitReached
from openhall.process.model import TASKS, Model
from openhall.process.soundness import ProblemKind, check_soundness

LONGEST = 7
"""Tasks of the longest ways that are worked out plainly."""
MOST = 3_000


def tasks_of(model: Model) -> list[str]:
    return [node.label for node in model.nodes if node.kind in TASKS]


def ways_through(model: Model) -> set[tuple[str, ...]]:
    try:
        ways = traces(model, LONGEST, MOST)
    except LimitReached:
        ways = None
    assume(ways)
    assert ways is not None
    return ways


@settings(max_examples=120, deadline=None)
@given(BLOCKS, st.data())
def test_soundness_is_what_plain_exploration_finds(block: object, data: st.DataObject):
    model = drawn(block, data if data.draw(st.booleans()) else None)
    verdict = check_soundness(model)
    kinds = {problem.kind for problem in verdict.problems}
    try:
        plain = Explored(model, MOST)
    except LimitReached:
        # It goes round without waiting for anybody.
        assert not verdict.sound
        return
    assume(not plain.too_many)
    assert verdict.sound == plain.sound
    assert (ProblemKind.UNSYNCHRONISED in kinds) == plain.crowded
    if not plain.crowded:
        assert (ProblemKind.DEADLOCK in kinds) == plain.stands_still
        assert (ProblemKind.NO_END in kinds) == plain.cannot_end
        assert (ProblemKind.DEAD in kinds) == plain.never_told


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.data())
def test_every_way_of_the_game_fits_and_every_other_is_as_far_off_as_its_nearest_way(
    block: object, data: st.DataObject
):
    model = drawn(block, data if data.draw(st.booleans()) else None)
    ways = ways_through(model)
    graph = TokenGraph(model, ())
    for way in sorted(ways)[:20]:
        assert align(graph, way).cost == 0
    others = st.lists(st.sampled_from(tasks_of(model)), max_size=LONGEST).map(tuple)
    for trace in data.draw(st.lists(others, min_size=1, max_size=5)):
        nearest = min(apart(trace, way) for way in ways)
        found = align(graph, trace)
        # A way that is longer than those worked out is further off than this.
        assert min(found.cost, LONGEST + 1 - len(trace)) == min(nearest, LONGEST + 1 - len(trace))
        assert (found.cost == 0) == (trace in ways)
        shown = tuple(step.activity for step in found.steps if step.kind != "missing")
        taken = tuple(step.activity for step in found.steps if step.kind != "extra")
        assert shown == trace and (len(taken) > LONGEST or taken in ways)


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.integers(0, 2**32 - 1), st.data())
def test_what_the_simulator_plays_is_a_way_of_the_game_and_fits_wholly(
    block: object, seed: int, data: st.DataObject
):
    model = drawn(block)
    log = simulate(model, 20, seed)
    assert log.problems == () and log.n_cases == 20
    checked = check_conformance(log, model)
    assert checked.conforms and checked.fitness == 1.0 and checked.deviations == ()
    ways = traces(model, LONGEST, MOST)
    variants = find_variants(log)
    for number in range(variants.count):
        way = variants.activities(log, number)
        assert len(way) > LONGEST or ways is None or way in ways


@settings(max_examples=60, deadline=None)
@given(BLOCKS, st.data())
def test_a_log_of_another_model_fits_as_far_as_its_ways_are_ways_of_this_one(
    block: object, data: st.DataObject
):
    model = drawn(block, data)
    ways = ways_through(model)
    log = simulate(drawn(block), 20)
    checked = check_conformance(log, model)
    for variant in checked.variants:
        if len(variant.activities) <= LONGEST:
            assert (variant.fitness == 1.0) == (variant.activities in ways)


def test_a_model_without_a_way_through_is_named():
    model = sketch("s start\ng xor\na user\nb user\nj and\nc user\ns > g > a > j > c\ng > b > j")
    log = simulate(model, 5)
    assert log.problems[0].what == "case that does not come to its end" and log.problems[0].count == 5
    try:
        check_conformance(log, model)
    except NoWayThrough as error:
        assert "No way was found through the model to its end" in str(error)
    else:
        raise AssertionError("a model that always stands still was compared with")


OTHERS = {
    "instances side by side": "s start\na user loop=parallel\nb user\ns > a > b",
    "instances until enough": "s start\na user loop=parallel until=x\nb user\ns > a > b",
    "instances in turn": "s start\na user loop=sequential until=x\nb user\ns > a > b",
    "a standard loop": "s start\na user loop=standard until=x\nb user\ns > a > b",
    "sub-processes": "s start\np sub loop=parallel\ni start in=p\na user in=p\nb user in=p\ns > p\ni > a > b",
    "compensation": "s start\na user undo=u\nu user undoes\nx throw event=compensation\nb user\ns > a > x > b",
    "an event sub-process": "s start\na user\nw watch\ni start in=w event=message:m\nc user in=w\ns > a\ni > c",
    "an event beside": "s start\na user\nt edge at=a event=timer:P1D beside\nb user\nc user\ns > a > b\nt > c",
    "work that fails": "s start\na user\nt edge at=a event=error:e\nb user\nc user\ns > a > b\nt > c",
    "a call": "s start\np call calls=other\nc user\nother process\ni start in=other\na user in=other\ns > p > c\ni > a",
    "a signal": (
        "s start\ng and\na user\nx throw event=signal:k"
        "\nw catch event=signal:k\nb user\ns > g > a > x\ng > w > b"
    ),
    "tasks that end at once": "s start\na user\ng and\nb send\nc send\nd send\nj and\ns > a > g > b > c > j\ng > d > j",
}


@pytest.mark.parametrize("name", OTHERS)
def test_of_every_kind_of_element_game_simulator_and_checker_agree(name: str):
    model = sketch(OTHERS[name])
    ways = traces(model, 5, 20_000)
    assert ways
    graph = TokenGraph(model, (), instances=3)
    for way in ways:
        assert align(graph, way).cost == 0, way
    names = tasks_of(model)
    for length in range(4):
        for trace in itertools.product(names, repeat=length):
            if trace not in ways:
                alike = align(graph, trace).cost == 0
                # What ends at once on branches side by side may stand in any order.
                assert not alike or name == "tasks that end at once", trace
    log = simulate(model, 200)
    checked = check_conformance(log, model)
    assert checked.conforms and log.problems == ()
    assert {each.activities for each in checked.variants if len(each.activities) <= 5} <= ways
