"""A case moves to another version of its model: where its tokens stand there, or why it cannot go on there.

Nodes of both versions are the same when they have the same id, or when the analyst says so. A case moves only when it
is certain that it can come to an end in the new version, with what it knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from openhall.process.errors import CannotMove, LimitReached, NoWayOut
from openhall.process.explore import Explored, explore
from openhall.process.feel.used import names_used
from openhall.process.model import Model, Node, NodeKind
from openhall.process.rules.state import Scope, ScopeKind, State, Token
from openhall.process.running import Running
from openhall.process.saying import gettext, gettext_noop
from openhall.process.soundness import check_from

MOST_STATES = 10_000
"""States that are looked at to know whether a case can end."""
MOST_KEPT = 2_000
"""Verdicts that are kept; most cases stand where others stand too."""
WORK = frozenset({NodeKind.USER, NodeKind.MANUAL, NodeKind.TASK})
"""Kinds of work that may take each other's place: people do all of them."""
NOT_IN_OLD = gettext_noop("The old version has no “%(name)s”; name one of its nodes.")
NOT_IN_NEW = gettext_noop("The new version has no “%(name)s”; name one of its nodes.")


@dataclass(frozen=True)
class Differences:
    """What is different between two versions, by the ids of nodes at which a case can rest or that people know.

    gone     nodes of the old version without one in the new version
    new      nodes of the new version that the old one does not have
    changed  nodes of both that are of another kind, or lie in another sub-process
    proposed for nodes that are gone, new ones of the same kind and name
    """

    gone: tuple[str, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    proposed: Mapping[str, str]


def differences(old: Model, new: Model) -> Differences:
    """What is different between two versions."""
    ours = {node.id: node for node in old.nodes if _is_known(node)}
    theirs = {node.id: node for node in new.nodes if _is_known(node)}
    gone = [name for name in ours if name not in theirs]
    added = [name for name in theirs if name not in ours]
    changed = [
        name
        for name, node in ours.items()
        if name in theirs
        and (not _alike(node, theirs[name]) or _scope(old, node) != _scope(new, theirs[name]))
    ]
    proposed = {}
    for name in gone:
        fitting = [each for each in added if theirs[each].name and theirs[each].name == ours[name].name]
        if len(fitting) == 1 and _alike(ours[name], theirs[fitting[0]]):
            proposed[name] = fitting[0]
    return Differences(tuple(gone), tuple(added), tuple(changed), proposed)


class Move:
    """The move of cases from one version to another.

    places  ids of the new version for those of the old one, where they differ. Raises `CannotMove` for ids that are not
            there.
    """

    def __init__(self, old: Model, new: Running, places: Mapping[str, str]) -> None:
        self.old, self.new, self.running = old, new.model, new
        for name, known, words in (
            *((each, old.place_of, NOT_IN_OLD) for each in places),
            *((each, new.model.place_of, NOT_IN_NEW) for each in places.values()),
        ):
            if name not in known:
                raise CannotMove(gettext(words, name=name))
        self.places = {
            place: new.model.place_of.get(places.get(node.id, node.id), -1)
            for place, node in enumerate(old.nodes)
        }
        self._verdicts: dict[object, str | None] = {}
        self._needs = _needs(new)

    def state(self, before: State) -> State:
        """The state in the new version. Raises `CannotMove` with the reason."""
        scopes = {number: self._scope(before, number) for number in before.scopes}
        tokens = {number: self._token(before, number) for number in before.tokens}
        after = State(tokens, scopes, before.last, [self._place(each) for each in before.mail])
        for number in after.tokens:
            self._must_lie_well(before, after, number)
        return after

    def check(self, after: State, known: Collection[str]) -> None:
        """Raise `CannotMove` when a case in a state of the new version that knows these names cannot come to its end,
        or is to be asked for what it does not know."""
        key = (after.key(), frozenset(known))
        if key not in self._verdicts:
            if len(self._verdicts) >= MOST_KEPT:
                self._verdicts.clear()
            self._verdicts[key] = self._fault(after, known)
        fault = self._verdicts[key]
        if fault is not None:
            raise CannotMove(fault)

    def _fault(self, after: State, known: Collection[str]) -> str | None:
        verdict = check_from(self.new, after, MOST_STATES)
        if verdict.problems:
            return gettext("It could not go on: %(why)s", why=verdict.problems[0].sentence)
        for name, (places, makers) in self._needs.items():
            if name in known:
                continue
            asked = _asked(self.new, makers, after) & places
            if asked:
                node = self.new.nodes[min(asked)]
                words = gettext_noop(
                    "“%(node)s” asks for “%(name)s”, which this case does not know and is not given any more."
                )
                return gettext(words, node=node.label, name=name)
        return None

    # Places

    def _place(self, place: int) -> int:
        found = self.places[place]
        if found < 0:
            raise CannotMove(
                gettext(
                    "“%(node)s” is not in the new version; say what takes its place.",
                    node=self.old.nodes[place].label,
                )
            )
        return found

    def _token(self, before: State, number: int) -> Token:
        held = before.tokens[number]
        if held.at < 0:
            return Token(~self._flow(~held.at), held.scope, held.index)
        place = self._place(held.at)
        old, new = self.old.nodes[held.at], self.new.nodes[place]
        if not _alike(old, new):
            raise CannotMove(
                gettext(
                    "“%(old)s” is a %(was)s, and “%(new)s” of the new version is a %(now)s.",
                    old=old.label,
                    was=old.kind.value,
                    new=new.label,
                    now=new.kind.value,
                )
            )
        if (old.loop and old.loop.kind) != (new.loop and new.loop.kind):
            raise CannotMove(
                gettext("“%(node)s” is done another number of times in the new version.", node=new.label)
            )
        return Token(place, held.scope, held.index)

    def _flow(self, flow: int) -> int:
        """The flow on which a token waits before a gateway."""
        old = self.old.flows[flow]
        target, kind = self._place(old.target), self.old.nodes[old.target].kind
        gateway = self.new.nodes[target]
        if gateway.kind == kind and len(gateway.incoming) > 1:
            for each in gateway.incoming:
                if self.new.flows[each].id == old.id:
                    return each
            source = self.places[old.source]
            found = [each for each in gateway.incoming if self.new.flows[each].source == source]
            if len(found) == 1:
                return found[0]
        raise CannotMove(
            gettext(
                "It waits for other branches before “%(node)s”, which does not wait for them in the new version.",
                node=gateway.label,
            )
        )

    def _scope(self, before: State, number: int) -> Scope:
        held = before.scopes[number]
        place = self._place(held.node)
        if held.kind == ScopeKind.COMPENSATION:
            raise CannotMove(gettext("It is just being made undone; wait until that is done."))
        done = [self._place(each) for each in held.done]
        return Scope(place, held.token, held.kind, held.total, held.begun, held.ended, done)

    def _must_lie_well(self, before: State, after: State, number: int) -> None:
        """A token must lie in the same sub-process in both versions, and what is open within it must belong to it."""
        held = after.tokens[number]
        inside = after.scopes[held.scope]
        place = held.at if held.at >= 0 else self.new.flows[~held.at].target
        node = self.new.nodes[place]
        around = inside.node if inside.kind == ScopeKind.BODY else self.new.nodes[inside.node].scope
        at_its_loop = inside.kind != ScopeKind.LOOP or inside.node == place
        if node.scope != around or not at_its_loop:
            raise CannotMove(
                gettext("“%(node)s” lies in another sub-process in the new version.", node=node.label)
            )
        for opened in after.opened_by(number):
            scope = after.scopes[opened]
            wanted = node.called if node.kind == NodeKind.CALL and scope.kind == ScopeKind.BODY else place
            if scope.node != wanted:
                raise CannotMove(
                    gettext(
                        "What is under way within “%(node)s” is another process in the new version.",
                        node=node.label,
                    )
                )


def _is_known(node: Node) -> bool:
    return node.kind != NodeKind.PROCESS and (not node.kind.is_gateway or len(node.incoming) > 1)


def _alike(old: Node, new: Node) -> bool:
    return old.kind == new.kind or (old.kind in WORK and new.kind in WORK)


def _scope(model: Model, node: Node) -> str:
    return model.nodes[node.scope].id


# What a case must know


def _needs(running: Running) -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    """For each name that work or a decision gives: the nodes that ask for it and that no new case comes to without it,
    and the nodes that give it."""
    model = running.model
    found = {}
    for name, makers in _makers(model).items():
        places = {place for place in range(len(model.nodes)) if name in _asks(running, place)}
        places -= _asked(model, makers) if places else set()
        if places:
            found[name] = (frozenset(places), makers)
    return found


def _makers(model: Model) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for place, node in enumerate(model.nodes):
        loop = node.loop.result if node.loop else None
        for name in (loop or node.work.form, loop or node.work.result):
            if name:
                found.setdefault(name, set()).add(place)
    return {name: frozenset(places) for name, places in found.items()}


def _asks(running: Running, place: int) -> set[str]:
    """The names that the expressions at a node begin with."""
    node = running.model.nodes[place]
    texts = [node.work.script, *(running.model.flows[flow].condition for flow in node.outgoing)]
    if node.loop is not None:
        texts += [node.loop.condition, node.loop.count, node.loop.collection]
    if node.event.timer is not None:
        texts.append(node.event.timer.text)
    parsed = (running.parsed[text] for text in texts if text in running.parsed)
    return {path[0] for each in parsed for path in names_used(each)}


def _asked(model: Model, blocked: frozenset[int], first: State | None = None) -> set[int]:
    """The nodes whose expressions may be asked while nothing is done at some others; all of them where that is not
    known."""
    try:
        explored = explore(model, most_states=MOST_STATES, first=first, blocked=blocked)
    except (LimitReached, NoWayOut):
        return set(range(len(model.nodes))) if first is None else set()
    return explored.asked | explored.alive | _resting(explored)


def _resting(explored: Explored) -> set[int]:
    return {token.at for seen in explored.seen for token in seen.state.tokens.values() if token.at >= 0}
