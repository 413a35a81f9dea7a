"""Tables of counts and of sums, with all their totals, as they are before anything of them is published."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.measure.disclosure.dimensions import Dimension, dimension_of
from openhall.measure.disclosure.errors import BadTable

MOST_DIMENSIONS = 4
MOST_CELLS = 2_000_000
LARGEST = 3
"""How many of the largest contributions to a cell are kept, for the rules on dominance."""

Levels = str | Sequence[str]
"""A column, or several from the finest to the coarsest."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table with all its totals.

    values        the number in each cell: an array with one axis a dimension, its length that of the dimension's
                  nodes. int64 for counts, float64 for sums
    contributors  how many people or firms stand behind each cell, int64; for counts the values themselves
    largest       float64, cells x LARGEST: the largest contributions to each cell, falling; None for counts
    unit          what is counted or summed up, for sentences
    """

    dimensions: tuple[Dimension, ...]
    values: NDArray[Any]
    contributors: NDArray[np.int64]
    largest: NDArray[np.float64] | None = None
    unit: str = "people"

    @property
    def counts(self) -> bool:
        """Whether it is a table of counts; else one of sums."""
        return self.largest is None

    @property
    def n_cells(self) -> int:
        """How many cells it has, totals included."""
        return int(self.values.size)

    @cached_property
    def inner(self) -> NDArray[np.bool_]:
        """Which cells are finest ones, not sums of others."""
        mask = np.ones(self.values.shape, np.bool_)
        for axis, dimension in enumerate(self.dimensions):
            leaf = np.zeros(dimension.n_nodes, np.bool_)
            leaf[dimension.leaves] = True
            mask &= leaf.reshape([-1 if each == axis else 1 for each in range(mask.ndim)])
        return mask

    def cell(self, *labels: str) -> tuple[int, ...]:
        """The place of a cell by the labels of its nodes, one a dimension. Raises `BadTable`."""
        place = []
        for dimension, label in zip(self.dimensions, labels, strict=True):
            if label not in dimension.labels:
                raise BadTable(f"“{dimension.name}” has no “{label}”.")
            place.append(dimension.labels.index(label))
        return tuple(place)

    def labels_of(self, flat: int) -> tuple[str, ...]:
        """What a cell is called, by its place in the flattened array."""
        place = np.unravel_index(flat, self.values.shape)
        return tuple(
            dimension.labels[int(node)] for dimension, node in zip(self.dimensions, place, strict=True)
        )

    def frame(self, hidden: NDArray[np.bool_] | None = None) -> pl.DataFrame:
        """A row a cell: the label of each dimension, `value` (null where hidden) and `hidden`."""
        shape = self.values.shape
        masked = np.zeros(shape, np.bool_) if hidden is None else hidden
        places = np.indices(shape).reshape(len(shape), -1)
        columns = {
            dimension.name: pl.Series(dimension.labels).gather(places[axis])
            for axis, dimension in enumerate(self.dimensions)
        }
        kept = pl.DataFrame({**columns, "value": self.values.ravel(), "hidden": masked.ravel()})
        return kept.with_columns(pl.when("hidden").then(None).otherwise("value").alias("value"))


def tabulate(
    frame: pl.DataFrame,
    by: Sequence[Levels],
    *,
    who: str | None = None,
    unit: str = "people",
) -> Table:
    """How many rows (or different people, where `who` is a column that tells them apart) each cell has.

    `by` names the dimensions, 1 to 4; each is a column or several from the finest to the coarsest. People who occur
    in several cells are counted in each, and as often in totals, so that cells add up. Raises `BadTable`.
    """
    dimensions, leaves, shape = _lay_out(frame, by)
    if who is not None:
        if who not in frame.columns:
            raise BadTable(f"The table has no column “{who}”; it has {', '.join(frame.columns)}.")
        pairs = pl.DataFrame({"leaf": leaves, "who": frame[who]}).unique()
        leaves = pairs["leaf"].to_numpy()
    counted = np.bincount(leaves, minlength=math.prod(shape)).astype(np.int64).reshape(shape)
    values = add_up(dimensions, counted)
    return Table(dimensions, values, values, None, unit)


def tabulate_sums(
    frame: pl.DataFrame,
    by: Sequence[Levels],
    value: str,
    *,
    who: str | None = None,
    unit: str = "",
) -> Table:
    """What the column `value` sums up to in each cell, with what the rules on dominance ask for.

    `who` tells contributors apart (a supplier's number); without it each row is one. Raises `BadTable`, also for values
    below zero, of which nobody could say what bounds them.
    """
    dimensions, leaves, shape = _lay_out(frame, by)
    if value not in frame.columns or (who is not None and who not in frame.columns):
        missing = value if value not in frame.columns else who
        raise BadTable(f"The table has no column “{missing}”; it has {', '.join(frame.columns)}.")
    try:
        amounts = frame[value].cast(pl.Float64).fill_null(0.0)
    except pl.exceptions.PolarsError:
        raise BadTable(f"“{value}” is not a column of numbers, so it cannot be summed up.") from None
    if amounts.len() and not (amounts.is_finite().all() and amounts.min() >= 0):  # type: ignore[operator]
        raise BadTable(
            f"“{value}” has numbers below zero or without end; sum up what is paid and what is paid back in tables "
            "of their own."
        )
    rows = pl.DataFrame(
        {
            "leaf": leaves,
            "who": pl.Series(np.arange(frame.height)) if who is None else frame[who],
            "amount": amounts,
        }
    )
    each = rows.group_by("leaf", "who").agg(pl.col("amount").sum())
    inner = np.zeros(math.prod(shape))
    np.add.at(inner, each["leaf"].to_numpy(), each["amount"].to_numpy())
    values = add_up(dimensions, inner.reshape(shape))
    contributors, largest = _contributions(dimensions, each, shape)
    return Table(dimensions, values, contributors, largest, unit or value)


def table_of(values: NDArray[Any], names: Sequence[str] = (), *, unit: str = "people") -> Table:
    """A table of counts from an array of its finest cells; totals are added. Raises `BadTable`."""
    inner = np.asarray(values)
    if not 1 <= inner.ndim <= MOST_DIMENSIONS:
        raise BadTable(f"A table has 1 to {MOST_DIMENSIONS} dimensions, not {inner.ndim}.")
    if not np.issubdtype(inner.dtype, np.integer) or (inner.size and inner.min() < 0):
        raise BadTable("Counts are whole numbers from 0 on.")
    dimensions = tuple(
        _numbered(names[axis] if names else f"d{axis + 1}", length) for axis, length in enumerate(inner.shape)
    )
    added = add_up(dimensions, inner.astype(np.int64))
    return Table(dimensions, added, added, None, unit)


def add_up(dimensions: Sequence[Dimension], inner: NDArray[Any]) -> NDArray[Any]:
    """All cells of a table, totals included, from its finest: leaves x leaves ... to nodes x nodes ..."""
    values = inner
    for axis, dimension in enumerate(dimensions):
        turned = np.moveaxis(values, axis, 0)
        flat = dimension.sums.astype(values.dtype) @ turned.reshape(turned.shape[0], -1)
        values = np.moveaxis(flat.reshape(dimension.n_nodes, *turned.shape[1:]), 0, axis)
    return np.ascontiguousarray(values)


def _numbered(name: str, length: int) -> Dimension:
    labels = (*(str(place + 1) for place in range(length)), "Total")
    return Dimension(name, labels, (*(name,) * length, ""), (*(length,) * length, -1))


def _lay_out(
    frame: pl.DataFrame, by: Sequence[Levels]
) -> tuple[tuple[Dimension, ...], NDArray[np.int64], tuple[int, ...]]:
    if not 1 <= len(by) <= MOST_DIMENSIONS:
        raise BadTable(f"A table has 1 to {MOST_DIMENSIONS} dimensions, not {len(by)}.")
    made = [dimension_of(frame, (each,) if isinstance(each, str) else tuple(each)) for each in by]
    dimensions = tuple(dimension for dimension, _ in made)
    cells = math.prod(dimension.n_nodes for dimension in dimensions)
    if cells > MOST_CELLS:
        raise BadTable(
            f"The table would have {cells:,} cells, more than the {MOST_CELLS:,} that are looked at; leave a "
            "dimension out or make one coarser."
        )
    shape = tuple(len(dimension.leaves) for dimension in dimensions)
    places = np.zeros(frame.height, np.int64)
    for (_, rows), length in zip(made, shape, strict=True):
        places = places * length + rows
    return dimensions, places, shape


def _contributions(
    dimensions: tuple[Dimension, ...], each: pl.DataFrame, shape: tuple[int, ...]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For every cell, totals included: how many contribute, and the largest contributions of one of them."""
    spread = [dimension.sums.tocoo() for dimension in dimensions]
    nodes = tuple(dimension.n_nodes for dimension in dimensions)
    places = np.unravel_index(each["leaf"].to_numpy(), shape)
    rows = each.select("who", "amount").with_columns(
        pl.lit(0, pl.Int64).alias("cell"),
        *(pl.Series(f"leaf{axis}", place) for axis, place in enumerate(places)),
    )
    for axis, sums in enumerate(spread):
        above = pl.DataFrame({f"leaf{axis}": sums.col.astype(np.int64), "node": sums.row.astype(np.int64)})
        rows = (
            rows.join(above, on=f"leaf{axis}")
            .with_columns((pl.col("cell") * nodes[axis] + pl.col("node")).alias("cell"))
            .drop("node")
        )
    amounts = rows.group_by("cell", "who").agg(pl.col("amount").sum())
    told = amounts.group_by("cell").agg(
        pl.len().alias("n"),
        *(
            pl.col("amount").sort(descending=True).get(k, null_on_oob=True).alias(f"x{k}")
            for k in range(LARGEST)
        ),
    )
    contributors = np.zeros(math.prod(nodes), np.int64)
    largest = np.zeros((math.prod(nodes), LARGEST))
    cells = told["cell"].to_numpy()
    contributors[cells] = told["n"].to_numpy()
    largest[cells] = told.select(pl.col(f"x{k}").fill_null(0.0) for k in range(LARGEST)).to_numpy()
    return contributors.reshape(nodes), largest
