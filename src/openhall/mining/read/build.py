"""From plain tables to an event log: code the names, put the events in order, leave out what has no place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.log import (
    ACTIVITY,
    CASE,
    END,
    MAX_ACTIVITIES,
    NO_END,
    OFFSET,
    TIME,
    EventLog,
    Problem,
)
from openhall.mining.order import order_events
from openhall.mining.table import Table, encode, number_values
from openhall.process.saying import gettext


@dataclass(frozen=True)
class Reading:
    """What a reader found in a file, before it is put in order.

    events    a row an event, in the order of the file: `case:concept:name` and `concept:name` (text or
              categorical), `time:timestamp` (Datetime us, UTC), perhaps `openhall:end` (the same) and
              `openhall:offset` (Int16, minutes ahead of UTC of the written time), and any other attribute
    cases     a row a case: `case:concept:name` (text, each once) and attributes of cases; None when there are none
    problems  what could not be read as it stands
    source    the name of the file, for messages
    """

    events: pl.DataFrame
    cases: pl.DataFrame | None = None
    problems: tuple[Problem, ...] = ()
    source: str = "log"


EARLIEST, LATEST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
CODED = (CASE, ACTIVITY, TIME, END, OFFSET)


def build(reading: Reading) -> EventLog:
    """Make an event log of what a reader found.

    An event without case, activity or time has no place on a map: it is left out and counted in `problems`.
    Raises `EmptyLog` when nothing is left, `UnreadableLog` when there are more activities than a map can hold.
    """
    events, problems = _drop_unplaced(reading)
    if not len(events):
        raise EmptyLog(
            gettext(
                "%(file)s: no event has a case, an activity and a time; check which columns hold them.",
                file=reading.source,
            )
        )
    case, case_names = number_values(events[CASE])
    activity, activities = encode(events[ACTIVITY])
    if len(activities) > MAX_ACTIVITIES:
        raise UnreadableLog(
            gettext(
                "%(file)s: %(number)s different activities; the limit is %(most)s. Name a column that holds the "
                "kind of step, not free text.",
                file=reading.source,
                number=len(activities),
                most=MAX_ACTIVITIES,
            )
        )
    time = _microseconds(events[TIME])
    rows, offsets = order_events(case, time, len(case_names))
    attributes = events.drop([name for name in CODED if name in events.columns])
    coded, time = activity.astype(np.uint16)[rows], time[rows]
    problems += _repeated(coded, time, offsets, rows, attributes)
    return EventLog(
        activity=coded,
        time=time,
        offsets=offsets,
        activities=activities,
        events=Table(attributes.lazy(), lambda: rows),
        cases=Table(_case_table(reading.cases, case_names).lazy()),
        end=_end(events, rows),
        offset_min=_offset(events, rows),
        problems=problems,
        source=reading.source,
    )


def _drop_unplaced(reading: Reading) -> tuple[pl.DataFrame, tuple[Problem, ...]]:
    events, problems = reading.events, list(reading.problems)
    for name, part in ((CASE, "a case"), (ACTIVITY, "an activity"), (TIME, "a time")):
        missing = events[name].is_null()
        if missing.any():
            first = int(missing.arg_max() or 0) + 1
            problems.append(
                Problem(f"event without {part}, left out", int(missing.sum()), f"event {first:,} of the file")
            )
    if len(problems) > len(reading.problems):
        events = events.drop_nulls([CASE, ACTIVITY, TIME])
    far = ~events[TIME].is_between(EARLIEST, LATEST)
    if far.any():
        place = f"event {int(far.arg_max() or 0) + 1:,} of those with a time"
        problems.append(Problem("event outside of the years 1 to 9999, left out", int(far.sum()), place))
        events = events.filter(~far)
    return events, tuple(problems)


def _repeated(
    activity: NDArray[np.uint16],
    time: NDArray[np.int64],
    offsets: NDArray[np.int64],
    rows: NDArray[np.int64],
    attributes: pl.DataFrame,
) -> tuple[Problem, ...]:
    """Events that say just what the one before them says. They stay: a form can be sent twice within a second."""
    alike = (activity[1:] == activity[:-1]) & (time[1:] == time[:-1])
    later = np.flatnonzero(alike) + 1
    later = later[offsets[np.searchsorted(offsets, later)] != later]
    if len(later) and attributes.width:
        # Only what is alike in activity and time is compared in full, which are few events.
        both = [attributes[rows[later - k]] for k in (0, 1)]
        same = pl.all_horizontal(both[0][name].eq_missing(both[1][name]) for name in attributes.columns)
        later = later[pl.select(same).to_series().to_numpy()]
    if not len(later):
        return ()
    place = f"event {int(rows[later].min()) + 1:,} of the file"
    return (Problem("exact repeat of the event before it, kept", len(later), place),)


def _case_table(cases: pl.DataFrame | None, names: pl.Series) -> pl.DataFrame:
    order = pl.DataFrame({CASE: names})
    return order if cases is None else order.join(cases, on=CASE, how="left", maintain_order="left")


def _microseconds(times: pl.Series) -> NDArray[np.int64]:
    return times.to_physical().fill_null(NO_END).to_numpy()


def _end(events: pl.DataFrame, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
    if END not in events.columns or events[END].null_count() == len(events):
        return None
    known = events.select(pl.when(pl.col(END).is_between(EARLIEST, LATEST)).then(pl.col(END))).to_series()
    return _microseconds(known)[rows]


def _offset(events: pl.DataFrame, rows: NDArray[np.int64]) -> NDArray[np.int16] | None:
    if OFFSET not in events.columns or not (events[OFFSET] != 0).any():
        return None
    return events[OFFSET].fill_null(0).to_numpy()[rows].astype(np.int16)
