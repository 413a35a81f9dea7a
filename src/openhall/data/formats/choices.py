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
            f"{sample} could be day or month first; it is read as {order.value}.",
            column=column,
            weight=Weight.DOUBT,
        )
    number = found.number
    if number and number.dot and number.comma:
        doubtful = values.drop_nulls().str.contains(r"[0-9][.,][0-9]{3}$")
        if doubtful.any():
            sample = values.drop_nulls().filter(doubtful)[0]
            sign = "a point" if settled.sign_of(number) == "." else "a comma"
            yield Problem(
                f"{sample} could be thousands or decimals; decimals are taken to follow {sign}.",
                column=column,
            )


def keeps_from(values: pl.Series, column: str, raw: Raw, identifier: bool) -> Iterator[Problem]:
    """Why a column is text whose values are digits or dates nearly all."""
    present = values.drop_nulls()
    if not len(present):
        return
    if numbers.has_leading_zeros(present):
        yield Problem(
            "stays text, because some of its digits begin with a zero.", column=column, weight=Weight.NOTE
        )
        return
    if present.str.contains(r"^\s*[0-9]+\s*$").all():
        why = (
            "its title says that it names things"
            if identifier
            else "its numbers are longer than programs can hold"
        )
        yield Problem(f"stays text, because {why}.", column=column, weight=Weight.NOTE)
        return
    if identifier:
        return
    for what, test in (("numbers", _are_numbers), ("dates", _are_dates)):
        few = test(present.head(_SAMPLE)).mean()
        if not isinstance(few, float) or few < _NEARLY / 2:
            continue
        fits = test(present)
        share = fits.mean()
        if isinstance(share, float) and _NEARLY <= share < 1:
            slips = values.is_not_null().arg_true().filter(~fits)
            for row in slips.head(_LISTED).to_list():
                yield Problem(
                    f"{_short(values[row])} is not one of the {what} that the column holds.",
                    raw.line(row),
                    column,
                )
            more = f"; {len(slips):,} cells are none" if len(slips) > _LISTED else ""
            yield Problem(f"stays text, because not all of its values are {what}{more}.", column=column)
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
