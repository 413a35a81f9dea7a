"""Limits: cases that take longer than a law, a promise or a target allows, and the days beyond it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhall.mining.calendar import DAY_US, Calendar, find_calendar, local_done
from openhall.mining.errors import BadFilter
from openhall.mining.findings.claim import LIMIT, MICROSECONDS_A_DAY, Claim, gaps
from openhall.mining.log import EventLog
from openhall.mining.words import cases, quoted, share
from openhall.mining.words import days as in_days
from openhall.process.saying import Saying, figure, gettext, ngettext, pgettext


@dataclass(frozen=True)
class Limit:
    """A time limit: so many days from one activity to another.

    days           calendar days; working days where `working` is true
    from_activity  the limit runs from when this is first done; None: from the start of the case
    to_activity    ... until this is next done; None: until the end of the case
    working        count days on which the office works; the limit then ends with the last such day
    """

    days: float
    from_activity: str | None = None
    to_activity: str | None = None
    working: bool = False

    def in_words(self) -> Saying:
        """The limit in a few words, which `parse_limit` reads again in English: "30 days from start to Decide"."""
        return gettext(
            "%(days)s from %(begin)s to %(until)s",
            days=self._days(),
            begin=self.from_activity or pgettext("of a case", "start"),
            until=self.to_activity or pgettext("of a case", "end"),
        )

    def _days(self) -> Saying:
        if self.days == int(self.days):
            if self.working:
                return ngettext("%(number)s working day", "%(number)s working days", int(self.days))
            return ngettext("%(number)s day", "%(number)s days", int(self.days))
        number = figure(self.days, len(f"{self.days:.3f}".rstrip("0").partition(".")[2]))
        if self.working:
            return pgettext("a fraction", "%(number)s working days", number=number)
        return pgettext("a fraction", "%(number)s days", number=number)


LIMIT_TEXT = re.compile(
    r"(?P<days>(?:\d{1,2},\d{3}|\d{1,5})(?:\.\d{1,3})?) +(?P<working>working +|calendar +)?days?"
    r"(?: +from +(?P<begin>.+?))??(?: +to +(?P<until>.+))?",
    re.IGNORECASE,
)


def parse_limit(text: str) -> Limit:
    """Read a limit as `Limit.in_words` writes it: "20 working days", "8 days from Receive to Decide".

    "from start" and "to end", or leaving them out, mean the whole case. Raises `BadFilter` for anything else.
    """
    found = LIMIT_TEXT.fullmatch(text.strip())
    days = float(found["days"].replace(",", "")) if found else 0.0
    if found is None or not days:
        raise BadFilter(
            gettext(
                "%(text)s is no time limit; write one like “20 working days” or “8 days from Receive to Decide”.",
                text=quoted(text, 60),
            )
        )
    begin, until = found["begin"], found["until"]
    return Limit(
        days,
        None if begin in (None, "start") else begin,
        None if until in (None, "end") else until,
        (found["working"] or "").strip().lower() == "working",
    )


def share_within(log: EventLog, limit: Limit, calendar: Calendar | None = None) -> float:
    """The share (0 to 1) of the cases in which the limit runs that keep it; NaN when it runs in none."""
    kept, running = count_within(log, limit, calendar)
    return kept / running if running else float("nan")


def count_within(log: EventLog, limit: Limit, calendar: Calendar | None = None) -> tuple[int, int]:
    """How many cases keep the limit, and in how many it runs. Raises `BadFilter` as `claims` does."""
    begun, _ = _begin(log, limit)
    running = int(np.count_nonzero(begun))
    broken = claims(log, (limit,), calendar)
    return running - (broken[0].details["late"] if broken else 0), running


def claims(log: EventLog, limits: tuple[Limit, ...] = (), calendar: Calendar | None = None) -> list[Claim]:
    """The breaches of each limit: what is claimed is the time after the limit ran out.

    A case in which the limit never began to run is not looked at; one whose last record comes after the limit,
    with `to_activity` still not done, is a breach up to that record. Raises `BadFilter` when a limit names an
    activity that the log does not have.
    """
    if not limits or not log.n_events:
        return []
    gap = gaps(log)
    if calendar is None and any(limit.working for limit in limits):
        calendar = find_calendar(log)
    found = (_claim(log, limit, gap, calendar) for limit in limits)
    return [claim for claim in found if claim is not None]


def _claim(log: EventLog, limit: Limit, gap: NDArray[np.int64], calendar: Calendar | None) -> Claim | None:
    begun, start = _begin(log, limit)
    until = _until(log, limit, start)
    due = start + round(limit.days * MICROSECONDS_A_DAY)
    if limit.working and calendar is not None:
        due = _working_due(log, start, limit.days, calendar)
    rows = np.arange(log.n_events)
    case = log.case
    over = np.clip(log.done - due[case], 0, gap)
    over[~begun[case] | (rows > until[case])] = 0
    late_rows = np.flatnonzero(over)
    if not len(late_rows):
        return None
    amount = over[late_rows]
    beyond = np.bincount(case[late_rows], weights=amount, minlength=log.n_cases) / MICROSECONDS_A_DAY
    late = beyond[beyond > 0]
    running = int(np.count_nonzero(begun))
    words = limit.in_words()
    evidence = gettext(
        "%(cases)s of %(running)s (%(share)s) take longer than the limit; half of them are more than %(half)s over "
        "it, 1 in 10 more than %(longest)s.",
        cases=cases(len(late)),
        running=running,
        share=share(len(late) / running),
        half=in_days(float(np.median(late))),
        longest=in_days(float(np.quantile(late, 0.9))),
    )
    last = int(np.bincount(log.activity[late_rows], weights=amount).argmax())
    attempt = gettext(
        "Show officers how many days of the limit each open case has left, and act before it runs out: most days "
        "beyond it pass while cases wait for “%(activity)s”.",
        activity=log.activities[last],
    )
    details = {"late": len(late), "running": running, "median_days_over": float(np.median(late))}
    return Claim(LIMIT, words, late_rows, amount, evidence, attempt, (), details)


def _code(log: EventLog, name: str) -> int:
    if name not in log.activities:
        raise BadFilter(
            gettext(
                "The limit names “%(activity)s”, which is no activity of %(log)s; write it as on the map.",
                activity=name,
                log=log.source,
            )
        )
    return log.activities.index(name)


def _begin(log: EventLog, limit: Limit) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Whether the limit runs in each case, and since when."""
    if limit.from_activity is None:
        return np.ones(log.n_cases, np.bool_), log.case_start
    rows = np.flatnonzero(log.activity == _code(log, limit.from_activity))
    cases, first = np.unique(log.case[rows], return_index=True)
    begun = np.zeros(log.n_cases, np.bool_)
    begun[cases] = True
    start = log.case_start.copy()
    start[cases] = log.done[rows[first]]
    return begun, start


