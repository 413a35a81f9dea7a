"""What was chosen where a file did not say, and what keeps a column from being more than text, told to its owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from openhall.data.columns import Kind
from openhall.data.formats import numbers, times
from openhall.data.formats.raw import Raw
from openhall.data.formats.reading import Problem, Weight
from openhall.data.formats.times import Writing
from openhall.process.saying import gettext, gettext_noop

_NEARLY = 0.9
"""The part of values that has to be of a kind for the rest to look like slips."""
_LISTED = 3
_SAMPLE = 2000


@dataclass(frozen=True)
class Finding:
    """What one column of text is found to be, and how its values are written."""

    kind: Kind = Kind.TEXT
    number: numbers.Written | None = None
    time: Writing | None = None


DAY_FIRST = gettext_noop("%(sample)s could be day or month first; it is read as day first.")
MONTH_FIRST = gettext_noop("%(sample)s could be day or month first; it is read as month first.")
POINT = gettext_noop("%(sample)s could be thousands or decimals; decimals are taken to follow a point.")
COMMA = gettext_noop("%(sample)s could be thousands or decimals; decimals are taken to follow a comma.")
NAMES_THINGS = gettext_noop("stays text, because its title says that it names things.")
TOO_LONG = gettext_noop("stays text, because its numbers are longer than programs can hold.")


@dataclass(frozen=True)
class Nearly:
    """What is told of a column nearly all of whose values are of a kind: of one that is not, and of the column."""

    one: str
    all: str
    more: str


NUMBERS = Nearly(
    gettext_noop("%(value)s is not one of the numbers that the column holds."),
    gettext_noop("stays text, because not all of its values are numbers."),
    gettext_noop("stays text, because not all of its values are numbers; %(cells)s cells are none."),
)
DATES = Nearly(
    gettext_noop("%(value)s is not one of the dates that the column holds."),
    gettext_noop("stays text, because not all of its values are dates."),
    gettext_noop("stays text, because not all of its values are dates; %(cells)s cells are none."),
)


@dataclass(frozen=True)
class Settled:
    """How a file writes decimals and dates where a column by itself does not say."""

    decimal: str
    month_first: bool

    def sign_of(self, written: numbers.Written) -> str:
        """The decimal sign of a column of numbers."""
        if written.dot and written.comma:
            return self.decimal
        return "." if written.dot else ","

    def order_of(self, writing: Writing) -> Writing:
        """The order of a column of dates."""
        if writing != Writing.EITHER:
            return writing
        return Writing.MONTH_FIRST if self.month_first else Writing.DAY_FIRST


def choices_told(values: pl.Series, found: Finding, settled: Settled, column: str) -> Iterator[Problem]:
    """Notes on a column whose writing could mean two things."""
    if found.time == Writing.EITHER:
        sample = next(each for each in values.to_list() if each is not None)
        order = settled.order_of(found.time)
        yield Problem(
            gettext(DAY_FIRST if order == Writing.DAY_FIRST else MONTH_FIRST, sample=sample),
            column=column,
            weight=Weight.DOUBT,
        )
    number = found.number
    if number and number.dot and number.comma:
        doubtful = values.drop_nulls().str.contains(r"[0-9][.,][0-9]{3}$")
        if doubtful.any():
            sample = values.drop_nulls().filter(doubtful)[0]
            told = POINT if settled.sign_of(number) == "." else COMMA
            yield Problem(gettext(told, sample=sample), column=column)


def keeps_from(values: pl.Series, column: str, raw: Raw, identifier: bool) -> Iterator[Problem]:
    """Why a column is text whose values are digits or dates nearly all."""
    present = values.drop_nulls()
    if not len(present):
        return
    if numbers.has_leading_zeros(present):
        yield Problem(
            gettext("stays text, because some of its digits begin with a zero."),
            column=column,
            weight=Weight.NOTE,
        )
        return
    if present.str.contains(r"^\s*[0-9]+\s*$").all():
        yield Problem(gettext(NAMES_THINGS if identifier else TOO_LONG), column=column, weight=Weight.NOTE)
        return
    if identifier:
        return
    for told, test in ((NUMBERS, _are_numbers), (DATES, _are_dates)):
        few = test(present.head(_SAMPLE)).mean()
        if not isinstance(few, float) or few < _NEARLY / 2:
            continue
        fits = test(present)
        share = fits.mean()
        if isinstance(share, float) and _NEARLY <= share < 1:
            slips = values.is_not_null().arg_true().filter(~fits)
            for row in slips.head(_LISTED).to_list():
                yield Problem(
                    gettext(told.one, value=_short(values[row])),
                    raw.line(row),
                    column,
                )
            many = len(slips) > _LISTED
            told_of_all = gettext(told.more, cells=len(slips)) if many else gettext(told.all)
            yield Problem(told_of_all, column=column)
            return


def _are_numbers(values: pl.Series) -> pl.Series:
    bare, _ = numbers.digits(values)
    return bare.str.contains(r"^[+-]?[0-9.,\s'’]*[0-9]$")


def _are_dates(values: pl.Series) -> pl.Series:
    dates = values.str.contains(
        r"^\s*([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2}))([T\s].*)?$"
    )
    # A day that no calendar has, such as 31.02.2020, is a slip too.
    for writing in (Writing.YEAR_FIRST, Writing.DAY_FIRST, Writing.MONTH_FIRST):
        read = times.read_times(values, writing).values.is_not_null()
        if read.sum() >= _NEARLY * len(values):
            return read
    return dates


def _short(text: str) -> str:
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
