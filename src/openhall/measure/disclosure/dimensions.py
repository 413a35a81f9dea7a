"""One side of a table: its finest codes, what they add up to, and the total of all.

A dimension is a tree. Its leaves are the finest codes (districts), its inner nodes are sub-totals (cities), its root
is the total. Every node but the root has one parent, and is the sum of its children.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from openhall.measure.disclosure.errors import BadTable

TOTAL = "Total"
MOST_NODES = 50_000
UNKNOWN = "not stated"
"""The code of rows that have no value: they are counted, so that totals are right."""


@dataclass(frozen=True)
class Dimension:
    """One side of a table.

    name     the column of the finest codes
    labels   what each node is called; nodes are known by their place in this list
    levels   of each node, the column that it comes from; "" for the total
    parents  of each node, the node it adds to; -1 for the total, which is the last one
    """

    name: str
    labels: tuple[str, ...]
    levels: tuple[str, ...]
    parents: tuple[int, ...]

    @property
    def n_nodes(self) -> int:
        """How many codes there are, with sub-totals and the total."""
        return len(self.labels)

    @cached_property
    def leaves(self) -> NDArray[np.int64]:
        """The finest nodes."""
        inner = set(self.parents)
        return np.array([node for node in range(self.n_nodes) if node not in inner], np.int64)

    @cached_property
    def families(self) -> tuple[tuple[int, NDArray[np.int64]], ...]:
        """Each inner node with its children."""
        children: dict[int, list[int]] = {}
        for node, parent in enumerate(self.parents):
            if parent >= 0:
                children.setdefault(parent, []).append(node)
        return tuple((parent, np.array(nodes, np.int64)) for parent, nodes in sorted(children.items()))

    @cached_property
    def sums(self) -> sparse.csr_array:
        """A matrix of ones, nodes x leaves: which leaves each node adds up."""
        rows, columns = [], []
        for place, leaf in enumerate(self.leaves.tolist()):
            node = leaf
            while node >= 0:
                rows.append(node)
                columns.append(place)
                node = self.parents[node]
        return sparse.csr_array(
            (np.ones(len(rows), np.int64), (rows, columns)), shape=(self.n_nodes, len(self.leaves))
        )


def dimension_of(
    frame: pl.DataFrame, levels: Sequence[str], total: str = TOTAL
) -> tuple[Dimension, NDArray[np.int64]]:
    """The dimension that columns of a frame span, and the place of each row among its leaves.

    `levels` are columns from the finest to the coarsest (`("district", "city")`, `("month", "year")`). A finest code
    may occur under several coarser ones (each city has its Market Street): these are different leaves. Raises
    `BadTable`.
    """
    if not levels:
        raise BadTable("A dimension needs a column; name one, or several from the finest to the coarsest.")
    missing = [name for name in levels if name not in frame.columns]
    if missing:
        raise BadTable(f"The table has no column “{missing[0]}”; it has {', '.join(frame.columns)}.")
    paths = frame.select(pl.col(name).cast(pl.String).fill_null(UNKNOWN) for name in levels)
    coarsest_first = list(reversed(levels))
    known = paths.unique().sort(coarsest_first)
    if known.height > MOST_NODES:
        raise BadTable(
            f"“{levels[0]}” has {known.height:,} different values, more than the {MOST_NODES:,} that a table takes; "
            "make it coarser first."
        )
    nodes: dict[tuple[str, ...], int] = {}
    labels: list[str] = []
    named: list[str] = []
    above: list[tuple[str, ...]] = []
    for depth in range(len(levels), 0, -1):
        for row in known.select(coarsest_first[:depth]).unique(maintain_order=True).iter_rows():
            nodes[row] = len(labels)
            labels.append(row[-1])
            named.append(coarsest_first[depth - 1])
            above.append(row[:-1])
    nodes[()] = len(labels)
    parents = tuple(nodes[path] for path in above)
    made = Dimension(levels[0], (*labels, total), (*named, ""), (*parents, -1))
    places = known.with_row_index("openhall:leaf")
    rows = paths.join(places, on=list(levels), how="left", maintain_order="left")
    return made, rows["openhall:leaf"].to_numpy().astype(np.int64)
