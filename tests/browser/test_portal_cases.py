"""A resident in a real browser with their case: what it says, what they do in it, what is printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.portal_fixtures import little, office
from tests.browser.residents import apply, go_on

__all__ = ["little", "office"]
PHONE = {"width": 320, "height": 640}


def test_every_page_of_a_case_is_accessible_and_fits(
    open_page: Callable[..., Page],
    good: Callable[[Page], None],
    office: Callable[..., None],
) -> None:
    page = open_page(viewport=PHONE)
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


def test_pages_for_people_with_an_account_are_accessible_and_fit(
    open_page: Callable[..., Page], person: Any, good: Callable[[Page], None]
) -> None:
    page = open_page(user=person(), viewport=PHONE)
    page.goto("/your-cases/")
    good(page)
    page.goto("/services/street-stall/")
    page.get_by_role("button", name="Start now").click()
    page.goto("/your-cases/")
    good(page)
    page.goto("/services/street-stall/")
    expect(page.get_by_role("link", name="Go on with it")).to_be_visible()
    good(page)
