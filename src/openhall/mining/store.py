"""A prepared log on disk, and a log written for others.

A prepared log is a folder: `events.parquet` (the coded columns `case`, `activity`, `time`, perhaps `end` and
`offset`, then the attributes of events, sorted as in `EventLog`), `cases.parquet` (in the same order, with the number
of events of each case) and `log.json` (names of the activities, problems, source). Opening it reads the coded columns
only; attributes are read when asked for. `case` is there for other tools, which join the two tables by it.
"""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.errors import UnreadableLog
from openhall.mining.log import NO_END, EventLog, Problem
from openhall.mining.table import Table, as_times
from openhall.process.saying import gettext

FORMAT = 2
READABLE = (1, 2)
"""Formats that can be opened; the first did not keep the number of events of each case."""
CODED = ("activity", "time", "end", "offset")
EVENTS_OF_CASE = "openhall:events"
"""The column of `cases.parquet` that says how many events each case has."""
PREFIX = "attribute:"
"""Before the names of attributes in `events.parquet`, so that none can be taken for a coded column."""


def write_log(log: EventLog, folder: Path) -> None:
    """Write a prepared log; the folder appears whole or not at all, in place of one that was there."""
    partial = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    partial.mkdir(parents=True)
    try:
        _write_parts(log, partial)
        before = partial.with_suffix(".before")
        if folder.exists():
            # Set aside and not deleted: at no moment is there neither the old log nor the new one.
            folder.rename(before)
        partial.rename(folder)
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write_parts(log: EventLog, folder: Path) -> None:
    columns = {
        "case": pl.Series(log.case.astype(np.uint32)),
        "activity": pl.Series(log.activity),
        "time": pl.Series(log.time).cast(pl.Datetime("us")),
    }
    if log.end is not None:
        columns["end"] = as_times(log.end).dt.replace_time_zone(None)
    if log.offset_min is not None:
        columns["offset"] = pl.Series(log.offset_min)
    attributes = log.events.frame()
    named = attributes.rename({name: PREFIX + name for name in attributes.columns})
    frame = pl.concat([pl.DataFrame(columns), named], how="horizontal")
    frame.write_parquet(folder / "events.parquet", compression="lz4", row_group_size=1_000_000)
    sizes = pl.Series(EVENTS_OF_CASE, np.diff(log.offsets))
    log.cases.frame().with_columns(sizes).write_parquet(folder / "cases.parquet")
    about = {
        "format": FORMAT,
        "activities": list(log.activities),
        "problems": [asdict(problem) for problem in log.problems],
        "source": log.source,
        "cases": log.n_cases,
        "events": log.n_events,
    }
    (folder / "log.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def open_log(folder: Path) -> EventLog:
    """Open a prepared log. Raises `UnreadableLog` when the folder is none, or of another version."""
    try:
        about = json.loads((folder / "log.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnreadableLog(
            gettext("%(file)s: this folder is not a prepared log (it has no log.json).", file=folder.name)
        ) from None
    except (OSError, ValueError) as error:
        raise UnreadableLog(
            gettext(
                "%(file)s/log.json cannot be read (%(reason)s); prepare the log again.",
                file=folder.name,
                reason=str(error),
            )
        ) from None
    if about.get("format") not in READABLE:
        raise UnreadableLog(
            gettext(
                "%(file)s: written by another version of Openhall; prepare the log again.", file=folder.name
            )
        )
    events, cases = folder / "events.parquet", folder / "cases.parquet"
    if not events.is_file() or not cases.is_file():
        raise UnreadableLog(
            gettext("%(file)s: a part of the prepared log is missing; prepare it again.", file=folder.name)
        )
    lazy = pl.scan_parquet(events)
    names = lazy.collect_schema().names()
    coded = pl.read_parquet(events, columns=[name for name in CODED if name in names])
    attributes = {name: name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)}
    sizes = _events_of_cases(events, cases)
    return EventLog(
        activity=coded["activity"].to_numpy(),
        time=coded["time"].to_physical().to_numpy(),
        offsets=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        activities=tuple(about["activities"]),
        # Dropping the others, not selecting these: a log without attributes keeps its number of rows.
        events=Table(lazy.drop(name for name in names if name not in attributes).rename(attributes)),
        cases=Table(pl.scan_parquet(cases).drop(EVENTS_OF_CASE, strict=False)),
        end=coded["end"].to_physical().fill_null(NO_END).to_numpy() if "end" in coded.columns else None,
        offset_min=coded["offset"].to_numpy() if "offset" in coded.columns else None,
        problems=tuple(Problem(**problem) for problem in about["problems"]),
        source=about["source"],
    )


def _events_of_cases(events: Path, cases: Path) -> NDArray[np.int64]:
    if EVENTS_OF_CASE in pl.read_parquet_schema(cases):
        return pl.read_parquet(cases, columns=[EVENTS_OF_CASE])[EVENTS_OF_CASE].to_numpy()
    return np.bincount(pl.read_parquet(events, columns=["case"])["case"].to_numpy())


def export_parquet(log: EventLog, path: Path) -> None:
    """Write the log as one flat Parquet table with XES column names, a row an event, times in UTC."""
    log.to_frame().write_parquet(path)


def export_csv(log: EventLog, path: Path) -> None:
    """Write the log as CSV with XES column names, times in UTC."""
    log.to_frame().write_csv(path)
