"""The desk: an officer's inbox, tasks, case files and searches; what others may not see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from openhall.site.cases.acts import claim
from openhall.site.cases.by import By
from openhall.site.cases.models import Draft, Task
from openhall.site.desk.models import SavedView
from openhall.site.desk.timeleft import time_left
from openhall.site.people.models import Department, Post, User
from tests.site.stalls import Office, open_office, say_why

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person: Any) -> Office:
    return open_office(person)


@pytest.fixture
def enter(client: Client) -> Any:
    def at_desk(who: User) -> Client:
        client.force_login(who)
        return client

    return at_desk


def words(response: Any) -> str:
    return response.content.decode()


def look_for(desk: Client, page: str, text: str, **asked: str) -> Any:
    """What a list shows when somebody looks for words."""
    return desk.post("/desk/find/", {"page": page, "q": text} | asked, follow=True)


def test_the_desk_is_for_officers_and_heads(office: Office, person: Any, enter: Any) -> None:
    case = office.case()
    addresses = [
        "/desk/",
        "/desk/search/",
        "/desk/new/",
        "/desk/absence/",
        "/desk/team/",
        f"/desk/cases/{case.reference}/",
    ]
    resident = enter(person(email="resident@example.org"))
    assert {resident.get(address).status_code for address in addresses} == {403}
    assert {enter(office.officer).get(address).status_code for address in addresses} == {200}
    resident.logout()
    assert {resident.get(address).status_code for address in addresses} == {302}


def test_a_case_or_task_of_others_is_not_there(office: Office, enter: Any) -> None:
    case = office.case()
    task = office.task(case, "check")
    desk = enter(office.engineer)
    gets = [
        f"/desk/cases/{case.reference}/",
        f"/desk/tasks/{task.pk}/",
        "/desk/tasks/99999/",
        "/desk/cases/NONE/",
    ]
    assert {desk.get(address).status_code for address in gets} == {404}
    posts = [
        f"/desk/tasks/{task.pk}/{act}/"
        for act in ("take", "give", "hand-over", "hand-back", "give-back", "give-up")
    ]
    posts += [f"/desk/cases/{case.reference}/{act}/" for act in ("note", "message", "attach", "team")]
    assert {desk.post(address).status_code for address in posts} == {404}
    assert case.reference not in words(look_for(desk, "search", "flowers"))


def test_a_partner_reads_what_it_is_given_and_nothing_else(office: Office, enter: Any) -> None:
    case = office.case()
    office.work(case, "check", office.officer, complete=True)
    desk = enter(office.engineer)
    shown = words(desk.get(f"/desk/cases/{case.reference}/")) + words(
        desk.get(f"/desk/tasks/{office.task(case, 'advise').pk}/")
    )
    assert "Quay Street" in shown and "PA1 2BC" not in shown and "ada@example.org" not in shown
    assert desk.post(f"/desk/cases/{case.reference}/note/", {"note-text": "x"}).status_code == 404


def test_the_inbox_begins_with_what_is_due_first_and_is_narrowed(office: Office, enter: Any) -> None:
    first, late = office.case(street="Quay Street"), office.case(street="Mill Lane")
    Task.objects.filter(case=late).update(due_at=timezone.now() - timedelta(days=3))
    desk = enter(office.officer)
    page = words(desk.get("/desk/"))
    assert page.index("Mill Lane") < page.index("Quay Street") and "late by 3 days" in page
    assert first.reference not in words(desk.get("/desk/?view=late"))
    assert late.reference not in words(look_for(desk, "inbox", "Quay", view="all"))
    assert "Nothing fits" in words(look_for(desk, "inbox", "submarine", view="all"))
    assert "Nothing in your hands" in words(desk.get("/desk/?view=mine"))
    assert first.reference in words(desk.get("/desk/?view=free&role=officer&service=street-stall"))
    assert first.reference not in words(desk.get("/desk/?view=all&role=head"))


def test_roles_are_said_as_people_say_them(office: Office, enter: Any) -> None:
    office.case()
    Task.objects.update(role="deputy-head")
    office.officer.posts.update(role="deputy-head")
    desk = enter(office.officer)
    page = words(desk.get("/desk/?view=free"))
    assert page.count("deputy head") >= 2 and ">deputy-head<" not in page


def test_a_task_is_taken_saved_and_done(office: Office, enter: Any) -> None:
    case = office.case()
    task = office.task(case, "check")
    address = f"/desk/tasks/{task.pk}/"
    desk = enter(office.officer)
    assert "Check the application" in words(desk.get(address))
    desk.post(f"{address}take/")
    desk.post(address, {"q-missing": "The drawing", "save": "1"})
    task.refresh_from_db()
    assert task.draft == {"missing": "The drawing"} and task.claimed_by == office.officer
    refused = desk.post(address, {"q-missing": "Still the drawing", "complete": "1"})
    assert refused.status_code == 400
    assert "Choose an answer to “Is everything there?”" in words(refused) and "Still the drawing" in words(
        refused
    )
    desk.post(address, {"q-complete": "no", "q-missing": "The drawing", "complete": "1"})
    task.refresh_from_db()
    assert task.status == Task.Status.DONE and task.ended_by == office.officer
    assert Task.objects.filter(case=case, node="more", for_applicant=True).exists()
    say_why(desk, case)
    assert "This task is done by Ola Officer" in words(desk.get(address))


def test_the_second_of_two_officers_is_told_and_keeps_what_was_typed(office: Office, enter: Any) -> None:
    task = office.task(office.case(), "check")
    claim(task.pk, By(office.other, "licensing", "officer"))
    sent = {"q-complete": "no", "q-missing": "A long text that must not be lost", "complete": "1"}
    page = enter(office.officer).post(f"/desk/tasks/{task.pk}/", sent)
    assert page.status_code == 409 and "Otto Other is working on “Check the application”" in words(page)
    assert "A long text that must not be lost" in words(page)
    task.refresh_from_db()
    assert task.status == Task.Status.OPEN


def test_work_is_passed_on_handed_over_and_back(office: Office, enter: Any) -> None:
    task = office.task(office.case(), "check")
    address = f"/desk/tasks/{task.pk}/"
    desk = enter(office.officer)
    refused = desk.post(f"{address}give/", {"give-person": ""})
    assert refused.status_code == 400 and "Choose a colleague" in words(refused)
    desk.post(f"{address}give/", {"give-person": office.other.pk})
    task.refresh_from_db()
    assert task.claimed_by == office.other
    water = Department.objects.get(key="alder-water")
    desk = enter(office.other)
    given = {"hand_over-department": water.pk, "hand_over-reason": ""}
    assert desk.post(f"{address}hand-over/", given).status_code == 400
    day = timezone.localdate() + timedelta(days=4)
    given |= {"hand_over-reason": "Look at the drains.", "hand_over-until": day.isoformat()}
    desk.post(f"{address}hand-over/", given)
    inbox = words(enter(office.engineer).get("/desk/"))
    assert "Check the application" in inbox and "4 days left" in inbox
    assert "Look at the drains." in words(desk.get(address))
    desk.post(f"{address}hand-back/", {"hand_back-answer": "They are dry."})
    task.refresh_from_db()
    assert task.department.key == "licensing"
    assert "They are dry." in words(enter(office.officer).get(address))


def test_many_tasks_are_taken_passed_on_and_done_at_once(office: Office, enter: Any) -> None:
    tasks = [office.task(office.case(), "check") for _ in range(3)]
    ticked = {"task": [task.pk for task in tasks], "back": "/desk/?view=all"}
    desk = enter(office.officer)
    assert "Tick at least one task" in words(desk.post("/desk/bulk/", {"act": "claim"}, follow=True))
    assert "3 tasks are yours now" in words(desk.post("/desk/bulk/", ticked | {"act": "claim"}, follow=True))
    assert "3 tasks are given back" in words(
        desk.post("/desk/bulk/", ticked | {"act": "release"}, follow=True)
    )
    assert "Otto Other" in words(desk.post("/desk/bulk/", ticked | {"act": "delegate"}))
    assert desk.post("/desk/bulk/", ticked | {"act": "delegate", "person": ""}).status_code == 400
    asked = desk.post("/desk/bulk/", ticked | {"act": "complete"})
    assert "The same answers for 3 cases" in words(asked)
    assert desk.post("/desk/bulk/", ticked | {"act": "complete", "answers": "1"}).status_code == 400
    done = desk.post(
        "/desk/bulk/", ticked | {"act": "complete", "answers": "1", "q-complete": "yes"}, follow=True
    )
    assert "3 tasks are done" in words(done)
    assert Task.objects.filter(node="advise").count() == 3
    # An address elsewhere is not followed.
    away = desk.post("/desk/bulk/", {"act": "claim", "back": "https://evil.example/desk/"})
    assert away.url == "/desk/"


def test_the_case_file_gathers_all_of_a_case(office: Office, enter: Any) -> None:
    case = office.case()
    desk = enter(office.officer)
    base = f"/desk/cases/{case.reference}/"
    desk.post(f"{base}message/", {"message-text": "Which days?"})
    desk.post(f"{base}note/", {"note-text": "Looks fine."})
    assert desk.post(f"{base}note/", {"note-text": " "}).status_code == 400
    desk.post(
        f"{base}attach/",
        {"file-file": SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n1 0 obj", "application/pdf")},
    )
    assert "Choose a file" in words(desk.post(f"{base}attach/", {"file-file": ""}))
    desk.post(f"{base}team/", {"person-person": office.engineer.pk})
    office.work(case, "check", office.officer, complete=True)
    office.work(case, "advise", office.engineer, objection=False)
    office.work(case, "decide", office.head, granted=False, why="Too near.")
    say_why(desk, case)
    page = words(desk.get(base))
    for expected in (
        "Which days?",
        "Looks fine.",
        "plan.pdf",
        "Wim Water",
        "Your street stall permit",
        "<svg",
        "Too near.",
    ):
        assert expected in page, expected
    document = case.documents.get()
    given = desk.get(f"{base}documents/{document.key}/")
    assert (
        given["Content-Disposition"].startswith("attachment") and given["X-Content-Type-Options"] == "nosniff"
    )
    assert desk.get(f"{base}letters/{case.letters.get().pk}/").status_code == 200
    assert desk.get(f"{base}documents/none/").status_code == 404
    desk.post(f"{base}team/{case.team.get().pk}/leave/")
    assert not case.team.exists()


def test_cases_are_searched_and_searches_are_kept(office: Office, enter: Any) -> None:
    one, other = office.case(street="Quay Street"), office.case(street="Mill Lane")
    office.work(other, "check", office.officer, complete=True)
    desk = enter(office.officer)
    found = look_for(desk, "search", "Quay")
    assert one.reference in words(found) and other.reference not in words(found)
    assert "Quay" not in found.redirect_chain[-1][0], "what is looked for stays out of addresses"
    assert one.reference in words(look_for(desk, "search", one.reference[:6].lower()))
    assert one.reference in look_for(desk, "search", one.reference).redirect_chain[-1][0]
    assert "No case fits" in words(desk.get("/desk/search/?state=ended"))
    assert desk.get("/desk/search/?since=never").status_code == 400
    assert one.reference in words(
        desk.get(f"/desk/search/?since={timezone.localdate()}&service=street-stall&state=open")
    )
    query = found.redirect_chain[-1][0].partition("?")[2]
    desk.post("/desk/views/keep/", {"page": "search", "name": "Quay", "query": "state=open"})
    desk.post("/desk/views/keep/", {"page": "search", "name": "Quay", "query": f"{query}&state=open"})
    view = SavedView.objects.get()
    assert view.query == "state=open&q=Quay" and "Quay" in words(desk.get("/desk/search/"))
    assert one.reference in words(desk.get(f"/desk/views/{view.pk}/", follow=True))
    enter(office.other).post(f"/desk/views/{view.pk}/forget/")
    assert SavedView.objects.exists()
    enter(office.officer).post(f"/desk/views/{view.pk}/forget/")
    assert not SavedView.objects.exists()


def test_an_application_is_entered_for_somebody_on_the_pages_of_the_portal(
    office: Office, enter: Any
) -> None:
    desk = enter(office.officer)
    assert desk.post("/desk/new/", {"service": ""}).status_code == 400
    page = desk.post("/desk/new/", {"service": "street-stall", "channel": "paper"}, follow=True)
    draft = Draft.objects.get()
    assert (draft.by, draft.channel, draft.applicant) == (office.officer, "paper", None)
    assert "What will you sell?" in words(page)
    assert "Street stall permit" in words(desk.get("/desk/new/"))


def test_a_substitute_is_named_and_taken_back(office: Office, enter: Any) -> None:
    desk = enter(office.officer)
    assert desk.post("/desk/absence/", {"person": ""}).status_code == 400
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    desk.post("/desk/absence/", {"person": office.other.pk, "until": until})
    assert Post.objects.filter(stands_in_for=office.officer, person=office.other).exists()
    assert "Ola Officer" in words(enter(office.other).get("/desk/absence/"))
    enter(office.officer).post("/desk/absence/", {"end": "1"})
    assert not Post.objects.filter(stands_in_for=office.officer).exists()


def test_the_team_page_shows_who_has_what_to_those_who_lead(office: Office, enter: Any) -> None:
    case = office.case()
    claim(office.task(case, "check").pk, By(office.officer, "licensing", "officer"))
    assert "Ola Officer" in words(enter(office.head).get("/desk/team/"))
    assert "for who leads a department" in words(enter(office.officer).get("/desk/team/"))


@pytest.mark.parametrize(
    ("days", "state", "said"),
    [
        (-3, "late", "late by 3 days"),
        (-1, "late", "late by 1 day"),
        (1, "soon", "1 day left"),
        (9, "ahead", "9 days left"),
    ],
)
def test_time_left_is_said_in_words(days: int, state: str, said: str) -> None:
    now = timezone.now().replace(hour=12)
    left = time_left(now + timedelta(days=days), now)
    assert (left.state, left.words) == (state, said)
    assert time_left(None).state == "open"
