"""Dates as people type them: in three parts, or as "27.3.2026", "2026-03-27", "27 March 2026", "March 27, 2026"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from openhall.process.feel import temporal
from openhall.process.feel.temporal import Date
from openhall.process.feel.values import Undefined
from openhall.process.forms.signs import clean_text, with_usual_digits

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FIRST_YEAR, LAST_YEAR = 1000, 9999
"""Of an answer: years are typed with four digits."""
PARTS = ("day", "month", "year")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?", re.IGNORECASE)
_YEAR = re.compile(r"[0-9]{4}")
SHORTEST_NAME = 3
"""Letters of a month's name that are enough, where no other month begins with them."""


def date_parts(raw: str | Mapping[str, str]) -> tuple[str, str, str]:
    """Day, month and year of a date as it was typed, each "" where it is missing."""
    if isinstance(raw, Mapping):
        day, month, year = (_cleaned(str(raw.get(part, ""))) for part in PARTS)
    else:
        words = [each for each in re.split(r"[\s./,-]+", _cleaned(raw)) if each]
        if len(words) == 3 and _YEAR.fullmatch(words[0]):
            words.reverse()
        # What is no date in three parts is looked at as a day, and found to be none.
        day, month, year = words if len(words) == 3 else (" ".join(words), "", "")
    if _DAY.fullmatch(month) and day and not day[0].isdecimal():
        day, month = month, day
    return day, month, year


def read_date(day: str, month: str, year: str, months: Sequence[str] = ()) -> Date | None:
    """The date of three parts; None where there is no such day. `months`: their names in the reader's language."""
    number, found = _month(month, months), _DAY.fullmatch(day)
    if found is None or not number or not _YEAR.fullmatch(year) or int(year) < FIRST_YEAR:
        return None
    try:
        return temporal.date_of(int(year), number, int(found[1]))
    except Undefined:
        return None


def _cleaned(text: str) -> str:
    return with_usual_digits(clean_text(text, lines=False)).strip()


def _month(text: str, months: Sequence[str]) -> int:
    """The number of a month; 0 where the text is none."""
    if re.fullmatch("[0-9]{1,2}", text):
        return int(text)
    name = text.casefold().rstrip(".")
    for names in (months, MONTHS):
        whole = [k for k, month in enumerate(names, 1) if month.casefold() == name]
        begun = [k for k, month in enumerate(names, 1) if month.casefold().startswith(name)]
        found = whole or (begun if len(name) >= SHORTEST_NAME else [])
        if len(found) == 1:
            return found[0]
    return 0
