"""The event log: what happened in which case and when, sorted by case and time, with coded activities.

Every analysis in `openhall.mining` works on an `EventLog`. It holds three long arrays (activity, time and, where
the records say it, the end of the work) and where each case starts in them. All other attributes stay in a
`Table` and are read when asked for. Logs are never changed: a filter gives a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.order import cut_column, kept_offsets
from openhall.mining.table import Table, as_times

if TYPE_CHECKING:
    from openhall.mining.read import ReadOptions

CASE = "case:concept:name"
ACTIVITY = "concept:name"
TIME = "time:timestamp"
END = "openhall:end"
OFFSET = "openhall:offset"
RESOURCE = "org:resource"
LIFECYCLE = "lifecycle:transition"
NO_END = np.iinfo(np.int64).min
"""In `EventLog.end`: the record does not say when the work ended."""

MAX_ACTIVITIES = np.iinfo(np.uint16).max


@dataclass(frozen=True)
class Problem:
    """Something in a file that could not be read as it stands: what, how often, and where first."""

    what: str
    count: int
    where: str


@dataclass(frozen=True, eq=False)
class EventLog:
    """An event log, sorted by case, then time, then the order of the file.

    activity   uint16 code of each event's activity, an index into `activities`
    time       int64, microseconds since 1970 UTC: when the event happened, or the work began
    end        int64 likewise, when the work ended (`NO_END` where not recorded); None when no event says
    offsets    int64, length cases + 1: the events of case c are rows offsets[c] to offsets[c + 1] - 1
    offset_min int16, minutes that the local clock of the records was ahead of UTC; None means 0
    events     the attributes of events, a row an event; cases: those of cases, a row a case
    problems   what the reader had to leave out or guess
    source     a name for people (the file's)
    """

    activity: NDArray[np.uint16]
    time: NDArray[np.int64]
    offsets: NDArray[np.int64]
    activities: tuple[str, ...]
    events: Table
    cases: Table
    end: NDArray[np.int64] | None = None
    offset_min: NDArray[np.int16] | None = None
    problems: tuple[Problem, ...] = ()
    source: str = "log"

    @staticmethod
    def read(path: str | Path, options: ReadOptions | None = None) -> EventLog:
        """Read a log from XES(.gz), CSV, Parquet, OCEL 2.0 (JSON, SQLite) or a prepared folder.

        Raises `UnreadableLog` (or one of its kinds) with a sentence that says what is wrong and how to mend it.
        """
        from openhall.mining.read import read_log

        return read_log(Path(path), options)

    @property
    def n_events(self) -> int:
        """How many events."""
        return len(self.activity)

    @property
    def n_cases(self) -> int:
        """How many cases."""
        return len(self.offsets) - 1

    @property
    def case_ids(self) -> pl.Series:
        """The name of each case, text."""
        return self.cases.column(CASE)

    @cached_property
    def case(self) -> NDArray[np.int32]:
        """The case of each event, 0 to cases - 1."""
        return np.repeat(np.arange(self.n_cases, dtype=np.int32), np.diff(self.offsets))

    @cached_property
    def done(self) -> NDArray[np.int64]:
        """When each event was over: its end where recorded, else its time (int64 microseconds UTC)."""
        if self.end is None:
            return self.time
        return np.where(self.end == NO_END, self.time, self.end)

    @cached_property
    def case_start(self) -> NDArray[np.int64]:
        """When each case began: the time of its first event (int64 microseconds UTC)."""
        return self.time[self.offsets[:-1]]

    @cached_property
    def case_end(self) -> NDArray[np.int64]:
        """When the last work on each case was over (int64 microseconds UTC)."""
        if self.end is None:
            return self.time[self.offsets[1:] - 1]
        return np.maximum.reduceat(self.done, self.offsets[:-1]) if self.n_events else self.done

    @property
    def durations(self) -> NDArray[np.int64]:
        """Throughput time of each case in microseconds, from its start to its end."""
        return self.case_end - self.case_start

    @cached_property
    def local_time(self) -> NDArray[np.int64]:
        """The wall clock of each event: `time` moved by its offset, for weekdays and office hours."""
        if self.offset_min is None:
            return self.time
        return self.time + self.offset_min.astype(np.int64) * 60_000_000

    @property
    def resources(self) -> str | None:
        """The column that names who did the work, when there is one."""
        return RESOURCE if RESOURCE in self.events.names else None

    def codes(self, name: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """An event attribute as codes: each event's value as an index into the names, -1 where missing.

        Of a cut log, the names may hold some that none of its events has.
        """
        return self.events.codes(name)

    def case_codes(self, name: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """A case attribute as codes, likewise."""
        return self.cases.codes(name)

    def take(self, kept: NDArray[np.bool_]) -> EventLog:
        """The log of the cases where `kept` (one bool a case) is true. Activity codes keep their meaning."""
        if kept.all():
            return self
        new = kept_offsets(self.offsets, kept)

        def cut(column: NDArray[Any]) -> NDArray[Any]:
            return cut_column(self.offsets, kept, new, column)

        def rows() -> NDArray[np.int64]:
            return np.flatnonzero(np.repeat(kept, np.diff(self.offsets)))

        return replace(
            self,
            activity=cut(self.activity),
            time=cut(self.time),
            end=None if self.end is None else cut(self.end),
            offset_min=None if self.offset_min is None else cut(self.offset_min),
            offsets=np.concatenate(([0], new[1:][kept])),
            events=self.events.take(rows),
            cases=self.cases.take(lambda: np.flatnonzero(kept)),
        )

    def to_frame(self) -> pl.DataFrame:
        """The log as one flat table with XES column names, a row an event, times in UTC.

        Attributes of cases are written `case:NAME`, as XES tools flatten them and as the readers know them again.
        """
        codes = pl.Series(self.activity)
        columns = {
            CASE: self.case_ids[self.case],
            ACTIVITY: pl.Series(self.activities, dtype=pl.String)[codes] if self.activities else codes,
            TIME: as_times(self.time),
        }
        if self.end is not None:
            columns[END] = as_times(self.end)
        frame = pl.DataFrame(columns)
        of_cases = self.cases.frame().drop(CASE)
        case_part = of_cases.rename({name: f"case:{name}" for name in of_cases.columns})[self.case]
        return pl.concat([frame, self.events.frame(), case_part], how="horizontal")
