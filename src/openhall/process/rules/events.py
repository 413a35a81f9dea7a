"""Events: what is waited for, what is thrown, and who catches it (BPMN 2.0, 13.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from openhall.process.model import EventKind, Model, Node, NodeKind
from openhall.process.rules import activities
from openhall.process.rules.acts import ActKind
from openhall.process.rules.state import ScopeKind, State

if TYPE_CHECKING:
    from openhall.process.rules.turn import Turn


def waited_for(model: Model, state: State) -> Iterator[tuple[int, int]]:
    """Everything that may happen to a case: `(number, node)`.

    The number is that of a token. An event sub-process watches over a whole scope: there it is the scope's, below 0.
    """
    for number, token in state.tokens.items():
        if token.at < 0:
            continue
        node = model.nodes[token.at]
        instance = state.scopes[token.scope].kind == ScopeKind.LOOP
        if node.kind == NodeKind.EVENT_GATEWAY:
            yield from ((number, model.flows[flow].target) for flow in node.outgoing)
        elif node.kind == NodeKind.CATCH or (
            node.kind == NodeKind.RECEIVE and (instance or not _loops(node))
        ):
            yield number, token.at
        if node.kind.is_activity and not instance:
            for place in model.boundary[token.at]:
                if model.nodes[place].event.kind != EventKind.COMPENSATION:
                    yield number, place
    for number, scope in state.scopes.items():
        if scope.kind == ScopeKind.BODY and not interrupted(model, state, number):
            yield from ((-number, start) for start in _watchers(model, scope.node))


def _loops(node: Node) -> bool:
    return node.loop is not None and not node.compensates


def _watchers(model: Model, node: int) -> Iterator[int]:
    """The start events of the event sub-processes in a scope."""
    for place in model.members[node]:
        if model.nodes[place].kind == NodeKind.EVENT_SUBPROCESS:
            for start in model.members[place]:
                if model.nodes[start].kind == NodeKind.START:
                    yield start


def interrupted(model: Model, state: State, scope: int) -> bool:
    """Whether an event sub-process has stopped all else in a scope."""
    for number in state.inside(scope):
        at = state.tokens[number].at
        if at >= 0 and model.nodes[at].kind == NodeKind.EVENT_SUBPROCESS:
            for inner in state.opened_by(number):
                starts = (model.nodes[start] for start in model.members[state.scopes[inner].node])
                if any(each.kind == NodeKind.START and each.interrupting for each in starts):
                    return True
    return False


def happen(turn: Turn, number: int, place: int) -> None:
    """An event that is waited for happens."""
    node = turn.model.nodes[place]
    if number < 0:
        if node.interrupting:
            turn.cancel_inside(-number)
        activities.open_body(turn, node.scope, turn.put(node.scope, -number), place)
        return
    at, scope = turn.state.tokens[number].at, turn.state.tokens[number].scope
    if node.kind == NodeKind.RECEIVE and at == place:
        activities.done(turn, number)
        return
    turn.tell(ActKind.DONE, place, number, scope)
    if at == place:
        turn.leave(number)
        return
    if node.interrupting:
        # An event after a gateway counts as interrupting: the gateway waits for one event only.
        turn.cancel(number)
    turn.leave_by(place, scope)


def throw(turn: Turn, token: int) -> None:
    """A token has come to an event that throws, or to an end."""
    at, scope = turn.state.tokens[token].at, turn.state.tokens[token].scope
    event = turn.model.nodes[at].event
    turn.tell(ActKind.DONE, at, token, scope)
    if event.kind == EventKind.COMPENSATION and activities.compensate(turn, token, event.of):
        return
    # First it goes on, so that whoever catches what is thrown can stop that as well.
    turn.leave(token)
    if event.kind == EventKind.MESSAGE:
        turn.tell(ActKind.SENT, at, token, scope, event.name)
        deliver_along(turn, at)
    elif event.kind == EventKind.SIGNAL:
        turn.tell(ActKind.SENT, at, token, scope, event.name)
        broadcast(turn, event.name)
    elif event.kind == EventKind.TERMINATE:
        turn.cancel_inside(scope)
    elif event.kind in (EventKind.ERROR, EventKind.ESCALATION):
        raise_from(turn, event.kind, event.name, at, token, scope)


def raise_from(turn: Turn, kind: EventKind, name: str | None, at: int, token: int, scope: int) -> None:
    """An error or escalation goes up through the scopes to the first that catches it; an error that nobody catches
    ends the process (BPMN 2.0, 10.5.1)."""
    around: int | None = None
    while True:
        if turn.state.scopes[scope].kind == ScopeKind.BODY and not interrupted(turn.model, turn.state, scope):
            watchers = [
                start
                for start in _watchers(turn.model, turn.state.scopes[scope].node)
                if turn.model.nodes[start].scope != around
            ]
            if (start := _catcher(turn.model, watchers, kind, name)) is not None:
                happen(turn, -scope, start)
                return
        owner = turn.state.scopes[scope].token
        if not owner:
            turn.tell(ActKind.NOT_CAUGHT, at, token, scope, name)
            if kind == EventKind.ERROR:
                turn.cancel_inside(scope)
            return
        if catch_at_edge(turn, owner, kind, name):
            return
        around, scope = turn.state.tokens[owner].at, turn.state.tokens[owner].scope


def catch_at_edge(turn: Turn, token: int, kind: EventKind, name: str | None) -> bool:
    """Whether an event on the edge of a token's activity catches an error or escalation; then it happens."""
    if turn.is_instance(token):
        return False
    catcher = _catcher(turn.model, turn.model.boundary[turn.state.tokens[token].at], kind, name)
    if catcher is not None:
        happen(turn, token, catcher)
    return catcher is not None


def _catcher(
    model: Model, places: tuple[int, ...] | list[int], kind: EventKind, name: str | None
) -> int | None:
    """The event that catches it: one that names it before one that catches all."""
    fitting = [place for place in places if model.nodes[place].event.kind == kind]
    named = [place for place in fitting if name is not None and model.nodes[place].event.name == name]
    unnamed = [place for place in fitting if model.nodes[place].event.name is None]
    return next(iter(named + unnamed), None)


def broadcast(turn: Turn, name: str | None) -> None:
    """Everybody in the case who waits for a signal gets it."""
    for number, place in list(waited_for(turn.model, turn.state)):
        event = turn.model.nodes[place].event
        there = number in turn.state.tokens if number > 0 else -number in turn.state.scopes
        if event.kind == EventKind.SIGNAL and event.name == name and there:
            happen(turn, number, place)


def deliver_along(turn: Turn, source: int) -> None:
    """A message goes to the nodes of other pools that a message flow leads to."""
    for flow in turn.model.message_flows:
        if flow.source == source and flow.target >= 0:
            target = turn.model.nodes[flow.target]
            if target.kind == NodeKind.START and target.scope in turn.model.processes:
                activities.open_body(turn, target.scope, 0, flow.target)
            else:
                turn.state.mail.append(flow.target)


def collect_mail(turn: Turn) -> bool:
    """Hand over one message that waits for somebody who now waits for it; whether there was one."""
    if turn.state.mail:
        for number, place in waited_for(turn.model, turn.state):
            if place in turn.state.mail:
                turn.state.mail.remove(place)
                happen(turn, number, place)
                return True
    return False
