"""Needs assessments: the report for everybody, and the pages that make it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.cases import clock
from openhall.site.improvement.ideas.evidence import FEWEST
from openhall.site.improvement.models import Assessment, Criterion, Need, Score, Source
from openhall.site.improvement.needs.forms import (
    AssessmentForm,
    ConclusionForm,
    CriterionForm,
    NeedForm,
    ScoreForm,
    SourceForm,
)
from openhall.site.improvement.needs.gathering import gather
from openhall.site.improvement.needs.weighing import weigh
from openhall.site.improvement.views.page import show
from openhall.site.people.audience import ANALYSTS, HEADS, PUBLIC, STAFF, visible_to

A_PAGE = 20
PARTS: dict[str, tuple[Any, Any, Any]] = {
    "evidence": (Source, SourceForm, gettext_lazy("Evidence")),
    "need": (Need, NeedForm, gettext_lazy("Need")),
    "criterion": (Criterion, CriterionForm, gettext_lazy("Criterion")),
}
USUAL = (
    (gettext_lazy("People"), gettext_lazy("How many people does it concern?"), 3),
    (gettext_lazy("Harm"), gettext_lazy("How bad is it for those whom it concerns?"), 4),
    (gettext_lazy("Fairness"), gettext_lazy("Does it weigh more on people who have less?"), 3),
    (gettext_lazy("In our hands"), gettext_lazy("How much of it can we change ourselves?"), 2),
)
"""Criteria that a new assessment begins with; all can be changed."""


@visible_to(PUBLIC)
@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    """All assessments that are published."""
    found = Assessment.objects.seen_by(request.user).select_related("service")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "assessments.html", {"page": page})


@visible_to(PUBLIC)
@require_safe
def assessment(request: HttpRequest, identifier: str) -> HttpResponse:
    """The report: what people need, how heavy it is and why, and all evidence."""
    readable = Assessment.objects.seen_by(request.user).select_related("service__owner")
    found = get_object_or_404(readable, identifier=identifier)
    staff = STAFF.admits(request.user)
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in found.sources.all():
        whole = staff or each.people is None or each.people >= FEWEST
        groups.setdefault(each.get_kind_display(), []).append({"is": each, "whole": whole})
    context = {
        "assessment": found,
        "needs": weigh(found),
        "criteria": found.criteria.all(),
        "groups": list(groups.items()),
        "open": found.published_at is None,
        "back": reverse("improvement:assessments"),
    }
    return show(request, "assessment.html", context)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an assessment: the evidence that the site has is gathered at once."""
    made = Assessment(made_by=request.user)
    form = AssessmentForm(request.POST or None, instance=made)
    if request.method == "POST" and form.is_valid():
        form.save()
        for name, question, weight in USUAL:
            made.criteria.create(name=str(name), question=str(question), weight=weight)
        count = gather(made, request.user)  # type: ignore[arg-type]
        messages.success(request, _("%(count)s pieces of evidence are gathered.") % {"count": count})
        return redirect(made)
    context = {"form": form, "words": _("A new needs assessment"), "back": reverse("improvement:assessments")}
    return show(request, "needs_part.html", context, 400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def gather_again(request: HttpRequest, identifier: str) -> HttpResponse:
    """Gather anew what the site knows."""
    found = _open(identifier)
    count = gather(found, request.user)  # type: ignore[arg-type]
    messages.success(request, _("%(count)s pieces of evidence are gathered.") % {"count": count})
    return redirect(found)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, identifier: str, kind: str, key: int | None = None) -> HttpResponse:
    """Add evidence, a need or a criterion, or change one."""
    found = _open(identifier)
    model, form_of, words = _kind(kind)
    held = get_object_or_404(_changeable(model), assessment=found, pk=key) if key else model(assessment=found)
    more = {"assessment": found} if kind == "need" else {}
    form = form_of(request.POST or None, instance=held, **more)
    if request.method == "POST" and form.is_valid():
        if kind == "evidence" and not held.pk:
            held.by = request.user
        form.save()
        messages.success(request, _("It is kept."))
        return redirect(found)
    context = {
        "assessment": found, "form": form, "kind": kind, "key": key, "words": words,
        "back": found.get_absolute_url(),
    }  # fmt: skip
    return show(request, "needs_part.html", context, 400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def remove(request: HttpRequest, identifier: str, kind: str, key: int) -> HttpResponse:
    """Take out evidence that was typed in, a need or a criterion."""
    found = _open(identifier)
    model, _form, _words = _kind(kind)
    get_object_or_404(_changeable(model), assessment=found, pk=key).delete()
    messages.success(request, _("It is taken out."))
    return redirect(found)


@visible_to(STAFF)
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, identifier: str, key: int) -> HttpResponse:
    """Weigh a need: points by each criterion, each with its reason; they stand with one's name for the staff."""
    found = _open(identifier)
    need = get_object_or_404(found.needs, pk=key)
    criteria = list(found.criteria.all())
    own = {each.criterion_id: each for each in need.scores.filter(by=request.user)}
    initial = {f"points-{pk}": each.points for pk, each in own.items()}
    initial |= {f"why-{pk}": each.why for pk, each in own.items()}
    form = ScoreForm(request.POST or None, criteria=criteria, initial=initial)
    if request.method == "POST" and form.is_valid():
        for criterion, points, why in form.given():
            Score.objects.update_or_create(
                need=need,
                criterion=criterion,
                by=request.user,
                defaults={"points": points, "why": why, "at": clock.now()},
            )
        messages.success(request, _("Your points are counted."))
        return redirect(found)
    context = {"assessment": found, "need": need, "form": form, "back": found.get_absolute_url()}
    return show(request, "score.html", context, 400 if form.errors else 200)


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say what follows, and publish the report; from then on it does not change."""
    found = _open(identifier)
    form = ConclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if any(each.total is None for each in weigh(found)) or not found.needs.exists():
            form.add_error(None, _("Every need must have points by every criterion before it is published."))
        else:
            found.conclusion = form.cleaned_data["conclusion"]
            found.published_at, found.published_by = clock.now(), request.user
            found.save(update_fields=["conclusion", "published_at", "published_by"])
            messages.success(request, _("The report is published."))
            return redirect(found)
    context = {
        "assessment": found,
        "form": form,
        "words": _("Publish the report"),
        "back": found.get_absolute_url(),
    }
    return show(request, "needs_part.html", context, 400 if form.errors else 200)


def _open(identifier: str) -> Assessment:
    """An assessment that may be changed."""
    found: Assessment = get_object_or_404(Assessment, identifier=identifier, published_at=None)
    return found


def _kind(kind: str) -> tuple[Any, Any, Any]:
    if kind not in PARTS:
        raise Http404
    return PARTS[kind]


def _changeable(model: Any) -> Any:
    """What was gathered is not changed by hand."""
    return Source.objects.filter(gathered=False) if model is Source else model
