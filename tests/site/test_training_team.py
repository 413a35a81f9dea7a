"""Heads see who has learned what in their departments: they ask, record, remind, withdraw; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.people.models import Department, Post
from openhall.site.training.learning import attempt, begin, complete
from openhall.site.training.models import Completion, Enrolment, Requirement
from tests.site.lessons import CHECK, publish_reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def parks(person):
    department = Department.objects.create(key="parks", name="Parks")
    head = person("head of service", email="head@example.org", name="Henrik")
    ada = person("officer")
    for each in (head, ada):
        Post.objects.create(person=each, department=department)
    return department, head, ada


def test_heads_see_their_own_departments_alone(parks, person, client: Client) -> None:
    department, head, ada = parks
    elsewhere = Department.objects.create(key="roads", name="Roads")
    bo = person("officer", email="b@example.org", name="Bo Birch")
    Post.objects.create(person=bo, department=elsewhere)
    course = publish_reading()
    Requirement.objects.create(course=course, department=department)
    addresses = ["/training/team/", f"/training/team/{ada.pk}/"]
    for role in ("officer", "analyst", "publisher"):
        client.force_login(person(role, email=f"{role}@example.org"))
        assert {client.get(each).status_code for each in addresses} == {403}
    client.force_login(head)
    page = client.get("/training/team/").content.decode()
    assert "Ada Alder" in page and "Reading a case" in page and "Bo Birch" not in page
    assert client.get(f"/training/team/{bo.pk}/").status_code == 404
    assert client.get("/training/team/?department=roads").status_code == 404
    client.force_login(person("operator", email="op@example.org"))
    assert "Bo Birch" in client.get("/training/team/?department=roads").content.decode()


def test_a_post_that_is_over_shows_nobody_and_is_shown_to_nobody(parks, person, client: Client) -> None:
    department, head, ada = parks
    yesterday = timezone.localdate() - timedelta(days=1)
    substitute = person("head of service", email="sub@example.org")
    Post.objects.create(person=substitute, department=department, stands_in_for=head, until=yesterday)
    client.force_login(substitute)
    assert "You hold no post in a department" in client.get("/training/team/").content.decode()
    assert client.get(f"/training/team/{ada.pk}/").status_code == 404
    client.force_login(head)
    assert "sub@example.org" not in client.get("/training/team/").content.decode()
    assert client.get(f"/training/team/{substitute.pk}/").status_code == 404
    Post.objects.filter(person=substitute).update(until=timezone.localdate())
    client.force_login(substitute)
    assert client.get(f"/training/team/{ada.pk}/").status_code == 200


def test_a_head_asks_records_and_withdraws(parks, client: Client) -> None:
    _department, head, ada = parks
    course = publish_reading()
    client.force_login(head)
    page = f"/training/team/{ada.pk}/"
    today = timezone.localdate()
    late = {"act": "ask", "ask-course": course.pk, "ask-due_on": str(today - timedelta(days=1))}
    assert client.post(page, late).status_code == 400
    client.post(page, late | {"ask-due_on": str(today + timedelta(days=20))})
    held = Enrolment.objects.get()
    assert (held.person, held.asked_by) == (ada, head)
    recorded = {"act": "record", "record-course": course.pk, "record-on": str(today)}
    assert client.post(page, recorded).status_code == 400
    client.post(page, recorded | {"record-evidence": "List of those present"})
    made = Completion.objects.get()
    assert made.source == Completion.Source.TYPED and made.by == head and made.until is not None
    away = f"/training/team/completions/{made.pk}/withdraw/"
    assert client.post(away, {"because": ""}).status_code == 400
    client.post(away, {"because": "Was not there."})
    assert not Completion.objects.counting().exists()
    assert "Was not there." in client.get(page).content.decode()


def test_a_head_lets_somebody_begin_anew_and_sees_no_answers(parks, client: Client) -> None:
    _department, head, ada = parks
    course = publish_reading()
    held = begin(ada, course)
    for _ in range(3):
        attempt(held, CHECK, {0: [0], 1: [0], 2: [1, 0]})
    client.force_login(head)
    page = client.get(f"/training/team/{ada.pk}/").content.decode()
    assert "%" not in page.split("<main")[1].split("</main>")[0]
    client.post(f"/training/team/enrolments/{held.pk}/again/")
    assert begin(ada, course) != held


def test_the_overview_costs_the_same_for_many_people(
    parks, person, client: Client, django_assert_max_num_queries
) -> None:
    department, head, _ada = parks
    course = publish_reading()
    Requirement.objects.create(course=course, department=department)
    for number in range(12):
        each = person("officer", email=f"p{number}@example.org")
        Post.objects.create(person=each, department=department)
        complete(each, course, version=course.open_version)
    client.force_login(head)
    with django_assert_max_num_queries(30):
        client.get("/training/team/")
