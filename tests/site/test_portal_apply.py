"""Apply: one question a page, everything checked, nothing lost, and one case however often it is sent."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

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


def test_one_comes_back_by_the_link_in_another_browser(resident: Resident) -> None:
    resident.begin()
    resident.fill_in(until="days")
    other = Resident()
    page = words(other.go(f"/return/{Draft.objects.get().key}/"))
    assert other.page == "place" and "Quay Street" in page


def test_the_page_that_saves_shows_the_link_and_mails_it(resident: Resident, mailoutbox: list[Any]) -> None:
    from openhall.site.portal.tasks import mail_draft_link

    resident.begin()
    resident.fill_in(until="days")
    page = words(resident.send(PAGES["days"] | {"later": "1"}))
    draft = Draft.objects.get()
    assert f"/return/{draft.key}/" in page
    assert draft.answers["days"] == ["saturday"]
    wrong = resident.send({"e_mail": "nowhere"})
    assert wrong.status_code == 400
    resident.send({"e_mail": "ada@example.org"})
    mail_draft_link.call(draft.pk, "en-gb")
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.org"] and f"/return/{draft.key}/" in mail.body


def test_a_session_that_runs_out_loses_no_answer(resident: Resident) -> None:
    resident.begin()
    page = words(resident.go(resident.at))
    draft = Draft.objects.get()
    assert f'name="key" value="{draft.key}"' in page
    resident.client.logout()
    resident.client.cookies.clear()
    resident.send({"q-kind": "crafts", "key": draft.key})
    assert resident.page == "place"
    draft.refresh_from_db()
    assert draft.answers["kind"] == "crafts"


def test_nobody_sees_a_draft_by_guessing(resident: Resident, person: Any) -> None:
    resident.begin()
    resident.fill_in(until="days")
    addresses = [resident.at] + [
        f"/apply/street-stall/{resident.draft}/{name}/" for name in ("check", "sent", "save", "leave")
    ]
    stranger, signed_in = Client(), Client()
    signed_in.force_login(person("officer", "operator"))
    for client in (stranger, signed_in):
        for address in addresses:
            for response in (client.get(address), client.post(address, {"key": "x" * 43})):
                assert response.status_code in (404, 405)
                assert "Quay Street" not in words(response)
        assert client.get("/return/" + "x" * 43 + "/").status_code == 404
        never = client.get(f"/apply/street-stall/{resident.draft + 1}/check/")
        assert words(never).count("We cannot show you this application") == words(
            client.get(addresses[1])
        ).count("We cannot show you this application")


def test_pages_of_an_application_are_kept_by_no_cache(resident: Resident) -> None:
    response = resident.begin()
    assert response["Cache-Control"] == "private, no-store"


def test_a_form_without_its_token_is_refused(version: Version) -> None:
    strict = Resident(Client(enforce_csrf_checks=True))
    response = strict.begin()
    assert response.status_code == 403 and not Draft.objects.exists()
    draft = Draft.objects.create(version=version)
    address = f"/apply/street-stall/{draft.pk}/ask/kind/"
    assert strict.send({"q-kind": "crafts", "key": draft.key}, address).status_code == 403
    draft.refresh_from_db()
    assert draft.answers == {}


def test_a_draft_that_is_given_up_loses_its_answers_and_asks_why(resident: Resident) -> None:
    from openhall.site.portal.models import Feedback

    resident.begin()
    resident.fill_in(until="days")
    resident.go(f"/apply/street-stall/{resident.draft}/leave/")
    page = words(resident.send())
    assert "Your application is deleted" in page
    draft = Draft.objects.get()
    assert draft.answers == {} and draft.closed_at
    assert resident.send({"words": "No reason"}).status_code == 400
    resident.send({"score": "2", "words": "Too many questions"})
    assert list(Feedback.objects.values_list("ending", "score", "words", "version")) == [
        ("left", 2, "Too many questions", 1)
    ]


def test_a_draft_moves_to_the_new_form_with_the_answers_that_fit_and_says_so(resident: Resident) -> None:
    resident.begin()
    resident.fill_in(until="about")
    files = little_service()
    old = b'{"const": "flowers", "title": "Flowers or plants"}'
    assert old in files["forms/apply.json"]
    files["forms/apply.json"] = files["forms/apply.json"].replace(
        old, b'{"const": "plants", "title": "Plants"}'
    )
    files["tests/granted.yaml"] = files["tests/granted.yaml"].replace(b"flowers", b"plants")
    publish_little(files)
    page = words(resident.go(resident.at))
    assert "The form has changed since you began" in page and "What will you sell?" in page
    draft = Draft.objects.get()
    assert draft.version.number == 2
    assert "kind" not in draft.answers and draft.answers["street"] == "Quay Street"
    resident.fill_in(until="check", kind={"q-kind": "plants"})
    assert resident.page == "check"


def test_a_service_that_is_closed_keeps_the_draft(resident: Resident) -> None:
    resident.begin()
    resident.fill_in(until="days")
    Version.objects.update(status=Version.Status.KEPT)
    response = resident.send(PAGES["days"])
    assert response.status_code == 409 and "No applications are taken" in words(response)
    assert Draft.objects.get().answers["street"] == "Quay Street"


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


def test_two_people_at_one_counter_fill_in_two_drafts_side_by_side(person: Any, version: Version) -> None:
    officer = person("officer")
    drafts = [Draft.objects.create(version=version, by=officer, channel=Channel.ASSISTED) for _ in range(2)]
    counter = Client()
    counter.force_login(officer)
    for draft, street in zip(drafts, ("Mill Lane", "Quay Street"), strict=True):
        counter.post(f"/apply/street-stall/{draft.pk}/ask/place/", {"q-street": street, "q-area": "3"})
    assert [Draft.objects.get(pk=draft.pk).answers["street"] for draft in drafts] == [
        "Mill Lane",
        "Quay Street",
    ]


@pytest.mark.parametrize("channel", [Channel.ASSISTED, Channel.PAPER])
def test_staff_enter_an_application_for_somebody(person: Any, version: Version, channel: str) -> None:
    officer = person("officer")
    draft = Draft.objects.create(version=version, by=officer, channel=channel)
    resident = Resident()
    resident.client.force_login(officer)
    page = words(resident.go(f"/return/{draft.key}/"))
    assert "You are filling this in for somebody else" in page
    assert f'value="{draft.key}"' not in page
    resident.fill_in()
    page = words(resident.send())
    case = Case.objects.get()
    assert case.channel == channel and case.applicant is None and case.applicant_name == "Ada Alder"
    assert case.key not in page, "the link is the applicant's"
    assert resident.client.get(f"/case/{case.reference}/").status_code == 302


def test_a_draft_of_staff_is_theirs_alone(person: Any, version: Version) -> None:
    draft = Draft.objects.create(version=version, by=person("officer"), channel=Channel.ASSISTED)
    other = Client()
    other.force_login(person("officer", email="b@example.org"))
    for client in (Client(), other):
        assert client.get(f"/return/{draft.key}/").status_code == 404
        address = f"/apply/street-stall/{draft.pk}/ask/kind/"
        assert client.post(address, {"q-kind": "crafts", "key": draft.key}).status_code == 404


def test_whoever_has_begun_goes_on_or_begins_another_one(resident: Resident) -> None:
    resident.begin()
    resident.fill_in(until="days")
    first = resident.draft
    assert "Go on with it" in words(resident.go("/services/street-stall/"))
    resident.begin()
    assert resident.draft == first
    resident.send({"anew": "1"}, "/apply/street-stall/")
    assert resident.draft != first and resident.page == "kind"


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


def test_one_visitor_cannot_begin_without_end(resident: Resident) -> None:
    for _ in range(60):
        resident.client.post("/apply/street-stall/", {"anew": "1"})
    response = resident.client.post("/apply/street-stall/", {"anew": "1"})
    assert response.status_code == 429 and Draft.objects.count() == 60


def test_a_browser_forgets_the_application_and_the_link_still_leads_to_it(resident: Resident) -> None:
    resident.begin()
    number, key = resident.draft, Draft.objects.get().key
    resident.send({}, f"/apply/street-stall/{number}/forget/")
    assert resident.client.get(f"/apply/street-stall/{number}/check/").status_code == 404
    resident.go(f"/return/{key}/")
    assert resident.page == "kind"
