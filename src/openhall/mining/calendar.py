"""Office hours and holidays: how much of a wait was time in which somebody could have worked.

The working time up to an instant, W, is a table of days plus the part of the day that has passed; the working
time between two instants is W(end) - W(start). That is exact and costs two look-ups an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import pdtr

from openhall.mining.errors import BadCalendar
from openhall.mining.log import EventLog
from openhall.mining.parallel import case_slices, share, slices
from openhall.process import errors
from openhall.process.office import DAY_MINUTES, WHOLE_DAY, Hours, OfficeHours
from openhall.process.saying import message_of

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = DAY_MINUTES * MINUTE_US
UNSIGNED_DAY = np.uint64(DAY_US)
EPOCH = date(1970, 1, 1)
EPOCH_WEEKDAY = EPOCH.weekday()
HOLIDAY = 7
"""The kind of day that is no weekday."""


@dataclass(frozen=True)
class Calendar(OfficeHours):
    """When an office works, and how much working time lies between two instants.

    Raises `BadCalendar` when there are not seven weekdays, or intervals overlap, are empty or leave the day.
    """

    def __post_init__(self) -> None:
        try:
            super().__post_init__()
        except errors.BadCalendar as error:
            raise BadCalendar(message_of(error)) from None

    @staticmethod
    def office(
        opens: int = 9 * 60,
        closes: int = 17 * 60,
        days: Iterable[int] = range(5),
        holidays: Iterable[date] = (),
    ) -> Calendar:
        """The same hours (minutes since midnight) on some weekdays (0 is Monday)."""
        open_days = set(days)
        hours = tuple(((opens, closes),) if day in open_days else () for day in range(7))
        return Calendar(hours, frozenset(holidays))

    def working_time(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
        """The working time from each start to each end, in microseconds; 0 where the end is not after the start.

        `start` and `end` are microseconds since 1970 on the office's clock (`EventLog.local_time`), of one length.
        """
        if not len(start):
            return np.zeros(0, np.int64)
        table = self.table(int(min(start.min(), end.min())), int(max(start.max(), end.max())))
        work = np.empty(len(start), np.int64)
        share(lambda lo, hi: _between(start, end, *table, lo, hi, work), slices(len(start)))
        return work

    @property
    def day_length(self) -> float:
        """How long a working day is on average, in microseconds; 0 when the office never opens."""
        lengths = [sum(end - start for start, end in intervals) for intervals in self.hours if intervals]
        return sum(lengths) / len(lengths) * MINUTE_US if lengths else 0.0

    def is_open(self, days: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether there is work at all on each day (days since 1970)."""
        weekday_open = np.array([bool(intervals) for intervals in self.hours])
        held = np.array([(day - EPOCH).days for day in self.holidays], np.int64)
        opened: NDArray[np.bool_] = weekday_open[(days + EPOCH_WEEKDAY) % 7] & ~np.isin(days, held)
        return opened

    def table(self, earliest: int, latest: int) -> WorkTable:
        """The working time of every day between two local instants (microseconds), for the kernels."""
        low, high = earliest // DAY_US, latest // DAY_US
        days = np.arange(low, high + 1)
        kind = ((days + EPOCH_WEEKDAY) % 7).astype(np.int8)
        for held in self.holidays:
            if low <= (number := (held - EPOCH).days) <= high:
                kind[number - low] = HOLIDAY
        count = np.array([*(len(intervals) for intervals in self.hours), 0], np.int64)
        bounds = np.zeros((HOLIDAY + 1, max(1, int(count.max())), 2), np.int64)
        for weekday, intervals in enumerate(self.hours):
            for k, interval in enumerate(intervals):
                bounds[weekday, k] = np.array(interval, np.int64) * MINUTE_US
        length = (bounds[:, :, 1] - bounds[:, :, 0]).sum(axis=1)
        first = bounds[kind, 0]
        before = np.concatenate(([0], np.cumsum(length[kind[:-1]])))
        rows = np.column_stack((before - first[:, 0], first))
        return WorkTable(low * DAY_US, np.ascontiguousarray(rows), kind, bounds[:, 1:])


