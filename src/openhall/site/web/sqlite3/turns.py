"""Writers of one SQLite file take turns, so that none of them waits for long.

SQLite lets one connection write at a time and keeps no queue: who waits, looks again after ever longer sleeps, up to a
tenth of a second. A worker that goes from one transaction to the next without a pause takes the lock again before
anybody looks, and an officer who wants to write at that time is told after `timeout` seconds that the database is
locked. Two file locks make a queue of it. Who wants to write stands first in the *queue*, waits there for the *turn*,
and leaves the queue with it. Whoever has just had the turn finds somebody in the queue, and goes behind them.

The locks are manners; what keeps writes apart is SQLite's own lock. They are the kernel's: they end with the process.
"""

from __future__ import annotations

import fcntl
import os
import time
import weakref
from pathlib import Path

LOOK_AT_TURN = 0.000_3
"""Seconds between two looks of the one who is first in the queue."""
LOOK_AT_QUEUE = 0.002


class Turn:
    """The right to begin a transaction that writes, for one connection. Files beside the database hold the locks."""

    def __init__(self, database: Path) -> None:
        self._turn = _Lock(database.with_name(f"{database.name}-turn"))
        self._queue = _Lock(database.with_name(f"{database.name}-queue"))
        self.mine = False

    def take(self, seconds: float) -> None:
        """Wait for the turn; after so many seconds go without it, and leave it to SQLite to say that it is locked."""
        if self.mine:
            return
        until = time.monotonic() + seconds
        if not self._queue.take(until, LOOK_AT_QUEUE):
            return
        try:
            self.mine = self._turn.take(until, LOOK_AT_TURN)
        finally:
            self._queue.leave()

    def leave(self) -> None:
        """Let the next one write."""
        if self.mine:
            self.mine = False
            self._turn.leave()

    def close(self) -> None:
        """Leave the turn and close the files."""
        self.leave()
        self._turn.close()
        self._queue.close()


class _Lock:
    """A lock on an empty file, of one open file description: two connections of one process exclude each other too."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        self.close = weakref.finalize(self, os.close, self._file)

    def take(self, until: float, pause: float) -> bool:
        """Whether the lock was free, or became so by then (of `time.monotonic`)."""
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                # A lock that waits in the kernel could wait for ever: who holds it may have been stopped.
                if time.monotonic() > until:
                    return False
                time.sleep(pause)

    def leave(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
