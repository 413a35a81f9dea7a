"""Activities: how they begin, repeat, end and are made undone (BPMN 2.0, 13.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openhall.process.model import EventKind, LoopKind, NodeKind
from openhall.process.rules import events
from openhall.process.rules.acts import ActKind
from openhall.process.rules.state import ScopeKind

if TYPE_CHECKING:
    from openhall.process.rules.turn import Turn


def arrive(turn: Turn, token: int) -> None:
    """A token has come to an activity: it is done once, or as often as its loop says."""
    at = turn.state.tokens[token].at
    loop = turn.model.nodes[at].loop
    if loop is None or turn.model.nodes[at].compensates:
        begin(turn, token)
    elif loop.kind == LoopKind.STANDARD:
        turn.open(at, token, ScopeKind.LOOP, total=-1)
        if loop.test_first and not turn.chooser.again(turn.state, token, at):
            end_loop(turn, token)
        else:
            begin_instance(turn, token)
    else:
        total = max(0, turn.chooser.instances(turn.state, token, at))
        turn.open(at, token, ScopeKind.LOOP, total=total)
        if not total:
            end_loop(turn, token)
        for _ in range(total if loop.kind == LoopKind.PARALLEL else min(total, 1)):
            begin_instance(turn, token)


def begin_instance(turn: Turn, token: int) -> None:
    """The next instance of a looped activity begins, once the turn comes to it: thousands that need nobody must not
    call each other."""

    def begin_next() -> None:
        # Those before may have completed the activity as a whole.
        for number in turn.state.opened_by(token) if token in turn.state.tokens else ():
            scope = turn.state.scopes[number]
            if scope.kind == ScopeKind.LOOP:
                scope.begun += 1
                begin(turn, turn.put(scope.node, number, scope.begun))

    turn.later.append(begin_next)


def begin(turn: Turn, token: int) -> None:
    """Work begins at an activity that is done once, or at one instance of it."""
    at, scope = turn.state.tokens[token].at, turn.state.tokens[token].scope
    node = turn.model.nodes[at]
    turn.tell(ActKind.BEGUN, at, token, scope)
    if node.kind == NodeKind.SEND:
        turn.tell(ActKind.SENT, at, token, scope, node.work.message)
        done(turn, token)
        events.deliver_along(turn, at)
    elif node.kind in (NodeKind.SUBPROCESS, NodeKind.CALL):
        open_body(turn, node.called if node.kind == NodeKind.CALL else at, token)


def open_body(turn: Turn, node: int, token: int, start: int = -1) -> int:
    """Open a process or sub-process and let its start happen: the one named, else the plain ones."""
    scope = turn.open(node, token, ScopeKind.BODY)
    starts = (start,) if start >= 0 else plain_starts(turn, node)
    for each in starts:
        if turn.model.nodes[each].kind == NodeKind.START:
            turn.tell(ActKind.DONE, each, token, scope)
            turn.leave_by(each, scope)
        else:
            turn.enter(each, scope)
    return scope


def plain_starts(turn: Turn, node: int) -> tuple[int, ...]:
    """Where a token begins that no message, timer or signal brought: the first plain start event; where there is no
    start event at all, every node without incoming flows (BPMN 2.0, 13.2.2)."""
    inside = [(place, turn.model.nodes[place]) for place in turn.model.members[node]]
    starts = [place for place, each in inside if each.kind == NodeKind.START]
    plain = [place for place in starts if turn.model.nodes[place].event.kind == EventKind.NONE]
    if starts:
        return tuple(plain[:1])
    return tuple(
        place
        for place, each in inside
        if not each.incoming
        and not each.compensates
        and each.kind not in (NodeKind.BOUNDARY, NodeKind.EVENT_SUBPROCESS)
    )


def done(turn: Turn, token: int) -> None:
    """An activity, or one instance of it, is done."""
    at, scope = turn.state.tokens[token].at, turn.state.tokens[token].scope
    node = turn.model.nodes[at]
    turn.tell(ActKind.DONE, at, token, scope)
    kind = turn.state.scopes[scope].kind
    if node.handler >= 0:
        turn.state.scopes[turn.state.body_of(token)].done.append(at)
    if kind == ScopeKind.COMPENSATION:
        del turn.state.tokens[token]
        compensate_next(turn, scope)
    elif kind == ScopeKind.LOOP:
        instance_done(turn, token)
    else:
        turn.leave(token)


def instance_done(turn: Turn, token: int) -> None:
    """One of several instances is done: another one begins, or the activity as a whole is done."""
    number = turn.state.tokens[token].scope
    scope = turn.state.scopes[number]
    loop = turn.model.nodes[scope.node].loop
    assert loop is not None
    scope.ended += 1
    if loop.kind == LoopKind.STANDARD:
        more = (loop.most is None or scope.ended < loop.most) and turn.chooser.again(
            turn.state, token, scope.node
        )
        enough = not more
    else:
        stop = loop.condition is not None and turn.chooser.enough(turn.state, token, scope.node)
        enough = stop or scope.ended == scope.total
        more = not enough and scope.begun < scope.total and loop.kind == LoopKind.SEQUENTIAL
    del turn.state.tokens[token]
    if enough:
        end_loop(turn, scope.token)
    elif more:
        begin_instance(turn, scope.token)


def end_loop(turn: Turn, token: int) -> None:
    """The activity as a whole is done; instances that are left are withdrawn."""
    for scope in turn.state.opened_by(token):
        turn.cancel_inside(scope)
        del turn.state.scopes[scope]
    turn.leave(token)


def end_body(turn: Turn, number: int) -> None:
    """Nothing is left in a process or sub-process."""
    scope = turn.state.scopes.pop(number)
    if not scope.token:
        turn.tell(ActKind.ENDED, scope.node, 0, number)
        return
    token = turn.state.tokens[scope.token]
    if turn.model.nodes[token.at].kind == NodeKind.EVENT_SUBPROCESS:
        turn.tell(ActKind.DONE, token.at, scope.token, token.scope)
        del turn.state.tokens[scope.token]
        return
    if turn.model.nodes[token.at].handler < 0 and turn.model.nodes[token.at].kind == NodeKind.SUBPROCESS:
        # What was done within can still be made undone from outside, unless the sub-process has a handler itself.
        turn.state.scopes[turn.state.body_of(scope.token)].done.extend(scope.done)
    done(turn, scope.token)


def compensate(turn: Turn, token: int, of: int | None) -> bool:
    """Begin to make undone what is done in a token's scope (or one activity of it), the last first; whether there
    is something to do. The token waits at its event until all is undone (BPMN 2.0, 10.7 and 13.5.5)."""
    log = turn.state.scopes[_compensated_scope(turn, token)].done
    wanted = [each for each in log if of is None or of in _around(turn, each)]
    if not wanted:
        return False
    for each in wanted:
        log.remove(each)
    scope = turn.open(turn.state.tokens[token].at, token, ScopeKind.COMPENSATION)
    turn.state.scopes[scope].done = wanted
    compensate_next(turn, scope)
    return True


def _compensated_scope(turn: Turn, token: int) -> int:
    """The scope whose work a token can make undone: from within an event sub-process it is the one around that."""
    number = turn.state.body_of(token)
    while turn.model.nodes[turn.state.scopes[number].node].kind == NodeKind.EVENT_SUBPROCESS:
        number = turn.state.body_of(turn.state.scopes[number].token)
    return number


def compensate_next(turn: Turn, number: int) -> None:
    """Call the next handler; when none is left, the event that called for them is done."""

    def call_next() -> None:
        scope = turn.state.scopes.get(number)
        if scope is None:
            return
        if scope.done:
            turn.enter(turn.model.nodes[scope.done.pop()].handler, number)
        else:
            del turn.state.scopes[number]
            turn.leave(scope.token)

    turn.later.append(call_next)


def _around(turn: Turn, node: int) -> list[int]:
    around = [node]
    while (scope := turn.model.nodes[around[-1]].scope) >= 0:
        around.append(scope)
    return around
