"""An idea while it is written: its answers and evidence lie in the session until it is sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from openhall.site.cases import clock
from openhall.site.improvement.ideas.evidence import Found
from openhall.site.improvement.ideas.similar import Likeness, alike
from openhall.site.improvement.models import Act, Evidence, Idea
from openhall.site.people.audience import STAFF
from openhall.site.people.models import User
from openhall.site.services.models import Service

HELD = "idea"
"""The place in the session."""
MOST_EVIDENCE = 10
NEWEST = 1_000
"""Ideas that a new one is compared with."""
KEPT = 3_600
"""Seconds for which it is kept what is like an idea: comparing it with all others is too much for every page."""


def held(request: HttpRequest) -> dict[str, Any]:
    """What somebody wrote so far."""
    found: dict[str, Any] = request.session.get(HELD, {})
    return found


def keep(request: HttpRequest, **answers: Any) -> None:
    """Keep answers until the idea is sent."""
    request.session[HELD] = held(request) | answers


def drop(request: HttpRequest) -> None:
    """Forget what was written."""
    request.session.pop(HELD, None)


def carry(request: HttpRequest, found: Found) -> None:
    """Keep evidence for the idea that is going to be written."""
    there = [each for each in carried(request) if each != found]
    answers: dict[str, Any] = {"evidence": [each.kept() for each in (*there, found)][-MOST_EVIDENCE:]}
    if found.service and not held(request).get("service"):
        answers["service"] = found.service
    keep(request, **answers)


def carried(request: HttpRequest) -> list[Found]:
    """The evidence for the idea that is being written."""
    return [Found.read(each) for each in held(request).get("evidence", [])]


def likenesses(text: str, person: Any, but: Idea | None = None) -> list[tuple[Idea, Likeness]]:
    """Ideas that a visitor may read and that say something like `text`, the most alike first."""
    others = Idea.objects.seen_by(person).standing().select_related("service__owner", "department")
    if but is not None:
        others = others.exclude(pk=but.pk)
    ideas = list(others[:NEWEST])
    found = alike(text, [text_of(each) for each in ideas])
    return [(ideas[each.place], each) for each in found]


def like(idea: Idea, person: Any) -> list[Idea]:
    """Ideas that a visitor may read now and that say something like another, as they were found within the hour."""
    key = f"improvement:like:{idea.pk}:{STAFF.admits(person)}"
    kept = cache.get(key)
    if kept is None:
        kept = [each.pk for each, _score in likenesses(text_of(idea), person, but=idea)]
        cache.set(key, kept, KEPT)
    readable = Idea.objects.seen_by(person).standing().select_related("service").in_bulk(kept)
    return [readable[pk] for pk in kept if pk in readable]


def text_of(idea: Idea) -> str:
    """What an idea is compared by."""
    return f"{idea.title}\n{idea.problem}\n{idea.proposal}"


@transaction.atomic
def propose(answers: dict[str, Any], evidence: list[Found], by: User | None) -> Idea:
    """A new idea of a member of the staff, or of a resident (`by` None); where it says the same as one that its
    author chose, it is merged into that at once, and its author is named there."""
    same = Idea.objects.standing().filter(identifier=answers.get("same", "")).first()
    is_feedback = any(each.kind == Evidence.Kind.FEEDBACK for each in evidence)
    source = Idea.Source.RESIDENT if by is None else Idea.Source.STAFF
    made = Idea.objects.create(
        title=answers["title"],
        problem=answers["problem"],
        proposal=answers["proposal"],
        service=Service.objects.filter(slug=answers.get("service", "")).first(),
        source=Idea.Source.FEEDBACK if is_feedback and not answers.get("credit") else source,
        author=by,
        credit=answers.get("credit", ""),
        e_mail="" if by else answers.get("e_mail", ""),
        proposed_at=clock.now(),
        language=get_language() or settings.LANGUAGE_CODE,
        state=Idea.State.MERGED if same else Idea.State.NEW,
        merged_into=same,
    )
    for each in evidence:
        each.attach(made, by)
    Act.objects.create(idea=made, kind=Act.Kind.PROPOSED, by=by, at=clock.now())
    if same:
        Act.objects.create(idea=made, kind=Act.Kind.MERGED, by=by, words=same.title, at=clock.now())
    return made


def staff_of(request: HttpRequest) -> User | None:
    """The visitor, if they are of the staff."""
    person: User | None = request.user if STAFF.admits(request.user) else None  # type: ignore[assignment]
    return person
