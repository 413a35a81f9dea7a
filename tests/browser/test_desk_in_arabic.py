"""The desk read from the right, on a phone: boxes stand beside the words, and pictures begin at the left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PHONE = {"width": 320, "height": 640}


@pytest.mark.django_db(transaction=True)
def test_an_officer_chooses_arabic_and_reads_the_desk_from_the_right(
    open_page: Callable[..., Page], good: Callable[[Page], None], person: Any
) -> None:
    from tests.site.stalls import open_office

    office = open_office(person)
    case = office.case()
    page = open_page(user=office.officer, viewport=PHONE)
    page.goto("/desk/")
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    box, words = page.locator(".oh-work__tick input").bounding_box(), page.locator(".oh-left").bounding_box()
    assert box and words and words["x"] + words["width"] <= box["x"]
    page.goto(f"/desk/cases/{case.reference}/")
    page.get_by_text("رسم سير العمل، وما تم منه").click()
    good(page)
    first = page.locator("svg g[data-node=received]").bounding_box()
    assert first and 0 <= first["x"] < PHONE["width"]
