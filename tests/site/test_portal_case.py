"""A case for its applicant: seen by them alone, told in plain words, answered and ended by them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.cases import papers
from openhall.site.cases.acts import complete, stop
from openhall.site.cases.applicant import open_for_applicant
from openhall.site.cases.by import NOBODY, By
from openhall.site.cases.models import Case, Task
from openhall.site.cases.standing import Status, where
from openhall.site.people.models import Department, Post
from openhall.site.portal.models import Feedback
from openhall.site.portal.tasks import mail_case_links
from tests.site.little import publish_little
from tests.site.residents import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(db: None) -> Resident:
    publish_little()
    return Resident()


@pytest.fixture
def case(resident: Resident) -> Case:
    return resident.has_applied()


@pytest.fixture
def officer(person: Any) -> By:
    found = person("officer", email="officer@city.example", name="Ola Officer")
    for key in ("licensing", "alder-water"):
        Post.objects.create(person=found, department=Department.objects.get(key=key))
    return By(found, "licensing")


def work(case: Case, node: str, by: By, **gives: Any) -> None:
    """Somebody does the open work at a node."""
    complete(Task.objects.get(case=case, node=node, status="open").pk, {node: gives}, by)
    case.refresh_from_db()


def refuse(case: Case, by: By) -> None:
    """The case comes to a decision that its applicant may appeal against."""
    work(case, "check", by, complete=True)
    work(case, "advise", by, objection=True)
    work(case, "decide", by, granted=False, why="The stall would stand on a drain.")


def words(response: Any) -> str:
    return response.content.decode()


def test_the_page_of_a_case_says_where_it_is(resident: Resident, case: Case) -> None:
    page = words(resident.go(f"/case/{case.reference}/"))
    for expected in ("We check your application", "Alder Water looks at it", "We decide", "Not yet"):
        assert expected in page
    assert "You can expect a decision by" in page and "Withdraw the application" in page
    assert "Appeal" not in page


def test_stages_are_done_one_after_the_other(case: Case, officer: By) -> None:
    assert [status for _, status in where(case).stages] == [Status.NOW, Status.LATER, Status.LATER]
    work(case, "check", officer, complete=True)
    assert [status for _, status in where(case).stages] == [Status.DONE, Status.NOW, Status.LATER]
    work(case, "advise", officer, objection=False)
    assert [status for _, status in where(case).stages] == [Status.DONE, Status.DONE, Status.NOW]
    work(case, "decide", officer, granted=True, why="It fits.")
    standing = where(case)
    assert [status for _, status in standing.stages] == [Status.DONE] * 3
    assert standing.now == "This is finished: Granted." and standing.expected is None and not standing.late


def test_a_case_that_the_office_has_ended_says_so(case: Case, officer: By) -> None:
    stop(case.pk, officer)
    case.refresh_from_db()
    assert where(case).now == "This is finished: the office has ended it."


def test_words_of_the_standing_are_in_the_language_that_is_asked_for(case: Case) -> None:
    assert where(case, "ar").stages[0][0] == "نفحص طلبك"


def test_a_promise_that_was_not_kept_is_said(case: Case) -> None:
    Case.objects.update(promised_due_at=timezone.now() - timedelta(days=1))
    case.refresh_from_db()
    standing = where(case)
    assert standing.late and standing.expected == timezone.localtime(case.legal_due_at).date()
    Case.objects.update(legal_due_at=timezone.now() - timedelta(hours=1))
    case.refresh_from_db()
    assert where(case).late and where(case).expected is None


def test_nobody_sees_a_case_by_guessing(case: Case, person: Any) -> None:
    letter = case.letters.create(
        key="k", name="n", node="n", language="en", subject="S", html="", text="", made_at=timezone.now()
    )
    never = "BCDF-GHJK-MNPQ"
    parts = [
        "",
        "answers/",
        "messages/",
        f"letters/{letter.pk}/",
        "documents/abc/",
        "may/withdrawal/",
        "feedback/sent/",
        f"do/{case.tasks.get().pk}/",
    ]
    officer = Client()
    officer.force_login(person("officer", "head of service", email="o@city.example"))
    for client in (Client(), officer):
        for part in parts:
            there = client.get(f"/case/{case.reference}/{part}")
            nowhere = client.get(f"/case/{never}/{part}")
            assert (there.status_code, there["Location"]) == (nowhere.status_code, nowhere["Location"])
            assert there["Location"] == "/track/"
        client.post(f"/case/{case.reference}/may/withdrawal/")
        client.post(f"/case/{case.reference}/messages/", {"text": "hello"})
    case.refresh_from_db()
    assert case.ended_at is None and not case.messages.exists()


def test_a_link_opens_one_case_and_no_other(resident: Resident, case: Case) -> None:
    other = Resident().has_applied()
    visitor = Resident()
    assert case.reference in words(visitor.go(f"/track/{case.key}/"))
    assert visitor.client.get(f"/case/{other.reference}/").status_code == 302
    assert visitor.client.get("/track/" + "x" * 43 + "/").status_code == 404


def test_a_new_key_takes_the_case_from_whoever_held_the_old_one(resident: Resident, case: Case) -> None:
    assert resident.client.get(f"/case/{case.reference}/").status_code == 200
    Case.objects.update(key="y" * 43)
    assert resident.client.get(f"/case/{case.reference}/").status_code == 302


def test_opening_a_link_gives_the_session_a_new_name(case: Case) -> None:
    client = Client()
    client.get("/language/")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["openhall_session"] = before
    client.get(f"/track/{case.key}/")
    assert client.cookies["openhall_session"].value != before


def test_the_link_is_sent_to_the_address_that_was_given_and_to_no_other(
    case: Case, mailoutbox: list[Any]
) -> None:
    mail_case_links.call([case.pk], "en-gb")
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.org"]
    assert f"/track/{case.key}/" in mail.body and "Quay Street" not in mail.body


def test_asking_for_a_link_never_says_whether_there_is_a_case(case: Case) -> None:
    from django_tasks_db.models import DBTaskResult

    answers = []
    for reference, e_mail in (
        (case.reference.lower().replace("-", " "), "ADA@example.org"),
        (case.reference, "eve@example.org"),
        ("BCDF-GHJK-MNPQ", "ada@example.org"),
    ):
        response = Client().post("/track/", {"reference": reference, "e_mail": e_mail}, follow=True)
        answers.append(words(response).split("<main")[1])
    assert answers[0] == answers[1] == answers[2]
    asked = [task.args_kwargs["args"][0] for task in DBTaskResult.objects.order_by("enqueued_at")]
    assert asked == [[case.pk], [], []]


def test_asking_for_links_has_a_limit(case: Case) -> None:
    for k in range(5):
        sent = {"reference": case.reference, "e_mail": f"eve{k}@example.org"}
        assert Client().post("/track/", sent).status_code == 302
    assert Client().post("/track/", sent).status_code == 429
    for k in range(10):
        Client().post("/track/", {"reference": f"BCDF-GHJK-{k:04}", "e_mail": "eve@example.org"})
    assert Client().post("/track/", {"reference": "X", "e_mail": "eve@example.org"}).status_code == 429


def test_wrong_words_on_the_page_are_said(resident: Resident) -> None:
    response = resident.send({"reference": "", "e_mail": "x"}, "/track/")
    assert response.status_code == 400
    assert "Enter the reference of your application" in words(response)


def test_the_applicant_does_work_that_waits_for_them(resident: Resident, case: Case, officer: By) -> None:
    work(case, "check", officer, complete=False, missing="The drawing.")
    page = words(resident.go(f"/case/{case.reference}/"))
    assert "What you need to do" in page and "Give us what is missing" in page
    task = case.tasks.get(node="more")
    resident.go(f"/case/{case.reference}/do/{task.pk}/")
    assert resident.page == "more"
    assert resident.send({"q-answer": ""}).status_code == 400
    resident.send({"q-answer": "It is as large as a parking space."})
    page = words(resident.go(resident.at))
    assert "It is as large as a parking space." in page
    resident.send()
    case.refresh_from_db()
    assert case.data["more"]["answer"] == "It is as large as a parking space."
    assert case.tasks.filter(node="check", status="open").exists()
    resident.send({}, f"/case/{case.reference}/do/{task.pk}/")
    assert resident.at == f"/case/{case.reference}/", "work that is done leads back to the case"


def test_work_of_the_office_is_not_the_applicants(resident: Resident, case: Case) -> None:
    task = case.tasks.get(node="check")
    resident.send({}, f"/case/{case.reference}/do/{task.pk}/")
    task.refresh_from_db()
    assert task.status == Task.Status.OPEN


def test_the_applicant_withdraws_after_being_asked_once_more(resident: Resident, case: Case) -> None:
    address = f"/case/{case.reference}/may/withdrawal/"
    assert "Are you sure?" in words(resident.go(address))
    case.refresh_from_db()
    assert case.ended_at is None
    page = words(resident.send({}, address))
    case.refresh_from_db()
    assert case.ended_at and case.outcome == "Withdrawn"
    assert "This is finished: Withdrawn." in page and f"/case/{case.reference}/feedback/withdrawn/" in page
    resident.send({}, address)
    assert resident.at == f"/case/{case.reference}/"


def test_the_applicant_appeals_with_a_form_in_time(resident: Resident, case: Case, officer: By) -> None:
    refuse(case, officer)
    page = words(resident.go(f"/case/{case.reference}/"))
    assert "Appeal against the decision" in page and "until" in page
    assert "It is decided. If you do not agree" in page
    address = f"/case/{case.reference}/may/appeal/"
    resident.go(address)
    assert resident.page == "why"
    resident.send({"q-why": "The drain is on the other side."})
    assert "The drain is on the other side." in words(resident.go(resident.at))
    resident.send()
    case.refresh_from_db()
    assert case.data["appeal"] == {"why": "The drain is on the other side."}
    assert case.tasks.filter(node="review", status="open").exists()
    assert [each.message for each in open_for_applicant(case)[1]] == ["withdrawal"]


def test_an_appeal_after_its_time_is_not_offered(case: Case, officer: By) -> None:
    refuse(case, officer)
    assert "appeal" in [each.message for each in open_for_applicant(case)[1]]
    Case.objects.update(decided_at=timezone.now() - timedelta(days=30))
    case.timers.update(due_at=timezone.now() - timedelta(days=2))
    case.refresh_from_db()
    assert "appeal" not in [each.message for each in open_for_applicant(case)[1]]


def test_a_letter_is_read_with_its_reasons_and_counts_as_seen(
    resident: Resident, case: Case, officer: By
) -> None:
    refuse(case, officer)
    letter = case.letters.get()
    assert "New" in words(resident.go(f"/case/{case.reference}/"))
    page = words(resident.go(f"/case/{case.reference}/letters/{letter.pk}/"))
    assert "<strong>refused</strong>" in page and "The stall would stand on a drain." in page
    assert "The rules that were applied" in page
    letter.refresh_from_db()
    assert letter.seen_at is not None


def test_messages_go_both_ways(resident: Resident, case: Case, officer: By) -> None:
    address = f"/case/{case.reference}/messages/"
    assert resident.send({"text": "  "}, address).status_code == 400
    resident.send({"text": "When will you come?\n<b>Soon?</b>"}, address)
    papers.message(case, "On Monday.", officer)
    assert "You have 1 new message." in words(resident.go(f"/case/{case.reference}/"))
    page = words(resident.go(address))
    assert "On Monday." in page and "&lt;b&gt;Soon?&lt;/b&gt;" in page and "Ola" not in page
    assert list(case.messages.values_list("from_applicant", flat=True)) == [True, False]
    assert case.messages.get(from_applicant=False).read_at is not None
    assert "new message" not in words(resident.go(f"/case/{case.reference}/"))


def test_a_session_that_runs_out_loses_nothing_that_was_written(resident: Resident, case: Case) -> None:
    address = f"/case/{case.reference}/messages/"
    assert f'name="key" value="{case.key}"' in words(resident.go(address))
    resident.client.cookies.clear()
    resident.send({"text": "A long message.", "key": "é" * 43}, address)
    assert not case.messages.exists()
    resident.send({"text": "A long message.", "key": case.key}, address)
    assert resident.at == address and case.messages.get().text == "A long message."


def test_strange_addresses_and_signs_break_nothing(resident: Resident, case: Case) -> None:
    held = f"/case/{case.reference}/"
    for address in (
        "/track/%00/",
        "/return/%00%ff/",
        "/case/%00/",
        "/case/" + "x" * 3_000 + "/",
        f"/apply/street-stall/{10**30}/check/",
        f"{held}do/{10**30}/",
        f"{held}letters/{10**30}/",
        f"{held}documents/%00/",
        f"{held}may/%00/",
        f"{held}feedback/%00/",
        "/services/?q=%00%ff%F0%9F%92%A9",
        "/services/%00/",
    ):
        assert resident.client.get(address).status_code in (200, 302, 404), address
    resident.client.post("/track/", {"reference": "\x00", "e_mail": "a\x00@example.org"})
    resident.client.post(f"{held}messages/", {"text": "a\x00b\u202ec"})
    assert case.messages.get().text == "abc"
    resident.client.post(f"{held}feedback/sent/", {"score": "3", "words": "a\x00b"})
    assert Feedback.objects.get().words == "ab"


def test_messages_have_a_limit(resident: Resident, case: Case) -> None:
    address = f"/case/{case.reference}/messages/"
    for _ in range(20):
        resident.client.post(address, {"text": "Hello"})
    assert resident.client.post(address, {"text": "Hello"}).status_code == 429
    assert case.messages.count() == 20


def test_what_was_told_can_be_read_again(resident: Resident, case: Case) -> None:
    page = words(resident.go(f"/case/{case.reference}/answers/"))
    assert "Flowers or plants" in page and "Quay Street" in page and "4 April 2026" in page


def test_feedback_is_asked_at_each_ending_once(resident: Resident, case: Case, officer: By) -> None:
    address = f"/case/{case.reference}/feedback/"
    assert resident.client.get(f"{address}decided/").status_code == 404
    assert resident.send({"words": "Nice"}, f"{address}sent/").status_code == 400
    resident.send({"score": "5", "words": "Nice"}, f"{address}sent/")
    resident.send({"score": "1"}, f"{address}sent/")
    refuse(case, officer)
    resident.send({"score": "2"}, f"{address}decided/")
    assert list(Feedback.objects.order_by("pk").values_list("ending", "score", "words")) == [
        ("sent", 5, "Nice"),
        ("decided", 2, ""),
    ]
    assert "What did you think" not in words(resident.go(f"/case/{case.reference}/"))


def test_whoever_is_signed_in_sees_their_cases_and_drafts(person: Any) -> None:
    publish_little()
    ada = person()
    resident = Resident()
    resident.client.force_login(ada)
    assert "You have not applied for anything yet" in words(resident.go("/your-cases/"))
    case = resident.has_applied()
    Case.objects.update(applicant=ada)
    resident.begin()
    elsewhere = Client()
    elsewhere.force_login(ada)
    page = words(elsewhere.get("/your-cases/"))
    assert case.reference in page and "Not sent yet" in page
    assert elsewhere.get(f"/case/{case.reference}/").status_code == 200
    assert Client().get("/your-cases/").status_code == 302


def test_pages_of_a_case_are_in_the_language_of_the_reader_and_times_in_that_of_the_service(
    resident: Resident, case: Case
) -> None:
    resident.send({"language": "ar", "next": f"/case/{case.reference}/"}, "/language/")
    page = words(resident.go(f"/case/{case.reference}/"))
    assert '<html lang="ar" dir="rtl"' in page and "تصريح كشك الشارع" in page
    assert "نفحص طلبك" in page and "سحب الطلب" in page


def test_nothing_of_the_applicant_stands_in_an_address_or_a_log(
    resident: Resident, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        resident.go(f"/track/{case.key}/")
        resident.send({"reference": case.reference, "e_mail": "ada@example.org"}, "/track/")
    assert "ada@example.org" not in caplog.text and "Quay Street" not in caplog.text
    assert NOBODY.pseudonym == ""


def test_the_secret_of_a_link_is_in_no_log() -> None:
    from openhall.site.web.logs import without_personal_data

    for part in ("track", "return"):
        line = f'"GET /{part}/Kq3_x-Zt0aB4cD5eF6gH7iJ8kL9mN0oP1qR2sT3uV4w/ HTTP/1.1" 302 0'
        assert without_personal_data(line) == f'"GET /{part}/…/ HTTP/1.1" 302 0'
    assert without_personal_data("GET /track/sent/") == "GET /track/sent/"
