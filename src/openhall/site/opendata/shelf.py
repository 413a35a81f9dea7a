"""The versions that this process has open: opening one takes longer than most questions to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from openhall.data.store import Stored, open_version
from openhall.site.opendata.models import DatasetVersion

MOST_OPEN = 24
"""So many stay open; those not asked for the longest are closed."""


class Gone(Exception):
    """The rows of a version are not there (any more)."""


class Shelf:
    """Open versions, counted by who reads them: one is closed only when nobody does."""

    def __init__(self, room: int = MOST_OPEN) -> None:
        self.room = room
        self.lock = Lock()
        self.held: dict[Path, Stored] = {}
        self.readers: dict[Stored, int] = {}

    @contextmanager
    def reading(self, version: DatasetVersion) -> Iterator[Stored]:
        """The rows of a version, for the time of a block. Raises `Gone`."""
        stored = self._take(version.folder)
        try:
            yield stored
        finally:
            self._give_back(stored)

    def forget(self, version: DatasetVersion) -> None:
        """Let a version go that is not to be read any more: its files are closed as soon as nobody reads them."""
        with self.lock:
            gone = self.held.pop(version.folder, None)
            self._close_unread([gone] if gone else [])

    def _take(self, folder: Path) -> Stored:
        with self.lock:
            stored = self.held.pop(folder, None)
            if stored is not None and not folder.exists():
                # Withdrawn by another process: its rows are not to be read from what is still open here.
                self._close_unread([stored])
                stored = None
            if stored is None:
                try:
                    stored = open_version(folder)
                except (FileNotFoundError, OSError) as error:
                    raise Gone(f"The rows in {folder.name} are not there.") from error
            self.held[folder] = stored
            self.readers[stored] = self.readers.get(stored, 0) + 1
            over = [self.held.pop(key) for key in list(self.held)[: max(0, len(self.held) - self.room)]]
            self._close_unread(over)
            return stored

    def _give_back(self, stored: Stored) -> None:
        with self.lock:
            self.readers[stored] -= 1
            if stored not in self.held.values():
                self._close_unread([stored])

    def _close_unread(self, those: list[Stored]) -> None:
        for stored in those:
            if not self.readers.get(stored):
                self.readers.pop(stored, None)
                stored.close()


shelf = Shelf()
