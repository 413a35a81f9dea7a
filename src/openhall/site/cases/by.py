"""Who acts in a case, and what they are told when it cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from openhall.process.errors import ProcessError
from openhall.process.saying import message_of
from openhall.site.people.models import User
from openhall.site.web.speech import say


class NotPossible(Exception):
    """The act cannot be done, or not any more; the message says why, to the person who tried.

    Where it is the engine's, `str` says it in the language of who reads; `saying.message_of` gives it to be kept.
    """

    def __str__(self) -> str:
        words = self.args[0] if self.args else ""
        return say(words) if isinstance(words, str) else str(words)


@dataclass(frozen=True)
class By:
    """Who acts: a person or nobody (a timer, a partner's system), in which department and role."""

    person: User | None = None
    department: str = ""
    role: str = ""

    @property
    def number(self) -> int | None:
        """The person's number; None where nobody acts."""
        # By its name: the way through `pk` is long for what each act asks.
        return self.person.id if self.person is not None else None

    @property
    def pseudonym(self) -> str:
        """The name in the record."""
        return self.person.pseudonym if self.person else ""


NOBODY = By()


@contextmanager
def as_told() -> Iterator[None]:
    """What the engine refuses is told to the person who acts."""
    try:
        yield
    except ProcessError as error:
        raise NotPossible(message_of(error)) from error
