"""Published figures are given, looked at, taken over and taken back in a real browser, in English and in Arabic."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PHONE = {"width": 320, "height": 640}
NONE = "/measures/manage/imports/"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    from tests.site.test_measures_imports import TABLE

    path = tmp_path / "figures.csv"
    path.write_bytes(TABLE)
    return path


@pytest.fixture
def analyst(transactional_db: None, person: Any) -> Any:
    from django.urls import get_resolver
    from tests.site.little import publish_little

    # All rooms are loaded with the first address that is looked up; no page should wait for that.
    assert get_resolver().url_patterns
    publish_little()
    return person("analyst")


def test_figures_are_looked_at_taken_over_and_taken_back(
    open_page: Callable[..., Page], analyst: Any, good: Callable[[Page], None], file: Path
) -> None:
    page = open_page(user=analyst, viewport=PHONE)
    page.set_default_timeout(30_000)
    page.goto("/measures/manage/")
    page.get_by_role("link", name="Import published figures").click()
    expect(page.get_by_role("heading", name="No file of figures was given yet")).to_be_visible()
    good(page)
    page.get_by_role("link", name="Give a file of figures").click()
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a file.")
    good(page)
    page.get_by_label("CSV or JSON file").set_input_files(file)
    page.get_by_label("Where do the figures come from?").fill("Report of 2024")
    page.get_by_label("Which department answers").select_option(label="Licensing")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("13 numbers, of rows: 1. Nothing is kept yet.")).to_be_visible()
    expect(
        page.get_by_text("Row 2, “April 2023 to March 2024: cost per transaction (£)”: #REF!")
    ).to_be_visible()
    good(page)
    page.get_by_label("Row of the file").select_option(label="fishing (Fishing licence)")
    page.get_by_role("button", name="Let it go there").click()
    expect(page.get_by_role("rowheader", name="Fishing licence")).to_be_visible()
    page.get_by_label("Currency of the costs").fill("pounds")
    page.get_by_role("button", name="Read it so").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("three capital letters")
    good(page)
    page.goto(page.url)
    # By keyboard alone.
    page.get_by_role("button", name="Take these figures over").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("numbers are taken over")).to_be_visible()
    good(page)
    page.get_by_role("link", name=re.compile("^Total cost, twelve months *, Street stall permit")).click()
    expect(page.get_by_role("img", name="Total cost, twelve months")).to_be_visible()
    good(page)
    page.go_back()
    page.get_by_role("button", name="Take these figures back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("taken back")
    good(page)
    page.get_by_role("link", name=re.compile("^All numbers *: Total cost, twelve months, Street")).click()
    expect(page.get_by_text("withdrawn").first).to_be_visible()
    page.goto(NONE)
    expect(page.get_by_role("link", name="figures.csv")).to_be_visible()
    good(page)


def test_figures_are_taken_over_in_arabic_and_without_scripts(
    open_page: Callable[..., Page], analyst: Any, good: Callable[[Page], None], file: Path
) -> None:
    from openhall.site.measures.models import FiguresImport

    page = open_page(user=analyst, java_script_enabled=False, locale="ar")
    page.set_default_timeout(30_000)
    page.goto(f"{NONE}new/")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("input[name=note]").fill("تقرير 2024")
    page.locator("select[name=owner]").select_option(label="Licensing")
    page.locator("main form button").click()
    held = FiguresImport.objects.get()
    page.locator(f"form[action$='/{held.pk}/take/'] button").click()
    expect(page.locator(f"form[action$='/{held.pk}/undo/']")).to_be_visible()
    looking = open_page(user=analyst, locale="ar")
    looking.set_default_timeout(30_000)
    FiguresImport.objects.create(
        file_name="x.csv",
        digest="",
        note="",
        owner=held.owner,
        content=_packed(file),
        routes={"street-stall": 0},
    )
    for address in (
        NONE,
        f"{NONE}new/",
        held.get_absolute_url(),
        FiguresImport.objects.first().get_absolute_url(),
    ):
        looking.goto(address)
        expect(looking.locator("html")).to_have_attribute("dir", "rtl")
        good(looking)


def _packed(file: Path) -> bytes:
    from openhall.site.measures.published.planning import packed

    return packed(file.read_bytes())
