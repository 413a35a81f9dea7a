"""Which layer each box of a drawing lies in, and in which order the boxes of a layer stand (Sugiyama et al. 1981)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

Arc = tuple[int, int]

SWEEPS = 24
ALL_BELOW, SEVERAL_BELOW = 350, 700
BIG, HUGE = 1_200, 20_000
"""Above this many boxes fewer sweeps are made, so that drawing never takes long."""


def order_downward(
    n: int, arcs: Sequence[Arc], weight: Sequence[float], position: Sequence[float]
) -> list[int]:
    """Put boxes in an order in which little weight runs upward; returns the place of each box.

    Two orders are tried: by position in the cases, and by taking off sources and sinks (Eades, Lin and Smyth 1993).
    Each is improved by moving one box at a time as long as less weight runs upward; the better one is taken.
    """
    pull: dict[Arc, float] = {}
    for (a, b), w in zip(arcs, weight, strict=True):
        if a != b:
            pull[a, b] = pull.get((a, b), 0.0) + w
    by_position = sorted(range(n), key=lambda box: (position[box], box))
    tried = [_improve(order, pull) for order in (by_position, _peel(n, pull, position))]
    order = min(tried, key=lambda order: _upward(order, pull))
    places = [0] * n
    for place, box in enumerate(order):
        places[box] = place
    return places


def _upward(order: list[int], pull: dict[Arc, float]) -> float:
    place = {box: p for p, box in enumerate(order)}
    return sum(w for (a, b), w in pull.items() if place[a] > place[b])


def _peel(n: int, pull: dict[Arc, float], position: Sequence[float]) -> list[int]:
    """Take off sinks to the end and sources to the front; where there are neither, the box that gives the most."""
    leaving: list[dict[int, float]] = [{} for _ in range(n)]
    reaching: list[dict[int, float]] = [{} for _ in range(n)]
    for (a, b), w in pull.items():
        leaving[a][b] = w
        reaching[b][a] = w
    left = set(range(n))
    front: list[int] = []
    back: list[int] = []

    def take(box: int, to: list[int]) -> None:
        to.append(box)
        left.discard(box)
        for other in leaving[box]:
            reaching[other].pop(box, None)
        for other in reaching[box]:
            leaving[other].pop(box, None)

    while left:
        sinks = [box for box in left if not leaving[box]]
        sources = [box for box in left if not reaching[box]]
        if sinks:
            take(max(sinks, key=lambda box: (position[box], box)), back)
        elif sources:
            take(min(sources, key=lambda box: (position[box], box)), front)
        else:
            take(
                max(left, key=lambda box: (sum(leaving[box].values()) - sum(reaching[box].values()), -box)),
                front,
            )
    return front + back[::-1]


def _improve(order: list[int], pull: dict[Arc, float]) -> list[int]:
    order, n = list(order), len(order)
    for _ in range(6 if n <= 80 else 2):
        moved = False
        for box in list(order):
            at = order.index(box)
            best, best_place, cost = 0.0, at, 0.0
            for place in range(at - 1, -1, -1):
                other = order[place]
                cost += pull.get((other, box), 0.0) - pull.get((box, other), 0.0)
                if cost < best - 1e-9:
                    best, best_place = cost, place
            cost = 0.0
            for place in range(at + 1, n):
                other = order[place]
                cost += pull.get((box, other), 0.0) - pull.get((other, box), 0.0)
                if cost < best - 1e-9:
                    best, best_place = cost, place
            if best_place != at:
                order.insert(best_place, order.pop(at))
                moved = True
        if not moved:
            break
    return order


def layers_of(n: int, arcs: Sequence[Arc], weight: Sequence[float], places: Sequence[int]) -> list[int]:
    """The layer of each box: below everything that leads to it, and as near to its heaviest neighbours as may be.

    `arcs` must run from a lower to a higher place.
    """
    before: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    after: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for (a, b), w in zip(arcs, weight, strict=True):
        before[b].append((a, w))
        after[a].append((b, w))
    order = sorted(range(n), key=lambda box: places[box])
    layer = [0] * n
    for box in order:
        layer[box] = max((layer[a] + 1 for a, _ in before[box]), default=0)
    for _ in range(8):
        moved = False
        for box in reversed(order):
            low = max((layer[a] + 1 for a, _ in before[box]), default=0)
            high = min((layer[b] - 1 for b, _ in after[box]), default=layer[box])
            up = sum(w for _, w in before[box])
            down = sum(w for _, w in after[box])
            wanted = high if down > up else low if up > down else layer[box]
            if wanted != layer[box] and low <= wanted <= high:
                layer[box], moved = wanted, True
        if not moved:
            break
    return layer


def first_orders(
    layers: list[list[int]], arcs: Sequence[Arc], weight: Sequence[float]
) -> list[list[list[int]]]:
    """Orders to begin with, from which `reduce_crossings` may come to different ends; one only for a large drawing.

    Along the heaviest arcs from the top, branch by branch, and its mirror image; as given; the heaviest boxes in the
    middle of their layers.
    """
    boxes = sum(len(layer) for layer in layers)
    if boxes >= SEVERAL_BELOW:
        return [layers]
    below: dict[int, list[tuple[float, int]]] = {}
    load: dict[int, float] = {}
    for (a, b), w in zip(arcs, weight, strict=True):
        below.setdefault(a, []).append((-w, b))
        load[a] = load.get(a, 0.0) + w
        load[b] = load.get(b, 0.0) + w
    met: dict[int, int] = {}
    for root in [box for layer in layers for box in layer]:
        stack = [root]
        while stack:
            box = stack.pop()
            if box not in met:
                met[box] = len(met)
                stack += [other for _, other in sorted(below.get(box, ()), reverse=True)]
    branches = [sorted(layer, key=lambda box: met[box]) for layer in layers]
    mirrored = [layer[::-1] for layer in branches]
    middle = []
    for layer in layers:
        heavy = sorted(layer, key=lambda box: (-load.get(box, 0.0), box))
        middle.append(heavy[1::2][::-1] + heavy[::2])
    return [branches, mirrored, layers, middle][: 4 if boxes < ALL_BELOW else 2]


def reduce_crossings(
    layers: list[list[int]], arcs: Sequence[Arc], weight: Sequence[float]
) -> tuple[list[list[int]], int]:
    """Reorder the boxes within their layers so that few arcs cross; arcs join neighbouring layers only.

    Returns the order of each layer and how many arcs cross in it.

    Sweeps down and up by the weighted mean of neighbours' places, then swaps neighbours as long as that helps; the
    best order met is kept, so the result is never worse than the one given.
    """
    above: dict[int, list[tuple[int, float]]] = {}
    below: dict[int, list[tuple[int, float]]] = {}
    for (a, b), w in zip(arcs, weight, strict=True):
        below.setdefault(a, []).append((b, w))
        above.setdefault(b, []).append((a, w))
    current = [list(layer) for layer in layers]
    best, fewest = [list(layer) for layer in current], crossings(current, below)
    boxes = sum(len(layer) for layer in layers)
    for sweep in range(SWEEPS if boxes < BIG else 6 if boxes < HUGE else 2):
        downward = sweep % 2 == 0
        neighbours = above if downward else below
        indices = range(1, len(current)) if downward else range(len(current) - 2, -1, -1)
        for k in indices:
            reference = current[k - 1] if downward else current[k + 1]
            place = {box: p for p, box in enumerate(reference)}
            own = {box: p for p, box in enumerate(current[k])}
            current[k].sort(key=lambda box: (_mean(neighbours.get(box, ()), place, own[box]), own[box]))
        if boxes < BIG:
            _swap(current, above, below)
        count = crossings(current, below)
        if count < fewest:
            best, fewest = [list(layer) for layer in current], count
        if fewest == 0:
            break
    return best, fewest


def _mean(neighbours: Sequence[tuple[int, float]], place: dict[int, int], own: int) -> float:
    total = weights = 0.0
    for other, w in neighbours:
        total += place[other] * w
        weights += w
    return total / weights if weights else float(own)


def _swap(
    layers: list[list[int]],
    above: dict[int, list[tuple[int, float]]],
    below: dict[int, list[tuple[int, float]]],
) -> None:
    for k, layer in enumerate(layers):
        up = {box: p for p, box in enumerate(layers[k - 1])} if k else {}
        down = {box: p for p, box in enumerate(layers[k + 1])} if k + 1 < len(layers) else {}
        ups = {box: sorted(up[o] for o, _ in above.get(box, ())) for box in layer}
        downs = {box: sorted(down[o] for o, _ in below.get(box, ())) for box in layer}
        for _ in range(4):
            improved = False
            for p in range(len(layer) - 1):
                a, b = layer[p], layer[p + 1]
                now = _cross(ups[a], ups[b]) + _cross(downs[a], downs[b])
                then = _cross(ups[b], ups[a]) + _cross(downs[b], downs[a])
                if then < now:
                    layer[p], layer[p + 1], improved = b, a, True
            if not improved:
                break


def _cross(left: list[int], right: list[int]) -> int:
    """How often the arcs of a box and of the one to its right cross, from the sorted places they lead to."""
    return sum(sum(other < place for other in right) for place in left)


def crossings(layers: list[list[int]], below: dict[int, list[tuple[int, float]]]) -> int:
    """How many pairs of arcs cross."""
    total = 0
    for upper, lower in pairwise(layers):
        place = {box: p for p, box in enumerate(lower)}
        ends = [p for box in upper for p in sorted(place[other] for other, _ in below.get(box, ()))]
        total += _inversions(ends)
    return total


def _inversions(values: list[int]) -> int:
    """Pairs out of order, by a binary indexed tree."""
    if not values:
        return 0
    size = max(values) + 2
    tree = [0] * (size + 1)
    total = 0
    for seen, value in enumerate(values):
        at, smaller = value + 1, 0
        while at > 0:
            smaller += tree[at]
            at -= at & -at
        total += seen - smaller
        at = value + 1
        while at <= size:
            tree[at] += 1
            at += at & -at
    return total
