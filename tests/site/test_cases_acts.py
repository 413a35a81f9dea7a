"""An act in a case is one transaction: state, tasks, timers, letters out and event rows together, or nothing."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from openhall.site.cases import writing
from openhall.site.cases.acts import (
    NOBODY,
    By,
    NotPossible,
    begin,
    claim,
    complete,
    happen,
    release,
)
from openhall.site.cases.driving import run
from openhall.site.cases.firing import fire_due
from openhall.site.cases.models import Case, Member, Outgoing, Timer
from openhall.site.cases.statements import Filled
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department, Post, User
from openhall.site.services.models import Version
from tests.site.processes import number_of, open_tasks, publish

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="urn:openhall:bpmn:1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:city">
  <message id="withdrawal" name="withdrawal"/>
  <process id="permit" isExecutable="true">
    <laneSet id="ls"><lane id="l1" name="Planning"><flowNodeRef>check</flowNodeRef><flowNodeRef>remind</flowNodeRef>
      <childLaneSet id="cl"><lane id="l3" name="officer"><flowNodeRef>check</flowNodeRef></lane></childLaneSet></lane>
      <lane id="l2" name="fire"><flowNodeRef>advise</flowNodeRef></lane></laneSet>
    <startEvent id="received" name="Application received"/>
    <parallelGateway id="split"/><userTask id="check" name="Check plans"/><userTask id="advise" name="Give advice"/>
    <boundaryEvent id="late" attachedToRef="advise" cancelActivity="false"><timerEventDefinition>
      <timeCycle>R2/P7D</timeCycle></timerEventDefinition></boundaryEvent>
    <sendTask id="remind" name="Remind" openhall:letter="reminder"/>
    <parallelGateway id="join"/><scriptTask id="sum" name="Sum up"/><endEvent id="granted" name="Granted"/>
    <subProcess id="w" triggeredByEvent="true"><startEvent id="withdrawn" name="Withdrawn">
      <messageEventDefinition messageRef="withdrawal"/></startEvent><endEvent id="gone" name="Withdrawn by applicant"/>
      <sequenceFlow id="f9" sourceRef="withdrawn" targetRef="gone"/></subProcess>
    <sequenceFlow id="f1" sourceRef="received" targetRef="split"/>
    <sequenceFlow id="f2" sourceRef="split" targetRef="check"/>
    <sequenceFlow id="f3" sourceRef="split" targetRef="advise"/>
    <sequenceFlow id="f4" sourceRef="check" targetRef="join"/>
    <sequenceFlow id="f5" sourceRef="advise" targetRef="join"/>
    <sequenceFlow id="f6" sourceRef="late" targetRef="remind"/><sequenceFlow id="f7" sourceRef="join" targetRef="sum"/>
    <sequenceFlow id="f8" sourceRef="sum" targetRef="granted"/>
  </process>
</definitions>""".replace(
    '<scriptTask id="sum" name="Sum up"/>',
    '<scriptTask id="sum" name="Sum up" openhall:result="total"><script>check.cost + advise.cost</script></scriptTask>',
)


def new_version() -> Version:
    return publish(
        PROCESS, more={"letters/reminder.md": b"---\nsubject: A reminder\n---\nPlease give your advice."}
    )


@pytest.fixture
def version(db: None) -> Version:
    return new_version()


def person(name: str, *departments: str) -> User:
    made = User.objects.create_user(f"{name}@city.example", name=name)
    for key in departments or ("planning",):
        Post.objects.create(person=made, department=Department.objects.get(key=key))
    return made


def test_a_case_begins_with_its_work_offered_to_departments_and_roles(version: Version) -> None:
    case = begin(version, {"apply": {"cost": Decimal(5)}}, NOBODY)
    tasks = open_tasks(case)
    assert {(t.name, t.department.key, t.role) for t in tasks.values() if t.department} == {
        ("Check plans", "planning", "officer"),
        ("Give advice", "fire", ""),
    }
    (timer,) = case.timers.all()
    assert timer.due_at == case.opened_at + timedelta(days=7)
    told = list(Event.objects.order_by("id").values_list("activity", "lifecycle", "department"))
    assert told == [
        ("Application received", "complete", ""),
        ("Check plans", "schedule", "planning"),
        ("Give advice", "schedule", "fire"),
    ]
    assert set(Event.objects.values_list("case", flat=True)) == {case.pseudonym}
    assert len(str(case.state)) < 1_000


def test_a_case_goes_on_until_its_end_and_knows_its_outcome(version: Version) -> None:
    ada = By(person("ada", "planning", "fire"), "planning", "officer")
    case = begin(version, {}, NOBODY)
    tasks = open_tasks(case)
    complete(tasks["check"].pk, {"check": {"cost": Decimal("1.50")}}, ada)
    case = complete(tasks["advise"].pk, {"advise": {"cost": Decimal(2)}}, ada)
    case.refresh_from_db()
    assert case.ended_at and case.outcome == "Granted" and case.data["total"] == {"$n": "3.50"}
    assert not open_tasks(case) and not case.timers.exists()
    done = Event.objects.filter(activity="Check plans", lifecycle="complete").get()
    assert ada.person and done.actor == ada.person.pseudonym


