"""Where a log lies: a folder of files that a plain web server serves as they are.

Files are written whole before the checkpoint that needs them appears; what a published checkpoint needs is never
written again. So a process killed at any moment, or a power cut, leaves the log as the last checkpoint states it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from openhall.proof.errors import BrokenLog, Held

CHECKPOINT = "checkpoint"
_LOCK = ".lock"
_PATH = re.compile(r"[a-z0-9.-]+(?:/[a-z0-9.-]+)*")


class Storage(Protocol):
    """What a writer needs of a place to keep a log in. A database may be one; its transaction is the caller's."""

    def read(self, path: str) -> bytes | None:
        """The file at a path, None when there is none."""

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files; when this returns they outlast a power cut (or will with the caller's commit)."""

    def publish(self, checkpoint: bytes) -> None:
        """Put a checkpoint in place of the one before, whole or not at all, after all that was written."""

    def forget(self, paths: Iterable[str]) -> None:
        """Delete folders of partial tiles that whole ones have replaced."""


class FolderStorage:
    """A log in a folder. One writer at a time: `held` says so to others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._made: set[Path] = set()

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
            return self._place(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write files and wait until the disk has them, all with one call where the system has it."""
        for path, data in files:
            place = self._place(path)
            if place.parent not in self._made:
                place.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(place.parent)
            descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            try:
                _write_all(descriptor, data)
            finally:
                os.close(descriptor)
        _flush(self.folder)

    def publish(self, checkpoint: bytes) -> None:
        """Put the checkpoint in place by a rename, and wait until the disk has it."""
        partial = self.folder / f".{CHECKPOINT}.part"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        try:
            _write_all(descriptor, checkpoint)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        partial.replace(self.folder / CHECKPOINT)
        _sync_folder(self.folder)

    def forget(self, paths: Iterable[str]) -> None:
        """Delete folders of partial tiles; one that is not there is no matter."""
        for path in paths:
            place = self._place(path)
            shutil.rmtree(place, ignore_errors=True)
            self._made.discard(place)

    def _place(self, path: str) -> Path:
        if not _PATH.fullmatch(path) or ".." in path:
            raise BrokenLog(f"{path[:100]!r} is no path within a log")
        return self.folder / path


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


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
