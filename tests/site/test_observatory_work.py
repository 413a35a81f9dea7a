"""Records that tell when work began and was over are looked at by pieces of work, and by events when one asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

from openhall.mining.log import ACTIVITY, CASE, LIFECYCLE, TIME
from openhall.mining.read.build import Reading, build


@pytest.fixture
def work_log(keep_log: Any) -> Any:
    """Twenty cases of two pieces of work, each with its start and its completion two hours later."""
    from openhall.site.observatory.preparing import keep

    begin = datetime(2025, 1, 6, 9, tzinfo=UTC)
    rows = [
        (f"W-{case:02}", name, begin + timedelta(days=case + day, hours=hours), transition)
        for case in range(20)
        for day, name in enumerate(("Check", "Decide"))
        for hours, transition in ((0, "start"), (2, "complete"))
    ]
    events = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME, LIFECYCLE], orient="row")
    log = keep_log()
    keep(
        log,
        build(Reading(events.with_columns(pl.col(TIME).cast(pl.Datetime("us", "UTC"))), source="work.csv")),
    )
    return log


@pytest.fixture
def analyst(client: Client, person: Any) -> Client:
    client.force_login(person("analyst"))
    return client


def page(client: Client, name: str, log: Any, query: str = "") -> Any:
    return client.get(reverse(f"observatory:{name}", args=[log.id]) + query)


def test_pieces_of_work_come_first(analyst: Client, work_log: Any) -> None:
    response = page(analyst, "map", work_log)
    html = response.content.decode()
    assert response.context["view"].log.n_events == 40
    assert "40 pieces of work" in html
    # Each piece takes two hours: in the middle, on average, and twenty of them together.
    for words in ("Median work", "Mean work", "Work in all"):
        assert words in html
    assert html.count(">2 hours</td>") >= 4 and html.count(">1.7 days</td>") == 2
    assert "<strong>pieces of work</strong>" in html


def test_events_are_counted_when_asked_for_and_everywhere(analyst: Client, work_log: Any) -> None:
    for name in ("map", "findings", "variants", "cases", "compare"):
        response = page(analyst, name, work_log, "?unit=events&f=activity:Check")
        assert response.context["view"].log.n_events == 80
        html = response.content.decode()
        assert "80 events" in html and "unit=events" in html
    assert '<input type="hidden" name="unit" value="events">' in html


def test_a_case_stays_in_view_when_the_unit_changes(analyst: Client, work_log: Any) -> None:
    listed = page(analyst, "cases", work_log, "?unit=events").content.decode()
    assert "?unit=events&amp;case=W-" in listed
    case = page(analyst, "case", work_log, "?unit=events&case=W-03").content.decode()
    assert "4 events in 1.1 days" in case and "<th" in case and ">Work</th>" not in case
    assert 'href="?&amp;case=W-03"' in case
    work = page(analyst, "case", work_log, "?&case=W-03").content.decode()
    assert "2 pieces of work in 1.1 days" in work
    assert work.count(">2 hours</td>") == 2


def test_work_whose_start_is_not_on_record_has_no_length(analyst: Client, keep_log: Any) -> None:
    from openhall.site.observatory.preparing import keep

    begin = datetime(2025, 1, 6, 9, tzinfo=UTC)
    rows = [
        row
        for case in range(12)
        for row in (
            (f"W-{case:02}", "Check", begin, "start"),
            (f"W-{case:02}", "Check", begin + timedelta(hours=3), "complete"),
            (f"W-{case:02}", "Note", begin + timedelta(hours=4), "complete"),
        )
    ]
    events = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME, LIFECYCLE], orient="row")
    log = keep_log()
    keep(
        log, build(Reading(events.with_columns(pl.col(TIME).cast(pl.Datetime("us", "UTC"))), source="w.csv"))
    )
    nodes = {node.name: node for node in page(analyst, "map", log).context["picture"].nodes}
    assert nodes["Check"].service_total_s == 12 * 3 * 3600
    assert nodes["Note"].service_median_s is None
    assert "no time" not in page(analyst, "map", log).content.decode()


def test_a_log_of_events_alone_offers_no_choice(analyst: Client, kept_log: Any) -> None:
    response = page(analyst, "map", kept_log, "?unit=events")
    assert response.context["units"] == []
    assert "pieces of work" not in response.content.decode()


def test_a_finding_of_the_work_leads_to_its_cases(analyst: Client, work_log: Any) -> None:
    finding = page(analyst, "findings", work_log).context["cards"][0]["finding"]
    narrowed = page(analyst, "map", work_log, f"?finding={finding.id}")
    assert narrowed.status_code == 200
    assert narrowed.context["view"].log.n_cases == finding.cases
