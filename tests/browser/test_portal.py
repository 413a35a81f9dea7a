"""A resident in a real browser: applies, tracks, appeals and withdraws; on a phone, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
BOTH = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture(autouse=True)
def little(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Any]:
    from tests.site.little import publish_little

    from openhall.site.services.loading import forget

    settings.MEDIA_ROOT = tmp_path / "files"
    yield publish_little()
    forget()


@pytest.fixture
def good(axe: Callable[[Page], list[str]], fits: Callable[[Page], bool]) -> Callable[[Page], None]:
    """Return a function that looks whether a page keeps WCAG, fits, and has one heading of the first rank."""

    def look(page: Page) -> None:
        assert axe(page) == [], page.url
        assert fits(page), page.url
        assert page.locator("h1").count() == 1, page.url

    return look


@pytest.fixture
def office(person: Any) -> Callable[..., None]:
    """Return a function that lets an officer do the open work at a node of a case."""
    from openhall.site.cases.acts import complete
    from openhall.site.cases.by import By
    from openhall.site.cases.models import Task
    from openhall.site.people.models import Department, Post

    found = person("officer", email="officer@city.example", name="Ola Officer")
    for department in Department.objects.all():
        Post.objects.create(person=found, department=department)

    def work(case: Any, node: str, **gives: Any) -> None:
        task = Task.objects.get(case=case, node=node, status="open")
        department = task.department.key if task.department else ""
        complete(task.pk, {node: gives}, By(found, department))

    return work


def case_of(page: Page) -> Any:
    from openhall.site.cases.models import Case

    return Case.objects.get(reference=page.locator(".oh-reference").inner_text().strip())


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").last.click()


def fill_in(page: Page, look: Callable[[Page], None] = lambda page: None) -> None:
    """From the service to the check of all answers, with electricity; `look` sees every page on the way."""
    page.goto("/services/street-stall/")
    look(page)
    page.get_by_role("button", name="Start now").click()
    look(page)
    page.get_by_label("Flowers or plants").check()
    go_on(page)
    look(page)
    page.get_by_label("Street or square").fill("Quay Street")
    page.get_by_label("How large is the stall?").fill("6")
    go_on(page)
    look(page)
    page.get_by_label("Saturday").check()
    go_on(page)
    look(page)
    for part, value in (("Day", "4"), ("Month", "4"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    go_on(page)
    look(page)
    page.get_by_label("Yes").check()
    go_on(page)
    look(page)
    page.get_by_label("How many watts do you need?").fill("1,500")
    go_on(page)
    look(page)
    go_on(page)
    look(page)
    go_on(page)
    look(page)
    page.get_by_label("Full name").fill("Ada Alder")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Postcode of your home").fill("PA1 2BC")
    go_on(page)


def apply(page: Page) -> Any:
    fill_in(page)
    page.get_by_role("button", name="Agree and send").click()
    return case_of(page)


@BOTH
def test_every_page_of_an_application_is_accessible_and_fits(
    open_page: Callable[..., Page], good: Callable[[Page], None], viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    page.goto("/")
    good(page)
    page.get_by_label("What do you need?").fill("stal")
    page.get_by_role("button", name="Search").click()
    good(page)
    page.goto("/services/?q=submarine")
    good(page)
    fill_in(page, good)
    good(page)
    page.get_by_role("link", name="Save and come back later").click()
    good(page)
    page.go_back()
    page.get_by_role("link", name="Delete this application").click()
    good(page)
    page.go_back()
    page.get_by_role("button", name="Agree and send").click()
    good(page)
    page.get_by_role("link", name="What did you think of this service?").click()
    good(page)
    page.goto("/services/street-stall/form/")
    good(page)


@BOTH
def test_every_error_of_an_application_is_accessible_and_fits(
    open_page: Callable[..., Page], good: Callable[[Page], None], viewport: dict[str, int], tmp_path: Path
) -> None:
    page = open_page(viewport=viewport)
    page.goto("/services/street-stall/")
    page.get_by_role("button", name="Start now").click()
    start = page.url

    def wrong(name: str) -> None:
        page.goto(start.replace("/kind/", f"/{name}/"))
        go_on(page)
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert page.title().startswith("Error: ")
        good(page)

    for name in ("kind", "place", "days", "begins", "power", "you"):
        wrong(name)
    page.locator(".govuk-error-summary a").first.click()
    expect(page.get_by_label("Full name")).to_be_focused()
    page.goto(start.replace("/kind/", "/drawing/"))
    (tmp_path / "page.html").write_text("<html>")
    page.get_by_label("Drawings of the stall").set_input_files(str(tmp_path / "page.html"))
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("“page.html” must be a file of the kind")
    good(page)
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("button", name="Send the link").click()
    good(page)
    page.goto("/track/")
    page.get_by_role("button", name="Send me the link").click()
    good(page)
    page.goto("/apply/street-stall/99/check/")
    good(page)
    page.goto("/track/" + "x" * 43 + "/")
    good(page)


@BOTH
def test_every_page_of_a_case_is_accessible_and_fits(
    open_page: Callable[..., Page],
    good: Callable[[Page], None],
    office: Callable[..., None],
    viewport: dict[str, int],
) -> None:
    page = open_page(viewport=viewport)
    case = apply(page)
    address = f"/case/{case.reference}/"
    page.goto(address)
    good(page)
    for part in ("answers/", "messages/", "may/withdrawal/"):
        page.goto(address + part)
        good(page)
    page.goto(f"{address}messages/")
    page.get_by_role("button", name="Send").click()
    good(page)
    office(case, "check", complete=False, missing="The drawing.")
    page.goto(address)
    good(page)
    page.get_by_role("link", name="Give us what is missing").click()
    good(page)
    go_on(page)
    good(page)
    page.get_by_label("What can you tell us?").fill("It is small.")
    go_on(page)
    good(page)
    page.get_by_role("button", name="Agree and send").click()
    good(page)
    office(case, "check", complete=True)
    office(case, "advise", objection=True)
    office(case, "decide", granted=False, why="The stall would stand on a drain.")
    page.goto(address)
    good(page)
    page.get_by_role("link", name="Your street stall permit").click()
    good(page)
    page.goto(f"{address}may/appeal/")
    good(page)
    page.goto(f"{address}feedback/decided/")
    page.get_by_role("button", name="Send").click()
    good(page)


def test_the_whole_way_is_gone_without_any_script(
    open_page: Callable[..., Page], office: Callable[..., None], tmp_path: Path
) -> None:
    page = open_page(java_script_enabled=False, viewport=PHONE)
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7 a plan")
    page.goto("/services/?q=market stal")
    page.get_by_role("link", name="Street stall permit").click()
    page.get_by_role("button", name="Start now").click()
    go_on(page)
    expect(page.get_by_role("link", name="Choose an answer to “What will you sell?”")).to_be_visible()
    fill_in_rest = page.url
    fill_in_again(page)
    page.goto(fill_in_rest.replace("/kind/", "/drawing/") + "?change=1")
    page.get_by_label("Drawings of the stall").set_input_files(str(tmp_path / "plan.pdf"))
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".oh-given__name")).to_have_text("plan.pdf")
    page.get_by_role("button", name="Remove plan.pdf").click()
    expect(page.locator(".oh-given__name")).to_have_count(0)
    go_on(page)
    page.get_by_role("button", name="Agree and send").click()
    case = case_of(page)
    office(case, "check", complete=True)
    office(case, "advise", objection=True)
    office(case, "decide", granted=False, why="The stall would stand on a drain.")
    page.goto(f"/case/{case.reference}/")
    page.get_by_role("link", name="Appeal against the decision").click()
    page.get_by_label("Why do you think the decision is wrong?").fill("The drain is on the other side.")
    go_on(page)
    page.get_by_role("button", name="Agree and send").click()
    expect(page.get_by_text("It is done: Appeal against the decision")).to_be_visible()
    case.refresh_from_db()
    assert case.data["appeal"]["why"] == "The drain is on the other side."


def fill_in_again(page: Page) -> None:
    """From the first question to the check of all answers."""
    page.get_by_label("Crafts").check()
    go_on(page)
    page.get_by_label("Street or square").fill("Mill Lane")
    page.get_by_label("How large is the stall?").fill("4")
    go_on(page)
    page.get_by_label("Sunday").check()
    go_on(page)
    for part, value in (("Day", "1"), ("Month", "5"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    go_on(page)
    page.get_by_label("No", exact=True).check()
    go_on(page)
    go_on(page)
    go_on(page)
    page.get_by_label("Full name").fill("Ben Birch")
    page.get_by_label("E-mail address").fill("ben@example.org")
    page.get_by_label("Postcode of your home").fill("PA2 3CD")
    go_on(page)


def test_the_keyboard_alone_goes_from_the_search_to_the_reference(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/")
    keys = page.keyboard

    def tab_to(words: str) -> None:
        for _ in range(30):
            keys.press("Tab")
            if page.evaluate(FOCUSED).startswith(words):
                return
        raise AssertionError(f"{words} was never reached on {page.url}")

    def enter() -> None:
        with page.expect_navigation():
            keys.press("Enter")

    def type_and_go(*texts: str) -> None:
        # The Enter key in a field goes on, as the button does.
        for text in texts[:-1]:
            keys.type(text)
            keys.press("Tab")
        keys.type(texts[-1])
        enter()

    tab_to("q")
    type_and_go("stall")
    tab_to("Street stall permit")
    enter()
    tab_to("Start now")
    enter()
    tab_to("q-kind-1")
    keys.press("ArrowDown")
    enter()
    tab_to("q-street")
    type_and_go("Quay Street", "6")
    tab_to("q-days-2")
    keys.press("Space")
    enter()
    tab_to("q-begins-day")
    type_and_go("4", "4", "2026")
    tab_to("q-power-1")
    keys.press("ArrowDown")
    enter()
    for _ in range(2):
        tab_to("Continue")
        enter()
    tab_to("q-name")
    type_and_go("Ada Alder", "ada@example.org", "PA1 2BC")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    tab_to("Agree and send")
    enter()
    expect(page.get_by_role("heading", name="Application sent")).to_be_visible()
    assert case_of(page).data["apply"]["kind"] == "flowers"


def test_the_enter_key_on_a_page_with_files_goes_on_and_removes_nothing(
    open_page: Callable[..., Page], office: Callable[..., None], tmp_path: Path
) -> None:
    page = open_page()
    case = apply(page)
    office(case, "check", complete=False)
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7 a plan")
    page.goto(f"/case/{case.reference}/")
    page.get_by_role("link", name="Give us what is missing").click()
    page.get_by_label("What can you tell us?").fill("This.")
    page.get_by_label("Papers").set_input_files(str(tmp_path / "plan.pdf"))
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("What can you tell us?").fill("This is the plan.")
    page.get_by_label("Papers").focus()
    go_on(page)
    expect(page.get_by_text("This is the plan.")).to_be_visible()
    expect(page.get_by_text("plan.pdf")).to_be_visible()


def test_a_double_click_makes_one_case(open_page: Callable[..., Page]) -> None:
    from openhall.site.cases.models import Case

    page = open_page()
    fill_in(page)
    page.get_by_role("button", name="Agree and send").dblclick()
    expect(page.get_by_role("heading", name="Application sent")).to_be_visible()
    assert Case.objects.count() == 1


@BOTH
def test_an_application_in_arabic_is_read_from_the_right(
    open_page: Callable[..., Page], good: Callable[[Page], None], viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    page.goto("/services/street-stall/")
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text("تصريح كشك الشارع")
    good(page)
    page.locator("form[action^='/apply/'] button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ماذا ستبيع؟")
    good(page)
    page.locator("form[enctype], form[novalidate]").locator("button").first.click()
    good(page)
    page.get_by_label("زهور أو نباتات").check()
    box, words = (
        page.get_by_label("زهور أو نباتات").bounding_box(),
        page.locator("label").nth(1).bounding_box(),
    )
    assert box and words and box["x"] > words["x"], "the circle stands to the right of its words"
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_a_letter_is_printed_without_what_is_only_for_the_screen(
    open_page: Callable[..., Page], office: Callable[..., None]
) -> None:
    page = open_page()
    case = apply(page)
    office(case, "check", complete=True)
    office(case, "advise", objection=False)
    office(case, "decide", granted=True, why="It leaves room to pass.")
    page.goto(f"/case/{case.reference}/")
    page.get_by_role("link", name="Your street stall permit").click()
    page.emulate_media(media="print")
    for hidden in (".oh-nav", ".oh-footer", ".oh-above", ".oh-no-print"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".oh-letter").is_visible()


def test_staff_see_that_they_enter_it_for_somebody(
    open_page: Callable[..., Page], person: Any, little: Any, good: Callable[[Page], None]
) -> None:
    from openhall.site.cases.models import Channel, Draft

    officer = person("officer")
    draft = Draft.objects.create(version=little, by=officer, channel=Channel.PAPER)
    page = open_page(user=officer, viewport=PHONE)
    page.goto(f"/return/{draft.key}/")
    expect(page.get_by_text("You are filling this in for somebody else.")).to_be_visible()
    expect(page.get_by_role("button", name="Save and come back later")).to_have_count(0)
    good(page)


@BOTH
def test_pages_for_people_with_an_account_are_accessible_and_fit(
    open_page: Callable[..., Page], person: Any, good: Callable[[Page], None], viewport: dict[str, int]
) -> None:
    page = open_page(user=person(), viewport=viewport)
    page.goto("/your-cases/")
    good(page)
    page.goto("/services/street-stall/")
    page.get_by_role("button", name="Start now").click()
    page.goto("/your-cases/")
    good(page)
    page.goto("/services/street-stall/")
    expect(page.get_by_role("link", name="Go on with it")).to_be_visible()
    good(page)
