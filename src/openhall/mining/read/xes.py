"""Read XES (IEEE 1849-2016), packed or not, with every attribute of every trace and event."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog
from openhall.mining.log import ACTIVITY, CASE, END, OFFSET, TIME, Problem
from openhall.mining.read import xes_scan as x
from openhall.mining.read.build import Reading
from openhall.mining.read.bytes import line_of
from openhall.mining.read.iso_times import NO_TIME, UNWRITTEN, parse_times
from openhall.mining.read.options import ReadOptions
from openhall.mining.read.times import in_zone
from openhall.mining.read.xes_pieces import Attributes, Scan, scan_file, text_at
from openhall.mining.words import quoted
from openhall.process.saying import gettext


def read_xes(path: Path, options: ReadOptions) -> Reading:
    """Read a file. Raises `UnreadableLog` with the line where it is broken, `EmptyLog` when it has no event.

    Attributes of traces become columns of `cases`, those of events columns of `events`. The child `b` of an
    attribute `a` becomes `a/b`; the second `a` of one event becomes `a#2`. Values keep their type; a column whose
    values have several types, or cannot be read as the type they claim, is text, so that nothing is lost.
    """
    scan = scan_file(path, options.max_bytes)
    problems: list[Problem] = []
    events = _columns(scan, scan.of_events, scan.n_events, problems, options)
    traces = _columns(scan, scan.of_traces, scan.n_traces, problems, options)
    if ACTIVITY not in events or TIME not in events:
        missing = ACTIVITY if ACTIVITY not in events else TIME
        raise EmptyLog(
            gettext(
                "%(file)s: no event has %(missing)s, so there is nothing to put on a map.",
                file=scan.name,
                missing=missing,
            )
        )
    if END in events and not events[END].dtype.is_temporal():
        free = _free_name(END, events)
        events[free] = events.pop(END)
    traces = {name: column for name, column in traces.items() if name != CASE}
    names = _trace_names(traces.pop(ACTIVITY, None), scan.n_traces, problems)
    empty = scan.n_traces - len(np.unique(scan.trace_of_event[scan.trace_of_event >= 0]))
    if empty:
        problems.append(Problem("case without any event, not shown", empty, "the traces of the file"))
    frame = pl.DataFrame(
        {
            CASE: names[pl.Series(scan.trace_of_event).replace(-1, None)],
            **{name: column for name, column in events.items() if name != CASE},
        }
    )
    if frame[ACTIVITY].dtype not in (pl.String, pl.Categorical):
        frame = frame.with_columns(pl.col(ACTIVITY).cast(pl.String))
    cases = pl.DataFrame({CASE: names.cast(pl.String), **traces}).unique(
        CASE, keep="first", maintain_order=True
    )
    return Reading(frame, cases, tuple(problems), scan.name)


def _columns(
    scan: Scan, found: Attributes, n_owners: int, problems: list[Problem], options: ReadOptions
) -> dict[str, pl.Series]:
    """One column for every key of traces, or of events."""
    columns: dict[str, pl.Series] = {}
    for key, mine in zip(scan.keys, found.by_key(len(scan.keys)), strict=True):
        for nth, part in enumerate(_occurrences(mine), start=1):
            name = _free_name(key if nth == 1 else f"{key}#{nth}", columns)
            columns.update(_column(scan, part, n_owners, name, problems, options))
    return columns


def _occurrences(found: Attributes) -> list[Attributes]:
    """Part attributes of one key so that each owner has it once in each part: first, second, ... occurrence."""
    if not len(found.owner) or (np.diff(found.owner) > 0).all():
        return [found] if len(found.owner) else []
    begins = np.flatnonzero(np.concatenate(([True], np.diff(found.owner) != 0)))
    nth = np.arange(len(found.owner)) - np.repeat(begins, np.diff(np.append(begins, len(found.owner))))
    return [found.where(nth == k) for k in range(min(int(nth.max()) + 1, 50))]


def _free_name(name: str, columns: dict[str, pl.Series]) -> str:
    while name in columns:
        name += "'"
    return name


def _column(
    scan: Scan, found: Attributes, n_owners: int, name: str, problems: list[Problem], options: ReadOptions
) -> dict[str, pl.Series]:
    if (found.type == x.DATE).all():
        return _times(scan, found, n_owners, name, problems, options)
    if (found.type == x.DATE).any():
        texts = [
            text_at(scan.content, a, b, scan.name) for a, b in zip(found.start, found.length, strict=True)
        ]
        text_column = np.full(n_owners, None, object)
        text_column[found.owner] = texts
        return {name: pl.Series(name, text_column, dtype=pl.String)}
    codes, used = _compress(found.value, len(scan.values))
    texts_used = scan.values[used]
    types = set(np.unique(found.type).tolist())
    values = _typed(texts_used, types.pop() if len(types) == 1 else x.STRING)
    if values.dtype == pl.String and len(values) * 2 < n_owners:
        values = values.cast(pl.Categorical)
    rows = np.full(n_owners, -1, np.int64)
    rows[found.owner] = codes
    return {name: values[pl.Series(rows).replace(-1, None)].rename(name)}


def _compress(codes: NDArray[np.int32], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the codes that occur from 0; returns the new codes and the old code of each."""
    seen = np.zeros(n, np.bool_)
    seen[codes] = True
    used = np.flatnonzero(seen)
    number = np.zeros(n, np.int64)
    number[used] = np.arange(len(used))
    return number[codes], used


