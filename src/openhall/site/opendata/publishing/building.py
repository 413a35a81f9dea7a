"""A draft that was decided on becomes rows that never change: protected as decided, kept, counted, compared."""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path
from typing import Any

import polars as pl

from openhall.data.columns import Kind
from openhall.data.formats import differences
from openhall.data.store import Facts, build
from openhall.data.store.build import PARQUET
from openhall.data.store.canonical import BuildError
from openhall.measure.disclosure import DisclosureError, Plan
from openhall.measure.disclosure.steps import Drop
from openhall.process.saying import keep, message_of
from openhall.site.opendata.models import DatasetVersion
from openhall.site.opendata.publishing.checking import checked
from openhall.site.opendata.publishing.receiving import A_FAULT, draft_rows, set_state
from openhall.site.opendata.publishing.risks import plan_of, protected

logger = logging.getLogger(__name__)
MOST_COMPARED = 2_000_000
"""Rows up to which two versions are compared row by row: both stand in memory for it."""
Status = DatasetVersion.Status


def make_ready(version: DatasetVersion) -> bool:
    """Build the rows of a version that was decided on, and schedule it; says whether it did.

    What goes wrong leaves the draft as it was, with a sentence in `problem`.
    """
    if version.status != Status.BUILDING:
        return False
    try:
        _build(version)
    except (BuildError, DisclosureError) as error:
        set_state(version, status=Status.DRAFT, problem=keep(message_of(error)))
        return False
    except Exception:
        logger.exception("building version %s failed", version.pk)
        set_state(version, status=Status.DRAFT, problem=keep(A_FAULT))
        raise
    set_state(version, status=Status.SCHEDULED, progress=100, problem={}, tries=0)
    return True


def _build(version: DatasetVersion) -> None:
    plan = version.decisions.last().plan
    frame = protected(draft_rows(version), version, plan)
    _settle_columns(version, plan)
    set_state(version, progress=30)
    # A worker that was killed here left something behind that nobody has seen.
    for left in (version.folder, *version.home.glob(f".{version.folder.name}.*.part")):
        shutil.rmtree(left, ignore_errors=True)
    columns = version.open_columns()
    facts = build(frame, columns, version.folder)
    set_state(version, progress=80)
    parquet = version.folder / PARQUET
    set_state(
        version,
        rows=facts.rows,
        bytes=parquet.stat().st_size,
        digest=_sha256(parquet),
        facts={"made_at": facts.made_at.isoformat()},
        quality=version.quality | {"published_rows": facts.rows, "checked": checked(frame, columns)},
        differences=_differences(version, facts),
    )
    for column in version.columns.filter(is_kept=True):
        found = facts.of[column.name]
        column.facts = column.facts | {
            "nulls": found.nulls,
            "distinct": found.distinct,
            "least": found.least,
            "greatest": found.greatest,
            "common": [list(pair) for pair in found.common[:5]],
        }
        column.save(update_fields=["facts"])


def _settle_columns(version: DatasetVersion, plan: dict[str, Any]) -> None:
    """Let the columns be described as they are after the plan: some are left out, some hold text now."""
    steps = plan_of(plan).steps
    for column in version.columns.filter(name__in={step.column for step in steps}):
        own = [step for step in steps if step.column == column.name]
        column.is_kept = column.is_kept and not any(isinstance(step, Drop) for step in own)
        column.kind = Kind.TEXT.value if any(step.to_text for step in own) else column.kind
        column.facts = column.facts | {"treated": Plan(tuple(own)).text}
        column.save(update_fields=["is_kept", "kind", "facts"])


def _differences(version: DatasetVersion, facts: Facts) -> dict[str, Any]:
    """What is different from the version before: rows, and columns that came, went or hold another kind."""
    earlier = version.dataset.versions.citable().filter(number__lt=version.number).order_by("-number").first()
    if earlier is None:
        return {}
    before = {column.name: column for column in earlier.columns.filter(is_kept=True)}
    now = {column.name: column for column in version.columns.filter(is_kept=True)}
    found: dict[str, Any] = {
        "since": earlier.number,
        "rows_before": earlier.rows,
        "rows": facts.rows,
        "came": [now[name].title for name in now if name not in before],
        "went": [before[name].title for name in before if name not in now],
        "changed": [
            now[name].title for name in now if name in before and now[name].kind != before[name].kind
        ],
    }
    if max(facts.rows, earlier.rows) <= MOST_COMPARED and earlier.folder.exists():
        told = differences(
            pl.read_parquet(earlier.folder / PARQUET),
            earlier.open_columns(),
            pl.read_parquet(version.folder / PARQUET),
            version.open_columns(),
            _key(facts),
        )
        found |= {"rows_added": told.added, "rows_removed": told.removed, "rows_changed": told.changed}
    return found


def _key(facts: Facts) -> tuple[str, ...]:
    """A column that by itself tells which row is which, if there is one: a number of its own."""
    kinds = {column.name: column.kind for column in facts.columns}
    own = (
        name
        for name, each in facts.of.items()
        if each.distinct == facts.rows and not each.nulls and kinds[name] in (Kind.TEXT, Kind.NUMBER)
    )
    return tuple(list(own)[:1])


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