class WorkTable(NamedTuple):
    """The working time up to each day. Kernels take its parts one by one:
    handed over as a whole it is fifteen times slower.

    start  the local instant (microseconds) at which the first day begins
    days   int64, a row a day: working time before the day less the start of its first interval of work, then
           that interval's start and end (microseconds since midnight; both 0 on a closed day)
    kind   int8, a day: its weekday, 7 on a holiday
    more   int64, kind x k x 2: the further intervals of each kind of day, (0, 0) where there are fewer
    """

    start: int
    days: NDArray[np.int64]
    kind: NDArray[np.int8]
    more: NDArray[np.int64]


@njit(cache=True, nogil=True)
def _work_until(at, start, days, kind, more):  # type: ignore[no-untyped-def]
    # Unsigned, because dividing what may be negative costs twice as much.
    since = np.uint64(at - start)
    day = since // UNSIGNED_DAY
    of_day = np.int64(since - day * UNSIGNED_DAY)
    work = days[day, 0] + min(max(of_day, days[day, 1]), days[day, 2])
    for k in range(more.shape[1]):
        opens, closes = more[kind[day], k, 0], more[kind[day], k, 1]
        work += min(max(of_day, opens), closes) - opens
    return work


@njit(cache=True, nogil=True)
def _between(begin, end, start, days, kind, more, lo, hi, work):  # type: ignore[no-untyped-def]
    for i in range(lo, hi):
        work[i] = 0
        if end[i] > begin[i]:
            until = _work_until(end[i], start, days, kind, more)
            work[i] = until - _work_until(begin[i], start, days, kind, more)


@njit(cache=True, nogil=True)
def _instant_waits(time, offsets, start, days, kind, more, first, past, out):  # type: ignore[no-untyped-def]
    """Working waits of events without duration: the working time up to each event is worked out once.

    It is `_work_until` written out: called, it costs three times as much.
    """
    base = offsets[first]
    for c in range(first, past):
        was = np.int64(0)
        for i in range(offsets[c], offsets[c + 1]):
            since = np.uint64(time[i] - start)
            day = since // UNSIGNED_DAY
            of_day = np.int64(since - day * UNSIGNED_DAY)
            now = days[day, 0] + min(max(of_day, days[day, 1]), days[day, 2])
            if more.shape[1]:
                for k in range(more.shape[1]):
                    opens, closes = more[kind[day], k, 0], more[kind[day], k, 1]
                    now += min(max(of_day, opens), closes) - opens
            out[i - base] = max(0, now - was)
            was = now
        if offsets[c] < offsets[c + 1]:
            out[offsets[c] - base] = 0


@njit(cache=True, nogil=True)
def _waits(time, done, offsets, start, days, kind, more, first, past, out):  # type: ignore[no-untyped-def]
    base = offsets[first]
    for c in range(first, past):
        for i in range(offsets[c], offsets[c + 1]):
            out[i - base] = 0
            if i > offsets[c] and time[i] > done[i - 1]:
                until = _work_until(time[i], start, days, kind, more)
                out[i - base] = until - _work_until(done[i - 1], start, days, kind, more)


WriteWaits = Callable[[int, int, NDArray[np.int64]], None]
"""Writes the waits of the events of the cases from one number up to another, the first of them at place 0."""


def working_waits(log: EventLog, calendar: Calendar) -> NDArray[np.int64]:
    """The wait before each event in working time (int64 microseconds): `steps.waits`, by the office's clock."""
    wait = np.empty(log.n_events, np.int64)
    write = write_working_waits(log, calendar)
    share(lambda lo, hi: write(lo, hi, wait[log.offsets[lo] : log.offsets[hi]]), case_slices(log.offsets))
    return wait


