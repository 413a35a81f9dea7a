"""Events happen to whom BPMN says: edges, races, sub-processes that watch, errors, messages, compensation."""

import pytest
from play import Played
from sketch import sketch

from openhall.process.rules.acts import ActKind


def test_a_race_is_won_by_the_first_event():
    text = """
    s start
    r race
    m catch event=message:answer
    t catch event=timer:P7D
    a user
    b user
    s > r > m > a
    r > t > b
    """
    assert Played(sketch(text)).open == ["m", "t"]
    assert Played(sketch(text)).do("t").open == ["b"]
    assert Played(sketch(text)).do("m").open == ["a"]


EDGE = "s start\na user\nt edge at=a event=timer:P7D {}\nb user\nc user\ns > a > b\nt > c"


def test_an_event_on_the_edge_stops_the_work():
    case = Played(sketch(EDGE.format("")))
    assert case.open == ["a", "t"]
    assert case.do("t").open == ["c"]
    assert case.told(ActKind.WITHDRAWN) == ["a"]


def test_an_event_beside_the_work_lets_it_go_on():
    case = Played(sketch(EDGE.format("beside"))).do("t t")
    assert case.open == ["a", "c", "c", "t"]
    assert case.do("a").open == ["c", "c", "b"]


def test_an_event_on_the_edge_of_a_sub_process_stops_all_in_it():
    text = """
    s start
    p sub
    g and in=p
    a user in=p
    b user in=p
    t edge at=p event=timer:P1D
    c user
    s > p
    g > a
    g > b
    t > c
    """
    case = Played(sketch(text)).do("t")
    assert case.open == ["c"] and sorted(case.told(ActKind.WITHDRAWN)) == ["a", "b", "p"]


WATCH = """
s start
a user
b user
w watch
i start in=w event=message:withdraw {}
c user in=w
s > a > b
i > c
"""


def test_a_sub_process_that_watches_stops_the_rest_of_its_scope():
    case = Played(sketch(WATCH.format("")))
    assert case.open == ["a", "i"]
    case.do("i")
    assert case.open == ["c"] and case.told(ActKind.WITHDRAWN) == ["a"]
    assert case.do("c").ended


def test_a_sub_process_that_watches_beside_lets_the_rest_go_on():
    case = Played(sketch(WATCH.format("beside"))).do("i i")
    assert case.open == ["a", "c", "c", "i"]
    assert case.do("c a b c").ended


ERRORS = """
s start
p sub
a user in=p
x end in=p event=error:lost
o edge at=p event=error
n edge at=p event=error:lost
u user
v user
s > p
a > x
o > u
n > v
"""


def test_an_error_is_caught_by_the_edge_that_names_it_first():
    assert Played(sketch(ERRORS)).do("a").open == ["v"]
    assert Played(sketch(ERRORS.replace("x end in=p event=error:lost", "x end in=p event=error:other"))).do(
        "a"
    ).open == ["u"]


def test_an_error_goes_up_through_calls_and_loops():
    text = """
    help process
    s start
    c call calls=help loop=parallel
    n edge at=c event=error:lost
    u user
    a user in=help
    b user in=help
    x end in=help event=error:lost
    k start in=help
    g and in=help
    s > c
    n > u
    k > g > a > x
    g > b
    """
    case = Played(sketch(text), instances=2)
    assert case.open == [
        "a",
        "b",
        "a",
        "b",
    ]
    assert case.do("a").open == ["u"]


def test_an_error_that_nobody_catches_ends_the_process_and_is_told():
    case = Played(sketch("s start\ng and\na user\nb user\nx end event=error:lost\ns > g > a > x\ng > b")).do(
        "a"
    )
    assert case.ended and case.told(ActKind.NOT_CAUGHT) == ["x"] and case.told(ActKind.WITHDRAWN) == ["b"]


def test_the_work_of_a_task_can_fail():
    text = "s start\na service\nn edge at=a event=error:down\nb user\nc user\ns > a > b\nn > c"
    assert Played(sketch(text)).fail("a", "down").open == ["c"]
    assert Played(sketch(text)).fail("a", "other").ended


