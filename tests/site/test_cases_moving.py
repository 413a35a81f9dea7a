"""Open cases move to another version: with their work, timers and calls, each recorded, and none lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from openhall.process.saying import keep
from openhall.site.cases import moving
from openhall.site.cases.acts import NOBODY, By, NotPossible, begin, claim, complete
from openhall.site.cases.firing import fire_due
from openhall.site.cases.models import Case, Moved, Outgoing, Removal, Timer
from openhall.site.cases.moving import move_due, order, plan
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department, Post, User
from openhall.site.services.models import Version
from tests.site.processes import bpmn, flows, open_tasks, publish

OLD = bpmn(
    '<laneSet id="ls"><lane id="l1" name="planning"><flowNodeRef>check</flowNodeRef></lane><lane id="l2" name="fire">'
    '<flowNodeRef>advise</flowNodeRef></lane></laneSet><startEvent id="s"/><parallelGateway id="split"/>'
    '<userTask id="check" name="Check"/><boundaryEvent id="late" name="Late" attachedToRef="check" '
    'cancelActivity="false"><timerEventDefinition><timeDuration>P7D</timeDuration></timerEventDefinition>'
    '</boundaryEvent><userTask id="advise" name="Advise"/><parallelGateway id="join"/><serviceTask id="pay" name="Pay" '
    'openhall:operation="pay" openhall:result="receipt"/><userTask id="hand" name="Hand out"/><endEvent id="e"/>'
    '<endEvent id="told" name="Told"/>'
    + flows("s>split", "split>check", "split>advise", "check>join", "advise>join", "join>pay", "pay>hand", "hand>e",
            "late>told"),
)  # fmt: skip
NEW = (
    OLD.replace('id="check" name="Check"', 'id="inspect" name="Inspect on site"')
    .replace('attachedToRef="check"', 'attachedToRef="inspect"')
    .replace("<flowNodeRef>check</flowNodeRef>", "")
    .replace("<flowNodeRef>advise", "<flowNodeRef>inspect</flowNodeRef><flowNodeRef>advise")
    .replace('Ref="check"', 'Ref="inspect"')
    .replace("P7D", "P3D")
    .replace('id="pay"', 'id="charge"')
    .replace('Ref="pay"', 'Ref="charge"')
)
PLACES = {"check": "inspect", "pay": "charge"}


def all_moves() -> None:
    while move_due():
        continue


def versions(new: str = NEW) -> tuple[Version, Version]:
    return publish(OLD), publish(new)


def test_work_moves_with_who_has_it_in_hand_and_timers_run_on_from_when_they_began(db: None) -> None:
    old = publish(OLD)
    case = begin(old, {}, NOBODY)
    ada = User.objects.create_user("ada@city.example", name="Ada")
    Post.objects.create(person=ada, department=Department.objects.get(key="planning"))
    claim(open_tasks(case)["check"].pk, By(ada, "planning"))
    Timer.objects.update(since=timezone.now() - timedelta(days=1))
    new = publish(NEW)
    removal = order(old, new, PLACES, By(ada))
    all_moves()
    removal.refresh_from_db()
    assert (removal.status, removal.cases, removal.moved, removal.stayed) == ("done", 1, 1, 0)
    case.refresh_from_db()
    task = open_tasks(case)["inspect"]
    assert case.version == new and task.claimed_by == ada
    assert (task.name, task.department and task.department.key) == ("Inspect on site", "fire")
    timer = case.timers.get()
    assert timer.due_at == timer.since + timedelta(days=3)
    told = Event.objects.get(lifecycle="moved")
    assert (told.case, told.version, told.actor) == (case.pseudonym, 2, ada.pseudonym)
    assert fire_due(timezone.now() + timedelta(days=2, hours=1)) == 1
    with pytest.raises(NotPossible, match="the work of Fire and rescue, where you have no post"):
        complete(task.pk, {}, By(ada, "planning"))
    complete(task.pk, {}, NOBODY)
    complete(open_tasks(case)["advise"].pk, {}, NOBODY)
    assert Outgoing.objects.get(kind="call").content["node"] == "charge"


def test_the_answer_to_a_call_that_was_out_finds_its_work(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from openhall.site.cases.sending import _take_answer

    old, new = versions()
    case = begin(old, {}, NOBODY)
    for task in open_tasks(case).values():
        complete(task.pk, {}, NOBODY)
    order(old, new, PLACES, NOBODY)
    all_moves()
    _take_answer(Outgoing.objects.select_related("case").get(), "paid")
    case.refresh_from_db()
    assert case.data["receipt"] == "paid" and list(open_tasks(case)) == ["hand"]


def test_those_that_cannot_move_are_named_with_the_reason_and_end_in_the_old_version(db: None) -> None:
    old, new = versions()
    stays, moves = begin(old, {}, NOBODY), begin(old, {}, NOBODY)
    for task in open_tasks(moves).values():
        complete(task.pk, {}, NOBODY)
    planned = plan(old, new, {"pay": "charge"})
    assert (planned.cases, planned.moving) == (2, 1)
    assert planned.differences.gone == ("check", "pay") and planned.differences.new == ("inspect", "charge")
    assert planned.differences.proposed == {"pay": "charge"}
    (why,) = planned.staying
    assert str(why.reason).startswith("“Check” is not in the new version")
    assert why.examples == (stays.reference,)
    order(old, new, {"pay": "charge"}, NOBODY)
    all_moves()
    assert Moved.objects.get(case=stays).reason == keep(why.reason) and Moved.objects.get(case=moves).moved
    stays.refresh_from_db()
    assert stays.version == old and Event.objects.filter(case=stays.pseudonym, lifecycle="moved").count() == 0
    for _ in range(2):
        for task in open_tasks(stays).values():
            complete(task.pk, {}, NOBODY)
    assert Outgoing.objects.filter(case=stays, kind="call").exists()


THREE = bpmn(
    '<startEvent id="s"/><parallelGateway id="split"/><userTask id="a"/><userTask id="b"/><userTask id="c"/>'
    '<parallelGateway id="join"/><userTask id="decide"/><endEvent id="e"/>'
    + flows(
        "s>split", "split>a", "split>b", "split>c", "a>join", "b>join", "c>join", "join>decide", "decide>e"
    ),
)


def test_a_gateway_that_has_all_it_waits_for_in_the_new_version_goes_on_at_once(db: None) -> None:
    old = publish(THREE)
    case = begin(old, {}, NOBODY)
    for name in ("a", "b"):
        complete(open_tasks(case)[name].pk, {}, NOBODY)
    new = publish(THREE.replace('sourceRef="c" targetRef="join"', 'sourceRef="c" targetRef="e"'))
    order(old, new, {}, NOBODY)
    all_moves()
    case.refresh_from_db()
    assert case.version == new and sorted(open_tasks(case)) == ["c", "decide"]


def test_an_order_that_makes_no_sense_is_refused(db: None) -> None:
    old, new = versions()
    other = publish(OLD, "roads", "Roads")
    for pair, places, words in (
        ((old, other), {}, "the same service"),
        ((old, old), {}, "another one"),
        ((old, new), {"check": "nowhere"}, "no “nowhere”"),
    ):
        with pytest.raises(NotPossible, match=words):
            order(*pair, places, NOBODY)
    Version.objects.filter(pk=new.pk).update(status="draft")
    new.refresh_from_db()
    with pytest.raises(NotPossible, match="Publish the new version first"):
        order(old, new, PLACES, NOBODY)
    Version.objects.filter(pk=new.pk).update(status="open")
    new.refresh_from_db()
    order(old, new, PLACES, NOBODY)
    with pytest.raises(NotPossible, match="being moved already"):
        order(old, new, PLACES, NOBODY)


def test_a_move_that_fails_by_a_fault_says_so_and_keeps_nobody_waiting(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = versions()
    begin(old, {}, NOBODY)
    order(old, new, PLACES, NOBODY)

    def breaks(*_: Any) -> None:
        raise RuntimeError("a fault")

    with monkeypatch.context() as patch:
        patch.setattr(moving, "resettle", breaks)
        with pytest.raises(RuntimeError):
            move_due()
    failed = Removal.objects.get()
    assert failed.status == "failed" and "stopped it: RuntimeError: a fault." in failed.why
    with translation.override("ar"):
        assert "RuntimeError: a fault" in failed.why and "program" not in failed.why
    assert move_due() == 0 and Case.objects.get().version == old


def test_a_move_to_what_became_a_draft_says_why_in_the_language_of_who_reads(db: None) -> None:
    old, new = versions()
    begin(old, {}, NOBODY)
    order(old, new, PLACES, NOBODY)
    Version.objects.filter(pk=new.pk).update(status="draft")
    with pytest.raises(NotPossible):
        move_due()
    failed = Removal.objects.get()
    assert failed.status == "failed" and failed.why.startswith("Publish the new version first")
    with translation.override("ar"):
        assert failed.why and "Publish" not in failed.why


def test_officers_act_while_their_cases_move_and_nothing_is_lost(transactional_db: None) -> None:
    old = publish(OLD)
    cases = [begin(old, {}, NOBODY) for _ in range(24)]
    new = publish(NEW)
    order(old, new, PLACES, NOBODY)
    tasks = [task.pk for case in cases for task in open_tasks(case).values()]
    done: list[int] = []

    def move() -> None:
        all_moves()
        connection.close()

    def act(mine: list[int]) -> None:
        for task in mine:
            complete(task, {}, NOBODY)
            done.append(task)
        connection.close()

    threads = [threading.Thread(target=move) for _ in range(2)]
    threads += [threading.Thread(target=act, args=(tasks[k::2],)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    all_moves()
    assert sorted(done) == sorted(tasks)
    assert Moved.objects.filter(moved=True).count() == len(cases) == Case.objects.filter(version=new).count()
    assert Event.objects.filter(lifecycle="moved").count() == len(cases)
    assert Outgoing.objects.filter(kind="call").count() == len(cases)
    assert Removal.objects.get().status == "done"
