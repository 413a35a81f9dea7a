"""Apply: one question a page, everything checked, nothing lost, and one case however often it is sent."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from openhall.site.cases.applying import send
from openhall.site.cases.by import NOBODY, NotPossible
from openhall.site.cases.models import Case, Channel, Draft, Outgoing
from openhall.site.people.models import Department
from openhall.site.registers.models import Entry, Register, Use
from openhall.site.services.models import Version
from tests.site.little import little_service, publish_little
from tests.site.residents import PAGES, Resident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def version(db: None) -> Version:
    return publish_little()


@pytest.fixture
def resident() -> Resident:
    return Resident()


def words(response: Any) -> str:
    return response.content.decode()


def test_an_application_becomes_a_case_with_all_its_answers(resident: Resident) -> None:
    case = resident.apply()
    assert case.data["apply"]["kind"] == "flowers"
    assert case.data["apply"]["begins"] == {"$d": "2026-04-04"}
    assert case.data["apply"]["power"] is False
    assert "watts" not in case.data["apply"]
    assert (case.applicant_name, case.e_mail, case.subject) == (
        "Ada Alder",
        "ada@example.org",
        "flowers, Quay Street",
    )
    assert case.channel == Channel.ONLINE
    assert case.legal_due_at and case.promised_due_at
    assert [task.node for task in case.tasks.all()] == ["check"]


def test_the_confirmation_says_reference_next_step_expected_day_and_link(resident: Resident) -> None:
    case = resident.apply()
    page = words(resident.go(resident.at))
    assert case.reference in page
    assert "We check your application" in page
    assert "You can expect a decision by" in page
    assert f"/track/{case.key}/" in page
    assert "ada@example.org" in page
    assert Outgoing.objects.filter(case=case, kind="notice", name=":received").count() == 1


def test_questions_come_one_page_after_the_other_and_only_those_that_apply(resident: Resident) -> None:
    resident.begin()
    seen = []
    while resident.page != "check":
        seen.append(resident.page)
        resident.send(
            PAGES.get(resident.page, {})
            | ({"q-power": "yes"} if resident.page == "power" else {})
            | ({"q-watts": "2,000"} if resident.page == "watts" else {})
        )
    assert seen == ["kind", "place", "days", "begins", "power", "watts", "about", "drawing", "you"]


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("kind", {}),
        ("kind", {"q-kind": "weapons"}),
        ("place", {"q-street": "", "q-area": "6"}),
        ("place", {"q-street": "Quay Street", "q-area": "six"}),
        ("place", {"q-street": "Quay Street", "q-area": "21"}),
        ("days", {}),
        ("days", {"q-days": ["never"]}),
        ("begins", {"q-begins-day": "31", "q-begins-month": "2", "q-begins-year": "2026"}),
        ("begins", {"q-begins-day": "", "q-begins-month": "2", "q-begins-year": ""}),
        ("power", {}),
        ("about", {"q-about": "x" * 501}),
        ("you", {"q-name": "Ada", "q-email": "ada at home", "q-postcode": "PA1"}),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    resident: Resident, page: str, sent: dict[str, Any]
) -> None:
    resident.begin()
    resident.fill_in(until=page)
    response = resident.send(sent)
    html = words(response)
    assert response.status_code == 400
    assert "There is a problem" in html and "<title>Error: " in html
    for name, typed in sent.items():
        if typed and name not in ("q-kind", "q-days"):
            assert str(typed) in html, name


def test_right_answers_of_a_page_are_kept_beside_a_wrong_one(resident: Resident) -> None:
    resident.begin()
    resident.fill_in(until="place")
    resident.send({"q-street": "Quay Street", "q-area": "many"})
    assert Draft.objects.get().answers["street"] == "Quay Street"


def test_an_answer_is_changed_from_the_check_and_comes_back_to_it(resident: Resident) -> None:
    resident.begin()
    page = words(resident.fill_in())
    assert "flowers" not in page and "Flowers or plants" in page and "4 April 2026" in page
    resident.go(resident.at.replace("check/", "ask/kind/?change=1"))
    html = words(resident.send({"q-kind": "crafts"}))
    assert resident.page == "check" and "Crafts" in html


def test_a_change_that_asks_for_more_leads_to_that_and_then_back(resident: Resident) -> None:
    resident.begin()
    resident.fill_in()
    resident.go(resident.at.replace("check/", "ask/power/?change=1"))
    resident.send({"q-power": "yes"})
    assert resident.page == "watts"
    resident.send({"q-watts": "500"})
    assert resident.page == "check"


def test_nothing_unfinished_can_be_sent(resident: Resident) -> None:
    resident.begin()
    resident.fill_in(until="about")
    resident.send({}, resident.at.replace("ask/about/", "check/"))
    assert resident.page == "you" and not Case.objects.exists()
    with pytest.raises(NotPossible):
        send(Draft.objects.get(), NOBODY)


def test_sent_twice_it_is_one_case(resident: Resident) -> None:
    resident.begin()
    resident.fill_in()
    check = resident.at
    resident.send()
    resident.send({}, check)
    assert resident.page == "sent" and Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_moment_it_is_one_case(resident: Resident) -> None:
    resident.begin()
    resident.fill_in()
    draft = Draft.objects.get()
    cases = []

    def press() -> None:
        cases.append(send(Draft.objects.get(pk=draft.pk), NOBODY).pk)
        connection.close()

    pressing = [threading.Thread(target=press) for _ in range(4)]
    for each in pressing:
        each.start()
    for each in pressing:
        each.join()
    assert len(cases) == 4 and len(set(cases)) == 1 and Case.objects.count() == 1


def test_a_sent_draft_keeps_no_answers(resident: Resident) -> None:
    resident.apply()
    draft = Draft.objects.get()
    assert draft.answers == {} and draft.closed_at and draft.case


def test_what_is_known_is_not_asked_but_shown_with_its_source(person: Any) -> None:
    ada = person()
    register = Register.objects.create(
        slug="residents", name="Register of residents", schema={}, owner=Department.objects.first()
    )
    Entry.objects.create(register=register, person=ada, content={"postcode": "PA9 9ZZ"})
    resident = Resident()
    resident.client.force_login(ada)
    resident.begin()
    page = words(resident.fill_in())
    assert "you" not in page.split("Check your answers")[0]
    for expected in ("PA9 9ZZ", "We have this from Register of residents", "We have this from your account"):
        assert expected in page
    (use,) = Use.objects.all()
    assert (use.person, use.act, use.by) == (ada, "read", "street-stall")
    resident.go(resident.at.replace("check/", "ask/you/?change=1"))
    page = words(resident.send(PAGES["you"]))
    assert "PA1 2BC" in page and "Register of residents" not in page
    resident.send()
    case = Case.objects.get()
    assert case.applicant == ada and case.data["apply"]["postcode"] == "PA1 2BC"


def test_only_what_is_not_known_of_a_page_is_asked(person: Any) -> None:
    resident = Resident()
    resident.client.force_login(person())
    resident.begin()
    page = words(resident.fill_in(until="you"))
    assert "q-postcode" in page and "q-email" not in page and "q-name" not in page
    resident.send({"q-postcode": "PA1 2BC"})
    assert resident.page == "check"


def test_a_service_that_asks_for_an_account_leads_to_signing_in(person: Any) -> None:
    files = little_service()
    files["service.yaml"] = files["service.yaml"].replace(b"sign in: optional", b"sign in: required")
    publish_little(files)
    resident = Resident()
    assert "Sign in to apply" in words(resident.go("/services/street-stall/"))
    resident.begin()
    assert resident.at.startswith("/accounts/login/") and not Draft.objects.exists()
    resident.client.force_login(person())
    resident.begin()
    assert resident.page == "kind"
