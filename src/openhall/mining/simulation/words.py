"""What a simulation says, to be said in any language: what was changed, how far to trust it, and its figures.

What is kept of a simulation is facts; its sentences are made of them whenever somebody reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openhall.mining.simulation.changes import (
    AddStaff,
    Automate,
    Change,
    ChangeDemand,
    ChangeHours,
    ChangeOrder,
    ChangeWait,
    ChangeWork,
    Skip,
    written,
)
from openhall.mining.simulation.rhythm_words import rhythm_words
from openhall.mining.simulation.whatif import Figure
from openhall.mining.words import DAY, HOUR, duration
from openhall.process.errors import BadCalendar
from openhall.process.office import OfficeHours
from openhall.process.saying import Saying, figure, gettext, ngettext, pgettext, sentences

NAMES = {
    "median time": gettext("Half of the cases take more than"),
    "mean time": gettext("Cases take on average"),
    "time within which 9 of 10 are done": gettext("9 of 10 cases are done within"),
    "wait for people": gettext("Wait for somebody to have time, on average"),
    "other wait": gettext("Other waits, on average"),
    "work per case": gettext("Work on a case"),
    "cost per case": gettext("Work on a case costs"),
    "cases done per week": gettext("Cases done in a week"),
    "cases open at the end": gettext("Cases open at the end"),
}
"""What the figures of `whatif.FIGURES` are called."""
GRADES = {
    "good": pgettext("a simulation", "good"),
    "fair": pgettext("a simulation", "fair"),
    "poor": pgettext("a simulation", "poor"),
}
"""How far a simulation can be trusted, in a word."""
ADVICE = {
    "good": gettext("Its times can be trusted for plans."),
    "fair": gettext("Trust which of two changes is better, and take its times as rough."),
    "poor": gettext(
        "Take from it which way a change goes, not how far: later cases were unlike the earlier ones, or something "
        "that matters is not in the record."
    ),
}
UNKNOWN = gettext(
    "The log has too few cases to hold some of them out, so nothing is known of how far it is off."
)
UNSTAFFED = gettext("The record does not say who did the work, so nobody waits for people.")


def change_words(change: Change) -> str:
    """A change in plain words: "3 more people do “Plan check”"."""
    match change:
        case AddStaff(name, people) if people > 0:
            return ngettext(
                "%(number)s more person does “%(activity)s”",
                "%(number)s more people do “%(activity)s”",
                people,
                activity=name,
            )
        case AddStaff(name, people):
            return ngettext(
                "%(number)s person fewer does “%(activity)s”",
                "%(number)s people fewer do “%(activity)s”",
                -people,
                activity=name,
            )
        case ChangeHours(name):
            words = _hours_words(change)
            return gettext(
                "Who does “%(activity)s” works at these hours: %(hours)s", activity=name, hours=words
            )
        case ChangeDemand():
            return _demand_words(change)
        case Automate(name):
            return gettext("A machine does “%(activity)s” at once", activity=name)
        case Skip(name):
            return gettext("Nobody does “%(activity)s” any more", activity=name)
        case ChangeWork(name, factor):
            values = {"activity": name, "percent": written(abs(factor - 1.0) * 100)}
            if factor >= 1:
                return gettext("The work on “%(activity)s” takes %(percent)s%% longer", **values)
            return gettext("The work on “%(activity)s” takes %(percent)s%% less time", **values)
        case ChangeWait(name, factor):
            values = {"activity": name, "percent": written(abs(factor - 1.0) * 100)}
            if factor >= 1:
                return gettext(
                    "What is waited for before “%(activity)s” takes %(percent)s%% longer", **values
                )
            return gettext("What is waited for before “%(activity)s” takes %(percent)s%% less time", **values)
        case ChangeOrder(name, "first in first out"):
            return gettext(
                "What waits for “%(activity)s” is taken in the order in which it came", activity=name
            )
        case ChangeOrder(name):
            return gettext("Of what waits for “%(activity)s”, the newest is taken first", activity=name)
        case _:
            return rhythm_words(change)


def _hours_words(change: ChangeHours) -> str:
    try:
        return OfficeHours(change.hours).in_words()
    except BadCalendar:
        # Hours that overlap are played as they were written.
        return change.text


def _demand_words(change: ChangeDemand) -> Saying:
    times, since = written(change.factor), written(change.day)
    if change.days is None:
        if not change.day:
            return gettext("%(times)s times as many cases come", times=times)
        return gettext("%(times)s times as many cases come, from day %(day)s on", times=times, day=since)
    lasts = duration(change.days * DAY)
    if not change.day:
        return gettext("%(times)s times as many cases come for %(days)s", times=times, days=lasts)
    return gettext(
        "%(times)s times as many cases come, from day %(day)s on for %(days)s",
        times=times,
        day=since,
        days=lasts,
    )


def verdict(trust: Mapping[str, Any]) -> Saying:
    """How far to trust a simulation, from what `report.trust_as_json` keeps: three sentences.

    How long the later cases took is left out where it was not kept.
    """
    compared = ngettext(
        "It knew the first %(number)s case and was compared with the %(later)s that came later.",
        "It knew the first %(number)s cases and was compared with the %(later)s that came later.",
        trust["known_cases"],
        later=trust["held_out_cases"],
    )
    off, took = duration(trust["emd_hours"]["cycle_time"] * HOUR), trust.get("mean_hours")
    if took is None:
        told = gettext("A simulated case is off by %(off)s on average.", off=off)
    else:
        told = gettext(
            "A simulated case is off by %(off)s on average; the cases took %(took)s.",
            off=off,
            took=duration(took * HOUR),
        )
    return sentences(compared, told, ADVICE[trust["grade"]])


def load_words(name: str) -> str:
    """Whose load a figure is, from its name: "mostly Plan check", and "mostly Plan check (2)" of a second group."""
    who = name.removeprefix("load: ")
    if not who.startswith("mostly "):
        return who
    return gettext("mostly %(activity)s", activity=who.removeprefix("mostly "))


def is_change(of: Figure) -> Saying:
    """Whether a figure is another one with the changes, in a word or two."""
    if not of.certain:
        return gettext("may be chance")
    # What is certain may still be too small to be seen in the numbers beside it.
    if str(bare_value(of, of.difference.mean)) == str(bare_value(of, 0.0)):
        return gettext("as good as none")
    return gettext("yes")


def value(of: Figure, number: float) -> Saying:
    """A number of a figure with its unit: "12.4 days"."""
    bare = bare_value(of, number)
    match of.unit:
        case "days" if not _in_hours(of):
            return pgettext("a fraction", "%(number)s days", number=bare)
        case "days" | "hours":
            return pgettext("a fraction", "%(number)s hours", number=bare)
        case "cases":
            return pgettext("a fraction", "%(number)s cases", number=bare)
        case _:
            return bare


def bare_value(of: Figure, number: float) -> Saying:
    """A number of a figure where its unit is said beside it; a share has its sign."""
    match of.unit:
        case "share":
            return gettext("%(number)s%%", number=_figure(100 * number, 0))
        case "days" if _in_hours(of):
            return _figure(number * 24, 1)
        case "money":
            return _figure(number, 2)
        case _:
            return _figure(number, 1)


def _figure(number: float, places: int) -> Saying:
    # Nothing is not less than nothing: -0.04 is 0.0. Where lines run from the right, a sign is set apart.
    rounded = round(number, places) + 0.0
    return figure(rounded, places, signed=rounded < 0)


def _in_hours(of: Figure) -> bool:
    return abs(of.today.mean) < 1 and abs(of.changed.mean) < 1
