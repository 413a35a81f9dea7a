"""A log of an office whose rules are known, made plainly: three people, hours, a choice that follows from the case."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from openhall.mining.log import ACTIVITY, CASE, END, RESOURCE, TIME, EventLog
from openhall.mining.read.build import Reading, build

MONDAY = datetime(2025, 1, 6, tzinfo=UTC)


def office_log(
    cases: int, seed: int = 1, slower_after: float = 1.0, factor: float = 1.0, between: float = 2.0
) -> EventLog:
    """Cases come every `between` office hours; each is checked by Ann or Ben, a large one visited by Cy, then decided.

    After a share of the cases the waits take `factor` times as long.
    """
    random = np.random.default_rng(seed)
    free = {"Ann": 0.0, "Ben": 0.0, "Cy": 0.0}
    arrivals = np.cumsum(random.exponential(between, cases))
    kinds = np.where(random.random(cases) < 0.3, "large", "small")
    rows: list[tuple[object, ...]] = []
    waiting: list[tuple[float, int, int]] = []

    def wait(number: int, place: int, since: float) -> None:
        slow = factor if number >= slower_after * cases else 1.0
        heapq.heappush(waiting, (since + random.gamma(2.0, 8.0) * slow, number, place))

    for number, at in enumerate(arrivals):
        rows.append((f"c{number}", "Receive", clock(at), clock(at), "Ann"))
        wait(number, 0, at)
    while waiting:
        ready, number, place = heapq.heappop(waiting)
        steps = ["Check", "Visit", "Decide"] if kinds[number] == "large" else ["Check", "Decide"]
        person = min(["Cy"] if steps[place] == "Visit" else ["Ann", "Ben"], key=free.__getitem__)
        begun = max(ready, free[person])
        done = free[person] = begun + random.gamma(4.0, 0.15)
        rows.append((f"c{number}", steps[place], clock(begun), clock(done), person))
        if place + 1 < len(steps):
            wait(number, place + 1, done)
    names = [CASE, ACTIVITY, TIME, END, RESOURCE]
    frame = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col(TIME, END).dt.convert_time_zone("UTC").dt.cast_time_unit("us")
    )
    of_cases = pl.DataFrame({CASE: [f"c{number}" for number in range(cases)], "kind": kinds})
    return build(Reading(frame, of_cases, (), "office"))


def clock(hours: float) -> datetime:
    """The instant after so many office hours, Monday to Friday 8 to 16 o'clock."""
    days, rest = divmod(hours, 8.0)
    weeks, day = divmod(int(days), 5)
    return MONDAY + timedelta(weeks=weeks, days=day, hours=8.0 + rest)
