"""Read XES (IEEE 1849-2016), packed or not, with every attribute of every trace and event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.log import ACTIVITY, CASE, OFFSET, TIME, Problem
from openhall.mining.read import xes_scan as x
from openhall.mining.read.build import Reading
from openhall.mining.read.bytes import line_of, unpack, xml_as_utf8
from openhall.mining.read.options import ReadOptions

NAMES = (*x.TYPES, "log", "trace", "event", "values", "global")
BAD_REFERENCE = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
UNWRITTEN = 32_767

FAULTS = {
    x.TRUNCATED: "ends in the middle; copy it again, it did not arrive whole",
    x.BAD_TAG: "is not well-formed XML here: a tag or an attribute is broken",
    x.MISMATCH: "closes an element here that was not opened last",
    x.DOCTYPE: "has a DOCTYPE or an entity of its own, which Openhall does not read for safety; take it out",
    x.TOO_DEEP: f"nests elements deeper than {x.DEEPEST}",
    x.TOO_MANY_KEYS: f"has more than {x.MOST_KEYS:,} different attributes",
    x.TWO_ROOTS: "goes on after the end of the log",
}


def _words() -> NDArray[np.uint8]:
    words = np.zeros((len(NAMES), 16), np.uint8)
    for row, name in zip(words, NAMES, strict=True):
        row[: len(name)] = np.frombuffer(name.encode(), np.uint8)
        row[15] = len(name)
    return words


@dataclass(frozen=True, eq=False)
class _Attributes:
    """The attributes of traces, or of events, as the scan found them: parallel arrays, in the file's order."""

    owner: NDArray[np.int32]
    type: NDArray[np.uint8]
    key: NDArray[np.int32]
    value: NDArray[np.int32]
    start: NDArray[np.int64]
    length: NDArray[np.int32]

    def where(self, mask: NDArray[np.bool_] | NDArray[np.int64]) -> _Attributes:
        return _Attributes(
            self.owner[mask],
            self.type[mask],
            self.key[mask],
            self.value[mask],
            self.start[mask],
            self.length[mask],
        )


@dataclass(frozen=True, eq=False)
class _Scan:
    """One file, scanned."""

    name: str
    content: bytes
    bytes: NDArray[np.uint8]
    n_traces: int
    n_events: int
    trace_of_event: NDArray[np.int32]
    of_traces: _Attributes
    of_events: _Attributes
    keys: list[str]
    values: pl.Series


def read_xes(path: Path, options: ReadOptions) -> Reading:
    """Read a file. Raises `UnreadableLog` with the line where it is broken, `EmptyLog` when it has no event.

    Attributes of traces become columns of `cases`, those of events columns of `events`. The child `b` of an
    attribute `a` becomes `a/b`; the second `a` of one event becomes `a#2`. Values keep their type; a column whose
    values have several types, or cannot be read as the type they claim, is text, so that nothing is lost.
    """
    scan = _scan(path, options)
    problems: list[Problem] = []
    events = _columns(scan, scan.of_events, scan.n_events, problems, options)
    traces = _columns(scan, scan.of_traces, scan.n_traces, problems, options)
    if ACTIVITY not in events or TIME not in events:
        missing = ACTIVITY if ACTIVITY not in events else TIME
        raise EmptyLog(f"{scan.name}: no event has {missing}, so there is nothing to put on a map.")
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


def _scan(path: Path, options: ReadOptions) -> _Scan:
    content = xml_as_utf8(unpack(path, options.max_bytes), path.name)
    buffer = np.frombuffer(content, np.uint8)
    error, at, n_traces, n_events, trace_of_event, attributes, spans, keys, values = x.scan(
        buffer, _words(), content.count(b"<") + 1
    )
    if error != x.OK:
        raise UnreadableLog(f"{path.name}, line {line_of(content, at):,}: the file {FAULTS[error]}.")
    if not n_events:
        raise EmptyLog(f"{path.name}: there is no event in it; is it an XES log?")
    trace, event, kind, key, value = attributes
    of_event = event >= 0
    found = _Attributes(np.where(of_event, event, trace), kind, key, value, *spans)
    return _Scan(
        path.name, content, buffer, n_traces, n_events, trace_of_event,
        found.where(~of_event), found.where(of_event),
        _key_names(content, keys, path.name), _texts(content, values[0], values[1], path.name),
    )  # fmt: skip


