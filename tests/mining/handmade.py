"""Logs made by hand for the tests of the mining engine."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl

from openhall.mining.log import ACTIVITY, CASE, END, NO_END, OFFSET, TIME, EventLog
from openhall.mining.read.build import Reading, build
from openhall.mining.table import as_times

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def micros(moment: datetime) -> int:
    """An aware datetime as microseconds since 1970 UTC."""
    return round(moment.timestamp() * 1_000_000)


def handmade(
    rows: Iterable[tuple[str, str, int, int]], *, offset: int | None = None, **columns: list[Any]
) -> EventLog:
    """A log of (case, activity, time, end) in microseconds, end 0 or equal to the time where there is none."""
    case, activity, time, end = (list(column) for column in zip(*rows, strict=True))
    frame = pl.DataFrame(
        {
            CASE: pl.Series(case, dtype=pl.String),
            ACTIVITY: pl.Series(activity, dtype=pl.String),
            TIME: as_times(np.array(time, np.int64)),
            **columns,
        }
    )
    ends = np.where(np.array(end, np.int64) == 0, NO_END, np.array(end, np.int64))
    if ((ends != NO_END) & (ends != np.array(time, np.int64))).any():
        frame = frame.with_columns(as_times(ends).alias(END))
    if offset is not None:
        frame = frame.with_columns(pl.lit(offset, pl.Int16).alias(OFFSET))
    return build(Reading(frame))


def flow(
    seed: int,
    n_cases: int,
    steps: tuple[tuple[str, float], ...],
    *,
    span_days: int = 730,
    start: int = 1_672_531_200_000_000,
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Cases that arrive evenly over a time (from 2 January 2023) and wait at random before each step.

    `steps` are activities with their mean wait in days, the first without. Returns their names, when each case
    arrives (microseconds, sorted) and its waits (cases x steps, microseconds).
    """
    rng = np.random.default_rng(seed)
    arrive = start + DAY + np.sort(rng.integers(0, span_days * DAY, n_cases))
    means = np.array([mean for _, mean in steps])
    waits = (rng.exponential(1.0, (n_cases, len(steps))) * means * DAY).astype(np.int64)
    waits[:, 0] = 0
    return [name for name, _ in steps], arrive, waits


def log_of_waits(names: list[str], arrive: np.ndarray, waits: np.ndarray, **columns: list[Any]) -> EventLog:
    """The log of `flow`; attribute columns have a value for each event, case by case."""
    times = arrive[:, None] + np.cumsum(waits, axis=1)
    rows = [(f"c{k}", name, int(times[k, j]), 0) for k in range(len(arrive)) for j, name in enumerate(names)]
    return handmade(rows, **columns)


def deal_out(seed: int, waits: np.ndarray) -> np.ndarray:
    """All waits of a log dealt out again at random: no step, time or case is the cause of any."""
    dealt = waits.copy()
    inner = waits[:, 1:].ravel().copy()
    np.random.default_rng(seed).shuffle(inner)
    dealt[:, 1:] = inner.reshape(len(waits), -1)
    return dealt
