"""`tests/*.yaml`: a case, the steps that it takes, and what is expected of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, Union

from openhall.process.errors import BadService
from openhall.process.quoting import flattened
from openhall.process.saying import each_line, gettext, message_of
from openhall.process.service.fields import Faults, Fields
from openhall.process.service.spans import parse_span
from openhall.process.service.yaml_text import Part, read_yaml
from openhall.process.timers import Duration

Plain: TypeAlias = Union[str, int, Decimal, bool, "list[Plain]", "dict[str, Plain]", None]
"""What a file gives: JSON, with text after `=` for what JSON does not have."""

MOST_STEPS = 500
MOST_VALUES = 200


class StepKind(StrEnum):
    """What a step of an example is; the values are the names in the file."""

    DO = "do"
    HAPPENS = "happens"
    WAIT = "wait"


@dataclass(frozen=True)
class Step:
    """One step.

    name   a node, or what happens
    gives  the data by their names
    fails  the code of the error that the work throws in place of being done; None where it is done
    span   how long is waited
    """

    kind: StepKind
    line: int
    name: str = ""
    gives: Mapping[str, Plain] = field(default_factory=dict)
    fails: str | None = None
    span: Duration | None = None


@dataclass(frozen=True)
class Expected:
    """What is expected at the end; None is not looked at.

    steps    ids of the activities and events that were done, in order
    values   FEEL names or paths and their values
    letters  names of the letters that were sent, in order
    outcome  id of the end event that was reached last
    open     ids of the activities that are open
    """

    steps: tuple[str, ...] | None = None
    values: Mapping[str, Plain] | None = None
    letters: tuple[str, ...] | None = None
    outcome: str | None = None
    open: tuple[str, ...] | None = None
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Example:
    """One file: `title` says what the case is, `given` are the data that it begins with.

    begins  the message or signal that begins it, or the id of the start event; "" where it begins plainly
    """

    file: str
    title: str
    given: Mapping[str, Plain]
    steps: tuple[Step, ...]
    expected: Expected
    given_line: int = 0
    begins: str = ""


def read_example(data: bytes, file: str) -> tuple[Example | None, list[str]]:
    """The example of a file as far as it can be read, and all that is wrong with it."""
    faults = Faults(file)
    try:
        part = read_yaml(data, file)
    except BadService as error:
        return None, each_line(message_of(error))
    top = Fields(part, ("case", "begins", "given", "steps", "expect"), faults)
    top.need("expect")
    given = top.fields("given")
    steps = [_step(each, faults) for each in top.each("steps", ("do", "happens", "wait", "gives", "fails"))]
    if len(steps) > MOST_STEPS:
        faults.add(
            top.line_of("steps"),
            gettext("there are more than %(most)s steps; make several tests of them", most=MOST_STEPS),
        )
    example = Example(
        file,
        flattened(top.text("case")),
        {name: plain(held) for name, held in given.parts.items()},
        tuple(step for step in steps[:MOST_STEPS] if step is not None),
        _expected(top.fields("expect", ("steps", "values", "letters", "outcome", "open"))),
        top.line_of("given"),
        top.text("begins"),
    )
    return example, faults.sentences


def plain(part: Part) -> Plain:
    """A value of a file without its lines."""
    if isinstance(part.value, list):
        return [plain(each) for each in part.value]
    if isinstance(part.value, dict):
        return {name: plain(each) for name, each in part.value.items()}
    return part.value


def _step(found: Fields, faults: Faults) -> Step | None:
    kinds = [kind for kind in StepKind if kind in found.parts]
    if len(kinds) != 1:
        faults.add(
            found.line,
            gettext("a step is one of “do: NODE”, “happens: MESSAGE” and “wait: 8 days”; write one of them"),
        )
        return None
    kind = kinds[0]
    given = found.fields("gives")
    if kind == StepKind.WAIT:
        if given.parts or "fails" in found.parts:
            faults.add(
                found.line, gettext("time gives nothing and does not fail; take “gives” and “fails” out")
            )
        span = found.read("wait", parse_span)
        return Step(kind, found.line, span=span) if span is not None else None
    gives = {name: plain(held) for name, held in given.parts.items()}
    if "fails" in found.parts and (gives or kind != StepKind.DO):
        faults.add(
            found.line, gettext("only work fails, and then it gives nothing; write “do: NODE, fails: CODE”")
        )
    return Step(kind, found.line, found.text(kind), gives, found.text("fails") or None)


def _expected(found: Fields) -> Expected:
    values = found.fields("values") if "values" in found.parts else None
    if values is not None and len(values.parts) > MOST_VALUES:
        found.faults.add(
            found.line_of("values"), gettext("more than %(most)s values; make it shorter", most=MOST_VALUES)
        )
    lists = {
        name: found.texts(name) if name in found.parts else None for name in ("steps", "letters", "open")
    }
    return Expected(
        lists["steps"],
        {name: plain(held) for name, held in values.parts.items()} if values is not None else None,
        lists["letters"],
        found.text("outcome") or None,
        lists["open"],
        {name: held.line for name, held in found.parts.items()},
    )
