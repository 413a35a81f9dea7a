"""A record in which a task is done again less often since a course was taught."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from openhall.mining.log import ACTIVITY, CASE, TIME, EventLog
from openhall.mining.read.build import Reading, build

TAUGHT = date(2025, 1, 1)


def reworked(task: str, before: float = 0.4, after: float = 0.1, cases: int = 960) -> EventLog:
    """Two years of cases, 40 a month, in which a task is done again less often since `TAUGHT`."""
    rng = np.random.default_rng(7)
    rows = []
    for case in range(cases):
        month = case * 24 // cases
        day = datetime(2024 + month // 12, month % 12 + 1, 1 + case % 27, 10)
        again = rng.random() < (after if day.date() >= TAUGHT else before)
        steps = ["Receive", task, *(["Ask", task] if again else []), "Decide", "Send"]
        rows += [(f"C{case}", name, day + timedelta(days=k)) for k, name in enumerate(steps)]
    frame = pl.DataFrame(rows, schema=[CASE, ACTIVITY, TIME], orient="row")
    return build(Reading(frame.with_columns(pl.col(TIME).dt.replace_time_zone("UTC")), None, source="test"))
