"""Lay out a process map: boxes in layers from top to bottom, lines through room of their own, labels that never meet.

Every line passes each layer between its ends in a box of its own, and its label is such a box too, in a layer that
holds labels only. Boxes of a layer never overlap, so labels cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from openhall.mining.draw.order import first_orders, layers_of, order_downward, reduce_crossings
from openhall.mining.draw.place import PortArc, place_boxes
from openhall.mining.map import END, START, Edge, Node, ProcessMap, widest_ways
from openhall.process.draw.label import text_width, wrap

NAME_SIZE, SMALL_SIZE = 13.0, 12.0
BOLD = 1.1
LINE_HEIGHT = 16.0
WIDEST_NAME = 150.0
NARROWEST = 84.0
PADDING = 10.0
GAP = 16.0
ROW_GAP, ARROW_ROOM, SIDEWAYS_MOST = 9.0, 6.0, 26.0
STRAIGHT = 24.0
"""How much more the most frequent step pulls its ends into one straight line than a rare one does."""
PORTS_APART = 13.0
USUAL_LABEL = 56.0
FIRST_WAY = 2.0
"""How much more the first way to an activity counts than other steps when it is decided what stands below what."""
CROSSING = 60.0
"""A crossing is as bad as this many pixels that a rare step goes sideways."""
LABEL_HEIGHT = 17.0
MARK = 26.0
LOOP = 26.0
MARGIN = 16.0


@dataclass(frozen=True)
class Box:
    """A box that is drawn: centre, size and its lines of text. START and END are boxes without a node."""

    name: str
    node: Node | None
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A step that is drawn: the points it passes, from source to target, and its label's centre and size."""

    edge: Edge
    points: tuple[tuple[float, float], ...]
    upward: bool
    label: str
    label_x: float
    label_y: float
    label_width: float