def write_working_waits(log: EventLog, calendar: Calendar) -> WriteWaits:
    """What writes `working_waits` some cases at a time, for those who need each of them only once."""
    if not log.n_events:
        return lambda first, past, out: None
    # A case's first and last moments bound its events; its clocks differ from UTC by the offsets at most.
    ahead = 0 if log.offset_min is None else int(np.abs(log.offset_min.astype(np.int64)).max()) * MINUTE_US
    ends = log.case_end if log.end is None else log.done
    earliest = min(int(log.case_start.min()), int(ends.min()))
    table = calendar.table(earliest - ahead, int(ends.max()) + ahead)
    local = log.local_time
    if log.end is None:
        return lambda first, past, out: _instant_waits(local, log.offsets, *table, first, past, out)
    done = local_done(log)
    return lambda first, past, out: _waits(local, done, log.offsets, *table, first, past, out)


def local_done(log: EventLog) -> NDArray[np.int64]:
    """The wall clock when each event was over: `log.done` moved by the offset of its record."""
    if log.offset_min is None:
        return log.done
    return log.done + log.offset_min.astype(np.int64) * MINUTE_US


SLOT = 30
"""Office hours are looked for in slots of this many minutes."""
QUIET_DAY = 0.25
"""A weekday is closed when it has less than this share of the work of the median of the five busiest."""
QUIET_SLOT = 0.15
"""A slot is closed when it has less than this share of the work of a busy slot."""
KEPT_HOURS = 0.8
"""Hours are office hours when at least this share of the timed work falls into them."""
ENOUGH_A_WEEKDAY = 1_000
"""So many timed events on a weekday show whether it has hours of its own."""
WITNESSES = 1_000_000
"""Of a log with more events than this, only a part is looked at."""
ENOUGH_EVENTS = 200
"""With fewer events nothing is said about hours: every hour counts."""
HOLIDAY_CHANCE = 4e-3
"""An empty working day is a holiday when even a slow day of its weekday, one in four around that time, would by
chance be so empty less often than this ..."""
HOLIDAY_REST = 0.1
"""... and when at most this share of the cases of such a slow day was worked on."""


def find_calendar(log: EventLog) -> Calendar:
    """Find the office hours and public holidays of the people who did the work, from when they did it.

    Weekdays and half hours in which next to nothing is done are closed; a working weekday on which next to
    nothing is done, where the same weekday in the four weeks before and after has plenty, is a holiday. The
    first event of a case is left out (residents apply at any hour), and so are times at midnight sharp for the
    hours (a date without a time of day). Where records have no time of day, whole weekdays count; where the work
    keeps no hours, every hour counts.
    """
    rows = _rows_of_work(log)
    at = local_done(log)[rows]
    if len(at) < ENOUGH_EVENTS:
        return Calendar((WHOLE_DAY,) * 7)
    day = at // DAY_US
    weekday = (day + EPOCH_WEEKDAY) % 7
    open_days = worked_weekdays(day)
    minute = (at - day * DAY_US) // MINUTE_US
    timed = at % DAY_US != 0
    hours = _find_hours(minute[timed], weekday[timed], open_days, len(at))
    return Calendar(hours, find_holidays(log.case[rows], day, open_days))


