"""Which values only staff may see: groups that are too small, and others beside them, so that no total gives them back.

Each period is a table of its own: how many rows each group has, with their total; for a gap between groups also how
many of them were counted. What is chosen has withstood the attack of `measure.disclosure`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl

from openhall.measure.definitions.model import Definition, How
from openhall.measure.disclosure.errors import DisclosureError
from openhall.measure.disclosure.protecting import protect
from openhall.measure.disclosure.rules import Rules
from openhall.measure.disclosure.tables import tabulate

_COUNTED, _NOT = "counted", "not counted"


def hide(definition: Definition, values: pl.DataFrame) -> pl.DataFrame:
    """The values with `hidden` set. What is typed in was typed in to be told."""
    if not values.height or definition.source == "typed":
        return values
    small = (pl.col("n") > 0) & (pl.col("n") < definition.smallest)
    found = values.with_columns(hidden=small)
    grouped = found.filter((pl.col("by") != "") & (pl.col("n") > 0))
    keys: list[tuple[str, str, object]] = []
    for (by, period), part in grouped.group_by("by", "period", maintain_order=True):
        if not (part["n"] < definition.smallest).any() and definition.how is not How.GAP:
            continue
        cells = tuple(sorted(_cells(definition, part)))
        keys += [(str(by), group, period) for group in _hidden(cells, definition.smallest)]
    if not keys:
        return found
    also = pl.DataFrame(keys, schema={"by": pl.String, "group": pl.String, "period": pl.Date}, orient="row")
    return (
        found.join(also.with_columns(also=True), on=["by", "group", "period"], how="left")
        .with_columns(hidden=pl.col("hidden") | pl.col("also").fill_null(False))
        .drop("also")
    )


def _cells(definition: Definition, part: pl.DataFrame) -> list[tuple[str, str, int]]:
    found = []
    for group, n, numerator in part.select("group", "n", "numerator").iter_rows():
        if definition.how is How.GAP and numerator is not None and 0 <= numerator <= n:
            yes = round(numerator)
            found += [(group, _COUNTED, yes), (group, _NOT, n - yes)]
        else:
            found.append((group, _COUNTED, n))
    return [each for each in found if each[2]]


@lru_cache(maxsize=4_096)
def _hidden(cells: tuple[tuple[str, str, int], ...], smallest: int) -> tuple[str, ...]:
    """The groups of which something must stay hidden."""
    groups = [cell[0] for cell in cells]
    kinds = sorted({cell[1] for cell in cells})
    if len(set(groups)) == 1:
        return tuple({cell[0] for cell in cells if cell[2] < smallest})
    counts = np.array([cell[2] for cell in cells])
    frame = pl.DataFrame(
        {"group": np.repeat(np.array(groups), counts), "kind": np.repeat([cell[1] for cell in cells], counts)}
    )
    try:
        table = protect(tabulate(frame, ["group", "kind"] if len(kinds) > 1 else ["group"]), Rules(smallest))
    except DisclosureError:
        return tuple(dict.fromkeys(groups))
    hidden = table.frame().filter(pl.col("hidden") & pl.col("group").is_in(groups))
    return tuple(dict.fromkeys(hidden["group"].to_list()))
