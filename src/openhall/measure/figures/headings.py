"""What the heading of a column says: which quantity, and of which months.

Read are months with years ("Jul - Sep 2012", "April 2011 to March 2012", "Oct16-Sep17"), years ("2015"), financial
years ("2015/16", from April) and labels of quarters ("2013-Q1"), with the quantity before or after them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from openhall.measure.spc.speech import MONTHS
from openhall.process.saying import gettext, gettext_noop


class Quantity(StrEnum):
    """What a figure is of."""

    VOLUME = "volume"
    DIGITAL_VOLUME = "digital volume"
    COST = "cost per transaction"
    DIGITAL_COST = "digital cost per transaction"
    TOTAL_COST = "total cost"
    COMPLETION = "completion rate"
    SATISFACTION = "user satisfaction"
    TAKE_UP = "digital take-up"


class Labels(StrEnum):
    """What a label such as “2013-Q1” stands for; bodies differ, so the reader of the table has to say."""

    QUARTER = "quarter"
    """The quarter of the calendar."""
    YEAR_BEFORE = "year before"
    """The twelve months that ended before that quarter began: figures were asked for in it."""


@dataclass(frozen=True)
class Heading:
    """A column of figures: its place from 0, its text, the quantity, and the months from `start` on."""

    place: int
    text: str
    quantity: Quantity
    start: date
    months: int

    @property
    def end(self) -> date:
        """The first day after it."""
        after = self.start.year * 12 + self.start.month - 1 + self.months
        return date(after // 12, after % 12 + 1, 1)


_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|ember|tember|ober)?\.?"
)
_MONTHS = re.compile(
    rf"\b{_MONTH}\s*'?(\d{{4}}|\d{{2}})?\s*(?:-|–|—|to)\s*{_MONTH}\s*'?(\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE
)
_QUARTER = re.compile(r"\b(\d{4})[\s-]*q([1-4])\b|\bq([1-4])[\s-]*(\d{4})\b", re.IGNORECASE)
_FINANCIAL = re.compile(r"\b(\d{4})\s*[/-]\s*(\d{2}|\d{4})\b")
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")
_QUANTITIES = (
    (re.compile(r"\bdigital\b.*(take.?up|share)|\btake.?up\b"), Quantity.TAKE_UP),
    (re.compile(r"\bdigital\b.*(cpt|cost per)"), Quantity.DIGITAL_COST),
    (re.compile(r"\bcpt\b|cost per transaction|unit cost"), Quantity.COST),
    (re.compile(r"total cost"), Quantity.TOTAL_COST),
    (re.compile(r"completion"), Quantity.COMPLETION),
    (re.compile(r"satisfaction"), Quantity.SATISFACTION),
    (re.compile(r"\bdigital\b.*(vol|transactions|number)"), Quantity.DIGITAL_VOLUME),
    (re.compile(r"\bvol(ume)?s?\b|transactions"), Quantity.VOLUME),
)
_USUAL = 12
SLIP = gettext_noop(
    "“%(heading)s” names %(months)s months, and the others %(others)s: it is read as the %(others)s months from "
    "%(month)s %(year)s."
)


def read_headings(
    row: Sequence[str], labels: Labels = Labels.QUARTER, begins: Mapping[str, date] | None = None
) -> tuple[list[Heading], list[str]]:
    """The columns of figures among the headings of a table, and what was put right, in sentences.

    A span of months that is a year longer than all others of its quantity is a slip of the year: it is read as long as
    they are, from where it begins, if no other column begins there.
    """
    found = [
        heading
        for place, text in enumerate(row)
        if (heading := read_heading(place, text, labels)) is not None
    ]
    for place, heading in enumerate(found):
        for label, start in (begins or {}).items():
            if heading.text.startswith(label):
                found[place] = replace(heading, start=start)
    return _mended(found)


def read_heading(place: int, text: str, labels: Labels) -> Heading | None:
    """One heading; None where it does not say both a quantity and a period."""
    said = " ".join(text.split())
    try:
        span = _span(said, labels)
    except ValueError:
        # A year that no calendar has, such as 0000.
        return None
    if span is None:
        return None
    start, months, rest = span
    quantity = next((each for pattern, each in _QUANTITIES if pattern.search(rest.lower())), None)
    return None if quantity is None else Heading(place, said, quantity, start, months)


def _span(text: str, labels: Labels) -> tuple[date, int, str] | None:
    """The first month, how many, and the rest of the heading."""
    if found := _MONTHS.search(text):
        first, last = _month(found[1]), _month(found[3])
        last_year = _year(found[4])
        first_year = _year(found[2]) if found[2] else last_year - (first > last)
        months = (last_year - first_year) * 12 + last - first + 1
        if not 1 <= months <= 60:
            return None
        return date(first_year, first, 1), months, _without(text, found)
    if found := _QUARTER.search(text):
        year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
        begins = date(year, quarter * 3 - 2, 1)
        if labels is Labels.QUARTER:
            return begins, 3, _without(text, found)
        return begins.replace(year=year - 1), 12, _without(text, found)
    if found := _FINANCIAL.search(text):
        if (int(found[1]) + 1) % 100 == int(found[2]) % 100:
            return date(int(found[1]), 4, 1), 12, _without(text, found)
        return None
    if found := _YEAR.search(text):
        return date(int(found[1]), 1, 1), 12, _without(text, found)
    return None


def _month(name: str) -> int:
    return _NAMES.index(name[:3].lower()) + 1


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2_000 + int(digits)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _mended(found: list[Heading]) -> tuple[list[Heading], list[str]]:
    said: list[str] = []
    kept: list[Heading] = []
    for heading in found:
        of_it = [each for each in found if each.quantity is heading.quantity and each is not heading]
        usual = Counter(each.months for each in of_it).most_common(1)
        taken = any(each.start == heading.start for each in of_it)
        if usual and usual[0][1] >= 3 and heading.months == usual[0][0] + _USUAL and not taken:
            said.append(
                gettext(
                    SLIP,
                    heading=heading.text,
                    months=heading.months,
                    others=usual[0][0],
                    month=gettext(MONTHS[heading.start.month - 1]),
                    year=str(heading.start.year),
                )
            )
            heading = replace(heading, months=usual[0][0])
        kept.append(heading)
    return kept, said
