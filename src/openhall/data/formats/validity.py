"""Values of a column that are of its kind and still look wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from openhall.data.columns import Column, Kind

_GARBLED = "\N{REPLACEMENT CHARACTER}|Ã[\u0080-\u00bf]|â\u20ac"
"""How UTF-8 looks that was read as another encoding."""
_PLAIN_ADDRESS = r"^https?://[^\s/]+\.[^\s/]+"
_EARLY = 1800


class Doubt(StrEnum):
    """Why a value looks wrong."""

    FUTURE = "in the future"
    LONG_AGO = "before 1800"
    NOWHERE = "at 0, 0"
    NO_ADDRESS = "no web address"
    SPACES = "with spaces around"
    GARBLED = "with garbled letters"
    SPELLINGS = "spelt in several ways"


@dataclass(frozen=True)
class Finding:
    """How many rows of a column look wrong, why, and one of the values."""

    doubt: Doubt
    rows: int
    example: str


def doubts(values: pl.Series, column: Column, now: datetime) -> Iterator[Finding]:
    """What looks wrong in a column. `now`, with a zone, tells the future; wall clocks get a day of grace for zones."""
    present = values.drop_nulls()
    for doubt, wrong in _tests(present, column, now):
        rows = int(wrong.fill_null(False).sum())
        if rows:
            yield Finding(doubt, rows, str(present.filter(wrong.fill_null(False))[0]))


def _tests(values: pl.Series, column: Column, now: datetime) -> Iterator[tuple[Doubt, pl.Series]]:
    match column.kind:
        case Kind.CALENDAR_DATE | Kind.FIXED_TIMESTAMP if values.dtype.is_temporal():
            yield Doubt.FUTURE, _days(values) > now.date().toordinal() + 1
            yield Doubt.LONG_AGO, values.dt.year() < _EARLY
        case Kind.POINT if isinstance(values.dtype, pl.Struct):
            x, y = values.struct.field("longitude"), values.struct.field("latitude")
            yield Doubt.NOWHERE, (x == 0) & (y == 0)
        case Kind.URL:
            yield Doubt.NO_ADDRESS, ~values.str.contains(_PLAIN_ADDRESS)
        case Kind.TEXT:
            yield Doubt.SPACES, values.str.strip_chars() != values
            yield Doubt.GARBLED, values.str.contains(_GARBLED)
            yield Doubt.SPELLINGS, _spelt_otherwise(values)


def _days(values: pl.Series) -> pl.Series:
    # Ordinals of Python: 719,163 is the first of January 1970.
    return values.dt.date().cast(pl.Int32) + 719_163


def _spelt_otherwise(values: pl.Series) -> pl.Series:
    """Which values are a rarer spelling of one that differs in capitals and spaces only."""
    if values.n_unique() > 10_000:
        # Names and notes are no list of words that ought to be spelt alike.
        return pl.repeat(False, len(values), eager=True)
    plain = pl.col("value").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    counts = values.alias("value").value_counts(sort=True).with_columns(plain.alias("plain"))
    usual = counts.group_by("plain", maintain_order=True).first().rename({"value": "usual"})
    rarer = counts.join(usual.select("plain", "usual"), on="plain").filter(pl.col("value") != pl.col("usual"))
    return values.is_in(rarer["value"].to_list())
