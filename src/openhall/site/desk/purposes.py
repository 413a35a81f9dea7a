"""What an officer looks at a case for: the work they are at, or what they said before they saw anything of it.

A purpose that was given is kept in the session for that case, and holds for a while; then it is asked again. What is
sent from a page that was open longer is done for the purpose that was given for it: nothing that was typed is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from openhall.site.cases.access import Sight, tasks_at_hand, tasks_for
from openhall.site.cases.by import By
from openhall.site.cases.looking import GIVEN, Purpose, Shown, record
from openhall.site.cases.models import Case, Look, Task
from openhall.site.people.models import Post

MOST = 50
"""Cases for which a session keeps a purpose; the oldest ones are forgotten."""
_KEPT = "desk-purposes"
Seen = Look.Seen


@dataclass(frozen=True)
class Looking:
    """Somebody who is about to look at a case: in which post, and what for."""

    by: By
    purpose: Purpose


def task_at_hand(request: HttpRequest, case: Case, posts: list[Post]) -> Task | None:
    """The work in a case that the person, who holds some posts, is at; what they have in hand first."""
    tasks = _within_reach(request, posts).filter(case=case).select_related("department")
    return tasks.order_by(F("claimed_by").asc(nulls_last=True), "pk").first()


def is_at_hand(request: HttpRequest, task: Task, posts: list[Post]) -> bool:
    """Whether the person, who holds some posts, is at a task."""
    return task.status == Task.Status.OPEN and _within_reach(request, posts).filter(pk=task.pk).exists()


def working_on(task: Task, by: By) -> Looking:
    """Somebody looks because they are at a task: nobody has to say so."""
    return Looking(by, Purpose(Look.Purpose.WORK, task.node))


def given_purpose(request: HttpRequest, case: Case) -> Purpose | None:
    """What the person said they look at a case for; None where they have to say it, or to say it again."""
    kind, words, at = request.session.get(_KEPT, {}).get(case.reference) or ("", "", 0.0)
    if not kind:
        return None
    lapsed = timezone.now().timestamp() - at >= GIVEN.total_seconds()
    return None if lapsed and request.method != "POST" else Purpose(kind, "", words)


def give_purpose(request: HttpRequest, case: Case, purpose: Purpose) -> None:
    """Keep for what the person looks at a case from now on."""
    kept = request.session.get(_KEPT, {})
    kept.pop(case.reference, None)
    entry = [purpose.kind, purpose.words, timezone.now().timestamp()]
    request.session[_KEPT] = dict([*kept.items(), (case.reference, entry)][-MOST:])


def look(request: HttpRequest, case: Case, sight: Sight, *seen: str, documents: tuple[str, ...] = ()) -> None:
    """Record what a page is going to show of a case. Pages of cases are not answered without."""
    who: Looking = request.looking  # type: ignore[attr-defined]
    shown = Shown(seen, sight.whole, documents)
    request.look = record(case, who.by, who.purpose, shown)  # type: ignore[attr-defined]


def _within_reach(request: HttpRequest, posts: list[Post]) -> QuerySet[Task]:
    """The work that the person is at. To act on work that they may do is to work on it, even where a colleague was
    faster."""
    return tasks_for(request.user) if request.method == "POST" else tasks_at_hand(request.user, posts)
