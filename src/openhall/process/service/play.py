"""Play an example on the rules that run real cases, with a clock of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from openhall.process.errors import BadInput, LimitReached, ProcessError
from openhall.process.feel.temporal import Date, parse_date
from openhall.process.feel.values import Value
from openhall.process.model import EventKind, Node, NodeKind
from openhall.process.quoting import listed, meant, placed, quoted
from openhall.process.rules.acts import ActKind
from openhall.process.rules.game import Move, MoveKind
from openhall.process.rules.state import State
from openhall.process.running import Case, Running, Step
from openhall.process.saying import commas, each_line, gettext, message_of
from openhall.process.service.clocks import Clocks, Deadline, Timed
from openhall.process.service.example import Example, StepKind
from openhall.process.service.example import Step as Wanted
from openhall.process.service.folder import Person, ServiceFolder
from openhall.process.service.given import Given
from openhall.process.timers import Duration, later

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""When the clock of an example starts: a Monday at nine."""
MOST_STEPS = 5_000
"""Steps of one example, timers among them."""
REFERENCE = "TEST-TEST-TEST"
LINK = "https://example.org/track/test/"


@dataclass
class Played:
    """What became of a case: the ids of what was done, letters, and the end that was reached last."""

    done: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    outcome: str | None = None
    faults: list[str] = field(default_factory=list)
    """Letters that could not be written."""
    unanswered: dict[str, str] = field(default_factory=dict)
    """Decisions that gave null, and why."""


