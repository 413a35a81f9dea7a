"""Write a log as XES (IEEE 1849-2016), for every other tool of the field.

Values keep their type. Nested attributes are written flat, by the names that the log has for them (`a/b`, `a#2`), so
that what was written is read as the same log. Events are put into text some thousands at a time, so that memory does
not grow with the log.
"""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.log import ACTIVITY, CASE, END, NO_END, TIME, EventLog
from openhall.mining.table import Table

AT_ONCE = 50_000
"""Events that are in memory as text at one time."""
PACKING = 4
"""The level of gzip: higher ones take twice the time to save a tenth of the bytes."""
EXTENSIONS = (
    ("Concept", "concept"),
    ("Time", "time"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
    ("Cost", "cost"),
    ("Identity", "identity"),
)
"""Standard extensions (IEEE 1849-2016, section 6) and their prefixes; those that the log uses are declared."""
MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
NOT_IN_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
"""Characters that no XML file can hold, not even escaped (XML 1.0, section 2.2)."""
FIRST_YEAR = -62_135_596_800_000_000
"""Microseconds from 1970 to the beginning of the year 1, the first that XES tools read."""
END_OF_CASE = "</trace>\n"


def export_xes(log: EventLog, path: Path) -> None:
    """Write the log to `path`, packed where its name ends in `.gz`; the file appears whole or not at all.

    Times stand as the clock of the records showed them, with its offset; the end of work is a date `openhall:end`.
    A character that XML cannot hold becomes U+FFFD. Raises `OSError` when the disk does not take it.
    """
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with partial.open("wb") as raw:
            if path.suffix.lower() == ".gz":
                with gzip.GzipFile("", "wb", PACKING, raw, mtime=0) as packed:
                    _write(log, packed)
            else:
                _write(log, raw)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _write(log: EventLog, stream: BinaryIO | gzip.GzipFile) -> None:
    stream.write(_opening(log).encode())
    for text in _texts(log):
        stream.write(text.encode())
    stream.write(b"</log>\n")


def _opening(log: EventLog) -> str:
    keys = [ACTIVITY, TIME, *log.events.names, *log.cases.names]
    prefixes = {key.partition(":")[0] for key in keys if ":" in key}
    extensions = (
        f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>'
        for name, prefix in EXTENSIONS
        if prefix in prefixes
    )
    name = '<string key="concept:name" value="{}"/>'
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">',
            *extensions,
            f'<global scope="trace">{name.format("unnamed")}</global>',
            f'<global scope="event">{name.format("unnamed")}'
            '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>',
            '<classifier name="Activity" keys="concept:name"/>',
            name.format(_escaped(pl.Series([log.source]))[0]),
            "",
        )
    )


def _texts(log: EventLog) -> Iterator[str]:
    """The traces and events, some thousands of events at a time; a long case may be in several parts."""
    events, cases = _Rows.of(log.events), _Rows.of(log.cases)
    names = pl.Series(log.activities, dtype=pl.String)
    clocks = {TIME: log.time} | ({} if log.end is None else {END: log.end})
    digits = {key: _digits(times) for key, times in clocks.items()}
    cuts = [*range(0, log.n_events, AT_ONCE), log.n_events]
    for lo, hi in pairwise(cuts):
        first, past = np.searchsorted(log.offsets[:-1], (lo, hi)).tolist()
        ends = np.isin(np.arange(lo + 1, hi + 1), log.offsets[1:])
        parts = [
            pl.repeat(None, hi - lo, dtype=pl.String, eager=True).scatter(
                log.offsets[first:past] - lo, _traces(cases.between(first, past))
            ),
            _constant("<event>", hi - lo),
            _attribute(ACTIVITY, names[pl.Series(log.activity[lo:hi])]),
            *(_clock(key, log, times, digits[key], lo, hi) for key, times in clocks.items()),
            *(_attribute(column.name, column) for column in events.between(lo, hi)),
            _constant("</event>\n", hi - lo),
            pl.Series(ends).replace_strict({True: END_OF_CASE, False: None}, return_dtype=pl.String),
        ]
        yield str(_joined(parts).str.join("")[0])


def _traces(cases: pl.DataFrame) -> pl.Series:
    parts = [_attribute(ACTIVITY, cases[CASE])]
    parts += [_attribute(column.name, column) for column in cases.drop(CASE)]
    return _joined([_constant("<trace>", len(cases)), *parts, _constant("\n", len(cases))])


