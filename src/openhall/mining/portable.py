"""The table of steps as one narwhals expression, for engines that hold more than one machine can.

The same code runs on Polars, DuckDB and PySpark over the same Parquet file. On one machine `steps.step_table` is
many times faster; this is for installations whose log lies in a cluster.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from openhall.mining.log import ACTIVITY, CASE, TIME

ORDER = "openhall:order"


def portable_steps(
    events: Any, *, case: str = CASE, activity: str = ACTIVITY, time: str = TIME, order: str = ORDER
) -> Any:
    """Every step with its count, cases and wait, by whatever engine `events` belongs to.

    `events` is a lazy table (Polars, DuckDB or PySpark) with a row an event. Its `time` is in
    whole microseconds since 1970, because engines differ in what they call a time; `order` is a column of whole
    numbers that puts events of one time in the order of the file. Returns a lazy table of the same
    engine: from, to, count, cases, mean_s, total_s (seconds).
    """
    frame = nw.from_native(events)
    window: dict[str, Any] = {"order_by": (time, order)}
    following = frame.with_columns(
        nw.col(activity).shift(1).over(case, **window).alias("from"),
        nw.col(time).shift(1).over(case, **window).alias("before"),
    ).filter(~nw.col("from").is_null())
    waits = following.with_columns(wait=(nw.col(time) - nw.col("before")) / 1_000_000.0).select(
        nw.col("from"), nw.col(activity).alias("to"), nw.col(case).alias("case"), nw.col("wait")
    )
    return (
        waits.group_by("from", "to")
        .agg(
            nw.len().alias("count"),
            nw.col("case").n_unique().alias("cases"),
            nw.col("wait").mean().alias("mean_s"),
            nw.col("wait").sum().alias("total_s"),
        )
        .to_native()
    )
