"""An executable model: what a BPMN file means, as nodes and flows with numbers. The rules of `rules.py` run it.

Terms are those of BPMN 2.0 (OMG formal/2013-12-09); chapters are named where a rule stands. Nodes, flows and scopes
refer to each other by their place in `Model.nodes` and `Model.flows`, so that a case's state is a few integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class NodeKind(StrEnum):
    """What a node is; the values are the element names of BPMN."""

    START = "startEvent"
    END = "endEvent"
    CATCH = "intermediateCatchEvent"
    THROW = "intermediateThrowEvent"
    BOUNDARY = "boundaryEvent"
    TASK = "task"
    USER = "userTask"
    MANUAL = "manualTask"
    SERVICE = "serviceTask"
    SEND = "sendTask"
    RECEIVE = "receiveTask"
    RULE = "businessRuleTask"
    SCRIPT = "scriptTask"
    CALL = "callActivity"
    SUBPROCESS = "subProcess"
    EVENT_SUBPROCESS = "eventSubProcess"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_GATEWAY = "eventBasedGateway"
    PROCESS = "process"

    @property
    def is_activity(self) -> bool:
        """Whether work is done here: a task, a call or a sub-process."""
        return self in ACTIVITIES

    @property
    def is_scope(self) -> bool:
        """Whether other nodes lie within."""
        return self in SCOPES

    @property
    def is_gateway(self) -> bool:
        """Whether flows only split or join here."""
        return self in GATEWAYS


TASKS = frozenset(
    {
        NodeKind.TASK,
        NodeKind.USER,
        NodeKind.MANUAL,
        NodeKind.SERVICE,
        NodeKind.SEND,
        NodeKind.RECEIVE,
        NodeKind.RULE,
        NodeKind.SCRIPT,
    }
)
SCOPES = frozenset({NodeKind.PROCESS, NodeKind.SUBPROCESS, NodeKind.EVENT_SUBPROCESS, NodeKind.CALL})
ACTIVITIES = TASKS | {NodeKind.SUBPROCESS, NodeKind.CALL}
GATEWAYS = frozenset({NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.EVENT_GATEWAY})


class EventKind(StrEnum):
    """What happens at an event (BPMN 10.5.5)."""

    NONE = "none"
    MESSAGE = "message"
    TIMER = "timer"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    COMPENSATION = "compensation"
    TERMINATE = "terminate"


class TimerKind(StrEnum):
    """How a timer says when (BPMN 10.5.5.13)."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer fires: a FEEL expression, or an ISO 8601 date, duration or repetition as text."""

    kind: TimerKind
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """The definition of an event.

    name  what it is told by: the name of the message or signal, the code of the error or escalation; None catches
          any error or escalation, and throws one without a code
    of    for a compensation that is thrown: the node that is compensated, None for all of the scope
    """

    kind: EventKind
    name: str | None = None
    timer: Timer | None = None
    of: int | None = None


NO_EVENT = Event(EventKind.NONE)


class LoopKind(StrEnum):
    """How often an activity is done (BPMN 10.3.8)."""

    STANDARD = "standardLoopCharacteristics"
    SEQUENTIAL = "sequential"
    PARALLEL = "parallel"


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop or several instances of one activity. Expressions are FEEL text.

    condition    standard loop: do it (again) while this is true; several: stop when this is true after one is done
    test_first   standard loop: ask before the first time too
    most         standard loop: how many times at the most
    count        several: how many instances
    collection   several: the list with one element an instance; item: the name under which each sees its element
    result       several: the list that gathers what each instance leaves under the name `result_item`
    """

    kind: LoopKind
    condition: str | None = None
    test_first: bool = False
    most: int | None = None
    count: str | None = None
    collection: str | None = None
    item: str | None = None
    result: str | None = None
    result_item: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done at an activity.

    form       the form that is filled in (a name in the service folder's `forms`)
    decision   the DMN decision (or decision service) that is asked, and `model`, the file it is in
    script     FEEL text whose value is kept
    letter     the letter that is sent
    operation  what a service task calls: a name that the operator has bound to an address
    result     the name under which the value is kept
    message    the name of the message that is sent or waited for
    """

    form: str | None = None
    decision: str | None = None
    model: str | None = None
    script: str | None = None
    letter: str | None = None
    operation: str | None = None
    result: str | None = None
    message: str | None = None


NO_WORK = Work()


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the model.

    scope         the place of the sub-process or process it lies in; -1 for a process
    incoming      places of flows in the order of the file; outgoing likewise
    default       the outgoing flow that is taken when no condition holds; -1 for none
    attached_to   boundary events: the activity whose edge it sits on; -1 for others
    interrupting  boundary events and starts of event sub-processes: whether what runs is stopped
    handler       activities: the activity that compensates it; -1 for none
    compensates   whether it is done only to compensate another
    called        call activities: the place of the process that is called
    lane          names of the lanes it lies in, the outermost first: a pool, a department, a role
    instantiates  event-based gateways and receive tasks that start a process
    """

    id: str
    kind: NodeKind
    name: str = ""
    scope: int = -1
    incoming: tuple[int, ...] = ()
    outgoing: tuple[int, ...] = ()
    default: int = -1
    event: Event = NO_EVENT
    attached_to: int = -1
    interrupting: bool = True
    loop: Loop | None = None
    work: Work = NO_WORK
    handler: int = -1
    compensates: bool = False
    called: int = -1
    lane: tuple[str, ...] = ()
    instantiates: bool = False
    documentation: str = ""

    @property
    def label(self) -> str:
        """How the node is spoken of: its name, or its id where it has none."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow from one node to another (places). `condition` is FEEL text."""

    id: str
    source: int
    target: int
    name: str = ""
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """A message from a node to a node of another pool (places); -1 where an end is a pool that is not executed."""

    id: str
    source: int
    target: int
    name: str = ""
    partner: str = ""


@dataclass(frozen=True)
class Model:
    """All processes of one file that are executed, in one numbering.

    `nodes` holds the processes too (kind PROCESS); `processes` are their places, the main one first.
    """

    id: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    processes: tuple[int, ...]
    message_flows: tuple[MessageFlow, ...] = ()
    data: tuple[str, ...] = field(default=())

    @cached_property
    def members(self) -> tuple[tuple[int, ...], ...]:
        """For each node, the nodes that lie directly in it."""
        inside: list[list[int]] = [[] for _ in self.nodes]
        for place, node in enumerate(self.nodes):
            if node.scope >= 0:
                inside[node.scope].append(place)
        return tuple(tuple(each) for each in inside)

    @cached_property
    def boundary(self) -> tuple[tuple[int, ...], ...]:
        """For each node, the boundary events on its edge."""
        edge: list[list[int]] = [[] for _ in self.nodes]
        for place, node in enumerate(self.nodes):
            if node.attached_to >= 0:
                edge[node.attached_to].append(place)
        return tuple(tuple(each) for each in edge)

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of each node by its id."""
        return {node.id: place for place, node in enumerate(self.nodes)}
