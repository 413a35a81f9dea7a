"""Queues: times in which more work arrives at a role than it gets done, so that all of it waits longer.

Work arrives when the event before it in its case is over and leaves when it is done. The waits of each week's
arrivals are compared with what the same activities usually take at that role (indirect standardisation: a week
with more slow work is no queue), and a period counts when waits and backlog both rise far above the rest of the
time, more than chance would make them. What is claimed is the part of the waits above that of the normal time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from openhall.mining.calendar import DAY_US, EPOCH
from openhall.mining.findings.claim import MIN_SHARE, QUEUE, Claim, gaps
from openhall.mining.log import EventLog
from openhall.mining.steps import waits
from openhall.mining.words import duration
from openhall.process.saying import Saying, day, figure, gettext, listing, sentences

ROLES = ("org:role", "role", "org:group", "department", "org:department", "group", "org:resource")
"""Columns that say who works, the widest first; where there is none, each activity is a queue of its own."""
WEEK_US = 7 * DAY_US
LEAST_WEEKS, LEAST_EVENTS = 26, 200
SMOOTH = 5
"""Weeks over which waits are averaged to find where a period begins and ends."""
RAISED, LONGER = 1.3, 1.5
"""In a period each week's waits are raised by this factor, and all of its waits together by that."""
EDGE = 0.25
"""A period begins and ends with a week whose waits are at least this part of its mean wait."""
FULLER = 1.3
"""... and the backlog is at least so many times as large as in the rest of the time."""
LACK = 0.1
"""While the backlog grows, arrivals are above or completions below the usual by this part of the usual arrivals."""
SHORTEST, LONGEST = 3, 0.6
"""A period lasts at least so many weeks, and all periods together at most this part of the time."""
CERTAIN = 7.0
"""How many standard errors the waits of a period lie above the rest (the periods are sought where waits are long,
so this is stricter than for a period named beforehand)."""


@dataclass(frozen=True, eq=False)
class Queue:
    """The work of one role. Times in microseconds UTC; `relative` is each wait as a multiple of the usual one."""

    rows: NDArray[np.int64]
    ready: NDArray[np.int64]
    done: NDArray[np.int64]
    held: NDArray[np.int64]
    relative: NDArray[np.float64]


def claims(log: EventLog, without: NDArray[np.int64] | None = None) -> list[Claim]:
    """The roles (or activities) with a queue, each with the periods in which it stood.

    `without` are events to leave out, where their wait is explained already (a yearly batch looks like a season).
    """
    inner = np.ones(log.n_events, np.bool_)
    inner[log.offsets[:-1][np.diff(log.offsets) > 0]] = False
    if without is not None:
        inner[without] = False
    gap = gaps(log)
    least = max(1.0, MIN_SHARE * float(gap.sum(dtype=np.float64)))
    held = np.minimum(gap, waits(log))
    group, names = _roles(log, inner)
    order = np.argsort(group, kind="stable")
    order = order[inner[order]]
    cuts = np.searchsorted(group[order], np.arange(len(names) + 1))
    found: list[Claim] = []
    for role, name in enumerate(names):
        rows = order[cuts[role] : cuts[role + 1]]
        if len(rows) < LEAST_EVENTS or held[rows].sum(dtype=np.float64) < least:
            continue
        queue = Queue(
            rows, log.done[rows - 1], log.done[rows], held[rows], _relative(log.activity[rows], held[rows])
        )
        claim = _claim(name, queue)
        if claim is not None and claim.amount.sum(dtype=np.float64) >= least:
            found.append(claim)
    return found


def _roles(log: EventLog, inner: NDArray[np.bool_]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Who does each event: a role, else its activity. Only a column that most events fill is taken."""
    columns = {name.lower(): name for name in log.events.names}
    for wanted in ROLES:
        if wanted in columns:
            codes, names = log.codes(columns[wanted])
            used = len(np.unique(codes[inner]))
            if 2 <= used <= 500 and np.mean(codes[inner] >= 0) >= 0.8:
                # A person's code says little by itself.
                return codes, tuple(_person(name) for name in names) if "resource" in wanted else names
    return log.activity.astype(np.int32), log.activities


def _relative(activity: NDArray[np.uint16], held: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each wait as a multiple of the usual one of its activity, where a wait beyond 19 in 20 counts as one there."""
    relative = np.zeros(len(held))
    order = np.argsort(activity, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(activity[order])) + 1):
        waited = np.minimum(held[part], np.quantile(held[part], 0.95))
        usual = waited.mean()
        # Work that never waits says nothing about a queue; it counts as usual.
        relative[part] = waited / usual if usual > 0 else 1.0
    return relative


