"""From a file that somebody gave to a prepared log: read, kept, counted; and what to say when it cannot be read."""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openhall.mining.errors import MiningError, MissingColumn
from openhall.mining.instances import has_instances, pair_lifecycle
from openhall.mining.log import EventLog
from openhall.mining.object_map import ObjectViews, view_objects, write_views
from openhall.mining.read import ReadOptions, is_object_log, read_log
from openhall.mining.read.ocel import read_objects
from openhall.mining.store import write_log
from openhall.process.saying import gettext, message_of, with_names
from openhall.site.observatory.models import Log
from openhall.site.observatory.shelf import shelf
from openhall.site.web.speech import keep_text

logger = logging.getLogger(__name__)
FAULT = gettext(
    "Openhall failed while reading this file. That is a fault of Openhall's, and it is recorded for the operator. "
    "Delete the log, or try another format."
)
FIELDS = ("case", "activity", "time", "end", "resource", "timezone", "object_type")


def options_of(log: Log) -> ReadOptions:
    """How the person who gave the file wants it read."""
    given: dict[str, Any] = {name: log.options.get(name) or None for name in FIELDS}
    return ReadOptions(**given, milestones=tuple(log.options.get("milestones") or ()))


def prepare(log: Log) -> None:
    """Read the uploaded file of a log and keep it. A file that cannot be read leaves a sentence in `log.problem`."""
    _set(log, status=Log.Status.READING, progress=1, problem="")

    def tell(done: float) -> None:
        _set(log, progress=1 + round(done * 90))

    try:
        options = options_of(log)
        found = read_log(log.upload, options, progress=tell)
        objects = view_objects(read_objects(log.upload, options)) if is_object_log(log.upload) else None
    except MiningError as error:
        # The upload is kept under the log's own name; the person knows the file by the name it came with.
        words = with_names(message_of(error), lambda name: _as_given(name, log))
        columns = _columns(log) if isinstance(error, MissingColumn) else []
        _set(log, status=Log.Status.FAILED, problem=keep_text(words), columns=columns)
        return
    except Exception:
        logger.exception("reading log %s failed", log.id)
        _set(
            log,
            status=Log.Status.FAILED,
            problem=keep_text(FAULT),
        )
        raise
    keep(log, found, objects)
    log.upload.unlink(missing_ok=True)


def keep(log: Log, found: EventLog, objects: ObjectViews | None = None) -> None:
    """Keep an event log as the prepared log of `log`, with all its objects if it has some, and say what it holds."""
    _set(log, progress=92)
    log.folder.parent.mkdir(parents=True, exist_ok=True)
    write_log(found, log.folder)
    if has_instances(found):
        write_log(pair_lifecycle(found), log.work_folder)
    if objects is not None:
        write_views(objects, log.objects_folder)
    shelf.forget(log)
    _set(
        log,
        status=Log.Status.READY,
        progress=100,
        problem="",
        cases=found.n_cases,
        events=found.n_events,
        activities=len(found.activities),
        first_at=_moment(int(found.case_start.min())),
        last_at=_moment(int(found.case_end.max())),
    )


def discard(log: Log) -> None:
    """Delete a log with everything that belongs to it; a page published from it stays, with its numbers."""
    shelf.forget(log)
    log.upload.unlink(missing_ok=True)
    shutil.rmtree(log.folder, ignore_errors=True)
    log.delete()


def receive(log: Log, chunks: Any) -> None:
    """Put an uploaded file where it is read from."""
    log.upload.parent.mkdir(parents=True, exist_ok=True)
    partial = log.upload.with_suffix(".part")
    with partial.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
    partial.replace(log.upload)


def _as_given(name: str, log: Log) -> str:
    return name.replace(str(log.upload), log.file_name).replace(log.upload.name, log.file_name)


def _columns(log: Log) -> list[str]:
    """The names of the columns of a table, to choose from; none when they cannot be told."""
    from openhall.mining.read.heading import column_names

    return column_names(Path(log.upload))


def _set(log: Log, **values: Any) -> None:
    for name, value in values.items():
        setattr(log, name, value)
    log.save(update_fields=list(values))


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1e6, tz=UTC)