@dataclass(frozen=True)
class Layout:
    """A laid-out map, in pixels, the origin at the top left."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass
class _Grid:
    """Boxes by number while the layout is made: rank, reach to the left and right of x, height."""

    rank: list[int]
    left: list[float]
    right: list[float]
    height: list[float]

    def add(self, rank: int, left: float, right: float, height: float) -> int:
        self.rank.append(rank)
        self.left.append(left)
        self.right.append(right)
        self.height.append(height)
        return len(self.rank) - 1


def lay_out(process: ProcessMap, label_of: Callable[[Edge], str], narrowest: float = NARROWEST) -> Layout:
    """Lay out a map; `label_of` gives the text on a line ("" for none), `narrowest` is the least width of an activity.

    The same map gives the same layout.
    """
    nodes = {node.name: node for node in process.nodes}
    names = [START, *nodes, END]
    number = {name: k for k, name in enumerate(names)}
    loops = {edge.source: edge for edge in process.edges if edge.source == edge.target}
    edges = sorted(
        (edge for edge in process.edges if edge.source != edge.target),
        key=lambda e: (number[e.source], number[e.target]),
    )
    places = _places(process, edges, number)
    texts = {name: tuple(wrap(name, NAME_SIZE, WIDEST_NAME)) for name in nodes}
    grid = _Grid([], [], [], [])
    layer = _layers(edges, number, places)
    for name in names:
        half, height = _size(texts.get(name), nodes.get(name), narrowest)
        loop = LOOP + text_width(label_of(loops[name]), SMALL_SIZE) if name in loops else 0.0
        grid.add(2 * layer[number[name]], half, half + loop, height)
    chains = [_chain(grid, edge, number, label_of(edge)) for edge in edges]
    x, order = _across(grid, chains, edges, max((e.count for e in process.edges), default=1))
    ports = _ports(grid, chains, edges, order)
    rows = _rows(grid, chains, x, ports)
    y = [(rows[rank][0] + rows[rank][1]) / 2 for rank in grid.rank]
    shift = MARGIN - min(x[k] - grid.left[k] for k in range(len(x)))
    x = [value + shift for value in x]
    width = max(x[k] + grid.right[k] for k in range(len(x))) + MARGIN
    boxes = tuple(
        Box(name, nodes.get(name), x[k], y[k], 2 * grid.left[k], grid.height[k], texts.get(name, ()))
        for k, name in enumerate(names)
    )
    lines = [
        _line(grid, edge, number[edge.source], chain, x, rows, ports, label_of(edge))
        for edge, chain in zip(edges, chains, strict=True)
    ]
    lines += [
        _loop(loops[name], boxes[number[name]], label_of(loops[name])) for name in names if name in loops
    ]
    height = max(y[k] + grid.height[k] / 2 for k in range(len(y))) + MARGIN
    return Layout(width, height, boxes, tuple(lines))


def _places(process: ProcessMap, edges: list[Edge], number: dict[str, int]) -> list[int]:
    """The downward order of all boxes: START first, END last, the activities as the cases have them."""
    inner = [e for e in edges if e.source != START and e.target != END]
    arcs = [(number[e.source] - 1, number[e.target] - 1) for e in inner]
    position = [node.position for node in process.nodes]
    # An activity stands below the one that leads to it, even where a little more flow goes back than comes.
    forward: dict[str, list[Edge]] = {}
    for edge in edges:
        forward.setdefault(edge.source, []).append(edge)
    first_ways = set(widest_ways(START, forward, lambda edge: edge.target))
    weight = [e.count * (FIRST_WAY if e in first_ways else 1.0) for e in inner]
    own = order_downward(len(position), arcs, weight, position)
    return [0, *(place + 1 for place in own), len(own) + 1]


def _layers(edges: list[Edge], number: dict[str, int], places: list[int]) -> list[int]:
    arcs = []
    for edge in edges:
        a, b = number[edge.source], number[edge.target]
        arcs.append((a, b) if places[a] < places[b] else (b, a))
    layer = layers_of(len(number), arcs, [float(e.count) for e in edges], places)
    last = len(number) - 1
    layer[last] = max([layer[last], *(value + 1 for value in layer[:last])])
    return layer


def _size(lines: tuple[str, ...] | None, node: Node | None, narrowest: float) -> tuple[float, float]:
    """Half the width, and the height, of a box."""
    if lines is None or node is None:
        return MARK / 2, MARK
    words = max(
        *(text_width(line, NAME_SIZE) * BOLD for line in lines), text_width(f"{node.events:,}", SMALL_SIZE)
    )
    return max(narrowest / 2, words / 2 + PADDING), (len(lines) + 1) * LINE_HEIGHT + PADDING


def _chain(grid: _Grid, edge: Edge, number: dict[str, int], label: str) -> tuple[list[int], int]:
    """The boxes a line passes from its upper to its lower end, and which of them holds the label."""
    upper, lower = number[edge.source], number[edge.target]
    if grid.rank[upper] > grid.rank[lower]:
        upper, lower = lower, upper
    first, last = grid.rank[upper], grid.rank[lower]
    middle = (first + last) // 2
    middle += 1 - middle % 2
    chain, held = [upper], -1
    for rank in range(first + 1, last):
        if rank == middle:
            half = text_width(label, SMALL_SIZE) / 2 + 3 if label else 2.0
            held = grid.add(rank, half, half, LABEL_HEIGHT if label else 2.0)
            chain.append(held)
        else:
            chain.append(grid.add(rank, 2.0, 2.0, 2.0))
    return [*chain, lower], held


def _across(
    grid: _Grid, chains: list[tuple[list[int], int]], edges: list[Edge], most: int
) -> tuple[list[float], list[list[int]]]:
    """The x of every box and the order of each layer."""
    layers: list[list[int]] = [[] for _ in range(max(grid.rank) + 1)]
    for box, rank in enumerate(grid.rank):
        layers[rank].append(box)
    arcs: list[tuple[int, int]] = []
    weight: list[float] = []
    pull: list[float] = []
    for (chain, _), edge in zip(chains, edges, strict=True):
        heavy = 1.0 + STRAIGHT * edge.count / max(1, most)
        for k, (a, b) in enumerate(pairwise(chain)):
            ends = (k == 0) + (k == len(chain) - 2)
            arcs.append((a, b))
            weight.append(heavy)
            pull.append(heavy * (8.0, 2.0, 1.0)[ends])
    # The order is chosen as if all labels were of one width, so that it is the same whatever the labels say.
    labels = {held for _, held in chains}
    usual = [
        (USUAL_LABEL / 2, USUAL_LABEL / 2)
        if box in labels
        else (left, left if right == left else left + LOOP + USUAL_LABEL)
        for box, (left, right) in enumerate(zip(grid.left, grid.right, strict=True))
    ]
    tried = []
    starts = first_orders(layers, arcs, weight)
    for start in starts:
        order, crossed = reduce_crossings(start, arcs, weight)
        ports = _ports(grid, chains, edges, order)
        joined = [(a, b, ports.get((a, b, True), 0.0), ports.get((a, b, False), 0.0)) for a, b in arcs]
        sideways = (
            _sideways(place_boxes(order, joined, pull, usual, GAP), joined, pull) if starts[1:] else 0.0
        )
        tried.append((round(sideways + CROSSING * crossed, 3), order, joined))
    _, order, joined = min(tried, key=lambda one: one[0])
    half = list(zip(grid.left, grid.right, strict=True))
    return place_boxes(order, joined, pull, half, GAP), order


def _sideways(x: list[float], arcs: list[PortArc], pull: list[float]) -> float:
    """How far all lines go sideways, by their pull."""
    return sum(
        w * abs(x[a] + port_a - x[b] - port_b) for (a, b, port_a, port_b), w in zip(arcs, pull, strict=True)
    )


def _ports(
    grid: _Grid, chains: list[tuple[list[int], int]], edges: list[Edge], order: list[list[int]]
) -> dict[tuple[int, int, bool], float]:
    """Where each line leaves (True) or reaches (False) a real box, beside its x, in the order of the others' places."""
    place = {box: p for layer in order for p, box in enumerate(layer)}
    leaving: dict[int, list[tuple[int, int, int]]] = {}
    reaching: dict[int, list[tuple[int, int, int]]] = {}
    for (chain, _), edge in zip(chains, edges, strict=True):
        leaving.setdefault(chain[0], []).append((place[chain[1]], chain[1], edge.count))
        reaching.setdefault(chain[-1], []).append((place[chain[-2]], chain[-2], edge.count))
    ports: dict[tuple[int, int, bool], float] = {}
    for box, others in leaving.items():
        for (_, other, _), port in zip(sorted(others), _spread(sorted(others), grid.left[box]), strict=True):
            ports[box, other, True] = port
    for box, others in reaching.items():
        for (_, other, _), port in zip(sorted(others), _spread(sorted(others), grid.left[box]), strict=True):
            ports[other, box, False] = port
    return ports


