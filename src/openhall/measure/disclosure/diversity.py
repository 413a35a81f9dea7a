"""What groups of people give away although nobody in them is alone: l-diversity and t-closeness.

Sources: Machanavajjhala et al., l-diversity (2007): distinct and entropy; Li, Li and Venkatasubramanian, t-closeness
(2007): the earth mover's distance, with equal distances between categories and ordered distances between numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.measure.disclosure.errors import BadTable

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


@dataclass(frozen=True)
class Diversity:
    """How much the groups by some columns tell of a sensitive one.

    classes    how many groups there are
    distinct   the fewest different values in a group (distinct l-diversity)
    entropy    the least effective number of values in a group: e to the entropy (entropy l-diversity)
    alike      how many groups have one value only
    closeness  the largest distance of a group from the whole, 0 to 1 (t-closeness)
    """

    classes: int
    distinct: int
    entropy: float
    alike: int
    closeness: float


def diversity(frame: pl.DataFrame, quasi: Sequence[str], sensitive: str) -> Diversity:
    """How much the groups of people with the same `quasi` tell of `sensitive`. Raises `BadTable`."""
    missing = [name for name in (*quasi, sensitive) if name not in frame.columns]
    if missing:
        raise BadTable(f"The table has no column “{missing[0]}”; it has {', '.join(frame.columns)}.")
    if not frame.height:
        return Diversity(0, 0, 0.0, 0, 0.0)
    rows = frame.select(*quasi, pl.col(sensitive).alias("openhall:value"))
    if rows["openhall:value"].dtype.is_nested():
        rows = rows.with_columns(pl.col("openhall:value").struct.json_encode())
    keys = [pl.col(name) for name in quasi] or [pl.lit(0).alias("openhall:all")]
    counted = rows.group_by(*keys, "openhall:value").agg(pl.len().alias("n"))
    groups = counted.group_by(*keys).agg(
        pl.col("openhall:value").alias("values"),
        pl.col("n").alias("n"),
        pl.col("n").sum().alias("size"),
        pl.len().alias("distinct"),
    )
    flat = groups.with_row_index("group").select("group", "values", "n", "size").explode("values", "n")
    count, size = flat["n"].to_numpy().astype(np.float64), flat["size"].to_numpy()
    group = flat["group"].to_numpy().astype(np.int64)
    share = count / size
    entropy = np.bincount(group, weights=-share * np.log(share), minlength=groups.height)
    values = flat["values"]
    ordered = values.dtype.is_numeric() or values.dtype.is_temporal()
    place = values.rank("dense").fill_null(0).to_numpy().astype(np.int64)
    overall = np.bincount(place, weights=count) / frame.height
    distance = _ordered(place, group, share, overall) if ordered else _equal(place, group, share, overall)
    return Diversity(
        classes=groups.height,
        distinct=int(groups["distinct"].min()),  # type: ignore[arg-type]
        entropy=float(np.exp(entropy.min())),
        alike=int((groups["distinct"] == 1).sum()),
        closeness=float(distance.max()),
    )


def _equal(place: Whole, group: Whole, share: Real, overall: Real) -> Real:
    """The distance of each group from the whole where all values are equally far apart: half the differences."""
    there = np.bincount(group, weights=np.abs(share - overall[place]))
    absent = 1 - np.bincount(group, weights=overall[place])
    return np.asarray((there + absent) / 2, np.float64)


def _ordered(place: Whole, group: Whole, share: Real, overall: Real) -> Real:
    """The same where values lie on a line: the mean difference of the two running sums.

    Between two values of a group its running sum stands still and that of the whole rises through it at most once, so
    that each stretch is summed up from running sums of running sums.
    """
    if len(overall) == 1:
        return np.zeros(int(group.max()) + 1)
    order = np.lexsort((place, group))
    place, group, share = place[order], group[order], share[order]
    running = np.cumsum(overall)
    summed = np.concatenate([[0.0], np.cumsum(running)])
    first = np.flatnonzero(np.diff(group, prepend=-1))
    mine = np.cumsum(share)
    mine -= np.repeat(mine[first] - share[first], np.diff(np.append(first, len(group))))
    end = np.append(place[1:], len(overall))
    end[np.append(first[1:], len(group)) - 1] = len(overall)
    cross = np.clip(np.searchsorted(running, mine), place, end)
    stretch = mine * (cross - place) - (summed[cross] - summed[place])
    stretch += (summed[end] - summed[cross]) - mine * (end - cross)
    # Before its first value the running sum of a group is 0.
    before = summed[place[first]]
    total = np.bincount(group, weights=stretch) + before
    return np.asarray(np.clip(total / (len(overall) - 1), 0, 1), np.float64)
