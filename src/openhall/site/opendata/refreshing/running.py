"""Fetch the source of a dataset: new content is a new version, which is opened by itself only if it says no more.

A person decided on the version before, with its report before their eyes. That decision is taken again by the system
only where the new rows have the same columns, are treated by the same plan, and the report on them finds nothing that
it did not find then. All else waits for a person, as a draft.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from openhall.data.formats import Weight
from openhall.measure.disclosure import Severity
from openhall.process.saying import commas, gettext, gettext_noop, keep, message_of, read
from openhall.site.opendata.models import Dataset, DatasetVersion, Decision
from openhall.site.opendata.models.refreshing import Outcome, Refresh, RefreshRun, inbox_of
from openhall.site.opendata.publishing.building import make_ready
from openhall.site.opendata.publishing.deciding import NotDecided, decide
from openhall.site.opendata.publishing.receiving import read_upload, receive, set_state, take_back
from openhall.site.opendata.publishing.risks import is_safe, look_at
from openhall.site.opendata.publishing.working import at_work
from openhall.site.opendata.refreshing.fetching import (
    FAILED,
    Fetched,
    Known,
    NotFetched,
    fetch,
    passing_file,
    take,
)

logger = logging.getLogger(__name__)
Status = DatasetVersion.Status
FEWER = 0.5
"""A table that lost more than this part of its rows is likely broken."""
PART = 1 << 20


def refresh(source: Refresh) -> RefreshRun:
    """Fetch a source once, and note what came of it."""
    waiting = source.dataset.versions.unfinished().first()
    if waiting is not None and waiting.status != Status.FAILED:
        why = gettext(
            "Version %(n)s is not decided on yet. Finish it, or take it back; then the source is fetched again.",
            n=waiting.number,
        )
        return _note(source, Outcome.WAITS, [why], version=waiting)
    try:
        with passing_file() as into:
            found = _fetched(source, into)
            if not found.is_new:
                return _note(source, Outcome.SAME, [], found)
            if waiting is not None:
                # What could not be read is replaced by what came since.
                take_back(waiting)
            return _taken(source, found, into)
    except NotFetched as error:
        return _note(source, Outcome.FAILED, [message_of(error)])
    except Exception:
        logger.exception("refreshing dataset %s failed", source.dataset_id)
        _note(source, Outcome.FAILED, [FAILED])
        raise


def _fetched(source: Refresh, into: Path) -> Fetched:
    known = Known(**source.known)
    most = settings.OPENHALL_MAX_UPLOAD_MB << 20
    if source.kind == Refresh.Kind.ADDRESS:
        return fetch(source.place, into, known, most, settings.OPENHALL_INNER_HOSTS)
    inbox = inbox_of(source.dataset.department)
    if inbox is None:
        raise NotFetched(gettext("The operator has named no folder for files (OPENHALL_DATA_FOLDER)."))
    return take(inbox, source.place, into, known, most)


def _taken(source: Refresh, found: Fetched, into: Path) -> RefreshRun:
    """A new version of what came: opened, or left as a draft with the reasons why."""
    decision = _decided_by_a_person(source.dataset)
    version = receive(source.dataset, found.name, _parts(into), None)
    with at_work(version):
        read_upload(version)
        version.refresh_from_db()
        if version.status != Status.DRAFT:
            return _note(source, Outcome.FAILED, [read(version.problem)], found, version)
        if decision is None:
            first = gettext(
                "Nobody has decided on an open version yet: look at its columns and risks, and decide."
            )
            return _note(source, Outcome.WAITS, [first], found, version)
        set_state(version, risk={"plan": dict(decision.plan)})
        look_at(version)
        version.refresh_from_db()
        why = worse_than(version, decision) or _open(version, decision)
    return _note(source, Outcome.WAITS if why else Outcome.PUBLISHED, why, found, version)


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part


def _decided_by_a_person(dataset: Dataset) -> Decision | None:
    """The newest decision of a person on a version that is open; None also where the newest version was withdrawn.

    It is a person's report that new rows are held against, not that of the last run, or risks could grow little by
    little.
    """
    newest = dataset.versions.decided().order_by("-number").first()
    if newest is None or newest.status != Status.PUBLISHED:
        return None
    open_ones = Decision.objects.filter(version__in=dataset.versions.released(), by__isnull=False)
    return open_ones.select_related("version").order_by("-at").first()


def _open(version: DatasetVersion, decision: Decision) -> list[str]:
    try:
        decide(version, None, decision.reasons, timezone.now(), follows=decision)
    except NotDecided as error:
        return [message_of(error)]
    from openhall.site.opendata.tasks import release_version

    if not make_ready(version):
        version.refresh_from_db()
        return [read(version.problem)]
    release_version.func(version.pk)
    return []


def worse_than(version: DatasetVersion, decision: Decision) -> list[str]:
    """Why a person should look at a new version before it is opened; nothing where it is like the one decided on."""
    why: list[str] = []
    before = decision.version
    after, was = version.risk.get("after") or {}, decision.after
    if version.problem:
        why.append(read(version.problem))
    if not is_safe(after):
        why.append(gettext("The report says that it must not be published like this."))
    known = {_sign(each) for each in was.get("findings", [])}
    new = [
        read(each["said"])
        for each in after.get("findings", [])
        if each["severity"] != Severity.NOTE.value and _sign(each) not in known
    ]
    why += [gettext("The report finds something new: %(text)s", text=text) for text in new[:5]]
    smallest, least = after.get("smallest"), was.get("smallest")
    if smallest is not None and (least is None or smallest < min(least, after.get("k") or least)):
        why.append(gettext("Fewer people share what is said of each than before."))
    if _share_below(after) > _share_below(was) or _share_known(after) > _share_known(was):
        why.append(gettext("A larger part of the rows is told apart from others than before."))
    why += _other_columns(version, before)
    doubts = [
        read(each["said"])
        for each in version.quality.get("notes", [])
        if each["weight"] == Weight.DOUBT.value
    ]
    why += [gettext("In the file: %(text)s", text=text) for text in doubts[:3]]
    last = version.dataset.current or before
    had = int(last.quality.get("rows", last.rows))
    if version.rows < FEWER * had:
        why.append(
            gettext(
                "It has %(now)s rows, and the version before had %(before)s.", now=version.rows, before=had
            )
        )
    return why


def _share_below(told: dict[str, Any]) -> float:
    return round(int(told.get("below") or 0) / max(1, int(told.get("rows") or 0)), 3)


def _share_known(told: dict[str, Any]) -> float:
    """The largest part of cases that are known by how they began, where rows are events."""
    return max(
        (round(each["below"] / max(1, each["cases"]), 3) for each in told.get("events") or []), default=0
    )


def _sign(finding: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return finding["kind"], finding["severity"], tuple(finding["columns"])


def _other_columns(version: DatasetVersion, before: DatasetVersion) -> list[str]:
    now = {column.name: column for column in version.columns.all()}
    was = {column.name: column for column in before.columns.all()}
    came = [now[name].title for name in now if name not in was]
    went = [was[name].title for name in was if name not in now]
    changed = [
        now[name].title
        for name in now
        if name in was and now[name].facts.get("found") != was[name].facts.get("found", was[name].kind)
    ]
    return [
        gettext(words, names=commas(names))
        for words, names in (
            (gettext_noop("Columns that are new: %(names)s"), came),
            (gettext_noop("Columns that are gone: %(names)s"), went),
            (gettext_noop("Columns that hold another kind of values: %(names)s"), changed),
        )
        if names
    ]


def _note(
    source: Refresh,
    outcome: Outcome,
    why: list[str],
    found: Fetched | None = None,
    version: DatasetVersion | None = None,
) -> RefreshRun:
    if found is not None:
        # What could not be read is not known: mended under the same date, it is to be fetched again.
        source.known = {} if outcome == Outcome.FAILED else asdict(found.known)
        source.save(update_fields=["known"])
    told = [keep(each) for each in why]
    run = source.runs.create(outcome=outcome, why=told, bytes=found.size if found else 0, version=version)
    source.forget_old_runs()
    return run  # type: ignore[no-any-return]
