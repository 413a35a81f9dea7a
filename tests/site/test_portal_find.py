"""A service is found and read before one applies: what it is, asks, costs and how long it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from openhall.site.cases.applying import DAYS_KEPT, give_up_old, send
from openhall.site.cases.by import NOBODY
from openhall.site.cases.models import Case, Draft, Outgoing
from openhall.site.cases.sending import send_due
from openhall.site.observatory.models import PublicPage
from openhall.site.portal.models import Feedback
from openhall.site.services.models import Version
from tests.site.little import little_service, publish_little
from tests.site.residents import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db: None) -> Version:
    return publish_little()


def words(response: Any) -> str:
    return response.content.decode()


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return words(response)


def publish_page(slug: str, title: str) -> PublicPage:
    level = {"activities": 1.0, "steps": 1.0}
    numbers: dict[str, Any] = {
        "sentences": ["Half of all cases take more than 9 days."],
        "limit": None,
        "cases": 40,
        "half": "9 days",
        "eight": "20 days",
        "nearly_all": "40 days",
        "findings": [],
        "map": {
            "nodes": [],
            "edges": [],
            "cases": 40,
            "total_activities": 0,
            "total_steps": 0,
            "level": level,
            "note": "",
        },
        "periods": [{"period": "2026-01-01", "began": 40}],
    }
    return PublicPage.objects.create(slug=slug, title=title, summary="As it runs.", numbers=numbers)


def test_the_home_page_leads_to_services_first(client: Client, version: Version) -> None:
    publish_page("dog-licence", "Dog licence")
    page = page_of(client, "/")
    assert page.index("What do you need?") < page.index("Street stall permit") < page.index("Dog licence")


@pytest.mark.parametrize("query", ["stall", "MARKET", "stal permti", "food truck", "كشك", "want to sell"])
def test_a_service_is_found_in_the_words_of_people(client: Client, version: Version, query: str) -> None:
    page = words(client.get("/services/", {"q": query}))
    assert "Street stall permit" in page and "1 service for" in page


def test_an_empty_answer_says_what_to_do(client: Client, version: Version) -> None:
    page = words(client.get("/services/", {"q": "submarine <b>"}))
    assert "Nothing found for “submarine &lt;b&gt;”" in page and "See all services" in page


def test_a_body_without_services_says_so(client: Client) -> None:
    assert "No service is published yet" in page_of(client, "/services/")


def test_pages_of_services_that_run_elsewhere_are_found_and_shown(client: Client, version: Version) -> None:
    publish_page("dog-licence", "Dog licence")
    assert "You cannot apply for it here" in words(client.get("/services/", {"q": "dog"}))
    assert "Half of all cases take more than 9 days." in page_of(client, "/services/dog-licence/")
    assert client.get("/services/nothing-of-it/").status_code == 404


def test_how_a_service_runs_keeps_its_page_beside_the_service(client: Client, version: Version) -> None:
    page = publish_page("street-stall", "Street stalls, as they run")
    service = page_of(client, "/services/street-stall/")
    assert "Start now" in service and page.get_absolute_url() in service
    assert "Half of all cases take more than 9 days." in page_of(client, page.get_absolute_url())
    assert words(client.get("/services/", {"q": "stall"})).count("oh-found__item") == 1


def test_a_service_says_all_that_one_needs_to_know(client: Client, version: Version) -> None:
    page = page_of(client, "/services/street-stall/")
    for expected in (
        "Permission to sell from a stall",
        "Anybody aged 18 or over.",
        "A drawing of the stall",
        "12 or 34, by the kind of stall.",
        "We promise a decision within 10 working days.",
        "By law it may take 56 days at the most.",
        "Port Alder Markets Act 2018, section 4",
        "Alder Water looks at it",
        "Licensing",
    ):
        assert expected in page, expected


def test_a_service_speaks_the_language_of_the_reader_and_else_its_own(
    client: Client, version: Version
) -> None:
    arabic = words(client.get("/services/street-stall/", headers={"accept-language": "ar"}))
    assert '<html lang="ar" dir="rtl"' in arabic and "كل من بلغ الثامنة عشرة." in arabic
    files = little_service()
    files["service.yaml"] = files["service.yaml"].replace(b"languages: [en, ar]", b"languages: [en]")
    files = {name: data for name, data in files.items() if "ar." not in name.split("/")[-1]}
    publish_little(files)
    english = words(client.get("/services/street-stall/", headers={"accept-language": "ar"}))
    assert '<html lang="en-gb" dir="ltr"' in english and "Start now" in english
    assert "العربية" not in english, "a language that the service lacks is not offered"


def test_the_choice_of_a_language_stays_and_leads_back(client: Client, version: Version) -> None:
    response = client.post("/language/", {"language": "ar", "next": "/services/street-stall/"})
    assert response["Location"] == "/services/street-stall/"
    assert 'dir="rtl"' in page_of(client, "/services/street-stall/")
    elsewhere = client.post("/language/", {"language": "ar", "next": "https://evil.example/"})
    assert elsewhere["Location"] == "/"


def test_what_people_think_is_shown_from_ten_answers_on(client: Client, version: Version) -> None:
    for k in range(9):
        Feedback.objects.create(service=version.service, version=1, ending="sent", score=5 - k % 2)
    assert "What people think of it" not in page_of(client, "/services/street-stall/")
    Feedback.objects.create(service=version.service, version=1, ending="decided", score=1)
    assert "4.2 of 5, from 10 answers" in page_of(client, "/services/street-stall/")


def test_how_long_it_really_takes_is_said_once_enough_were_decided(client: Client, version: Version) -> None:
    begun = timezone.now() - timedelta(days=60)
    for k in range(9):
        Case.objects.create(version=version, opened_at=begun, decided_at=begun + timedelta(days=k + 1))
    assert "8 in 10" not in page_of(client, "/services/street-stall/")
    Case.objects.create(version=version, opened_at=begun, decided_at=begun + timedelta(days=40))
    cache.clear()
    page = page_of(client, "/services/street-stall/")
    assert "8 in 10 within 9 days" in page and "From 10 applications" in page


def test_the_form_on_paper_has_every_question(client: Client, version: Version) -> None:
    page = page_of(client, "/services/street-stall/form/")
    for expected in ("What will you sell?", "Flowers or plants", "How many watts", "Date and signature"):
        assert expected in page
    assert "Answer this only if it applies to you." in page and "<input" not in page.split("<main")[1]


def test_a_service_that_is_closed_is_not_offered(client: Client, version: Version) -> None:
    Version.objects.update(status=Version.Status.KEPT)
    assert client.get("/services/street-stall/").status_code == 404
    assert client.get("/services/street-stall/form/").status_code == 404
    assert "Street stall permit" not in page_of(client, "/services/")
    assert client.post("/apply/street-stall/")["Location"] == "/services/street-stall/"


def test_a_service_that_cannot_run_any_more_hides_nothing_else(client: Client, version: Version) -> None:
    files = little_service()
    files["service.yaml"] = files["service.yaml"].replace(b"Street stall", b"Ice cream stall")
    broken = publish_little(files, slug="ice")
    Version.objects.filter(pk=broken.pk).update(folder=b"not a folder")
    page = page_of(client, "/services/")
    assert "Street stall permit" in page and "Ice cream" not in page


def test_the_confirmation_arrives_by_e_mail_with_the_link(version: Version, mailoutbox: list[Any]) -> None:
    case = Resident().has_applied()
    send_due()
    assert Outgoing.objects.get(case=case).sent_at is not None
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.org"] and case.reference in mail.subject
    assert f"/track/{case.key}/" in mail.body and "You can expect a decision by" in mail.body
    assert "Quay Street" not in mail.body, "what was answered is read on the page"


def test_a_draft_that_nobody_touches_loses_its_answers_in_the_end(version: Version) -> None:
    resident = Resident()
    resident.begin()
    resident.fill_in(until="days")
    assert give_up_old() == 0
    Draft.objects.update(touched_at=timezone.now() - timedelta(days=DAYS_KEPT + 1))
    assert give_up_old() == 1 and give_up_old() == 0
    draft = Draft.objects.get()
    assert draft.answers == {} and draft.closed_at is not None
    with pytest.raises(Exception, match="given up"):
        send(draft, NOBODY)
    assert not Case.objects.exists()