def _text(content: bytes, start: int, length: int, name: str) -> str:
    try:
        text = content[start : start + length].decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableLog(
            f"{name}, line {line_of(content, start):,}: a value is not UTF-8; save the file as UTF-8."
        ) from None
    if "&" in text:
        if BAD_REFERENCE.search(text):
            raise UnreadableLog(
                f"{name}, line {line_of(content, start):,}: “{text[:40]}” uses an entity that XML does not have; "
                "write &amp; for an ampersand."
            )
        return unescape(text)
    return text


def _key_names(content: bytes, keys: tuple[Any, Any, Any], name: str) -> list[str]:
    names: list[str] = []
    for start, length, parent in zip(*(part.tolist() for part in keys), strict=True):
        own = _text(content, start, length, name)
        names.append(f"{names[parent]}/{own}" if parent >= 0 else own)
    return names


def _texts(content: bytes, starts: NDArray[np.int64], lengths: NDArray[np.int32], name: str) -> pl.Series:
    texts = [
        _text(content, at, size, name) for at, size in zip(starts.tolist(), lengths.tolist(), strict=True)
    ]
    return pl.Series(texts, dtype=pl.String)


def _columns(
    scan: _Scan, found: _Attributes, n_owners: int, problems: list[Problem], options: ReadOptions
) -> dict[str, pl.Series]:
    """One column for every key of traces, or of events."""
    order = np.argsort(found.key, kind="stable")
    cuts = np.searchsorted(found.key[order], np.arange(len(scan.keys) + 1))
    columns: dict[str, pl.Series] = {}
    for number, key in enumerate(scan.keys):
        mine = found.where(order[cuts[number] : cuts[number + 1]])
        for nth, part in enumerate(_occurrences(mine), start=1):
            name = _free_name(key if nth == 1 else f"{key}#{nth}", columns)
            columns.update(_column(scan, part, n_owners, name, problems, options))
    return columns


def _occurrences(found: _Attributes) -> list[_Attributes]:
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
    scan: _Scan, found: _Attributes, n_owners: int, name: str, problems: list[Problem], options: ReadOptions
) -> dict[str, pl.Series]:
    if (found.type == x.DATE).all():
        return _times(scan, found, n_owners, name, problems, options)
    if (found.type == x.DATE).any():
        texts = [_text(scan.content, a, b, scan.name) for a, b in zip(found.start, found.length, strict=True)]
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
    scan: _Scan, found: _Attributes, n_owners: int, name: str, problems: list[Problem], options: ReadOptions
) -> dict[str, pl.Series]:
    clock = np.empty(len(found.owner), np.int64)
    offset = np.empty(len(found.owner), np.int16)
    x.parse_times(scan.bytes, found.start, found.length, clock, offset)
    none = clock == x.NO_TIME
    if none.any():
        first = int(np.flatnonzero(none)[0])
        text = _text(scan.content, int(found.start[first]), int(found.length[first]), scan.name)
        line = line_of(scan.content, int(found.start[first]))
        problems.append(Problem(f"{name}: “{text[:40]}” is no time", int(none.sum()), f"line {line:,}"))
    utc, minutes = _to_utc(clock, offset, none, options)
    column = np.full(n_owners, x.NO_TIME, np.int64)
    column[found.owner] = utc
    times = pl.Series(name, column)
    columns = {name: times.set(times == x.NO_TIME, None).cast(pl.Datetime("us", "UTC"))}
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
    if bare.any() and options.timezone:
        zone = str(ZoneInfo(options.timezone))
        local = pl.Series(clock[bare]).cast(pl.Datetime("us"))
        there = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").fill_null(
            strategy="forward"
        )
        utc = there.dt.convert_time_zone("UTC").to_physical().to_numpy()
        minutes[bare] = ((clock[bare] - utc) // 60_000_000).astype(np.int16)
    return np.where(none, x.NO_TIME, clock - minutes.astype(np.int64) * 60_000_000), minutes


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
