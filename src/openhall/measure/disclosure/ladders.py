"""How a column may be made coarser, rung by rung, by what it holds."""

from __future__ import annotations

import math

import polars as pl

from openhall.measure.disclosure.steps import Bands, Drop, Grid, Outward, Period, Prefix, Rare, Step

POSTCODE = r"^(?i)\s*[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\s*$"
SQUARES = (100.0, 500.0, 2_000.0, 10_000.0)
FEW = 12
"""Text of no more different values than this is not cut, only left out."""


def ladder(values: pl.Series) -> tuple[Step | None, ...]:
    """The rungs for a column: as it is (None), then coarser and coarser; the last leaves it out."""
    name, kind = values.name, values.dtype
    rungs: list[Step | None] = [None]
    if isinstance(kind, pl.Struct):
        rungs += [Grid(name, metres) for metres in SQUARES]
    elif kind in (pl.Date, pl.Datetime):
        rungs += [Period(name, "month"), Period(name, "quarter"), Period(name, "year")]
    elif kind.is_numeric():
        rungs += [Bands(name, (width,)) for width in _widths(values)]
    elif kind == pl.String:
        rungs += _of_text(values)
    return (*rungs, Drop(name))


def _widths(values: pl.Series) -> list[float]:
    """Widths of bands that people read easily (1, 5 and their tens), each a multiple of the one before."""
    low, high = values.min(), values.max()
    if not isinstance(low, int | float) or not isinstance(high, int | float) or not high > low:
        return []
    span = float(high) - float(low)
    least = 2.0 if values.dtype.is_integer() else span / 1_000
    exponent = math.floor(math.log10(max(least, 1e-9)))
    widths = [base * 10.0**power for power in range(exponent, exponent + 12) for base in (1, 5)]
    good = [width for width in widths if least <= width <= span / 4]
    return (
        [good[place] for place in sorted({0, len(good) // 3, 2 * len(good) // 3, len(good) - 1})]
        if good
        else []
    )


def _of_text(values: pl.Series) -> list[Step | None]:
    name, known = values.name, values.drop_nulls()
    different = known.n_unique()
    if different <= FEW:
        return []
    sample = known.head(10_000)
    if sample.str.contains(POSTCODE).mean() >= 0.9:  # type: ignore[operator]
        return [Outward(name), Prefix(name, 2)]
    lengths = sample.str.len_chars()
    longest = int(lengths.max() or 0)  # type: ignore[arg-type]
    if lengths.n_unique() == 1 and 3 <= longest <= 16:
        return [Prefix(name, length) for length in range(longest - 1, 0, -max(1, longest // 4))]
    return [Rare(name, 20), Rare(name, 100)]
