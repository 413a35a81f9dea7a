"""How charts are said on pages: in the visitor's language, with the unit of the measure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext, pgettext, pgettext_lazy

from openhall.measure.definitions import Definition
from openhall.measure.definitions.model import PERCENT
from openhall.measure.spc import Grain, Speech
from openhall.measure.spc.speech import last_month

LONGEST_UNIT = 20
"""A longer unit is told once, above the picture, and not with every number."""
UNITS = {
    "cases": pgettext_lazy("a unit", "cases"),
    "days": pgettext_lazy("a unit", "days"),
    "EUR": pgettext_lazy("a unit", "EUR"),
    "hand-overs": pgettext_lazy("a unit", "hand-overs"),
    "percent": pgettext_lazy("a unit", "percent"),
    "transactions": pgettext_lazy("a unit", "transactions"),
}
"""The units of the measures that Openhall brings."""


def speech_of(definition: Definition) -> Speech:
    """Sentences and tables of a measure: numbers come with their unit."""
    return Speech(gettext, day_words, lambda number: said(number, definition))


def picture_speech_of(definition: Definition) -> Speech:
    """The words on its picture, where there is little room: numbers without a unit, but for percent."""
    return Speech(gettext, day_words, lambda number: _bare(number, definition))


def said(number: float | None, definition: Definition) -> str:
    """A value with its unit: "12.5 days", "83%"; a dash where there is none."""
    if number is None:
        return "–"
    bare = _bare(number, definition)
    unit = definition.unit
    if unit == PERCENT or not unit or len(unit) > LONGEST_UNIT:
        return bare
    words = {"number": bare, "unit": unit_words(unit)}
    return pgettext("a number with its unit", "%(number)s %(unit)s") % words


def unit_words(unit: str) -> str:
    """A unit as the visitor's language calls it, where Openhall knows it; else as its definition does."""
    return str(UNITS.get(unit, unit))


def digits(number: float, places: int) -> str:
    """A number rounded to so many places, as the visitor's language writes it: Django cuts off what is too long."""
    return formats.number_format(Decimal(f"{number:.{places}f}") + 0, decimal_pos=places, force_grouping=True)


def _bare(number: float, definition: Definition) -> str:
    places = 0 if number == round(number) else definition.decimals
    text = digits(number, places)
    return f"{text}%" if definition.unit == PERCENT else text


def day_words(day: date, grain: Grain) -> str:
    """A period in words, such as "April 2026" or "April to June 2026"."""
    if grain is Grain.YEAR:
        return formats.date_format(day, "Y")
    if grain is Grain.MONTH:
        return formats.date_format(day, "F Y")
    if grain is Grain.QUARTER:
        last = formats.date_format(last_month(day), "F Y")
        names = {"first": formats.date_format(day, "F"), "last": last}
        return gettext("%(first)s to %(last)s") % names
    if grain is Grain.WEEK:
        return gettext("week of %(day)s") % {"day": formats.date_format(day, "j F Y")}
    return formats.date_format(day, "j F Y")
