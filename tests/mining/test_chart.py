"""Cases over time add up, in the table and in the picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import polars as pl
import pytest

from openhall.mining.chart import cases_over_time, draw_cases_over_time
from openhall.mining.log import EventLog
from openhall.mining.read.build import Reading, build

BEGIN = datetime(2024, 1, 1, 9, tzinfo=UTC)


def log_of(spans: list[tuple[float, float]]) -> EventLog:
    """A log of cases that begin and are over these many days after the beginning."""
    rows = []
    for k, (begin, over) in enumerate(spans):
        rows += [
            (f"case {k}", "Begin", BEGIN + timedelta(days=begin)),
            (f"case {k}", "End", BEGIN + timedelta(days=over)),
        ]
    frame = pl.DataFrame(rows, schema=["case:concept:name", "concept:name", "time:timestamp"], orient="row")
    return build(Reading(frame.with_columns(pl.col("time:timestamp").cast(pl.Datetime("us", "UTC")))))


def test_every_case_begins_once_and_is_over_once() -> None:
    periods = cases_over_time(log_of([(0, 3), (1, 1), (2, 40), (30, 45)]))
    assert periods["began"].sum() == periods["over"].sum() == 4
    assert periods["open"][-1] == 0
    assert periods["open"].max() == 2


@pytest.mark.parametrize(("days", "most"), [(20, 62), (200, 62), (1500, 84), (30_000, 400)])
def test_the_period_grows_with_the_span_so_that_the_chart_stays_legible(days: int, most: int) -> None:
    periods = cases_over_time(log_of([(0, days), (days / 2, days)]))
    assert 2 <= len(periods) <= most


def test_the_picture_is_well_formed_and_says_what_it_shows() -> None:
    svg = draw_cases_over_time(cases_over_time(log_of([(0, 3), (1, 1)])))
    root = ElementTree.fromstring(svg)
    assert "2 cases began" in root.findtext("{http://www.w3.org/2000/svg}desc", "")
    assert len(root.findall("{http://www.w3.org/2000/svg}rect")) == 2
