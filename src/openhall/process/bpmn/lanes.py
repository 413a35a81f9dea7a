"""Pools and lanes of a file: who does what, and messages between them (BPMN 2.0, 9.3 and 10.8)."""

from __future__ import annotations

from openhall.process.bpmn.element import Element
from openhall.process.bpmn.metamodel import is_a
from openhall.process.bpmn.reading import Reading, one_line
from openhall.process.model import MessageFlow
from openhall.process.saying import gettext


def participants(reading: Reading) -> dict[Element, Element]:
    """The pool of each process that has one."""
    found: dict[Element, Element] = {}
    for each in reading.document.all("participant"):
        process = reading.document.refer(each.get("processRef"), each) if each.get("processRef") else None
        if process is not None:
            found.setdefault(process, each)
    return found


def lanes_of(reading: Reading) -> list[tuple[str, ...]]:
    """For each node the names of the lanes it lies in, the pool first; a node within a sub-process lies in the lanes
    of the sub-process unless a lane names it."""
    pools = participants(reading)
    named: dict[int, tuple[str, ...]] = {}
    for element in reading.items:
        for lane_set in element.all("laneSet"):
            for lane in lane_set.all("lane"):
                _read_lane(reading, lane, (), named)
    lanes: list[tuple[str, ...]] = []
    for place, element in enumerate(reading.items):
        scope = reading.scopes[place]
        if scope < 0:
            pool = pools.get(element)
            lanes.append((_label(pool),) if pool is not None else ())
        elif place in named:
            process = scope
            while reading.scopes[process] >= 0:
                process = reading.scopes[process]
            lanes.append(lanes[process] + named[place])
        else:
            lanes.append(lanes[scope])
    return lanes


def _label(element: Element) -> str:
    return one_line(element.name) or element.id


def _read_lane(
    reading: Reading, lane: Element, around: tuple[str, ...], named: dict[int, tuple[str, ...]]
) -> None:
    path = (*around, _label(lane))
    for value in lane.texts("flowNodeRef"):
        place = reading.place_at(value, lane)
        if place >= 0 and len(named.get(place, ())) < len(path):
            named[place] = path
    for inner in lane.all("childLaneSet"):
        for each in inner.all("lane"):
            _read_lane(reading, each, path, named)


def message_flows(reading: Reading) -> tuple[MessageFlow, ...]:
    """The message flows with at least one end at a node that is executed; refused are those within one pool."""
    found: list[MessageFlow] = []
    for flow in reading.document.all("messageFlow"):
        ends = [reading.document.refer(flow.get(name), flow) for name in ("sourceRef", "targetRef")]
        places = [reading.place.get(each, -1) if each is not None else -1 for each in ends]
        roots = [_process(reading, place) for place in places]
        if max(places) < 0 or any(each is None for each in ends):
            continue
        if roots[0] == roots[1]:
            reading.refused.add(
                flow,
                gettext("is a message flow within one pool"),
                gettext("use a sequence flow, or lead it to another pool"),
            )
            continue
        partner = "".join(
            _partner(reading, end)
            for end, place in zip(ends, places, strict=True)
            if place < 0 and end is not None
        )
        number = flow.id or f"message-flow-{len(found)}"
        found.append(MessageFlow(number, places[0], places[1], one_line(flow.name), partner))
    return tuple(found)


def _process(reading: Reading, place: int) -> int:
    while place >= 0 and reading.scopes[place] >= 0:
        place = reading.scopes[place]
    return place


def _partner(reading: Reading, element: Element) -> str:
    """The name of the pool that an element is or lies in."""
    around: Element | None = element
    while around is not None:
        if around.kind == "participant":
            return _label(around)
        if around.kind == "process":
            pool = participants(reading).get(around)
            return _label(pool if pool is not None else around)
        around = reading.document.parents.get(around)
    return ""


def data_names(reading: Reading) -> tuple[str, ...]:
    """The names of the data objects of the processes that are executed, in the file's order."""
    found: dict[str, None] = {}
    for element in reading.items:
        for each in element.all("dataObject", "dataObjectReference"):
            if is_a(each.kind, "dataObjectReference") and not each.name:
                continue
            found.setdefault(_label(each))
    return tuple(name for name in found if name)
