"""A building permit from the first click to the appeal: a resident, four departments, a partner, a timer, a letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.keys import Clicks, Keys

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
SERVICE = "building-permit"


@pytest.fixture
def permits(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """The building permit of Port Alder, open for cases, with all its officers."""
    from openhall.process.folder import digest, pack
    from openhall.process.service.folder import read_folder
    from openhall.site.people.models import Department
    from openhall.site.port_alder.folders import SERVICES
    from openhall.site.port_alder.residents import make_people
    from openhall.site.services.loading import forget
    from openhall.site.services.models import Service, Version

    settings.MEDIA_ROOT = tmp_path / "files"
    forget()
    make_people(tmp_path)
    files = read_folder(SERVICES / SERVICE)
    service = Service.objects.create(
        slug=SERVICE, name="Building permit", owner=Department.objects.get(key="planning")
    )
    yield Version.objects.create(
        service=service,
        number=1,
        digest=digest(files),
        folder=pack(files),
        status=Version.Status.OPEN,
        published_at=timezone.now(),
    )
    forget()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    from openhall.site.port_alder.papers import a_pdf

    path = tmp_path / "plan.pdf"
    path.write_bytes(a_pdf("Plan of the site"))
    return path


@pytest.fixture
def look(axe: Callable[[Page], list[str]], fits: Callable[[Page], bool]) -> Callable[[Page], None]:
    def good(page: Page) -> None:
        assert axe(page) == [], page.url
        assert fits(page), page.url

    return good


def application(plan: Path) -> list[dict[str, Any]]:
    """The answers, page by page, to build a restaurant."""
    return [
        {"kind": "Shop or restaurant"},
        {"street": "2 Fish Market", "postcode": "PA1 1AA", "district": "Old Town"},
        {"ownership": "owner"},
        {"protected": ["conservation area"]},
        {"area": "250", "storeys": "1"},
        {"food": True},
        {"water": True},
        {"description": "A restaurant with forty seats in the old ice house."},
        {"begins": ("1", "9", "2027")},
        {"site_plan": plan},
        {"drawings": plan},
        {"fire_drawings": plan},
        {"name": "Cleo Cedar", "email": "cleo@example.org", "telephone": ""},
        {"address": "9 Castle Road", "home_postcode": "PA5 7EF"},
    ]


def answer(hand: Clicks, answers: dict[str, Any]) -> None:
    for name, value in answers.items():
        if value != "":
            hand.answer(name, value)


def officer_of(role: str) -> Any:
    from openhall.site.people.models import User

    return User.objects.filter(posts__role=role).first()


class Desk:
    """Officers at their desks, each in a browser of their own, with a keyboard alone."""

    def __init__(self, open_page: Callable[..., Page], look: Callable[[Page], None], case: Any) -> None:
        self.open_page, self.look, self.case = open_page, look, case

    def do(self, role: str, name: str, *rounds: dict[str, Any]) -> None:
        """The officer of a role finds a task in the inbox, takes it, answers and is done.

        rounds  answers in the order in which they are asked for: what an answer makes necessary comes after it
        """
        page = self.open_page(user=officer_of(role), viewport=DESKTOP)
        hand = Keys(page)
        page.goto("/desk/")
        self.look(page)
        hand.press(page.get_by_role("link", name=name).first)
        self.look(page)
        for k, answers in enumerate(rounds):
            answer(hand, answers)
            hand.button("Done" if k == len(rounds) - 1 else "Save for later")
            if k < len(rounds) - 1:
                self.look(page)
        expect(page.locator(".govuk-notification-banner").first).to_contain_text("is done")
        page.context.close()


@pytest.mark.timeout(420)
def test_a_permit_goes_through_four_departments_and_a_partner_with_the_keyboard_alone(
    permits: Any,
    open_page: Callable[..., Page],
    look: Callable[[Page], None],
    plan: Path,
    mailoutbox: list[Any],
) -> None:
    from openhall.site.cases.firing import fire_due
    from openhall.site.cases.models import Case
    from openhall.site.cases.sending import send_due

    page = open_page(viewport=DESKTOP)
    resident = Keys(page)
    page.goto("/services/?q=restaurant+permit")
    look(page)
    resident.link("Building permit")
    look(page)
    resident.button("Start now")
    # Nothing chosen: the page says so, and stays.
    resident.button("Continue")
    expect(page.get_by_role("alert")).to_contain_text("What do you want to build?")
    look(page)
    for answers in application(plan):
        answer(resident, answers)
        resident.button("Continue")
        look(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your answers")
    resident.button("Agree and send")
    look(page)
    case = Case.objects.get()
    expect(page.locator("main")).to_contain_text(case.reference)
    # The decision table has worked out the fee.
    fee = case.decisions.get(node="fee")
    assert fee.reasons and case.data["fee"]["total"] == 820

    desk = Desk(open_page, look, case)
    desk.do("planning-technician", "Check completeness", {"complete": True})
    desk.do(
        "planning-officer",
        "Assess plans",
        {"follows": "with conditions", "summary": "Narrow street.", "visit": False},
    )
    desk.do("building-inspector", "Check building rules", {"objection": False})
    desk.do(
        "environmental-health-officer", "Give health advice", {"objection": False, "conditions": "A filter."}
    )
    # The Fire Service takes too long: the timer fires, and Planning is told to ask.
    assert fire_due(timezone.now() + timedelta(days=16)) >= 1
    assert case.tasks.filter(node="chase", status="open").exists()
    desk.do(
        "fire-safety-officer",
        "Give fire advice",
        {"missing": False},
        {"objection": False, "conditions": "A way out."},
    )
    # The partner sees what it needs, and not who applies.
    engineer = open_page(user=officer_of("water-engineer"))
    engineer.goto(f"/desk/cases/{case.reference}/")
    look(engineer)
    expect(engineer.locator("main")).to_contain_text("2 Fish Market")
    assert "Cleo Cedar" not in engineer.content() and "Castle Road" not in engineer.content()
    desk.do("water-engineer", "Check water connection", {"objection": False})
    desk.do(
        "planning-officer",
        "Draft decision",
        {"decision": "granted with conditions"},
        {"conditions": "A second way out to the yard.", "reasons": "It follows the local plan."},
    )
    desk.do("head-of-planning", "Sign decision", {"agreed": True})

    # The letter arrives, by mail and on the case's own page, and says what it costs and why.
    send_due()
    letter = case.letters.get(name="decision")
    assert "820" in letter.text and all(reason for reason in fee.reasons)
    assert any("cleo@example.org" in mail.to and letter.subject == mail.subject for mail in mailoutbox)
    page.goto(f"/case/{case.reference}/")
    look(page)
    resident.link(letter.subject)
    look(page)
    expect(page.locator("main")).to_contain_text("granted")
    page.goto(f"/case/{case.reference}/")
    resident.link("Appeal against the decision")
    look(page)
    answer(resident, {"why": "The yard has a second way out already."})
    resident.button("Continue")
    resident.button("Continue")
    look(page)
    resident.button("Agree and send")
    look(page)
    assert case.tasks.filter(node="hear", status="open").exists()
    desk.do(
        "appeals-officer",
        "Hear appeal",
        {"on": ("10", "4", "2026"), "said": "We looked at the yard together."},
    )
    desk.do("appeals-officer", "Decide appeal", {"upheld": True, "reasons": "The way out is there."})
    case.refresh_from_db()
    assert case.ended_at is not None
    page.goto(f"/case/{case.reference}/")
    look(page)
    resident.press(page.locator("a[href*=feedback]").first)
    look(page)


@pytest.mark.timeout(420)
def test_the_same_permit_on_a_phone_without_scripts_from_right_to_left(
    permits: Any, open_page: Callable[..., Page], look: Callable[[Page], None], plan: Path
) -> None:
    from openhall.process.forms.asking import from_json
    from openhall.site.cases.acts import complete
    from openhall.site.cases.by import By
    from openhall.site.cases.models import Case, Task
    from openhall.site.services.loading import ready

    page = open_page(viewport=PHONE, java_script_enabled=False, locale="ar")
    # The rules of axe are a script: they are looked at in a second window, which holds the same application.
    beside = open_page(viewport=PHONE, locale="ar")
    resident = Clicks(page)

    def good() -> None:
        assert page.locator("html").get_attribute("dir") == "rtl", page.url
        beside.context.add_cookies(page.context.cookies())
        beside.goto(page.url)
        assert beside.locator("html").get_attribute("dir") == "rtl"
        look(beside)

    page.goto(f"/services/{SERVICE}/")
    good()
    page.locator("form[action*='/apply/'] button").click()
    page.locator("main form button.govuk-button:not([name])").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    good()
    for answers in application(plan):
        answer(resident, answers)
        page.locator("main form button.govuk-button:not([name])").last.click()
        good()
    page.locator("main form button.govuk-button").last.click()
    good()
    case = Case.objects.get()
    assert case.language == "ar"

    def work(role: str, node: str, **gives: Any) -> None:
        task = Task.objects.get(case=case, node=node, status="open")
        prepared = ready(case.version_id)
        form = prepared.running.model.nodes[prepared.running.model.place_of[node]].work.form
        data = {form: from_json(prepared.folder.forms[form], gives)}
        complete(task.pk, data, By(officer_of(role), task.department.key, role))

    work("planning-technician", "check", complete=False, missing=_missing(case), words="خطة")
    page.goto(f"/case/{case.reference}/")
    good()
    page.locator(".oh-todo a").first.click()
    good()
    answer(resident, {"files": plan, "words": "هذا هو الرسم"})
    page.locator("main form button.govuk-button:not([name])").last.click()
    good()
    page.locator("main form button.govuk-button").last.click()
    good()
    work("planning-technician", "check", complete=True)
    work("planning-officer", "assess", follows="no", summary="Too large.", visit=False)
    for role, node, gives in (
        ("building-inspector", "check_building", {"objection": False}),
        ("fire-safety-officer", "advise_fire", {"missing": False, "objection": False}),
        ("environmental-health-officer", "advise_health", {"objection": False}),
        ("water-engineer", "check_water", {"objection": False}),
        ("planning-officer", "draft", {"decision": "refused", "reasons": "Too large."}),
        ("head-of-planning", "sign", {"agreed": True}),
    ):
        work(role, node, **gives)
    letter = case.letters.get(name="refusal")
    assert letter.language == "ar"
    page.goto(f"/case/{case.reference}/")
    good()
    page.locator(f"a[href*='/letters/{letter.pk}/']").click()
    good()
    page.goto(f"/case/{case.reference}/may/appeal/")
    good()
    answer(resident, {"why": "المطعم صغير."})
    page.locator("main form button.govuk-button:not([name])").last.click()
    page.locator("main form button.govuk-button:not([name])").last.click()
    good()
    page.locator("main form button.govuk-button").last.click()
    good()
    assert case.tasks.filter(node="hear", status="open").exists()


def _missing(case: Any) -> list[str]:
    from openhall.site.services.loading import ready

    question = ready(case.version_id).folder.forms["completeness"].questions["missing"]
    return [str(question.choices[0].value)]
