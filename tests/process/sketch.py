"""Models drawn in text, for tests.

```
s start                     a node: its id, its kind, then what it has
t user in=sub at=a loop=parallel:3
s > a > g                   flows
g >[x > 1] b                a flow with a condition
g >[else] c                 the default flow
a ~ b                       a message flow
```
"""

from __future__ import annotations

import re
from dataclasses import replace

from openhall.process.model import (
    Event,
    EventKind,
    Flow,
    Loop,
    LoopKind,
    MessageFlow,
    Model,
    Node,
    NodeKind,
    Timer,
    TimerKind,
    Work,
)

KINDS = {
    "start": NodeKind.START,
    "end": NodeKind.END,
    "catch": NodeKind.CATCH,
    "throw": NodeKind.THROW,
    "edge": NodeKind.BOUNDARY,
    "task": NodeKind.TASK,
    "user": NodeKind.USER,
    "send": NodeKind.SEND,
    "receive": NodeKind.RECEIVE,
    "rule": NodeKind.RULE,
    "script": NodeKind.SCRIPT,
    "service": NodeKind.SERVICE,
    "call": NodeKind.CALL,
    "sub": NodeKind.SUBPROCESS,
    "watch": NodeKind.EVENT_SUBPROCESS,
    "xor": NodeKind.EXCLUSIVE,
    "and": NodeKind.PARALLEL,
    "or": NodeKind.INCLUSIVE,
    "race": NodeKind.EVENT_GATEWAY,
    "process": NodeKind.PROCESS,
}


def sketch(text: str) -> Model:
    """The model that the text draws; nodes without `in=` lie in the process "main"."""
    lines = [line.split("#")[0].strip() for line in text.strip().splitlines()]
    written = [line for line in lines if line and not re.search(r">|~", line.split("=")[0])]
    ids = ["main", *(line.split()[0] for line in written)]
    place = {name: number for number, name in enumerate(ids)}
    nodes = [Node("main", NodeKind.PROCESS), *(_node(line, place) for line in written)]
    flows: list[Flow] = []
    messages: list[MessageFlow] = []
    for line in lines:
        if line in written or not line:
            continue
        if "~" in line:
            source, target = (place[each.strip()] for each in line.split("~"))
            messages.append(MessageFlow(f"m{len(messages)}", source, target))
            continue
        parts = re.split(r"\s+>(\[[^\]]*\])?\s+", line)
        for k in range(0, len(parts) - 2, 2):
            source, condition, target = place[parts[k]], parts[k + 1], place[parts[k + 2]]
            number = len(flows)
            if condition == "[else]":
                nodes[source] = replace(nodes[source], default=number)
                condition = None
            flows.append(
                Flow(
                    f"{parts[k]}-{parts[k + 2]}-{number}",
                    source,
                    target,
                    condition=condition and condition[1:-1],
                )
            )
            nodes[source] = replace(nodes[source], outgoing=(*nodes[source].outgoing, number))
            nodes[target] = replace(nodes[target], incoming=(*nodes[target].incoming, number))
    processes = tuple(number for number, node in enumerate(nodes) if node.kind == NodeKind.PROCESS)
    return Model("sketch", tuple(nodes), tuple(flows), processes, tuple(messages))


def _node(line: str, place: dict[str, int]) -> Node:
    name, kind, *rest = line.split()
    has = dict(each.split("=", 1) if "=" in each else (each, "") for each in rest)
    node = Node(name, KINDS[kind], scope=-1 if kind == "process" else place[has.pop("in", "main")])
    changes: dict[str, object] = {}
    for key, value in has.items():
        if key == "at":
            changes["attached_to"] = place[value]
        elif key == "event":
            event, _, told = value.partition(":")
            timer = Timer(TimerKind.DURATION, told) if event == "timer" else None
            of = place[told] if event == "compensation" and told else None
            changes["event"] = Event(
                EventKind(event), told if told and not timer and of is None else None, timer, of
            )
        elif key == "beside":
            changes["interrupting"] = False
        elif key == "loop":
            how, _, count = value.partition(":")
            changes["loop"] = Loop(
                LoopKind(how if how != "standard" else LoopKind.STANDARD), count=count or None
            )
        elif key == "until":
            loop = changes["loop"]
            assert isinstance(loop, Loop)
            changes["loop"] = replace(loop, condition=value)
        elif key == "undo":
            changes["handler"] = place[value]
        elif key == "undoes":
            changes["compensates"] = True
        elif key == "calls":
            changes["called"] = place[value]
        elif key == "says":
            changes["work"] = Work(message=value)
        else:
            raise AssertionError(f"sketch: {key}")
    return replace(node, **changes)
