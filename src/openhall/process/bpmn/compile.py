"""A document into the model that is executed; or all that stands against it, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from openhall.process.bpmn.activities import loop_of, work_of
from openhall.process.bpmn.document import Document
from openhall.process.bpmn.element import Element
from openhall.process.bpmn.events import event_of, is_link, link_name
from openhall.process.bpmn.expressions import expression
from openhall.process.bpmn.lanes import data_names, lanes_of, message_flows
from openhall.process.bpmn.metamodel import is_a
from openhall.process.bpmn.reading import Reading, is_true, one_line
from openhall.process.bpmn.refusals import Refusal
from openhall.process.bpmn.structure import check_structure
from openhall.process.errors import BadModel
from openhall.process.model import NO_EVENT, NO_WORK, EventKind, Flow, Model, Node, NodeKind
from openhall.process.saying import gettext, lines

EXECUTED = {kind.value: kind for kind in NodeKind if kind != NodeKind.EVENT_SUBPROCESS}
EVENTS = frozenset({NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY})
_INSTEAD = {
    "complexGateway": gettext("use an inclusive gateway, or a decision before an exclusive one"),
    "adHocSubProcess": gettext("draw its tasks in a plain sub-process with the order they are done in"),
    "transaction": gettext("use a sub-process with an error event and compensation"),
}
MOST_NODES = 10_000


def compile_model(document: Document, names: Collection[str] = ()) -> Model:
    """The model of a document. `names` may be used in its expressions, besides those of its own data.

    Raises `BadModel` with every refusal, one a line.
    """
    model, refused = _compile(document, names)
    if refused:
        first = gettext("%(name)s cannot be executed:", name=document.name)
        raise BadModel(lines([first, *(refusal.sentence for refusal in refused)]))
    return model


def compile_shape(document: Document) -> Model:
    """The model of a document as it is played without data, whoever made it and in whatever language its conditions,
    scripts and timers are: these are not looked at.

    Raises `BadModel` with every other refusal, one a line.
    """
    model, refused = _compile(document, ())
    lines = [refusal.sentence for refusal in refused if not refusal.of_data]
    if lines:
        raise BadModel("\n".join((f"{document.name} cannot be played:", *lines)))
    return model


def refusals(document: Document, names: Collection[str] = ()) -> list[Refusal]:
    """All that stands against executing a document."""
    return _compile(document, names)[1]


def _compile(document: Document, names: Collection[str]) -> tuple[Model, list[Refusal]]:
    reading = Reading(document, names=frozenset(names))
    processes = _executed(reading)
    for process in processes:
        _collect(reading, process)
    data = data_names(reading)
    reading.names = reading.names | frozenset(data)
    lanes = lanes_of(reading)
    nodes = [_node(reading, place, lanes[place]) for place in range(len(reading.items))]
    flows = _flows(reading, nodes)
    _handlers(reading, nodes)
    places = tuple(reading.place[process] for process in processes)
    model = Model(
        one_line(document.root.id) or document.name,
        tuple(nodes),
        tuple(flows),
        _main_first(nodes, places),
        message_flows(reading),
        data,
    )
    check_structure(reading, model)
    return model, list(reading.refused)


def _executed(reading: Reading) -> list[Element]:
    """The processes that are executed: those that say so; where none does, all that hold something.

    A process that is called is executed with its caller.
    """
    document = reading.document
    holding = [
        each
        for each in document.all("process")
        if any(is_a(child.kind, "flowNode") for child in each.children)
    ]
    said = [each for each in holding if is_true(each, "isExecutable")]
    found = said or holding
    if not found:
        reading.refused.add(
            document.root, gettext("has no process with anything to execute"), gettext("draw one")
        )
    for process in found:
        for call in process.walk():
            if call.kind == "callActivity":
                called = (
                    document.refer(call.get("calledElement"), call) if call.get("calledElement") else None
                )
                if called in holding and called not in found:
                    found.append(called)
    for kind in ("choreography", "globalChoreographyTask"):
        for each in document.all(kind):
            if not found:
                reading.refused.add(
                    each, gettext("is a choreography, which is not executed"), gettext("draw the processes")
                )
    return found


def _main_first(nodes: list[Node], places: tuple[int, ...]) -> tuple[int, ...]:
    """The process that a case begins with first: one that nobody calls and that begins plainly, where there is one."""
    called = {node.called for node in nodes}
    plain = {
        node.scope for node in nodes if node.kind == NodeKind.START and node.event.kind == EventKind.NONE
    }
    started = {node.scope for node in nodes if node.kind == NodeKind.START}
    order = sorted(
        places,
        key=lambda place: (place in called, place in started and place not in plain, places.index(place)),
    )
    return tuple(order)


def _collect(reading: Reading, process: Element) -> None:
    """Number a process and all nodes in it."""
    waiting: list[tuple[Element, int]] = [(process, -1)]
    while waiting:
        element, scope = waiting.pop()
        place = reading.place[element] = len(reading.items)
        reading.items.append(element)
        reading.scopes.append(scope)
        if len(reading.items) > MOST_NODES:
            raise BadModel(f"{reading.document.name} has more than {MOST_NODES:,} nodes; split it.")
        inside: list[tuple[Element, int]] = []
        if element is not process and element.kind != "subProcess":
            continue
        for child in element.children:
            if child.kind in EXECUTED and child.kind != "process":
                inside.append((child, place))
            elif child.kind == "sequenceFlow":
                reading.flows.append((child, place))
            elif is_a(child.kind, "flowNode"):
                reading.refused.add(
                    child,
                    gettext("is not executed"),
                    _INSTEAD.get(child.kind, gettext("use another element for it")),
                )
        waiting.extend(reversed(inside))


def _node(reading: Reading, place: int, lane: tuple[str, ...]) -> Node:
    element, scope = reading.items[place], reading.scopes[place]
    kind: NodeKind = EXECUTED[element.kind]
    if kind == NodeKind.SUBPROCESS and is_true(element, "triggeredByEvent"):
        kind = NodeKind.EVENT_SUBPROCESS
    node = Node(
        element.id or f"node-{place}",
        kind,
        one_line(element.name),
        scope,
        lane=lane,
        documentation=element.documentation,
        compensates=is_true(element, "isForCompensation"),
        instantiates=is_true(element, "instantiate"),
    )
    if kind in EVENTS:
        return _event(reading, element, node)
    if kind.is_activity:
        node = replace(node, work=work_of(reading, element, kind), loop=loop_of(reading, element))
    if kind == NodeKind.CALL:
        called = reading.place_at(element.get("calledElement"), element)
        if called < 0 or reading.scopes[called] >= 0:
            reading.refused.add(
                element,
                gettext(
                    "calls “%(name)s”, which is no process of this file", name=element.get("calledElement")
                ),
                gettext("put the process into the file, or name one that is"),
            )
        node = replace(node, called=called)
    return node


def _event(reading: Reading, element: Element, node: Node) -> Node:
    around = reading.items[node.scope]
    within = around.kind == "subProcess" and is_true(around, "triggeredByEvent")
    link = is_link(reading, element)
    event = event_of(reading, element, node.kind, within)
    if link:
        # Both ends of a link are passed: they are a sequence flow that is not drawn.
        return replace(node, kind=NodeKind.THROW, event=NO_EVENT)
    host = -1
    if node.kind == NodeKind.BOUNDARY:
        host = reading.place_at(element.get("attachedToRef"), element)
        fits = host >= 0 and EXECUTED[reading.items[host].kind].is_activity
        if not fits or reading.scopes[host] != node.scope:
            reading.refused.add(element, gettext("sits on no activity"), gettext("put it on the edge of one"))
            host = -1
    # A letter may leave by an event as well as by a task.
    work = work_of(reading, element, node.kind) if event.kind == EventKind.MESSAGE else NO_WORK
    always = is_true(element, "cancelActivity", default=True) and is_true(
        element, "isInterrupting", default=True
    )
    return replace(node, event=event, attached_to=host, interrupting=always, work=work)


def _flows(reading: Reading, nodes: list[Node]) -> list[Flow]:
    """The sequence flows, and those that links stand for; the nodes come to know theirs."""
    flows: list[Flow] = []
    incoming: list[list[int]] = [[] for _ in nodes]
    outgoing: list[list[int]] = [[] for _ in nodes]

    def add(flow: Flow) -> None:
        incoming[flow.target].append(len(flows))
        outgoing[flow.source].append(len(flows))
        flows.append(flow)

    numbers: dict[Element, int] = {}
    for element, _ in reading.flows:
        ends = [reading.place_at(element.get(name), element) for name in ("sourceRef", "targetRef")]
        if min(ends) < 0:
            which = "sourceRef" if ends[0] < 0 else "targetRef"
            reading.refused.add(
                element,
                gettext(
                    "names “%(name)s” as its %(which)s, which is not executed",
                    name=element.get(which),
                    which=which,
                ),
                gettext("lead it to a node"),
            )
            continue
        if nodes[ends[0]].scope != nodes[ends[1]].scope:
            reading.refused.add(
                element,
                gettext("leads over the border of a pool or sub-process"),
                gettext("end it at the border, or send a message"),
            )
            continue
        condition = expression(
            element,
            "conditionExpression",
            reading.language,
            element,
            "condition",
            reading.names,
            reading.refused,
        )
        numbers[element] = len(flows)
        add(Flow(element.id or f"flow-{len(flows)}", ends[0], ends[1], one_line(element.name), condition))
    _links(reading, nodes, add)
    for place, element in enumerate(reading.items):
        default = reading.document.refer(element.get("default"), element) if element.get("default") else None
        nodes[place] = replace(
            nodes[place],
            incoming=tuple(incoming[place]),
            outgoing=tuple(outgoing[place]),
            default=numbers.get(default, -1) if default is not None else -1,
        )
    # A condition on a default flow is not asked.
    defaults = {node.default for node in nodes}
    return [replace(f, condition=None) if k in defaults else f for k, f in enumerate(flows)]


def _links(reading: Reading, nodes: list[Node], add: Callable[[Flow], None]) -> None:
    links = [place for place, element in enumerate(reading.items) if is_link(reading, element)]
    for place in links:
        element = reading.items[place]
        if element.kind != "intermediateThrowEvent":
            continue
        name = link_name(reading, element)
        targets = [
            each
            for each in links
            if reading.items[each].kind == "intermediateCatchEvent"
            and link_name(reading, reading.items[each]) == name
            and nodes[each].scope == nodes[place].scope
        ]
        if len(targets) != 1:
            words = (
                gettext("links to more than one event called “%(name)s”", name=name)
                if targets
                else gettext("links to no event called “%(name)s”", name=name)
            )
            reading.refused.add(element, words, gettext("draw exactly one"))
            continue
        add(Flow(f"link-{nodes[place].id}", place, targets[0], name))


def _handlers(reading: Reading, nodes: list[Node]) -> None:
    """The activities that make others undone: from an event on the edge an association leads to them."""
    for place, node in enumerate(nodes):
        if (
            node.kind != NodeKind.BOUNDARY
            or node.event.kind != EventKind.COMPENSATION
            or node.attached_to < 0
        ):
            continue
        element = reading.items[place]
        found = -1
        for each in reading.document.all("association"):
            if reading.document.refer(each.get("sourceRef"), each) is element:
                found = reading.place_at(each.get("targetRef"), each)
        if found < 0 or not nodes[found].kind.is_activity:
            reading.refused.add(
                element,
                gettext("compensates by nothing"),
                gettext("draw an association from it to the activity that does"),
            )
            continue
        nodes[found] = replace(nodes[found], compensates=True)
        nodes[node.attached_to] = replace(nodes[node.attached_to], handler=found)
