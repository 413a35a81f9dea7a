"""An analyst defines a measure in a real browser: each page is accessible, also on a phone and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

PHONE = {"width": 320, "height": 640}


def test_a_measure_is_defined_typed_in_changed_and_published(
    open_page: Callable[..., Page],
    transactional_db: None,
    person: Any,
    good: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    from django.urls import get_resolver

    from openhall.site.people.models import Department

    # All rooms are loaded with the first address that is looked up; no page should wait for that.
    assert get_resolver().url_patterns
    Department.objects.create(key="roads", name="Roads")
    page = open_page(user=person("analyst"), viewport=PHONE)
    page.set_default_timeout(60_000)

    page.goto("/measures/manage/")
    good(page)
    page.get_by_role("link", name="Define a measure").click()
    good(page)
    page.get_by_label("Which department answers for it?").select_option(label="Roads")
    page.get_by_label("What does it begin with?").select_option(value="published-cost-per-transaction")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Definition").fill("built in: published-cost\n")
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("no measure that is built in")
    good(page)
    page.get_by_label("Definition").fill("built in: published-cost-per-transaction\nname: Cost of a repair\n")
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cost of a repair")
    good(page)
    page.get_by_role("link", name="Type in numbers").click()
    page.get_by_role("button", name="Keep the number").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    good(page)
    page.get_by_label("What is it?").select_option("cost")
    page.get_by_label("First day of the period").fill("2026-01-01")
    page.get_by_label("Value").fill("1200")
    page.get_by_label("Where does it come from?").fill("Accounts")
    page.get_by_role("button", name="Keep the number").click()
    good(page)
    page.get_by_role("link", name="Take many from a file").click()
    good(page)
    file = tmp_path / "volumes.csv"
    file.write_text("period,name,value\n2026-01-01,volume,300\n2026-04-01,volume,400\n", encoding="utf-8")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_label("Where do the numbers come from?").fill("Counts")
    page.get_by_role("button", name="Take them over").click()
    expect(page.get_by_text("2 numbers are taken over")).to_be_visible()
    page.goto("/measures/manage/cost-of-a-repair/change/")
    good(page)
    page.get_by_label("Definition").fill(
        "built in: published-cost-per-transaction\nname: Cost of a repair\ngrain: month\n"
    )
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("link", name="Version 2").click()
    good(page)
    page.goto("/measures/manage/cost-of-a-repair/target/")
    good(page)
    page.get_by_label("Target", exact=True).fill("3.5")
    page.get_by_label("Who set it, and where?").fill("Council")
    page.get_by_role("button", name="Set the target").click()
    page.get_by_role("button", name="Publish it to everybody").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("public")
    good(page)
    page.goto("/measures/manage/?q=repair")
    expect(page.get_by_role("link", name="Cost of a repair")).to_be_visible()
    good(page)
