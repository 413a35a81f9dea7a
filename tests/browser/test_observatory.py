"""The observatory and the public pages in a real browser: readable by everybody, with the keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.orders import orders
from tests.site.permits import permits

PHONE = {"width": 320, "height": 640}
PAGES = (
    "",
    "findings/",
    "variants/",
    "cases/",
    "case/?case=BP-001",
    "compare/",
    "compare/?how=value&attribute=district",
    "compare/?how=value&attribute=district&a=North&b=South",
    "compare/?how=day&day=tomorrow",
    "compare/?how=periods&a_first=2025-02-01&a_last=2025-01-01",
    "limit/",
    "hours/",
    "publish/",
    "delete/",
    "?f=nonsense",
    "?f=days:900..",
)


@pytest.fixture
def log(transactional_db: None) -> Iterator[Any]:
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import discard, keep

    made = Log.objects.create(title="Permits", file_name="permits.csv")
    keep(made, permits(60))
    yield made
    for left in Log.objects.all():
        discard(left)


@pytest.fixture
def failed(transactional_db: None) -> Any:
    from openhall.site.observatory.models import Log

    return Log.objects.create(
        title="Wrong", file_name="w.csv", status="failed", problem="w.csv: no column looks like the case."
    )


def test_every_page_of_a_log_is_accessible_and_fits(
    open_page: Callable[..., Page], person: Any, log: Any, good: Any
) -> None:
    page = open_page(user=person("analyst"), viewport=PHONE)
    for part in PAGES:
        page.goto(f"/observatory/{log.id}/{part}")
        good(page)


def test_lists_uploads_failures_and_public_pages_are_accessible_and_fit(
    open_page: Callable[..., Page],
    person: Any,
    log: Any,
    failed: Any,
    axe: Any,
    good: Any,
) -> None:
    page = open_page(user=person("analyst"), viewport=PHONE)
    page.goto(f"/observatory/{log.id}/publish/")
    page.get_by_label("what it is, in one sentence").fill("Permission to build.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Permits")
    for address in (
        "/services/permits/",
        "/services/",
        "/observatory/",
        "/observatory/upload/",
        f"/observatory/{failed.id}/progress/",
    ):
        page.goto(address)
        good(page)
    page.goto("/observatory/upload/")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file.")
    assert axe(page) == []
    failed.status = "reading"
    failed.save()
    page.goto(f"/observatory/{failed.id}/progress/")
    assert axe(page) == []


def test_a_map_is_filtered_and_the_filter_taken_back_with_the_keyboard(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"))
    page.goto(f"/observatory/{log.id}/")
    page.locator("a:has(g[data-activity='Check'])").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".oh-chip")).to_contain_text("with “Check”")
    page.locator(".oh-chip a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".oh-chip")).to_have_count(0)
    page.go_back()
    expect(page.locator(".oh-chip")).to_have_count(1)


def test_maps_and_filters_work_without_javascript(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"), java_script_enabled=False)
    page.goto(f"/observatory/{log.id}/")
    page.get_by_label("Write on the lines").select_option("median")
    page.get_by_role("button", name="Update the map").click()
    expect(page.locator("svg.oh-map")).to_contain_text("20 days")
    page.locator("summary", has_text="Show only some cases").click()
    page.get_by_label("Days, at least").fill("27")
    page.get_by_role("button", name="Filter by duration").click()
    expect(page.locator(".oh-chip")).to_contain_text("at least 27 days")


def test_the_page_follows_a_choice_at_once_with_javascript(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"))
    page.goto(f"/observatory/{log.id}/")
    page.get_by_label("Write on the lines").select_option("median")
    expect(page.locator("svg.oh-map")).to_contain_text("20 days")


def test_a_finding_leads_to_its_cases_and_to_one_case(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"))
    page.goto(f"/observatory/{log.id}/findings/")
    page.get_by_role("link", name="See these cases").first.click()
    expect(page.locator(".oh-chip")).to_contain_text("of one finding")
    page.get_by_role("link", name="Cases", exact=True).click()
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Case BP-")


def test_a_file_is_uploaded_and_read_by_the_worker(
    open_page: Callable[..., Page], person: Any, tmp_path: Any
) -> None:
    from django.core.management import call_command

    path = tmp_path / "mine.csv"
    lines = ["case,activity,time"] + [f"A{k},Check,2025-01-0{k} 10:00" for k in range(1, 9)]
    path.write_text("\n".join(lines))
    page = open_page(user=person("analyst"))
    page.goto("/observatory/upload/")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("main")).to_contain_text("looks again by itself")
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
    expect(page.get_by_role("heading", level=1)).to_have_text("mine", timeout=15_000)
    expect(page.locator("svg.oh-map")).to_be_visible()


def test_districts_are_compared_without_javascript(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"), java_script_enabled=False)
    page.goto(f"/observatory/{log.id}/")
    page.get_by_role("link", name="Compare", exact=True).click()
    page.locator("summary", has_text="Departments, districts").click()
    page.get_by_label("What the cases differ in").select_option("district")
    page.get_by_role("button", name="Compare all its values").click()
    expect(page.get_by_role("heading", level=2).nth(1)).to_have_text("District: all beside each other")
    page.get_by_role("link", name="with the fastest").click()
    expect(page.locator("svg.oh-map")).to_contain_text("only in the first")
    page.get_by_role("link", name="cases with Check to Check").first.click()
    expect(page.locator(".oh-chip")).to_have_count(2)


def test_a_wrong_day_leads_the_keyboard_to_its_field(
    open_page: Callable[..., Page], person: Any, log: Any
) -> None:
    page = open_page(user=person("analyst"))
    page.goto(f"/observatory/{log.id}/compare/?how=day&day=1999-01-01")
    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("Day from which it was different")
    expect(field).to_be_focused()
    field.fill("2025-02-03")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(
        "The time before 3 February 2025, and the time from 3 February 2025"
    )


def test_a_time_limit_is_set_with_the_keyboard(
    open_page: Callable[..., Page], person: Any, log: Any, axe: Any
) -> None:
    page = open_page(user=person("analyst"))
    page.goto(f"/observatory/{log.id}/findings/")
    page.get_by_role("link", name="Set a time limit").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Days", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Enter a number of days.")
    assert axe(page) == []
    page.get_by_label("Days", exact=True).fill("23")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("are within the limit of 23 working days from start to end")


def test_objects_are_on_one_map_without_javascript(
    open_page: Callable[..., Page],
    person: Any,
    log: Any,
    good: Any,
    tmp_path: Any,
) -> None:
    from openhall.mining.object_map import view_objects, write_views
    from openhall.mining.read.ocel import read_objects

    path = tmp_path / "orders.json"
    path.write_bytes(orders())
    write_views(view_objects(read_objects(path)), log.objects_folder)
    page = open_page(user=person("analyst"), viewport=PHONE)
    page.goto(f"/observatory/{log.id}/objects/")
    good(page)
    plain = open_page(
        user=person("analyst", email="b@example.org"), viewport=PHONE, java_script_enabled=False
    )
    plain.goto(f"/observatory/{log.id}/")
    plain.get_by_role("link", name="Objects", exact=True).click()
    plain.get_by_label("item (24)").uncheck()
    plain.get_by_label("order (12)").uncheck()
    plain.get_by_role("button", name="Update the map").click()
    expect(plain.locator("svg.oh-map g[data-activity]")).to_have_count(2)
