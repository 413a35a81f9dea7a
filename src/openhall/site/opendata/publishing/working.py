"""Whether a process is at work on a version: a lock on a file, which the system lets go of when the process dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db.models import QuerySet

from openhall.site.opendata.models import DatasetVersion

LOCK = "at-work"


class HasHome(Protocol):
    """What has a folder of its own beside the database."""

    @property
    def home(self) -> Path:
        """The folder."""


@contextmanager
def at_work(version: HasHome) -> Iterator[bool]:
    """Hold a version for the time of a block; gives whether nobody else does. Workers share the disk with the rows."""
    version.home.mkdir(parents=True, exist_ok=True)
    handle = os.open(version.home / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


@contextmanager
def taken(version: int, stage: str) -> Iterator[DatasetVersion | None]:
    """Hold a version that is at a stage, for the time of a block; None where it is not, or where somebody else does."""
    with held(DatasetVersion.objects.select_related("dataset").filter(pk=version, status=stage)) as found:
        yield found


@contextmanager
def held(rows: QuerySet[Any]) -> Iterator[Any]:
    """Hold the row of a query for the time of a block; None where it has none, or where somebody else holds it."""
    found = rows.first()
    if found is None:
        yield None
        return
    with at_work(found) as mine:
        # Asked again: whoever held it until now may have brought it to its end.
        yield rows.first() if mine else None