def test_of_two_officers_on_one_task_the_second_is_told(version: Version) -> None:
    ada, ben = By(person("ada"), "planning"), By(person("ben"), "planning")
    case = begin(version, {}, NOBODY)
    task = open_tasks(case)["check"]
    assert claim(task.pk, ada).claimed_by == ada.person
    with pytest.raises(NotPossible, match="ada is working on “Check plans”"):
        claim(task.pk, ben)
    with pytest.raises(NotPossible, match="ada is working on “Check plans”"):
        complete(task.pk, {}, ben)
    release(task.pk, ada)
    claim(task.pk, ben)
    complete(task.pk, {"check": {"cost": Decimal(1)}}, ben)
    with pytest.raises(NotPossible, match="“Check plans” is done already by ben"):
        complete(task.pk, {"check": {"cost": Decimal(9)}}, ada)
    case.refresh_from_db()
    assert case.data["check"] == {"cost": 1}
    assert Event.objects.filter(lifecycle="assign").count() == 2


def test_work_is_done_by_those_who_have_a_post_for_it_or_are_in_the_team(version: Version) -> None:
    case = begin(version, {}, NOBODY)
    check = open_tasks(case)["check"]
    ada = person("ada", "fire")
    with pytest.raises(NotPossible, match="“Check plans” is the work of Planning, where you have no post"):
        complete(check.pk, {}, By(ada))
    planning = Department.objects.get(key="planning")
    Post.objects.create(person=ada, department=planning, role="secretary")
    old = Post.objects.create(
        person=ada, department=planning, role="officer", until=timezone.localdate() - timedelta(days=1)
    )
    with pytest.raises(NotPossible, match="no post"):
        complete(check.pk, {}, By(ada))
    old.delete()
    Member.objects.create(case=case, person=ada)
    complete(check.pk, {"check": {"cost": Decimal(1)}}, By(ada, "fire"))
    done = Event.objects.get(activity="Check plans", lifecycle="complete")
    assert (done.actor, done.department) == (ada.pseudonym, "fire")
    complete(open_tasks(case)["advise"].pk, {"advise": {"cost": Decimal(2)}}, By(ada))


def test_what_a_case_learned_last_is_seen_first(version: Version) -> None:
    case = begin(version, {"zeal": {"cost": Decimal(1)}, "a": {"cost": Decimal(2)}}, NOBODY)
    case.refresh_from_db()
    assert list(case.data) == ["zeal", "a"]


def test_a_timer_fires_as_often_as_it_says_and_its_letter_leaves_each_time_once(version: Version) -> None:
    case = begin(version, {}, NOBODY)
    assert fire_due(case.opened_at + timedelta(days=6)) == 0
    assert fire_due(case.opened_at + timedelta(days=8)) == 1
    assert fire_due(case.opened_at + timedelta(days=8)) == 0
    assert fire_due(case.opened_at + timedelta(days=30)) == 1
    assert fire_due(case.opened_at + timedelta(days=300)) == 0
    assert list(Outgoing.objects.values_list("kind", "name")) == [("letter", "reminder")] * 2
    assert sorted(open_tasks(case)) == ["advise", "check"]


def test_an_event_stops_what_is_under_way(version: Version) -> None:
    case = begin(version, {}, NOBODY)
    case = happen(case.pk, number_of(case, "withdrawn"), "withdrawn", {}, NOBODY)
    case.refresh_from_db()
    assert case.outcome == "Withdrawn by applicant" and not Timer.objects.exists()
    assert set(case.tasks.values_list("status", flat=True)) == {"withdrawn"}


def test_when_a_part_of_an_act_fails_nothing_of_it_is_written(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = begin(version, {}, NOBODY)
    events, before = Event.objects.count(), Case.objects.get(pk=case.pk)

    def breaks(batch: list[Filled]) -> None:
        run(batch)
        raise OSError("the disk is full")

    monkeypatch.setattr(writing, "run_last", breaks)
    with pytest.raises(OSError, match="disk"):
        complete(open_tasks(case)["check"].pk, {"check": {"cost": Decimal(1)}}, NOBODY)
    after = Case.objects.get(pk=case.pk)
    assert (after.state, after.data, after.moves) == (before.state, before.data, before.moves)
    assert Event.objects.count() == events and sorted(open_tasks(case)) == ["advise", "check"]


@pytest.mark.django_db(transaction=True)
def test_work_done_at_the_same_moment_is_done_once_each_and_joined() -> None:
    version = new_version()
    cases = [begin(version, {}, NOBODY) for _ in range(8)]
    tasks = [(task.pk, name) for case in cases for name, task in open_tasks(case).items()]
    refused: list[int] = []

    def work(mine: list[tuple[int, str]]) -> None:
        for pk, name in mine:
            try:
                complete(pk, {name: {"cost": Decimal(1)}}, NOBODY)
            except NotPossible:
                refused.append(pk)
        connection.close()

    # Two officers for every task, one of them from the other end.
    threads = [threading.Thread(target=work, args=(each,)) for each in (tasks, tasks[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(refused) == sorted(pk for pk, _ in tasks)
    assert set(Case.objects.values_list("outcome", flat=True)) == {"Granted"}
    assert Event.objects.filter(activity="Check plans", lifecycle="complete").count() == len(cases)
    assert Event.objects.filter(activity="Granted").count() == len(cases)


@pytest.mark.django_db(transaction=True)
def test_workers_share_the_timers_and_no_timer_fires_twice() -> None:
    version = new_version()
    cases = [begin(version, {}, NOBODY) for _ in range(12)]
    later = timezone.now() + timedelta(days=8)
    fired: list[int] = []

    def work() -> None:
        count = 0
        # A worker that finds every case held by others looks again.
        for _ in range(50):
            with transaction.atomic():
                left = Timer.objects.filter(due_at__lte=later).exists()
            if not left:
                break
            count += fire_due(later)
        fired.append(count)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(fired) == len(cases) == Outgoing.objects.count()
    assert set(Timer.objects.values_list("fired", flat=True)) == {1}
