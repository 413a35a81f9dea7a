"""What a measure is: a question, and exactly how its number is made. `text.py` reads it from YAML."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from openhall.measure.definitions.expressions import Expression

PERCENT = "percent"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Grain(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class How(StrEnum):
    """How the rows of a period become one number."""

    RATIO = "ratio"
    """The sum of the numerators by the sum of the denominators; times 100 where the unit is percent."""
    TOTAL = "total"
    """The sum of the numerators."""
    MEAN = "mean"
    MEDIAN = "median"
    PERCENTILE = "percentile"
    GAP = "gap"
    """A ratio in each group: the highest less the lowest, of the groups that are large enough."""


@dataclass(frozen=True)
class Exclusion:
    """Rows that are left out, and why."""

    when: Expression
    because: str


@dataclass(frozen=True)
class Side:
    """A numerator or denominator: an expression of each row, or a number that is typed in for a period."""

    expression: Expression | None = None
    typed: str = ""

    def __str__(self) -> str:
        return str(self.expression) if self.expression is not None else self.typed


@dataclass(frozen=True)
class Example:
    """A worked example: rows, numbers typed in, the period, and the answer that was made by hand.

    grain   how long its period is, where that is not the definition's: how rows are counted does not depend on it
    answer  "numerator", "denominator", "value" and "n", as far as they are said; groups likewise, by their name
    """

    period: date
    rows: tuple[Mapping[str, Any], ...] = ()
    typed: Mapping[str, float] = field(default_factory=dict)
    answer: Mapping[str, float | None] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    working: str = ""
    grain: Grain | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Definition:
    """A measure. Texts that were left out are "", lists ().

    source      "cases", "feedback", "typed", or "dataset"
    dataset     the identifier of the dataset
    dated_by    the fact whose day says to which period a row belongs
    open_at_end  the rows are those that are begun and not over at the end of the period
    quantile    of `How.PERCENTILE`, from 0 to 1
    by          facts by which it is also told, group by group
    between     the fact whose groups a gap lies between
    groups      facts of its own: FEEL over the answers of the form, by name
    smallest    a group of fewer rows is not shown to the public
    """

    name: str
    question: str
    unit: str
    how: How
    source: str = "cases"
    dataset: str = ""
    dated_by: str = "decided"
    open_at_end: bool = False
    numerator: Side | None = None
    denominator: Side | None = None
    value: Expression | None = None
    quantile: float = 0.5
    direction: Direction = Direction.NEITHER
    grain: Grain = Grain.MONTH
    by: tuple[str, ...] = ()
    between: str = ""
    filter: Expression | None = None
    exclusions: tuple[Exclusion, ...] = ()
    groups: Mapping[str, Expression] = field(default_factory=dict)
    decimals: int = 1
    owner: str = ""
    valid_from: date | None = None
    target: float | None = None
    smallest: int = 10
    notes: str = ""
    builtin: str = ""
    examples: tuple[Example, ...] = field(default=(), compare=False)

    @property
    def typed(self) -> tuple[str, ...]:
        """The names of the numbers that are typed in."""
        sides = (self.numerator, self.denominator)
        return tuple(dict.fromkeys(side.typed for side in sides if side is not None and side.typed))

    @property
    def scale(self) -> float:
        """By what a ratio is multiplied."""
        return 100.0 if self.unit == PERCENT else 1.0

    @property
    def digest(self) -> str:
        """SHA-256 of what the number depends on; layout, comments, names and examples change nothing of it."""
        said = {
            "how": self.how,
            "source": [self.source, self.dataset],
            "date": self.dated_by,
            "open at end": self.open_at_end,
            "numerator": str(self.numerator or ""),
            "denominator": str(self.denominator or ""),
            "value": str(self.value or ""),
            "quantile": self.quantile,
            "unit": self.unit,
            "direction": self.direction,
            "grain": self.grain,
            "by": self.by,
            "between": self.between,
            "filter": str(self.filter or ""),
            "exclusions": [str(each.when) for each in self.exclusions],
            "groups": {name: str(each) for name, each in self.groups.items()},
            "smallest": self.smallest,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
