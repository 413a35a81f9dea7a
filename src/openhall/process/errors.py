"""Everything that can be wrong with a model, an expression or a service folder, one class a kind.

```
ProcessError
├── FeelSyntaxError   text that is no FEEL
├── LimitReached      an evaluation that took more steps, depth or memory than it may
├── BadModel          a BPMN or DMN file that is not one, or holds what is not executed
├── BadInput          a value that a decision or form was given and cannot take
├── NoWayOut          a case at a node of which no condition holds
├── BadService        a service folder that cannot be published
├── CannotMove        a case that cannot go on in another version of its service
└── BadCalendar       office hours or holidays that contradict themselves
```

Each message is one sentence for the reader: what is wrong, where, and how to mend it. Those that pages show are said in
the reader's language by `saying.message_of`.
"""

from __future__ import annotations


class ProcessError(Exception):
    """Something a person has to mend."""


class FeelSyntaxError(ProcessError):
    """Text that is no FEEL. `place` is the character (from 0) at which reading stopped."""

    def __init__(self, message: str, place: int = 0) -> None:
        super().__init__(message)
        self.place = place


class LimitReached(ProcessError):
    """An evaluation that took more steps, depth or memory than it may."""


class BadModel(ProcessError):
    """A BPMN or DMN file that is not one, or that holds what is not executed."""


class BadInput(ProcessError):
    """A value that a decision or a form was given and cannot take."""


class NoWayOut(ProcessError):
    """A case has come to a node where no condition holds and there is no default flow. `node` is its place."""

    def __init__(self, message: str, node: int) -> None:
        super().__init__(message)
        self.node = node


class BadService(ProcessError):
    """A service folder that cannot be published."""


class CannotMove(ProcessError):
    """A case cannot go on in another version of its service."""


class BadCalendar(ProcessError):
    """Office hours or holidays that contradict themselves."""
