"""What keeps a case from going on by itself is seen by those who work on it, and can be sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from openhall.process.errors import BadInput
from openhall.process.saying import gettext
from openhall.site.cases import firing
from openhall.site.cases.applying import _confirm
from openhall.site.cases.models import Case, Outgoing, Timer
from openhall.site.cases.sending import try_again
from openhall.site.people.models import Department, User
from openhall.site.services.models import Service, Version
from openhall.site.web.speech import keep_text
from tests.site.arabic import is_arabic
from tests.site.stalls import Office, open_office, say_why

pytestmark = pytest.mark.django_db

PEOPLE = frozenset(
    {"Ola", "Officer", "officer", "Otto", "Other", "Hella", "Head", "head", "Wim", "Water", "flowers"}
)


@pytest.fixture
def office(person: Any) -> Office:
    return open_office(person)


def desk_of(who: User, language: str = "en") -> Client:
    desk = Client()
    desk.force_login(who)
    desk.cookies[site.LANGUAGE_COOKIE_NAME] = language
    return desk


def words(response: Any) -> str:
    return response.content.decode()


def not_sent(case: Case, kind: str = "call", given_up: bool = True) -> Outgoing:
    """Something that was to leave a case at its check, and did not."""
    now = timezone.now()
    return Outgoing.objects.create(
        case=case, kind=kind, key=f"{case.pk}-{kind}", name="pay", content={"node": "check"}, made_at=now,
        due_at=now + timedelta(hours=2), tries=18, failed_at=now if given_up else None,
        problem=keep_text(gettext("It answered with status %(status)s.", status="400")),
    )  # fmt: skip


def timer_of(case: Case, problem: str = "No such time.") -> Timer:
    """A timer at the check of a case, which was due and could not fire."""
    due = timezone.now() - timedelta(1)
    return Timer.objects.create(
        case=case, number=1, node="check", since=timezone.now(), due_at=due, problem=problem
    )


def test_an_officer_sees_why_a_case_does_not_go_on_and_has_it_sent_again(office: Office) -> None:
    case, well = office.case(), office.case()
    outgoing, desk = not_sent(case), desk_of(office.officer)
    inbox = words(desk.get("/desk/"))
    assert "1 case does not go on by itself" in inbox and case.reference in inbox
    say_why(desk, case)
    page = words(desk.get(f"/desk/cases/{case.reference}/"))
    assert "“Check the application” waits for another system." in page
    assert "It answered with status 400." in page and "It was tried 18 times. It was given up." in page
    again = f"/desk/cases/{case.reference}/outgoing/{outgoing.pk}/again/"
    assert again in page and desk.get(again).status_code == 405
    assert "It is sent again now." in words(desk.post(again, follow=True))
    outgoing.refresh_from_db()
    assert outgoing.failed_at is None and outgoing.tries == 0 and outgoing.due_at <= timezone.now()
    assert "What does not go on by itself" not in words(desk.get(f"/desk/cases/{case.reference}/"))
    assert "go on by itself" not in words(desk.get("/desk/"))
    say_why(desk, well)
    assert "What does not go on by itself" not in words(desk.get(f"/desk/cases/{well.reference}/"))


def test_what_is_tried_again_by_itself_is_told_in_the_case_and_not_in_the_inbox(office: Office) -> None:
    case, desk = office.case(), desk_of(office.officer)
    for kind in ("letter", "notice", "message", "signal"):
        not_sent(case, kind, given_up=False)
    assert "go on by itself" not in words(desk.get("/desk/"))
    say_why(desk, case)
    page = words(desk.get(f"/desk/cases/{case.reference}/"))
    told = (
        "The letter of {} is not sent.|The e-mail about {}|The message of {} has not|The signal of {} has not"
    )
    for said in (*told.format(*["“Check the application”"] * 4).split("|"), "times. It is tried again on"):
        assert said in page


def test_a_confirmation_that_was_not_sent_is_told(office: Office) -> None:
    case, desk = office.case(), desk_of(office.officer)
    _confirm(case, timezone.now())
    case.outgoing.update(problem="No mail server is there.", tries=1)
    say_why(desk, case)
    page = words(desk.get(f"/desk/cases/{case.reference}/"))
    assert "The e-mail that the application is here is not sent." in page
    assert "No mail server is there." in page and "It was tried 1 time. It is tried again on" in page


def test_the_inbox_tells_how_many_there_are_and_names_the_oldest(office: Office) -> None:
    cases = [office.case() for _ in range(12)]
    for case in cases:
        not_sent(case)
    inbox = words(desk_of(office.officer).get("/desk/"))
    assert "12 cases do not go on by themselves" in inbox
    named = [each for each in cases if f"/desk/cases/{each.reference}/#where" in inbox]
    assert named == cases[:10]
    assert "/desk/search/?state=stuck" in inbox and "See all 12" in inbox


def test_all_of_them_are_found_in_the_list_of_cases_however_many_others_have(office: Office) -> None:
    """Before: 200 of the whole body were looked at, in no order."""
    mine, service = (
        office.version,
        Service.objects.create(slug="pipes", name="Pipes", owner=Department.objects.get(key="alder-water")),
    )
    theirs = Version.objects.create(
        service=service, number=1, digest=mine.digest, folder=mine.folder, status=mine.status
    )
    others = Case.objects.bulk_create([Case(version=theirs) for _ in range(201)])
    for case in others:
        not_sent(case)
    well, late, timeless = (office.case() for _ in range(3))
    not_sent(late), timer_of(timeless)
    desk = desk_of(office.officer)
    found = words(desk.get("/desk/search/?state=stuck"))
    assert [each.reference in found for each in (well, late, timeless)] == [False, True, True]
    assert "Does not go on by itself" in found and "2 cases" in found
    assert "2 cases do not go on by themselves" in words(desk.get("/desk/"))
    theirs_too = words(desk_of(office.head).get("/desk/search/?state=stuck"))
    assert not any(each.reference in theirs_too for each in others)


def test_what_was_sent_meanwhile_is_not_sent_twice(office: Office) -> None:
    case, desk = office.case(), desk_of(office.officer)
    outgoing = not_sent(case)
    Outgoing.objects.filter(pk=outgoing.pk).update(sent_at=timezone.now(), failed_at=None)
    say_why(desk, case)
    page = words(desk.post(f"/desk/cases/{case.reference}/outgoing/{outgoing.pk}/again/", follow=True))
    assert "It has been sent meanwhile." in page and not try_again(outgoing.pk)


def test_a_time_that_cannot_be_told_is_seen_in_the_language_of_the_reader(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.case()
    timer = timer_of(case, problem="")

    def no_time(*_: Any) -> None:
        raise BadInput(gettext("It answered with status %(status)s.", status="503"))

    monkeypatch.setattr(firing, "_fire", no_time)
    assert firing.fire_due() == 0
    for language in ("en", "ar"):
        desk = desk_of(office.officer, language)
        assert case.reference in words(desk.get("/desk/"))
        say_why(desk, case)
        page = desk.get(f"/desk/cases/{case.reference}/")
        assert "503" in words(page)
        assert ("“Check the application” has a time that could not be told" in words(page)) == (
            language == "en"
        )
    is_arabic(page, beside=PEOPLE)
    again, desk = f"/desk/cases/{case.reference}/timers/{timer.pk}/again/", desk_of(office.officer)
    assert again in words(page)
    timer.refresh_from_db()
    assert timer.due_at > timezone.now()
    say_why(desk, case)
    assert "Its time is told again now." in words(desk.post(again, follow=True))
    timer.refresh_from_db()
    assert timer.due_at <= timezone.now() and not timer.problem
    assert "It has been told meanwhile." in words(desk.post(again, follow=True))


def test_others_do_not_see_it(office: Office) -> None:
    case = office.case()
    outgoing, desk = not_sent(case), desk_of(office.engineer)
    assert case.reference not in words(desk.get("/desk/"))
    assert desk.post(f"/desk/cases/{case.reference}/outgoing/{outgoing.pk}/again/").status_code == 404
    other, desk = office.case(), desk_of(office.officer)
    say_why(desk, other)
    assert desk.post(f"/desk/cases/{other.reference}/outgoing/{outgoing.pk}/again/").status_code == 404
    outgoing.refresh_from_db()
    assert outgoing.failed_at


def test_others_do_not_have_a_time_told_again(office: Office) -> None:
    case, other = office.case(), office.case()
    timer = timer_of(case)
    path = f"timers/{timer.pk}/again/"
    assert desk_of(office.engineer).post(f"/desk/cases/{case.reference}/{path}").status_code == 404
    desk = desk_of(office.officer)
    say_why(desk, other)
    desk.post(f"/desk/cases/{other.reference}/{path}")
    assert Timer.objects.get(pk=timer.pk).problem
