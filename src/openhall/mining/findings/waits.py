"""Waits: the steps in which far more days pass than there would if all steps of the log took their even share.

A finding claims the whole wait of its step, so that its days agree with the map and the table of waits. What
causes the wait (a batch, a queue, rework) is claimed by other kinds, and their days are then counted there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from openhall.mining.calendar import Calendar, find_calendar, working_waits
from openhall.mining.filter_text import filter_text
from openhall.mining.filters import FollowsDirectly
from openhall.mining.findings.claim import MICROSECONDS_A_DAY, WAIT, Claim, gaps
from openhall.mining.findings.queues import ROLES
from openhall.mining.groups import collect
from openhall.mining.log import EventLog
from openhall.mining.steps import cases_per_group, index_steps, waits
from openhall.mining.words import days, duration, share
from openhall.process.saying import Saying, figure, gettext, ngettext, pgettext, sentences

LEAST_SHARE = 0.03
"""A step holds at least this share of the log's days to be a finding."""
LEAST_RATIO = 1.25
"""... and it is so many times as long as the steps of the log are: in the mean of its waits, where a wait longer
than 19 in 20 counts as one of that length (else a few endless waits would set the measure for all); or in its
mean and in how many of its waits are among the longest 1 in 20; ..."""
LARGE_SHARE = 0.1
"""... or, in a step that holds this share of the days, in how many of its waits are longer than the median."""
LEAST_CASES = 20
"""It occurs in at least so many cases."""
LONGER_AT = 1.5
"""A role or department is named where its waits in the step are so many times as long as those of the others."""
CERTAIN = 5.0
"""It lies so many standard errors above the usual: were the waits dealt out to the steps at random, less than
one step in a million would."""


def claims(log: EventLog, calendar: Calendar | None = None) -> list[Claim]:
    """The steps that hold the days of a log; and, where days are scattered over many steps, the activities.

    `calendar` gives the working time; it is found from the log when not given.
    """
    gap, wait = gaps(log), waits(log)
    held = np.minimum(gap, wait)
    index = index_steps(log)
    log_time = float(gap.sum(dtype=np.float64))
    if not log_time:
        return []
    found: list[Claim] = []
    calendar = find_calendar(log) if calendar is None else calendar
    working = working_waits(log, calendar) if calendar.keeps_hours else None
    usual = _Usual(held[index.step >= 0])
    workers = _workers(log)
    claimed = np.zeros(log.n_events, np.bool_)
    names = log.activities
    for step in _outstanding(log, index.step, held, len(index.sources), usual, log_time):
        rows = np.flatnonzero(index.step == step)
        claimed[rows] = True
        source, target = names[index.sources[step]], names[index.targets[step]]
        place = gettext("%(source)s → %(target)s", source=source, target=target)
        found.append(
            _claim(log, place, rows, held, working, calendar, usual, workers, log_time, source, target)
        )
    rest = np.where((index.step < 0) | claimed, -1, log.activity.astype(np.int32)).astype(np.int32)
    for activity in _outstanding(log, rest, held, len(names), usual, log_time):
        rows = np.flatnonzero(rest == activity)
        if claimed[log.activity == activity].any():
            place = gettext("Other steps → %(target)s", target=names[activity])
        else:
            place = gettext("Any step → %(target)s", target=names[activity])
        found.append(
            _claim(log, place, rows, held, working, calendar, usual, workers, log_time, None, names[activity])
        )
    return found


Workers = tuple[tuple[NDArray[np.int32], tuple[str, ...]], ...]
"""Who did each event, by role, group or department: codes an event, and their names."""


def _workers(log: EventLog) -> Workers:
    known = {name.lower(): name for name in log.events.names}
    columns = (known[name] for name in ROLES if name in known and "resource" not in name)
    coded = (log.codes(name) for name in columns)
    return tuple((codes, names) for codes, names in coded if 2 <= len(names) <= 500)


