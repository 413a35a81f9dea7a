"""What must be there before a post or a role is given. Rooms above say it in `GATES`; who gives posts and roles asks.

A gate never takes anything away, and an operator may overrule it with a reason, which it records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from openhall.site.people.models import Department, User


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: in a sentence for who gives the post, and where to read more."""

    words: str
    href: str


class Gate(Protocol):
    """Something that is asked before a post or role is given."""

    def for_post(self, person: User, department: Department, role: str) -> list[Lack]:
        """What the person lacks for a post; `role` "" is every role of the department."""
        ...

    def for_role(self, person: User, role: str) -> list[Lack]:
        """What the person lacks for a role of the site."""
        ...

    def overruled(
        self, person: User, department: Department | None, role: str, reason: str, by: User
    ) -> None:
        """Record that it is given all the same."""
        ...


GATES: list[Gate] = []


def lacks_for_post(person: User, department: Department, role: str) -> list[Lack]:
    """All that a person lacks for a post."""
    return [lack for gate in GATES for lack in gate.for_post(person, department, role)]


def lacks_for_role(person: User, role: str) -> list[Lack]:
    """All that a person lacks for a role of the site."""
    return [lack for gate in GATES for lack in gate.for_role(person, role)]


def overrule(person: User, department: Department | None, role: str, reason: str, by: User) -> None:
    """Record that a post or role is given though something is missing."""
    for gate in GATES:
        gate.overruled(person, department, role, reason, by)