def _typed(texts: pl.Series, kind: int) -> pl.Series:
    """Distinct values as the type they claim; as text when one of them is not of it."""
    bare = texts.str.strip_chars()
    match kind:
        case x.INT:
            typed = bare.cast(pl.Int64, strict=False)
        case x.FLOAT:
            typed = bare.cast(pl.Float64, strict=False)
        case x.BOOLEAN:
            words = {"true": True, "1": True, "false": False, "0": False}
            typed = pl.Series([words.get(text.lower()) for text in bare.to_list()], dtype=pl.Boolean)
        case _:
            return texts
    return texts if typed.null_count() else typed


def _times(
    scan: Scan, found: Attributes, n_owners: int, name: str, problems: list[Problem], options: ReadOptions
) -> dict[str, pl.Series]:
    clock = np.empty(len(found.owner), np.int64)
    offset = np.empty(len(found.owner), np.int16)
    parse_times(scan.bytes, found.start, found.length, clock, offset)
    none = clock == NO_TIME
    if none.any():
        first = int(np.flatnonzero(none)[0])
        text = text_at(scan.content, int(found.start[first]), int(found.length[first]), scan.name)
        line = line_of(scan.content, int(found.start[first]))
        problems.append(Problem(f"{name}: {quoted(text)} is no time", int(none.sum()), f"line {line:,}"))
    utc, minutes = _to_utc(clock, offset, none, options)
    column = np.full(n_owners, NO_TIME, np.int64)
    column[found.owner] = utc
    times = pl.Series(name, column)
    columns = {name: times.set(times == NO_TIME, None).cast(pl.Datetime("us", "UTC"))}
    if name == TIME:
        offsets = np.zeros(n_owners, np.int16)
        offsets[found.owner] = minutes
        columns[OFFSET] = pl.Series(OFFSET, offsets)
    return columns


def _to_utc(
    clock: NDArray[np.int64], offset: NDArray[np.int16], none: NDArray[np.bool_], options: ReadOptions
) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
    """From the written clock to UTC; a time without an offset is in the zone that the options name."""
    bare = (offset == UNWRITTEN) & ~none
    minutes = np.where(offset == UNWRITTEN, 0, offset).astype(np.int16)
    utc = np.where(none, NO_TIME, clock - minutes.astype(np.int64) * 60_000_000)
    if bare.any() and options.timezone:
        there = in_zone(pl.Series(clock[bare]).cast(pl.Datetime("us")), options.timezone)
        minutes[bare] = there.offset.to_numpy()
        utc[bare] = there.utc.to_physical().to_numpy()
    return utc, minutes


def _trace_names(names: pl.Series | None, n_traces: int, problems: list[Problem]) -> pl.Series:
    numbered = pl.Series([f"case {k + 1}" for k in range(n_traces)], dtype=pl.String)
    if names is None:
        problems.append(Problem("case without a name, numbered", n_traces, "the first trace"))
        return numbered
    texts = names.cast(pl.String)
    missing = texts.is_null()
    if missing.any():
        problems.append(
            Problem(
                "case without a name, numbered", int(missing.sum()), f"trace {(missing.arg_max() or 0) + 1:,}"
            )
        )
        texts = texts.zip_with(~missing, numbered)
    return texts.alias(CASE)