def _longest_at(workers: Workers, rows: NDArray[np.int64], amount: NDArray[np.int64]) -> str:
    """A sentence on the role or department where this step waits much longer than elsewhere, beyond chance."""
    capped = np.minimum(amount, np.quantile(amount, 0.95)).astype(np.float64)
    found: list[tuple[float, str]] = []
    for codes, names in workers:
        who = codes[rows]
        number = np.bincount(who[who >= 0], minlength=len(names)).astype(np.float64)
        total = np.bincount(who[who >= 0], weights=capped[who >= 0], minlength=len(names))
        others = number.sum() - number
        asked = (number >= LEAST_CASES) & (others >= LEAST_CASES)
        mean = np.divide(total, number, out=np.zeros(len(names)), where=asked)
        rest = np.divide(total.sum() - total, others, out=np.zeros(len(names)), where=asked)
        error = capped.std() * np.sqrt(np.divide(1, number, where=asked, out=np.ones(len(names))))
        beyond = (mean - rest) / np.maximum(error, 1.0)
        beyond[~asked | (mean < LONGER_AT * rest) | (beyond < CERTAIN)] = 0.0
        if beyond.any():
            k = int(beyond.argmax())
            words = gettext(
                "At “%(name)s” it takes %(there)s on average, elsewhere %(elsewhere)s.",
                name=names[k],
                there=duration(mean[k] / 1e6),
                elsewhere=duration(rest[k] / 1e6),
            )
            found.append((float(beyond[k]), words))
    return max(found, default=(0.0, ""))[1]


class _Usual:
    """The waits of all steps: what a step is measured against. Waits in microseconds."""

    def __init__(self, held: NDArray[np.int64]) -> None:
        held = held if len(held) else np.zeros(1, np.int64)
        self.mean = float(held.mean())
        self.median, self.cap = (float(x) for x in np.quantile(held, [0.5, 0.95]))
        capped = np.minimum(held, self.cap)
        self.capped_mean, self.capped_spread = float(capped.mean()), float(capped.std())
        self.above = float(np.mean(held > self.median))
        self.far_above = float(np.mean(held > self.cap))


