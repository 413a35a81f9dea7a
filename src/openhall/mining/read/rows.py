"""From a table with named columns to a `Reading`: one row an event, or one row a case with dates in columns."""

from __future__ import annotations

import polars as pl

from openhall.mining.errors import MissingColumn
from openhall.mining.log import ACTIVITY, CASE, END, OFFSET, RESOURCE, TIME, Problem
from openhall.mining.read.build import Reading
from openhall.mining.read.columns import Columns, find_columns
from openhall.mining.read.options import ReadOptions
from openhall.mining.read.times import read_times, zone_named
from openhall.process.saying import gettext

CASE_PREFIX = "case:"


def read_rows(
    table: pl.DataFrame, options: ReadOptions, source: str, problems: tuple[Problem, ...] = ()
) -> Reading:
    """Make a reading of a table. Raises `MissingColumn` or `UnreadableLog`."""
    columns = find_columns(table.columns, options, source)
    zone = zone_named(options.timezone, source)
    if options.milestones:
        return _milestones(table, columns, options, zone, source, problems)
    assert columns.activity is not None and columns.time is not None
    if len({columns.case, columns.activity, columns.time}) < 3:
        raise MissingColumn(
            gettext("%(file)s: case, activity and time must be three columns; name each.", file=source)
        )
    times = read_times(table[columns.time], zone, source)
    found = [*problems, *times.problems]
    parts = {CASE: _names(table[columns.case]), ACTIVITY: _names(table[columns.activity]), TIME: times.utc}
    parts[OFFSET] = times.offset
    if columns.end is not None:
        ends = read_times(table[columns.end], zone, source)
        found += ends.problems
        parts[END] = ends.utc
    rest = {name for name in (columns.case, columns.activity, columns.time, columns.end) if name}
    for name in table.columns:
        if name not in rest:
            parts[_attribute_name(name, columns, parts)] = table[name]
    frame = pl.DataFrame([column.alias(name) for name, column in parts.items()])
    events, cases = _split_cases(frame)
    return Reading(events, cases, tuple(found), source)


def _names(column: pl.Series) -> pl.Series:
    """A column of names as text; blank ones are missing, and numbers keep no ".0" that only a float gave them."""
    if column.dtype.is_float() and bool((column.drop_nulls().round(0) == column.drop_nulls()).all()):
        column = column.cast(pl.Int64)
    if isinstance(column.dtype, pl.Categorical | pl.Enum):
        return column
    text = column.cast(pl.String)
    return text.set(text.str.strip_chars() == "", None)


def _attribute_name(name: str, columns: Columns, taken: dict[str, pl.Series]) -> str:
    new = RESOURCE if name == columns.resource else name
    while new in taken:
        new += "'"
    return new


def _split_cases(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Move columns named `case:...` to the table of cases when they say one thing for each case."""
    prefixed = [name for name in frame.columns if name.startswith(CASE_PREFIX) and name != CASE]
    if not prefixed:
        return frame, None
    grouped = frame.select(CASE, *prefixed).group_by(CASE, maintain_order=True)
    constant = grouped.agg(pl.col(prefixed).n_unique() <= 1).select(pl.col(prefixed).all()).row(0)
    moved = [name for name, same in zip(prefixed, constant, strict=True) if same]
    cases = grouped.agg(pl.col(moved).first()).filter(pl.col(CASE).is_not_null())
    renamed = cases.rename({name: name.removeprefix(CASE_PREFIX) for name in moved}).with_columns(
        pl.col(CASE).cast(pl.String)
    )
    return frame.drop(moved), renamed


def _milestones(
    table: pl.DataFrame,
    columns: Columns,
    options: ReadOptions,
    zone: str | None,
    source: str,
    problems: tuple[Problem, ...],
) -> Reading:
    """One row a case: each date column becomes an activity, the other columns attributes of the case."""
    found = list(problems)
    case = _names(table[columns.case]).cast(pl.String)
    parts = []
    for place, name in enumerate(options.milestones):
        times = read_times(table[name], zone, source)
        found += times.problems
        parts.append(
            pl.DataFrame({CASE: case, ACTIVITY: [name] * len(table), TIME: times.utc, OFFSET: times.offset})
            .with_columns(row=pl.int_range(pl.len()), place=pl.lit(place))
            .filter(pl.col(TIME).is_not_null())
        )
    # Row by row, so that dates that are the same keep the order in which the columns were named.
    events = pl.concat(parts).sort("row", "place").drop("row", "place")
    rest = [name for name in table.columns if name not in (columns.case, *options.milestones)]
    cases = table.select(case.alias(CASE), *rest).filter(pl.col(CASE).is_not_null())
    twice = len(cases) - cases[CASE].n_unique()
    if twice:
        found.append(Problem("row with a case that an earlier row has; joined with it", twice, "the table"))
    return Reading(events, cases.unique(CASE, keep="first", maintain_order=True), tuple(found), source)
