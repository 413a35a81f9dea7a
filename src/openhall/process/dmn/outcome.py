"""What an evaluation says besides the value: the rules that fired and why values are null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openhall.process.feel.values import Value

MOST_FIRED = 1_000
"""Rules that are kept of one evaluation; a loop over a table can fire more."""


@dataclass(frozen=True)
class Tested:
    """One condition of a rule: what was tested, its value, and the test that it passed."""

    label: str
    value: Value
    test: str


@dataclass(frozen=True)
class Fired:
    """A rule that made (a part of) a table's result.

    table        name of the decision or business knowledge model that holds the table
    id           id of the table in the file
    rule         its number from 1, or None when no rule matched and the default was taken
    tested       its conditions, without those that let everything pass
    outputs      what it gave, by the name of the column ("" for an only one without a name)
    annotations  what is noted beside it, by the name of the column ("" for none)
    """

    table: str
    id: str
    rule: int | None
    tested: tuple[Tested, ...]
    outputs: tuple[tuple[str, Value], ...]
    annotations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Problem:
    """Why a value became null: the decision in which it did, and the reason in a sentence."""

    element: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """The result of a decision.

    value      the value, None where it is null
    decisions  every decision that was evaluated for it, in that order, with its value
    fired      the rules that fired, in that order (at most `MOST_FIRED`)
    problems   why values in it are null; there may be some although the result is not
    """

    value: Value
    decisions: Mapping[str, Value]
    fired: tuple[Fired, ...]
    problems: tuple[Problem, ...]
