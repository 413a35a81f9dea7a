"""Days off that a record shows: dates on which next to nothing was done although their weekday is worked on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

import numpy as np

from openhall.mining.calendar import DAY_US, ENOUGH_EVENTS, find_holidays, worked_weekdays
from openhall.mining.simulation.history import History
from openhall.mining.simulation.season import EPOCH, DaysOff, Feast, YearlyDays, easter

FEASTS = (-3, -2, 1, 39, 40, 50, 60)
"""Days after Easter Sunday that are days off somewhere: from Maundy Thursday to Corpus Christi."""
RECURS = 2 / 3
"""A date is off each year when it was in this share of the years in which its weekday was worked on."""
LONE_CHANCE = 0.01
"""How likely a day that is no day off may look like one in a whole record, if it stands alone."""
BESIDE_CHANCE = 0.05
"""The same for a day beside others that are off."""
LEAP_YEAR = 2024
WEEKEND = 3
"""So many days may lie between two days off that are one stretch, if none of them was worked on."""


def days_off_of(history: History) -> tuple[tuple[DaysOff, ...], tuple[int, ...]]:
    """The days off as they recur each year, and those on record (days since 1970); both empty where none are found."""
    inner = ~history.first
    if np.count_nonzero(inner) < ENOUGH_EVENTS:
        return (), ()
    day = history.done[inner] // DAY_US
    open_days = worked_weekdays(day)
    seen = find_holidays(history.case[inner], day, open_days)
    # At the edges of a record nothing tells days off from days before it began.
    low, high = (EPOCH + timedelta(days=int(each)) for each in np.quantile(day, [0.001, 0.999]))
    asked = [
        each
        for each in (low + timedelta(days=k) for k in range(14, (high - low).days - 13))
        if open_days[each.weekday()]
    ]
    # Of many days some are empty by chance: one that stands alone must be emptier than all of them would be.
    alone = find_holidays(history.case[inner], day, open_days, LONE_CHANCE / max(len(asked), 1))
    found = {each for each in seen if each in alone or _has_company(each, seen)}
    # Of a closed week a day may be as empty as others now and then are; beside the others it is off.
    for each in sorted(find_holidays(history.case[inner], day, open_days, BESIDE_CHANCE)):
        if any(each + timedelta(days=k) in found for k in range(-WEEKEND, WEEKEND + 1)):
            found.add(each)
    return yearly(found, asked), tuple(sorted((each - EPOCH).days for each in found))


def _has_company(day: date, found: Collection[date]) -> bool:
    """Whether a day off is near another one, or on the same date as one of another year."""
    near = any(day + timedelta(days=k) in found for k in range(-WEEKEND - 1, WEEKEND + 2) if k)
    return near or any((each.month, each.day) == (day.month, day.day) for each in found if each != day)


def yearly(found: Iterable[date], asked: Iterable[date]) -> tuple[DaysOff, ...]:
    """What recurs of days off: `asked` are all days of the record whose weekday is worked on."""
    left, asked = set(found), set(asked)
    feasts = []
    for offset in FEASTS:
        days = {easter(year) + timedelta(days=offset) for year in {each.year for each in asked}} & asked
        if days and days <= left:
            feasts.append(Feast(offset))
            left -= days
    years: dict[tuple[int, int], list[bool]] = {}
    for each in asked:
        years.setdefault((each.month, each.day), []).append(each in left)
    off = {of: sum(seen) / len(seen) >= RECURS for of, seen in years.items()}
    return (*feasts, *_stretches(off))


def _stretches(off: dict[tuple[int, int], bool]) -> list[YearlyDays]:
    """Days of the year that follow each other become one; what lies between them was never worked on."""
    year = [date(LEAP_YEAR, 1, 1) + timedelta(days=k) for k in range(366)]
    known = [off.get((each.month, each.day)) for each in year]
    places = [place for place, each in enumerate(known) if each]
    runs: list[list[int]] = []
    for place in places:
        if runs and _unworked(known, runs[-1][-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    if len(runs) > 1 and _unworked(known, runs[-1][-1], runs[0][0] + len(year)):
        # Over New Year.
        runs[0] = runs.pop() + runs[0]
    ends = [(year[run[0]], year[run[-1]]) for run in runs]
    return [YearlyDays((first.month, first.day), (last.month, last.day)) for first, last in ends]


def _unworked(known: list[bool | None], before: int, place: int) -> bool:
    between = [known[k % len(known)] for k in range(before + 1, place)]
    return len(between) <= WEEKEND and False not in between
