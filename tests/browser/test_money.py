"""Follow the money in a real browser: a journalist finds a supplier by keyboard alone; pages fit, in both languages."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.keys import IS_ACTIVE, MOST_TABS, Keys
from tests.data.money_tables import PAYMENTS
from tests.site.money_years import load, publish_years

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
PUBLIC = (
    "", "2026/planning/", "2026/planning/building-permits/", "suppliers/", "suppliers/?q=nobody", "suppliers/c200/",
    "suppliers/people/", "contracts/", "contracts/?q=nothing", "contracts/k-1/", "payments/", "payments/?q=nothing",
    "payments/?since=soon&most=lots&year=1999", "payments/2026/P3/", "years/", "years/?show=real_resident",
    "results/", "sources/", "versions/2026/1/", "versions/2025/1/", "2025/?version=2025-1",
)  # fmt: skip


@pytest.fixture
def years(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Any]:
    settings.OPENHALL_HOME = tmp_path
    settings.OPENHALL_OCID_PREFIX = "ocds-213czf"
    found = publish_years(2025, 2026)
    found += publish_years(2025, payments=PAYMENTS.replace("12.30", "12.40"))
    yield found


def test_a_journalist_finds_spending_on_a_supplier_by_keyboard_alone_and_downloads_it(
    open_page: Callable[..., Page], years: Any, tmp_path: Path
) -> None:
    page = open_page(accept_downloads=True)
    keys = Keys(page)
    page.goto("/data/money/")
    field = page.get_by_label("Which supplier are you looking for?")
    keys.tab_to(field)
    page.keyboard.type("brightway")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.press(page.get_by_role("link", name="Brightway Lighting plc"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Brightway Lighting plc")
    expect(page.get_by_text("€600").first).to_be_visible()
    keys.press(page.get_by_role("link", name="See all payments"))
    expect(page.get_by_text("4 payments")).to_be_visible()
    csv_link = page.get_by_role("link", name="CSV")
    _tab_to(page, csv_link)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    kept = tmp_path / "payments.csv"
    download.value.save_as(kept)
    with kept.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["supplier"] for row in rows} == {"Brightway Lighting plc"}
    assert sorted(row["amount"] for row in rows) == ["-0.10", "-0.10", "300.10", "300.10"]


def _tab_to(page: Page, what: Any) -> None:
    for _ in range(MOST_TABS):
        if what.evaluate(IS_ACTIVE):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{what} is not reached")


def test_every_public_page_is_accessible_and_fits(
    open_page: Callable[..., Page], years: Any, good: Any
) -> None:
    page = open_page(viewport=PHONE)
    for address in PUBLIC:
        page.goto(f"/data/money/{address}")
        good(page)


def test_pages_without_a_published_year_are_accessible_too(
    open_page: Callable[..., Page], transactional_db: None, axe: Any, fits: Any
) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/data/money/")
    assert axe(page) == []
    assert fits(page)


def test_all_of_it_works_without_scripts(open_page: Callable[..., Page], years: Any) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/data/money/payments/")
    page.get_by_label("Year", exact=True).select_option("2026")
    page.get_by_label("At least").fill("100")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("3 payments")).to_be_visible()
    page.get_by_label("Paid from").fill("2027-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="No payment fits")).to_be_visible()


def test_who_reads_arabic_follows_the_money_from_right_to_left(
    open_page: Callable[..., Page], years: Any, good: Any
) -> None:
    page = open_page(viewport=PHONE)
    page.goto("/data/money/")
    page.get_by_role("button", name="العربية").click()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    for address in ("", "suppliers/c200/", "payments/?since=soon", "payments/", "years/", "sources/"):
        page.goto(f"/data/money/{address}")
        good(page)


def test_the_pages_of_publishers_are_accessible_and_fit_with_their_errors(
    open_page: Callable[..., Page], person: Any, years: Any, axe: Any, good: Any
) -> None:
    checked = load(2026, payments=PAYMENTS.replace("300.10", "350.10"))
    stopped = load(2026, payments=PAYMENTS.replace("2026-01-15", "1999-01-15"))
    failed = load(2026, payments=PAYMENTS.replace("Amount", "How much"))
    page = open_page(user=person("publisher"), viewport=PHONE)
    for address in (
        "", "load/", f"{checked.pk}/", f"{stopped.pk}/", f"{failed.pk}/", f"{years[0].pk}/", f"{years[0].pk}/withdraw/",
    ):  # fmt: skip
        page.goto(f"/data/money/manage/{address}")
        good(page)
    page.goto("/data/money/manage/load/")
    page.get_by_role("button", name="Load and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file.")
    assert axe(page) == []
    page.goto(f"/data/money/manage/{checked.pk}/")
    page.get_by_label("What is different in this version").fill("A lamp more.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Budget and spending 2026, version 2")
