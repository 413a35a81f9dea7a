"""When work is done: hours of the office, and how long things lie."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

from numpy.random import Generator

from openhall.demo.arrivals import skewed
from openhall.demo.calendar import holidays

OPENS, CLOSES = time(9), time(17)
WORKING_DAY = timedelta(hours=8)


class Pace(NamedTuple):
    """How long something takes: the typical days until it is done, and how many minutes of that are work.

    An officer's days are working days, those of people outside days of the calendar.
    """

    days: float
    minutes: float = 20.0
    spread: float = 0.6


def is_working_day(moment: datetime) -> bool:
    """Whether the offices of the city are open on that day."""
    return moment.weekday() < 5 and moment.date() not in holidays(moment.year)


def worked(since: datetime, work: timedelta) -> datetime:
    """The moment at which so much office time has gone by; `since` is on the city's own clock, as is the result."""
    moment, left = since, work
    while True:
        opens = datetime.combine(moment.date(), OPENS, moment.tzinfo)
        closes = datetime.combine(moment.date(), CLOSES, moment.tzinfo)
        if is_working_day(moment) and moment < closes:
            moment = max(moment, opens)
            if moment + left <= closes:
                return moment + left
            left -= closes - moment
        moment = opens + timedelta(days=1)


def done_at(rng: Generator, since: datetime, pace: Pace, outside: bool) -> datetime:
    """When somebody has done what they were given."""
    days = min(skewed(rng, pace.days, pace.spread), 60.0)
    if outside:
        return since + timedelta(days=days)
    return worked(since, WORKING_DAY * days)


def taken_at(rng: Generator, done: datetime, pace: Pace, offered: datetime) -> datetime:
    """When an officer took the work that is done then."""
    minutes = skewed(rng, pace.minutes, 0.5)
    return max(offered, done - timedelta(minutes=minutes))


def arrives(rng: Generator, day: datetime, online: bool) -> datetime:
    """A moment of a day at which somebody applies: at any hour of waking online, otherwise while the office is open."""
    first, last = (7.0, 23.0) if online else (9.2, 16.8)
    return day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
        hours=float(rng.uniform(first, last))
    )
