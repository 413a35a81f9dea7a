"""What a turn of the token game tells, and what it asks."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Protocol

from openhall.process.rules.state import State


class ActKind(StrEnum):
    """What can be told of a turn."""

    BEGUN = "begun"
    """Work at an activity can begin."""
    DONE = "done"
    """An activity is done, or an event has happened."""
    WITHDRAWN = "withdrawn"
    """An activity was cancelled before it was done."""
    SENT = "sent"
    """A message or signal goes out: `name`."""
    NOT_CAUGHT = "not caught"
    """An error or escalation (`name`) that no event in the model catches."""
    ENDED = "ended"
    """A process has come to its end."""
    STOPPED = "stopped"
    """A case was ended from outside, wherever it stood."""


class Act(NamedTuple):
    """One thing that happened: at which node, to which token, and in which scope the token lay."""

    kind: ActKind
    node: int
    token: int
    scope: int
    name: str | None = None


class Chooser(Protocol):
    """Answers what the model leaves to the case's data. `token` is the one that asks; flows and nodes are places."""

    def one(self, state: State, token: int, flows: tuple[int, ...], default: int) -> int:
        """The flow to take from an exclusive gateway: the first one whose condition holds, else the default (which
        is -1 where there is none)."""
        ...

    def some(self, state: State, token: int, flows: tuple[int, ...], default: int) -> tuple[int, ...]:
        """The flows whose conditions hold, else the default; () where there is none."""
        ...

    def instances(self, state: State, token: int, node: int) -> int:
        """How many instances of an activity are to be done."""
        ...

    def again(self, state: State, token: int, node: int) -> bool:
        """Whether a standard loop goes on."""
        ...

    def enough(self, state: State, token: int, node: int) -> bool:
        """Whether an activity of several instances is complete though some are left."""
        ...
