"""What is to be changed, as a value with a text: `staff "Plan check" +1`, `demand x3 for 20 days`.

One change a line (or with semicolons between):

    staff "ACTIVITY" +N | -N           people more or fewer who do it
    hours "ACTIVITY" HOURS             when those who do it work, as Mon-Fri 8:00-17:00
    demand xN [from day D] [for D days]  so many times as many cases
    automate "ACTIVITY"                it takes no time and nobody
    skip "ACTIVITY"                    it is not done any more
    work "ACTIVITY" +N% | -N%          the work on it takes longer or shorter
    wait "ACTIVITY" +N% | -N%          what it waits for without a person as the cause
    order "ACTIVITY" first in first out | last in first out
    batch "ACTIVITY" [on Tue] [every 2 weeks] | on day 15 of the month | of 20 | none
                                       for many cases at once, or none: as cases become ready
    off ["ACTIVITY or group"] 12-24 to 01-01   nobody (of those) works on these days of each year
    off none                           days off are worked on like others
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openhall.mining.errors import BadChange
from openhall.mining.simulation.rhythm_changes import ChangeRhythm, parse_batch, parse_off, shown
from openhall.process.errors import BadCalendar
from openhall.process.office import Hours, parse_hours
from openhall.process.saying import Saying, commas, figure, gettext, message_of

LONGEST = 4_000
MOST = 50
MOST_PEOPLE = 500
MOST_TIMES = 100.0
ORDERS = ("first in first out", "last in first out")


@dataclass(frozen=True)
class AddStaff:
    """So many people more (fewer, below 0) who do an activity."""

    activity: str
    people: int

    def __str__(self) -> str:
        return f'staff "{self.activity}" {self.people:+d}'


@dataclass(frozen=True)
class ChangeHours:
    """Those who do an activity work at these hours, written as `text`."""

    activity: str
    text: str
    hours: tuple[Hours, ...]

    def __str__(self) -> str:
        return f'hours "{self.activity}" {self.text}'


@dataclass(frozen=True)
class ChangeDemand:
    """So many times as many cases come, from a day on, for so many days (None: on and on)."""

    factor: float
    day: float = 0.0
    days: float | None = None

    def __str__(self) -> str:
        since = f" from day {self.day:g}" if self.day else ""
        lasts = f" for {self.days:g} days" if self.days is not None else ""
        return f"demand x{self.factor:g}{since}{lasts}"


@dataclass(frozen=True)
class Automate:
    """An activity is done at once, by nobody."""

    activity: str

    def __str__(self) -> str:
        return f'automate "{self.activity}"'


@dataclass(frozen=True)
class Skip:
    """An activity is left out; what came after it comes at once."""

    activity: str

    def __str__(self) -> str:
        return f'skip "{self.activity}"'


@dataclass(frozen=True)
class ChangeWork:
    """The work on an activity takes `factor` times as long."""

    activity: str
    factor: float

    def __str__(self) -> str:
        return f'work "{self.activity}" {_percent(self.factor)}'


@dataclass(frozen=True)
class ChangeWait:
    """What an activity waits for without a person as the cause takes `factor` times as long."""

    activity: str
    factor: float

    def __str__(self) -> str:
        return f'wait "{self.activity}" {_percent(self.factor)}'


@dataclass(frozen=True)
class ChangeOrder:
    """In which order what waits for an activity is taken: one of `ORDERS`."""

    activity: str
    order: str

    def __str__(self) -> str:
        return f'order "{self.activity}" {self.order}'


Change = (
    AddStaff
    | ChangeHours
    | ChangeDemand
    | Automate
    | Skip
    | ChangeWork
    | ChangeWait
    | ChangeOrder
    | ChangeRhythm
)

_NAMED = re.compile(r'(?P<kind>[a-z]+)\s+["“”](?P<name>[^"“”]+)["“”]\s*(?P<rest>.*)', re.DOTALL)
_DEMAND = re.compile(
    r"demand\s+x\s*(?P<factor>\d{1,3}(?:\.\d{1,4})?)"
    r"(?:\s+from\s+day\s+(?P<day>\d{1,5}(?:\.\d+)?))?(?:\s+for\s+(?P<days>\d{1,5}(?:\.\d+)?)\s+days?)?"
)
_OFF = re.compile(r"off\b(?P<rest>[^\"“”]*)")
_PERCENT = re.compile(r"(?P<sign>[+-])\s*(?P<number>\d{1,4}(?:\.\d{1,2})?)\s*%")
_PEOPLE = re.compile(r"[+-]\s*\d{1,3}")
KINDS = "staff, hours, demand, automate, skip, work, wait, order, batch, off"


def parse_changes(text: str) -> tuple[Change, ...]:
    """The changes that a text says, one a line. Raises `BadChange` with what is wrong and an example."""
    if len(text) > LONGEST:
        words = gettext(
            "Changes have at most %(most)s characters; these have %(many)s.", most=LONGEST, many=len(text)
        )
        raise BadChange(words)
    lines = [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]
    if len(lines) > MOST:
        words = gettext(
            "At most %(most)s changes are simulated together; these are %(many)s.", most=MOST, many=len(lines)
        )
        raise BadChange(words)
    return tuple(parse_change(line) for line in lines)


def parse_change(line: str) -> Change:
    """The change that one line says. Raises `BadChange`."""
    if line.startswith("demand"):
        return _demand(line)
    if unnamed := _OFF.fullmatch(line):
        return parse_off(None, unnamed["rest"].strip(), line)
    named = _NAMED.fullmatch(line)
    kind, name, rest = ("", "", "") if named is None else (part.strip() for part in named.groups())
    match kind:
        case "staff":
            return AddStaff(name, _people(rest, line))
        case "hours":
            return _hours(name, rest)
        case "automate" if not rest:
            return Automate(name)
        case "skip" if not rest:
            return Skip(name)
        case "work":
            return ChangeWork(name, _factor(rest, line))
        case "wait":
            return ChangeWait(name, _factor(rest, line))
        case "batch":
            return parse_batch(name, rest, line)
        case "off":
            return parse_off(name, rest, line)
        case "order" if rest in ORDERS:
            return ChangeOrder(name, rest)
        case "order":
            raise BadChange(
                gettext("%(line)s: the order is one of: %(orders)s.", line=shown(line), orders=commas(ORDERS))
            )
        case _:
            raise BadChange(
                gettext(
                    '%(line)s is no change; write one like staff "Plan check" +1 (kinds: %(kinds)s).',
                    line=shown(line),
                    kinds=KINDS,
                )
            )


def _demand(line: str) -> ChangeDemand:
    found = _DEMAND.fullmatch(line)
    if found is None:
        raise BadChange(
            gettext(
                "%(line)s is no change of demand; write demand x3, or demand x3 for 20 days.",
                line=shown(line),
            )
        )
    factor = float(found["factor"])
    if factor > MOST_TIMES:
        raise BadChange(
            gettext(
                "Demand can grow %(most)s times at the most; x%(given)s was given.",
                most=int(MOST_TIMES),
                given=written(factor),
            )
        )
    return ChangeDemand(factor, float(found["day"] or 0), float(found["days"]) if found["days"] else None)


def _people(text: str, line: str) -> int:
    if not _PEOPLE.fullmatch(text):
        raise BadChange(
            gettext(
                '%(line)s: say how many people more or fewer, as staff "Plan check" +1.', line=shown(line)
            )
        )
    people = int("".join(text.split()))
    if not 0 < abs(people) <= MOST_PEOPLE:
        raise BadChange(
            gettext(
                "%(line)s: give between 1 and %(most)s people more or fewer.",
                line=shown(line),
                most=MOST_PEOPLE,
            )
        )
    return people


def _factor(text: str, line: str) -> float:
    found = _PERCENT.fullmatch(text)
    if found is None:
        raise BadChange(
            gettext('%(line)s: say how much longer or shorter, as work "Plan check" -20%%.', line=shown(line))
        )
    percent = float(found["number"]) * (1 if found["sign"] == "+" else -1)
    if percent < -100:
        raise BadChange(gettext("%(line)s: nothing gets shorter by more than 100%%.", line=shown(line)))
    return 1.0 + percent / 100.0


def _hours(name: str, text: str) -> ChangeHours:
    try:
        return ChangeHours(name, text, parse_hours(text))
    except BadCalendar as error:
        raise BadChange(gettext('hours "%(name)s": %(fault)s', name=name, fault=message_of(error))) from None


def written(number: float) -> Saying:
    """A number that somebody wrote, with the decimals that they wrote, two at the most."""
    places = next((places for places in (0, 1) if round(number, places) == round(number, 2)), 2)
    return figure(number, places)


def _percent(factor: float) -> str:
    return f"{(factor - 1.0) * 100:+g}%"
