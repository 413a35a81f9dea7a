"""Counts with noise in a real browser: from a draft to the page for everybody, in English and in Arabic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def version(transactional_db: None) -> Any:
    from django.urls import get_resolver
    from tests.site.opendata import draft
    from tests.site.test_opendata_noise import people

    # All rooms are loaded with the first address that is looked up; no page should wait for that.
    assert get_resolver().url_patterns
    return draft(people(300))


@pytest.fixture
def user(transactional_db: None, person: Any) -> Any:
    from tests.site.opendata import publisher

    return publisher(person)


def wait_for_the_worker(page: Page) -> None:
    from tests.site.opendata import work

    work()
    expect(page.locator("#state")).to_have_count(0, timeout=15_000)


def test_counts_are_drawn_decided_on_and_read_with_how_exact_they_are(
    open_page: Callable[..., Page], version: Any, user: Any, good: Callable[[Page], None]
) -> None:
    page = open_page(user=user, viewport=PHONE)
    page.set_default_timeout(30_000)
    page.goto(f"/data/manage/{version.dataset.identifier}/{version.number}/risk/")
    good(page)
    page.get_by_role("link", name="Publish counts with noise instead of these rows").click()
    good(page)
    page.get_by_role("button", name="Draw the counts").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Write the values that this column can have")
    good(page)
    page.get_by_label("Count by which column?").select_option(label="District")
    page.get_by_label("Which values can it have?").fill("Old Town\nHarbourside\nWeir End")
    page.get_by_label("How much of it does this table spend?").fill("0.5")
    # By keyboard alone.
    page.get_by_role("button", name="Draw the counts").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The counts are drawn.")).to_be_visible()
    good(page)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("What it is").fill("Who was late, by district.")
    page.get_by_role("button", name="Save, and look at the risks").click()
    wait_for_the_worker(page)
    expect(page.get_by_text("These are counts with noise.")).to_be_visible()
    good(page)
    page.get_by_role("link", name="See what they cost").click()
    expect(page.get_by_role("rowheader", name="District")).to_be_visible()
    good(page)
    page.go_back()
    page.get_by_role("link", name="Go on to decide").click()
    expect(page.get_by_text("within 6 of the truth")).to_be_visible()
    good(page)
    page.get_by_label("Why may this be published").fill("Noise protects everybody.")
    page.get_by_role("button", name="Publish").click()
    wait_for_the_worker(page)
    expect(page.get_by_text("Of its privacy budget of 1, 0.5 is spent and 0.5 is left.")).to_be_visible()
    good(page)
    everybody = open_page()
    everybody.goto(version.dataset.get_absolute_url())
    expect(everybody.get_by_text("a count is at most 6 away from the truth")).to_be_visible()
    good(everybody)
    everybody.goto(version.get_absolute_url())
    expect(everybody.get_by_role("heading", name="How exact the counts are")).to_be_visible()
    good(everybody)


def test_counts_are_drawn_in_arabic_and_without_scripts_until_the_budget_is_used_up(
    open_page: Callable[..., Page], version: Any, user: Any, good: Callable[[Page], None]
) -> None:
    from tests.site.opendata import draft
    from tests.site.test_opendata_noise import people

    address = f"/data/manage/{version.dataset.identifier}/{version.number}/noise/"
    looking = open_page(user=user, locale="ar")
    looking.set_default_timeout(30_000)
    looking.goto(address)
    expect(looking.locator("html")).to_have_attribute("dir", "rtl")
    good(looking)
    page = open_page(user=user, java_script_enabled=False, locale="ar")
    page.set_default_timeout(30_000)
    page.goto(address)
    page.locator("select[name=column]").select_option(value="late")
    page.locator("input[name=epsilon]").fill("1")
    page.locator("main form button").first.click()
    page.wait_for_url("**/columns/")
    looking.goto(address)
    good(looking)
    page.locator("form[action$='/forget/'] button").click()
    again = draft(people(30), version.dataset)
    looking.goto(f"/data/manage/{version.dataset.identifier}/{again.number}/noise/")
    expect(looking.locator(".oh-note--bad")).to_be_visible()
    expect(looking.locator("textarea")).to_have_count(0)
    good(looking)
