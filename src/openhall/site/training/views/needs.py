"""For analysts and heads: courses that the record proposes; heads decide, and see later whether it helped."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.observatory.models import Log
from openhall.site.people.audience import ANALYSTS, HEADS, visible_to
from openhall.site.training.forms import DecideForm, LookForm
from openhall.site.training.models import Proposal
from openhall.site.training.needs.drawn import drawn
from openhall.site.training.needs.effect import change_of, evaluate
from openhall.site.training.needs.proposing import decline, give, reopen, service_of
from openhall.site.training.tasks import look_for_needs
from openhall.site.training.views.learning import crumbs

A_PAGE = 15


@visible_to(ANALYSTS)
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """All proposals, those to be decided first."""
    rows = Proposal.objects.select_related("log", "course", "decided_by")
    page = Paginator(
        sorted(rows, key=lambda each: (each.status != Proposal.Status.OPEN, -each.evidence["days"])), A_PAGE
    ).get_page(request.GET.get("page"))
    context = {"page": page, "form": LookForm(), "tab": "needs"}
    return render(request, "training/needs.html", context)


@visible_to(ANALYSTS)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Have a log looked at; the worker does it."""
    form = LookForm(request.POST)
    if form.is_valid():
        log: Log = form.cleaned_data["log"]
        look_for_needs.enqueue(str(log.pk))
        messages.success(request, _("“%(log)s” is being looked at. Come back in a minute.") % {"log": log})
    else:
        messages.error(request, _("Choose a log."))
    return redirect("training:needs")


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal with its evidence; a head decides; a course that was given is evaluated."""
    found = get_object_or_404(Proposal.objects.select_related("log", "course", "decided_by"), pk=proposal_id)
    may_decide = HEADS.admits(request.user) and found.status == Proposal.Status.OPEN
    form = DecideForm(request.POST or None) if may_decide else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        if given["what"] == "decline":
            decline(found, given["reason"], request.user)
            messages.success(request, _("The proposal is declined, with your reason."))
            return redirect("training:proposal", proposal_id)
        draft = give(found, given["course"] if given["what"] == "choose" else None, request.user)
        if draft is not None:
            messages.success(request, _("A draft is here: write it, and publish it."))
            return redirect("training:version", draft.course.slug, draft.number)
        messages.success(request, _("The course is required of those who do this task."))
        return redirect("training:proposal", proposal_id)
    change = change_of(found) if found.status == Proposal.Status.TAKEN else None
    result = evaluate(change) if change else None
    finding = f"{reverse('observatory:map', args=[found.log_id])}?finding={found.evidence['finding']}"
    context = {
        "proposal": found,
        "service": service_of(found),
        "percent": round(100 * found.evidence["share"], 1),
        "finding": finding,
        "form": form,
        "change": change,
        "drawn": drawn(change, result) if change is not None and result is not None else None,
        "effect": None if isinstance(result, str) else result,
        "not_yet": result if isinstance(result, str) else "",
        "crumbs": [*crumbs(), {"words": _("Needs"), "href": reverse("training:needs")}],
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "training/proposal.html", context, status=status)


@visible_to(HEADS)
@require_POST
def decide_again(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Let a proposal be decided anew."""
    reopen(get_object_or_404(Proposal, pk=proposal_id))
    return redirect("training:proposal", proposal_id)
