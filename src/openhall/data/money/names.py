"""Keys of departments, programmes, suppliers and contracts: short names for addresses, the same for the same thing."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

NOT_SAID = "not-said"
LONGEST = 80


def key_of(text: str | None) -> str:
    """A short name of small letters, digits and hyphens: "Parks & Gardens" is `parks-gardens`."""
    plain = unicodedata.normalize("NFKC", text or "").lower()
    plain = re.sub(r"[^\w]+|_+", "-", plain).strip("-")
    return plain[:LONGEST].strip("-") or NOT_SAID


def keys(column: pl.Expr) -> pl.Expr:
    """The keys of a text column."""
    return column.fill_null("").map_elements(key_of, return_dtype=pl.String)


def keyed(frame: pl.DataFrame, name: str, code: str | None = None) -> pl.Series:
    """The key of each row's thing: of its code where it has one, else of its name."""
    distinct = frame.select(name, *([code] if code else [])).unique()
    has_code = pl.col(code).fill_null("").str.len_chars() > 0 if code else pl.lit(False)
    source = pl.when(has_code).then(pl.col(code or name)).otherwise(pl.col(name))
    known = distinct.with_columns(keys(source).alias("key"))
    columns = [name, code] if code else [name]
    joined = frame.select(columns).join(
        known, on=columns, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["key"]
