"""The risk that rows tell something of somebody: as they came, and after what the publisher chose to do to them."""

from __future__ import annotations

from typing import Any

import orjson
import polars as pl
from django.http import QueryDict

from openhall.data.columns import Column, Tells
from openhall.measure.disclosure.errors import DisclosureError
from openhall.measure.disclosure.findings import Report, Severity, Verdict
from openhall.measure.disclosure.reporting import K, report
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.publishing.receiving import draft_rows, set_state

Status = DatasetVersion.Status
SHARED_BY = (3, 5, 10, 20)
"""How many people must share what is said of each, to choose from."""
CLEARABLE = frozenset({"title", "values", "own-value"})
"""Kinds of finding that a person may look at and know to be harmless."""


def look_at(version: DatasetVersion) -> None:
    """Make both reports of a draft, and give it back to its publisher. What the plan cannot do leaves a sentence."""
    frame = draft_rows(version)
    plan = version.risk.get("plan") or {}
    before = _report(frame, version.draft_columns(), plan)
    set_state(version, progress=50)
    found: dict[str, Any] = {"before": before, "plan": plan}
    problem = ""
    try:
        found["after"] = _report(protected(frame, version, plan), version.open_columns(), plan)
    except DisclosureError as error:
        problem = str(error)
    set_state(version, status=Status.DRAFT, progress=100, problem=problem, risk=found)


def protected(frame: pl.DataFrame, version: DatasetVersion, plan: dict[str, Any]) -> pl.DataFrame:
    """The rows as they are published: only columns that are kept, treated as the plan says."""
    return frame.select([column.name for column in version.open_columns()])


def is_safe(told: dict[str, Any]) -> bool:
    """Whether a report, as it is kept, lets rows be published."""
    return told.get("verdict") == Verdict.PUBLISH.value


def choices_of(version: DatasetVersion) -> list[dict[str, Any]]:
    """What can be chosen on the page about risks: how many must share what is said of each."""
    plan = version.risk.get("plan") or {}
    if not any(column.tells is Tells.INDIRECT for column in version.open_columns()):
        return []
    return [
        {
            "name": "k",
            "title": "How many people must share what the columns say of each?",
            "hint": "The more, the safer. Five is usual; health, crime and money ask for ten or more.",
            "options": [(str(number), str(number)) for number in SHARED_BY],
            "chosen": str(plan.get("k", K)),
        }
    ]


def clearable(version: DatasetVersion) -> list[dict[str, Any]]:
    """The columns in which something was found that may name people; a publisher may look and clear them."""
    plan = version.risk.get("plan") or {}
    cleared = set(plan.get("cleared", []))
    titles = {column.name: column.title for column in version.open_columns()}
    named = {
        name: finding["text"]
        for finding in version.risk.get("after", {}).get("findings", [])
        if finding["kind"] in CLEARABLE
        for name in finding["columns"]
        if name in titles
    }
    return [
        {"name": name, "title": titles[name], "text": text, "chosen": name in cleared}
        for name, text in named.items()
    ]


def plan_from(version: DatasetVersion, given: QueryDict) -> dict[str, Any]:
    """The plan that a form chose; what it cannot have chosen is left out."""
    names = {column.name for column in version.open_columns()}
    k = given.get("k", "")
    return {
        "k": int(k) if k in {str(number) for number in SHARED_BY} else K,
        "cleared": sorted(set(given.getlist("cleared")) & names),
    }


def _report(frame: pl.DataFrame, columns: tuple[Column, ...], plan: dict[str, Any]) -> dict[str, Any]:
    """A report as it is kept and shown: what the engine says, its verdict, and sentences that sum it up."""
    described = {column.name for column in columns}
    found = report(
        frame.select([name for name in frame.columns if name in described]),
        columns,
        k=int(plan.get("k", K)),
        cleared=plan.get("cleared", []),
    )
    told: dict[str, Any] = orjson.loads(found.to_json())
    return told | {"verdict": found.verdict.value, "sentences": _sentences(found)}


def _sentences(found: Report) -> list[str]:
    said = [f"{found.rows:,} rows."]
    if found.smallest is None:
        said.append("No column is said to tell who somebody is.")
    else:
        said.append(
            f"The smallest group of people that are told apart has {found.smallest:,}; "
            f"{found.below:,} rows are in groups smaller than {found.k}."
        )
    refused = [each for each in found.findings if each.severity is Severity.REFUSE]
    if not refused:
        said.append("Nothing was found that stands against publishing.")
    return said
