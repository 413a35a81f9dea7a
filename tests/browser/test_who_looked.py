"""Who looked, in a real browser: officers say what for; a resident sees it, questions it and reads the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.keys import Keys
from tests.browser.portal_fixtures import little, office
from tests.browser.residents import apply, case_of, go_on

import openhall.demo
from openhall.process.service.folder import read_folder

__all__ = ["little", "office"]
PHONE = {"width": 320, "height": 640}
FOLDER = Path(openhall.demo.__file__).parent / "house" / "question-about-who-looked"


@pytest.fixture
def guard(little: Any, person: Any) -> Any:
    """Return somebody who looks after data protection; the service that answers questions is published."""
    from openhall.site.people.models import Department, Post
    from openhall.site.services.loading import forget
    from openhall.site.services.publishing import publish_files

    department = Department.objects.create(key="data-protection", name="Data Protection")
    forget()
    publish_files(read_folder(FOLDER), None, "The first version.")
    found = person("officer", email="dina@city.example", name="Dina Dogwood")
    Post.objects.create(person=found, department=department, role="data-protection-officer")
    return found


@pytest.fixture
def officer(little: Any, person: Any) -> Any:
    """Return an officer of the department that answers for the little service."""
    from openhall.site.people.models import Department, Post

    found = person("officer", email="ola@city.example", name="Ola Officer")
    Post.objects.create(person=found, department=Department.objects.get(key="licensing"), role="head")
    return found


def test_an_officer_says_what_for_and_a_resident_questions_it_and_reads_the_answer(
    open_page: Callable[..., Page],
    good: Callable[[Page], None],
    officer: Any,
    guard: Any,
) -> None:
    page = open_page(viewport=PHONE)
    case = apply(page)
    looked = f"/case/{case.reference}/looked/"
    page.goto(looked)
    expect(page.get_by_text("Nobody has looked yet")).to_be_visible()
    good(page)

    desk = open_page(user=officer, viewport=PHONE)
    desk.goto(f"/desk/cases/{case.reference}/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("What do you look at this case for?")
    assert "Quay Street" not in desk.content()
    good(desk)
    desk.get_by_role("button", name="Open the case").click()
    expect(desk.get_by_role("alert")).to_contain_text("Choose what you look at it for.")
    good(desk)
    desk.get_by_label("Somebody asked about the case").check()
    desk.get_by_role("button", name="Open the case").click()
    expect(desk.locator("main")).to_contain_text("Quay Street")

    page.goto(f"/case/{case.reference}/")
    page.get_by_role("link", name="See who looked, when and why").click()
    expect(page.locator("main")).to_contain_text("Licensing")
    expect(page.locator("main")).to_contain_text("Somebody asked about the case")
    assert "Ola Officer" not in page.content()
    good(page)
    page.get_by_role("link", name="Question this").click()
    good(page)
    page.get_by_role("button", name="Question this").click()
    good(page)
    page.get_by_label("What do you want to know?").fill("Who asked?")
    go_on(page)
    good(page)
    go_on(page)
    good(page)
    page.get_by_role("button", name="Agree and send").click()
    good(page)
    question = case_of(page)
    page.goto(looked)
    expect(page.get_by_text("Asked on")).to_be_visible()
    good(page)

    answers = open_page(user=guard, viewport=PHONE)
    answers.goto("/desk/")
    answers.get_by_role("link", name="Find out who looked and why").click()
    expect(answers.get_by_role("heading", name="The look in question")).to_be_visible()
    expect(answers.locator("main")).to_contain_text("Ola Officer")
    good(answers)
    answers.locator("[name='q-reason'][value='yes']").check()
    answers.locator("[name='q-answer']").fill("Your daughter telephoned and asked how far it is.")
    answers.get_by_role("button", name="Done").click()

    page.goto(looked)
    expect(page.get_by_text("There was a reason to look")).to_be_visible()
    good(page)
    page.get_by_role("link", name="Read the answer").click()
    expect(page.locator("main")).to_contain_text(question.reference)
    page.get_by_role("link", name="Our answer to your question").click()
    expect(page.locator("main")).to_contain_text("Your daughter telephoned")


def test_a_look_is_questioned_with_a_keyboard_alone_and_without_scripts(
    open_page: Callable[..., Page], officer: Any, guard: Any
) -> None:
    page = open_page(java_script_enabled=False)
    case = apply(page)
    desk = open_page(user=officer)
    desk.goto(f"/desk/cases/{case.reference}/")
    hand = Keys(desk)
    hand.tab_to(desk.get_by_label("Somebody asked about the case"))
    desk.keyboard.press("Space")
    hand.button("Open the case")
    expect(desk.locator("main")).to_contain_text("Quay Street")

    page.goto(f"/case/{case.reference}/")
    keys = Keys(page)
    keys.link("See who looked, when and why")
    keys.link("Question this")
    keys.button("Question this")
    keys.write("wanted", "Who asked?")
    keys.button("Continue")
    keys.button("Continue")
    keys.button("Agree and send")
    assert case_of(page).version.service.slug == "question-about-who-looked"

    typist = open_page()
    typist.goto(f"/track/{case.key}/")
    keys = Keys(typist)
    keys.link("See who looked, when and why")
    expect(typist.get_by_text("Asked on")).to_be_visible()
    keys.link("See how far it is")
    expect(typist.get_by_role("heading", level=1)).to_have_text("Question about who looked")


def test_the_page_of_an_account_and_the_arabic_page_are_accessible_and_fit(
    open_page: Callable[..., Page],
    good: Callable[[Page], None],
    little: Any,
    person: Any,
    officer: Any,
    guard: Any,
) -> None:
    from tests.site.little import ANSWERS

    from openhall.process.forms.asking import from_json
    from openhall.site.cases.acts import begin
    from openhall.site.cases.by import NOBODY, By
    from openhall.site.cases.looking import Purpose, Shown, record
    from openhall.site.cases.models import Look
    from openhall.site.services.loading import ready

    ada = person()
    page = open_page(user=ada, viewport=PHONE)
    page.goto("/your-data/")
    good(page)
    answers = from_json(ready(little.pk).folder.forms["apply"], ANSWERS)
    case = begin(little, {"apply": answers}, NOBODY, applicant=ada)
    for number in range(30):
        purpose = Purpose(Look.Purpose.OTHER, words=f"A reason with a {'very ' * 12}long name {number}")
        record(case, By(officer, "licensing", "head"), purpose, Shown(("answers", "messages"), True))
    page.goto("/your-data/")
    good(page)
    page.get_by_role("link", name="Next page").click()
    good(page)
    page.goto(f"/case/{case.reference}/looked/")
    page.get_by_role("button", name="العربية").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("من اطلع على بياناتك")
    good(page)
