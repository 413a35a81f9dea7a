"""Staff take a course: page by page, progress kept, a quiz with attempts, and a completion that ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.training.learning import begin, complete, months_later
from openhall.site.training.models import Attempt, Completion, Enrolment
from tests.site.lessons import READING, RIGHT, WRONG, publish_reading

pytestmark = pytest.mark.django_db
COURSE = "/training/courses/reading-a-case/"
QUIZ = f"{COURSE}parts/check/"


@pytest.fixture
def officer(person, client: Client) -> Client:
    client.force_login(person("officer"))
    return client


def test_staff_alone_learn(person, client: Client) -> None:
    publish_reading()
    addresses = ["/training/", "/training/courses/", COURSE]
    assert {client.get(each).status_code for each in addresses} == {302}
    client.force_login(person(email="resident@example.org"))
    assert {client.get(each).status_code for each in addresses} == {403}
    assert client.post(f"{COURSE}begin/").status_code == 403
    client.force_login(person("publisher", email="p@example.org"))
    assert {client.get(each).status_code for each in addresses} == {200}


def test_a_course_is_taken_to_its_end_and_counts_for_its_months(officer: Client) -> None:
    publish_reading()
    page = officer.post(f"{COURSE}begin/", follow=True)
    assert page.redirect_chain[-1][0] == f"{COURSE}parts/why/"
    assert "<strong>who looked</strong>" in page.content.decode()
    assert officer.post(f"{COURSE}parts/why/")["Location"] == QUIZ
    # Progress is kept: who comes back goes on where they were.
    assert officer.post(f"{COURSE}begin/")["Location"] in (QUIZ, f"{COURSE}parts/why/")
    review = officer.post(QUIZ, WRONG, follow=True).content.decode()
    assert "Not passed yet" in review and "Work is the only reason" not in review
    review = officer.post(QUIZ, RIGHT, follow=True).content.decode()
    assert "Passed" in review and "Work is the only reason" in review
    told = officer.post(f"{COURSE}parts/end/", follow=True).content.decode()
    assert "You have completed this course" in told
    made = Completion.objects.get()
    assert made.until == months_later(made.on, 12) and made.enrolment.ended_at is not None
    assert [each.passed for each in Attempt.objects.all()] == [False, True]
    assert "Reading a case" in officer.get("/training/").content.decode()


def test_a_quiz_that_is_not_whole_says_which_question_and_keeps_no_attempt(officer: Client) -> None:
    publish_reading()
    officer.post(f"{COURSE}begin/")
    page = officer.post(QUIZ, {"q0": "1", "q2_0": "1", "q2_1": "1"})
    text = page.content.decode()
    assert page.status_code == 400 and "Answer question 2" in text and "a place of its own" in text
    assert officer.post(QUIZ, RIGHT | {"q0": "7"}).status_code == 400
    assert not Attempt.objects.exists()


def test_attempts_end_and_then_what_was_right_is_said(officer: Client) -> None:
    publish_reading()
    officer.post(f"{COURSE}begin/")
    for _ in range(3):
        review = officer.post(QUIZ, WRONG, follow=True).content.decode()
    assert "Work is the only reason" in review and "Right is:" in review
    assert "No attempt is left" in officer.post(QUIZ, RIGHT, follow=True).content.decode()
    assert Attempt.objects.count() == 3


def test_nobody_sees_the_attempts_of_others(person, officer: Client) -> None:
    publish_reading()
    officer.post(f"{COURSE}begin/")
    address = officer.post(QUIZ, WRONG)["Location"]
    assert officer.get(address).status_code == 200
    officer.force_login(person("officer", "head of service", email="other@example.org"))
    assert officer.get(address).status_code == 404
    assert officer.get(QUIZ).status_code == 404


def test_a_course_in_order_opens_part_by_part(officer: Client) -> None:
    publish_reading(content=replace(READING, in_order=True))
    officer.post(f"{COURSE}begin/")
    assert officer.get(f"{COURSE}parts/end/")["Location"] == f"{COURSE}parts/why/"
    assert officer.post(f"{COURSE}parts/end/")["Location"] == f"{COURSE}parts/why/"
    assert not Completion.objects.exists()


def test_who_began_a_version_goes_on_with_it(person) -> None:
    from openhall.site.training.content.folder import write_folder
    from openhall.site.training.drafting import draft, publish

    course = publish_reading()
    ada = person("officer")
    first = begin(ada, course)
    publish(draft(course, write_folder(replace(READING, minutes=99), {}), ada), ada, "Longer.")
    assert begin(ada, course) == first and first.version.number == 1
    other = begin(person("officer", email="b@example.org"), course)
    assert other.version.number == 2
    assert Enrolment.objects.count() == 2


def test_a_completion_stops_counting_the_day_after_its_last(person) -> None:
    course, today = publish_reading(), timezone.localdate()
    made = complete(person("officer"), course, version=course.open_version, on=today)
    assert Completion.objects.counting(made.until).exists()
    assert not Completion.objects.counting(made.until + timedelta(days=1)).exists()
    assert months_later(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert months_later(date(2023, 12, 15), 12) == date(2024, 12, 15)
