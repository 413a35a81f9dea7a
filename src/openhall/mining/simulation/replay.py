"""What a log says of a model's choices and waits: each way that cases took is laid through the net, as it fits best."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from openhall.mining.simulation.chain import Chain
from openhall.mining.simulation.flow import Flow
from openhall.mining.simulation.history import History
from openhall.mining.simulation.on_model import Edge, Net, net_of
from openhall.mining.simulation.week import DAY_US
from openhall.process.errors import BadInput
from openhall.process.model import TASKS, EventKind, Model, NodeKind
from openhall.process.timers import due

MOST_LOOKED_AT = 20_000
"""Places of one way that are looked at."""
MOST_VARIANTS = 2_000
"""Ways that are laid through the model, the most frequent first."""
START = -1
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
NEVER_US = 30.0 * 365 * DAY_US
"""Of what never happens: thirty years."""


@dataclass(frozen=True, eq=False)
class Replayed:
    """A model with what a log says of it.

    chain    flow, kind and weight of each event (weight 0 where the model has no place for it)
    history  the history, with `enabled` as the model has it: when what was done became open
    fitting  the share of the cases that the model lets through as they were
    unseen   tasks of the model that no case did
    fixed    for each kind how long it waits by the model itself (microseconds), NaN where the record says it
    begins   a kind: whether it is open when the case begins
    lanes    the lane of each task
    """

    chain: Chain
    history: History
    fitting: float
    unseen: tuple[str, ...]
    fixed: NDArray[np.float64]
    begins: NDArray[np.bool_]
    lanes: dict[str, tuple[str, ...]]


def replay(history: History, model: Model, weight: NDArray[np.float64]) -> Replayed:
    """Lay all cases through a model. Raises `LimitReached` for a model with too many states."""
    names = history.log.activities
    net = net_of(model, frozenset(names))
    known = {name: code for code, name in enumerate(names)}
    shown = {label for edge in _all(net) for label in edge.labels}
    activities = (*names, *sorted(label for label in shown if label not in known))
    code = {name: number for number, name in enumerate(activities)}
    counts: dict[tuple[int, int, int], float] = {}
    opened = history.done.copy()
    node_of = np.full(len(history.done), -1, np.int64)
    at_start = np.zeros(len(history.done), np.bool_)
    fitting = 0.0
    for rows, cases in _variants(history):
        trace = tuple(names[k] for k in history.activity[rows[0]])
        path, cost = _path(net, trace, shown)
        fitting += len(cases) if cost == 0 else 0
        first = np.array([row[0] for row in rows])
        for step in path:
            answer = (step.state, step.slot, step.edge)
            counts[answer] = counts.get(answer, 0.0) + float(weight[first + step.position].sum())
            if step.own:
                node_of[first + step.position] = net.slots[step.state][step.slot]
                at_start[first + step.position] = step.since < 0
                opened[first + step.position] = history.done[first + max(step.since, 0)]
    flow, kinds = _flow(net, counts, code, activities)
    kind = np.array(
        [kinds.get((int(node), bool(begins)), 0) for node, begins in zip(node_of, at_start, strict=True)],
        np.int64,
    )
    placed = node_of >= 0
    opened = np.where(placed, np.minimum(opened, history.done), history.done)
    done = set(history.activity.tolist())
    unseen = tuple(sorted(label for label in shown if known.get(label, -1) not in done))
    wider = replace(history, log=replace(history.log, activities=activities), opened=opened)
    return Replayed(
        Chain(flow, kind, np.where(placed, weight, 0.0)), wider, fitting / history.n_cases, unseen,
        _fixed(net, kinds, set(node_of.tolist())), np.array([begins for _, begins in kinds], np.bool_), _lanes(model),
    )  # fmt: skip


def _lanes(model: Model) -> dict[str, tuple[str, ...]]:
    return {node.label: node.lane for node in model.nodes if node.kind in TASKS}


def _fixed(net: Net, kinds: dict[tuple[int, bool], int], placed: set[int]) -> NDArray[np.float64]:
    """What the model says of waits that no case shows: a timer's duration; an event on an edge never comes about."""
    fixed = np.full(len(kinds), np.nan)
    for (node, _), kind in kinds.items():
        each = net.model.nodes[node]
        if node in placed or each.kind in TASKS:
            continue
        fixed[kind] = NEVER_US if each.kind == NodeKind.BOUNDARY else 0.0
        if each.event.kind == EventKind.TIMER and each.event.timer is not None:
            try:
                fixed[kind] = (due(each.event.timer, None, NOW, each.label).at - NOW).total_seconds() * 1e6
            except BadInput:
                continue
    return fixed


def _all(net: Net) -> list[Edge]:
    return [*net.begin, *(edge for state in net.edges for slot in state for edge in slot)]


def _variants(history: History) -> list[tuple[list[NDArray[np.int64]], list[int]]]:
    groups: dict[bytes, list[int]] = {}
    offsets = history.offsets
    for case in range(history.n_cases):
        groups.setdefault(history.activity[offsets[case] : offsets[case + 1]].tobytes(), []).append(case)
    often = sorted(groups.values(), key=len, reverse=True)[:MOST_VARIANTS]
    return [([np.arange(offsets[case], offsets[case + 1]) for case in cases], cases) for cases in often]


class Step(NamedTuple):
    """A choice on the way through a net.

    state, slot, edge  what was chosen; state START before the beginning
    position           of the event of the trace that it is, else of the one before (0 for the first)
    since              position of the event at which it became open, -1 for the beginning
    own                whether it is an event of the trace
    """

    state: int
    slot: int
    edge: int
    position: int
    since: int
    own: bool


