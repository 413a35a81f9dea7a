"""A small log: each permit is received, checked and decided; every fourth is checked twice; fire takes its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from openhall.mining.log import ACTIVITY, CASE, RESOURCE, TIME, EventLog
from openhall.mining.read.build import Reading, build

BEGIN = datetime(2025, 1, 6, 9, tzinfo=UTC)


def permits(cases: int) -> EventLog:
    """The log, with a district for each case and an officer for each event."""
    rows = []
    for k in range(cases):
        at = BEGIN + timedelta(days=2 * k)
        way = ["Receive", "Check", "Ask fire service", "Fire advice", "Decide"]
        if k % 4 == 0:
            way.insert(2, "Check")
        for name in way:
            at += timedelta(days=20 if name == "Fire advice" else 1, hours=k % 5)
            rows.append((f"BP-{k + 1:03}", name, at, "Fire" if "ire" in name else "Planning"))
    events = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME, RESOURCE], orient="row")
    events = events.with_columns(pl.col(TIME).cast(pl.Datetime("us", "UTC")))
    districts = pl.DataFrame(
        {
            CASE: [f"BP-{k + 1:03}" for k in range(cases)],
            "district": [("North", "South")[k % 2] for k in range(cases)],
        }
    )
    return build(Reading(events, districts, source="permits.csv"))
