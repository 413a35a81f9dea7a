"""The worked examples in the text of a measure: rows, what was typed in, and the answer made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import polars as pl

from openhall.measure.definitions.model import Definition, Example
from openhall.measure.facts import CASES, FEEDBACK
from openhall.process.quoting import quoted
from openhall.process.service.fields import Fields

MOST_ROWS = 200
LARGEST = 1e15
ANSWERS = ("numerator", "denominator", "value", "n", "groups")
NUMBERS = ("numerator", "denominator", "value", "n")
NOTHING = ("nothing", "null", "")


def read_examples(top: Fields, definition: Definition) -> tuple[Example, ...]:
    """All examples of a definition, with faults for what is wrong in them."""
    name = "examples" if "examples" in top.parts else "example"
    found = []
    for fields in top.each(name, ("period", "rows", "typed", "answer", "working")):
        fields.need("period", "answer")
        period = read_day(fields, "period")
        answer = fields.fields("answer", ANSWERS)
        groups = answer.fields("groups")
        example = Example(
            period=period or date(2026, 1, 1),
            rows=tuple(_rows(fields, definition)),
            typed=_typed(fields.fields("typed", definition.typed or None)),
            answer=_answer(answer),
            groups={group: _answer(groups.fields(group, NUMBERS)) for group in groups.parts},
            working=fields.text("working"),
            line=fields.line,
        )
        if not example.answer and not example.groups:
            fields.faults.add(fields.line, "the answer says nothing; write its value as worked out by hand")
        if period is not None:
            found.append(example)
    return tuple(found)


def _rows(fields: Fields, definition: Definition) -> list[dict[str, Any]]:
    part = fields.parts.get("rows")
    parts = part.value if part is not None and isinstance(part.value, list) else []
    if len(parts) > MOST_ROWS:
        fields.faults.add(fields.line_of("rows"), f"an example has at most {MOST_ROWS} rows; take fewer")
    known = {"cases": CASES, "feedback": FEEDBACK}.get(definition.source)
    if known is not None:
        known = {**known, **dict.fromkeys(definition.groups, pl.String())}
    rows = []
    for each in parts[:MOST_ROWS]:
        row = Fields(each, known, fields.faults, "rows")
        rows.append(
            {
                name: _loose(row.text(name)) if known is None else _cell(row, name, known[name])
                for name in row.parts
            }
        )
    return rows


def _cell(row: Fields, name: str, kind: pl.DataType) -> Any:
    text = row.text(name)
    if not text:
        return None
    if kind == pl.Float64:
        return _number(row, name)
    if isinstance(kind, pl.Datetime):
        found = moment(text)
        if found is None:
            row.faults.add(
                row.line_of(name), f"{quoted(text)} is no time; write it like 2026-04-01 or 2026-04-01 14:30"
            )
        return found
    return text


def moment(text: str) -> datetime | None:
    """A day, or a day and time, as a moment in UTC: examples have no clocks that change. None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == 10:
        found = datetime.combine(found.date(), time())
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _loose(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text or None


def _answer(fields: Fields) -> dict[str, float | None]:
    numbers: dict[str, float | None] = {}
    for name in fields.parts:
        if name not in NUMBERS:
            continue
        nothing = fields.text(name) in NOTHING
        number = None if nothing else _number(fields, name)
        if nothing or number is not None:
            numbers[name] = number
    return numbers


def _typed(fields: Fields) -> dict[str, float]:
    found = {name: _number(fields, name) for name in fields.parts}
    return {name: number for name, number in found.items() if number is not None}


def _number(fields: Fields, name: str) -> float | None:
    text = fields.text(name)
    found = number_of(text)
    if found is None:
        fields.faults.add(
            fields.line_of(name), f"{quoted(name)} is a number, and {quoted(text)} is none; mend it"
        )
    return found


def number_of(text: str) -> float | None:
    """A number that measures can be made of; None for anything else."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < LARGEST else None


def read_day(fields: Fields, name: str) -> date | None:
    """A day such as 2026-04-01; None, with a fault, for anything else."""
    text = fields.text(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fields.faults.add(fields.line_of(name), f"{quoted(text)} is no day; write it like 2026-04-01")
        return None
