"""Where the boxes of each layer stand from left to right: short and straight lines, boxes that keep their order.

A drawing of a size that people read is one linear program: minimise the sum of weight x |horizontal distance| over
all arcs, with the order of each layer and the room between its boxes as constraints (Gansner et al. 1993 pose it
so); HiGHS solves it and ends at the same vertex each time. A larger drawing is settled layer by layer: each layer
takes, of all placements that keep its order, the one nearest to where its neighbours pull (least squares).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import isotonic_regression, linprog
from scipy.sparse import coo_array

PortArc = tuple[int, int, float, float]

SOLVED_BELOW = 2_000
PASSES, PASSES_LARGE = 12, 4
LARGE = 20_000


def place_boxes(
    layers: list[list[int]],
    arcs: Sequence[PortArc],
    weight: Sequence[float],
    half: Sequence[tuple[float, float]],
    gap: float,
) -> list[float]:
    """The x of each box.

    arcs  (a, b, port of a, port of b): a port is where the line leaves the box, from its own x
    half  how far each box reaches to the left and to the right of its x
    """
    if len(half) < SOLVED_BELOW:
        solved = _solve(layers, arcs, weight, half, gap)
        if solved is not None:
            return solved
    return _settle(layers, arcs, weight, half, gap)


def _solve(
    layers: list[list[int]],
    arcs: Sequence[PortArc],
    weight: Sequence[float],
    half: Sequence[tuple[float, float]],
    gap: float,
) -> list[float] | None:
    """The linear program; None should the solver give up."""
    n, m = len(half), len(arcs)
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    bound: list[float] = []

    def least(terms: list[tuple[int, float]], at_most: float) -> None:
        for column, value in terms:
            rows.append(len(bound))
            columns.append(column)
            values.append(value)
        bound.append(at_most)

    for layer in layers:
        for a, b in pairwise(layer):
            least([(a, 1.0), (b, -1.0)], -(half[a][1] + half[b][0] + gap))
    for k, (a, b, port_a, port_b) in enumerate(arcs):
        least([(a, 1.0), (b, -1.0), (n + k, -1.0)], port_b - port_a)
        least([(a, -1.0), (b, 1.0), (n + k, -1.0)], port_a - port_b)
    if not bound:
        return [0.0] * n
    cost = np.concatenate((np.zeros(n), np.asarray(weight, float)))
    matrix: Any = coo_array((values, (rows, columns)), shape=(len(bound), n + m)).tocsr()
    found = linprog(cost, A_ub=matrix, b_ub=bound, bounds=(0, None), method="highs")
    return [float(x) for x in found.x[:n]] if found.success and found.x is not None else None


def _settle(
    layers: list[list[int]],
    arcs: Sequence[PortArc],
    weight: Sequence[float],
    half: Sequence[tuple[float, float]],
    gap: float,
) -> list[float]:
    """Down and up through the layers, a bounded number of times."""
    pulls: tuple[list[list[tuple[int, float, float]]], ...] = ([[] for _ in half], [[] for _ in half])
    for (a, b, port_a, port_b), w in zip(arcs, weight, strict=True):
        pulls[0][b].append((a, port_a - port_b, w))
        pulls[1][a].append((b, port_b - port_a, w))
    x = [0.0] * len(half)
    offsets: list[list[float]] = []
    for layer in layers:
        offset = [0.0]
        for a, b in pairwise(layer):
            offset.append(offset[-1] + half[a][1] + half[b][0] + gap)
        offsets.append(offset)
        for box, place in zip(layer, offset, strict=False):
            x[box] = place - offset[-1] / 2
    for turn in range(PASSES if len(half) < LARGE else PASSES_LARGE):
        pull = pulls[turn % 2]
        indices = range(len(layers)) if turn % 2 == 0 else range(len(layers) - 1, -1, -1)
        for k in indices:
            if layers[k]:
                wanted, force = zip(*(_wanted(box, x, pull[box]) for box in layers[k]), strict=True)
                free = isotonic_regression(np.subtract(wanted, offsets[k]), weights=np.array(force)).x
                for box, place in zip(layers[k], free + offsets[k], strict=True):
                    x[box] = float(place)
    return x


def _wanted(box: int, x: list[float], pull: list[tuple[int, float, float]]) -> tuple[float, float]:
    """Where its neighbours pull a box, and how strongly; where nothing pulls it stays, weakly."""
    force = sum(w for _, _, w in pull)
    if force == 0:
        return x[box], 0.1
    return sum((x[other] + shift) * w for other, shift, w in pull) / force, force
