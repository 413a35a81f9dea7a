"""A folder with a journal: batches are durable at the price of one write, and are published together afterwards.

Each batch is appended to one file and brought to the disk with one call; the files that others read follow when
`settle` is called, or when much has gathered. A process that was killed in between, or a power cut, loses nothing that
was answered: whoever opens the folder next publishes what the journal holds. The published log lags behind what is
sealed until then, and is valid at every moment. Take it where many batches follow each other; for a batch every few
seconds, `FolderStorage` alone is as good.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from openhall.proof.storage import CHECKPOINT, FolderStorage, sync_folder

JOURNAL = ".journal"
MOST_WAITING = 1 << 27
"""Bytes that may wait to be published: they are held in memory, too."""
_HEAD = struct.Struct(">4sQI")
_FILE = struct.Struct(">HI")
_MAGIC = b"OHJ1"

Files = list[tuple[str, bytes]]


class JournaledFolder(FolderStorage):
    """A log in a folder, written by way of a journal. Hold it (`held`) before it is opened for writing."""

    def __init__(self, folder: Path) -> None:
        """Publish what the journal still holds from before."""
        super().__init__(folder)
        self._batch: Files = []
        self._waiting: dict[str, bytes] = {}
        self._forgotten: list[str] = []
        self._bytes = 0
        self._journal = os.open(folder / JOURNAL, os.O_RDWR | os.O_CREAT, 0o644)
        sync_folder(folder)
        for files in _records(self._journal):
            self._waiting.update(files)
        self.settle()

    def read(self, path: str) -> bytes | None:
        """The file at a path, sealed though it may not be published yet."""
        return self._waiting.get(path) or super().read(path)

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Take files for the next record of the journal."""
        self._batch += files

    def publish(self, checkpoint: bytes) -> None:
        """Bring the batch and its checkpoint to the disk, in the journal. Others see it when it is settled."""
        batch, self._batch = [*self._batch, (CHECKPOINT, checkpoint)], []
        record = _record(batch)
        _append(self._journal, record)
        self._waiting.update(batch)
        self._bytes += len(record)
        if self._bytes > MOST_WAITING:
            self.settle()

    def forget(self, paths: Iterable[str]) -> None:
        """Delete folders of partial tiles, once what replaces them is published."""
        self._forgotten += paths

    def settle(self) -> None:
        """Publish all that was sealed: files first, then the last checkpoint; then the journal is emptied."""
        if CHECKPOINT in self._waiting:
            checkpoint = self._waiting.pop(CHECKPOINT)
            super().write(self._waiting.items())
            super().publish(checkpoint)
            super().forget(self._forgotten)
        os.ftruncate(self._journal, 0)
        self._waiting, self._forgotten, self._bytes = {}, [], 0

    def close(self) -> None:
        """Publish what waits, and let go of the journal."""
        self.settle()
        os.close(self._journal)


def settle_left(folder: Path) -> None:
    """Publish what a journal holds that a process has left behind, before the folder is written without one.

    Hold the folder. Does nothing where there is no journal, or an empty one.
    """
    journal = folder / JOURNAL
    if journal.exists() and journal.stat().st_size:
        JournaledFolder(folder).close()


def _record(files: Files) -> bytes:
    parts = [
        part
        for path, data in files
        for part in (_FILE.pack(len(path.encode()), len(data)), path.encode(), data)
    ]
    body = b"".join(parts)
    return _HEAD.pack(_MAGIC, len(body), zlib.crc32(body)) + body


def _append(descriptor: int, record: bytes) -> None:
    end = os.lseek(descriptor, 0, os.SEEK_END)
    view = memoryview(record)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
        os.fdatasync(descriptor)
    except OSError:
        os.ftruncate(descriptor, end)
        raise


def _records(descriptor: int) -> Iterator[Files]:
    """The whole records of a journal. One that was cut off was never answered, and ends it."""
    size = os.fstat(descriptor).st_size
    data = os.pread(descriptor, size, 0)
    at = 0
    while at + _HEAD.size <= len(data):
        magic, length, check = _HEAD.unpack_from(data, at)
        body = data[at + _HEAD.size : at + _HEAD.size + length]
        if magic != _MAGIC or len(body) != length or zlib.crc32(body) != check:
            return
        yield _files(body)
        at += _HEAD.size + length


def _files(body: bytes) -> Files:
    files: Files = []
    at = 0
    while at < len(body):
        path_length, length = _FILE.unpack_from(body, at)
        at += _FILE.size
        path = body[at : at + path_length].decode()
        files.append((path, body[at + path_length : at + path_length + length]))
        at += path_length + length
    return files
