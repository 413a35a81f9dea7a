"""The observatory in a real browser where lines run from right to left, with a record in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from tests.site.permits import permits

PLACES = """([place, words]) => {
  const texts = document.createTreeWalker(document.querySelector(place), NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (!words.every((each) => text.data.includes(each))) continue;
    return words.map((each) => {
      const range = document.createRange(), at = text.data.indexOf(each);
      range.setStart(text, at);
      range.setEnd(text, at + each.length);
      return range.getBoundingClientRect().left;
    });
  }
}"""
"""Where words of one text begin on the screen, from the left."""


@pytest.fixture
def log(transactional_db: None) -> Iterator[Any]:
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import discard, keep

    made = Log.objects.create(title="Permits", file_name="permits.csv")
    keep(made, permits(60))
    yield made
    discard(made)


@pytest.fixture
def arabic(open_page: Callable[..., Page], person: Any, live_server: Any) -> Page:
    page = open_page(user=person("analyst"))
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "ar", "url": live_server.url}])
    return page


def test_pages_about_a_log_are_accessible_and_fit_in_arabic(arabic: Page, log: Any, good: Any) -> None:
    for part in ("", "findings/", "compare/", "case/?case=BP-001"):
        arabic.goto(f"/observatory/{log.id}/{part}")
        good(arabic)


def test_a_public_page_is_read_in_the_language_that_its_reader_chooses_without_scripts(
    open_page: Callable[..., Page], person: Any, log: Any, good: Any
) -> None:
    analyst = open_page(user=person("analyst"))
    analyst.goto(f"/observatory/{log.id}/publish/")
    analyst.get_by_label("what it is, in one sentence").fill("Permission to build.")
    analyst.get_by_role("button", name="Publish", exact=True).click()
    expect(analyst.get_by_role("heading", level=1)).to_have_text("Permits")
    page = open_page(java_script_enabled=False)
    page.goto("/services/permits/")
    page.get_by_role("button", name="العربية").click()
    expect(page).to_have_url(re.compile("/services/permits/$"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("main")).to_contain_text("أين يذهب الوقت")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    for width in ({"width": 1280, "height": 900}, {"width": 320, "height": 640}):
        reader = open_page(viewport=width)
        reader.goto("/services/permits/")
        good(reader)
        reader.get_by_role("button", name="العربية").click()
        expect(reader.locator("html")).to_have_attribute("lang", "ar")
        good(reader)


def test_steps_numbers_and_pictures_are_read_from_the_right(arabic: Page, log: Any) -> None:
    arabic.goto(f"/observatory/{log.id}/findings/")
    source, arrow, target = arabic.evaluate(
        PLACES, [".oh-finding__title", ["Ask fire service", "←", "Fire advice"]]
    )
    assert source > arrow > target, "a step leads to the left"
    arabic.goto(f"/observatory/{log.id}/compare/?how=value&attribute=district&a=North&b=South")
    sign, digit = arabic.evaluate(PLACES, ["main", ["−", "0."]])
    assert sign < digit, "a sign stays before its number"
    arabic.goto(f"/observatory/{log.id}/")
    region = arabic.locator(".oh-scroll--tall").first.bounding_box()
    begins = arabic.locator("svg.oh-map g.oh-mark").first.bounding_box()
    assert region and begins
    middle = region["x"] + region["width"] / 2
    assert middle < begins["x"] < region["x"] + region["width"], "the map begins where one looks first"
