"""From the record to facts: what new rows of the ledger, drafts and cases say of each case, written beside them.

Facts of a case are worked out from its own rows whole, every time one of them is new. So to fold a row twice changes
nothing, and facts made one row after the other are those made at once.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

from openhall.measure.definitions import Definition
from openhall.measure.definitions.expressions import of_answers
from openhall.process.errors import ProcessError
from openhall.process.feel.values import Value
from openhall.process.storing import from_stored
from openhall.site.cases.models import Case, Draft
from openhall.site.ledger.models import Event
from openhall.site.ledger.sealing import LONGEST_TRANSACTION
from openhall.site.measures.models import CaseFact, Cursor
from openhall.site.services.loading import ready
from openhall.site.services.models import Service

A_BATCH = 2_000
"""Rows of the ledger that are folded in one transaction."""
AT_ONCE = 500
OVERLAP = timedelta(seconds=30)
"""Drafts that were touched shortly before the last look are looked at again: a save takes a while to be seen."""
DRAFT = "draft:"
WORK = Event.Lifecycle.COMPLETED
FIELDS = tuple(
    each.name for each in CaseFact._meta.concrete_fields if each.name not in ("id", "service", "case")
)


@dataclass
class Change:
    """What a case's facts were and are, by name; {} where there were none."""

    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class Folded:
    """What one round of folding changed: by the number of the service, its changes.

    services  those in whose cases something changed

    more  whether rows are left that were not read yet
    """

    changes: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))
    rows: int = 0
    more: bool = False

    @property
    def services(self) -> list[int]:
        """By their numbers."""
        return [service for service, changes in self.changes.items() if changes]


def fold_new(cursor: Cursor, groups: Callable[[int], Mapping[str, Definition]]) -> Folded:
    """Fold the rows of the ledger that `cursor` has not seen; runs in the transaction that holds its row.

    groups  gives the definitions that add facts to the cases of a service, by the name of the fact
    """
    rows, found = _new_rows(cursor), Folded()
    by_service: dict[str, set[str]] = defaultdict(set)
    for _, service, case, lifecycle in rows:
        if lifecycle != Event.Lifecycle.LOOKED:
            by_service[service].add(case)
    services = {each.slug: each for each in Service.objects.filter(slug__in=by_service)}
    for slug, cases in by_service.items():
        if slug in services:
            service = services[slug]
            found.changes[service.pk] += fold_cases(service, cases, groups(service.pk))
    _fold_drafts(cursor, found)
    found.rows, found.more = len(rows), len(rows) >= A_BATCH
    return found


def _new_rows(cursor: Cursor) -> list[tuple[int, str, str, str]]:
    """The rows after the last one seen, and those that have appeared in the gaps before it. Moves the cursor on."""
    columns = ("id", "service", "case", "lifecycle")
    new = list(Event.objects.filter(id__gt=cursor.seen).order_by("id").values_list(*columns)[:A_BATCH])
    gaps = {int(number): seen for number, seen in cursor.gaps.items()}
    late = list(Event.objects.filter(id__in=list(gaps)).values_list(*columns)) if gaps else []
    now = time.time()
    for row in late:
        del gaps[row[0]]
    if new:
        # Numbers are given before transactions end: one that is missing here may appear until the longest has ended.
        there = {row[0] for row in new}
        last = max(there)
        if last - cursor.seen <= A_BATCH * 10 and cursor.seen:
            gaps |= {number: now for number in range(cursor.seen + 1, last) if number not in there}
        cursor.seen = last
    longest = LONGEST_TRANSACTION.total_seconds()
    cursor.gaps = {str(number): seen for number, seen in gaps.items() if now - seen < longest}
    return late + new


def _fold_drafts(cursor: Cursor, found: Folded) -> None:
    """Applications that were begun, changed, sent or given up since the last look."""
    drafts = Draft.objects.select_related("version")
    if cursor.drafts_at is not None:
        drafts = drafts.filter(touched_at__gte=cursor.drafts_at - OVERLAP)
    by_service: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts.iterator():
        by_service[draft.version.service_id].append(draft)
        cursor.drafts_at = max(cursor.drafts_at or draft.touched_at, draft.touched_at)
    for service, touched in by_service.items():
        sent = CaseFact.objects.filter(
            service=service, case__in=[f"{DRAFT}{each.pk}" for each in touched if each.case_id]
        )
        found.changes[service] += [Change(as_dict(each), {}) for each in sent]
        if sent:
            sent.delete()
        facts = {f"{DRAFT}{each.pk}": _of_draft(each) for each in touched if not each.case_id}
        found.changes[service] += keep(service, facts)


