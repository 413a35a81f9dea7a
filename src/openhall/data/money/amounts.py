"""Amounts of money: whole minor units of a currency (cents), read from text and written for people, exactly.

ISO 4217 says how many minor units a currency has; those that are not listed here have a hundredth.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl

DIGITS = {
    "BHD": 3, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0, "KRW": 0, "KWD": 3,
    "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
"""Digits after the point of currencies that do not have two (ISO 4217)."""
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}
MOST = 10**15
"""The largest amount of one row, in minor units: 9,000 such rows can be summed up in 64 bits."""


def digits_of(currency: str) -> int:
    """How many digits amounts of a currency have after the point."""
    return DIGITS.get(currency, 2)


def as_decimal(minor: int, currency: str) -> Decimal:
    """Minor units as an amount: 1234 cents are 12.34."""
    return Decimal(minor).scaleb(-digits_of(currency))


def plain(minor: int, currency: str) -> str:
    """An amount as files have it: "-1234.50", with all digits of its currency and no thousands."""
    return f"{as_decimal(minor, currency):.{digits_of(currency)}f}"


def exact(minor: int, currency: str) -> str:
    """An amount as people write it, to the last digit: "−€1,234.50"."""
    digits = digits_of(currency)
    return _signed(minor < 0, f"{abs(as_decimal(minor, currency)):,.{digits}f}", currency)


def rounded(minor: int, currency: str) -> str:
    """An amount to look over: "€12.3 million", "€4,500"; the exact one stands in the table beside it."""
    size = abs(as_decimal(minor, currency))
    for floor, unit in ((10**9, " billion"), (10**6, " million")):
        # What would round up to the next unit is said in it.
        if size >= floor * Decimal("0.99995"):
            part = size / floor
            places = 0 if part >= 100 else 1 if part >= 10 else 2
            return _signed(minor < 0, f"{part:,.{places}f}{unit}", currency)
    return _signed(minor < 0, f"{size:,.0f}", currency)


def _signed(negative: bool, number: str, currency: str) -> str:
    sign = SIGNS.get(currency, f"{currency} " if currency else "")
    return f"{'−' if negative else ''}{sign}{number}"


def divide(minor: int, by: int) -> int | None:
    """Minor units shared out over a number of people or cases, rounded half to even; None over nothing."""
    if by <= 0:
        return None
    return int((Decimal(minor) / Decimal(by)).quantize(Decimal(1), ROUND_HALF_EVEN))


def at_prices(minor: int, index: Decimal, base: Decimal) -> int:
    """An amount of a year whose price index is `index`, at the prices of one whose index is `base`."""
    return int((Decimal(minor) * base / index).quantize(Decimal(1), ROUND_HALF_EVEN))


def parse_minor(column: str, currency: str, comma: bool = False) -> pl.Expr:
    """An expression that reads a text column as minor units (Int64); null where the text is no amount.

    Read are signs before or after, amounts in brackets (negative, as in accounts), currency signs and codes, and
    thousands apart by comma, point, blank or apostrophe. With `comma` the comma is the decimal sign. More digits after
    the point than the currency has, other than zeros, are no amount: rounding would change sums without a word.
    """
    digits = digits_of(currency)
    mark, thousands = (",", r"[.\s'’]") if comma else (".", r"[,\s'’]")
    text = pl.col(column).str.strip_chars().str.replace_all("[−–]", "-")
    text = text.str.replace(r"^(?:[A-Z]{3}|[€£$¥])\s*", "").str.replace(r"\s*(?:[A-Z]{3}|[€£$¥])$", "")
    negative = text.str.contains(r"^\(.*\)$|^-|-$")
    bare = text.str.replace_all(r"^[(+-]|[)-]$", "").str.replace(r"^\s*[€£$¥]\s*", "")
    whole, part = (rf"\d{{1,3}}(?:{thousands}\d{{3}})+|\d+"), rf"(?:\{mark}(\d*))?"
    # At most 15 digits: what is larger is a mistake, and would not fit when it is summed up.
    found = bare.str.extract_groups(rf"^({whole}){part}$")
    before = found.struct.field("1").str.replace_all(thousands, "")
    after = found.struct.field("2").fill_null("").str.strip_chars_end("0")
    fits = (before.str.len_chars() <= 15) & (after.str.len_chars() <= digits)
    number = (before + after.str.pad_end(digits, "0")).cast(pl.Int64, strict=False)
    number = pl.when(fits & (number <= MOST)).then(number)
    return pl.when(negative).then(-number.otherwise(None)).otherwise(number.otherwise(None))
