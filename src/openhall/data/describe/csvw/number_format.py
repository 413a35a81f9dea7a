"""Numbers as a pattern of Unicode TR35 has them, as far as CSVW asks for (section 6.4.2 of the tabular data model)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

MOST = 400
"""Signs of a number."""


@dataclass(frozen=True)
class NumberFormat:
    """A pattern, the sign before decimals, and the one between groups; None where it is not said."""

    pattern: str | None = None
    decimal: str = "."
    group: str | None = None


@dataclass(frozen=True)
class _Parts:
    """What a pattern asks for: digits at least and at most, groups by size (primary, secondary), and the exponent."""

    least: int
    groups: tuple[int, int] | None
    least_fraction: int
    most_fraction: int
    fraction_group: int | None
    exponent: int | None
    plus: bool


def bad_pattern(pattern: str, decimal: str, group: str) -> bool:
    """Whether a text is no pattern of numbers."""
    return _parts(pattern, decimal, group) is None


@lru_cache(maxsize=256)
def _parts(pattern: str, decimal: str, group: str) -> _Parts | None:
    bare = pattern.strip("%‰")
    plus = bare.startswith("+")
    bare = bare[1:] if bare[:1] in ("+", "-") else bare
    bare = bare.strip("%‰")
    mantissa, e, exponent = bare.partition("E")
    if e and not re.fullmatch(r"[+-]?#*0+", exponent) and not re.fullmatch(r"[+-]?#*0*", exponent):
        return None
    if e and not exponent.strip("+-"):
        return None
    whole, point, fraction = mantissa.partition(decimal)
    if point and not fraction:
        return None
    plain, plain_fraction = whole.replace(group, ""), fraction.replace(group, "")
    if (
        not re.fullmatch("#*0*", plain)
        or not re.fullmatch("0*#*", plain_fraction)
        or not (plain or plain_fraction)
    ):
        return None
    sizes = [len(each) for each in whole.split(group)]
    groups = None if len(sizes) == 1 else (sizes[-1], sizes[-2] if len(sizes) > 2 else sizes[-1])
    if groups and not all(groups):
        return None
    fraction_group = len(fraction.split(group)[0]) if group in fraction else None
    least_exponent = exponent.count("0") if e else None
    return _Parts(
        plain.count("0"),
        groups,
        plain_fraction.count("0"),
        len(plain_fraction),
        fraction_group,
        least_exponent,
        plus,
    )


def read_formatted(
    text: str, form: NumberFormat | None, exponents: bool, fractions: bool
) -> Decimal | float | None:
    """The number in a text; None where it is none of the format.

    exponents, fractions  whether the datatype takes an exponent (and INF, NaN), and digits after the point
    """
    form = form or NumberFormat()
    if len(text) > MOST:
        return None
    if text in ("NaN", "INF", "-INF"):
        return float(text.replace("INF", "inf")) if exponents else None
    group = form.group or ("," if form.pattern else None)
    found = re.fullmatch(r"([%‰]?)([+-]?)([^%‰Ee]*)(?:[Ee]([+-]?\d+))?([%‰]?)", text)
    if found is None or (found[4] is not None and not exponents):
        return None
    before, sign, digits, exponent, after = found.groups()
    whole, point, fraction = digits.partition(form.decimal)
    if (point and not fractions) or (point and not fraction and form.pattern):
        return None
    if not _fits(whole, fraction, exponent, form, group):
        return None
    plain = whole.replace(group, "") if group else whole
    plain_fraction = fraction.replace(group, "") if group else fraction
    if not re.fullmatch(r"[0-9]*", plain + plain_fraction) or not plain + plain_fraction:
        return None
    try:
        number = Decimal(f"{sign}{plain or 0}.{plain_fraction or 0}E{exponent or 0}")
    except InvalidOperation:
        return None
    for percent in (before, after):
        number = number / {"%": 100, "‰": 1000}.get(percent, 1)
    return (
        number
        if number.is_finite() and math.isfinite(float(number) if abs(number) < Decimal(10) ** 300 else 0)
        else None
    )


def _fits(whole: str, fraction: str, exponent: str | None, form: NumberFormat, group: str | None) -> bool:
    if form.pattern is None:
        if group and group in fraction:
            return False
        return not (group and (group * 2 in whole or whole.startswith(group) or whole.endswith(group)))
    parts = _parts(form.pattern, form.decimal, group or ",")
    if parts is None:
        return True
    digits = whole.replace(group, "") if group else whole
    digits_after = fraction.replace(group, "") if group else fraction
    if len(digits) < parts.least or not parts.least_fraction <= len(digits_after) <= parts.most_fraction:
        return False
    if (exponent is None) != (parts.exponent is None) or len((exponent or "").strip("+-")) < (
        parts.exponent or 0
    ):
        return False
    return whole == _grouped(digits, parts.groups, group) and fraction == _chunked(
        digits_after, parts.fraction_group, group
    )


def _grouped(digits: str, sizes: tuple[int, int] | None, group: str | None) -> str:
    """Digits with the sign between groups where a pattern has it."""
    if sizes is None or group is None or len(digits) <= sizes[0]:
        return digits
    rest, last = digits[: -sizes[0]], digits[-sizes[0] :]
    parts = [last]
    while rest:
        parts.append(rest[-sizes[1] :])
        rest = rest[: -sizes[1]]
    return group.join(reversed(parts))


def _chunked(digits: str, size: int | None, group: str | None) -> str:
    if size is None or group is None:
        return digits
    return group.join(digits[place : place + size] for place in range(0, len(digits), size))
