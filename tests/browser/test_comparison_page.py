"""The comparison in a real browser: asked and mended with the keyboard, without JavaScript, on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from openhall.mining.log import ACTIVITY, CASE, TIME, EventLog
from openhall.mining.read.build import Reading, build

PHONE = {"width": 320, "height": 640}
STATES = (
    "",
    "?how=day&day=2024-06-01",
    "?how=periods&a_first=2024-01-01&a_last=2024-05-31&b_first=2024-05-01&b_last=2024-08-31",
    "?how=periods&a_first=2024-01-01&a_last=9999-12-31",
    "?how=value&attribute=office",
    "?how=value&attribute=office&a=East&b=West",
    "?how=value&attribute=office&a=East&b=East",
    "?f=days:..9&how=day&day=2024-06-01",
)


def two_years() -> EventLog:
    """Two cases a day for two years, 10 to 50 days each; records end with some open; the West takes 8 days more."""
    begin, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC)
    rows = []
    for k in range(1_460):
        at = begin + timedelta(days=k / 2)
        takes = timedelta(days=10 + k * 7 % 41 + (8 if k % 2 else 0))
        rows += [(f"C{k}", name, when) for name, when in (("Ask", at), ("Answer", at + takes)) if when < end]
    events = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME], orient="row")
    offices = pl.DataFrame(
        {CASE: [f"C{k}" for k in range(1_460)], "office": [("East", "West")[k % 2] for k in range(1_460)]}
    )
    return build(
        Reading(events.with_columns(pl.col(TIME).cast(pl.Datetime("us", "UTC"))), offices, source="a.csv")
    )


@pytest.fixture
def log(transactional_db: None) -> Iterator[Any]:
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import discard, keep

    made = Log.objects.create(title="Answers", file_name="a.csv")
    keep(made, two_years())
    yield made
    discard(made)


def test_every_state_is_accessible_and_fits(
    open_page: Callable[..., Page], person: Any, log: Any, good: Any
) -> None:
    page = open_page(user=person("analyst"), viewport=PHONE)
    for state in STATES:
        page.goto(f"/observatory/{log.id}/compare/{state}")
        good(page)


def test_one_step_from_the_map_two_fair_periods_are_compared_without_javascript(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"), java_script_enabled=False)
    page.goto(f"/observatory/{log.id}/")
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.locator("main")).to_contain_text("No clear difference")
    expect(page.locator("main")).not_to_contain_text("may not be over yet")
    expect(page.locator("svg.oh-map")).to_be_visible()


def test_open_cases_are_left_out_with_the_keyboard_and_the_back_button_undoes_it(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"))
    page.goto(f"/observatory/{log.id}/compare/?how=day&day=2025-01-01")
    expect(page.locator("main")).to_contain_text("may not be over yet")
    page.get_by_role("link", name="Leave these cases out").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".oh-chip")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text("may not be over yet")
    expect(page.get_by_label("Day from which it was different")).to_have_value("2025-01-01")
    page.go_back()
    expect(page.locator(".oh-chip")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("may not be over yet")


def test_two_offices_are_chosen_by_name_and_count_and_differ_on_the_map(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"), viewport=PHONE, java_script_enabled=False)
    page.goto(f"/observatory/{log.id}/compare/?how=value&attribute=office")
    page.get_by_label("First", exact=True).select_option("East (730)")
    page.get_by_label("Second", exact=True).select_option("West (730)")
    page.get_by_role("button", name="Compare these two").click()
    expect(page.locator("svg.oh-map")).to_contain_text("days (+")
    expect(page.locator("main")).to_contain_text("longer on average")
    page.get_by_role("link", name="cases with Ask to Answer, West").click()
    expect(page.locator(".oh-chip")).to_have_count(2)


def test_periods_that_overlap_lead_the_keyboard_to_the_date_to_change(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"))
    page.goto(f"/observatory/{log.id}/compare/{STATES[2]}")
    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    field = page.locator("#b_first")
    expect(field).to_be_focused()
    field.fill("2024-06-01")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("1 January 2024 to 31 May 2024, and 1 June 2024")
