"""A case moves to another version of its model, or it is said why it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from blocks import BLOCKS, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from play import Answers, Played
from sketch import sketch

from openhall.process.errors import CannotMove
from openhall.process.model import Work
from openhall.process.moving import Move, differences
from openhall.process.rules.game import Game
from openhall.process.running import Running

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def moved(old: str, new: str, do: str = "", to: str = "", **places: str) -> Played:
    """Play a case of the old version, move it, and go on with it in the new one."""
    before = Played(sketch(old), to=to)
    before.do(do)
    running = Running(sketch(new))
    move = Move(before.model, running, places)
    after = move.state(before.state)
    move.check(after, ())
    going_on = Played(running.model, to=to)
    going_on.state, going_on.acts = after, []
    Game(running.model).settle(after, Answers(running.model))
    return going_on


OLD = "s start\na user\nb user\nz end\ns > a > b > z"


def test_a_case_goes_on_where_the_same_node_is_in_the_new_version() -> None:
    case = moved(OLD, "s start\na user\nc user\nb user\nz end\ns > a > c > b > z")
    assert case.open == ["a"]
    assert case.do("a c b").state.ended


def test_a_node_may_have_another_name_when_the_analyst_says_so() -> None:
    new = "s start\nx user\nb user\nz end\ns > x > b > z"
    assert moved(OLD, new, a="x").open == ["x"]
    with pytest.raises(CannotMove, match="“a” is not in the new version; say what takes its place"):
        moved(OLD, new)
    with pytest.raises(CannotMove, match="The new version has no “y”"):
        moved(OLD, new, a="y")
    with pytest.raises(CannotMove, match="The old version has no “q”"):
        moved(OLD, new, q="x")


def test_work_of_people_stays_work_of_people_and_all_else_its_kind() -> None:
    assert moved(OLD, OLD.replace("a user", "a task")).open == ["a"]
    with pytest.raises(CannotMove, match="“a” is a userTask, and “a” of the new version is a serviceTask"):
        moved(OLD, OLD.replace("a user", "a service"))


SIDE = "s start\np and\na user\nb user\nj and\nc user\nz end\ns > p\np > a > j\np > b > j\nj > c > z"


def test_a_token_that_waits_for_others_waits_on_or_goes_on_when_it_has_all() -> None:
    assert moved(SIDE, SIDE, "a").open == ["b"]
    more = SIDE.replace("b user\n", "b user\nd user\n") + "\np > d > j"
    # The new third branch never began in this case, so the gateway would wait for ever.
    with pytest.raises(CannotMove, match="It could not go on: After “b” the case stands still"):
        moved(SIDE, more, "a")
    one = "s start\na user\nb user\nj and\nc user\nz end\np and\ns > p\np > a > j\np > b > c > z\nj > z"
    with pytest.raises(CannotMove, match="does not wait for them in the new version"):
        moved(SIDE, one, "a")


def test_a_join_that_now_has_all_goes_on_at_once() -> None:
    three = SIDE.replace("b user\n", "b user\nd user\n") + "\np > d > j"
    two = SIDE.replace("b user\n", "b user\nd user\n") + "\np > d > z"
    case = moved(three, two, "a b")
    assert case.open == ["d", "c"]


SUB = "s start\np sub\ni start in=p\na user in=p\nx end in=p\nz end\ns > p > z\ni > a > x"


def test_what_lies_in_a_sub_process_stays_in_it() -> None:
    longer = SUB.replace("x end in=p", "b user in=p\nx end in=p").replace("i > a > x", "i > a > b > x")
    assert moved(SUB, longer).do("a").open == ["b"]
    with pytest.raises(CannotMove, match="“p” is not in the new version"):
        moved(SUB, "s start\na user\nz end\ns > a > z")
    out = "s start\np sub\ni start in=p\nb user in=p\nx end in=p\na user\nz end\ns > p > a > z\ni > b > x"
    with pytest.raises(CannotMove, match="“a” lies in another sub-process"):
        moved(SUB, out)


def test_instances_stay_instances() -> None:
    several = "s start\na user loop=parallel:count=2\nz end\ns > a > z"
    case = moved(several, "s start\na user loop=parallel:count=3\nb user\nz end\ns > a > b > z", "a")
    assert case.do("a").open == ["b"]
    with pytest.raises(CannotMove, match="another number of times"):
        moved(several, OLD)


def test_a_case_is_not_moved_to_where_it_would_be_asked_for_what_it_does_not_know() -> None:
    old = sketch("s start\na user\nb user\nz end\ns > a > b > z")
    new = sketch(
        "s start\na user\nb user\ng xor\nc user\nz end\ns > a > b > g\ng >[risk.high] c\ng >[else] z\nc > z"
    )
    nodes = tuple(replace(n, work=Work(form="risk")) if n.id == "a" else n for n in new.nodes)
    move = Move(old, Running(replace(new, nodes=nodes)), {})
    at_a, at_b = (move.state(Played(old).do(done).state) for done in ("", "a"))
    move.check(at_a, ())
    move.check(at_b, ("risk",))
    with pytest.raises(CannotMove, match="“g” asks for “risk”, which this case does not know"):
        move.check(at_b, ())
    # Where new cases, too, may come without it, the model knows how to do without it.
    optional = sketch(
        "s start\nk xor\na user\nb user\ng xor\nc user\nz end\ns > k\nk >[1=1] a\nk >[else] b\na > b > g\n"
        "g >[risk.high] c\ng >[else] z\nc > z"
    )
    nodes = tuple(replace(n, work=Work(form="risk")) if n.id == "a" else n for n in optional.nodes)
    move = Move(old, Running(replace(optional, nodes=nodes)), {})
    move.check(move.state(Played(old).do("a").state), ())


def test_the_differences_are_named_and_what_is_called_the_same_is_proposed() -> None:
    old = sketch("s start\na user\nb user\nc user\nz end\ns > a > b > c > z")
    new = sketch("s start\nx user\nb service\nd user\nz end\ns > x > b > d > z")
    named = [replace(n, name="Check") if n.id in ("a", "x") else n for n in (*old.nodes, *new.nodes)]
    count = len(old.nodes)
    found = differences(replace(old, nodes=tuple(named[:count])), replace(new, nodes=tuple(named[count:])))
    assert (found.gone, found.new, found.changed) == (("a", "c"), ("x", "d"), ("b",))
    assert found.proposed == {"a": "x"}


@settings(max_examples=100, deadline=None)
@given(BLOCKS, st.lists(st.integers(0, 9), max_size=8))
def test_every_state_of_a_sound_model_moves_to_the_same_model_unchanged(block: Any, picks: list[int]) -> None:
    played = Played(drawn(block))
    for pick in picks:
        if not played.open:
            break
        played.do(played.open[pick % len(played.open)])
    move = Move(played.model, Running(played.model), {})
    after = move.state(played.state)
    assert after.pack() == played.state.pack()
    if not after.ended:
        move.check(after, ())
