"""A case played again from its rows in the ledger: whether all that is kept of it is what these rows led to."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from openhall.process.case import Case as Running
from openhall.process.feel.values import Value
from openhall.process.model import NodeKind
from openhall.process.running import Step
from openhall.process.storing import from_stored
from openhall.site.cases.leaving import leaving
from openhall.site.cases.models import Case, Decided, Letter, Outgoing, Task, Timer
from openhall.site.cases.plans import EVENTS, plan_of
from openhall.site.ledger.models import Event
from openhall.site.services.loading import ready
from openhall.site.services.posts import WORK_OF_PEOPLE

Gave = Callable[[Case, str, int], dict[str, Value]]
"""What work at a node gave to a case: its row, the node and the token."""
BESIDE = ("assign", "reassign", "note", "moved", "looked")


class Differs(Exception):
    """What is kept of a case is not what its rows say; the message says what."""


class Replay:
    """One case, played again; `gave` knows what officers and partners gave."""

    def __init__(self, row: Case, gave: Gave) -> None:
        self.row, self.gave = row, gave
        self.prepared = ready(row.version_id)
        self.running = self.prepared.running
        self.nodes = self.running.model.nodes
        self.case = Running()
        self.moves = 0
        self.tasks: dict[int, str] = {}
        self.timers: dict[tuple[int, int], tuple[Any, int]] = {}
        self.sent: dict[str, tuple[str, str, Any]] = {}
        self.decided: list[tuple[str, Any]] = []

    def check(self) -> None:
        """Play all steps, and compare what they lead to with what is kept. Raises `Differs`."""
        told = Event.objects.filter(case=self.row.pseudonym).exclude(lifecycle__in=BESIDE).order_by("id")
        for at, rows in groupby(told, key=lambda each: each.at):
            left = [(each.activity, each.node, each.lifecycle) for each in rows]
            # Two people may act on one case in one microsecond: the rows of one step come before those of the other.
            while left:
                left = self._step(at, left)
        self._compare("moves", self.row.moves, self.moves)
        self._compare("state", tuple(self.row.state), self.case.packed)
        self._compare("data", from_stored(self.row.data), self.case.data)
        self._compare("end", self.row.ended_at is not None, not self.case.state.scopes)
        tasks = {each.token: each.status for each in Task.objects.filter(case=self.row)}
        self._compare("tasks", tasks, self.tasks)
        timers = Timer.objects.filter(case=self.row)
        kept = {(each.number, self._place(each.node)): (each.due_at, each.fired) for each in timers}
        self._compare("timers", kept, {key: self._due(key) for key in self.timers if self._due(key)[0]})
        sent = {
            each.key: (each.kind, each.name, each.content) for each in Outgoing.objects.filter(case=self.row)
        }
        self._compare("things to send", sent, self.sent)
        letters = set(Letter.objects.filter(case=self.row).values_list("key", flat=True))
        self._compare("letters", letters, {key for key, each in self.sent.items() if each[0] == "letter"})
        decided = [(each.node, from_stored(each.value)) for each in Decided.objects.filter(case=self.row)]
        self._compare("decisions", decided, self.decided)

    def _step(self, at: Any, told: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
        """Play the step whose rows come first; the rows of one moment that are not its own."""
        step = self._made(at, told)
        plan = plan_of(self.prepared, step.course)
        names = EVENTS.names
        expected = [
            tuple(each[names.index(k)] for k in ("activity", "node", "lifecycle")) for each in plan.events
        ]
        if not expected:
            raise Differs(
                f"{self.row.reference}: step {self.moves} at {at} tells nothing, and rows are kept: {told}"
            )
        self._compare(f"rows of step {self.moves}", told[: len(expected)], expected)
        row = Case(pk=self.row.pk, pseudonym=self.row.pseudonym, moves=self.moves, e_mail=self.row.e_mail)
        for each in leaving(row, self.prepared, step, at):
            self.sent[each.key] = (each.kind, each.name, each.content)
        self.decided += [(self.nodes[place].id, each.value) for place, each in step.decided]
        for token, status in plan.ended:
            self._compare(f"task {token}", self.tasks.get(token), "open")
            self.tasks[token] = status
        for act in step.acts:
            begun = act.kind == "begun" and self.nodes[act.node].kind in WORK_OF_PEOPLE
            if begun and act.token in step.case.state.tokens:
                self.tasks[act.token] = "open"
        for each in step.course.stopped:
            self.timers.pop(each, None)
        for number, place in step.course.started:
            due = self.running.due(step.case, number, place, self.prepared.local(at))
            self.timers[number, place] = (due, 0)
        self.case, self.moves = step.case, self.moves + 1
        return told[len(expected) :]

    def _made(self, at: Any, told: list[tuple[str, str, str]]) -> Step:
        local = self.prepared.local(at)
        if not self.moves:
            first = from_stored({"apply": self.row.data["apply"]})
            assert isinstance(first, dict)
            return self.running.start(first, local)
        # What an event stops may be told before the event itself.
        node = next((node for _, node, lifecycle in told if lifecycle == "complete"), None)
        if node is None:
            raise Differs(f"{self.row.reference}: step {self.moves} is {told}, which nothing led to")
        place = self._place(node)
        kind = self.nodes[place].kind
        if kind in WORK_OF_PEOPLE or kind == NodeKind.SERVICE:
            tokens = [number for number, token in self.case.state.tokens.items() if token.at == place]
            ended = Task.objects.filter(case=self.row, node=node, ended_at=at, token__in=tokens)
            # Of two that ended in one microsecond the case knows best what the later one gave.
            last = from_stored(self.row.data.get(node))
            known = last.get("token") if isinstance(last, dict) else None
            token = min(
                ended.values_list("token", flat=True),
                key=lambda each: (each == known, each),
                default=min(tokens),
            )
            return self.running.complete(self.case, token, self.gave(self.row, node, token), local)
        waited = [(number, each) for number, each in self._waited() if each == place]
        number = waited[0][0]
        if (number, place) in self.timers:
            due, fired = self.timers[number, place]
            self.timers[number, place] = (due, fired + 1)
        return self.running.happen(self.case, number, place, {}, local)

    def _waited(self) -> list[tuple[int, int]]:
        from openhall.process.rules.events import waited_for

        return list(waited_for(self.running.model, self.case.state))

    def _due(self, key: tuple[int, int]) -> tuple[Any, int]:
        due, fired = self.timers[key]
        return (due.next(fired) if fired else due.at), fired

    def _place(self, node: str) -> int:
        return self.running.model.place_of[node]

    def _compare(self, what: str, kept: object, played: object) -> None:
        if kept != played:
            raise Differs(f"{self.row.reference}: {what}: kept is {kept}, its rows lead to {played}")
