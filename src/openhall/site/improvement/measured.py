"""What a version of a measure says, for those who plan with it: its unit, which way is better, and its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from openhall.measure.definitions import Definition, Direction
from openhall.measure.definitions.model import PERCENT, How
from openhall.measure.definitions.periods import next_start
from openhall.measure.effects import Effect, Series, series, shares
from openhall.measure.effects.words import sentence_of
from openhall.measure.spc import Speech
from openhall.site.measures.charts.drawn import WAYS
from openhall.site.measures.charts.speech import digits, unit_words
from openhall.site.measures.computing import definition_of
from openhall.site.measures.models import MeasureVersion
from openhall.site.web.speech import say_kept

DEPARTMENT = "department"
"""By what a measure is counted that compares departments."""


class Told(NamedTuple):
    """What a measure was in the period that begins on `first`, as `Value` has it: its value, of `n` cases, their
    spread, and its numerator and denominator; None for what it has not."""

    first: date
    value: float | None
    n: int
    spread: float | None
    above: float | None
    below: float | None


@dataclass(frozen=True)
class Measured:
    """The values of all cases, or of one department's, that everybody may see, in the order of time."""

    version: MeasureVersion
    definition: Definition
    rows: tuple[Told, ...]

    @property
    def unit(self) -> str:
        """The unit in words; a share is told in percentage points where it is a difference."""
        return self.definition.unit

    @property
    def better(self) -> int:
        """1 where more is better, -1 where less is, 0 where neither."""
        return {Direction.UP: 1, Direction.DOWN: -1}.get(self.definition.direction, 0)

    def until(self, day: date) -> Series:
        """Values of the periods that are over on `day`, with the cases behind them where all have some.

        Of shares, means, medians and percentiles of cases it is known how far they are off because they are of some
        cases only.
        """
        kept = [row for row in self.rows if next_start(row.first, self.definition.grain) <= day]
        days, values = [row.first for row in kept], [row.value for row in kept]
        if kept and self._of_cases(kept):
            return shares(days, values, [max(row.below or 0.0, 1.0) for row in kept], self.definition.scale)
        known = bool(kept) and all(row.n > 0 for row in kept if row.value is not None)
        counts = [max(float(row.n), 1.0) for row in kept] if known else None
        return series(days, values, counts, _sampled(kept) if known else None)

    def _of_cases(self, rows: Sequence[Told]) -> bool:
        """Whether each value is the percentage of some of its cases (and not, say, of money)."""
        if self.definition.how is not How.RATIO or self.definition.unit != PERCENT:
            return False
        return all(
            row.value is None
            or (row.above is not None and row.below is not None and 0 <= row.above <= row.below <= row.n)
            for row in rows
        )

    def latest(self, day: date) -> tuple[date, float] | None:
        """The newest value of a period that is over on `day`, with its first day; None where there is none."""
        found = [
            (row.first, row.value)
            for row in self.rows
            if row.value is not None and next_start(row.first, self.definition.grain) <= day
        ]
        return found[-1] if found else None

    def said(self, number: float | None, *, signed: bool = False) -> str:
        """A value of it in words: "12.5 days"; with its sign where it is a difference."""
        if number is None:
            return "–"
        unit = difference_words(self.unit) if signed else unit_words(self.unit)
        return said_number(number, unit, self.definition.decimals, signed=signed)


def difference_words(unit: str) -> str:
    """The unit of a difference, in the reader's language: percentages differ by percentage points."""
    return _("percentage points") if unit == PERCENT else unit_words(unit)


def said_number(number: float, unit: str, decimals: int = 1, *, signed: bool = False) -> str:
    """A number with its unit in words, with its sign where it is a difference: "−4.5 days"."""
    sign = "−" if number < 0 else "+" if signed and number > 0 else ""
    return f"{sign}{digits(abs(number), decimals)} {unit}".strip()


def measured(version: MeasureVersion, department: str = "") -> Measured:
    """The values of a version, as they are now: of all cases, or of those of a department (by its key)."""
    by = DEPARTMENT if department else ""
    found = version.values.filter(by=by, group=department, hidden=False).order_by("period")
    told = found.values_list("period", "value", "n", "spread", "numerator", "denominator")
    return Measured(version, definition_of(version.text), tuple(Told(*row) for row in told))


def _sampled(rows: Sequence[Told]) -> list[float] | None:
    """The variance of each value by sampling; None where nothing is known of the spread of cases.

    The spread is taken from all periods together: in one of few cases it is hardly known, and lower where the value is.
    """
    known = [(row.n - 1, row.spread) for row in rows if row.spread is not None and row.n > 1]
    free = sum(n for n, _spread in known)
    squares = sum(n * spread**2 for n, spread in known)
    return [squares / free / max(row.n, 1) for row in rows] if squares > 0 else None


def result_words(version: MeasureVersion, result: dict[str, Any]) -> str:
    """What an effect that was kept says, in the reader's language; where there is none, why, as it was kept."""
    if "estimate" not in result:
        return say_kept(result["sentence"])
    numbers = {
        name: result[name] for name in ("estimate", "low", "high", "p", "n_before", "n_after", "method")
    }
    definition = definition_of(version.text)
    effect = Effect(without=nan, **numbers)
    return sentence_of(effect, WAYS[definition.direction], Speech(_), difference_words(definition.unit))
