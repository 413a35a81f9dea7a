"""A draft: come back to by its link, seen by nobody else, moved to new forms, given up; filled in by staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from openhall.site.cases.models import Case, Channel, Draft
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


def test_an_address_that_no_answer_gives_is_that_of_the_saved_link(resident: Resident) -> None:
    files = little_service()
    old = b"person: {name: apply.name, e-mail: apply.email}"
    assert old in files["service.yaml"]
    files["service.yaml"] = files["service.yaml"].replace(old, b"person: {name: apply.name}")
    publish_little(files)
    resident.begin()
    resident.fill_in()
    Draft.objects.update(e_mail="saved@example.org")
    resident.send()
    assert Case.objects.get().e_mail == "saved@example.org"


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
