"""What a process map shows at which level: fewer activities and steps, and never one cut off from start or end."""

from __future__ import annotations

import heapq
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openhall.mining.log import EventLog
from openhall.mining.parallel import case_slices, share
from openhall.mining.steps import activity_table, step_table
from openhall.mining.table import Table
from openhall.process.saying import gettext, sentences

START, END = "▶ start", "■ end"
"""Names of the two marks that every case passes. An activity that has such a name in its log is shown with a
no-break space after it, so that it is never taken for the mark."""

LEGIBLE_ACTIVITIES, LEGIBLE_STEPS = 16, 32


@dataclass(frozen=True)
class Node:
    """An activity on the map. Times in seconds, None where the log does not record them.

    position  where in its cases it stands on average, 0 (first) to 1 (last)
    """

    name: str
    events: int
    cases: int
    starts: int
    ends: int
    position: float
    service_mean_s: float | None
    service_median_s: float | None
    service_p90_s: float | None
    service_total_s: float | None = None


@dataclass(frozen=True)
class Edge:
    """A step on the map, or the way from START to a first activity and from a last one to END (without a wait)."""

    source: str
    target: str
    count: int
    cases: int
    mean_s: float | None = None
    median_s: float | None = None
    p90_s: float | None = None
    total_s: float | None = None


@dataclass(frozen=True)
class Level:
    """How much a map shows: shares (0 to 1) of the activities and of the steps, the most frequent first."""

    activities: float
    steps: float


