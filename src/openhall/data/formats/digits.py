"""Digits of Arabic and Persian, which mean the same as 0 to 9."""

from __future__ import annotations

import polars as pl

_OTHERS = [*"٠١٢٣٤٥٦٧٨٩", *"۰۱۲۳۴۵۶۷۸۹", "٫", "٬"]
_WESTERN = [*"0123456789", *"0123456789", ".", ","]


def western(values: pl.Series) -> pl.Series:
    """The texts with western digits, and a point before decimals and commas between thousands."""
    if not values.str.contains("[٠-٩۰-۹]").any():
        return values
    return values.str.replace_many(_OTHERS, _WESTERN)
