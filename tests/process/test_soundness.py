"""A sound model is called sound; of the others the fault is named, with the steps that lead to it."""

import pytest
from blocks import BLOCKS, drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from sketch import sketch

from openhall.process.explore import explore
from openhall.process.soundness import ProblemKind, Verdict, check_soundness, judge, passing_tasks

SOUND = {
    "sequence": "s start\na user\nb user\ne end\ns > a > b > e",
    "choice": "s start\ng xor\na user\nb user\nj xor\ns > g > a > j\ng > b > j",
    "parallel": "s start\ng and\na user\nb user\nj and\nc user\ns > g > a > j > c\ng > b > j",
    "inclusive": "s start\ng or\na user\nb user\nj or\nc user\ns > g >[x] a > j > c\ng >[else] b > j",
    "circle": "s start\nx xor\na user\ny xor\nb user\ns > x > a > y > x\ny > b",
    "race": "s start\nr race\nm catch event=message:m\nt catch event=timer:P1D\na user\ns > r > m > a\nr > t > a",
    "edge": "s start\na user\nt edge at=a event=timer:P1D\nb user\nc user\ns > a > b\nt > c",
    "edge beside": "s start\na user\nt edge at=a event=timer:P1D beside\nb user\nc end\ns > a > b\nt > c",
    "instances": "s start\na user loop=parallel until=x\nb user loop=sequential\nc user loop=standard\ns > a > b > c",
    "empty": "s start\ne end\ns > e",
    "sub-process": "s start\np sub\na user in=p\nt edge at=p event=timer:P1D\nb user\nc user\ns > p > b\nt > c",
    "watch": "s start\na user\nw watch\ni start in=w event=message:m\nc user in=w\ns > a\ni > c",
    "compensation": "s start\na user undo=u\nu user undoes\nx throw event=compensation\nb user\ns > a > x > b",
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_model_is_called_sound(name: str):
    assert check_soundness(sketch(SOUND[name])).problems == ()


def kinds(verdict: Verdict) -> list[ProblemKind]:
    return [problem.kind for problem in verdict.problems]


def test_a_join_of_a_choice_stands_still():
    verdict = check_soundness(
        sketch("s start\ng xor\na user\nb user\nj and\nc user\ns > g > a > j > c\ng > b > j")
    )
    assert kinds(verdict) == [ProblemKind.DEADLOCK, ProblemKind.DEAD]
    first, dead = verdict.problems
    assert first.nodes == ("j",) and first.trace == ("a",)
    assert first.sentence == "After “a” the case stands still: “j” waits for “b”, which can come no more."
    assert dead.nodes == ("c",) and dead.sentence.startswith("No case ever comes to “c”")


def test_branches_that_are_not_joined_run_twice():
    verdict = check_soundness(
        sketch("s start\ng and\na user\nb user\nc user\ne end\ns > g > a > c > e\ng > b > c")
    )
    assert kinds(verdict) == [ProblemKind.UNSYNCHRONISED]
    assert verdict.problems[0].nodes == ("c",)
    assert "can come to “c” twice at once" in verdict.problems[0].sentence


def test_a_circle_without_a_way_out_never_ends():
    verdict = check_soundness(sketch("s start\nx xor\na user\nb user\ns > x > a > b > x"))
    assert kinds(verdict) == [ProblemKind.NO_END]


def test_a_circle_without_work_is_told():
    verdict = check_soundness(sketch("s start\nx xor\ny xor\na user\ns > x > y > x\ny > a"))
    assert kinds(verdict) == [ProblemKind.NO_END]


def test_a_split_that_feeds_itself_is_told_and_does_not_run_for_ever():
    verdict = check_soundness(sketch("s start\nx xor\ng and\na user\nb user\ns > x > a > g > x\ng > b"))
    assert ProblemKind.UNSYNCHRONISED in kinds(verdict)


def test_an_event_in_another_pool_that_nobody_sends_stands_still():
    text = """
    firm process
    s start
    a user
    w catch event=message:goods
    k start in=firm event=message:order
    n throw in=firm event=message:goods
    s > a > w
    k > n
    n ~ w
    """
    verdict = check_soundness(sketch(text))
    assert kinds(verdict)[0] == ProblemKind.DEADLOCK
    assert "“w” waits for what nobody sends" in verdict.problems[0].sentence


def test_too_many_states_are_no_verdict():
    text = "s start\ng and\n" + "".join(
        f"a{k} user\nb{k} user\nt{k} edge at=b{k} event=timer:P1D\n" for k in range(9)
    )
    text += "s > g\n" + "\n".join(f"g > a{k} > b{k}" for k in range(9))
    verdict = check_soundness(sketch(text), most_states=500)
    assert kinds(verdict) == [ProblemKind.UNDECIDED] and not verdict.sound


def test_long_branches_side_by_side_are_checked_at_once():
    branches, length = 6, 8
    text = "s start\ng and\nj and\n" + "".join(
        f"a{b}x{k} user\n" for b in range(branches) for k in range(length)
    )
    text += "s > g\n" + "".join(
        f"g > {' > '.join(f'a{b}x{k}' for k in range(length))} > j\n" for b in range(branches)
    )
    verdict = check_soundness(sketch(text))
    # Without joining tasks there would be 9^6 states.
    assert verdict.sound and verdict.states < 100


def test_the_verdict_with_tasks_joined_is_that_of_every_state_one_by_one():
    for name, text in SOUND.items():
        model = sketch(text)
        assert judge(model, frozenset()).problems == (), name


def test_tasks_in_a_circle_are_not_all_joined():
    model = sketch("s start\nx xor\na user\nd user\ny xor\nb user\nc user\ns > x > a > d > y > x\ny > b > c")
    passing = {model.nodes[place].id for place in passing_tasks(model)}
    assert "b" in passing and not {"a", "d"} <= passing
    assert explore(model, passing_tasks(model)).complete


@settings(max_examples=150, deadline=None)
@given(BLOCKS)
def test_what_is_nested_well_is_sound(block: object):
    assert check_soundness(drawn(block)).problems == ()


@settings(max_examples=300, deadline=None)
@given(BLOCKS, st.data())
def test_joining_tasks_changes_no_verdict_of_a_model_with_a_fault(block: object, data: st.DataObject):
    model = drawn(block, data)
    joined, slow = check_soundness(model), judge(model, frozenset())
    assert {problem.kind for problem in joined.problems} == {problem.kind for problem in slow.problems}
