"""What steps read of a column and write into it: text, numbers, bands, chance."""

from __future__ import annotations

import hashlib

import polars as pl

from openhall.measure.disclosure.errors import BadPlan
from openhall.process import saying
from openhall.process.saying import Saying, gettext


def figure(number: float) -> str:
    """A number as people write it, with all of its digits."""
    return f"{number:.15g}"


def shown(number: float) -> Saying:
    """The same in a sentence, as each language writes numbers."""
    return saying.figure(number, len(figure(number).partition(".")[2]))


def have(frame: pl.DataFrame, column: str) -> None:
    """Raise `BadPlan` when a frame does not have a column."""
    if column not in frame.columns:
        raise BadPlan(
            gettext(
                "The plan speaks of “%(column)s”, which the table does not have; it has %(columns)s.",
                column=column,
                columns=", ".join(frame.columns),
            )
        )


def text_of(frame: pl.DataFrame, column: str) -> pl.Expr:
    """The column as text."""
    have(frame, column)
    if frame[column].dtype.is_nested():
        raise BadPlan(gettext("“%(column)s” holds no text.", column=column))
    return pl.col(column).cast(pl.String)


def number_of(frame: pl.DataFrame, column: str) -> tuple[pl.Expr, bool]:
    """The column as numbers, and whether they are whole."""
    have(frame, column)
    kind = frame[column].dtype
    if not kind.is_numeric():
        raise BadPlan(gettext("“%(column)s” holds no numbers.", column=column))
    return pl.col(column).cast(pl.Float64), kind.is_integer()


def like(value: pl.Expr, whole: bool) -> pl.Expr:
    """Numbers as whole ones, where they were."""
    return value.cast(pl.Int64) if whole else value.round(9)


def band(low: pl.Expr, high: pl.Expr, whole: bool) -> pl.Expr:
    """What the band from `low` to below `high` is called."""
    if whole:
        first, last = low.cast(pl.Int64), (high - 1).cast(pl.Int64)
        one = first.cast(pl.String)
        mark = pl.when(first < 0).then(pl.lit(" to ")).otherwise(pl.lit("-"))
        return pl.when(first == last).then(one).otherwise(one + mark + last.cast(pl.String))
    return low.round(9).cast(pl.String) + " to under " + high.round(9).cast(pl.String)


def chance_of(key: bytes, row: str) -> float:
    """A number from 0 to 1 that only the key foretells, the same each time for a row."""
    digest = hashlib.blake2b(row.encode(), key=key, digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
