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
    assert "40 pieces of work" in html and "2 hours" in html
    assert "<strong>pieces of work</strong>" in html


def test_events_are_counted_when_asked_for_and_everywhere(analyst: Client, work_log: Any) -> None:
    for name in ("map", "findings", "variants", "cases", "compare"):
        response = page(analyst, name, work_log, "?unit=events&f=activity:Check")
        assert response.context["view"].log.n_events == 80
        html = response.content.decode()
        assert "80 events" in html and "unit=events" in html
    assert '<input type="hidden" name="unit" value="events">' in html


def test_a_log_of_events_alone_offers_no_choice(analyst: Client, kept_log: Any) -> None:
    response = page(analyst, "map", kept_log, "?unit=events")
    assert response.context["units"] == []
    assert "pieces of work" not in response.content.decode()


def test_a_finding_of_the_work_leads_to_its_cases(analyst: Client, work_log: Any) -> None:
    finding = page(analyst, "findings", work_log).context["cards"][0]["finding"]
    narrowed = page(analyst, "map", work_log, f"?finding={finding.id}")
    assert narrowed.status_code == 200
    assert narrowed.context["view"].log.n_cases == finding.cases
