"""Numbers as people write them: `1,234.50`, `1.234,50`, `£3`, `12 %`, `(40)`; and which digits are no numbers."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

LONGEST = 15
"""Digits of a whole number that every program can hold; longer ones are identifiers."""

_SIGN = "[+-]?"
_CURRENCY = "[$€£¥₹]"
_DOT = rf"^{_SIGN}(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_DOT_GROUPED = rf"^{_SIGN}[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?$"
_COMMA = rf"^{_SIGN}(?:[0-9]+|[0-9]+,[0-9]+)$"
_COMMA_GROUPED = rf"^{_SIGN}[0-9]{{1,3}}(?:[.\s'’][0-9]{{3}})+(?:,[0-9]+)?$"
_SPACE_GROUPED = rf"^{_SIGN}[0-9]{{1,3}}(?:[\s'’][0-9]{{3}})+(?:\.[0-9]+)?$"
_LEADING_ZERO = rf"^{_SIGN}0[0-9]"


@dataclass(frozen=True)
class Written:
    """How the numbers of a column are written.

    dot, comma  whether all can be read with the dot, or the comma, as their decimal sign
    unit        `%` or the sign of a currency, where all have it
    """

    dot: bool
    comma: bool
    unit: str = ""


def digits(values: pl.Series) -> tuple[pl.Series, str]:
    """Texts without spaces around, unit and accountants' brackets around negative numbers; and the unit."""
    bare = values.str.strip_chars()
    unit = ""
    first = next((each for each in bare.head(1000).to_list() if each), "")
    if first.endswith("%"):
        unit = "%"
        bare = bare.str.replace(r"\s*%$", "")
    elif signs := [sign for sign in "$€£¥₹" if sign in first]:
        unit = signs[0]
        bare = bare.str.replace(rf"^({_SIGN}|\(){_CURRENCY}\s*", "${1}").str.replace(
            rf"\s*{_CURRENCY}(\)?)$", "${1}"
        )
    if bare.str.contains(r"^\(.*\)$").any():
        bare = bare.str.replace(r"^\((.*)\)$", "-${1}")
    return bare, unit


def how_written(values: pl.Series) -> Written | None:
    """How the texts of a column, none of them null, are written as numbers; None where they are none.

    Numbers of one column are written in one way. Leading zeros and whole numbers of more than 15 digits make the whole
    column text.
    """
    bare, unit = digits(values)
    if unit and not _all_have(values, unit):
        return None
    if (
        bare.str.contains(_LEADING_ZERO).any()
        or bare.str.contains(rf"^{_SIGN}[0-9]{{{LONGEST + 1},}}$").any()
    ):
        return None
    dot = bare.str.contains(f"{_DOT}|{_DOT_GROUPED}|{_SPACE_GROUPED}").all()
    comma = bare.str.contains(f"{_COMMA}|{_COMMA_GROUPED}").all()
    return Written(bool(dot), bool(comma), unit) if dot or comma else None


def has_leading_zeros(values: pl.Series) -> bool:
    """Whether all are digits and some begin with a zero, as postcodes and accounts do."""
    bare = values.str.strip_chars()
    return bool(bare.str.contains(r"^[0-9]+$").all()) and bool(bare.str.contains(r"^0[0-9]").any())


def to_numbers(values: pl.Series, decimal: str) -> pl.Series:
    """Texts as Int64 where all are whole, else Float64. Null where a text is no number of that writing."""
    bare, _ = digits(values)
    if decimal == ",":
        good = bare.str.contains(f"{_COMMA}|{_COMMA_GROUPED}")
        plain = bare.str.replace_all(r"[.\s'’]", "").str.replace_all(",", ".", literal=True)
    else:
        good = bare.str.contains(f"{_DOT}|{_DOT_GROUPED}|{_SPACE_GROUPED}")
        plain = bare.str.replace_all(r"[,\s'’]", "")
    plain = plain.set(~good.fill_null(False), None)
    plain = plain.str.strip_prefix("+")
    if plain.drop_nulls().str.contains(r"^-?[0-9]+$").all():
        return plain.cast(pl.Int64, strict=False)
    return plain.cast(pl.Float64, strict=False)


def _all_have(values: pl.Series, unit: str) -> bool:
    # A zero may stand without its unit.
    return bool((values.str.contains(unit, literal=True) | values.str.contains(r"^\s*0\s*$")).all())
