"""Spans of time as people write them: "56 days", "40 working days", "10 years"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openhall.process.errors import BadService
from openhall.process.feel.temporal import day_time_of, year_month_of
from openhall.process.feel.temporal.kinds import DAY
from openhall.process.quoting import quoted
from openhall.process.saying import gettext, ngettext
from openhall.process.timers import Duration

MOST_DAYS = 36_525
"""A hundred years: what is longer is a slip."""

_WITHIN = re.compile(r"([0-9]{1,6})\s+(working\s+days?|days?|weeks?)")
_SPAN = re.compile(r"([0-9]{1,6})\s+(minute|hour|day|week|month|year)s?")
_NANOSECONDS = {"minute": DAY // 1_440, "hour": DAY // 24, "day": DAY, "week": 7 * DAY}


@dataclass(frozen=True, slots=True)
class Within:
    """A time limit in days, or in working days of a calendar."""

    days: int
    working: bool = False

    def in_words(self) -> str:
        """The limit as people say it."""
        if self.working:
            return ngettext("%(number)s working day", "%(number)s working days", self.days)
        return ngettext("%(number)s day", "%(number)s days", self.days)

    def __str__(self) -> str:
        return str(self.in_words())


def parse_within(text: str) -> Within:
    """A time limit such as "56 days", "40 working days" or "8 weeks". Raises `BadService`."""
    found = _WITHIN.fullmatch(text.strip())
    if found is None:
        raise BadService(
            gettext("%(text)s is no time limit; write it like 56 days or 40 working days.", text=quoted(text))
        )
    days = int(found[1]) * (7 if found[2].startswith("week") else 1)
    if not 1 <= days <= MOST_DAYS:
        raise BadService(
            gettext(
                "%(text)s is no time limit; give from 1 to %(most)s days.", text=quoted(text), most=MOST_DAYS
            )
        )
    return Within(days, found[2].startswith("working"))


def parse_span(text: str) -> Duration:
    """A duration such as "30 minutes", "8 days", "6 months" or "10 years". Raises `BadService`."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise BadService(
            gettext(
                "%(text)s is no span of time; write it like 2 hours, 8 days, 6 months or 10 years.",
                text=quoted(text),
            )
        )
    number, unit = int(found[1]), found[2]
    if unit in _NANOSECONDS:
        nanoseconds = number * _NANOSECONDS[unit]
        if nanoseconds <= MOST_DAYS * DAY:
            return day_time_of(nanoseconds)
    elif number <= (100 if unit == "year" else 1_200):
        return year_month_of(number * (12 if unit == "year" else 1))
    raise BadService(gettext("%(text)s is longer than 100 years; give a shorter span.", text=quoted(text)))
