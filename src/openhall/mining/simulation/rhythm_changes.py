"""Changes of rhythms, as values with a text: `batch "Committee" on Tue every 2 weeks`, `off 12-24 to 01-01`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from openhall.mining.errors import BadChange
from openhall.mining.simulation.habits import BATCH, DAYS_OFF
from openhall.mining.simulation.season import YearlyDays, days_a_year
from openhall.mining.words import quoted
from openhall.process.office import weekdays
from openhall.process.saying import Saying, gettext

LONGEST_SHOWN = 80
"""Characters of a line that are shown in what is wrong with it."""
MOST_WEEKS = 52
MOST_SIZE = 10_000
MOST_OFF = 183
"""Days off of one line, in a year."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class BatchWeekly:
    """An activity is done for all that is ready, every so many weeks.

    weekdays  0 is Monday; none: those on which it is done in batches now, else the first one of work
    """

    activity: str
    weekdays: tuple[int, ...] = ()
    every: int = 1

    def __str__(self) -> str:
        on = f" on {', '.join(DAYS[each] for each in self.weekdays)}" if self.weekdays else ""
        every = (
            ""
            if self.every == 1 and on
            else " every week"
            if self.every == 1
            else f" every {self.every} weeks"
        )
        return f'batch "{self.activity}"{on}{every}'


@dataclass(frozen=True)
class BatchMonthly:
    """An activity is done for all that is ready, on a day of each month."""

    activity: str
    day: int

    def __str__(self) -> str:
        return f'batch "{self.activity}" on day {self.day} of the month'


@dataclass(frozen=True)
class BatchOf:
    """An activity is done when so many cases are ready for it."""

    activity: str
    size: int

    def __str__(self) -> str:
        return f'batch "{self.activity}" of {self.size}'


@dataclass(frozen=True)
class NoBatch:
    """An activity is done as cases become ready for it."""

    activity: str

    def __str__(self) -> str:
        return f'batch "{self.activity}" none'


@dataclass(frozen=True)
class ChangeOff:
    """Nobody works on days of each year; or nobody of those who do an activity, or of a group of people (`who`)."""

    days: YearlyDays
    who: str | None = None

    def __str__(self) -> str:
        who = "" if self.who is None else f'"{self.who}" '
        return f"off {who}{self.days}"


@dataclass(frozen=True)
class NoDaysOff:
    """Days off are worked on like others."""

    def __str__(self) -> str:
        return "off none"


ChangeBatch = BatchWeekly | BatchMonthly | BatchOf | NoBatch
ChangeRhythm = ChangeBatch | ChangeOff | NoDaysOff

_DAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_SOME_DAYS = rf"{_DAY}(?:\s?[-–]\s?{_DAY})?"
_WEEKLY = re.compile(
    rf"(?:on\s+(?P<days>{_SOME_DAYS}(?:(?:,\s*|\s+and\s+){_SOME_DAYS}){{0,6}}))?"
    r"\s*(?:every\s+(?:(?P<every>\d{1,4})\s+weeks?|week))?",
    re.IGNORECASE,
)
_MONTHLY = re.compile(r"on\s+day\s+(?P<day>\d{1,4})\s+of\s+the\s+month")
_SIZE = re.compile(r"of\s+(?P<size>\d{1,9})")
_OFF = re.compile(
    r"(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:\s*(?:to|–)\s*(?P<last_month>\d{1,2})-(?P<last_day>\d{1,2}))?"
)


def asked_by(changes: tuple[object, ...]) -> frozenset[str]:
    """Keys (`habits`, in small letters) of what changes are about: it is played, so that they can change it."""
    batches = {BATCH + each.activity for each in changes if isinstance(each, ChangeBatch)}
    off = {DAYS_OFF} if any(isinstance(each, ChangeOff | NoDaysOff) for each in changes) else set()
    return frozenset(key.casefold() for key in batches | off)


def parse_batch(name: str, text: str, line: str) -> ChangeBatch:
    """How an activity is done in batches. Raises `BadChange`."""
    if text == "none":
        return NoBatch(name)
    if found := _MONTHLY.fullmatch(text):
        day = _bounded(
            int(found["day"]), 1, 31, gettext("%(line)s: a month has days 1 to 31.", line=shown(line))
        )
        return BatchMonthly(name, day)
    if found := _SIZE.fullmatch(text):
        words = gettext(
            "%(line)s: between 2 and %(most)s cases are gathered.", line=shown(line), most=MOST_SIZE
        )
        return BatchOf(name, _bounded(int(found["size"]), 2, MOST_SIZE, words))
    found = _WEEKLY.fullmatch(text)
    if found is None or not text:
        raise BadChange(
            gettext(
                "%(line)s: say when it is done for many cases at once, as on Tue every 2 weeks, on day 15 of the "
                "month, of 20, or none.",
                line=shown(line),
            )
        )
    words = gettext("%(line)s: give between 1 and %(most)s weeks.", line=shown(line), most=MOST_WEEKS)
    every = _bounded(int(found["every"] or 1), 1, MOST_WEEKS, words)
    return BatchWeekly(name, _weekdays(found["days"] or ""), every)


def _weekdays(text: str) -> tuple[int, ...]:
    """Weekdays in their order: "Tue and Thu" are 1 and 3, "Sat-Mon" are 0, 5 and 6."""
    days: set[int] = set()
    for some in re.split(r",\s*|\s+and\s+", text) if text else ():
        ends = [each.strip() for each in re.split("[-–]", some)]
        days.update(weekdays(ends[0], ends[-1]))
    return tuple(sorted(days))


def parse_off(name: str | None, text: str, line: str) -> ChangeOff | NoDaysOff:
    """Days off, of all or of some (`name`). Raises `BadChange`."""
    if text == "none" and name is None:
        return NoDaysOff()
    found = _OFF.fullmatch(text)
    if found is None:
        raise BadChange(
            gettext(
                "%(line)s: write days off as month and day, off 12-24 to 01-01, or off none.",
                line=shown(line),
            )
        )
    first = (int(found["month"]), int(found["day"]))
    last = first if found["last_month"] is None else (int(found["last_month"]), int(found["last_day"]))
    for each in (first, last):
        try:
            # A leap year, so that 29 February is a day.
            date(2024, *each)
        except ValueError:
            raise BadChange(
                gettext("%(line)s: there is no such day; write month and day, as 12-24.", line=shown(line))
            ) from None
    days = YearlyDays(first, last)
    if days_a_year((days,)) > MOST_OFF:
        raise BadChange(
            gettext("%(line)s: at most %(most)s days of a year are off.", line=shown(line), most=MOST_OFF)
        )
    return ChangeOff(days, name)


def shown(line: str) -> Saying:
    """A line as it stands in what is wrong with it."""
    return quoted(line, LONGEST_SHOWN)


def _bounded(number: int, least: int, most: int, words: Saying) -> int:
    if not least <= number <= most:
        raise BadChange(words)
    return number
