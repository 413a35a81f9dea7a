"""What time it is for acts: that of the wall, unless a past is laid down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_SAID: ContextVar[datetime | None] = ContextVar("said", default=None)


def now() -> datetime:
    """The time at which an act happens."""
    return _SAID.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let acts within happen at a moment (aware): a demo or a move from another system lays down what has been."""
    token = _SAID.set(moment)
    try:
        yield
    finally:
        _SAID.reset(token)
