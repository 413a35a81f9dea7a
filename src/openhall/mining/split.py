"""Cut logs into what can be compared: by day, by the value of an attribute, or up to an activity that all share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from openhall.mining.errors import BadFilter
from openhall.mining.filters import TimeWindow, attributes, code_of
from openhall.mining.log import EventLog
from openhall.process.saying import commas, gettext

MOST_GROUPS = 12


def split_by_day(log: EventLog, day: date) -> tuple[EventLog, EventLog]:
    """The cases that start before a day (UTC), and those that start on it or later.

    Where the records stop while cases are open, the later cases look shorter than they are; cut those off first
    (filter `time:..DAY` with a day well before the end). Raises `BadFilter` when one of the two is empty.
    """
    before = log.take(TimeWindow(last=day - timedelta(days=1)).cases(log))
    after = log.take(TimeWindow(first=day).cases(log))
    if not before.n_cases or not after.n_cases:
        if not before.n_cases:
            raise BadFilter(
                gettext(
                    "No case starts before %(day)s; choose a day within the time of the log.",
                    day=day.isoformat(),
                )
            )
        raise BadFilter(
            gettext(
                "No case starts from %(day)s; choose a day within the time of the log.", day=day.isoformat()
            )
        )
    return before, after


def split_by_value(log: EventLog, name: str) -> dict[str, EventLog]:
    """The cases by the value of an attribute, the largest sets first, at most `MOST_GROUPS` of them.

    Of an attribute of events (a department, a person) a case counts for the value that most of its events have; of
    equals, the one that comes first. Cases without a value are in no set. Raises `BadFilter` when there is no such
    attribute, or fewer than two values.
    """
    if name in log.cases.names:
        codes, values = log.case_codes(name)
    elif name in log.events.names:
        of_event, values = log.codes(name)
        codes = _most_frequent(log, of_event, len(values))
    else:
        raise BadFilter(
            gettext(
                "There is no attribute “%(name)s”; there are %(names)s.",
                name=name,
                names=commas(attributes(log)),
            )
        )
    sizes = np.bincount(codes[codes >= 0], minlength=len(values))
    largest = np.argsort(-sizes, kind="stable")[:MOST_GROUPS]
    groups = {values[code]: log.take(codes == code) for code in largest.tolist() if sizes[code]}
    if len(groups) < 2:
        raise BadFilter(
            gettext(
                "All cases have the same “%(name)s”; choose an attribute in which they differ.", name=name
            )
        )
    return groups


def until(log: EventLog, name: str) -> EventLog:
    """The cases that reach an activity, each with its events up to and including the first of it.

    Bodies close their records at different points: one when the letter is sent, another when the time for appeals is
    over. Up to an activity that all of them record, their cases can be compared. Raises `BadFilter` when there is no
    such activity.
    """
    hits = np.flatnonzero(log.activity == code_of(log, name))
    reached, first = np.unique(log.case[hits], return_index=True)
    last = np.full(log.n_cases, -1, np.int64)
    last[reached] = hits[first]
    kept = np.arange(log.n_events) <= np.repeat(last, np.diff(log.offsets))
    lengths = (last + 1 - log.offsets[:-1])[reached]
    return replace(
        log,
        activity=log.activity[kept],
        time=log.time[kept],
        end=None if log.end is None else log.end[kept],
        offset_min=None if log.offset_min is None else log.offset_min[kept],
        offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        events=log.events.take(lambda: np.flatnonzero(kept)),
        cases=log.cases.take(lambda: reached.astype(np.int64)),
    )


def _most_frequent(log: EventLog, of_event: NDArray[np.int32], n_values: int) -> NDArray[np.int32]:
    """The value that most events of each case have, -1 where none has any."""
    rows = np.flatnonzero(of_event >= 0)
    key = log.case[rows].astype(np.int64) * n_values + of_event[rows]
    pairs, first, counts = np.unique(key, return_index=True, return_counts=True)
    # The last of a case in this order is the most frequent, of equals the one met first.
    order = np.lexsort((-first, counts, pairs // max(n_values, 1)))
    found = np.full(log.n_cases, -1, np.int32)
    found[pairs[order] // max(n_values, 1)] = pairs[order] % max(n_values, 1)
    return found
