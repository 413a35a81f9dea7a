"""Which column of a table is the case, the activity, the time: by the XES names, the usual synonyms, or as named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openhall.mining.errors import MissingColumn
from openhall.mining.log import ACTIVITY, CASE, END, RESOURCE, TIME
from openhall.mining.read.options import ReadOptions
from openhall.mining.words import listed, quoted
from openhall.process.saying import gettext

SYNONYMS: dict[str, tuple[str, ...]] = {
    "case": (
        CASE, "case", "caseid", "caseno", "casenumber", "casekey", "casereference", "reference", "traceid", "trace",
        "processid", "processinstance", "instanceid", "ticket", "ticketid", "ticketno", "requestid", "applicationid",
        "applicationno", "permitno", "permitid", "orderid", "zaaknummer", "zaakid", "dossier",
    ),
    "activity": (
        ACTIVITY, "activity", "activityname", "activityid", "event", "eventname", "eventtype", "task", "taskname",
        "step", "stepname", "action", "operation", "status", "state", "milestone", "activiteit",
    ),
    "time": (
        TIME, "timestamp", "time", "datetime", "date", "eventtime", "eventdate", "eventtimestamp", "starttime",
        "starttimestamp", "startdate", "start", "started", "begin", "completetime", "completetimestamp", "endtime",
        "changedat", "createdat", "occurredat", "tijdstip", "datum",
    ),
    "resource": (
        RESOURCE, "resource", "resourcename", "user", "username", "officer", "employee", "agent", "performer", "actor",
        "handler", "originator", "medewerker",
    ),
}  # fmt: skip
OPTION = {
    "case": "--case",
    "activity": "--activity",
    "time": "--time",
    "end": "--end",
    "resource": "--resource",
}


@dataclass(frozen=True)
class Columns:
    """The names of the columns that hold the parts of an event; None where there is none."""

    case: str
    activity: str | None
    time: str | None
    end: str | None
    resource: str | None


def bare(name: str) -> str:
    """A column name without what people write differently: case, spaces, underscores, hyphens, dots."""
    return re.sub(r"[\s_\-.]+", "", name).casefold()


def find_columns(names: list[str], options: ReadOptions, source: str) -> Columns:
    """Find the columns of a table.

    With `options.milestones` only the case is looked for. Raises `MissingColumn`, naming the columns there are.
    """
    for name in options.milestones:
        _named(name, "--milestones", names, source)
    case = _find("case", options.case, names, source)
    if case is None:
        raise _missing("case", names, source)
    resource = _find("resource", options.resource, names, source)
    if options.milestones:
        return Columns(case, None, None, None, resource)
    activity = _find("activity", options.activity, names, source)
    time = _find("time", options.time, names, source)
    if activity is None or time is None:
        raise _missing("activity" if activity is None else "time", names, source)
    end = _named(options.end, "--end", names, source) if options.end else (END if END in names else None)
    return Columns(case, activity, time, end, resource)


def _find(part: str, named: str | None, names: list[str], source: str) -> str | None:
    if named is not None:
        return _named(named, OPTION[part], names, source)
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(bare(name), name)
    return next((plain[bare(synonym)] for synonym in SYNONYMS[part] if bare(synonym) in plain), None)


def _named(named: str, option: str, names: list[str], source: str) -> str:
    if named in names:
        return named
    alike = [name for name in names if bare(name) == bare(named)]
    if len(alike) == 1:
        return alike[0]
    raise MissingColumn(
        gettext(
            "%(file)s: %(option)s names %(column)s, which is not a column; there are %(columns)s.",
            file=source,
            option=option,
            column=quoted(named),
            columns=listed(names),
        )
    )


def _missing(part: str, names: list[str], source: str) -> MissingColumn:
    given = {"file": source, "columns": listed(names)}
    if part == "case":
        words = gettext(
            "%(file)s: no column looks like the case; name it with --case. The columns are %(columns)s.",
            **given,
        )
    elif part == "activity":
        words = gettext(
            "%(file)s: no column looks like the activity; name it with --activity, or give the date columns of a table "
            "with one row a case by --milestones. The columns are %(columns)s.",
            **given,
        )
    else:
        words = gettext(
            "%(file)s: no column looks like the time; name it with --time, or give the date columns of a table "
            "with one row a case by --milestones. The columns are %(columns)s.",
            **given,
        )
    return MissingColumn(words)
