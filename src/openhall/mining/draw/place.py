"""Where the boxes of each layer stand from left to right: short and straight lines, as one linear program.

Minimise the sum of weight x |horizontal distance| over all arcs, with the order of each layer and the room between
its boxes as constraints (Gansner et al. 1993 pose it so); solved by HiGHS, which ends at the same vertex each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array


def place_boxes(
    layers: list[list[int]],
    arcs: Sequence[tuple[int, int, float, float]],
    weight: Sequence[float],
    half: Sequence[tuple[float, float]],
    gap: float,
) -> list[float]:
    """The x of each box.

    arcs  (a, b, port of a, port of b): a port is where the line leaves the box, from its own x
    half  how far each box reaches to the left and to the right of its x
    """
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
    cost = np.concatenate((np.zeros(n), np.asarray(weight, float)))
    matrix = coo_array((values, (rows, columns)), shape=(len(bound), n + m)).tocsr()
    solved = linprog(cost, A_ub=matrix, b_ub=bound, bounds=(0, None), method="highs")
    if not solved.success:
        return _side_by_side(layers, half, gap)
    return [float(x) for x in solved.x[:n]]


def _side_by_side(layers: list[list[int]], half: Sequence[tuple[float, float]], gap: float) -> list[float]:
    """Each layer packed to the left: always possible, and only used should the solver give up."""
    x = [0.0] * len(half)
    for layer in layers:
        at = 0.0
        for box in layer:
            x[box] = at + half[box][0]
            at += half[box][0] + half[box][1] + gap
    return x
