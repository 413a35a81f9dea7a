"""Read a column of times as people write them, all of it by the one way that fits it best."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import polars as pl

from openhall.mining.errors import UnreadableLog
from openhall.mining.log import Problem
from openhall.mining.read.iso_times import NO_TIME, UNWRITTEN, parse_times
from openhall.mining.words import quoted
from openhall.process.saying import gettext

MISSING = ("", "na", "n/a", "null", "none", "nan", "nat", "-", "?")
DAY_FIRST = ("%d{s}%m{s}%Y", "%d{s}%m{s}%y")
MONTH_FIRST = ("%m{s}%d{s}%Y", "%m{s}%d{s}%y")
YEAR_FIRST = ("%Y{s}%m{s}%d",)
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S%.f", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S")
NAMED = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%d.%b.%Y")
EPOCH = {10: 1_000_000, 13: 1_000, 16: 1}
"""Digits of a number of seconds, milliseconds and microseconds since 1970 in our days, to microseconds."""
SAMPLE = 2_000


@dataclass(frozen=True)
class Times:
    """A column of times: `utc` (Datetime us, UTC, null where there is none) and `offset` (Int16 minutes)."""

    utc: pl.Series
    offset: pl.Series
    problems: tuple[Problem, ...] = ()


def zone_named(name: str | None, source: str) -> str | None:
    """Check the name of a time zone; raises `UnreadableLog` for one that does not exist."""
    if name is None:
        return None
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnreadableLog(
            gettext(
                "%(file)s: there is no time zone “%(name)s”; write it as Europe/Dublin or America/New_York.",
                file=source,
                name=name,
            )
        ) from None


def read_times(column: pl.Series, zone: str | None, source: str, first_line: int = 2) -> Times:
    """Read a column of text, dates, times or numbers since 1970 as times.

    A time without an offset is in `zone` (UTC when None). What is no time becomes null and is counted in
    `problems` with its line; words for "missing" become null silently. Raises `UnreadableLog` when nothing fits.
    """
    if column.dtype.is_temporal():
        return _from_temporal(column, zone)
    if column.dtype.is_numeric():
        column = column.cast(pl.Int64, strict=False)
    text = column.cast(pl.String).str.strip_chars()
    text = text.set(text.str.to_lowercase().is_in(MISSING), None)
    if text.null_count() == len(text):
        return Times(*_nothing(column))
    times = _iso(text, zone)
    problems: list[Problem] = []
    if times is None:
        times = _by_format(text, zone, column.name, problems)
    if times is None:
        bad = text.drop_nulls()[0]
        raise UnreadableLog(
            gettext(
                "%(file)s: column %(column)s has no times that can be read, for example %(value)s; write them as "
                "2024-05-03 14:30:00.",
                file=source,
                column=quoted(column.name),
                value=quoted(bad),
            )
        )
    lost = times.utc.is_null() & text.is_not_null()
    if lost.any():
        row = int(lost.arg_max() or 0)
        what = f"{quoted(text[row] or '')} in column {quoted(column.name)} is no time"
        problems.append(Problem(what, int(lost.sum()), f"line {row + first_line:,}"))
    return Times(times.utc.alias(column.name), times.offset, tuple(problems))


def _nothing(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    utc = pl.Series(column.name, [None] * len(column), dtype=pl.Datetime("us", "UTC"))
    return utc, pl.Series([0] * len(column), dtype=pl.Int16)


def _from_temporal(column: pl.Series, zone: str | None) -> Times:
    if isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone:
        local = column.cast(pl.Datetime("us", column.dtype.time_zone))
        utc = local.dt.convert_time_zone("UTC")
        naive = local.dt.replace_time_zone(None)
        return Times(utc, _minutes(naive, utc))
    return in_zone(column.cast(pl.Datetime("us"), strict=False), zone)


def in_zone(naive: pl.Series, zone: str | None) -> Times:
    """Clock times without an offset as instants; a clock time that occurs twice is the first of the two."""
    if zone is None or zone == "UTC":
        return Times(naive.dt.replace_time_zone("UTC"), pl.Series([0] * len(naive), dtype=pl.Int16))
    there = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    skipped = there.is_null() & naive.is_not_null()
    if skipped.any():
        # The hour that the clocks skip in spring: such a time is taken as one hour on.
        later = naive.dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        there = there.zip_with(~skipped, later)
    utc = there.dt.convert_time_zone("UTC")
    return Times(utc, _minutes(there.dt.replace_time_zone(None), utc))


def _minutes(naive: pl.Series, utc: pl.Series) -> pl.Series:
    ahead = naive.to_physical() - utc.to_physical()
    return (ahead // 60_000_000).fill_null(0).cast(pl.Int16)


def _iso(text: pl.Series, zone: str | None) -> Times | None:
    """ISO 8601 in every spelling; None when most of the column is something else."""
    filled = text.fill_null("")
    joined = "".join(filled.to_list()).encode()
    buffer = np.frombuffer(joined or b" ", np.uint8)
    lengths = filled.str.len_bytes().to_numpy().astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    clock, offset = np.empty(len(text), np.int64), np.empty(len(text), np.int16)
    parse_times(buffer, starts, lengths, clock, offset)
    read = clock != NO_TIME
    if read.sum() * 2 < text.len() - text.null_count():
        return None
    naive = pl.Series(text.name, clock)
    naive = naive.set(~pl.Series(read), None).cast(pl.Datetime("us"))
    written = pl.Series(offset != UNWRITTEN)
    if not written.any():
        return in_zone(naive, zone)
    minutes = pl.Series(np.where(offset == UNWRITTEN, 0, offset).astype(np.int16))
    utc = (naive.to_physical() - minutes.cast(pl.Int64) * 60_000_000).cast(pl.Datetime("us", "UTC"))
    if written.all() or zone is None:
        return Times(utc, minutes)
    bare = in_zone(naive, zone)
    return Times(utc.zip_with(written, bare.utc), minutes.zip_with(written, bare.offset))


def _by_format(text: pl.Series, zone: str | None, name: str, problems: list[Problem]) -> Times | None:
    sample = text.drop_nulls()
    sample = sample.gather_every(max(1, len(sample) // SAMPLE)).head(SAMPLE)
    digits = sample.str.contains(r"^\d+$")
    if digits.all():
        return _epoch(text, sample)
    scored = {pattern: _fit(sample, pattern) for pattern in _patterns()}
    best = max(scored.values())
    if best * 2 < len(sample):
        return None
    fitting = [pattern for pattern, fits in scored.items() if fits == best]
    chosen = _choose(text, fitting, name, problems)
    return in_zone(_parse(text, chosen), zone)


def _patterns() -> list[str]:
    days = [date.format(s=s) for date in (*YEAR_FIRST, *DAY_FIRST, *MONTH_FIRST) for s in "/.-"]
    return [date + clock for date in (*days, *NAMED) for clock in CLOCKS]


def _fit(sample: pl.Series, pattern: str) -> int:
    years = _parse(sample, pattern).dt.year()
    return int(((years >= 1900) & (years <= 2200)).sum())


def _parse(text: pl.Series, pattern: str) -> pl.Series:
    if "%H" in pattern or "%I" in pattern:
        return text.str.to_datetime(pattern, strict=False, time_unit="us")
    return text.str.to_date(pattern, strict=False).cast(pl.Datetime("us"))


def _choose(text: pl.Series, fitting: list[str], name: str, problems: list[Problem]) -> str:
    """Of the patterns that fit a sample, the one that fits the column; day before month where both do."""
    fits = {pattern: _fit(text.drop_nulls(), pattern) for pattern in fitting}
    best = max(fits.values())
    left = [pattern for pattern in fitting if fits[pattern] == best]
    orders = {pattern[1] for pattern in left if pattern[:2] in ("%d", "%m")}
    if orders >= {"d", "m"}:
        problems.append(
            Problem(
                f"column “{name}” could have the day or the month first; read with the day first",
                best,
                "line 2",
            )
        )
    return left[0]


def _epoch(text: pl.Series, sample: pl.Series) -> Times | None:
    size = int(sample.str.len_bytes().mode()[0])
    scale = EPOCH.get(size)
    if scale is None:
        return None
    moments = text.cast(pl.Int64, strict=False) * scale
    return Times(moments.cast(pl.Datetime("us", "UTC")), pl.Series([0] * len(text), dtype=pl.Int16))
