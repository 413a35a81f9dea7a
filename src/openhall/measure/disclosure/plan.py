"""A plan of generalisation: steps in their order, as a value with a text that can be stored and shown.

One step a line, `column: rule` (the rules are listed in `steps`). A column whose name holds a colon, a quote, a comma
or a line's end is written as a JSON string. The last line may drop rows: `*: drop below 5 by postcode, age`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from openhall.measure.disclosure.errors import BadPlan
from openhall.measure.disclosure.steps import (
    Bands,
    Chance,
    Drop,
    Grid,
    Groups,
    Limit,
    Nearest,
    Outward,
    Period,
    Prefix,
    Rare,
    Step,
)
from openhall.process.quoting import quoted
from openhall.process.saying import gettext, listing

LONGEST = 200_000
MOST_STEPS = 500
NUMBER = r"-?\d{1,15}(?:\.\d{1,9})?"


@dataclass(frozen=True)
class DropRows:
    """Rows that share their `by` with fewer than `k` - 1 others are left out."""

    k: int
    by: tuple[str, ...]

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame without these rows. Raises `BadPlan` for a column that is not there."""
        for name in self.by:
            if name not in frame.columns:
                raise BadPlan(
                    gettext(
                        "The plan drops rows by “%(column)s”, which the table does not have any more.",
                        column=name,
                    )
                )
        return frame.filter(pl.len().over(self.by) >= self.k)

    def in_words(self) -> str:
        """What it does, in a sentence."""
        return gettext(
            "rows that share %(columns)s with fewer than %(others)s others are left out",
            columns=listing([quoted(each) for each in self.by]),
            others=self.k - 1,
        )


@dataclass(frozen=True)
class Plan:
    """Steps in their order, then the rows that are dropped."""

    steps: tuple[Step, ...] = ()
    rows: DropRows | None = None

    @property
    def text(self) -> str:
        """The plan as text, which `parse_plan` reads."""
        lines = [f"{_quoted(each.column)}: {each.rule()}" for each in self.steps]
        if self.rows is not None:
            lines.append(f"*: drop below {self.rows.k} by {', '.join(map(_quoted, self.rows.by))}")
        return "\n".join(lines)

    def apply(self, frame: pl.DataFrame, secret: bytes | None = None) -> pl.DataFrame:
        """The frame after all steps. Raises `BadPlan`. `secret` is needed where numbers are rounded by chance."""
        for each in self.steps:
            frame = each.apply(frame, secret)
        return frame if self.rows is None else self.rows.apply(frame)

    def dropped(self) -> frozenset[str]:
        """The columns that are left out."""
        return frozenset(each.column for each in self.steps if isinstance(each, Drop))

    def in_words(self) -> list[str]:
        """What it does, a sentence a step."""
        said: list[str] = [
            gettext("“%(column)s”: %(change)s", column=each.column, change=each.in_words())
            for each in self.steps
        ]
        return said if self.rows is None else [*said, self.rows.in_words()]


def parse_plan(text: str) -> Plan:
    """The plan that a text says. Raises `BadPlan` with the line."""
    if len(text) > LONGEST:
        raise BadPlan(f"The plan is longer than {LONGEST:,} signs.")
    steps: list[Step] = []
    rows = None
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > MOST_STEPS:
        raise BadPlan(f"The plan has more than {MOST_STEPS} steps.")
    for number, line in enumerate(lines, 1):
        if rows is not None:
            raise BadPlan(f"Line {number}: rows are dropped last; put this step above.")
        try:
            if line.startswith("*:"):
                rows = _rows(line[2:].strip())
            else:
                column, rule = _split(line)
                steps.append(_step(column, rule))
        except BadPlan as error:
            raise BadPlan(f"Line {number}: {error}") from None
    return Plan(tuple(steps), rows)


def _split(line: str) -> tuple[str, str]:
    if line.startswith('"'):
        try:
            column, end = json.JSONDecoder().raw_decode(line)
        except ValueError:
            raise BadPlan("the name of the column is not closed with a quote.") from None
        rest = line[end:].lstrip()
    else:
        column, mark, rest = line.partition(":")
        rest = mark + rest
    if not column or not rest.startswith(":"):
        raise BadPlan("a step is written as “column: rule”, such as “age: bands 10”.")
    return str(column).strip(), rest[1:].strip()


