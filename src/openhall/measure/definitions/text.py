"""The text of a measure: YAML in a file of a service folder, or as it is written in the browser.

`docs/reference/measures.md` lists every name that may stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from openhall.measure.definitions.builtin import builtin_names, builtin_text
from openhall.measure.definitions.examples_text import LARGEST, number_of, read_day, read_examples
from openhall.measure.definitions.expressions import Expression, parse
from openhall.measure.definitions.model import (
    PERCENT,
    Definition,
    Direction,
    Example,
    Exclusion,
    Grain,
    How,
    Side,
)
from openhall.measure.errors import BadMeasure
from openhall.measure.facts import SOURCES
from openhall.process.errors import BadService, FeelSyntaxError
from openhall.process.quoting import meant, quoted
from openhall.process.service.fields import Faults, Fields
from openhall.process.service.yaml_text import Part, read_yaml

KNOWN = (
    "built in", "name", "question", "unit", "direction", "grain", "by", "from", "dataset", "date", "open at the end",
    "numerator", "denominator", "mean", "median", "percentile", "gap between", "filter", "exclusions", "groups",
    "decimals", "owner", "valid from", "target", "smallest group", "notes", "example", "examples",
)  # fmt: skip
NEEDED = ("name", "question", "unit")
FROM = (*SOURCES, "typed", "dataset")
LONGEST_NAME = 150
MOST_BY = 5
MOST_EXCLUSIONS = 20
OF_ITS_EXAMPLE = {
    "numerator", "denominator", "filter", "date", "gap between", "median", "percentile", "exclusions", "example",
    "examples",
}  # fmt: skip
"""A text that says one of these otherwise loses the example of the built-in measure, which was worked out without."""
OF_VALUES = {"mean": How.MEAN, "median": How.MEDIAN, "percentile": How.PERCENTILE}


def read_definition(data: bytes | str, file: str = "the definition") -> Definition:
    """The measure that a text says. Raises `BadMeasure` with all that is wrong, one sentence a line."""
    found, faults = gather_definition(data.encode() if isinstance(data, str) else data, file)
    if faults or found is None:
        raise BadMeasure("\n".join(faults))
    return found


def gather_definition(data: bytes, file: str) -> tuple[Definition | None, list[str]]:
    """The measure that a text says as far as it can be read, and all that is wrong with it.

    A text with “built in” says only what is different from the measure of that name that Openhall brings.
    """
    faults = Faults(file)
    try:
        part = read_yaml(data, file)
    except BadService as error:
        return None, [str(error)]
    top = Fields(part, KNOWN, faults)
    base = top.text("built in")
    if base:
        merged = _merged(top, base)
        if merged is None:
            return None, faults.sentences
        top = Fields(merged, KNOWN, faults)
    top.need(*NEEDED)
    found = _Reader(top).definition()
    if base and found is not None:
        own = "example" in part.value or "examples" in part.value if isinstance(part.value, dict) else True
        examples = found.examples if own else _worked_in_its_own_grain(found.examples, base)
        found = replace(found, builtin=base, examples=examples)
    return found, faults.sentences


def _merged(top: Fields, base: str) -> Part | None:
    """The names of a built-in measure, with those of the text in their place."""
    if base not in builtin_names():
        top.faults.add(
            top.line_of("built in"),
            f"{quoted(base)} is no measure that is built in; {meant(base, builtin_names())}",
        )
        return None
    held = read_yaml(builtin_text(base).encode(), base).value
    assert isinstance(held, dict)
    line = top.line_of("built in")
    below = {name: _at(part, line) for name, part in held.items()}
    if not OF_ITS_EXAMPLE.isdisjoint(top.parts):
        below = {name: part for name, part in below.items() if name not in ("example", "examples")}
    return Part({**below, **top.parts}, 1)


def _worked_in_its_own_grain(examples: tuple[Example, ...], base: str) -> tuple[Example, ...]:
    grain = read_definition(builtin_text(base)).grain
    return tuple(replace(each, grain=grain) for each in examples)


def _at(part: Part, line: int) -> Part:
    value = part.value
    if isinstance(value, list):
        return Part([_at(each, line) for each in value], line)
    if isinstance(value, dict):
        return Part({name: _at(each, line) for name, each in value.items()}, line)
    return Part(value, line, part.text)


class _Reader:
    """Takes a definition out of its fields, noting what is wrong."""

    def __init__(self, top: Fields) -> None:
        self.top = top
        self.faults = top.faults
        self.source = self.choice("from", FROM, "cases")
        self.groups = self.read_groups()
        known = SOURCES[self.source].facts if self.source in SOURCES else {}
        self.facts: Mapping[str, Any] | None = (
            {**known, **self.groups} if self.source in SOURCES else None if self.source == "dataset" else {}
        )

    def definition(self) -> Definition:
        """All of it."""
        top, how = self.top, self.how()
        open_at_end = top.text("open at the end") == "true"
        value, quantile = self.value(how)
        found = Definition(
            name=" ".join(top.text("name").split())[:LONGEST_NAME],
            question=top.text("question"),
            unit=top.text("unit"),
            how=how,
            source=self.source,
            dataset=top.text("dataset"),
            dated_by=self.dated_by(open_at_end),
            open_at_end=open_at_end,
            numerator=self.side("numerator"),
            denominator=self.side("denominator"),
            value=value,
            quantile=quantile,
            direction=Direction(self.choice("direction", tuple(Direction), Direction.NEITHER)),
            grain=Grain(self.choice("grain", tuple(Grain), Grain.MONTH)),
            by=self.by(),
            between=self.fact(top.text("gap between"), "gap between"),
            filter=self.expression("filter"),
            exclusions=self.exclusions(),
            groups=self.groups,
            decimals=int(self.number("decimals", 1, 0, 6)),
            owner=top.text("owner"),
            valid_from=read_day(top, "valid from"),
            target=self.number("target", None, -LARGEST, LARGEST),
            smallest=int(self.number("smallest group", 10, 2, 1_000)),
            notes=top.text("notes"),
        )
        self.check_shape(found)
        return replace(found, examples=read_examples(top, found))

    def how(self) -> How:
        """How rows become a number: from the names that are there."""
        there = [name for name in OF_VALUES if name in self.top.parts]
        if self.top.text("gap between"):
            return How.GAP
        if there:
            if len(there) > 1 or "numerator" in self.top.parts:
                self.faults.add(
                    self.top.line_of(there[-1]),
                    f"{quoted(there[-1])} stands beside another way to make the number; keep one of them",
                )
            return OF_VALUES[there[0]]
        return How.RATIO if "denominator" in self.top.parts else How.TOTAL

    def check_shape(self, found: Definition) -> None:
        """What has to be there together."""
        top, add = self.top, self.faults.add
        if found.how in (How.RATIO, How.TOTAL, How.GAP) and "numerator" not in top.parts:
            add(0, "numerator is missing; say what is counted, such as “numerator: true” for every case")
        if found.how is How.GAP and "denominator" not in top.parts:
            add(0, "denominator is missing; say of what the numerator is a share")
        if found.unit == PERCENT and found.how is How.TOTAL:
            add(
                top.line_of("unit"),
                "the unit is percent, and there is no denominator; add one, or change the unit",
            )
        if found.source == "typed" and any(
            side is not None and not side.typed for side in (found.numerator, found.denominator)
        ):
            add(
                top.line_of("from"),
                "a measure from typed-in values has numerator and denominator such as “{typed: cost}”; write them so",
            )
        if (found.source == "dataset") != bool(found.dataset):
            add(top.line_of("from"), "“from: dataset” and “dataset” go together; give both or none")
        if found.open_at_end and found.source != "cases":
            add(
                top.line_of("open at the end"),
                "only cases are open at the end of a period; take one of both out",
            )

    def side(self, name: str) -> Side | None:
        """A numerator or denominator."""
        part = self.top.parts.get(name)
        if part is None or part.value is None:
            return None
        if isinstance(part.value, dict):
            inner = self.top.fields(name, ("typed",))
            inner.need("typed")
            return Side(typed=inner.text("typed")[:60])
        expression = self.expression(name)
        return Side(expression) if expression is not None else None

    def value(self, how: How) -> tuple[Expression | None, float]:
        """What a mean, median or percentile is of, and which one."""
        if how is How.MEAN:
            return self.expression("mean"), 0.5
        if how is How.MEDIAN:
            return self.expression("median"), 0.5
        if how is not How.PERCENTILE:
            return None, 0.5
        inner = self.top.fields("percentile", ("of", "at"))
        inner.need("of", "at")
        at = number_of(inner.text("at"))
        if at is None or not 0 < at < 100:
            self.faults.add(inner.line_of("at"), "“percentile.at” lies between 0 and 100; write 90, say")
            at = 50.0
        return self._parsed(inner.text("of"), inner.line_of("of"), "percentile.of"), at / 100

    def dated_by(self, open_at_end: bool) -> str:
        """The fact that places a row in a period."""
        said = self.top.text("date")
        if self.source == "dataset":
            if not said:
                self.faults.add(0, "date is missing; name the column of the dataset that holds the day")
            return said
        if self.source == "typed":
            return ""
        if open_at_end:
            if said:
                self.faults.add(
                    self.top.line_of("date"),
                    "“date” says nothing of what is open at the end of a period; take it out",
                )
            return "begun"
        return self.fact(said, "date") or SOURCES[self.source].date

    def by(self) -> tuple[str, ...]:
        """The facts by which it is also told."""
        found = self.top.texts("by")
        if len(found) > MOST_BY:
            self.faults.add(
                self.top.line_of("by"),
                f"“by” names more than {MOST_BY} facts; leave the less important ones out",
            )
        return tuple(dict.fromkeys(self.fact(each, "by") for each in found[:MOST_BY]))

    def read_groups(self) -> dict[str, Expression]:
        """Facts of its own, from the answers of the form."""
        fields = self.top.fields("groups")
        found = {}
        for name in fields.parts:
            if not name.replace("_", "").isalnum() or name in SOURCES["cases"].facts or len(name) > 60:
                self.faults.add(
                    fields.line_of(name),
                    f"{quoted(name)} cannot be the name of a group; take one word that is no fact already",
                )
                continue
            expression = self._parsed(fields.text(name), fields.line_of(name), f"groups.{name}", answers=True)
            if expression is not None:
                found[name] = expression
        return found

    def exclusions(self) -> tuple[Exclusion, ...]:
        """What is left out, and why."""
        found = []
        for each in self.top.each("exclusions", ("when", "because"))[:MOST_EXCLUSIONS]:
            each.need("when", "because")
            when = self._parsed(each.text("when"), each.line_of("when"), "exclusions.when")
            if when is not None:
                found.append(Exclusion(when, each.text("because")))
        return tuple(found)

    def expression(self, name: str) -> Expression | None:
        """An expression over the facts of a row."""
        return self._parsed(self.top.text(name), self.top.line_of(name), name)

    def _parsed(self, text: str, line: int, name: str, answers: bool = False) -> Expression | None:
        if not text:
            return None
        facts = None if answers else self.facts
        try:
            found = parse(text, facts or ())
        except FeelSyntaxError as error:
            self.faults.add(line, f"{quoted(name)}: {error}")
            return None
        unknown = [] if facts is None else [each for each in found.names if each not in facts]
        for each in unknown:
            self.faults.add(
                line, f"{quoted(name)} asks for {quoted(each)}, which is no fact; {meant(each, facts or ())}"
            )
        return None if unknown else found

    def fact(self, name: str, at: str) -> str:
        """The name of a fact; "" with a fault where there is none of that name."""
        if name and self.facts is not None and name not in self.facts:
            self.faults.add(self.top.line_of(at), f"{quoted(name)} is no fact; {meant(name, self.facts)}")
            return ""
        return name

    def choice(self, name: str, choices: tuple[str, ...], usual: str) -> str:
        """One of several words."""
        said = self.top.text(name) or usual
        if said not in choices:
            self.faults.add(
                self.top.line_of(name),
                f"{quoted(name)} is {quoted(said)}; write {', '.join(choices[:-1])} or {choices[-1]}",
            )
            return usual
        return str(said)

    def number(self, name: str, usual: Any, low: float, high: float) -> Any:
        """A number within bounds."""
        said = self.top.text(name)
        if not said:
            return usual
        found = number_of(said)
        if found is None or not low <= found <= high:
            self.faults.add(
                self.top.line_of(name), f"{quoted(name)} is a number from {low:g} to {high:g}; write it so"
            )
            return usual
        return found