def _until(log: EventLog, limit: Limit, start: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row in each case with which the limit stops running."""
    until = log.offsets[1:] - 1  # a copy: the offsets stay as they are
    if limit.to_activity is None:
        return until
    wanted = (log.activity == _code(log, limit.to_activity)) & (log.done >= start[log.case])
    if limit.from_activity == limit.to_activity:
        wanted &= log.done > start[log.case]
    rows = np.flatnonzero(wanted)
    cases, first = np.unique(log.case[rows], return_index=True)
    until[cases] = rows[first]
    return until


def _working_due(
    log: EventLog, start: NDArray[np.int64], number: float, calendar: Calendar
) -> NDArray[np.int64]:
    """The end of the last of `number` working days after the day of each start (UTC microseconds)."""
    ahead = np.zeros(log.n_cases, np.int64)
    if log.offset_min is not None:
        ahead = log.offset_min[log.offsets[:-1]].astype(np.int64) * 60_000_000
    day = (start + ahead) // DAY_US
    low = int(day.min())
    horizon = max(int(local_done(log).max()) // DAY_US, int(day.max())) - low + 2
    open_days = calendar.is_open(np.arange(low, low + horizon))
    worked = np.cumsum(open_days)
    # A limit that ends after all records cannot be breached in them: any day past the horizon will do.
    due_day = np.searchsorted(worked, worked[day - low] + int(np.ceil(number)))
    due: NDArray[np.int64] = (due_day + low + 1) * DAY_US - ahead
    return due
