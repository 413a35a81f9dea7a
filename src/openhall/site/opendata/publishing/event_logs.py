"""A table whose rows are events of cases: how many cases somebody knows by what happened first.

A publisher says which columns are the case, the activity and the time. The rows may be safe one by one and still tell
of a case by their order, so this is looked at besides, as the table came and as it would be published.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhall.data.columns import Kind
from openhall.measure.disclosure import EventRisk, Precision, event_risk
from openhall.site.opendata.models import DatasetVersion

PARTS = ("case", "activity", "time")
LENGTHS = (1, 2, 3)
MOST_EVENTS = 5_000_000
PRECISIONS = (Precision.EXACT, Precision.DAY, Precision.MONTH, Precision.NONE)
TIMES = (Kind.CALENDAR_DATE.value, Kind.FIXED_TIMESTAMP.value)
MOMENT = "openhall:moment"
EVENT = "openhall:event"


def log_from(version: DatasetVersion, given: QueryDict) -> dict[str, str]:
    """Which columns are the case, activity and time by a form; {} where not all three are said."""
    offered = {each["name"]: {value for value, _words in each["options"]} for each in log_choices(version)}
    found = {part: given.get(f"log-{part}", "") for part in PARTS}
    if all(found[part] and found[part] in offered.get(f"log-{part}", ()) for part in PARTS):
        return found if len(set(found.values())) == len(PARTS) else {}
    return {}


def log_choices(version: DatasetVersion) -> list[dict[str, Any]]:
    """What can be chosen for case, activity and time; nothing where no column holds times."""
    columns = list(version.columns.all())
    times = [each for each in columns if each.kind in TIMES]
    if not times or len(columns) < len(PARTS):
        return []
    chosen = (version.risk.get("plan") or {}).get("log") or {}
    titles = {"case": _("Which case it belongs to"), "activity": _("What happened"), "time": _("When")}
    fitting = {
        "case": [each for each in columns if each.kind in (Kind.TEXT.value, Kind.NUMBER.value)],
        "activity": [each for each in columns if each.kind == Kind.TEXT.value],
        "time": times,
    }
    return [
        {
            "name": f"log-{part}",
            "title": titles[part],
            "options": [("", _("No column")), *((each.name, each.title) for each in fitting[part])],
            "chosen": chosen.get(part, ""),
        }
        for part in PARTS
    ]


def risks_of_log(frame: pl.DataFrame, log: dict[str, str], k: int) -> list[dict[str, Any]]:
    """The risk of events for each precision of their times, as it is kept; [] for what is no log (any more)."""
    if not log or any(name not in frame.columns for name in log.values()) or frame.height > MOST_EVENTS:
        return []
    case, activity, time = (log[part] for part in PARTS)
    rows = frame.drop_nulls([case, activity])
    if rows[time].dtype.base_type() in (pl.Date, pl.Datetime):
        found = event_risk(
            rows.drop_nulls(time), case=case, activity=activity, time=time, k=k, lengths=LENGTHS,
            precisions=PRECISIONS,
        )  # fmt: skip
    else:
        # A time that was made coarser is a text now: it is a part of what is known of an event.
        joined = rows.select(
            case,
            pl.format("{} {}", activity, pl.col(time).cast(pl.String).fill_null("")).alias(EVENT),
            pl.lit("2000-01-01").str.to_date().alias(MOMENT),
        )
        found = event_risk(
            joined, case=case, activity=EVENT, time=MOMENT, k=k, lengths=LENGTHS, precisions=(Precision.NONE,)
        )
    return [_kept(each) for each in found]


def _kept(risk: EventRisk) -> dict[str, Any]:
    return {
        "length": risk.length,
        "precision": risk.precision.value,
        "cases": risk.cases,
        "unique": risk.unique,
        "below": risk.below,
    }


def log_table(told: dict[str, Any]) -> dict[str, Any]:
    """The risks of a report as a table for its page: a row for what is known, a column for how exact times are."""
    kept = told.get("events") or []
    precisions = [each.value for each in Precision if any(risk["precision"] == each.value for risk in kept)][
        ::-1
    ]
    by_place = {(risk["length"], risk["precision"]): risk for risk in kept}
    lengths = sorted({risk["length"] for risk in kept}, key=lambda length: length or LENGTHS[-1] + 1)
    return {
        "heads": [_words_of(each, len(precisions) == 1) for each in precisions],
        "rows": [
            (_known(length), [by_place.get((length, each)) for each in precisions]) for length in lengths
        ],
        "k": told.get("k"),
    }


def _known(length: int) -> str:
    if not length:
        return _("The whole case")
    return ngettext("The first event", "The first %(n)s events", length) % {"n": length}


def _words_of(precision: str, only: bool) -> str:
    if only:
        return _("As the table has times")
    return {
        Precision.EXACT.value: _("Times as they are"),
        Precision.DAY.value: _("Days only"),
        Precision.MONTH.value: _("Months only"),
        Precision.NONE.value: _("Order only"),
    }[precision]
