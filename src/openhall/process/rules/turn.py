"""One turn of the token game: everything that follows at once from one thing that happened.

Tokens move until each of them rests at a node that takes time, or before a gateway that waits. Nothing here knows
data, time or people: which way a case takes is asked of a `Chooser`, and what happened is told as `Act`s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from openhall.process.errors import LimitReached, NoWayOut
from openhall.process.model import Model, Node, NodeKind
from openhall.process.rules import activities, events
from openhall.process.rules.acts import Act, ActKind, Chooser
from openhall.process.rules.routes import Routes
from openhall.process.rules.state import Scope, ScopeKind, State, Token
from openhall.process.saying import gettext

MOST_MOVES = 100_000
"""Moves in one turn; a model that takes more goes round without ever waiting for anybody."""
MOST_TOKENS = 10_000
"""Tokens in one case."""
MOST_DEPTH = 50
"""Scopes within each other, which bounds processes that call themselves."""


class Turn:
    """Moves the tokens of one state; the state is changed in place."""

    def __init__(self, model: Model, routes: Routes, state: State, chooser: Chooser) -> None:
        self.model = model
        self.routes = routes
        self.state = state
        self.chooser = chooser
        self.acts: list[Act] = []
        self.arrivals: deque[tuple[int, int]] = deque()
        self.later: deque[Callable[[], None]] = deque()
        self.moves = 0

    # Tokens and scopes

    def put(self, at: int, scope: int, index: int = 0) -> int:
        """A new token; its number."""
        if len(self.state.tokens) >= MOST_TOKENS:
            raise LimitReached(
                gettext(
                    "The case has %(most)s tokens; look for a loop that splits and never joins.",
                    most=MOST_TOKENS,
                )
            )
        self.state.last += 1
        self.state.tokens[self.state.last] = Token(at, scope, index)
        return self.state.last

    def open(self, node: int, token: int, kind: ScopeKind, total: int = 0) -> int:
        """A new scope that belongs to a token; its number."""
        depth, around = 0, token
        while around:
            depth, around = depth + 1, self.state.scopes[self.state.tokens[around].scope].token
        if depth > MOST_DEPTH:
            raise LimitReached(
                gettext(
                    "%(node)s is called %(most)s deep; look for a process that calls itself.",
                    node=self.spoken(node),
                    most=MOST_DEPTH,
                )
            )
        self.state.last += 1
        self.state.scopes[self.state.last] = Scope(node, token, kind, total)
        return self.state.last

    def spoken(self, node: int) -> str:
        """A node as errors name it."""
        return gettext("“%(name)s”", name=self.model.nodes[node].label)

    def tell(self, kind: ActKind, node: int, token: int, scope: int, name: str | None = None) -> None:
        """Note what happened."""
        self.acts.append(Act(kind, node, token, scope, name))

    # Moving

    def leave(self, token: int) -> None:
        """A token goes on from its node by the flows that the node gives."""
        at, scope = self.state.tokens[token].at, self.state.tokens[token].scope
        flows = self.ways(self.model.nodes[at], token)
        del self.state.tokens[token]
        self.arrivals.extend((flow, scope) for flow in flows)

    def leave_by(self, node: int, scope: int) -> None:
        """A token that was nowhere goes on from a node: an event that happened, a start."""
        self.leave(self.put(node, scope))

    def ways(self, node: Node, token: int) -> tuple[int, ...]:
        """The flows that a token takes from a node (BPMN 2.0, 13.2.1 and 13.4)."""
        flows, default = node.outgoing, node.default
        if node.kind == NodeKind.EXCLUSIVE and self.chooses(flows):
            one = self.chooser.one(self.state, token, flows, default)
            return (one,) if one >= 0 else self.no_way_out(token)
        if node.kind == NodeKind.INCLUSIVE and self.chooses(flows):
            return self.chooser.some(self.state, token, flows, default) or self.no_way_out(token)
        if node.kind.is_gateway or all(self.model.flows[flow].condition is None for flow in flows):
            return flows
        # A flow with a condition may leave an activity too; those without are taken always (10.2.1).
        always = tuple(f for f in flows if f != default and self.model.flows[f].condition is None)
        asked = tuple(flow for flow in flows if flow not in always)
        some = self.chooser.some(self.state, token, asked, -1 if always else default)
        return always + some or self.no_way_out(token)

    def chooses(self, flows: tuple[int, ...]) -> bool:
        """Whether a gateway asks which way to go: a single flow may have a condition that does not hold."""
        return len(flows) > 1 or (len(flows) == 1 and self.model.flows[flows[0]].condition is not None)

    def no_way_out(self, token: int) -> tuple[int, ...]:
        """No condition holds."""
        at = self.state.tokens[token].at
        raise NoWayOut(
            gettext(
                "None of the conditions after %(node)s holds, and no flow is the default; "
                "correct the case's data, or give the model a default flow there.",
                node=self.spoken(at),
            ),
            at,
        )

    def enter(self, place: int, scope: int, index: int = 0) -> None:
        """A token comes to a node."""
        node = self.model.nodes[place]
        token = self.put(place, scope, index)
        if node.kind.is_activity:
            activities.arrive(self, token)
        elif node.kind in (NodeKind.END, NodeKind.THROW):
            events.throw(self, token)
        elif node.kind not in (NodeKind.CATCH, NodeKind.EVENT_GATEWAY):
            self.leave(token)

    def settle(self) -> None:
        """Move until every token rests."""
        while True:
            if self.arrivals:
                flow, scope = self.arrivals.popleft()
                # A scope that was cancelled takes with it what was on the way in it.
                if scope in self.state.scopes:
                    self.arrive(flow, scope)
            elif self.later:
                self.later.popleft()()
            elif not (self.join() or events.collect_mail(self) or self.close()):
                return
            self.count()

    def count(self) -> None:
        """One move more."""
        self.moves += 1
        if self.moves > MOST_MOVES:
            raise LimitReached(
                gettext(
                    "The model goes round without waiting for anybody; put a task or an event into the loop."
                )
            )

    def arrive(self, flow: int, scope: int) -> None:
        """A token comes along a flow: it enters the node, or rests before it where it has to wait for others."""
        target = self.model.flows[flow].target
        node = self.model.nodes[target]
        if len(node.incoming) > 1 and node.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE):
            self.put(~flow, scope)
        else:
            self.enter(target, scope)

    # Joining

    def join(self) -> bool:
        """Let one gateway that waited go on; whether there was one. Inclusive ones come when nothing else can."""
        resting: dict[tuple[int, int], dict[int, list[int]]] = {}
        for number, token in self.state.tokens.items():
            if token.at < 0:
                gateway = self.model.flows[~token.at].target
                resting.setdefault((token.scope, gateway), {}).setdefault(~token.at, []).append(number)
        inclusive = []
        for (scope, gateway), by_flow in resting.items():
            node = self.model.nodes[gateway]
            if node.kind == NodeKind.INCLUSIVE:
                inclusive.append((scope, gateway, by_flow))
            elif len(by_flow) == len(node.incoming):
                self.merge(gateway, scope, by_flow)
                return True
        for scope, gateway, by_flow in inclusive:
            if not self.expects(gateway, scope, by_flow):
                self.merge(gateway, scope, by_flow)
                return True
        return False

    def merge(self, gateway: int, scope: int, by_flow: dict[int, list[int]]) -> None:
        """Take one token from each flow before a gateway, and go on with one."""
        for tokens in by_flow.values():
            del self.state.tokens[tokens[0]]
        self.leave_by(gateway, scope)

    def expects(self, gateway: int, scope: int, by_flow: dict[int, list[int]]) -> bool:
        """Whether another token may still come to an inclusive gateway by a flow that is empty (13.4.3)."""
        empty = full = 0
        for flow, reach in zip(self.model.nodes[gateway].incoming, self.routes.reaches[gateway], strict=True):
            if flow in by_flow:
                full |= reach
            else:
                empty |= reach
        for token in self.state.tokens.values():
            if token.scope == scope:
                where = self.routes.leaves[token.at] if token.at >= 0 else 1 << ~token.at
                # A path that ends at a flow with a token already does not count, as the standard has it.
                if where & empty and not where & full:
                    return True
        return False

    # Ending

    def close(self) -> bool:
        """End one scope in which nothing is left; whether there was one."""
        busy = {token.scope for token in self.state.tokens.values()}
        for number, scope in self.state.scopes.items():
            if scope.kind == ScopeKind.BODY and number not in busy:
                activities.end_body(self, number)
                return True
        return False

    def cancel_inside(self, scope: int) -> None:
        """Take everything out of a scope; work that was under way is withdrawn."""
        for token in self.state.inside(scope):
            self.cancel(token)
        # The scope may go on with something else, but not with what is on the way in it.
        self.arrivals = deque(each for each in self.arrivals if each[1] != scope)

    def cancel(self, number: int) -> None:
        """Take a token away with all that belongs to it."""
        whole = False
        for scope in self.state.opened_by(number):
            whole = whole or self.state.scopes[scope].kind == ScopeKind.LOOP
            self.cancel_inside(scope)
            del self.state.scopes[scope]
        token = self.state.tokens.pop(number)
        # Of an activity that is done several times the instances were begun, and they are withdrawn, each.
        if token.at >= 0 and self.model.nodes[token.at].kind.is_activity and not whole:
            self.tell(ActKind.WITHDRAWN, token.at, number, token.scope)

    def is_instance(self, token: int) -> bool:
        """Whether a token is one of several instances, and not the activity as a whole."""
        return self.state.scopes[self.state.tokens[token].scope].kind == ScopeKind.LOOP