def _claim(name: str, queue: Queue) -> Claim | None:
    first = int(queue.ready.min()) // WEEK_US
    week = queue.ready // WEEK_US - first
    n_weeks = int(week.max()) + 1
    if n_weeks < LEAST_WEEKS:
        return None
    arrived = np.bincount(week, minlength=n_weeks)
    left = np.bincount(np.minimum(queue.done // WEEK_US - first, n_weeks), minlength=n_weeks + 1)[:n_weeks]
    backlog = np.cumsum(arrived) - np.cumsum(left)
    periods = _periods(week, queue.relative, arrived)
    periods = [run for run in periods if _is_queue(run, week, queue.relative, backlog, periods)]
    if not periods:
        return None
    inside = np.zeros(n_weeks, np.bool_)
    for start, past in periods:
        inside[start:past] = True
    if inside.mean() > LONGEST:
        return None
    within = inside[week]
    normal, raised = float(queue.relative[~within].mean()), float(queue.relative[within].mean())
    kept = within & (queue.held > 0)
    amount = (queue.held[kept] * (1 - normal / raised)).astype(np.int64)
    when = _in_words([(first + start, first + past) for start, past in periods])
    usual_backlog = float(backlog[~inside].mean())
    rising = np.zeros(n_weeks, np.bool_)
    for start, past in periods:
        rising[slice(*_rise(start, past, backlog, usual_backlog))] = True
    rate, usual_rate = float(arrived[rising].mean()), float(arrived[~inside].mean())
    out, usual_out = float(left[rising].mean()), float(left[~inside].mean())
    if max(rate - usual_rate, usual_out - out) < LACK * usual_rate:
        return None
    peak = int(backlog[inside].max())
    waited, usual_wait = queue.held[within].mean(), queue.held[~within].mean()
    evidence = sentences(
        gettext(
            "Work that arrived for “%(name)s” in %(when)s waited %(times)s times as long as in the rest of the time "
            "(%(waited)s against %(usual)s).",
            name=name,
            when=when,
            times=figure(raised / normal, 1),
            waited=duration(waited / 1e6),
            usual=duration(usual_wait / 1e6),
        ),
        gettext(
            "While the backlog grew to %(peak)s, from %(backlog)s usually, %(arrived)s a week arrived and %(done)s "
            "were done; otherwise %(usual_arrived)s and %(usual_done)s.",
            peak=peak,
            backlog=figure(usual_backlog),
            arrived=figure(rate),
            done=figure(out),
            usual_arrived=figure(usual_rate),
            usual_done=figure(usual_out),
        ),
    )
    if rate - usual_rate > usual_out - out:
        attempt = gettext(
            "More work arrives then: plan for about %(number)s more a week, with help from other teams, or spread out "
            "what need not be asked for at that time.",
            number=max(1, round(rate - usual_rate)),
        )
    else:
        attempt = gettext(
            "No more work than usual arrives then: look at who was away (leave, vacancies, other duties) and plan "
            "cover before the next time."
        )
    details = {
        "first_week": str(EPOCH + timedelta(days=first * 7)),
        "arrived": arrived.tolist(),
        "done": left.tolist(),
        "backlog": backlog.tolist(),
        "periods": [list(run) for run in periods],
        "times_as_long": raised / normal,
    }
    where = gettext("%(name)s, %(when)s", name=name, when=when)
    return Claim(QUEUE, where, queue.rows[kept], amount, evidence, attempt, (), details)


def _periods(
    week: NDArray[np.int64], relative: NDArray[np.float64], arrived: NDArray[np.int64]
) -> list[tuple[int, int]]:
    """Runs of weeks (first, past last) whose arrivals wait longer than those of the median week."""
    window = np.ones(SMOOTH)
    waited = np.convolve(np.bincount(week, weights=relative, minlength=len(arrived)), window, "same")
    number = np.convolve(arrived, window, "same")
    level = np.divide(waited, number, out=np.zeros(len(arrived)), where=number > 0)
    raised = level >= RAISED * np.median(level[number > 0])
    turns = np.flatnonzero(np.diff(np.concatenate(([0], raised.astype(np.int8), [0]))))
    runs: list[tuple[int, int]] = []
    for start, past in turns.reshape(-1, 2).tolist():
        if runs and start - runs[-1][1] <= SMOOTH:
            runs[-1] = (runs[-1][0], past)
        else:
            runs.append((start, past))
    # The window blurs the edges: a period begins and ends with weeks that are raised themselves.
    own = np.divide(np.bincount(week, weights=relative, minlength=len(arrived)), np.maximum(arrived, 1))
    usual = float(np.median(level[number > 0]))
    found = []
    for start, past in runs:
        least = max(RAISED * usual, EDGE * float(own[start:past].mean()))
        sharp = start + np.flatnonzero(own[start:past] >= least)
        if len(sharp) and sharp[-1] + 1 - sharp[0] >= SHORTEST:
            found.append((int(sharp[0]), int(sharp[-1]) + 1))
    return found


def _is_queue(
    run: tuple[int, int],
    week: NDArray[np.int64],
    relative: NDArray[np.float64],
    backlog: NDArray[np.int64],
    periods: list[tuple[int, int]],
) -> bool:
    """Whether waits and backlog of one period rise far beyond those of the weeks outside all periods."""
    outside = np.ones(len(backlog), np.bool_)
    for start, past in periods:
        outside[start:past] = False
    within = (week >= run[0]) & (week < run[1])
    rest = outside[week]
    if within.sum() < 30 or rest.sum() < 30:
        return False
    inner, normal = relative[within], relative[rest]
    error = float(np.sqrt(inner.var() / len(inner) + normal.var() / len(normal)))
    rises = inner.mean() >= LONGER * normal.mean() and inner.mean() - normal.mean() >= CERTAIN * error
    fuller = backlog[run[0] : run[1]].mean() >= FULLER * max(1.0, float(backlog[outside].mean()))
    return bool(rises and fuller)


def _rise(start: int, past: int, backlog: NDArray[np.int64], usual: float) -> tuple[int, int]:
    """The weeks (first, past last) in which the backlog of a period grew: from its usual size to its peak.

    The waits tell of arrivals, and a case that arrives before the rush already waits through it; the growth may
    begin up to a quarter of a year before, and what follows the peak is only working it off.
    """
    earliest = max(0, start - 13)
    peak = earliest + int(np.argmax(backlog[earliest:past]))
    small = np.flatnonzero(backlog[earliest:peak] <= usual)
    first = earliest + int(small[-1]) + 1 if len(small) else earliest
    return min(first, peak), peak + 1


def _person(name: str) -> Saying:
    return gettext("resource %(name)s", name=name)


def _in_words(periods: list[tuple[int, int]]) -> Saying:
    """Periods (weeks since 1970, first and past last) in months: "April to June 2023 and 2024"."""
    spans = [_days(*period) for period in periods]
    years = [end.year for _, end in spans]
    starts, ends = ({span[k].month for span in spans} for k in (0, 1))
    same = len(spans) > 1 and len(set(years)) == len(years) and _near(starts) and _near(ends)
    if same and all(start.year == end.year for start, end in spans):
        start, end = spans[0]
        months = day(start, "F")
        if start.month != end.month:
            months = gettext("%(first)s to %(last)s", first=months, last=day(end, "F"))
        return gettext(
            "%(months)s %(years)s", months=months, years=listing([day(last, "Y") for _, last in spans])
        )
    if len(spans) <= 3:
        return listing([_in_months(*span) for span in spans])
    longest = max(spans, key=lambda span: span[1] - span[0])
    return gettext(
        "%(number)s spells from %(first)s to %(last)s, the longest %(longest)s",
        number=len(spans),
        first=day(spans[0][0], "Y"),
        last=day(spans[-1][1], "Y"),
        longest=_in_months(*longest),
    )


def _days(first_week: int, past_week: int) -> tuple[date, date]:
    """The first and last day of a run of weeks, a week short at both ends: a few days are no month."""
    start = EPOCH + timedelta(days=first_week * 7 + 7)
    return start, max(start, EPOCH + timedelta(days=past_week * 7 - 8))


def _near(months: set[int]) -> bool:
    return max(months) - min(months) <= 1


def _in_months(start: date, end: date) -> Saying:
    last = day(end, "F Y")
    if (start.year, start.month) == (end.year, end.month):
        return last
    return gettext(
        "%(first)s to %(last)s", first=day(start, "F" if start.year == end.year else "F Y"), last=last
    )
