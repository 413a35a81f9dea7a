"""Where the nodes of a model lie: ranks from left to right as work flows, lanes from top to bottom as in the file.

Ranks are the longest ways from the starts, flows that lead back left out (Sugiyama, Tagawa and Toda 1981, the first
step). What lies in a sub-process is laid out by itself and its box takes part as one node.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from openhall.process.draw.label import wrap
from openhall.process.model import Model, Node, NodeKind

TASK = (132.0, 62.0)
EVENT = (36.0, 36.0)
GATEWAY = (46.0, 46.0)
GAP_X, GAP_Y = 56.0, 34.0
PAD = 26.0
HEAD = 30.0
"""The strip with the name of a lane, and the height of a sub-process's name."""
UNDER = 34.0
"""Room under an event or a gateway for its name."""
SIZE = 12.0
EVENTS = frozenset({NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY})


@dataclass(frozen=True)
class Box:
    """A rectangle: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The point in the middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, x: float, y: float) -> Box:
        """The same rectangle elsewhere."""
        return Box(self.x + x, self.y + y, self.width, self.height)


@dataclass(frozen=True)
class Band:
    """A lane: its name, and the rectangle it takes."""

    name: str
    box: Box


@dataclass
class Layout:
    """Boxes of nodes by their places, points of flows by theirs, lanes, and the size of it all."""

    boxes: dict[int, Box] = field(default_factory=dict)
    flows: dict[int, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    bands: list[Band] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def lay_out(model: Model) -> Layout:
    """The layout of all processes of a model, one under the other."""
    whole = Layout()
    top = 0.0
    for process in model.processes:
        part = _lay_scope(model, process, lanes=True)
        _take_in(whole, part, 0.0, top)
        top += part.height + GAP_Y
        whole.width = max(whole.width, part.width)
    whole.height = max(top - GAP_Y, 0.0)
    for number in range(len(model.flows)):
        whole.flows[number] = _way(model, whole, number)
    return whole


def lines_of(node: Node) -> list[str]:
    """The name of a task broken into lines that fit its box."""
    return wrap(node.label, SIZE, TASK[0] - 14, 3)


def _lay_scope(model: Model, scope: int, lanes: bool) -> Layout:
    members = [place for place in model.members[scope] if model.nodes[place].attached_to < 0]
    asides = [place for place in members if model.nodes[place].kind == NodeKind.EVENT_SUBPROCESS]
    nodes = [place for place in members if place not in asides]
    inner = {
        place: _lay_scope(model, place, lanes=False)
        for place in members
        if model.nodes[place].kind in _HOLDERS
    }
    rank = _ranks(model, nodes)
    names = _bands(model, nodes) if lanes else [()]
    part = Layout()
    left = HEAD + PAD if lanes and any(names) else PAD
    columns = _columns(model, nodes, rank, inner, left)
    y = 0.0 if lanes else HEAD
    for name in names:
        mine = (
            [place for place in nodes if not lanes or model.nodes[place].lane == name]
            if any(names)
            else nodes
        )
        height = _lay_band(model, mine, rank, inner, columns, part, y)
        if lanes and any(names):
            part.bands.append(Band(_called(model, scope, name), Box(0.0, y, 0.0, height)))
        y += height
    width = max([edge for _, edge in columns.values()], default=left) + PAD
    for place in asides:
        box = Box(left, y + GAP_Y / 2, *_size(model, place, inner))
        _put(model, part, place, box, inner)
        width, y = max(width, box.right + PAD), box.bottom + GAP_Y / 2
    part.width, part.height = width, y
    part.bands = [Band(band.name, Box(0.0, band.box.y, width, band.box.height)) for band in part.bands]
    return part


_HOLDERS = frozenset({NodeKind.SUBPROCESS, NodeKind.EVENT_SUBPROCESS})


def _bands(model: Model, nodes: Sequence[int]) -> list[tuple[str, ...]]:
    """The lanes that nodes lie in, in the order of the file; those of one department beside each other."""
    found = list(dict.fromkeys(model.nodes[place].lane for place in nodes))
    around = len(model.nodes[model.nodes[nodes[0]].scope].lane) if nodes else 0
    first: dict[tuple[str, ...], int] = {}
    for place, lane in enumerate(found):
        first.setdefault(lane[: around + 1], place)
    return sorted(found, key=lambda lane: (first[lane[: around + 1]], found.index(lane))) or [()]


def _called(model: Model, scope: int, lane: tuple[str, ...]) -> str:
    own = lane[len(model.nodes[scope].lane) :]
    return " · ".join(own)


def _ranks(model: Model, nodes: Sequence[int]) -> dict[int, int]:
    """The rank of each node: the longest way from a start. Flows that lead back are found by depth-first search."""
    here = set(nodes)
    after: dict[int, list[int]] = {place: [] for place in nodes}
    for flow in model.flows:
        source = _host(model, flow.source)
        if source in here and flow.target in here and flow.target != source:
            after[source].append(flow.target)
    coming = {target for targets in after.values() for target in targets}
    state: dict[int, int] = {}
    order: list[int] = []
    kept: dict[int, list[int]] = {place: [] for place in nodes}
    for begin in sorted(
        nodes, key=lambda place: (place in coming, model.nodes[place].kind != NodeKind.START, place)
    ):
        if begin in state:
            continue
        stack = [(begin, iter(after[begin]))]
        state[begin] = 1
        while stack:
            place, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                state[place] = 2
                order.append(place)
                stack.pop()
            elif state.get(target) != 1:
                kept[place].append(target)
                if target not in state:
                    state[target] = 1
                    stack.append((target, iter(after[target])))
    rank = dict.fromkeys(nodes, 0)
    for place in reversed(order):
        for target in kept[place]:
            rank[target] = max(rank[target], rank[place] + 1)
    return rank


def _host(model: Model, place: int) -> int:
    """The node itself, or the activity on whose edge it sits."""
    attached = model.nodes[place].attached_to
    return attached if attached >= 0 else place


def _size(model: Model, place: int, inner: dict[int, Layout]) -> tuple[float, float]:
    kind = model.nodes[place].kind
    if place in inner:
        return max(TASK[0], inner[place].width), max(TASK[1], inner[place].height + PAD / 2)
    if kind in EVENTS:
        return EVENT
    return GATEWAY if kind.is_gateway else TASK


def _columns(
    model: Model, nodes: Sequence[int], rank: dict[int, int], inner: dict[int, Layout], left: float
) -> dict[int, tuple[float, float]]:
    """The left and right edge of each rank."""
    widths: dict[int, float] = {}
    for place in nodes:
        widths[rank[place]] = max(widths.get(rank[place], 0.0), _size(model, place, inner)[0])
    edges: dict[int, tuple[float, float]] = {}
    for number in sorted(widths):
        edges[number] = (left, left + widths[number])
        left += widths[number] + GAP_X
    return edges


def _lay_band(
    model: Model,
    nodes: Sequence[int],
    rank: dict[int, int],
    inner: dict[int, Layout],
    columns: dict[int, tuple[float, float]],
    part: Layout,
    top: float,
) -> float:
    """Put the nodes of one lane into their columns, one under the other; the height that the lane takes."""
    stacks: dict[int, list[int]] = {}
    for place in nodes:
        stacks.setdefault(rank[place], []).append(place)
    heights = {
        number: sum(_tall(model, place, inner) for place in stack) + GAP_Y * (len(stack) - 1)
        for number, stack in stacks.items()
    }
    height = max(heights.values(), default=TASK[1])
    for number, stack in stacks.items():
        y = top + PAD + (height - heights[number]) / 2
        begin, end = columns[number]
        for place in stack:
            width, tall = _size(model, place, inner)
            _put(model, part, place, Box((begin + end - width) / 2, y, width, tall), inner)
            y += _tall(model, place, inner) + GAP_Y
    return height + 2 * PAD


def _tall(model: Model, place: int, inner: dict[int, Layout]) -> float:
    """The height of a node with the room for its name or for the events on its edge."""
    height = _size(model, place, inner)[1]
    named = model.nodes[place].kind in EVENTS or model.nodes[place].kind.is_gateway
    return height + (UNDER if named or model.boundary[place] else 0.0)


def _put(model: Model, part: Layout, place: int, box: Box, inner: dict[int, Layout]) -> None:
    part.boxes[place] = box
    if place in inner:
        _take_in(part, inner[place], box.x, box.y)
    edge = model.boundary[place]
    for k, event in enumerate(edge):
        step = box.width / (len(edge) + 1)
        part.boxes[event] = Box(box.x + step * (k + 1) - EVENT[0] / 2, box.bottom - EVENT[1] / 2, *EVENT)


def _take_in(part: Layout, other: Layout, x: float, y: float) -> None:
    for place, box in other.boxes.items():
        part.boxes[place] = box.moved(x, y)
    part.bands += [Band(band.name, band.box.moved(x, y)) for band in other.bands]


def _way(model: Model, whole: Layout, number: int) -> tuple[tuple[float, float], ...]:
    """The corners of a flow: out at the right, in at the left, round what stands between."""
    flow = model.flows[number]
    source, target = whole.boxes[flow.source], whole.boxes[flow.target]
    shift = (number % 5 - 2) * 5.0
    sx, sy = source.right, source.middle[1]
    tx, ty = target.x, target.middle[1]
    if model.nodes[flow.source].attached_to >= 0:
        sx, sy = source.middle[0], source.bottom
        if tx > sx + GAP_X / 2:
            low = sy + 14 + abs(shift)
            return (
                (sx, sy),
                (sx, low),
                (tx - GAP_X / 2 + shift, low),
                (tx - GAP_X / 2 + shift, ty),
                (tx, ty),
            )
    if tx <= sx:
        low = max(source.bottom, target.bottom) + 18 + 2 * abs(shift)
        return (
            (source.middle[0], source.bottom),
            (source.middle[0], low),
            (target.middle[0] + shift, low),
            (target.middle[0] + shift, target.bottom),
        )
    if abs(sy - ty) < 1 and not _is_crossed(whole, flow.source, flow.target, sx, tx, sy):
        return ((sx, sy), (tx, ty))
    late, early = tx - GAP_X / 2 + shift, sx + GAP_X / 2 + shift
    for x in (late, early):
        ends = ((sx, sy, x), (x, ty, tx))
        if not any(_is_crossed(whole, flow.source, flow.target, a, b, y) for (a, y, b) in ends):
            return ((sx, sy), (x, sy), (x, ty), (tx, ty))
    free = max(source.bottom, target.bottom) + UNDER / 2 + abs(shift)
    return ((sx, sy), (early, sy), (early, free), (late, free), (late, ty), (tx, ty))


def _is_crossed(whole: Layout, source: int, target: int, left: float, right: float, y: float) -> bool:
    """Whether a level line meets a node that is neither of its ends."""
    return any(
        box.x < right - 1 and box.right > left + 1 and box.y - 2 < y < box.bottom + 2
        for place, box in whole.boxes.items()
        if place not in (source, target) and not _contains(box, whole.boxes[source])
    )


def _contains(box: Box, other: Box) -> bool:
    return box.x <= other.x and box.right >= other.right and box.y <= other.y and box.bottom >= other.bottom


def corners(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points of a way without those that lie on a line between their neighbours."""
    kept = [points[0]]
    for here, after in pairwise(points[1:]):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], here, after
        if abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax)) > 0.01:
            kept.append(here)
    return [*kept, points[-1]]
