"""Ideas for everybody to read: the list and the page of one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from openhall.site.improvement.ideas.evidence import is_for_everybody
from openhall.site.improvement.ideas.proposing import like
from openhall.site.improvement.ideas.triage import may_decide
from openhall.site.improvement.models import Evidence, Experiment, Idea
from openhall.site.improvement.views.page import show
from openhall.site.people.audience import ANALYSTS, PUBLIC, STAFF, visible_to
from openhall.site.services.models import Service

A_PAGE = 20
LONGEST_QUERY = 200
State = Idea.State


@visible_to(PUBLIC)
@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    """All ideas that the visitor may read, by words, state and service."""
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    state, service = request.GET.get("state", ""), request.GET.get("service", "")[:50]
    readable = Idea.objects.seen_by(request.user).select_related("service", "department")
    found = readable.standing() if state != State.MERGED else readable
    for word in words.split()[:8]:
        found = found.filter(
            Q(title__icontains=word) | Q(problem__icontains=word) | Q(proposal__icontains=word)
        )
    if state in State.values:
        found = found.filter(state=state)
    if service:
        found = found.filter(service__slug=service)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "state": state,
        "service": service,
        "states": State.choices,
        "services": Service.objects.filter(ideas__in=readable).distinct(),
        "filtered": bool(words or state or service),
    }
    return show(request, "ideas.html", context)


@visible_to(PUBLIC)
@require_safe
def idea(request: HttpRequest, identifier: str) -> HttpResponse:
    """One idea: what it says, what speaks for it, what became of it, and who did what."""
    found = _one(request, identifier)
    staff = STAFF.admits(request.user)
    family = [found, *_merged(found, request.user)]
    evidence = Evidence.objects.filter(idea__in=family).select_related("feedback", "idea")
    acts = found.acts.select_related("by")
    context: dict[str, Any] = {
        "idea": found,
        "goes_on": _readable(found.merged_into, request.user),
        "merged": family[1:],
        "evidence": [{"is": each, "whole": staff or is_for_everybody(each)} for each in evidence],
        "sees_maps": ANALYSTS.admits(request.user),
        "experiments": Experiment.objects.seen_by(request.user)
        .filter(idea__in=family)
        .select_related("department", "measure"),
        "simulated": found.simulated.all(),
        "acts": acts,
        "may_decide": may_decide(request.user, found),
        "alike": like(found, request.user)[:3],
        "back": reverse("improvement:ideas"),
    }
    return show(request, "idea.html", context)


def _one(request: HttpRequest, identifier: str) -> Idea:
    readable = Idea.objects.seen_by(request.user).select_related(
        "service__owner", "department", "merged_into"
    )
    found: Idea = get_object_or_404(readable, identifier=identifier)
    return found


def _readable(idea: Idea | None, person: Any) -> Idea | None:
    return idea and Idea.objects.seen_by(person).filter(pk=idea.pk).first()


def _merged(idea: Idea, person: Any) -> list[Idea]:
    """The ideas that were merged into one, at any depth, as far as a visitor may read them."""
    found = idea.absorbed()
    readable = set(
        Idea.objects.seen_by(person).filter(pk__in=[each.pk for each in found]).values_list("pk", flat=True)
    )
    return [each for each in found if each.pk in readable]
