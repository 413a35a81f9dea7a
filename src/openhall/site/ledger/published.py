"""The ledger as it is published: files in a folder, which anybody may read."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from openhall.proof import (
    FolderStorage,
    LogReader,
    SignedCheckpoint,
    folder_reader,
    published,
    read_checkpoint,
)
from openhall.site.ledger.keys import verifiers


def folder() -> Path:
    """Where it lies (OPENHALL_LEDGER_FOLDER)."""
    return Path(settings.OPENHALL_LEDGER_FOLDER)


def storage() -> FolderStorage:
    """The folder, to be written."""
    return FolderStorage(folder())


def checkpoint() -> SignedCheckpoint | None:
    """The latest checkpoint that this installation signed, None before the first. Raises `BadNote`, `Unreadable`."""
    keys = verifiers()
    if not keys or not (folder() / "checkpoint").exists():
        return None
    return read_checkpoint(published(folder_reader(folder())), keys)


def reader(signed: SignedCheckpoint) -> LogReader:
    """The ledger as large as a checkpoint says."""
    return LogReader(folder_reader(folder()), signed.checkpoint.size)
