"""Tokens go where BPMN says: sequence, splits and joins, loops, sub-processes, calls."""

import pytest
from play import Played
from sketch import sketch

from openhall.process.errors import BadInput, LimitReached
from openhall.process.rules.acts import ActKind
from openhall.process.rules.state import State


def test_work_is_offered_one_after_the_other_until_the_end():
    case = Played(sketch("s start\na user\nb user\ne end\ns > a > b > e"))
    assert case.open == ["a"]
    assert case.do("a").open == ["b"]
    assert case.do("b").ended and case.open == []
    assert case.told(ActKind.DONE) == ["s", "a", "b", "e"]
    assert case.told(ActKind.ENDED) == ["main"]


def test_work_that_is_done_is_not_open_any_more():
    case = Played(sketch("s start\na user\nb user\ns > a > b"))
    (move,) = case.game.moves(case.state)
    case.do("a")
    with pytest.raises(BadInput, match="“a” is not open any more"):
        case.game.play(case.state, move, case.answers)


EITHER = "s start\ng xor\na user\nb user\nj xor\nc user\ns > g > a > j > c\ng >[else] b\nb > j"


def test_an_exclusive_gateway_takes_one_way():
    assert Played(sketch(EITHER), to="b").open == ["b"]
    assert Played(sketch(EITHER), to="a").do("a c").ended


BOTH = "s start\ng and\na user\nb user\nj and\nc user\ns > g > a > j > c\ng > b > j"


def test_a_parallel_gateway_waits_for_all():
    case = Played(sketch(BOTH))
    assert case.open == ["a", "b"]
    assert case.do("b").open == ["a"]
    assert case.do("a").open == ["c"]
    assert case.do("c").ended


def test_a_merge_without_a_gateway_waits_for_nobody():
    case = Played(sketch("s start\ng and\na user\nb user\nc user\ns > g > a > c\ng > b > c"))
    assert case.do("a b").open == ["c", "c"]
    assert case.do("c").open == ["c"]
    assert case.do("c").ended


SOME = """
s start
g or
a user
b user
c user
j or
d user
s > g > a > j > d
g > b > j
g >[else] c
c > j
"""


@pytest.mark.parametrize(
    ("to", "order"),
    [("a", "a"), ("a b", "b a"), ("a b c", "c a b"), ("", "c")],
    ids=["one", "two", "all", "default"],
)
def test_an_inclusive_gateway_waits_for_those_that_were_begun(to: str, order: str):
    case = Played(sketch(SOME), to=to)
    assert sorted(case.open) == sorted(order.split())
    for name in order.split()[:-1]:
        assert "d" not in case.do(name).open
    assert case.do(order.split()[-1]).open == ["d"]


def test_an_inclusive_join_does_not_wait_for_what_cannot_come_but_for_what_loops_back():
    # After a, b may lead back to a; j then still has to wait for b.
    text = """
    s start
    g and
    a user
    b user
    x xor
    j or
    d user
    s > g > a > j > d
    g > b > x > j
    x >[else] b
    """
    case = Played(sketch(text), to="b j")
    assert case.do("a").open == ["b"]
    case.answers.to = ["b"]
    assert case.do("b").open == ["b"]
    case.answers.to = ["j"]
    assert case.do("b").open == ["d"]


def test_an_inclusive_join_waits_for_what_an_event_on_the_edge_of_work_may_bring():
    text = """
    s start
    g and
    a user
    b user
    t edge at=b event=timer:P1D
    j or
    n end
    d user
    s > g > a > j > d
    g > b > n
    t > j
    """
    assert Played(sketch(text)).do("a").open == ["b", "t"]
    assert Played(sketch(text)).do("a t").open == ["d"]
    assert Played(sketch(text)).do("a b").open == ["d"]


def test_conditions_on_the_flows_of_a_task_are_an_inclusive_choice():
    text = "s start\na user\nb user\nc user\nd user\ns > a >[x] b\na >[y] c\na > d"
    assert Played(sketch(text), to="b c").do("a").open == ["d", "b", "c"]


