"""Who sees which case and which answers; work that goes from hand to hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from openhall.site.cases.access import (
    cases_for,
    colleagues,
    may_lead,
    may_see,
    may_work,
    sight_of,
    stands_in_for,
    tasks_for,
)
from openhall.site.cases.acts import claim, complete
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.handing import (
    delegate,
    end_substitution,
    hand_back,
    hand_over,
    join_team,
    leave_team,
    name_substitute,
)
from openhall.site.cases.models import Handover, Task
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department, Post
from tests.site.stalls import Office, open_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person: Any) -> Office:
    return open_office(person)


def test_work_is_seen_by_who_holds_its_post_and_by_nobody_else(office: Office, person: Any) -> None:
    case = office.case()
    check = office.task(case, "check")
    assert list(tasks_for(office.officer)) == [check] == list(tasks_for(office.head))
    assert not tasks_for(office.engineer).exists()
    nobody = person("officer", email="nobody@city.example")
    assert not tasks_for(nobody).exists() and not cases_for(nobody).exists()
    root = person(email="root@city.example", is_superuser=True)
    assert list(tasks_for(root)) == [check]


def test_a_partner_sees_its_own_cases_and_only_the_answers_it_is_given(office: Office) -> None:
    case, other = office.case(), office.case()
    assert not may_see(office.engineer, case)
    office.work(case, "check", office.officer, complete=True)
    assert list(cases_for(office.engineer)) == [case] and not may_see(office.engineer, other)
    sight = sight_of(office.engineer, case)
    assert not sight.whole
    assert sight.answers(case) == {"apply": {"kind": "flowers", "street": "Quay Street"}}
    assert sight_of(office.officer, case).answers(case)["apply"]["name"] == "Ada Alder"
    # Once its work is done it still sees what it worked on, and no more of it.
    office.work(case, "advise", office.engineer, objection=False)
    assert may_see(office.engineer, case) and not sight_of(office.engineer, case).whole


def test_a_task_goes_to_a_colleague_who_may_do_it_and_to_nobody_else(office: Office) -> None:
    case = office.case()
    task = office.task(case, "check")
    by = By(office.officer, "licensing", "officer")
    claim(task.pk, by)
    with pytest.raises(NotPossible, match="holds no post"):
        delegate(task.pk, office.engineer, by)
    with pytest.raises(NotPossible, match="Ola Officer is working"):
        delegate(task.pk, office.other, By(office.other, "licensing"))
    delegate(task.pk, office.other, by)
    task.refresh_from_db()
    assert task.claimed_by == office.other
    # Who leads the department may take it out of somebody's hands.
    assert may_lead(office.head, task.department) and not may_lead(office.officer, task.department)
    delegate(task.pk, office.officer, By(office.head, "licensing"))
    assert Event.objects.filter(lifecycle=Event.Lifecycle.DELEGATED).count() == 2
    assert set(colleagues(task)) == {office.officer, office.other, office.head}


def test_a_task_is_handed_to_a_partner_with_its_own_clock_and_comes_back(office: Office) -> None:
    case = office.case()
    task = office.task(case, "check")
    water = Department.objects.get(key="alder-water")
    by = By(office.officer, "licensing", "officer")
    soon = timezone.now() + timedelta(days=3)
    for reason, due, words in (("", soon, "Say what"), ("Look", timezone.now(), "still to come")):
        with pytest.raises(NotPossible, match=words):
            hand_over(task.pk, water, reason, due, by)
    with pytest.raises(NotPossible, match="another department"):
        hand_over(task.pk, Department.objects.get(key="licensing"), "Look", soon, by)
    hand_over(task.pk, water, "Please look at the drains.", soon, by)
    assert list(tasks_for(office.engineer)) == [task] and not may_work(office.officer, task)
    with pytest.raises(NotPossible, match="no post"):
        complete(task.pk, {"check": {"complete": True}}, by)
    engineer = By(office.engineer, "alder-water")
    with pytest.raises(NotPossible, match="handed over already"):
        hand_over(task.pk, Department.objects.create(key="fire", name="Fire"), "You", None, engineer)
    hand_back(task.pk, "They are fine.", engineer)
    task.refresh_from_db()
    assert (task.department.key, task.role) == ("licensing", "officer") and may_work(office.officer, task)
    told = Handover.objects.get()
    assert told.answer == "They are fine." and told.back_at is not None and told.due_at == soon
    with pytest.raises(NotPossible, match="was not handed over"):
        hand_back(task.pk, "Again.", by)


def test_a_team_of_several_departments_works_on_one_case(office: Office) -> None:
    case = office.case()
    by = By(office.officer, "licensing")
    join_team(case, office.engineer, by)
    join_team(case, office.engineer, by)
    assert may_see(office.engineer, case) and may_work(office.engineer, office.task(case, "check"))
    claim(office.task(case, "check").pk, By(office.engineer, "alder-water"))
    leave_team(case, office.engineer, by)
    assert not may_see(office.engineer, case) and office.task(case, "check").claimed_by is None
    assert list(Event.objects.filter(lifecycle="note").values_list("activity", flat=True)) == [
        "Colleague joined",
        "Colleague left",
    ]


def test_a_substitute_does_the_work_until_the_day_and_no_longer(office: Office, person: Any) -> None:
    stand_in = person("officer", email="sub@city.example", name="Sue Substitute")
    case = office.case()
    task = office.task(case, "check")
    claim(task.pk, By(office.officer, "licensing", "officer"))
    today = timezone.localdate()
    with pytest.raises(NotPossible, match="somebody else"):
        name_substitute(office.officer, office.officer, today)
    with pytest.raises(NotPossible, match="still to come"):
        name_substitute(office.officer, stand_in, today - timedelta(days=2))
    name_substitute(office.officer, stand_in, today + timedelta(days=7))
    assert stands_in_for(stand_in) == [office.officer] and list(tasks_for(stand_in)) == [task]
    delegate(task.pk, stand_in, By(stand_in, "licensing"))
    Post.objects.filter(stands_in_for=office.officer).update(until=today - timedelta(days=1))
    assert stands_in_for(stand_in) == [] and not tasks_for(stand_in).exclude(claimed_by=stand_in).exists()
    end_substitution(office.officer)
    assert not Post.objects.filter(person=stand_in).exists()
    with pytest.raises(NotPossible, match="no post"):
        name_substitute(stand_in, office.officer, today)


def test_looking_at_cases_takes_as_many_queries_for_many_as_for_one(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        office.case()
    with django_assert_max_num_queries(3):
        assert len(tasks_for(office.officer)) == 12
    with django_assert_max_num_queries(3):
        assert len(cases_for(office.officer)) == 12
    assert Task.objects.count() == 12
