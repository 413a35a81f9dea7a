"""Cases that somebody looks for: by reference, by words, by what is known of them."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from openhall.site.cases.access import cases_for, seen_whole
from openhall.site.cases.models import Case, Message
from openhall.site.cases.stuck import held_up
from openhall.site.people.models import User

OPEN, LATE, WRITTEN, STUCK, ENDED = "open", "late", "written", "stuck", "ended"
NO_REFERENCE = "-"
"""What no reference begins with."""
_REFERENCE = re.compile(r"[0-9A-Z]{3,12}")


def reference_in(words: str) -> str:
    """What a reference begins with that is written as people write them: "4kd7 x2mp", "4KD7X2MP9TBW"."""
    letters = re.sub(r"[\s\-–.]+", "", words).upper()
    if not _REFERENCE.fullmatch(letters):
        return NO_REFERENCE
    return "-".join(letters[k : k + 4] for k in range(0, len(letters), 4))


def by_words(person: User, words: str) -> Q:
    """The cases with words in their subject or their applicant's name, of those of which a person sees these."""
    return Q(Q(subject__icontains=words) | Q(applicant_name__icontains=words)) & seen_whole(person)


def found_cases(person: User, given: dict[str, Any]) -> QuerySet[Case]:
    """The cases that a person may see and that fit what is given, the newest first.

    given  words, service (a `Service`), state (`OPEN`, `LATE`, `WRITTEN`: the applicant wrote and nobody has
           read it, `STUCK`: it does not go on by itself, `ENDED`), since and until (days on which they came in),
           outcome; all may be left out
    """
    cases = cases_for(person).select_related("version__service")
    if words := given.get("words"):
        cases = cases.filter(Q(reference__startswith=reference_in(words)) | by_words(person, words))
    if service := given.get("service"):
        cases = cases.filter(version__in=service.versions.values("pk"))
    if outcome := given.get("outcome"):
        cases = cases.filter(outcome=outcome)
    if since := given.get("since"):
        cases = cases.filter(opened_at__gte=_at(since, time.min))
    if until := given.get("until"):
        cases = cases.filter(opened_at__lte=_at(until, time.max))
    state = given.get("state") or ""
    if state == WRITTEN:
        unread = Message.objects.filter(from_applicant=True, read_at=None)
        cases = cases.filter(seen_whole(person), pk__in=unread.values("case"))
    return _in_state(cases, state).order_by("-opened_at", "-pk")


def _in_state(cases: QuerySet[Case], state: str) -> QuerySet[Case]:
    if state == STUCK:
        return held_up(cases)
    if state == ENDED:
        return cases.filter(ended_at__isnull=False)
    if state in (OPEN, LATE):
        cases = cases.filter(ended_at=None)
    if state == LATE:
        now = timezone.now()
        late = Q(legal_due_at__lt=now) | Q(promised_due_at__lt=now)
        cases = cases.filter(late, decided_at=None)
    return cases


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