def _step(column: str, rule: str) -> Step:
    match rule.split(maxsplit=1):
        case ["outward"]:
            return Outward(column)
        case ["drop"]:
            return Drop(column)
        case [("month" | "quarter" | "year") as length]:
            return Period(column, length)
        case ["prefix", length] if re.fullmatch(r"[1-9]\d{0,2}", length):
            return Prefix(column, int(length))
        case ["rare", fewest] if re.fullmatch(r"[1-9]\d{0,6}", fewest):
            return Rare(column, int(fewest))
        case ["bands", edges]:
            return Bands(column, _edges(edges))
        case ["nearest", base]:
            return Nearest(column, _above_zero(base))
        case ["random", base]:
            return Chance(column, _above_zero(base))
        case ["grid", metres]:
            return Grid(column, _above_zero(metres))
        case ["at", _]:
            return _limit(column, rule)
        case ["groups", groups]:
            return Groups(column, _groups(groups))
        case _:
            raise BadPlan(
                f"“{rule[:40]}” is no rule; there are outward, prefix, bands, month, quarter, year, nearest, random, "
                "at least, at most, grid, groups, rare and drop."
            )


def _above_zero(text: str) -> float:
    if not re.fullmatch(NUMBER, text) or float(text) <= 0:
        raise BadPlan(f"“{text[:40]}” is no number above 0.")
    return float(text)


def _edges(text: str) -> tuple[float, ...]:
    parts = [each.strip() for each in text.split(",")]
    if not all(re.fullmatch(NUMBER, each) for each in parts):
        raise BadPlan(
            "bands take a width, or the numbers at which they begin: “bands 10”, “bands 0, 16, 65”."
        )
    edges = tuple(float(each) for each in parts)
    if len(edges) == 1 and edges[0] <= 0:
        raise BadPlan("the width of bands lies above 0.")
    if any(a >= b for a, b in pairwise(edges)):
        raise BadPlan("the numbers at which bands begin must rise.")
    return edges


def _limit(column: str, rule: str) -> Limit:
    found = re.fullmatch(rf"(?:at least ({NUMBER}))?(?:, )?(?:at most ({NUMBER}))?", rule)
    if found is None or not any(found.groups()):
        raise BadPlan("a limit is written as “at least 16”, “at most 90” or “at least 16, at most 90”.")
    low, high = (None if each is None else float(each) for each in found.groups())
    if low is not None and high is not None and low >= high:
        raise BadPlan("the upper limit lies above the lower one.")
    return Limit(column, low, high)


def _groups(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not all(
        isinstance(values, list) and all(isinstance(value, str) for value in values)
        for values in told.values()
    ):
        raise BadPlan('groups are JSON: {"North": ["Quay", "Mill"], "South": ["Hill"]}.')
    named = [value for values in told.values() for value in values]
    if len(named) != len(set(named)):
        raise BadPlan("a value is in two groups.")
    return tuple((name, tuple(values)) for name, values in told.items())


def _rows(rule: str) -> DropRows:
    found = re.fullmatch(r"drop below ([1-9]\d{0,5}) by (.+)", rule)
    if found is None:
        raise BadPlan("rows are dropped with “*: drop below 5 by postcode, age”.")
    return DropRows(int(found[1]), tuple(_names(found[2])))


def _names(text: str) -> Sequence[str]:
    names, rest = [], text.strip()
    while rest:
        if rest.startswith('"'):
            try:
                name, end = json.JSONDecoder().raw_decode(rest)
            except ValueError:
                raise BadPlan("the name of a column is not closed with a quote.") from None
            rest = rest[end:].strip()
            if rest and not rest.startswith(","):
                raise BadPlan("columns are parted by commas.")
            rest = rest[1:].strip()
        else:
            name, _, rest = rest.partition(",")
            name, rest = name.strip(), rest.strip()
        names.append(name)
    return names


def _quoted(name: str) -> str:
    plain = re.fullmatch(r"[^\s\":,*][^\":,\n\r]*", name) and name == name.strip() and name.isprintable()
    return name if plain else json.dumps(name)
