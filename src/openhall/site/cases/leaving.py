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

SHOWING = frozenset({Outgoing.Kind.MESSAGE, Outgoing.Kind.CALL})
"""What carries data of the case."""


def sends(prepared: Ready, act: Act) -> bool:
    """Whether anything leaves the case with an act."""
    return any(True for _ in _sent_by(prepared, act))


def leaving(row: Case, prepared: Ready, step: Step, now: datetime) -> list[Outgoing]:
    """What the acts of a step send."""
    found = []
    for k, act in enumerate(step.acts):
        for kind, name in _sent_by(prepared, act):
            if kind == Outgoing.Kind.NOTICE and not row.e_mail:
                continue
            content: dict[str, Any] = {"node": prepared.running.model.nodes[act.node].id, "token": act.token}
            if kind in SHOWING:
                content["data"] = to_stored(shown_to(prepared, act.node, step.case.data))
            # The same step writes the same key: sent twice is not possible.
            key = f"{row.pseudonym}-{row.moves}-{k}" + ("-n" if kind == Outgoing.Kind.NOTICE else "")
            found.append(
                Outgoing(
                    case_id=row.pk,
                    kind=kind.value,
                    key=key,
                    name=name[:200],
                    content=content,
                    made_at=now,
                    due_at=now,
                )
            )
    return found


def _sent_by(prepared: Ready, act: Act) -> Iterator[tuple[Outgoing.Kind, str]]:
    node = prepared.running.model.nodes[act.node]
    if act.kind == ActKind.SENT and node.work.letter:
        yield Outgoing.Kind.LETTER, node.work.letter
    elif act.kind == ActKind.SENT and node.event.kind == EventKind.SIGNAL:
        yield Outgoing.Kind.SIGNAL, act.name or node.label
    elif act.kind == ActKind.SENT and act.node not in prepared.sent_within:
        yield Outgoing.Kind.MESSAGE, act.name or node.label
    elif act.kind == ActKind.BEGUN and node.kind == NodeKind.SERVICE:
        yield Outgoing.Kind.CALL, node.work.operation or node.label
    if node.id in prepared.told and _tells(act, node):
        yield Outgoing.Kind.NOTICE, node.id


def _tells(act: Act, node: Node) -> bool:
    """Work is told of when it begins, an event when it happens."""
    return act.kind == (ActKind.BEGUN if node.kind.is_activity else ActKind.DONE)