class Play:
    """One case on its way through an example."""

    def __init__(self, folder: ServiceFolder, running: Running) -> None:
        self.folder = folder
        self.running = running
        self.model = running.model
        self.given = Given(folder)
        self.now = BEGIN
        self.case = Case(State())
        self.played = Played()
        self.clocks = Clocks(running)
        self.reasons: dict[str, Value] = {}
        self.steps = 0
        self.person = Person("", "")
        self.subject = ""
        self.decided: datetime | None = None

    def begin(self, example: Example) -> None:
        """The case begins with what is given. Raises `ProcessError`."""
        start = self._start(example.begins)
        at = self.model.nodes[start] if start >= 0 else None
        data = self.given.at_start(at, example.given, self.now)
        answers = data.get(self.folder.text.form)
        self.person = self.folder.person(answers if isinstance(answers, dict) else {})
        self.subject = self.folder.subject(answers if isinstance(answers, dict) else {})
        self._take(self.running.start(data, self.now, start))
        self._pass_until(self.now)

    def step(self, wanted: Wanted) -> None:
        """One step of the example. Raises `ProcessError` when it cannot be done."""
        if wanted.kind == StepKind.WAIT:
            assert wanted.span is not None
            self._pass_until(self._after(wanted.span))
            return
        move = self._done(wanted) if wanted.kind == StepKind.DO else self._happens(wanted)
        if wanted.fails is not None:
            if move.kind != MoveKind.COMPLETE:
                raise BadInput(
                    gettext(
                        "%(name)s waits for a message and cannot fail; let something happen.",
                        name=quoted(wanted.name),
                    )
                )
            self._take(self.running.fail(self.case, move.number, wanted.fails, self.now))
            self._pass_until(self.now)
            return
        data = self.given.at_node(self.model.nodes[move.node], wanted.gives, self.now)
        if move.kind == MoveKind.COMPLETE:
            self._take(self.running.complete(self.case, move.number, data, self.now))
        else:
            self._take(self.running.happen(self.case, move.number, move.node, data, self.now))
        self._pass_until(self.now)

    def _start(self, begins: str) -> int:
        """The place of the start event that begins the case; -1 where it begins plainly."""
        starts = {
            place: node
            for place, node in enumerate(self.model.nodes)
            if node.kind == NodeKind.START and node.scope in self.model.processes
        }
        brought = {place: node for place, node in starts.items() if node.event.kind != EventKind.NONE}
        if not begins:
            if starts and len(brought) == len(starts):
                names = listed([_told_by(node) for node in brought.values()])
                raise BadInput(
                    gettext(
                        "The case cannot begin plainly; say “begins: NAME” with one of %(names)s.",
                        names=names,
                    )
                )
            return -1
        for place, node in brought.items():
            if begins in (node.event.name, node.id):
                return place
        raise BadInput(
            gettext(
                "%(begins)s begins no case; %(mend)s",
                begins=quoted(begins),
                mend=meant(begins, [_told_by(each) for each in brought.values()]),
            )
        )

    # What can be done

    def open(self) -> list[Move]:
        """The work that is open: that of people and of other systems, the oldest first."""
        return [
            move
            for move in self.running.game.moves(self.case.state)
            if move.kind == MoveKind.COMPLETE or self._is_receive(move)
        ]

    def waits(self) -> list[Move]:
        """The events that are waited for."""
        return [
            move
            for move in self.running.game.moves(self.case.state)
            if move.kind == MoveKind.EVENT and self.model.nodes[move.node].event.kind != EventKind.TIMER
        ]

    def _is_receive(self, move: Move) -> bool:
        return move.kind == MoveKind.EVENT and self.model.nodes[move.node].kind == NodeKind.RECEIVE

    def _done(self, wanted: Wanted) -> Move:
        found = next((move for move in self.open() if self.model.nodes[move.node].id == wanted.name), None)
        if found is None:
            raise BadInput(
                gettext(
                    "%(name)s cannot be done: %(standing)s",
                    name=quoted(wanted.name),
                    standing=self.standing(),
                )
            )
        return found

    def _happens(self, wanted: Wanted) -> Move:
        for move in self.waits():
            node = self.model.nodes[move.node]
            if wanted.name in (node.event.name, node.work.message, node.id):
                self._in_time(node)
                return move
        raise BadInput(
            gettext(
                "%(name)s cannot happen: %(standing)s", name=quoted(wanted.name), standing=self.standing()
            )
        )

    def _in_time(self, node: Node) -> None:
        """Raises `BadInput` where the applicant may not send a message any more."""
        text = self.folder.text
        happening = next((each for each in text.may_happen if each.message == _told_by(node)), None)
        if happening is None or happening.until is None:
            return
        ends = text.calendar.after(self.decided or BEGIN, happening.until)
        if self.now > ends:
            raise BadInput(
                gettext(
                    "%(message)s cannot happen any more: the applicant may send it until %(ends)s, %(until)s after "
                    "the decision, and it is %(now)s.",
                    message=quoted(happening.message),
                    ends=f"{ends:%Y-%m-%d}",
                    until=happening.until.in_words(),
                    now=f"{self.now:%Y-%m-%d}",
                )
            )

    def standing(self) -> str:
        """What is open and waited for, as the end of a sentence."""
        return gettext("%(sentence)s.", sentence=self.stands())

    def stands(self) -> str:
        """The same in the middle of one."""
        if self.case.state.ended:
            return gettext("the case has ended")
        work = listed([self.model.nodes[move.node].id for move in self.open()])
        events = listed([_told_by(self.model.nodes[move.node]) for move in self.waits()])
        timers = listed([self.model.nodes[place].id for place in self.clocks.places])
        parts = [gettext("open is %(names)s", names=work) if work else gettext("no work is open")]
        parts += [gettext("waited for is %(names)s", names=events)] if events else []
        parts += [gettext("timers run for %(names)s", names=timers)] if timers else []
        return commas(parts)

    # Time

    def _after(self, span: Duration) -> datetime:
        try:
            return later(self.now, span)
        except OverflowError as error:
            raise BadInput(gettext("The wait is too long: %(why)s", why=message_of(error))) from None

    def _pass_until(self, moment: datetime) -> None:
        """Let time pass; timers fire when it comes to them, the earliest first."""
        while (fired := self.clocks.fire(moment)) is not None:
            (number, place), at = fired
            self.now = max(self.now, at)
            self._take(self.running.happen(self.case, number, place, {}, self.now))
        self.now = max(self.now, moment)

    # What was done

    def _take(self, step: Step) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise LimitReached(
                gettext("The case takes more than %(most)s steps; wait for a shorter time.", most=MOST_STEPS)
            )
        self.case = step.case
        for place, decided in step.decided:
            said: Value = list(decided.reasons)
            self.reasons[decided.decision] = said
            if decided.value is None:
                self.played.unanswered[decided.decision] = next(
                    iter(decided.problems), gettext("no rule matched.")
                )
            self.reasons[self.model.nodes[place].work.result or decided.decision] = said
        for act in step.acts:
            node = self.model.nodes[act.node]
            if act.kind == ActKind.DONE and not node.kind.is_gateway and node.kind != NodeKind.PROCESS:
                self.played.done.append(node.id)
                if node.id in self.folder.text.standards.decided_by and self.decided is None:
                    self.decided = self.now
                if node.kind == NodeKind.END:
                    self.played.outcome = node.id
            elif act.kind == ActKind.SENT and node.work.letter is not None:
                self._write(node.work.letter)
        self.clocks.set(self.case, self.now)

    def _write(self, name: str) -> None:
        """Write a letter in every language that it is in, so that a broken one is found."""
        self.played.letters.append(name)
        scope = self.running.scope(self.case) | self._of_letters()
        for language, letter in self.folder.letters[name].items():
            scope["service"] = {"name": self.folder.in_language(language).name}
            try:
                letter.write(scope, self.running.budget(self.now))
            except ProcessError as error:
                self.played.faults.append(
                    gettext(
                        "the letter %(name)s (%(language)s) cannot be written: %(why)s",
                        name=quoted(name),
                        language=language,
                        why=message_of(error),
                    )
                )

    def _of_letters(self) -> dict[str, Value]:
        return {
            "reference": REFERENCE,
            "person": {"name": self.person.name},
            "today": _date(self.now),
            "department": self.folder.text.owner,
            "link": LINK,
            "reasons": dict(self.reasons),
        }


def _told_by(node: Node) -> str:
    return node.event.name or node.work.message or node.id


def _date(moment: datetime) -> Date:
    return parse_date(moment.date().isoformat())


def play(folder: ServiceFolder, example: Example, deadline: Deadline | None = None) -> tuple[Play, list[str]]:
    """Play an example to its end, or to the step that cannot be done: the case, and why it could not."""
    played = Play(folder, Timed.of(folder, deadline or Deadline()))
    line = example.given_line
    try:
        played.begin(example)
        for step in example.steps:
            line = step.line
            played.step(step)
    except ProcessError as error:
        return played, [placed(example.file, line, each) for each in each_line(message_of(error))]
    return played, []
