"""How a chart is said: the language, and how days and numbers are written in it; English by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from openhall.measure.spc.model import Grain
from openhall.process.saying import gettext_noop as gettext_noop

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def english_day(day: date, grain: Grain) -> str:
    """A day as its grain asks: `2024`, `April to June 2024`, `April 2024`, `week of 8 April 2024`, `8 April 2024`."""
    month = MONTHS[day.month - 1]
    if grain is Grain.YEAR:
        return f"{day.year}"
    if grain is Grain.QUARTER:
        return f"{month} to {english_day(last_month(day), Grain.MONTH)}"
    if grain is Grain.MONTH:
        return f"{month} {day.year}"
    return f"{'week of ' if grain is Grain.WEEK else ''}{day.day} {month} {day.year}"


def last_month(quarter: date) -> date:
    """The first day of the last month of a quarter that begins on a day."""
    month = quarter.month + 1
    return date(quarter.year + month // 12, month % 12 + 1, 1)


def plain_number(value: float) -> str:
    """A number as people write it: 12,400, 3.5 and −2; four digits that say something at the least."""
    places = 0 if value == round(value) or abs(value) >= 1_000 else 1 if abs(value) >= 100 else 2
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


@dataclass(frozen=True)
class Speech:
    """A language: `translate` gives the words for English ones, `day` and `number` write in it.

    `number` may add the unit, as in 12 days or 83%.
    """

    translate: Callable[[str], str] = str
    day: Callable[[date, Grain], str] = english_day
    number: Callable[[float], str] = plain_number

    def say(self, words: str, **values: str) -> str:
        """Words in this language with the values in their places."""
        return self.translate(words) % values if values else self.translate(words)


ENGLISH = Speech()
