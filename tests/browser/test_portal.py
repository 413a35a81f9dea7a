"""A resident in a real browser finds a service and applies; on a phone, by keyboard, without scripts, in Arabic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.portal_fixtures import little, office
from tests.browser.residents import case_of, fill_in, fill_in_again, go_on

__all__ = ["little", "office"]
PHONE = {"width": 320, "height": 640}
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


def test_every_page_of_an_application_is_accessible_and_fits(
    open_page: Callable[..., Page], good: Callable[[Page], None]
) -> None:
    page = open_page(viewport=PHONE)
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
    page.evaluate("document.querySelector('.oh-reference').textContent = 'WWWW-MMMM-WWWW'")
    good(page)
    page.get_by_role("link", name="What did you think of this service?").click()
    good(page)
    page.goto("/services/street-stall/form/")
    good(page)
    page.goto("/services/street-stall/")
    page.get_by_role("link", name="Who sees it and how long we keep it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What happens to what you tell us")).to_be_visible()
    expect(page.get_by_text("We keep it for 5 years after your application is finished.")).to_be_visible()
    good(page)


def test_every_error_of_an_application_is_accessible_and_fits(
    open_page: Callable[..., Page], good: Callable[[Page], None], tmp_path: Path
) -> None:
    page = open_page(viewport=PHONE)
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


def test_a_double_click_makes_one_case(open_page: Callable[..., Page]) -> None:
    from openhall.site.cases.models import Case

    page = open_page()
    fill_in(page)
    page.get_by_role("button", name="Agree and send").dblclick()
    expect(page.get_by_role("heading", name="Application sent")).to_be_visible()
    assert Case.objects.count() == 1


def test_an_application_in_arabic_is_read_from_the_right(
    open_page: Callable[..., Page], good: Callable[[Page], None]
) -> None:
    page = open_page(viewport=PHONE)
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
