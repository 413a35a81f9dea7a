"""The first page after the sign-in: what waits for whom, with links to where it is done."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.cases.acts import claim
from openhall.site.cases.by import By
from openhall.site.cases.models import Case, Task
from openhall.site.measures.models import Alert
from openhall.site.opendata.models import DatasetRequest
from openhall.site.people.models import User
from openhall.site.training.models import Requirement
from openhall.site.web.day import waiting_for
from tests.site.improvement_measures import experiment, over
from tests.site.improvement_world import head, idea, office
from tests.site.lessons import publish_reading
from tests.site.measure_charts import measure
from tests.site.stalls import open_office

pytestmark = pytest.mark.django_db


def said(person: User) -> list[tuple[str, str]]:
    fresh = User.objects.get(pk=person.pk)
    return [(each.words, each.address) for each in waiting_for(fresh)]


def test_an_officer_sees_what_is_late_first_and_each_link_leads_to_just_that(
    client: Client, person: Any
) -> None:
    stalls = open_office(person)
    late = [stalls.case(), stalls.case()]
    stalls.case()
    Task.objects.filter(case=late[0]).update(due_at=timezone.now() - timedelta(days=3))
    claim(stalls.task(late[1], "check").pk, By(stalls.officer, "licensing"))
    assert said(stalls.officer) == [
        ("1 task is late", "/desk/?view=late"),
        ("1 task is yours", "/desk/?view=mine"),
        ("2 tasks wait for somebody to take them", "/desk/?view=free"),
    ]
    client.force_login(stalls.officer)
    page = client.get("/").content.decode()
    assert page.index("First") < page.index("1 task is late") < page.index("1 task is yours")
    for address in re.findall(r'href="(/desk/\?view=\w+)"', page):
        assert client.get(address).status_code == 200
    assert said(stalls.engineer) == []


def test_a_head_sees_what_changed_and_what_is_to_be_decided_in_their_departments(person: Any) -> None:
    planning, roads = head(person), head(person, "roads")
    version = measure().current
    assert version is not None
    Alert.objects.create(version=version, period=timezone.localdate(), rule="high", sentence="It went up.")
    weighed = idea(department=office("planning"))
    tried = over(experiment())
    assert [words for words, _ in said(planning)] == [
        "1 measure changed, and nobody has looked at it",
        "1 idea waits to be weighed",
        "Decide what becomes of “Ask for the plan first”",
    ]
    assert said(roads) == []
    Alert.objects.update(seen_at=timezone.now())
    weighed.state = "triaged"
    weighed.save()
    assert said(planning) == [("Decide what becomes of “Ask for the plan first”", tried.get_absolute_url())]


def test_whoever_has_to_learn_something_sees_it_first(person: Any) -> None:
    learner = person("analyst")
    assert said(learner) == []
    course = publish_reading()
    Requirement.objects.create(course=course, role="analyst", within_days=90)
    ((words, address),) = said(learner)
    assert words.startswith("Complete the course “Reading a case” by ")
    assert address == f"/training/courses/{course.slug}/"
    assert waiting_for(User.objects.get(pk=learner.pk))[0].urgent


def test_publishers_see_requests_and_nobody_else_does(person: Any) -> None:
    publisher, other = person("publisher"), person("analyst", email="other@example.org")
    DatasetRequest.objects.create(what="Trees", language="en-gb")
    assert said(publisher) == [("1 request for data waits for an answer", "/data/manage/requests/")]
    assert said(other) == []


def test_a_resident_sees_their_open_applications_and_no_heading_without_any(
    client: Client, person: Any
) -> None:
    resident = person()
    client.force_login(resident)
    assert "What waits for you" not in client.get("/").content.decode()
    stalls = open_office(person)
    case = stalls.case()
    Case.objects.filter(pk=case.pk).update(applicant=resident)
    assert said(resident) == [("1 of your applications is open", "/your-cases/")]
    assert "What waits for you" in client.get("/").content.decode()


def test_staff_for_whom_nothing_waits_are_told_so_and_visitors_are_not_asked(
    client: Client, person: Any
) -> None:
    assert "waits for you" not in client.get("/").content.decode()
    client.force_login(person("operator"))
    assert "Nothing waits for you." in client.get("/").content.decode()
