"""A case with its data: conditions, scripts, decisions and instances are answered from what it knows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sketch import sketch

from openhall.process.errors import BadInput, NoWayOut
from openhall.process.feel.values import Budget, Value
from openhall.process.model import Loop, LoopKind, Model, Work
from openhall.process.running import Case, Decided, Running, Step

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def with_work(model: Model, **work: Work) -> Model:
    from dataclasses import replace

    nodes = tuple(replace(node, work=work.get(node.id, node.work)) for node in model.nodes)
    return replace(model, nodes=nodes)


def open_work(running: Running, case: Case) -> list[str]:
    return [running.model.nodes[move.node].id for move in running.game.moves(case.state)]


def do(running: Running, case: Case, name: str, data: dict[str, Value] | None = None) -> Step:
    (number, *_) = [
        m.number for m in running.game.moves(case.state) if running.model.nodes[m.node].id == name
    ]
    return running.complete(case, number, data or {}, NOW)


def test_a_condition_sees_the_forms_and_their_fields():
    running = Running(
        sketch("s start\na user\ng xor\nb user\nc user\ns > a > g\ng >[apply.cost>cost-1] b\ng >[else] c")
    )
    case = running.start({"apply": {"cost": Decimal(5)}}, NOW).case
    assert open_work(running, do(running, case, "a").case) == ["b"]
    assert open_work(running, do(running, case, "a", {"apply": {"cost": None}}).case) == ["c"]


def test_a_step_leaves_the_case_it_began_from_as_it_was():
    running = Running(sketch("s start\na user\nb user\ns > a > b"))
    case = running.start({}, NOW).case
    after = do(running, case, "a", {"x": Decimal(1)}).case
    assert open_work(running, case) == ["a"] and case.data == {}
    assert open_work(running, after) == ["b"] and after.data == {"x": Decimal(1)}


def test_where_no_condition_holds_the_step_is_refused_by_name():
    running = Running(sketch("s start\na user\ng xor\nb user\nc user\ns > a > g\ng >[x=1] b\ng >[x=2] c"))
    case = running.start({}, NOW).case
    with pytest.raises(NoWayOut, match="None of the conditions after “g” holds"):
        do(running, case, "a", {"x": Decimal(3)})
    assert open_work(running, case) == ["a"]


def test_scripts_and_decisions_need_nobody_and_are_kept():
    def decide(work: Work, scope: dict[str, Value], budget: Budget) -> Decided:
        assert work.decision == "Fee" and scope["area"] == Decimal(20)
        return Decided("Fee", Decimal(40), ("Rule 1 of “Fee”",))

    model = with_work(
        sketch("s start\na user\nx script\nr rule\nb user\ns > a > x > r > b"),
        x=Work(script="apply.width * apply.depth", result="area"),
        r=Work(decision="Fee", result="fee"),
    )
    running = Running(model, decide)  # type: ignore[arg-type]
    case = running.start({}, NOW).case
    step = do(running, case, "a", {"apply": {"width": Decimal(4), "depth": Decimal(5)}})
    assert open_work(running, step.case) == ["b"]
    assert step.case.data["area"] == Decimal(20) and step.case.data["fee"] == Decimal(40)
    assert [outcome.reasons for _, outcome in step.decided] == [("Rule 1 of “Fee”",)]


def test_one_instance_for_each_element_of_a_list_and_their_results_are_gathered():
    from dataclasses import replace

    model = sketch("s start\na user\nb user\ns > a > b")
    loop = Loop(
        LoopKind.PARALLEL, collection="neighbours", item="who", result="answers", result_item="answer"
    )
    nodes = tuple(replace(node, loop=loop) if node.id == "a" else node for node in model.nodes)
    running = Running(replace(model, nodes=nodes))
    case = running.start({"neighbours": ["Ada", "Ben"]}, NOW).case
    tokens = [move.number for move in running.game.moves(case.state)]
    assert [running.scope(case, token)["who"] for token in tokens] == ["Ada", "Ben"]
    assert [running.scope(case, token)["loopCounter"] for token in tokens] == [1, 2]
    case = running.complete(case, tokens[1], {"answer": "no"}, NOW).case
    case = running.complete(case, tokens[0], {"answer": "yes"}, NOW).case
    assert case.data["answers"] == ["no", "yes"] and open_work(running, case) == ["b"]


def test_timers_run_while_their_event_is_waited_for_and_say_when():
    running = Running(
        sketch("s start\na user\nt edge at=a event=timer:P7D\nb user\nc user\ns > a > b\nt > c")
    )
    case = running.start({}, NOW).case
    ((number, place),) = running.timers(case)
    assert running.due(case, number, place, NOW).at == NOW + timedelta(days=7)
    fired = running.happen(case, number, place, {}, NOW).case
    assert open_work(running, fired) == ["c"] and running.timers(fired) == []
    with pytest.raises(BadInput, match="is not open any more"):
        running.happen(fired, number, place, {}, NOW)


def test_a_timer_may_be_worked_out_from_the_case():
    running = Running(sketch("s start\nw catch event=timer:apply.until\na user\ns > w > a"))
    case = running.start({"apply": {"until": "2026-04-01"}}, NOW).case
    ((number, place),) = running.timers(case)
    assert running.due(case, number, place, NOW).at == datetime(2026, 4, 1, tzinfo=UTC)
    with pytest.raises(BadInput, match="The timer “w”"):
        running.due(running.start({}, NOW).case, number, place, NOW)


def test_the_time_of_the_step_is_what_now_and_today_say():
    model = with_work(
        sketch("s start\nx script\na user\ns > x > a"), x=Work(script="string(today())", result="on")
    )
    assert Running(model).start({}, NOW).case.data == {"on": "2026-03-02"}


def test_a_number_of_instances_that_is_none_is_refused():
    running = Running(sketch("s start\na user loop=parallel:many\ns > a"))
    for many in (None, Decimal("1.5"), Decimal(-1), Decimal(5000)):
        with pytest.raises(BadInput, match="is to be done"):
            running.start({"many": many}, NOW)
    assert len(open_work(running, running.start({"many": Decimal(3)}, NOW).case)) == 3


@pytest.mark.parametrize("kind", ["xor", "or"])
def test_a_condition_on_the_only_flow_of_a_gateway_is_asked(kind: str):
    model = sketch(f"s start\na user\nb user\nj {kind}\nc user\ns > a > j >[x > 1] c")
    running = Running(model)
    begun = running.start({"x": Decimal(1)}, NOW)
    (a,) = running.game.moves(begun.case.state)
    assert running.complete(begun.case, a.number, {"x": Decimal(2)}, NOW).case.state.tokens
    with pytest.raises(NoWayOut, match="None of the conditions after “j” holds"):
        running.complete(begun.case, a.number, {}, NOW)
