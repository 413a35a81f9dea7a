"""One thread that interrupts what runs too long."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

AGAIN = 0.02


class Watch:
    """Calls what it was given when the time is up, and again, until the work ends."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int]] = []
        self._calls: dict[int, Callable[[], object]] = {}
        self._changed = threading.Condition()
        self._numbers = count()
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, seconds: float, call: Callable[[], object]) -> Iterator[None]:
        """Call `call` from the watching thread when the block takes longer."""
        with self._changed:
            number = next(self._numbers)
            due = time.monotonic() + seconds
            self._calls[number] = call
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
                self._calls[number]()
                # What is interrupted just before it begins takes no notice, so it is called until it ends.
                heapq.heapreplace(self._due, (time.monotonic() + AGAIN, number))


WATCH = Watch()
