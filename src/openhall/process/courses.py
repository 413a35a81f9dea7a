"""What steps do, remembered: the same move in the same state, with the same answers, always leads to the same.

The token game of a step is worked out once. What it asked on its way is kept as a tree: each question, and for each
answer that was given so far what comes next, a question or the end. Walking such a tree asks the same questions of
another case's data; only an answer that is new lets the game be played.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol

from openhall.process.rules.acts import Act, Chooser
from openhall.process.rules.state import State

MOST_KEPT = 4_000
"""Moves of one model that are remembered."""
MOST_QUESTIONS = 40
"""Questions of one step that are remembered; what asks more is rare, and large."""
MOST_NUMBERS = 2_000
"""Integers of the longest state that is remembered."""


@dataclass(frozen=True, eq=False)
class Course:
    """What a step does, apart from data.

    packed   the state after it (`State.pack`)
    acts     all that happened, in order
    ended    whether nothing is left to do
    stopped  the timers `(number, node)` that ran before and do not run after; started: those that begin to run
    place    the node of the move; -1 where the case begins
    index    which of several instances was done; 0 where there is one
    """

    packed: tuple[int, ...]
    acts: list[Act]
    ended: bool
    stopped: tuple[tuple[int, int], ...]
    started: tuple[tuple[int, int], ...]
    place: int
    index: int


class Player(Chooser, Protocol):
    """A chooser that does what needs nobody, too."""

    def work(self, state: State, token: int, node: int) -> None:
        """Do a script or decision."""
        ...


@dataclass(eq=False, slots=True)
class Question:
    """What a step asks: which method of a `Player`, in which state, about what. The state is never changed."""

    method: str
    state: State
    about: tuple[Any, ...]
    next: dict[Hashable, Question | Course] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Remembered:
    """A move that was made before: where it was made, and what it first leads to."""

    place: int
    index: int
    first: Question | Course


class Courses:
    """The moves of one model that are remembered."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Remembered] = {}

    def find(self, move: Hashable) -> Remembered | None:
        """What is remembered of a move in a state."""
        return self._kept.get(move)

    def keep(self, move: Hashable, asked: list[tuple[Question, Hashable]], course: Course) -> None:
        """Remember what a step asked, the answers, and where they led."""
        if len(asked) > MOST_QUESTIONS or len(course.packed) > MOST_NUMBERS:
            return
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        end: Question | Course = asked[0][0] if asked else course
        held = self._kept.setdefault(move, Remembered(course.place, course.index, end))
        here = held.first
        for k, (_, answer) in enumerate(asked):
            if not isinstance(here, Question):
                return
            after = asked[k + 1][0] if k + 1 < len(asked) else course
            here = here.next.setdefault(answer, after)


def follow(first: Question | Course, player: Player) -> Course | None:
    """Where the answers of a player lead; None where nobody answered like that before."""
    here: Question | Course | None = first
    while isinstance(here, Question):
        here = here.next.get(getattr(player, here.method)(here.state, *here.about))
    return here


class Recorder:
    """A player that passes each question on to another one, and notes it with the answer."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.asked: list[tuple[Question, Hashable]] = []

    def _pass_on(self, method: str, state: State, *about: Any) -> Any:
        question = Question(method, state.copy(), about)
        answer = getattr(self.player, method)(state, *about)
        self.asked.append((question, answer))
        return answer

    def one(self, state: State, token: int, flows: tuple[int, ...], default: int) -> int:
        """Pass it on."""
        answer: int = self._pass_on("one", state, token, flows, default)
        return answer

    def some(self, state: State, token: int, flows: tuple[int, ...], default: int) -> tuple[int, ...]:
        """Pass it on."""
        answer: tuple[int, ...] = self._pass_on("some", state, token, flows, default)
        return answer

    def instances(self, state: State, token: int, node: int) -> int:
        """Pass it on."""
        answer: int = self._pass_on("instances", state, token, node)
        return answer

    def again(self, state: State, token: int, node: int) -> bool:
        """Pass it on."""
        answer: bool = self._pass_on("again", state, token, node)
        return answer

    def enough(self, state: State, token: int, node: int) -> bool:
        """Pass it on."""
        answer: bool = self._pass_on("enough", state, token, node)
        return answer

    def work(self, state: State, token: int, node: int) -> None:
        """Pass it on."""
        self._pass_on("work", state, token, node)
