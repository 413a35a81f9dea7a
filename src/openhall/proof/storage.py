"""Where a log lies: a folder of files that a plain web server serves as they are.

Files are on the disk before the checkpoint that needs them appears; what a published checkpoint needs is never written
again. So a process killed at any moment, or a power cut, leaves the log as the last checkpoint states it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import re
import shutil
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from openhall.proof.errors import BrokenLog, Held

CHECKPOINT = "checkpoint"
MANY = 16
"""After so many files it is worth to begin to bring them to the disk."""
_LOCK = ".lock"
_PATH = re.compile(r"[a-z0-9.-]+(?:/[a-z0-9.-]+)*")


class Storage(Protocol):
    """What a writer needs of a place to keep a log in. A database may be one; its transaction is the caller's."""

    def read(self, path: str) -> bytes | None:
        """The file at a path, None when there is none."""

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files. They need not outlast a power cut before `publish` is called."""

    def publish(self, checkpoint: bytes) -> None:
        """Put a checkpoint in place of the one before, whole or not at all, once all that was written is durable.

        When this returns, the checkpoint outlasts a power cut too (or will with the caller's commit).
        """

    def forget(self, paths: Iterable[str]) -> None:
        """Delete folders of partial tiles that whole ones have replaced."""


class FolderStorage:
    """A log in a folder. One writer at a time: `held` says so to others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._home = str(folder)
        self._made: set[str] = set()
        self._written = 0
        self._flushing: _Flush | None = None

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder while writing. Raises `Held` when another process does."""
        descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Held(f"another process writes to the log in {self.folder}; only one may") from None
            yield
        finally:
            os.close(descriptor)

    def read(self, path: str) -> bytes | None:
        """The file at a path, None when there is none."""
        try:
            return Path(self._place(path)).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files; after many, they begin to go to the disk while the caller works on."""
        for path, data in files:
            place = self._place(path)
            parent = place.rpartition("/")[0]
            if parent not in self._made:
                os.makedirs(parent, exist_ok=True)  # noqa: PTH103 - paths as texts: there are many
                self._made.add(parent)
            descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            try:
                _write_all(descriptor, data)
            finally:
                os.close(descriptor)
            self._written += 1
        if self._written >= MANY and self._flushing is None:
            self._written, self._flushing = 0, _Flush(self.folder)

    def publish(self, checkpoint: bytes) -> None:
        """Bring all files to the disk, then the checkpoint, by a rename."""
        self._settle()
        self.replace(CHECKPOINT, checkpoint)

    def replace(self, path: str, data: bytes) -> None:
        """Put a file that changes in place of the one before, whole or not at all, and durably."""
        place = Path(self._place(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        partial = place.with_name(f".{place.name}.part")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            _write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        partial.replace(place)
        sync_folder(place.parent)

    def forget(self, paths: Iterable[str]) -> None:
        """Delete folders of partial tiles; one that is not there is no matter."""
        for path in paths:
            place = self._place(path)
            shutil.rmtree(place, ignore_errors=True)
            self._made.discard(place)

    def _settle(self) -> None:
        flushing, self._flushing = self._flushing, None
        if flushing is not None:
            flushing.wait()
        if self._written:
            self._written = 0
            _flush(self.folder)

    def _place(self, path: str) -> str:
        if not _PATH.fullmatch(path) or ".." in path:
            raise BrokenLog(f"{path[:100]!r} is no path within a log")
        return f"{self._home}/{path}"


class _Flush:
    """Files on their way to the disk, in a thread that does nothing but wait for it."""

    def __init__(self, folder: Path) -> None:
        self._error: OSError | None = None
        self._folder = folder
        self._thread = threading.Thread(target=self._run, name="openhall-flush")
        self._thread.start()

    def wait(self) -> None:
        """Until they are there. Raises `OSError` when the disk has failed."""
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            _flush(self._folder)
        except OSError as error:
            self._error = error


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _flush(folder: Path) -> None:
    """Bring all that was written to the file system of the folder to disk.

    One `syncfs` instead of an `fsync` for each of some hundred files: the order of the files does not matter, only that
    all of them are there before the checkpoint. It reports errors of writing since Linux 5.8.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if syncfs is None:
            os.sync()
        elif syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Bring the names of the files in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
