"""One thread that interrupts what runs too long, or what nobody waits for any more."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

AGAIN = 0.02
LOOK = 0.2
"""Seconds between two looks whether somebody still waits."""


@dataclass(frozen=True)
class _Work:
    """What is watched: until when it may run, what breaks it off, and what says that nobody waits for it."""

    end: float
    call: Callable[[], object]
    left: Callable[[], bool] | None


class Watch:
    """Calls what it was given when the time is up or nobody waits any more, and again, until the work ends."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int]] = []
        self._calls: dict[int, _Work] = {}
        self._changed = threading.Condition()
        self._numbers = count()
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(
        self, seconds: float, call: Callable[[], object], left: Callable[[], bool] | None = None
    ) -> Iterator[None]:
        """Call `call` from the watching thread when the block takes longer, or as soon as `left` says yes."""
        with self._changed:
            number = next(self._numbers)
            end = time.monotonic() + seconds
            due = end if left is None else min(end, time.monotonic() + LOOK)
            self._calls[number] = _Work(end, call, left)
            heapq.heappush(self._due, (due, number))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="query-watch", daemon=True)
                self._thread.start()
            elif self._due[0] == (due, number):
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._calls.pop(number, None)

    def _run(self) -> None:
        with self._changed:
            while True:
                while self._due and self._due[0][1] not in self._calls:
                    heapq.heappop(self._due)
                if not self._due:
                    self._changed.wait(60)
                    if not self._due:
                        self._thread = None
                        return
                    continue
                due, number = self._due[0]
                left = due - time.monotonic()
                if left > 0:
                    self._changed.wait(left)
                    continue
                # Under the lock: once `limit` has been left, its call can no longer happen.
                work = self._calls[number]
                now = time.monotonic()
                if now >= work.end or (work.left is not None and work.left()):
                    work.call()
                    # What is interrupted just before it begins takes no notice, so it is called until it ends.
                    heapq.heapreplace(self._due, (now + AGAIN, number))
                else:
                    heapq.heapreplace(self._due, (min(work.end, now + LOOK), number))


WATCH = Watch()
