"""What a visitor holds: the drafts and cases whose links they opened in this session, or that their account has.

A draft's or case's key is the secret of its link. The session keeps the key, not only that it was shown once: when a
key is changed, every session that held the old one has lost it.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from openhall.site.cases.models import Case, Draft

DRAFTS, CASES = "portal_drafts", "portal_cases"
MOST = 30
"""Drafts, and cases, that one session holds; the oldest goes first."""


def hold_draft(request: HttpRequest, draft: Draft) -> None:
    """From now on this session holds a draft."""
    _hold(request, DRAFTS, str(draft.pk), draft.key)


def hold_case(request: HttpRequest, case: Case) -> None:
    """From now on this session holds a case."""
    _hold(request, CASES, case.reference, case.key)


def drop_draft(request: HttpRequest, draft: Draft) -> None:
    """From now on this session does not hold a draft any more."""
    held = request.session.get(DRAFTS, {})
    if held.pop(str(draft.pk), None):
        request.session[DRAFTS] = held


def held_draft(request: HttpRequest, slug: str, number: int, key: str = "") -> Draft | None:
    """A draft of a service, where the visitor may see it; None where not, or where there is none.

    key  the draft's key as a page of it sends it back: so a session that ran out loses no answer
    """
    draft = (
        Draft.objects.select_related("version__service", "case", "applicant", "by")
        .filter(pk=number, version__service__slug=slug)
        .first()
    )
    if draft is None:
        return None
    if draft.by_id:
        # Staff fill it in for somebody: theirs alone, and never by a link.
        return draft if request.user.is_authenticated and draft.by_id == request.user.pk else None
    if key and _same(key, draft.key):
        hold_draft(request, draft)
        return draft
    held = request.session.get(DRAFTS, {}).get(str(number), "")
    own = request.user.is_authenticated and draft.applicant_id == request.user.pk
    return draft if own or _same(held, draft.key) else None


def held_case(request: HttpRequest, reference: str, key: str = "") -> Case | None:
    """A case of this reference, where the visitor is its applicant; None where not, or where there is none.

    key  the case's key as a page of it sends it back: so a session that ran out loses nothing that was written
    """
    case = Case.objects.select_related("version__service", "applicant").filter(reference=reference).first()
    if case is None:
        return None
    if key and _same(key, case.key):
        hold_case(request, case)
        return case
    held = request.session.get(CASES, {}).get(reference, "")
    own = request.user.is_authenticated and case.applicant_id == request.user.pk
    return case if own or _same(held, case.key) else None


def open_drafts(request: HttpRequest) -> QuerySet[Draft]:
    """The drafts that the visitor's account has, or that this session holds, and that are not sent or given up."""
    drafts = Draft.objects.filter(closed_at=None, by=None).select_related("version__service")
    held = request.session.get(DRAFTS, {})
    mine = drafts.filter(key__in=list(held.values()))
    if request.user.is_authenticated:
        mine |= drafts.filter(applicant=request.user)
    return mine


def _same(one: str, other: str) -> bool:
    """Whether two keys are the same; how long it takes tells nothing. A key from outside may hold any letters."""
    return secrets.compare_digest(one.encode(), other.encode())


def _hold(request: HttpRequest, shelf: str, name: str, key: str) -> None:
    held: dict[str, Any] = request.session.get(shelf, {})
    if held.get(name) == key:
        return
    held.pop(name, None)
    held[name] = key
    while len(held) > MOST:
        held.pop(next(iter(held)))
    request.session[shelf] = held
    # A session that somebody planted in this browser must not come to hold what this visitor holds.
    request.session.cycle_key()
