"""An officer finds a case that does not go on by itself, reads why, and has it sent again, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PHONE = {"width": 320, "height": 640}


@pytest.mark.django_db(transaction=True)
def test_what_was_given_up_is_found_in_the_inbox_and_sent_again(
    open_page: Callable[..., Page], good: Callable[[Page], None], person: Any
) -> None:
    from tests.site.stalls import open_office
    from tests.site.test_desk_stuck import not_sent

    from openhall.site.cases.models import Outgoing

    office = open_office(person)
    case = office.case()
    not_sent(case)
    page = open_page(user=office.officer, viewport=PHONE)
    page.goto("/desk/")
    note = page.locator(".oh-note", has_text="does not go on by itself")
    good(page)
    note.get_by_role("link", name=case.reference).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What does not go on by itself")).to_be_visible()
    expect(page.get_by_text("It answered with status 400.")).to_be_visible()
    good(page)
    page.get_by_role("button", name="Try again now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is sent again now.")).to_be_visible()
    good(page)
    assert Outgoing.objects.get(kind="call").failed_at is None
    page.goto("/desk/")
    expect(note).to_have_count(0)
