"""Read event logs from the files that bodies have.

`read_log(path, options)` finds out what a file is and gives an `EventLog`. Each format has a module with one
function that gives a `Reading`: plain tables and what could not be read. `build` turns that into a log.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.log import EventLog
from openhall.mining.read.build import Reading, build
from openhall.mining.read.options import ReadOptions
from openhall.process.saying import gettext

__all__ = ["ReadOptions", "Reading", "build", "is_object_log", "read_log"]

Reader = Callable[[Path, ReadOptions], Reading]


def read_log(
    path: Path, options: ReadOptions | None = None, *, progress: Callable[[float], None] | None = None
) -> EventLog:
    """Read a log from XES(.gz), CSV, Parquet, OCEL 2.0 (JSON, SQLite) or a prepared folder.

    What a file is shows in its content, not its name. `progress` is called with the part that is done, 0 to 1.
    Raises `UnreadableLog`, or one of its kinds, with one sentence for the person who gave the file.
    """
    options = options or ReadOptions()
    told = progress or (lambda done: None)
    told(0.0)
    if path.is_dir():
        from openhall.mining.store import open_log

        return open_log(path)
    reader = _reader(path)
    told(0.05)
    reading = reader(path, options)
    told(0.8)
    log = build(reading)
    told(1.0)
    return log


def is_object_log(path: Path) -> bool:
    """Whether a file looks like OCEL 2.0. Raises `UnreadableLog` when it cannot be opened."""
    return not path.is_dir() and _reader(path).__module__.endswith(".ocel")


def _reader(path: Path) -> Reader:
    head = _head(path)
    if not head:
        raise EmptyLog(gettext("%(file)s: the file is empty.", file=path.name))
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:4] == b"PAR1":
        from openhall.mining.read.parquet import read_parquet

        return read_parquet
    if head.startswith(b"SQLite format 3\x00"):
        from openhall.mining.read.ocel import read_ocel_sqlite

        return read_ocel_sqlite
    if text[:1] == b"<" or head[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<"):
        from openhall.mining.read.xes import read_xes

        return read_xes
    if text[:1] == b"{":
        from openhall.mining.read.ocel import read_ocel_json

        return read_ocel_json
    from openhall.mining.read.csv import read_csv

    return read_csv


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as raw:
            head = raw.read(4096)
        if head[:2] != b"\x1f\x8b":
            return head
        with gzip.open(path) as stream:
            return stream.read(4096)
    except FileNotFoundError:
        raise UnreadableLog(gettext("%(file)s: there is no such file.", file=str(path))) from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise UnreadableLog(
            gettext("%(file)s: the gzip file is damaged or cut off; copy it again.", file=path.name)
        ) from None
    except OSError as error:
        raise UnreadableLog(
            gettext("%(file)s: cannot be opened (%(reason)s).", file=str(path), reason=str(error.strerror))
        ) from None
