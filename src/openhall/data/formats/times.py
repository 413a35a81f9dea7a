"""Dates and times as people write them, read for a whole column at once in one way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

_TIME = (
    r"(?:[T\s,]+(?P<h>[0-9]{1,2})[:.](?P<mi>[0-9]{2})(?::(?P<s>[0-9]{2})(?:[.,](?P<f>[0-9]{1,9}))?)?"
    r"\s*(?P<ap>[AaPp]\.?[Mm]\.?)?\s*(?P<z>Z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)?)?$"
)
_YEAR_FIRST = r"^(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})" + _TIME
_DAY_FIRST = r"^(?P<d>[0-9]{1,2})[-/.](?P<m>[0-9]{1,2})[-/.](?P<y>[0-9]{4}|[0-9]{2})" + _TIME
_MONTH_FIRST = r"^(?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})[-/.](?P<y>[0-9]{4}|[0-9]{2})" + _TIME
_DAY_WORD = r"^(?P<d>[0-9]{1,2})\.?(?:st|nd|rd|th)?[-\s]+(?P<w>\p{L}{3,})\.?,?[-\s]+(?P<y>[0-9]{4})" + _TIME
_WORD_DAY = r"^(?P<w>\p{L}{3,})\.?\s+(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>[0-9]{4})" + _TIME

_MONTHS = (
    "january januar janvier enero gennaio januari janeiro jan ene gen janv jän",
    "february februar février febrero febbraio februari fevereiro feb fév févr fev",
    "march märz mars marzo maart março mar mär mrz",
    "april avril abril aprile apr avr abr",
    "may mai mayo maggio mei maio mag",
    "june juni juin junio giugno junho jun giu",
    "july juli juillet julio luglio julho jul juil lug",
    "august août agosto augustus aug ago aoû",
    "september septembre septiembre settembre setembro sep sept set",
    "october oktober octobre octubre ottobre outubro oct okt out ott",
    "november novembre noviembre novembro nov",
    "december dezember décembre diciembre dicembre dezembro dec dez déc dic",
)
MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}


class Writing(StrEnum):
    """The order in which dates of a column are written."""

    YEAR_FIRST = "year first"
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    EITHER = "day or month first"
    """Digits that do not say which of the two is the month."""
    DAY_WORD = "day, month by name"
    WORD_DAY = "month by name, day"


_PATTERNS = {
    Writing.YEAR_FIRST: _YEAR_FIRST,
    Writing.DAY_FIRST: _DAY_FIRST,
    Writing.MONTH_FIRST: _MONTH_FIRST,
    Writing.DAY_WORD: _DAY_WORD,
    Writing.WORD_DAY: _WORD_DAY,
}


@dataclass(frozen=True)
class Times:
    """Values of a column read as times. Null where a text is none."""

    values: pl.Series
    zoned: bool


def how_written(values: pl.Series) -> Writing | None:
    """In what order the dates of a column, none null, are written; None where they are no dates all of them."""
    bare = values.str.strip_chars()
    for writing in (Writing.YEAR_FIRST, Writing.DAY_WORD, Writing.WORD_DAY):
        if bare.str.contains(_PATTERNS[writing]).all():
            return writing if read_times(values, writing).values.null_count() == 0 else None
    if not bare.str.contains(_DAY_FIRST).all():
        return None
    pair = bare.str.extract_groups(_DAY_FIRST).struct
    first, second = (pair.field(each).cast(pl.Int32).max() for each in ("d", "m"))
    if bare.str.contains(r"^[0-9]{1,2}\.[0-9]").all() or int(first) > 12:  # type: ignore[arg-type]
        chosen = Writing.DAY_FIRST
    elif int(second) > 12:  # type: ignore[arg-type]
        chosen = Writing.MONTH_FIRST
    else:
        # Hours with am and pm beside dates in digits are an American writing.
        chosen = Writing.MONTH_FIRST if bare.str.contains(r"(?i)[ap]\.?m\.?$").any() else Writing.EITHER
    settled = Writing.DAY_FIRST if chosen == Writing.EITHER else chosen
    return chosen if read_times(values, settled).values.null_count() == 0 else None


def read_times(values: pl.Series, writing: Writing) -> Times:
    """Texts of one writing as Date where none has a time of day, Datetime in microseconds otherwise, UTC where zoned.

    Two digits of a year mean 1970 to 2069. A column in which some have a zone and some have none is read as nulls
    where it is missing.
    """
    parts = (
        values.str.strip_chars()
        .str.extract_groups(_PATTERNS[writing])
        .rename("parts")
        .to_frame()
        .unnest("parts")
    )
    year = pl.col("y")
    short = year.str.len_chars() == 2
    century = pl.when(year.cast(pl.Int32, strict=False) >= 70).then(pl.lit("19")).otherwise(pl.lit("20"))
    month = (
        pl.col("w")
        .str.to_lowercase()
        .replace_strict({k: str(v) for k, v in MONTH_NUMBERS.items()}, default=None)
        if "w" in parts.columns
        else pl.col("m")
    )
    day = pl.concat_str(
        pl.when(short).then(century + year).otherwise(year),
        month.str.zfill(2),
        pl.col("d").str.zfill(2),
        separator="-",
    )
    if parts["h"].null_count() == len(parts):
        return Times(parts.select(t=day.str.to_date("%Y-%m-%d", strict=False))["t"], zoned=False)
    half = pl.col("ap").str.to_lowercase().str.slice(0, 1)
    hour = pl.col("h").cast(pl.Int32, strict=False)
    hour = (
        pl.when(half.is_null()).then(hour).when(hour.is_between(1, 12)).then(hour % 12 + 12 * (half == "p"))
    )
    clock = pl.concat_str(
        hour.cast(pl.String).fill_null(pl.when(pl.col("h").is_null()).then(pl.lit("0"))).str.zfill(2),
        pl.col("mi").fill_null("00"),
        pl.col("s").fill_null("00"),
        separator=":",
    )
    fraction = pl.col("f").fill_null("0").str.pad_end(6, "0").str.slice(0, 6)
    text = pl.concat_str(day, pl.lit(" "), clock, pl.lit("."), fraction)
    when = text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    if parts["z"].null_count() == len(parts):
        return Times(parts.select(t=when)["t"], zoned=False)
    zone = pl.col("z").str.replace("^(Z|UTC|GMT)$", "+00:00").str.replace(r"^([+-][0-9]{2}):?$", "${1}:00")
    minutes = zone.str.extract(r"^[+-]([0-9]{2})", 1).cast(pl.Int64) * 60 + zone.str.extract(
        r"([0-9]{2})$", 1
    ).cast(pl.Int64)
    offset = pl.when(zone.str.starts_with("-")).then(-minutes).otherwise(minutes)
    utc = (when - pl.duration(minutes=offset)).dt.replace_time_zone("UTC")
    return Times(parts.select(t=utc)["t"], zoned=True)


def _plain_times(values: pl.Series) -> Times | None:
    """Days and local times as programs write them, which are most of all and need no taking apart; None for others."""
    present = values.drop_nulls()
    if present.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$").all():
        return Times(values.str.to_date("%Y-%m-%d", strict=False), zoned=False)
    if present.str.contains(
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?$"
    ).all():
        text = values.str.replace("T", " ", literal=True)
        return Times(text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False), zoned=False)
    return None
