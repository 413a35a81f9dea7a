"""A step that is remembered does what the same step does when it is worked out anew."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from blocks import BLOCKS, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from sketch import sketch

from openhall.process import courses
from openhall.process.case import Case
from openhall.process.courses import Courses
from openhall.process.errors import BadInput, NoWayOut
from openhall.process.model import Model
from openhall.process.rules.game import MoveKind
from openhall.process.running import Running, Step

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Forgetful(Courses):
    """Remembers nothing."""

    def keep(self, *_: Any) -> None:
        return


def with_conditions(model: Model) -> Model:
    """The same model, whose choices look at what the case knows."""
    from dataclasses import replace

    flows = tuple(
        replace(flow, condition=f'contains(way, "{k % 10}")')
        if model.nodes[flow.source].kind in ("exclusiveGateway", "inclusiveGateway")
        and len(model.nodes[flow.source].outgoing) > 1
        else flow
        for k, flow in enumerate(model.flows)
    )
    nodes = tuple(
        replace(node, default=node.outgoing[0])
        if node.kind in ("exclusiveGateway", "inclusiveGateway") and len(node.outgoing) > 1
        else node
        for node in model.nodes
    )
    return replace(model, nodes=nodes, flows=flows)


def same(one: Step, other: Step) -> bool:
    return (
        one.case.packed == other.case.packed
        and one.acts == other.acts
        and one.case.data == other.case.data
        and list(one.case.data) == list(other.case.data)
        and (one.course.started, one.course.stopped, one.course.ended, one.course.place)
        == (other.course.started, other.course.stopped, other.course.ended, other.course.place)
    )


@settings(max_examples=150, deadline=None)
@given(
    BLOCKS, st.lists(st.tuples(st.integers(0, 9), st.text("0123456789", max_size=4)), min_size=1, max_size=12)
)
def test_cases_that_follow_each_other_go_as_if_each_were_the_first(block: Any, turns: Any) -> None:
    model = with_conditions(drawn(block))
    remembers, forgets = Running(model), Running(model)
    forgets.courses = Forgetful()
    # The second case meets what the first one left, and leaves it where its answers differ.
    for shift in (0, 0, 1):
        steps = [each.start({"way": "1"}, NOW) for each in (remembers, forgets)]
        assert same(*steps)
        for pick, way in turns:
            moves = forgets.game.moves(steps[1].case.state)
            if not moves:
                break
            move = moves[(pick + shift) % len(moves)]
            data = {"way": way}
            if move.kind == MoveKind.COMPLETE:
                steps = [
                    each.complete(step.case, move.number, data, NOW)
                    for each, step in zip((remembers, forgets), steps, strict=True)
                ]
            else:
                steps = [
                    each.happen(step.case, move.number, move.node, data, NOW)
                    for each, step in zip((remembers, forgets), steps, strict=True)
                ]
            assert same(*steps)


WITH_SCRIPT = "s start\na user\nc script\ng xor\nb user\nd user\ns > a > c > g\ng >[sum>10] b\ng >[else] d"


def scripted() -> Running:
    from dataclasses import replace

    from openhall.process.model import Work

    model = sketch(WITH_SCRIPT)
    nodes = tuple(
        replace(node, work=Work(script="a.cost * 2", result="sum")) if node.id == "c" else node
        for node in model.nodes
    )
    return Running(replace(model, nodes=nodes))


def test_scripts_are_done_anew_for_each_case(monkeypatch: pytest.MonkeyPatch) -> None:
    running = scripted()
    ends = []
    for cost in (9, 2, 9, 7):
        begun = running.start({}, NOW).case
        (token,) = begun.state.tokens
        step = running.complete(begun, token, {"a": {"cost": Decimal(cost)}}, NOW)
        (at,) = (running.model.nodes[token.at].id for token in step.case.state.tokens.values())
        ends.append((at, step.case.data["sum"]))
    assert ends == [("b", 18), ("d", 4), ("b", 18), ("b", 14)]


def test_what_is_refused_is_refused_again() -> None:
    running = scripted()
    begun = running.start({}, NOW).case
    (token,) = begun.state.tokens
    done = running.complete(begun, token, {"a": {"cost": Decimal(1)}}, NOW).case
    for _ in range(2):
        with pytest.raises(BadInput, match="done or withdrawn"):
            running.complete(done, token, {}, NOW)
    stuck = Running(sketch("s start\ng xor\na user\nb user\ns > g\ng >[x=1] a\ng >[x=2] b"))
    for _ in range(2):
        with pytest.raises(NoWayOut):
            stuck.start({"x": Decimal(3)}, NOW)


def test_only_so_much_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courses, "MOST_KEPT", 3)
    running = scripted()
    case = running.start({}, NOW).case
    for number in range(20):
        case.learn({"n": Decimal(number)})
        (token,) = case.state.tokens
        case = running.complete(case, token, {"a": {"cost": Decimal(number)}}, NOW).case
        case = running.start({}, NOW).case
        assert len(running.courses._kept) <= 3


def test_a_case_from_the_store_knows_and_keeps_the_same() -> None:
    case = Case(packed=(1, 0, 0, 0, 0), stored={"b": {"$n": "1.50"}, "a": 1})
    case.learn({"b": Decimal(3), "c": "x"})
    assert case.stored == {"a": 1, "b": 3, "c": "x"} and list(case.stored) == ["a", "b", "c"]
    assert case.data == {"a": 1, "b": 3, "c": "x"} and list(case.data) == ["a", "b", "c"]
    other = case.copy()
    other.learn({"$odd": Decimal(1)})
    assert other.stored == {"$c": {"a": 1, "b": 3, "c": "x", "$odd": 1}}
    assert Case(packed=case.packed, stored=other.stored).data["$odd"] == 1
    assert "$odd" not in case.data