def worked_weekdays(day: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which weekdays (7, Monday first) are worked on, from the days (since 1970) on which things were done."""
    of_weekday = np.bincount((day + EPOCH_WEEKDAY) % 7, minlength=7)
    open_days: NDArray[np.bool_] = of_weekday >= QUIET_DAY * np.median(np.sort(of_weekday)[-5:])
    return open_days


def _rows_of_work(log: EventLog) -> NDArray[np.int64]:
    """The events without each case's first one (all of them where cases have hardly any other).

    Of a long log every k-th case: a million events show the hours of an office as well as ten million.
    """
    inner = np.ones(log.n_events, np.bool_)
    inner[log.offsets[:-1][np.diff(log.offsets) > 0]] = False
    if np.count_nonzero(inner) < ENOUGH_EVENTS:
        inner[:] = True
    stride = -(-log.n_events // WITNESSES)
    if stride > 1:
        inner &= log.case % stride == 0
    return np.flatnonzero(inner)


def _find_hours(
    minute: NDArray[np.int64], weekday: NDArray[np.int64], open_days: NDArray[np.bool_], n_events: int
) -> tuple[Hours, ...]:
    n_slots = DAY_MINUTES // SLOT
    whole = tuple(WHOLE_DAY if is_open else () for is_open in open_days)
    if len(minute) < max(ENOUGH_EVENTS, 0.1 * n_events):
        return whole
    table = np.bincount(weekday * n_slots + minute // SLOT, minlength=7 * n_slots).reshape(7, n_slots)
    table[~open_days] = 0
    usual = _open_slots(table.sum(axis=0))
    if usual.sum() > n_slots * 0.75 or table[:, usual].sum() < KEPT_HOURS * table.sum():
        return whole
    found: list[Hours] = []
    for day in range(7):
        own = _open_slots(table[day]) if table[day].sum() >= ENOUGH_A_WEEKDAY else usual
        # A slot more or less at the edge is chance; two hours are a short Friday or a late opening.
        differs = abs(int(own.sum()) - int(usual.sum())) * SLOT >= 120
        found.append(_intervals(own if differs else usual) if open_days[day] else ())
    return tuple(found)


def _open_slots(count: NDArray[np.int64]) -> NDArray[np.bool_]:
    """From the first busy slot of the longest run to its last; short quiet spells inside (lunch) stay open."""
    busy = count >= QUIET_SLOT * np.quantile(count[count > 0], 0.75) if count.any() else count > 0
    open_slots = np.zeros(len(count), np.bool_)
    runs = _runs(busy, gap=120 // SLOT)
    if runs:
        start, end = max(runs, key=lambda run: int(count[run[0] : run[1]].sum()))
        open_slots[start:end] = True
    return open_slots


def _runs(busy: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Runs of busy slots as (first, past last); quiet spells of at most `gap` slots do not end a run."""
    at = np.flatnonzero(busy)
    if not len(at):
        return []
    cut = np.flatnonzero(np.diff(at) > gap + 1)
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(at, cut + 1)]


def _intervals(open_slots: NDArray[np.bool_]) -> Hours:
    return tuple((first * SLOT, past * SLOT) for first, past in _runs(open_slots, gap=0))


def find_holidays(
    case: NDArray[np.integer],
    day: NDArray[np.int64],
    open_days: NDArray[np.bool_],
    chance: float = HOLIDAY_CHANCE,
) -> frozenset[date]:
    """The days on which next to nothing was done although their weekday is worked on (`open_days`, Monday first).

    `case` and `day` (since 1970) are those of each piece of work, case by case in order of time. `chance` is how often
    a day may be as empty without being a holiday.
    """
    # One case with many events on a day is one witness.
    fresh = np.ones(len(day), np.bool_)
    fresh[1:] = (case[1:] != case[:-1]) | (day[1:] != day[:-1])
    work = day[fresh]
    # A record with a wild date (year 1, year 9999) must not make a table of all the days to it.
    first, last = (int(day) for day in np.quantile(work, [0.001, 0.999]))
    count = np.bincount(work[(work >= first) & (work <= last)] - first)
    numbers = np.arange(len(count))
    away = np.array([-4, -3, -2, -1, 1, 2, 3, 4]) * 7
    near = numbers[:, None] + away
    inside = (near >= 0) & (near < len(count))
    seen = np.where(inside, count[np.clip(near, 0, len(count) - 1)], np.nan)
    asked = open_days[(numbers + first + EPOCH_WEEKDAY) % 7] & inside[:, 2] & inside[:, 5]
    numbers, seen = numbers[asked], seen[asked]
    if not len(numbers):
        return frozenset()
    # Work comes in bursts: measured against a slow day around it, not against a mean and Poisson's spread; and
    # where work begins or dies away, one side has none to measure against.
    slow_day = np.nanquantile(seen, 0.25, axis=1)
    sides = np.minimum(np.nanmedian(seen[:, :4], axis=1), np.nanmedian(seen[:, 4:], axis=1))
    slow_day = np.minimum(slow_day, sides)
    there = count[numbers]
    empty = (there <= HOLIDAY_REST * slow_day) & (pdtr(there, slow_day) < chance)
    return frozenset(EPOCH + timedelta(days=first + int(k)) for k in numbers[empty])