def _path(net: Net, trace: tuple[str, ...], shown: set[str]) -> tuple[list[Step], float]:
    """The nearest way through the net, and how far off it is."""
    # A place is (state, position); -1 is before the beginning.
    best: dict[tuple[int, int], float] = {(START, 0): 0.0}
    came: dict[tuple[int, int], tuple[tuple[int, int], int, int, bool]] = {}
    heap: list[tuple[float, int, int, int]] = [(0.0, 0, START, 0)]
    settled: set[tuple[int, int]] = set()
    goal, off = (START, 0), float("inf")
    while heap and len(settled) < MOST_LOOKED_AT:
        cost, _, state, position = heapq.heappop(heap)
        here = (state, position)
        if here in settled:
            continue
        settled.add(here)
        if cost >= off:
            break
        if position == len(trace) and state != START:
            end = cost + (1.0 if net.slots[state] else 0.0)
            if end < off:
                goal, off = here, end
        choices = [net.begin] if state == START else net.edges[state]
        for slot, edges in enumerate(choices):
            for place, edge in enumerate(edges):
                then, more, own = position, 0.0, False
                for k, label in enumerate(edge.labels):
                    if then < len(trace) and trace[then] == label:
                        own = own or k == 0
                        then += 1
                    else:
                        more += 1.0
                there = (edge.to, then)
                if cost + more < best.get(there, float("inf")) - 1e-9:
                    best[there] = cost + more
                    came[there] = (here, slot, place, own)
                    heapq.heappush(heap, (cost + more, len(settled), edge.to, then))
        if position < len(trace):
            there = (state, position + 1)
            if cost + 1.0 < best.get(there, float("inf")) - 1e-9:
                best[there] = cost + 1.0
                came[there] = (here, -1, -1, False)
                heapq.heappush(heap, (cost + 1.0, len(settled), state, position + 1))
    if off == float("inf"):
        return [], off
    back: list[tuple[tuple[int, int], int, int, bool]] = []
    while goal in came:
        back.append(came[goal])
        goal = came[goal][0]
    return _told(net, back[::-1], [label not in shown for label in trace]), off


def _told(net: Net, steps: list[tuple[tuple[int, int], int, int, bool]], gone: list[bool]) -> list[Step]:
    """Say of each step when what it did was opened: at which position of the trace, -1 for the beginning."""
    told: list[Step] = []
    since: list[int] = []
    last = -1
    for (state, position), slot, place, own in steps:
        if slot < 0:
            if gone[position]:
                # The model has no such task: what it took is gone with it, and what follows waits from then on.
                since, last = [position] * len(since), position
            continue
        edge = net.begin[place] if state == START else net.edges[state][slot][place]
        if state == START:
            told.append(Step(START, 0, place, 0, -1, own=False))
            since = [-1] * len(edge.before)
            continue
        at = position if own else max(position - 1, 0)
        told.append(Step(state, slot, place, at, since[slot], own))
        if own:
            last = position
        since = [since[old] if old >= 0 else last for old in edge.before]
    return told


def _flow(
    net: Net, counts: dict[tuple[int, int, int], float], code: dict[str, int], activities: tuple[str, ...]
) -> tuple[Flow, dict[tuple[int, bool], int]]:
    """The arrays of a net. State 0 is before the beginning; those of the net follow."""
    kinds: dict[tuple[int, bool], int] = {}
    kind_activity: list[int] = []

    def kind_of(node: int, begins: bool) -> int:
        number = kinds.setdefault((node, begins), len(kinds))
        if number == len(kind_activity):
            kind_activity.append(code.get(net.label(node), -1) if _is_shown(net, node, code) else -1)
        return number

    key_of, items, first, also = [0], [0], [0], [0]
    chance: list[float] = []
    to: list[int] = []
    before: list[int] = []
    kind: list[int] = []
    also_activity: list[int] = []
    rows: list[tuple[int, int, list[Edge]]] = [(START, 0, net.begin)]
    for state, slots in enumerate(net.edges):
        key_of.append(len(rows))
        rows += [(state, slot, edges) for slot, edges in enumerate(slots)]
    end = len(net.edges) + 1
    key_of.append(0)
    for state, slot, edges in rows:
        if not edges:
            # More tokens at one place than are followed: the case ends here.
            edges = [Edge(end - 1, (), ())]
        seen = np.array([counts.get((state, slot, place), 0.0) for place in range(len(edges))])
        share = seen / seen.sum() if seen.sum() > 0 else np.full(len(edges), 1.0 / max(len(edges), 1))
        run = np.cumsum(share)
        for place, edge in enumerate(edges):
            chance.append(float(run[place]))
            to.append(edge.to + 1)
            for new, old in enumerate(edge.before):
                before.append(old)
                kind.append(kind_of(net.slots[edge.to][new], state == START))
            items.append(len(before))
            own = 0 if state == START or not _is_shown(net, net.slots[state][slot], code) else 1
            also_activity += [code[label] for label in edge.labels[own:]]
            also.append(len(also_activity))
        first.append(len(to))
    flow = Flow(
        key_of=np.array(key_of, np.int32),
        split=np.full(len(rows), -1, np.int32),
        choice=np.arange(len(rows), dtype=np.int32),
        outcomes=np.array(first, np.int32),
        chance=np.array(chance),
        to=np.array(to, np.int32),
        items=np.array(items, np.int32),
        before=np.array(before, np.int32),
        kind=np.array(kind, np.int32),
        kind_activity=np.array(kind_activity, np.int32),
        activities=activities,
        also=np.array(also, np.int32),
        also_activity=np.array(also_activity, np.int32),
    )
    return flow, kinds


def _is_shown(net: Net, node: int, code: dict[str, int]) -> bool:
    each = net.model.nodes[node]
    return each.kind in TASKS or (bool(each.name) and each.name in code)