@dataclass(frozen=True)
class ProcessMap:
    """The map of a log at one level.

    nodes and edges   what is shown, the most frequent first; edges from START and to END are among the edges
    total_activities  how many the log has; total_steps: how many there are between the activities shown
    note              what the reader must know about this level, "" when everything is shown
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cases: int
    total_activities: int
    total_steps: int
    level: Level
    note: str

    def as_json(self) -> dict[str, Any]:
        """The map as a JSON object."""
        return asdict(self)


@njit(cache=True, nogil=True)
def _project(activity, offsets, shown, first, past, keep, kept):  # type: ignore[no-untyped-def]
    for c in range(first, past):
        for i in range(offsets[c], offsets[c + 1]):
            if shown[activity[i]]:
                keep[i] = True
                kept[c] += 1


@njit(cache=True, nogil=True)
def _positions(activity, offsets, total, count):  # type: ignore[no-untyped-def]
    for c in range(len(offsets) - 1):
        length = offsets[c + 1] - offsets[c]
        for k in range(length):
            a = activity[offsets[c] + k]
            total[a] += k / (length - 1) if length > 1 else 0.5
            count[a] += 1


def project(log: EventLog, shown: NDArray[np.bool_]) -> EventLog:
    """The log with only the events of the activities in `shown` (one bool an activity); cases left empty go."""
    keep = np.zeros(log.n_events, np.bool_)
    kept = np.zeros(log.n_cases, np.int64)
    share(
        lambda lo, hi: _project(log.activity, log.offsets, shown, lo, hi, keep, kept),
        case_slices(log.offsets),
    )
    filled = kept > 0

    def rows() -> NDArray[np.int64]:
        return np.flatnonzero(keep)

    def cases() -> NDArray[np.int64]:
        return np.flatnonzero(filled)

    return replace(
        log,
        activity=log.activity[keep],
        time=log.time[keep],
        end=None if log.end is None else log.end[keep],
        offset_min=None if log.offset_min is None else log.offset_min[keep],
        offsets=np.concatenate(([0], np.cumsum(kept[filled]))).astype(np.int64),
        events=Table(log.events, rows),
        cases=Table(log.cases, cases),
    )


def default_level(log: EventLog) -> Level:
    """A level that gives a first picture people can read: everything of a small log, the main part of a large one."""
    counts = np.bincount(log.activity, minlength=len(log.activities))
    n = int((counts > 0).sum())
    if n == 0:
        return Level(1.0, 1.0)
    activities = min(1.0, LEGIBLE_ACTIVITIES / n)
    shown = build_map(log, activities=activities, steps=1.0)
    steps = min(1.0, LEGIBLE_STEPS / max(1, shown.total_steps))
    return Level(activities, steps)


def build_map(log: EventLog, *, activities: float | int = 1.0, steps: float = 1.0) -> ProcessMap:
    """The map of a log at a level.

    activities  the share of the activities that are shown, 0 to 1, the most frequent first (an int: how many)
    steps       the share of the steps between them that are shown, 0 to 1, likewise

    Raises ValueError for a share outside 0 to 1.

    Hidden activities are skipped: a step then leads from a shown activity to the next shown one, so that counts
    add up at every activity. Of the steps, those come first that join every activity to start and end by its
    strongest way (the way whose weakest step is the most frequent); then the others by count.
    """
    if not 0 <= steps <= 1 or (isinstance(activities, float) and not 0 <= activities <= 1) or activities < 0:
        raise ValueError(
            f"A map's level is a share from 0 to 1, not activities {activities} and steps {steps}."
        )
    log = _with_names_of_its_own(log)
    counts = np.bincount(log.activity, minlength=len(log.activities))
    present = np.flatnonzero(counts)
    order = present[np.lexsort((present, -counts[present]))]
    wanted = activities if isinstance(activities, int) else round(activities * len(order))
    chosen = order[: max(1, min(len(order), wanted))]
    shown = np.zeros(max(1, len(log.activities)), np.bool_)
    shown[chosen] = True
    part = log if len(chosen) == len(order) else project(log, shown)
    nodes = _nodes(part)
    edges = _edges(part, nodes)
    inner = [edge for edge in edges if edge.source != START and edge.target != END]
    limit = round(steps * len(inner))
    kept = _keep(nodes, edges, limit)
    level = Level(len(chosen) / max(1, len(order)), steps)
    note = _note(
        len(chosen), len(order), sum(e.source != START and e.target != END for e in kept), len(inner)
    )
    return ProcessMap(tuple(nodes), tuple(kept), part.n_cases, len(order), len(inner), level, note)


def _with_names_of_its_own(log: EventLog) -> EventLog:
    if START not in log.activities and END not in log.activities:
        return log
    taken = set(log.activities)
    names = []
    for name in log.activities:
        if name in (START, END):
            while name in taken:
                name += "\u00a0"
            taken.add(name)
        names.append(name)
    return replace(log, activities=tuple(names))


def _note(shown: int, activities: int, steps: int, total: int) -> str:
    parts = []
    if shown < activities:
        parts.append(
            gettext(
                "%(shown)s of %(all)s activities are shown; a step leads to the next activity that is shown.",
                shown=shown,
                all=activities,
            )
        )
    if steps < total:
        parts.append(
            gettext(
                "%(shown)s of %(all)s steps are shown: the most frequent, and those that join each activity to "
                "start and end.",
                shown=steps,
                all=total,
            )
        )
    return sentences(*parts) if parts else ""


def _nodes(log: EventLog) -> list[Node]:
    total, count = np.zeros(len(log.activities)), np.zeros(len(log.activities), np.int64)
    _positions(log.activity, log.offsets, total, count)
    places = {log.activities[k]: total[k] / count[k] for k in np.flatnonzero(count)}
    return [
        Node(
            row["name"],
            row["events"],
            row["cases"],
            row["starts"],
            row["ends"],
            float(places[row["name"]]),
            _known(row["service_mean_s"]),
            _known(row["service_median_s"]),
            _known(row["service_p90_s"]),
            # A sum of nothing is 0, but here nothing is known.
            row["service_total_s"] if _known(row["service_mean_s"]) is not None else None,
        )
        for row in activity_table(log).iter_rows(named=True)
    ]


def _known(seconds: float) -> float | None:
    return None if np.isnan(seconds) else float(seconds)


def _edges(log: EventLog, nodes: list[Node]) -> list[Edge]:
    table = step_table(log)
    edges = [
        Edge(
            row["from"],
            row["to"],
            row["count"],
            row["cases"],
            row["mean_s"],
            row["median_s"],
            row["p90_s"],
            row["total_s"],
        )
        for row in table.iter_rows(named=True)
    ]
    edges += [Edge(START, node.name, node.starts, node.starts) for node in nodes if node.starts]
    edges += [Edge(node.name, END, node.ends, node.ends) for node in nodes if node.ends]
    return edges


def _keep(nodes: list[Node], edges: list[Edge], limit: int) -> list[Edge]:
    """The steps that join every activity to start and end, then the most frequent, `limit` steps at the least."""
    forward: dict[str, list[Edge]] = {}
    backward: dict[str, list[Edge]] = {}
    for edge in edges:
        forward.setdefault(edge.source, []).append(edge)
        backward.setdefault(edge.target, []).append(edge)
    kept = set(widest_ways(START, forward, lambda edge: edge.target))
    kept |= set(widest_ways(END, backward, lambda edge: edge.source))
    ordered = sorted(edges, key=lambda e: (-e.count, e.source, e.target))
    inner = [e for e in ordered if e.source != START and e.target != END]
    inner_kept = sum(e.source != START and e.target != END for e in kept)
    least = 0 if limit >= len(inner) else sys.maxsize
    for edge in inner:
        if inner_kept >= limit:
            break
        if limit < len(inner):
            least = edge.count
        if edge not in kept:
            kept.add(edge)
            inner_kept += 1
    # Ways in and out are shown with the steps that are at least as frequent; all of them when all steps are.
    kept |= {e for e in edges if (e.source == START or e.target == END) and e.count >= least}
    return [edge for edge in ordered if edge in kept]


def widest_ways(root: str, ways: Mapping[str, Sequence[Edge]], onward: Callable[[Edge], str]) -> list[Edge]:
    """The edges of the widest paths between `root` and everything else, each path as wide as its rarest step.

    ways    the edges at each end that is followed; onward: the other end of an edge
    source  Pollack 1960; Prim's order, with ties broken by name
    """
    used: list[Edge] = []
    reached = {root}
    queue: list[tuple[int, str, str, int, Edge]] = []

    def push(name: str, width: int) -> None:
        for edge in ways.get(name, ()):
            heapq.heappush(queue, (-min(width, edge.count), onward(edge), name, len(queue), edge))

    push(root, sys.maxsize)
    while queue:
        width, other, _, _, edge = heapq.heappop(queue)
        if other not in reached:
            reached.add(other)
            used.append(edge)
            push(other, -width)
    return used
