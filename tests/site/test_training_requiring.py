"""Courses are tied to roles, posts and tasks; they stand before posts and roles, and reminders are sent once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone

from openhall.site.people.models import Department, Post, User
from openhall.site.training.learning import begin, complete
from openhall.site.training.models import Completion, Overruled, Requirement
from openhall.site.training.reminding import remind_due
from openhall.site.training.requiring import held_by, needs_of, tasks_of
from openhall.site.training.tasks import mail_reminder
from tests.site.lessons import publish_reading
from tests.site.little import publish_little

pytestmark = pytest.mark.django_db


def test_a_task_needs_the_course_of_those_to_whom_it_is_offered(person) -> None:
    version = publish_little()
    task, department, role = tasks_of(version.service)[0]
    course = publish_reading()
    Requirement.objects.create(course=course, service=version.service, task=task)
    ada, bo = person("officer"), person("officer", email="b@example.org")
    Post.objects.create(person=ada, department_id=department, role=role)
    other = Department.objects.create(key="parks", name="Parks")
    Post.objects.create(person=bo, department=other, role=role)
    assert [each.course for each in needs_of(ada)] == [course] and needs_of(bo) == []
    assert task in needs_of(ada)[0].why
    held = held_by(ada)[0]
    assert held.missing and not held.counts
    complete(ada, course, version=course.open_version)
    assert not held_by(ada)[0].missing


def test_posts_that_are_over_and_courses_that_are_retired_need_nothing(person) -> None:
    from openhall.site.training.drafting import retire

    parks = Department.objects.create(key="parks", name="Parks")
    course = publish_reading()
    Requirement.objects.create(course=course, department=parks, post="gardener")
    ada = person("officer")
    post = Post.objects.create(
        person=ada, department=parks, role="gardener", until=timezone.localdate() - timedelta(days=1)
    )
    assert needs_of(ada) == []
    Post.objects.filter(pk=post.pk).update(until=None, role="")
    assert len(needs_of(type(ada).objects.get(pk=ada.pk))) == 1
    retire(course)
    assert needs_of(type(ada).objects.get(pk=ada.pk)) == []


def test_a_post_is_given_when_the_course_is_there_or_an_operator_says_why(person, client: Client) -> None:
    parks = Department.objects.create(key="parks", name="Parks")
    course = publish_reading()
    Requirement.objects.create(course=course, department=parks, post="gardener")
    ada = person("officer")
    page = "/workshop/departments/parks/"
    given = {"person": ada.pk, "role": "gardener"}
    client.force_login(person("head of service", email="head@example.org"))
    refused = client.post(page, given | {"reason": "Because."})
    assert refused.status_code == 400 and "has not completed “Reading a case”" in refused.content.decode()
    assert "Only an operator" in refused.content.decode() and not Post.objects.exists()
    operator = person("operator", email="op@example.org")
    client.force_login(operator)
    asked = client.post(page, given)
    assert asked.status_code == 400 and "Say why the post is given" in asked.content.decode()
    assert not Post.objects.exists()
    client.post(page, given | {"reason": "Storm: everybody is needed."})
    assert Post.objects.filter(person=ada, department=parks).exists()
    kept = Overruled.objects.get()
    assert (kept.by, kept.reason, list(kept.courses.all())) == (
        operator,
        "Storm: everybody is needed.",
        [course],
    )
    bo = person("officer", email="b@example.org")
    complete(bo, course, version=course.open_version)
    client.post(page, {"person": bo.pk, "role": "gardener"})
    assert Post.objects.filter(person=bo).exists() and Overruled.objects.count() == 1


def test_a_role_of_the_site_is_given_when_the_course_is_there_or_with_a_reason(
    person, client: Client
) -> None:
    course = publish_reading()
    Requirement.objects.create(course=course, role="analyst")
    ada = person("officer")
    client.force_login(person("operator", email="op@example.org"))
    page = f"/admin/people/user/{ada.pk}/change/"
    roles = [Group.objects.get(name=name).pk for name in ("officer", "analyst")]
    given = {"email": ada.email, "name": ada.name, "is_active": "on", "groups": roles}
    refused = client.post(page, given)
    assert refused.status_code == 200 and "has not completed" in refused.content.decode()
    assert set(ada.groups.values_list("name", flat=True)) == {"officer"}
    assert client.post(page, given | {"reason": "Holiday cover."}).status_code == 302
    assert set(ada.groups.values_list("name", flat=True)) == {"officer", "analyst"}
    assert Overruled.objects.get().role == "analyst"
    # A role that was held before is not asked about again.
    assert client.post(page, given).status_code == 302 and Overruled.objects.count() == 1


def test_who_is_added_with_a_role_needs_its_course_or_a_reason_too(person, client: Client) -> None:
    course = publish_reading()
    Requirement.objects.create(course=course, role="analyst")
    client.force_login(person("operator", email="op@example.org"))
    word = "eleven calm otters"
    given = {
        "email": "nia@example.org",
        "name": "Nia New",
        "groups": [Group.objects.get(name="analyst").pk],
        "usable_password": "true",
        "password1": word,
        "password2": word,
    }
    refused = client.post("/admin/people/user/add/", given)
    assert refused.status_code == 200 and "Nia New has not completed" in refused.content.decode()
    assert not User.objects.filter(email="nia@example.org").exists()
    assert client.post("/admin/people/user/add/", given | {"reason": "Begins today."}).status_code == 302
    kept = Overruled.objects.get()
    assert (kept.person.email, kept.role, list(kept.courses.all())) == (
        "nia@example.org",
        "analyst",
        [course],
    )
    assert set(kept.person.groups.values_list("name", flat=True)) == {"analyst"}


def test_reminders_come_before_the_end_once_a_step_and_stop_after_renewal(person, monkeypatch) -> None:
    sent: list[tuple] = []
    monkeypatch.setattr(type(mail_reminder), "enqueue", lambda _self, *given: sent.append(given))
    course, today = publish_reading(), timezone.localdate()
    ada = person("officer")
    made = complete(ada, course, version=course.open_version, on=today)
    assert remind_due(made.until - timedelta(days=61)) == 0
    assert remind_due(made.until - timedelta(days=60)) == 1
    assert remind_due(made.until - timedelta(days=59)) == 0
    assert remind_due(made.until - timedelta(days=3)) == 1
    assert sent[-1] == (ada.pk, course.pk, made.until.isoformat(), "ends")
    complete(ada, course, version=course.open_version, on=made.until - timedelta(days=2))
    assert remind_due(made.until) == 0
    bo = person("officer", email="b@example.org")
    begin(bo, course, due_on=today + timedelta(days=10))
    assert remind_due(today) == 1 and sent[-1][3] == "due"
    Completion.objects.all().delete()
    bo.is_active = False
    bo.save()
    assert remind_due(today + timedelta(days=10)) == 0


def test_the_letter_says_what_ends_and_where_to_go(person, settings) -> None:
    settings.OPENHALL_ADDRESS = "https://hall.example.org"
    course = publish_reading()
    mail_reminder.func(person("officer").pk, course.pk, "2026-03-31", "ends")
    letter = mail.outbox[0]
    assert "31 March 2026" in letter.body and "https://hall.example.org/training/courses/" in letter.body
    assert letter.to == ["ada@example.org"] and "to be renewed" in letter.subject


def test_who_lacks_a_course_does_not_stand_in_for_a_post_that_needs_it(person) -> None:
    from openhall.site.cases.by import NotPossible
    from openhall.site.cases.handing import name_substitute

    parks = Department.objects.create(key="parks", name="Parks")
    course = publish_reading()
    Requirement.objects.create(course=course, department=parks, post="gardener")
    ada, bo = person("officer"), person("officer", email="b@example.org")
    Post.objects.create(person=ada, department=parks, role="gardener")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(NotPossible, match="has not completed"):
        name_substitute(ada, bo, tomorrow)
    complete(bo, course, version=course.open_version)
    name_substitute(ada, bo, tomorrow)
    assert Post.objects.filter(person=bo, stands_in_for=ada).exists()


def test_who_held_a_post_before_is_reminded_within_the_days_of_the_requirement(person, monkeypatch) -> None:
    sent: list[tuple] = []
    monkeypatch.setattr(type(mail_reminder), "enqueue", lambda _self, *given: sent.append(given))
    course, today = publish_reading(), timezone.localdate()
    Requirement.objects.create(course=course, role="analyst", within_days=90)
    ada = person("analyst")
    assert held_by(ada)[0].due_on == today + timedelta(days=90)
    assert remind_due(today) == 0
    assert remind_due(today + timedelta(days=30)) == 1 and sent[0][:2] == (ada.pk, course.pk)
    complete(ada, course, version=course.open_version)
    assert remind_due(today + timedelta(days=76)) == 0