def _joined(parts: list[pl.Series]) -> pl.Series:
    frame = pl.DataFrame([part.alias(str(k)) for k, part in enumerate(parts)])
    return frame.select(pl.concat_str(pl.all(), ignore_nulls=True)).to_series()


def _constant(text: str, n: int) -> pl.Series:
    return pl.repeat(text, n, dtype=pl.String, eager=True)


def _attribute(key: str, values: pl.Series) -> pl.Series:
    """The elements of one attribute; null where it has no value."""
    dtype = values.dtype
    if dtype == pl.Boolean:
        return _elements("boolean", key, values.cast(pl.String))
    if dtype.is_integer():
        return _elements("int", key, values.cast(pl.String))
    if dtype.is_float() or dtype.is_decimal():
        # XML Schema writes what Polars calls inf as INF.
        text = values.cast(pl.Float64).cast(pl.String).replace({"inf": "INF", "-inf": "-INF"})
        return _elements("float", key, text)
    if isinstance(dtype, pl.Datetime | pl.Date):
        zoned = isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
        utc = values.dt.convert_time_zone("UTC") if zoned else values
        clock = utc.cast(pl.Datetime("us", "UTC" if zoned else None))
        text = clock.dt.replace_time_zone(None).dt.to_string("%Y-%m-%dT%H:%M:%S%.6f")
        return _elements("date", key, text + "+00:00" if zoned else text)
    return _elements("string", key, _escaped(values.cast(pl.String)))


def _elements(kind: str, key: str, texts: pl.Series) -> pl.Series:
    before = f'<{kind} key="{_escaped(pl.Series([key]))[0]}" value="'
    return before + texts + '"/>'


def _escaped(texts: pl.Series) -> pl.Series:
    if texts.str.contains(NOT_IN_XML).any():
        texts = texts.str.replace_all(NOT_IN_XML, "\ufffd")
    return pl.DataFrame([texts.alias("")]).select(pl.all().str.replace_many(MARKUP)).to_series()


def _digits(times: NDArray[np.int64]) -> int:
    """How many digits the seconds need: three, as most tools write them, unless that would lose something."""
    return 3 if not (times[times != NO_END] % 1_000).any() else 6


def _clock(key: str, log: EventLog, times: NDArray[np.int64], digits: int, lo: int, hi: int) -> pl.Series:
    """Times as the local clock showed them, with its offset; null where there is none."""
    at = times[lo:hi]
    ahead = np.zeros(hi - lo, np.int64) if log.offset_min is None else log.offset_min[lo:hi].astype(np.int64)
    there = at != NO_END
    # Before the year 1 there is no clock to show: what would fall there is written in UTC.
    ahead[there & (np.where(there, at, 0) + ahead * 60_000_000 < FIRST_YEAR)] = 0
    local = pl.Series(np.where(there, at, 0) + ahead * 60_000_000).cast(pl.Datetime("us"))
    text = local.dt.to_string(f"%Y-%m-%dT%H:%M:%S%.{digits}f") + _offsets(ahead)
    return _elements("date", key, text.set(pl.Series(~there), None))


def _offsets(minutes: NDArray[np.int64]) -> pl.Series:
    distinct, at = np.unique(minutes, return_inverse=True)
    names = [f"{'-' if m < 0 else '+'}{abs(m) // 60:02}:{abs(m) % 60:02}" for m in distinct.tolist()]
    return pl.Series(names, dtype=pl.String)[pl.Series(at)]


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of a table, to be read some at a time: where they lie, and which of them are kept (None: all)."""

    source: pl.LazyFrame
    kept: NDArray[np.int64] | None

    @staticmethod
    def of(table: Table) -> _Rows:
        """Those of a table, however often it was cut."""
        if not isinstance(table.source, Table):
            return _Rows(table.source, None if table.rows is None else table.rows())
        inner = _Rows.of(table.source)
        if table.rows is None:
            return inner
        rows = table.rows()
        return _Rows(inner.source, rows if inner.kept is None else inner.kept[rows])

    def between(self, lo: int, hi: int) -> pl.DataFrame:
        """Some of the rows, without reading the others: those of a prepared log lie in the order of the log."""
        if self.kept is None or lo == hi or not self.source.collect_schema():
            return self.source.slice(lo, hi - lo).collect()
        rows = self.kept[lo:hi]
        first = int(rows.min())
        return self.source.slice(first, int(rows.max()) + 1 - first).collect()[rows - first]
