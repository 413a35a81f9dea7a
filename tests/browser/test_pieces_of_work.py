"""Pieces of work and events in a real browser: one link apart, readable by everybody, with no script needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from openhall.mining.log import ACTIVITY, CASE, LIFECYCLE, TIME, EventLog
from openhall.mining.read.build import Reading, build

PHONE = {"width": 320, "height": 640}
BEGIN = datetime(2025, 1, 6, 9, tzinfo=UTC)


def work() -> EventLog:
    """Twenty cases of two pieces of work, each with its start and its completion two hours later."""
    rows = [
        (f"W-{case:02}", name, BEGIN + timedelta(days=case + day, hours=hours), transition)
        for case in range(20)
        for day, name in enumerate(("Check", "Decide"))
        for hours, transition in ((0, "start"), (2, "complete"))
    ]
    events = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME, LIFECYCLE], orient="row")
    return build(Reading(events.with_columns(pl.col(TIME).cast(pl.Datetime("us", "UTC"))), source="work.csv"))


@pytest.fixture
def log(transactional_db: None) -> Iterator[Any]:
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import discard, keep

    made = Log.objects.create(title="Work", file_name="work.csv")
    keep(made, work())
    yield made
    discard(made)


@pytest.mark.parametrize("query", ["", "?unit=events"])
def test_pages_of_work_are_accessible_and_fit(
    open_page: Callable[..., Page],
    person: Any,
    log: Any,
    good: Any,
    query: str,
) -> None:
    page = open_page(user=person("analyst"), viewport=PHONE)
    for part in ("", "findings/", "variants/", "cases/"):
        page.goto(f"/observatory/{log.id}/{part}{query}")
        expect(page.locator("main")).to_contain_text("80 events" if query else "40 pieces of work")
        good(page)


def test_the_keyboard_changes_what_is_counted_and_the_choice_stays(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"))
    page.goto(f"/observatory/{log.id}/")
    page.get_by_role("link", name="events as recorded").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("80 events")
    page.get_by_role("link", name="Variants", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("80 events")
    page.get_by_role("link", name="pieces of work").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("40 pieces of work")


def test_a_form_keeps_the_choice_without_javascript(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"), java_script_enabled=False)
    page.goto(f"/observatory/{log.id}/")
    page.get_by_role("link", name="events as recorded").click()
    page.get_by_label("Write on the lines").select_option("median")
    page.get_by_role("button", name="Update the map").click()
    expect(page.locator("main")).to_contain_text("80 events")
    page.get_by_role("link", name="pieces of work").click()
    expect(page.get_by_label("Write on the lines")).to_have_value("median")
    expect(page.get_by_role("columnheader", name="Work in all")).to_be_visible()
