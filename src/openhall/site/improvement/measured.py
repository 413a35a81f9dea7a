"""What a version of a measure says, for those who plan with it: its unit, which way is better, and its values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any

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


@dataclass(frozen=True)
class Measured:
    """The values of all cases, or of one department's, that everybody may see, in the order of time.

    `n` are the cases behind each. `parts` are numerator and denominator of each, `spreads` what `Value.spread` is; None
    where it has none.
    """

    version: MeasureVersion
    definition: Definition
    rows: tuple[tuple[date, float | None, int], ...]
    parts: tuple[tuple[float | None, float | None], ...]
    spreads: tuple[float | None, ...]

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
        over = [next_start(row[0], self.definition.grain) <= day for row in self.rows]
        kept = [row for row, whole in zip(self.rows, over, strict=True) if whole]
        parts = [part for part, whole in zip(self.parts, over, strict=True) if whole]
        if kept and self._of_cases(kept, parts):
            return shares(
                [first for first, _value, _n in kept],
                [value for _first, value, _n in kept],
                [max(below or 0.0, 1.0) for _above, below in parts],
                self.definition.scale,
            )
        counts = [float(n) for _day, value, n in kept]
        known = all(n > 0 for (_day, value, _n), n in zip(kept, counts, strict=True) if value is not None)
        spreads = [each for each, whole in zip(self.spreads, over, strict=True) if whole]
        return series(
            [day for day, _value, _n in kept],
            [value for _day, value, _n in kept],
            [max(n, 1.0) for n in counts] if known and kept else None,
            _sampled(counts, spreads) if known else None,
        )

    def _of_cases(
        self,
        rows: list[tuple[date, float | None, int]],
        parts: list[tuple[float | None, float | None]],
    ) -> bool:
        """Whether each value is the percentage of some of its cases (and not, say, of money)."""
        if self.definition.how is not How.RATIO or self.definition.unit != PERCENT:
            return False
        return all(
            value is None or (above is not None and below is not None and 0 <= above <= below <= n)
            for (_first, value, n), (above, below) in zip(rows, parts, strict=True)
        )

    def latest(self, day: date) -> tuple[date, float] | None:
        """The newest value of a period that is over on `day`, with its first day; None where there is none."""
        found = [
            (first, value)
            for first, value, _n in self.rows
            if value is not None and next_start(first, self.definition.grain) <= day
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
    told = list(found.values_list("period", "value", "n", "spread", "numerator", "denominator"))
    return Measured(
        version,
        definition_of(version.text),
        tuple((first, value, n) for first, value, n, *_rest in told),
        tuple((above, below) for *_rest, above, below in told),
        tuple(row[3] for row in told),
    )


def _sampled(counts: list[float], spreads: list[float | None]) -> list[float] | None:
    """The variance of each value by sampling; None where nothing is known of the spread of cases.

    The spread is taken from all periods together: in one of few cases it is hardly known, and lower where the value is.
    """
    known = [
        (n - 1, spread) for n, spread in zip(counts, spreads, strict=True) if spread is not None and n > 1
    ]
    free = sum(n for n, _spread in known)
    squares = sum(n * spread**2 for n, spread in known)
    return [squares / free / max(n, 1.0) for n in counts] if squares > 0 else None


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
