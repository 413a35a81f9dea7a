"""What the columns of a file hold, found over all of its rows: nothing is guessed from a sample alone.

A column has a kind only when each of its values is of that kind. One that nearly has is told with the lines that
keep it from it, and stays text: no value is ever lost to a guess.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from openhall.data.columns import Column, Kind
from openhall.data.formats import numbers, shapes_text, times
from openhall.data.formats.choices import Finding, Settled, choices_told, keeps_from
from openhall.data.formats.digits import western
from openhall.data.formats.identifiers import is_identifier
from openhall.data.formats.missing import marks_in_text, marks_of, without_marks
from openhall.data.formats.naming import field_names
from openhall.data.formats.raw import Raw
from openhall.data.formats.reading import Limits, Problem, Reading, Weight, bounded
from openhall.data.formats.times import Writing
from openhall.process.saying import gettext

_SAMPLE = 2000
_ADDRESS = r"^https?://\S+$"
_YES_NO = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"})


def understand(raw: Raw, limits: Limits) -> Reading:
    """The columns of a raw table with their kinds, and its values as these."""
    names = field_names(raw.titles)
    problems = list(raw.problems)
    texts = [
        place for place, dtype in enumerate(raw.frame.dtypes) if dtype == pl.String and place not in raw.areas
    ]
    series = {place: _empty_to_null(raw.frame.to_series(place)) for place in texts}
    marks = {place: marks_of(values) for place, values in series.items()}
    find = _find_declared if raw.declared else _find
    findings = {place: find(without_marks(series[place], marks[place]), raw.titles[place]) for place in texts}
    used = frozenset(mark for place in texts if findings[place].kind != Kind.TEXT for mark in marks[place])
    settled = _settled(findings.values(), raw.decimal)
    columns: list[Column] = []
    frame: list[pl.Series] = []
    for place, (name, title) in enumerate(zip(names, raw.titles, strict=True)):
        values = raw.frame.to_series(place)
        if place not in series:
            columns.append(Column(name, _kind_of(values.dtype, place in raw.areas), title))
            frame.append(values.alias(name))
            continue
        found = findings[place]
        meant = marks[place] if found.kind != Kind.TEXT else marks_in_text(series[place], marks[place], used)
        told = without_marks(series[place], meant)
        heading = title or name
        if empty := told.null_count() - series[place].null_count():
            note = gettext(
                "%(cells)s cells that say %(marks)s are taken as empty.",
                cells=empty,
                marks=", ".join(sorted(meant)),
            )
            problems.append(Problem(note, column=heading, weight=Weight.NOTE))
        typed, unit = _typed(told, found, settled)
        problems += choices_told(told, found, settled, heading)
        if found.kind == Kind.TEXT and not raw.declared:
            problems += keeps_from(told, heading, raw, is_identifier(title))
        columns.append(Column(name, found.kind, title, unit=unit))
        frame.append(typed.alias(name))
    return Reading(pl.DataFrame(frame), tuple(columns), bounded(problems, limits))


def _empty_to_null(values: pl.Series) -> pl.Series:
    # Spaces alone are an empty cell; spaces around a text stay, as the file has them.
    return values.set(values.str.strip_chars() == "", None)


def _find(values: pl.Series, title: str) -> Finding:
    """The kind of a column's values, marks of missing ones aside."""
    present = western(values.drop_nulls())
    if not len(present):
        return Finding()
    sample = present.head(_SAMPLE)
    if _is_yes_no(sample) and _is_yes_no(present):
        return Finding(Kind.CHECKBOX)
    if numbers.how_written(sample):
        written = None if is_identifier(title) and _whole(present) else numbers.how_written(present)
        return Finding(Kind.NUMBER, number=written) if written else Finding()
    if times.how_written(sample) and (writing := times.how_written(present)):
        settled = Writing.DAY_FIRST if writing == Writing.EITHER else writing
        zoned = times.read_times(sample, settled).zoned
        return Finding(Kind.FIXED_TIMESTAMP if zoned else Kind.CALENDAR_DATE, time=writing)
    if _all(sample, _ADDRESS) and _all(present, _ADDRESS):
        return Finding(Kind.URL)
    return Finding((shapes_text.kind_of(sample) and shapes_text.kind_of(present)) or Kind.TEXT)


def _find_declared(values: pl.Series, title: str) -> Finding:
    """The kind of a column of text of a format that says what is text: a place or an address, else text."""
    present = values.drop_nulls()
    if not len(present):
        return Finding()
    if _all(present, _ADDRESS):
        return Finding(Kind.URL)
    return Finding(shapes_text.kind_of(present) or Kind.TEXT)


def _whole(values: pl.Series) -> bool:
    return _all(values, r"^\s*[0-9]+\s*$")


def _all(values: pl.Series, pattern: str) -> bool:
    return bool(values.str.contains(pattern).all())


def _is_yes_no(values: pl.Series) -> bool:
    found = set(values.str.strip_chars().str.to_lowercase().unique().to_list())
    return any(found <= pair for pair in _YES_NO if len(found) > 1 or len(next(iter(found))) > 1)


def _settled(findings: Collection[Finding], hint: str) -> Settled:
    """How a file writes decimals and dates where a column by itself does not say: as its other columns do."""
    written = [each.number for each in findings if each.number]
    if any(each.comma and not each.dot for each in written):
        decimal = ","
    elif any(each.dot and not each.comma for each in written):
        decimal = "."
    else:
        decimal = hint or "."
    orders = {each.time for each in findings}
    month_first = Writing.MONTH_FIRST in orders and Writing.DAY_FIRST not in orders
    return Settled(decimal, month_first)


def _typed(values: pl.Series, found: Finding, settled: Settled) -> tuple[pl.Series, str]:
    """The values as those of their kind, and their unit."""
    if found.kind not in (Kind.TEXT, Kind.URL):
        values = western(values)
    match found.kind:
        case Kind.NUMBER if found.number:
            return numbers.to_numbers(values, settled.sign_of(found.number)), found.number.unit
        case Kind.CALENDAR_DATE | Kind.FIXED_TIMESTAMP if found.time:
            return times.read_times(values, settled.order_of(found.time)).values, ""
        case Kind.CHECKBOX:
            return values.str.strip_chars().str.to_lowercase().str.contains("^(true|yes|y|t)$"), ""
        case Kind.POINT:
            return shapes_text.to_points(values), ""
        case Kind.MULTIPOLYGON:
            return shapes_text.to_areas(values), ""
    return values, ""


def _kind_of(dtype: pl.DataType, area: bool) -> Kind:
    """The kind of a column that its format gave values of their own kind."""
    if area:
        return Kind.MULTIPOLYGON
    if isinstance(dtype, pl.Struct):
        return Kind.POINT
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        return Kind.FIXED_TIMESTAMP
    if dtype.is_temporal():
        return Kind.CALENDAR_DATE
    if dtype == pl.Boolean:
        return Kind.CHECKBOX
    return Kind.NUMBER if dtype.is_numeric() else Kind.TEXT
