"""The values of FEEL (DMN 1.5, 10.3.2.3) as Python holds them, and the bounds of an evaluation.

| FEEL                      | Python                                                        |
|---------------------------|---------------------------------------------------------------|
| null                      | None                                                          |
| boolean                   | bool                                                          |
| number                    | decimal.Decimal, finite, 34 digits, half-even (`NUMBERS`)     |
| string                    | str                                                           |
| date, time, date and time | temporal.Date, temporal.Time, temporal.DateTime               |
| days and time duration    | temporal.DayTimeDuration                                      |
| years and months duration | temporal.YearMonthDuration                                    |
| list                      | list; never changed once it is a value                        |
| context                   | dict with str keys, in order; never changed once it is a value|
| range                     | Range                                                         |
| function                  | a `Function`                                                  |

Where FEEL says that an operation gives null because its operands do not fit, the code raises `Undefined` with the
reason; the evaluator turns it into null and notes the reason, so that `openhall decide` can say why a result is null.
"""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias, Union

from openhall.process.errors import LimitReached
from openhall.process.saying import Unsaid, gettext, made
from openhall.process.saying import Value as Part

if TYPE_CHECKING:
    from openhall.process.feel.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration

NUMBERS = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
"""IEEE 754-2008 decimal128, the numbers of FEEL (10.3.2.3.1). Use its methods; never the thread's own context."""


class Undefined(Unsaid):
    """An operation whose operands do not fit; its result is null. It says why, in one sentence.

    Evaluation raises many of them, and tells a few.
    """


@dataclass(frozen=True)
class Range:
    """A range (10.3.2.7). An end that is missing (`> 5`) is None and open.

    `= 5` and `!= 5` are ranges too: their `sign` says so, and both ends are the value.
    """

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool
    sign: str = ""


class Function(Protocol):
    """What can be called: a function literal, a decision's business knowledge, a built-in."""

    name: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in order."""
        ...

    def call(self, arguments: list[Value], budget: Budget) -> Value:
        """The result for arguments in order. Raises `Undefined` when they do not fit."""
        ...


Value: TypeAlias = Union[
    bool,
    decimal.Decimal,
    str,
    "Date",
    "Time",
    "DateTime",
    "DayTimeDuration",
    "YearMonthDuration",
    "list[Value]",
    "dict[str, Value]",
    Range,
    Function,
    None,
]


@dataclass(frozen=True)
class Limits:
    """The bounds of one evaluation; text from users is never evaluated without them.

    steps  operations, calls and elements of lists that are gone through
    depth  calls and expressions within each other
    size   characters of the longest text, and elements of the longest list
    """

    steps: int = 1_000_000
    depth: int = 200
    size: int = 100_000


@dataclass
class Budget:
    """What one evaluation has used of its limits, and why values in it became null.

    noted  sentences, or what they are made of: most are never told
    now    the moment that now() and today() tell, given from outside; without it they are null
    """

    limits: Limits = field(default_factory=Limits)
    used: int = 0
    depth: int = 0
    noted: list[str | tuple[str, Mapping[str, Part]]] = field(default_factory=list)
    now: DateTime | None = None

    def spend(self, steps: int = 1) -> None:
        """Count steps. Raises `LimitReached` when there were too many."""
        self.used += steps
        if self.used > self.limits.steps:
            raise LimitReached(
                gettext(
                    "The expression takes more than %(steps)s steps; make its lists or loops shorter.",
                    steps=self.limits.steps,
                )
            )

    def sized(self, size: int) -> None:
        """Ask for a text or list of this size before it is made. Raises `LimitReached` when it is too long."""
        if size > self.limits.size:
            raise LimitReached(
                gettext(
                    "The expression makes a text or list of %(size)s elements; at most %(most)s are allowed.",
                    size=size,
                    most=self.limits.size,
                )
            )
        self.spend(size // 8)

    def enter(self) -> None:
        """Go one call or expression deeper; `leave` comes back."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise LimitReached(
                gettext(
                    "The expression is nested more than %(depth)s deep; break it into smaller ones.",
                    depth=self.limits.depth,
                )
            )

    def leave(self) -> None:
        """Come back from where `enter` went."""
        self.depth -= 1

    def note(self, reason: str | Undefined) -> None:
        """Remember why a value is null (the first hundred reasons)."""
        if len(self.noted) < 100:
            self.noted.append(reason if isinstance(reason, str) else reason.made_of)

    @property
    def notes(self) -> list[str]:
        """Why values became null, in sentences."""
        return [each if isinstance(each, str) else made(*each) for each in self.noted]
