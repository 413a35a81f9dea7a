"""Work out the examples of a definition, and say where the answer made by hand is another one."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from openhall.measure.definitions.computing import Moment, Typed, compute
from openhall.measure.definitions.model import Definition, Example
from openhall.measure.definitions.periods import next_start, start_of
from openhall.measure.errors import BadMeasure
from openhall.measure.facts import cases_frame, feedback_frame

CLOSE = 1e-6
"""Answers made by hand may be rounded to six digits."""


def example_rows(definition: Definition, example: Example) -> pl.DataFrame | None:
    """The rows of an example as the table that the measure is computed from."""
    rows = [dict(row) for row in example.rows]
    if definition.source == "feedback":
        return feedback_frame(rows)
    if definition.source == "cases":
        for k, row in enumerate(rows):
            row.setdefault("case", f"case {k + 1}")
        return cases_frame(rows, definition.groups)
    if definition.source == "dataset":
        return _table(rows, definition.dated_by)
    return None


def differences(definition: Definition, example: Example) -> list[str]:
    """Where the answer by hand and the computed one differ, in sentences; [] where they agree."""
    if example.grain is not None:
        definition = replace(definition, grain=example.grain)
    start = start_of(example.period, definition.grain)
    after = next_start(start, definition.grain)
    now = datetime(after.year, after.month, after.day, tzinfo=UTC) - timedelta(seconds=1)
    typed = [Typed(name, start, number) for name, number in example.typed.items()]
    try:
        values = compute(definition, example_rows(definition, example), Moment(now, only={start}), typed)
    except BadMeasure as error:
        return [str(error)]
    found = {row["group"] if row["by"] else "": row for row in values.iter_rows(named=True)}
    said = _compared(example.answer, found.get(""), "")
    for group, answer in example.groups.items():
        said += _compared(answer, found.get(group), f" of {group}")
    return said


def _compared(answer: Any, row: dict[str, Any] | None, of: str) -> list[str]:
    sentences = []
    for name, by_hand in answer.items():
        computed = row[name] if row is not None else None
        if not _same(by_hand, computed):
            sentences.append(
                f"by hand the {name}{of} is {_said(by_hand)}, computed it is {_said(computed)}; mend the definition or "
                "the answer"
            )
    return sentences


def _same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is None and b is None
    return math.isclose(a, b, rel_tol=CLOSE, abs_tol=CLOSE)


def _said(number: float | None) -> str:
    return "nothing" if number is None else f"{number:,.10g}"


def _table(rows: list[dict[str, Any]], date_name: str) -> pl.DataFrame:
    frame = pl.DataFrame(rows, infer_schema_length=None)
    if date_name in frame.columns and frame[date_name].dtype == pl.String:
        frame = frame.with_columns(pl.col(date_name).str.slice(0, 10).str.to_date(strict=False))
    return frame