def _spread(others: list[tuple[int, int, int]], half: float) -> list[float]:
    """Ports for lines from left to right; the most frequent in the middle where there is room: it runs straight."""
    n = len(others)
    heaviest = max(range(n), key=lambda k: (others[k][2], -k))
    sides = max(heaviest, n - 1 - heaviest)
    reach = 0.8 * half
    if sides == 0:
        return [0.0]
    apart = min(reach / sides, 0.5 * reach)
    dominant = 2 * others[heaviest][2] > sum(count for _, _, count in others)
    if apart >= PORTS_APART or half <= MARK or (dominant and apart >= PORTS_APART / 2):
        return [(k - heaviest) * apart for k in range(n)]
    return [reach * min(1.0, n / 4) * (2 * k / (n - 1) - 1) for k in range(n)]


def _rows(
    grid: _Grid,
    chains: list[tuple[list[int], int]],
    x: list[float],
    ports: dict[tuple[int, int, bool], float],
) -> list[tuple[float, float]]:
    """Top and bottom of each layer: as high as its highest box, and more room below where lines go far sideways.

    Lines go sideways between the layers only: inside a layer they run straight down, so none meets a box.
    """
    highest = [0.0] * (max(grid.rank) + 1)
    for rank, height in zip(grid.rank, grid.height, strict=True):
        highest[rank] = max(highest[rank], height)
    room = [ROW_GAP] * len(highest)
    for chain, _ in chains:
        for a, b in pairwise(chain):
            aside = abs(x[a] + ports.get((a, b, True), 0.0) - x[b] - ports.get((a, b, False), 0.0))
            end = ARROW_ROOM if a == chain[0] or b == chain[-1] else 0.0
            needed = ROW_GAP + end + (min(SIDEWAYS_MOST, 3.0 + 0.06 * aside) if aside > 1.0 else 0.0)
            room[grid.rank[a]] = max(room[grid.rank[a]], needed)
    at, rows = MARGIN, []
    for height, gap in zip(highest, room, strict=True):
        rows.append((at, at + height))
        at += height + gap
    return rows


def _line(
    grid: _Grid,
    edge: Edge,
    source: int,
    chained: tuple[list[int], int],
    x: list[float],
    rows: list[tuple[float, float]],
    ports: dict[tuple[int, int, bool], float],
    label: str,
) -> Line:
    chain, held = chained
    upper, lower = chain[0], chain[-1]
    top, bottom = rows[grid.rank[upper]]
    at = x[upper] + ports[upper, chain[1], True]
    points = [(at, (top + bottom + grid.height[upper]) / 2), (at, bottom)]
    for box in chain[1:-1]:
        points += [(x[box], edge_of_row) for edge_of_row in rows[grid.rank[box]]]
    top, bottom = rows[grid.rank[lower]]
    at = x[lower] + ports[chain[-2], lower, False]
    points += [(at, top), (at, (top + bottom - grid.height[lower]) / 2)]
    upward = upper != source
    return Line(
        edge,
        tuple(reversed(points)) if upward else tuple(points),
        upward,
        label,
        x[held] if held >= 0 else 0.0,
        sum(rows[grid.rank[held]]) / 2 if held >= 0 else 0.0,
        2 * grid.left[held] if held >= 0 else 0.0,
    )


def _loop(edge: Edge, box: Box, label: str) -> Line:
    right, y = box.x + box.width / 2, box.y
    points = ((right, y - 8), (right + LOOP - 6, y - 8), (right + LOOP - 6, y + 8), (right, y + 8))
    width = text_width(label, SMALL_SIZE)
    return Line(edge, points, False, label, right + LOOP - 2 + width / 2, y, width)
