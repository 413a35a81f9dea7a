"""Rules of the standard about how nodes and flows may stand together, and nodes that no case can come to."""

from __future__ import annotations

from openhall.process.bpmn.reading import Reading
from openhall.process.model import EventKind, Model, NodeKind
from openhall.process.saying import gettext

AFTER_A_RACE = frozenset({NodeKind.CATCH, NodeKind.RECEIVE})
SPLITS = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE})


def check_structure(reading: Reading, model: Model) -> None:
    """Refuse what stands wrongly."""
    for place, node in enumerate(model.nodes):
        element = reading.items[place]
        if node.kind in (NodeKind.START, NodeKind.BOUNDARY, NodeKind.EVENT_SUBPROCESS) and node.incoming:
            reading.refused.add(
                element,
                gettext("has an incoming flow"),
                gettext("lead the flow to a gateway or activity after it"),
            )
        if node.kind in (NodeKind.END, NodeKind.EVENT_SUBPROCESS) and node.outgoing:
            reading.refused.add(
                element, gettext("has an outgoing flow"), gettext("lead it from another node")
            )
        if node.compensates and (node.incoming or node.outgoing):
            reading.refused.add(
                element, gettext("compensates, and has flows"), gettext("take its flows away")
            )
        if node.kind == NodeKind.EVENT_GATEWAY:
            for flow in node.outgoing:
                target = model.nodes[model.flows[flow].target]
                if target.kind not in AFTER_A_RACE or len(target.incoming) != 1:
                    reading.refused.add(
                        element,
                        gettext(
                            "leads to “%(label)s”, which is no event that only it waits for",
                            label=target.label,
                        ),
                        gettext("let catching events or receive tasks follow it"),
                    )
        if node.kind in SPLITS and len(node.outgoing) > 1:
            for flow in node.outgoing:
                if flow != node.default and model.flows[flow].condition is None:
                    reading.refused.add(
                        element,
                        gettext("has the flow %(id)s without a condition", id=model.flows[flow].id),
                        gettext("give it a condition, or make it the default"),
                        of_data=True,
                    )
        if node.kind in (NodeKind.PARALLEL, NodeKind.EVENT_GATEWAY):
            for flow in node.outgoing:
                if model.flows[flow].condition is not None:
                    reading.refused.add(
                        element,
                        gettext(
                            "has a condition on the flow %(id)s, which is never asked",
                            id=model.flows[flow].id,
                        ),
                        gettext("take it away, or use an inclusive gateway"),
                    )
        if node.kind == NodeKind.EVENT_SUBPROCESS:
            starts = [each for each in model.members[place] if model.nodes[each].kind == NodeKind.START]
            if len(starts) != 1:
                reading.refused.add(
                    element,
                    gettext("has %(number)s start events", number=len(starts)),
                    gettext("give it exactly one"),
                )
        elif node.kind == NodeKind.SUBPROCESS:
            starts = [each for each in model.members[place] if model.nodes[each].kind == NodeKind.START]
            if len(starts) > 1 or any(model.nodes[each].event.kind != EventKind.NONE for each in starts):
                reading.refused.add(
                    element,
                    gettext("can be started in several ways"),
                    gettext("give it one plain start event"),
                )
    _check_calls(reading, model)
    for place in unreachable(model):
        reading.refused.add(
            reading.items[place], gettext("is never reached"), gettext("lead a flow to it, or take it out")
        )


def _check_calls(reading: Reading, model: Model) -> None:
    """Refuse processes that call themselves without end: each call of them is within the next."""
    calls: dict[int, set[int]] = {place: set() for place in model.processes}
    for node in model.nodes:
        if node.kind == NodeKind.CALL and node.called in calls:
            scope = node.scope
            while model.nodes[scope].scope >= 0:
                scope = model.nodes[scope].scope
            calls[scope].add(node.called)
    for place in model.processes:
        seen: set[int] = set()
        waiting = list(calls[place])
        while waiting:
            each = waiting.pop()
            if each == place:
                reading.refused.add(reading.items[place], gettext("calls itself"), gettext("use a loop"))
                break
            if each not in seen:
                seen.add(each)
                waiting.extend(calls[each])


def unreachable(model: Model) -> list[int]:
    """The nodes that no path of flows leads to from a start of their scope."""
    reached: set[int] = set()
    waiting: list[int] = list(model.processes)
    while waiting:
        place = waiting.pop()
        if place in reached:
            continue
        reached.add(place)
        node = model.nodes[place]
        waiting.extend(model.flows[flow].target for flow in node.outgoing)
        waiting.extend(model.boundary[place])
        if node.handler >= 0:
            waiting.append(node.handler)
        if node.kind.is_scope and node.kind != NodeKind.CALL:
            waiting.extend(_begins(model, place))
    return [place for place in range(len(model.nodes)) if place not in reached]


def _begins(model: Model, scope: int) -> list[int]:
    inside = [(place, model.nodes[place]) for place in model.members[scope]]
    starts = [place for place, node in inside if node.kind == NodeKind.START]
    watching = [place for place, node in inside if node.kind == NodeKind.EVENT_SUBPROCESS]
    by_message = [place for place, node in inside if node.instantiates and not node.incoming]
    plain = [
        place
        for place, node in inside
        if not node.incoming
        and not node.compensates
        and node.kind not in (NodeKind.BOUNDARY, NodeKind.EVENT_SUBPROCESS)
    ]
    return watching + (starts + by_message if starts else plain)
