"""What leaves a case in a step: letters, messages, calls, signals, notices. Written down with the step, sent later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from openhall.process.model import EventKind, Node, NodeKind
from openhall.process.rules.acts import Act, ActKind
from openhall.process.running import Step
from openhall.process.storing import to_stored
from openhall.site.cases.models import Case, Outgoing
from openhall.site.cases.showing import shown_to
from openhall.site.services.loading import Ready


def leaving(row: Case, prepared: Ready, step: Step, now: datetime) -> list[Outgoing]:
    """What the acts of a step send."""
    found = []
    for k, act in enumerate(step.acts):
        for kind, name, content in _sent_by(row, prepared, step, act):
            # The same step writes the same key: sent twice is not possible.
            key = key_of(row, k) + ("-n" if kind == Outgoing.Kind.NOTICE else "")
            found.append(
                Outgoing(
                    case=row, kind=kind, key=key, name=name[:200], content=content, made_at=now, due_at=now
                )
            )
    return found


def key_of(row: Case, k: int) -> str:
    """The name of what the k-th act of the case's next step sends."""
    return f"{row.pseudonym}-{row.moves}-{k}"


def _sent_by(
    row: Case, prepared: Ready, step: Step, act: Act
) -> Iterator[tuple[Outgoing.Kind, str, dict[str, Any]]]:
    node = prepared.running.model.nodes[act.node]
    content: dict[str, Any] = {"node": node.id, "token": act.token}
    if act.kind == ActKind.SENT and node.work.letter:
        yield Outgoing.Kind.LETTER, node.work.letter, content
    elif act.kind == ActKind.SENT and node.event.kind == EventKind.SIGNAL:
        yield Outgoing.Kind.SIGNAL, act.name or node.label, content
    elif act.kind == ActKind.SENT and act.node not in prepared.sent_within:
        content["data"] = to_stored(shown_to(prepared, act.node, step.case.data))
        yield Outgoing.Kind.MESSAGE, act.name or node.label, content
    elif act.kind == ActKind.BEGUN and node.kind == NodeKind.SERVICE:
        content["data"] = to_stored(shown_to(prepared, act.node, step.case.data))
        yield Outgoing.Kind.CALL, node.work.operation or node.label, content
    if node.id in prepared.told and _tells(act, node):
        yield Outgoing.Kind.NOTICE, node.id, content


def _tells(act: Act, node: Node) -> bool:
    """Work is told of when it begins, an event when it happens."""
    return act.kind == (ActKind.BEGUN if node.kind.is_activity else ActKind.DONE)
