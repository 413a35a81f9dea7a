"""Measures in a real browser: everybody reads charts, a head notes what happened and lets limits begin anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.site.measure_charts import CALM, TEXT, WORSE, head, measure, months

from openhall.site.measures.models import Annotation, ReportPlan, Value
from openhall.site.measures.reports.making import report_due

BY_CHANNEL = """
name: Days to decide
question: How long does it take until half of those who apply have their decision?
unit: days
from: cases
date: decided
median: days
direction: down
target: 25
by: [channel]
"""
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


@pytest.fixture(autouse=True)
def measures(transactional_db: None) -> None:
    """A service with three measures, one of them with few values and one by channel."""
    Annotation.objects.create(
        date=months(4)[0], words="A law about windows, doors and everything between them"
    )
    made = measure((*CALM[:8], *(each - 9 for each in CALM[:8])), text=BY_CHANNEL)
    day = months(1)[0]
    Value.objects.bulk_create(
        Value(version=made.current, period=day, by="channel", group=group, value=20, n=12, hidden=hidden)
        for group, hidden in (("online", False), ("on paper, sent by post", True))
    )
    measure(WORSE, slug="permits-user-satisfaction", text=TEXT.replace("Days to decide", "User satisfaction"))
    ReportPlan.objects.create(service=made.service, rhythm="month")
    report_due()
    measure((3.0,), slug="permits-few", text=TEXT.replace("Days to decide", "Just begun"))


@pytest.mark.parametrize(
    "options",
    [{"viewport": DESKTOP}, {"viewport": PHONE, "java_script_enabled": False}],
    ids=["desktop", "phone without scripts"],
)
def test_everybody_reads_how_services_do(
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    fits: Callable[[Page], bool],
    options: dict[str, Any],
) -> None:
    page = open_page(**options)
    page.set_default_timeout(60_000)
    checked = options.get("java_script_enabled", True)

    def look(address: str = "") -> None:
        if address:
            page.goto(address)
        assert fits(page), page.url
        assert not checked or axe(page) == [], page.url

    look("/measures/")
    page.get_by_role("link", name="Permits", exact=True).click()
    expect(page.get_by_role("heading", name="User satisfaction")).to_be_visible()
    expect(page.get_by_text("There are too few values to say anything yet.")).to_be_visible()
    look()
    page.get_by_role("link", name="Days to decide", exact=True).click()
    expect(page.locator(".oh-saying")).to_contain_text("A sign of improvement")
    expect(page.get_by_role("img", name="Days to decide (days)")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("row", name="seven or more below the mean").first).to_be_visible()
    expect(page.get_by_text("not shown: too few cases")).to_be_visible()
    look()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Table (CSV)").click()
    assert taken.value.suggested_filename == "permits-days.csv"
    look("/measures/?q=nothing")
    look("/measures/reports/")
    page.get_by_role("link", name="Permits").click()
    expect(page.get_by_role("heading", name="In short")).to_be_visible()
    look()


def test_a_head_says_what_happened_lets_limits_begin_anew_and_takes_it_back(
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    fits: Callable[[Page], bool],
    person: Any,
) -> None:
    page = open_page(user=head(person))

    def look() -> None:
        assert fits(page), page.url
        assert axe(page) == [], page.url

    from openhall.site.measures.charts.alerting import _LOOKED, alert_due

    _LOOKED.clear()
    assert alert_due() == 2
    page.goto("/measures/head/")
    look()
    page.get_by_role("button", name=re.compile("I have seen it.*Days to decide")).click()
    expect(page.get_by_text("Marked as seen.")).to_be_visible()
    page.get_by_role("link", name="Days to decide").first.click()

    page.get_by_role("link", name="Note what happened").click()
    page.get_by_role("button", name="Put it on the chart").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what happened")
    look()
    page.get_by_label("When was it?").fill(months(8)[0].isoformat())
    page.get_by_label("What kind of thing?").select_option("change")
    page.get_by_label("What happened?").fill("The new form is in use")
    page.get_by_label("All of this service").check()
    page.get_by_role("button", name="Put it on the chart").click()
    expect(page.get_by_text("It stands on the chart now.")).to_be_visible()
    look()

    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Let limits begin anew").click()
    look()
    page.get_by_label("From which day?").fill(months(8)[0].isoformat())
    page.get_by_label("What changed?").fill("The new form asks for the plan first.")
    page.get_by_role("button", name="Begin anew there").click()
    expect(page.locator(".oh-saying")).to_contain_text("No sign of change")
    expect(page.locator("ol").get_by_text("The new form asks for the plan first.")).to_be_visible()
    look()
    page.get_by_role("link", name="Let limits begin anew").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Limits run through again there.")).to_be_visible()
    look()
    page.goto("/measures/reports/plans/")
    look()
    page.get_by_label("Permits").select_option("quarter")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved for Permits.")).to_be_visible()
