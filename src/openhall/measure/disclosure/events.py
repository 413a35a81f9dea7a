"""What an event log tells of single cases: how many are known by the first things that happened to them.

Whoever knows when somebody applied, and what came next, looks for the cases that begin like this. The longer the
beginning and the finer the times, the fewer there are. A case's number and all other columns are another matter: see
`report`.

Sources: Nunez von Voigt et al., Quantifying the Re-identification Risk of Event Logs (CAiSE 2020), for uniqueness;
Rafiei and van der Aalst, Privacy-Preserving Data Publishing in Process Mining (2020), for prefixes as what is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.measure.disclosure.classes import codes_of
from openhall.measure.disclosure.errors import BadTable

LONGEST = 12
"""So many first events are looked at, and the whole case."""


class Precision(StrEnum):
    """How exactly a time is known or published."""

    NONE = "order only"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    EXACT = "exact"


TRUNCATED = {Precision.YEAR: "1y", Precision.MONTH: "1mo", Precision.DAY: "1d", Precision.HOUR: "1h"}


@dataclass(frozen=True)
class EventRisk:
    """How many cases are known by a beginning.

    length     how many first events are known; 0: the whole case, and that nothing came after it
    precision  how exactly their times are known
    cases      how many cases are as long as that
    unique     how many of them nobody shares the beginning with; below: fewer than k - 1 others
    """

    length: int
    precision: Precision
    cases: int
    unique: int
    below: int

    @property
    def share(self) -> float:
        """The share of cases that fewer than k - 1 others begin like."""
        return self.below / self.cases if self.cases else 0.0


def event_risk(
    events: pl.DataFrame,
    *,
    case: str,
    activity: str,
    time: str,
    k: int = 5,
    lengths: Sequence[int] | None = None,
    precisions: Sequence[Precision] = tuple(Precision),
) -> list[EventRisk]:
    """How many cases each length of beginning singles out, for each precision of its times; the whole case comes last.

    `events` has a row an event; events of one time are in the order of their rows. Raises `BadTable` for columns that
    are not there, or a `time` that holds no dates or times.
    """
    ordered, owner = _ordered(events, case, activity, time)
    n_cases = int(owner.max(initial=-1)) + 1
    length = np.bincount(owner, minlength=n_cases)
    position = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
    rows_at = np.split(np.argsort(position, kind="stable"), np.cumsum(np.bincount(position))[:-1])
    wanted = set(range(1, LONGEST + 1) if lengths is None else lengths)
    told: list[EventRisk] = []
    for precision in precisions:
        symbol = _symbols(ordered, activity, time, precision)
        n_symbols = int(symbol.max(initial=0)) + 1
        begun = np.zeros(n_cases, np.int64)
        whole = [np.zeros(0, np.int64)]
        for known, rows in enumerate(rows_at if n_cases else [], 1):
            active = owner[rows]
            # The beginning so far together with the next event is the beginning that is one longer.
            joined = begun[active] * n_symbols + symbol[rows]
            _, begun[active], sizes = np.unique(joined, return_inverse=True, return_counts=True)
            if known in wanted:
                told.append(_risk(known, precision, sizes, k))
            ended = active[length[active] == known]
            whole.append(np.unique(begun[ended], return_counts=True)[1])
        told.append(_risk(0, precision, np.concatenate(whole), k))
    return told


def without_rare_variants(
    events: pl.DataFrame, *, case: str, activity: str, time: str, k: int = 5
) -> tuple[pl.DataFrame, int]:
    """The events of cases whose order of activities at least k cases share, and how many cases are left out.

    Raises `BadTable`.
    """
    ordered, owner = _ordered(events, case, activity, time)
    length = np.bincount(owner)
    symbol = _symbols(ordered, activity, time, Precision.NONE)
    traces = (
        pl.DataFrame({"owner": owner, "symbol": symbol}).group_by("owner", maintain_order=True).agg("symbol")
    )
    kept = traces.filter(pl.len().over("symbol") >= k)["owner"].to_numpy()
    mask = np.isin(owner, kept)
    return ordered.filter(pl.Series(mask, dtype=pl.Boolean)), len(length) - len(kept)


def truncate_times(events: pl.DataFrame, time: str, precision: Precision) -> pl.DataFrame:
    """The events with their times cut to a precision; without the column where only the order stays.

    Rows keep their order: it is part of what is published. Raises `BadTable`.
    """
    _timed(events, time)
    if precision is Precision.NONE:
        return events.drop(time)
    if precision is Precision.EXACT:
        return events
    return events.with_columns(pl.col(time).cast(pl.Datetime("us")).dt.truncate(TRUNCATED[precision]))


def _ordered(
    events: pl.DataFrame, case: str, activity: str, time: str
) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """The events by case and time, and a number from 0 on for the case of each."""
    for name in (case, activity, time):
        if name not in events.columns:
            raise BadTable(f"The log has no column “{name}”; it has {', '.join(events.columns)}.")
    _timed(events, time)
    ordered = events.sort(case, time, maintain_order=True)
    owner = codes_of(ordered[case])
    return ordered, np.unique(owner, return_inverse=True)[1].astype(np.int64)


def _timed(events: pl.DataFrame, time: str) -> None:
    if time not in events.columns or events[time].dtype.base_type() not in (pl.Datetime, pl.Date):
        raise BadTable(f"“{time}” holds no dates or times.")


def _symbols(events: pl.DataFrame, activity: str, time: str, precision: Precision) -> NDArray[np.int64]:
    """A number for each event: its activity, and its time as exactly as it is known."""
    what = codes_of(events[activity])
    if precision is Precision.NONE:
        return what
    moments = events[time].cast(pl.Datetime("us"))
    if precision in TRUNCATED:
        moments = moments.dt.truncate(TRUNCATED[precision])
    when = codes_of(moments)
    _, symbols = np.unique(what * (int(when.max(initial=0)) + 1) + when, return_inverse=True)
    return np.asarray(symbols, np.int64)


def _risk(length: int, precision: Precision, sizes: NDArray[np.int64], k: int) -> EventRisk:
    return EventRisk(
        length, precision, int(sizes.sum()), int((sizes == 1).sum()), int(sizes[sizes < k].sum())
    )
