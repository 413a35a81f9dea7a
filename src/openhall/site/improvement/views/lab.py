"""The lab: what waits for the staff, and the acts on an idea."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.improvement.ideas import triage
from openhall.site.improvement.ideas.forms import ReasonForm, TriageForm
from openhall.site.improvement.ideas.proposing import likenesses, text_of
from openhall.site.improvement.ideas.triage import CannotDecide, may_decide
from openhall.site.improvement.models import Idea
from openhall.site.improvement.tasks import mail_author
from openhall.site.improvement.views.page import show
from openhall.site.people.audience import ANALYSTS, HEADS, STAFF, visible_to
from openhall.site.portal.models import Feedback
from openhall.site.services.models import Service

A_PAGE = 20
State, Visibility = Idea.State, Idea.Visibility


@visible_to(STAFF)
@require_safe
def lab(request: HttpRequest) -> HttpResponse:
    """What waits: ideas to read, to weigh, to try; those being tried; one's own."""
    ideas = Idea.objects.select_related("service__owner", "department")
    standing = ideas.standing()
    groups = [
        (_("To be read before everybody sees them"), ideas.filter(visibility=Visibility.WAITING), "waiting"),
        (_("To be weighed by a head of service"), standing.filter(state=State.NEW), "new"),
        (_("Worth trying: they need an experiment"), standing.filter(state=State.TRIAGED), "triaged"),
        (_("Being tried"), standing.filter(state=State.EXPERIMENT), "experiment"),
    ]
    counts = dict(standing.values_list("state").annotate(n=Count("pk")).order_by())
    context = {
        "groups": [
            {"title": title, "ideas": found[:10], "count": found.count(), "key": key}
            for title, found, key in groups
        ],
        "counts": [
            (label, counts.get(value, 0), value) for value, label in State.choices if value != State.MERGED
        ],
        "own": ideas.filter(author=request.user)[:10],
    }
    return show(request, "lab.html", context)


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
def weigh(request: HttpRequest, identifier: str) -> HttpResponse:
    """A head of service says what becomes of a new idea, with those before their eyes that say something like it."""
    idea = _idea(identifier)
    if not may_decide(request.user, idea):
        raise PermissionDenied
    near = likenesses(text_of(idea), request.user, but=idea)
    others = [(each.identifier, each.title) for each, _score in near]
    known = {identifier for identifier, _title in others}
    rest = Idea.objects.standing().exclude(pk=idea.pk).exclude(identifier__in=known)
    others += list(rest.values_list("identifier", "title")[:200])
    form = TriageForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, idea, form.cleaned_data)
        except CannotDecide as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your decision is recorded."))
            return redirect(idea)
    context = {"idea": idea, "form": form, "near": near, "back": idea.get_absolute_url()}
    return show(request, "weigh.html", context, 400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def show_idea(request: HttpRequest, identifier: str) -> HttpResponse:
    """Let everybody read an idea."""
    idea = _idea(identifier)
    triage.show(idea, request.user)  # type: ignore[arg-type]
    _tell_at_last(idea)
    messages.success(request, _("Everybody can read this idea now."))
    return redirect(idea)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def hide_idea(request: HttpRequest, identifier: str) -> HttpResponse:
    """Keep an idea to the staff, with a reason."""
    idea = _idea(identifier)

    def act(why: str) -> None:
        triage.hide(idea, request.user, why)  # type: ignore[arg-type]
        _tell_at_last(idea)

    return _with_reason(request, idea, _("Keep this idea to the staff"), act)


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
def reopen_idea(request: HttpRequest, identifier: str) -> HttpResponse:
    """Take up again an idea that was not taken up, or was merged."""
    idea = _idea(identifier)
    if not may_decide(request.user, idea):
        raise PermissionDenied
    words = _("Take this idea up again")
    return _with_reason(request, idea, words, lambda why: triage.reopen(idea, request.user, why))  # type: ignore[arg-type]


@visible_to(ANALYSTS)
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """What residents said in words, of all services or of one, with a button that begins an idea."""
    chosen = request.GET.get("service", "")[:50]
    said = Feedback.objects.exclude(words="").select_related("service")
    services = Service.objects.filter(feedback__in=said).distinct()
    if chosen:
        said = said.filter(service__slug=chosen)
    page = Paginator(said, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "feedback.html", {"page": page, "services": services, "chosen": chosen})


def _idea(identifier: str) -> Idea:
    found: Idea = get_object_or_404(
        Idea.objects.select_related("service__owner", "department"), identifier=identifier
    )
    return found


def _decide(request: HttpRequest, idea: Idea, given: dict[str, Any]) -> None:
    by, words = request.user, given["words"]
    match given["decision"]:
        case TriageForm.ACCEPT:
            triage.accept(idea, by, words, given["department"])  # type: ignore[arg-type]
        case TriageForm.REJECT:
            triage.reject(idea, by, words)  # type: ignore[arg-type]
        case _:
            triage.merge(idea, _idea(given["into"]), by, words)  # type: ignore[arg-type]
    mail_author.enqueue(idea.pk)


def _tell_at_last(idea: Idea) -> None:
    """A resident whose idea was merged as it was sent hears of it once somebody has read it, and their address goes."""
    if idea.e_mail and not idea.is_open:
        mail_author.enqueue(idea.pk)


def _with_reason(request: HttpRequest, idea: Idea, title: str, act: Any) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["words"])
        except CannotDecide as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your decision is recorded."))
            return redirect(idea)
    context = {"idea": idea, "form": form, "act": title, "back": idea.get_absolute_url()}
    return show(request, "reason.html", context, 400 if form.errors else 200)