def _outstanding(
    log: EventLog,
    group: NDArray[np.int32],
    held: NDArray[np.int64],
    n_groups: int,
    usual: _Usual,
    log_time: float,
) -> list[int]:
    """The groups of waits that hold far more time than their even share, beyond chance."""
    run, starts, total = collect(group, held, n_groups)
    # Waits of one case are not independent: as many witnesses as cases.
    cases = cases_per_group(log, group, n_groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _means(np.minimum(run, usual.cap), starts)
        beyond = (mean - usual.capped_mean) / (usual.capped_spread / np.sqrt(cases))
        longer = (mean >= LEAST_RATIO * usual.capped_mean) & (beyond >= CERTAIN)
        often = _more_often(_means(run > usual.median, starts), usual.above, cases)
        often &= total >= LARGE_SHARE * log_time
        tail = _more_often(_means(run > usual.cap, starts), usual.far_above, cases)
        tail &= total >= LEAST_RATIO * usual.mean * np.diff(starts)
    outstanding = (total >= LEAST_SHARE * log_time) & (cases >= LEAST_CASES) & (longer | often | tail)
    return [int(k) for k in np.flatnonzero(outstanding)]


def _more_often(part: NDArray[np.float64], usual: float, cases: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a part of the waits is larger than the usual part, by much and beyond chance."""
    more: NDArray[np.bool_] = part >= LEAST_RATIO * usual
    more &= part - usual >= CERTAIN * np.sqrt(usual * (1 - usual) / cases)
    return more


def _means(run: NDArray[np.generic], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean of each run of values (NaN for an empty one); the caller silences the division by zero."""
    sums = np.concatenate(([0.0], np.cumsum(run, dtype=np.float64)))
    means: NDArray[np.float64] = np.diff(sums[starts]) / np.diff(starts)
    return means


def _claim(
    log: EventLog,
    place: str,
    rows: NDArray[np.int64],
    held: NDArray[np.int64],
    working: NDArray[np.int64] | None,
    calendar: Calendar,
    usual: _Usual,
    workers: Workers,
    log_time: float,
    source: str | None,
    target: str,
) -> Claim:
    amount = held[rows]
    quarter, median, ninetieth = (float(x) for x in np.quantile(amount, [0.25, 0.5, 0.9]))
    cases = len(np.unique(log.case[rows]))
    details = {
        "waits": len(rows),
        "mean_days": float(amount.mean()) / MICROSECONDS_A_DAY,
        "median_days": median / MICROSECONDS_A_DAY,
        "p90_days": ninetieth / MICROSECONDS_A_DAY,
        "usual_mean_days": usual.mean / MICROSECONDS_A_DAY,
    }
    work = 0.0
    if working is not None:
        work = float(np.median(working[rows])) / calendar.day_length
        details["median_working_days"] = work
    pass_here = gettext(
        "%(share)s of all days pass here; the average step of this log takes %(usual)s.",
        share=share(float(amount.sum(dtype=np.float64)) / log_time),
        usual=duration(usual.mean / 1e6),
    )
    evidence = sentences(
        gettext(
            "%(waiting)s; %(longest)s.",
            waiting=ngettext("%(number)s case waits here", "%(number)s cases wait here", cases),
            longest=_how_long(median, ninetieth, float(amount.mean()), work),
        ),
        pass_here,
        _longest_at(workers, rows, amount),
    )
    # Of scattered steps, no filter says which of them a case took: the marked cases do.
    filters = () if source is None else (filter_text(FollowsDirectly(source, target)),)
    attempt = _attempt(target, quarter, median, ninetieth)
    return Claim(WAIT, place, rows, amount, evidence, attempt, filters, details)


def _how_long(median: float, ninetieth: float, mean: float, work: float) -> Saying:
    """Half of the waits and the longest 1 in 10 (microseconds).

    work  how long half of them are in working days, at the least; 0 where that is not known
    """
    longest = duration(ninetieth / 1e6)
    if median < 1e6 and median < 0.05 * mean:
        return gettext("half go through at once, but 1 in 10 waits longer than %(longest)s", longest=longest)
    half = duration(median / 1e6)
    if median < 0.05 * mean:
        return gettext(
            "half go through within %(half)s, but 1 in 10 waits longer than %(longest)s",
            half=half,
            longest=longest,
        )
    if work < 0.05:
        return gettext(
            "half of the waits are longer than %(half)s, 1 in 10 longer than %(longest)s",
            half=half,
            longest=longest,
        )
    return gettext(
        "half of the waits are longer than %(half)s (%(work)s), 1 in 10 longer than %(longest)s",
        half=half,
        work=_working_days(work),
        longest=longest,
    )


def _working_days(number: float) -> Saying:
    if f"{number:.1f}" == "1.0":
        return ngettext("%(number)s working day", "%(number)s working days", 1, number=figure(number, 1))
    return pgettext("a fraction", "%(number)s working days", number=figure(number, 1))


def _attempt(target: str, quarter: float, median: float, ninetieth: float) -> Saying:
    """What could be tried, by the shape of the waits (microseconds)."""
    if quarter >= 0.7 * ninetieth > 0:
        return gettext(
            "Nearly all wait about as long: see which rule or fixed period holds “%(activity)s” back until "
            "%(days)s have passed, and whether it could be shorter.",
            activity=target,
            days=days(round(median / MICROSECONDS_A_DAY, 1)),
        )
    if ninetieth >= 6 * median:
        return gettext(
            "Most go through quickly and some wait very long: list every week what has waited for “%(activity)s” "
            "longer than %(long)s, find out why, and clear the oldest first.",
            activity=target,
            long=duration(max(ninetieth / 3, median) / 1e6),
        )
    return gettext(
        "Ask what “%(activity)s” waits for: start it when the step before is done, give it an owner and a target in "
        "days, and remind when the target nears.",
        activity=target,
    )
