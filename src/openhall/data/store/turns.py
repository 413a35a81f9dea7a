"""Who may ask now: a few queries run at once, the others wait in the order in which they came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from openhall.data.soql.errors import QueryError
from openhall.process.saying import gettext

AT_ONCE = 4
"""Queries that run at once in a process; each is given the threads of its database."""


class Turns:
    """A queue before a few places."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """A place for the block; whoever came first gets the next one. Raises `QueryError` after `patience` seconds."""
        with self._lock:
            called: threading.Event | None = None
            if self._free and not self._waiting:
                self._free -= 1
            else:
                called = threading.Event()
                self._waiting.append(called)
        if called is not None and not called.wait(patience):
            with self._lock:
                # The call may have come in the meantime; then the place is ours.
                if not called.is_set():
                    self._waiting.remove(called)
                    raise QueryError(
                        "query.execution.busy",
                        gettext("Too many queries are waiting. Ask again in a moment."),
                        status=503,
                    )
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._free += 1


TURNS = Turns(AT_ONCE)