def _of_draft(draft: Draft) -> dict[str, Any]:
    return {
        "started": draft.started_at,
        "closed": draft.closed_at,
        "channel": draft.channel,
        "language": draft.language,
        "version": draft.version.number,
    }


def fold_cases(
    service: Service, pseudonyms: Collection[str], groups: Mapping[str, Definition]
) -> list[Change]:
    """Work out the facts of some cases from the record and keep them; what changed."""
    changes: list[Change] = []
    wanted = sorted(pseudonyms)
    for k in range(0, len(wanted), AT_ONCE):
        changes += keep(service.pk, facts_of(wanted[k : k + AT_ONCE], groups))
    return changes


def facts_of(pseudonyms: Collection[str], groups: Mapping[str, Definition]) -> dict[str, dict[str, Any]]:
    """The facts of cases, by pseudonym: from their rows in the ledger and the case's own."""
    work: dict[str, list[tuple[str, str]]] = defaultdict(list)
    # What nobody acted in went by itself, and what no department did was the applicant's.
    events = (
        Event.objects.filter(case__in=pseudonyms, lifecycle=WORK).exclude(actor="").exclude(department="")
    )
    for case, node, department in events.order_by("id").values_list("case", "node", "department"):
        work[case].append((node, department))
    begun = dict(
        Draft.objects.filter(case__pseudonym__in=pseudonyms).values_list("case__pseudonym", "started_at")
    )
    found = {}
    for case in Case.objects.filter(pseudonym__in=pseudonyms).select_related("version"):
        found[case.pseudonym] = {
            **_of_case(case),
            **_of_work(work[case.pseudonym]),
            "started": min(begun.get(case.pseudonym, case.opened_at), case.opened_at),
            "groups": _groups(case, groups) if groups else {},
        }
    return found


def _of_case(case: Case) -> dict[str, Any]:
    return {
        "begun": case.opened_at,
        "closed": case.opened_at,
        "decided": case.decided_at,
        "ended": case.ended_at,
        "over": case.decided_at or case.ended_at,
        "outcome": case.outcome,
        "meaning": _meaning(case) if case.outcome else "",
        "channel": case.channel,
        "language": case.language,
        "version": case.version.number,
        "due_legal": case.legal_due_at,
        "due_promised": case.promised_due_at,
    }


def _meaning(case: Case) -> str:
    """What the ending means, as the service says: "approved", "rejected", or nothing."""
    try:
        prepared = ready(case.version_id)
    except ProcessError:
        return ""
    by_id = prepared.folder.text.outcomes
    return next(
        (by_id[end] for end, name in prepared.outcomes.items() if name == case.outcome and end in by_id), ""
    )


def _of_work(work: list[tuple[str, str]]) -> dict[str, Any]:
    departments = [department for _, department in work]
    changes = sum(a != b for a, b in pairwise(departments))
    return {
        "steps": len(work),
        "returns": len(work) - len({node for node, _ in work}),
        "handovers": changes,
        "department": departments[-1] if departments else "",
    }


def _groups(case: Case, groups: Mapping[str, Definition]) -> dict[str, str]:
    data = from_stored(case.data)
    answers: dict[str, Value] = data if isinstance(data, dict) else {}
    said = {name: of_answers(definition.groups[name], answers) for name, definition in groups.items()}
    return {name: value for name, value in said.items() if value is not None}


def keep(service: int, facts: Mapping[str, Mapping[str, Any]]) -> list[Change]:
    """Write facts by their case; what changed. Those that are the same are left alone."""
    there = {each.case: each for each in CaseFact.objects.filter(service=service, case__in=list(facts))}
    new, changed, changes = [], [], []
    for case, said in facts.items():
        row = there.get(case)
        if row is None:
            row = CaseFact(service_id=service, case=case, **said)
            new.append(row)
            changes.append(Change({}, as_dict(row)))
            continue
        before = as_dict(row)
        for name, value in said.items():
            setattr(row, name, value)
        after = as_dict(row)
        if after != before:
            changed.append(row)
            changes.append(Change(before, after))
    CaseFact.objects.bulk_create(new, batch_size=AT_ONCE)
    CaseFact.objects.bulk_update(changed, FIELDS, batch_size=100)
    return changes


def as_dict(row: CaseFact) -> dict[str, Any]:
    """The facts of a row by their names."""
    return {name: getattr(row, name) for name in FIELDS}


def forget_groups(case: Case) -> None:
    """The details of a case go: what its answers added to its facts goes too, and the numbers stay."""
    with transaction.atomic():
        CaseFact.objects.filter(service=case.version.service_id, case=case.pseudonym).update(groups={})