def test_a_sub_process_is_done_when_all_in_it_is():
    text = """
    s start
    p sub
    i start in=p
    g and in=p
    a user in=p
    b user in=p
    c user
    s > p > c
    i > g > a
    g > b
    """
    case = Played(sketch(text))
    assert case.do("a").open == ["b"]
    assert case.do("b").open == ["c"]
    assert case.told(ActKind.DONE) == ["s", "i", "a", "b", "p"]


def test_an_empty_sub_process_is_done_at_once():
    assert Played(sketch("s start\np sub\na user\ns > p > a")).open == ["a"]


def test_a_called_process_runs_within_the_caller():
    text = """
    help process
    s start
    c call calls=help
    b user
    i start in=help
    a user in=help
    s > c > b
    i > a
    """
    case = Played(sketch(text))
    assert case.open == ["a"]
    assert case.do("a").open == ["b"] and case.do("b").ended


def test_a_process_that_calls_itself_without_end_is_stopped():
    with pytest.raises(LimitReached, match="calls itself"):
        Played(sketch("s start\nc call calls=main\ns > c"))


def test_a_loop_without_work_is_stopped():
    with pytest.raises(LimitReached, match="goes round without waiting"):
        Played(sketch("s start\nx xor\ny xor\ne end\ns > x > y > x\ny >[else] e"), to="x")


def test_a_split_that_never_joins_is_stopped():
    with pytest.raises(LimitReached, match="never joins"):
        Played(sketch("s start\ng and\na user\nx xor\ns > x > g > a\ng > x"))


def test_instances_side_by_side_are_all_offered_and_all_waited_for():
    case = Played(sketch("s start\na user loop=parallel\nb user\ns > a > b"), instances=3)
    assert case.open == ["a", "a", "a"]
    assert [case.state.tokens[move.number].index for move in case.game.moves(case.state)] == [1, 2, 3]
    assert case.do("a a").open == ["a"]
    assert case.do("a").open == ["b"]


def test_instances_one_after_the_other():
    case = Played(sketch("s start\na user loop=sequential\nb user\ns > a > b"), instances=3)
    assert case.open == ["a"] and case.do("a a").open == ["a"]
    assert case.do("a").open == ["b"]


def test_no_instances_are_none_to_wait_for():
    for how in ("parallel", "sequential"):
        assert Played(sketch(f"s start\na user loop={how}\nb user\ns > a > b"), instances=0).open == ["b"]


def test_when_enough_instances_are_done_the_others_are_withdrawn():
    case = Played(
        sketch("s start\na user loop=parallel until=enough\nb user\ns > a > b"), instances=4, enough=2
    )
    assert case.do("a a").open == ["b"]
    assert case.told(ActKind.WITHDRAWN) == ["a", "a"]


def test_a_standard_loop_repeats_while_its_condition_holds():
    case = Played(sketch("s start\na user loop=standard\nb user\ns > a > b"), rounds=2)
    assert case.do("a a").open == ["a"]
    assert case.do("a").open == ["b"]


def test_thousands_of_instances_that_need_nobody_do_not_fill_the_stack():
    model = sketch("s start\na send loop=sequential says=hello\nb user\ns > a > b")
    case = Played(model, instances=5_000)
    assert case.open == ["b"] and len(case.told(ActKind.SENT)) == 5_000


def test_a_state_is_a_few_integers_that_come_back_as_they_were():
    case = Played(sketch(BOTH)).do("a")
    packed = case.state.pack()
    assert all(type(each) is int for each in packed) and len(packed) < 40
    assert State.unpack(packed) == case.state
    for broken in ([], packed[:-1], [99, *packed[1:]]):
        with pytest.raises(BadInput):
            State.unpack(broken)


def test_two_states_in_which_the_same_can_happen_have_the_same_key():
    one, other = Played(sketch(BOTH)).do("a"), Played(sketch(BOTH)).do("b")
    assert one.state.key() != other.state.key()
    loops = sketch("s start\nx xor\na user\ng xor\nb user\ns > x > a > g > b\ng >[again] x")
    case = Played(loops, to="x")
    before = case.state.key()
    case.do("a")
    assert case.state.key() == before