def test_a_watching_sub_process_catches_errors_but_not_its_own():
    text = """
    s start
    a user
    x end event=error:lost
    w watch
    i start in=w event=error
    c user in=w
    y end in=w event=error:again
    s > a > x
    i > c > y
    """
    case = Played(sketch(text)).do("a")
    assert case.open == ["c"]
    assert case.do("c").ended and case.told(ActKind.NOT_CAUGHT) == ["y"]


ESCALATION = """
s start
p sub
a user in=p
x throw in=p event=escalation:late
b user in=p
o edge at=p event=escalation:late {}
u user
s > p
a > x > b
o > u
"""


def test_an_escalation_can_be_told_beside_the_work_or_stop_it():
    assert Played(sketch(ESCALATION.format("beside"))).do("a").open == ["b", "u"] or Played(
        sketch(ESCALATION.format("beside"))
    ).do("a").open == ["u", "b"]
    assert Played(sketch(ESCALATION.format(""))).do("a").open == ["u"]


def test_an_escalation_that_nobody_catches_changes_nothing():
    case = Played(sketch("s start\na user\nx throw event=escalation:late\nb user\ns > a > x > b")).do("a")
    assert case.open == ["b"] and case.told(ActKind.NOT_CAUGHT) == ["x"]


def test_a_signal_reaches_everybody_in_the_case_who_waits():
    text = """
    s start
    g and
    a user
    x throw event=signal:go
    m catch event=signal:go
    n catch event=signal:go
    b user
    c user
    s > g > a > x
    g > m > b
    g > n > c
    """
    case = Played(sketch(text)).do("a")
    assert case.open == ["b", "c"] and case.told(ActKind.SENT) == ["x"]


def test_terminate_ends_its_own_scope_only():
    text = """
    s start
    p sub
    g and in=p
    a user in=p
    b user in=p
    x end in=p event=terminate
    c user
    s > p > c
    g > a > x
    g > b
    """
    assert Played(sketch(text)).do("a").open == ["c"]


POOLS = """
firm process
s start
a user
m send says=order
w catch event=message:goods
e end
k start in=firm event=message:order
b user in=firm
n throw in=firm event=message:goods
s > a > m > w > e
k > b > n
m ~ k
n ~ w
"""


def test_a_message_starts_the_other_pool_and_its_answer_comes_back():
    case = Played(sketch(POOLS)).do("a")
    assert case.open == ["b"]
    assert case.do("b").ended and sorted(case.told(ActKind.ENDED)) == ["firm", "main"]


def test_a_message_that_nobody_waits_for_yet_is_kept():
    text = POOLS.replace("s > a > m > w > e", "s > m > a > w > e")
    case = Played(sketch(text))
    assert case.do("b").open == ["a"]
    assert case.do("a").ended


UNDO = """
s start
a user undo=ua
ca edge at=a event=compensation
ua user undoes
b user undo=ub
ub user undoes
x throw event=compensation{}
c user
s > a > b > x > c
"""


def test_compensation_makes_undone_what_is_done_the_last_first():
    case = Played(sketch(UNDO.format(""))).do("a b")
    assert case.open == ["ub"]
    assert case.do("ub").open == ["ua"]
    assert case.do("ua").open == ["c"]


def test_compensation_of_one_activity_leaves_the_others():
    case = Played(sketch(UNDO.format(":a"))).do("a b")
    assert case.open == ["ua"] and case.do("ua").open == ["c"]


def test_compensation_of_nothing_goes_on():
    text = UNDO.format("").replace("s > a > b > x > c", "s > x > c > a > b")
    assert Played(sketch(text)).open == ["c"]


def test_what_was_done_in_a_sub_process_can_be_undone_from_outside_and_from_a_watching_one():
    text = """
    s start
    p sub
    a user in=p undo=ua
    ua user in=p undoes
    b user
    w watch
    i start in=w event=message:withdraw
    x throw in=w event=compensation
    c user in=w
    s > p > b
    i > x > c
    """
    case = Played(sketch(text)).do("a i")
    assert case.open == ["ua"]
    assert case.do("ua").open == ["c"]


@pytest.mark.parametrize("event", ["timer:P1D", "message:stop", "signal:stop"])
def test_whatever_is_waited_for_can_happen_from_outside(event: str):
    assert Played(sketch(f"s start\nw catch event={event}\na user\ns > w > a")).do("w").open == ["a"]
