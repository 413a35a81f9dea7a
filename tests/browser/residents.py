"""The steps of a resident through the pages of the little service, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page


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


def apply(page: Page) -> Any:
    fill_in(page)
    page.get_by_role("button", name="Agree and send").click()
    return case_of(page)


def case_of(page: Page) -> Any:
    from openhall.site.cases.models import Case

    return Case.objects.get(reference=page.locator(".oh-reference").inner_text().strip())
