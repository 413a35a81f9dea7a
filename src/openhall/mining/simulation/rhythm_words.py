"""Batches, days off and months with few people in words: what a record shows, whether it is played, what is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openhall.mining.findings.batches import ON_WEEKDAYS, on_month_day
from openhall.mining.simulation.habits import ASKED, BETTER, DAYS_OFF, PRESENCE, UNTRIED
from openhall.mining.simulation.rhythm_changes import (
    BatchMonthly,
    BatchOf,
    BatchWeekly,
    ChangeOff,
    ChangeRhythm,
    NoBatch,
)
from openhall.mining.words import HOUR, days, duration, share
from openhall.process.saying import Saying, commas, day, gettext, listing, ngettext, sentences

LEAP_YEAR = 2024
MOST_SHOWN = 20
"""Days off that are said."""
WORKING_DAYS = 5
FEASTS = {
    -3: gettext("Maundy Thursday"),
    -2: gettext("Good Friday"),
    1: gettext("Easter Monday"),
    39: gettext("Ascension Day"),
    40: gettext("the day after Ascension Day"),
    50: gettext("Whit Monday"),
    60: gettext("Corpus Christi"),
}
"""What days after Easter Sunday are called."""


def found_words(found: Mapping[str, Any]) -> Saying:
    """What a record shows, from what `Find.as_json` keeps."""
    if found["kind"] == DAYS_OFF:
        seen = ngettext(
            "On %(number)s day on record nobody worked, or almost nobody.",
            "On %(number)s days on record nobody worked, or almost nobody.",
            found["seen"],
        )
        if not found["yearly"]:
            return sentences(seen, gettext("None of them comes again each year."))
        named = [_day_off(each) for each in found["yearly"][:MOST_SHOWN]]
        return sentences(seen, gettext("Off each year: %(days)s.", days=commas(named)))
    if found["kind"] == PRESENCE:
        months = [
            gettext(
                "%(month)s (%(share)s of them)",
                month=day(date(LEAP_YEAR, int(month), 1), "F"),
                share=share(there),
            )
            for month, there in found["months"].items()
        ]
        return gettext("Fewer people are there in %(months)s.", months=listing(months))
    told = gettext(
        "“%(activity)s” is done for many cases at once, %(when)s: %(share)s of it.",
        activity=found["activity"],
        when=_when(found),
        share=share(found["share"]),
    )
    leader = gettext("“%(name)s” does most of that.", name=found["leader"]) if found["leader"] else ""
    return sentences(told, leader)


def why_words(found: Mapping[str, Any]) -> Saying:
    """Whether what was found is played, and why, from what `Find.as_json` keeps."""
    if found["why"] == ASKED:
        return gettext("Played, because a change is about it.")
    if found["why"] == UNTRIED:
        return gettext("Not played: there is too little on record to try whether it helps to foretell.")
    off = {side: duration(found[side] * HOUR) for side in ("with", "without")}
    if found["why"] == BETTER:
        return gettext(
            "Played, because it helps to foretell: in the last part of what was known, cases were off by %(with)s with "
            "it and by %(without)s without it.",
            **off,
        )
    return gettext(
        "Not played, because it did not help to foretell for certain: in the last part of what was known, cases were "
        "off by %(with)s with it and by %(without)s without it.",
        **off,
    )


def rhythm_words(change: ChangeRhythm) -> Saying:
    """A change of a rhythm in plain words."""
    match change:
        case BatchWeekly(name, (), every):
            when = _weeks(gettext("on the day of its batches"), every)
        case BatchWeekly(name, weekdays, every):
            when = _weeks(listing([ON_WEEKDAYS[each] for each in weekdays]), every)
        case BatchMonthly(name, on):
            when = on_month_day(on)
        case BatchOf(name, size):
            when = gettext("whenever %(number)s have gathered", number=size)
        case NoBatch(name):
            return gettext(
                "“%(activity)s” is done as cases become ready for it, not in batches", activity=name
            )
        case ChangeOff(off, None):
            return gettext(
                "Nobody works on these days of each year: %(days)s", days=_stretch(off.first, off.last)
            )
        case ChangeOff(off, who):
            return gettext(
                "Of “%(who)s” nobody works on these days of each year: %(days)s",
                who=str(who),
                days=_stretch(off.first, off.last),
            )
        case _:
            return gettext("Days off are worked on like others")
    return gettext("“%(activity)s” is done for many cases at once, %(when)s", activity=name, when=when)


def _when(found: Mapping[str, Any]) -> Saying:
    match found["when"]:
        case "week" if len(found["weekdays"]) >= WORKING_DAYS:
            at = f"{found['at'] // 60}:{found['at'] % 60:02}"
            return gettext("each working day at about %(time)s", time=at)
        case "week":
            return _weeks(listing([ON_WEEKDAYS[each] for each in found["weekdays"]]), found["every"])
        case "month":
            return on_month_day(found["day"])
        case "size":
            return gettext("whenever about %(number)s have piled up", number=found["size"])
        case _:
            return gettext("once in %(days)s", days=days(found["days"]))


def _weeks(when: Saying, every: int) -> Saying:
    if every == 1:
        return when
    return ngettext("%(when)s of every week", "%(when)s, once in %(number)s weeks", every, when=when)


def _day_off(told: Mapping[str, Any]) -> Saying:
    if "easter" not in told:
        return _stretch(told["first"], told["last"])
    return FEASTS[told["easter"]]


def _stretch(first: Sequence[int], last: Sequence[int]) -> Saying:
    begin, end = (day(date(LEAP_YEAR, *each), "j F") for each in (first, last))
    return begin if tuple(first) == tuple(last) else gettext("%(first)s to %(last)s", first=begin, last=end)
