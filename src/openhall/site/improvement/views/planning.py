"""Write a plan: its parts, its check, and its publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhall.site.improvement.ideas.triage import CannotDecide
from openhall.site.improvement.models import Action, Goal, Objective, Plan, Risk
from openhall.site.improvement.plan.checking import check
from openhall.site.improvement.plan.content import content_of
from openhall.site.improvement.plan.forms import (
    ActionForm,
    GoalForm,
    ObjectiveForm,
    PlanForm,
    PublishForm,
    RiskForm,
)
from openhall.site.improvement.plan.publishing import publish
from openhall.site.improvement.views.page import show
from openhall.site.improvement.views.plans import drawn, told
from openhall.site.people.audience import ANALYSTS, HEADS, visible_to

PARTS: dict[str, tuple[Any, Any, Any]] = {
    "goal": (Goal, GoalForm, gettext_lazy("Goal")),
    "objective": (Objective, ObjectiveForm, gettext_lazy("Objective")),
    "action": (Action, ActionForm, gettext_lazy("Action")),
    "risk": (Risk, RiskForm, gettext_lazy("Risk")),
}
OF_PLAN = {
    "goal": "plan",
    "objective": "goal__plan",
    "action": "objective__goal__plan",
    "risk": "plan",
}


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    return _about(request, Plan())


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what a plan is."""
    return _about(request, get_object_or_404(Plan, slug=slug))


@visible_to(ANALYSTS)
@require_safe
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The working copy of a plan, what its check says, and what differs from the version in force."""
    plan = get_object_or_404(Plan, slug=slug)
    content = content_of(plan)
    newest = plan.newest
    context = {
        "plan": plan,
        "checked": check(content),
        "changes": told(newest.content, content) if newest else [],
        "newest": newest,
        "back": reverse("improvement:plans"),
        **drawn(content),
    }
    return show(request, "plan_draft.html", context)


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, slug: str, kind: str, key: int | None = None) -> HttpResponse:
    """Add a part to a plan, or change one."""
    plan, model, form_of, words = _part(slug, kind)
    held = get_object_or_404(model, **{OF_PLAN[kind]: plan, "pk": key}) if key else model()
    if hasattr(held, "plan_id"):
        held.plan = plan
    more = {"plan": plan} if kind in ("objective", "action") else {}
    begin = {
        name: request.GET[name] for name in ("goal", "objective") if request.GET.get(name, "").isdecimal()
    }
    form = form_of(request.POST or None, instance=held, initial=begin, **more)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(
            request, _("It is kept in the working copy. Nobody else sees it before you publish.")
        )
        return redirect("improvement:plan_draft", slug)
    context = {
        "plan": plan, "form": form, "kind": kind, "key": key, "words": words,
        "back": reverse("improvement:plan_draft", args=[slug]),
    }  # fmt: skip
    return show(request, "plan_part.html", context, 400 if form.errors else 200)


@visible_to(ANALYSTS)
@require_POST
def remove(request: HttpRequest, slug: str, kind: str, key: int) -> HttpResponse:
    """Take a part out of the working copy, with all below it."""
    plan, model, _form, _words = _part(slug, kind)
    held = get_object_or_404(model, **{OF_PLAN[kind]: plan, "pk": key})
    try:
        held.delete()
    except ProtectedError:
        messages.error(request, _("Something else stands on this part; take that out first."))
    else:
        messages.success(request, _("It is taken out. The published version still has it."))
    return redirect("improvement:plan_draft", slug)


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
def publish_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the working copy."""
    plan = get_object_or_404(Plan, slug=slug)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publish(plan, request.user, form.cleaned_data["note"])  # type: ignore[arg-type]
        except CannotDecide as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is published."))
            return redirect(plan)
    context = {
        "plan": plan,
        "form": form,
        "checked": check(content_of(plan)),
        "back": reverse("improvement:plan_draft", args=[slug]),
    }
    return show(request, "plan_publish.html", context, 400 if form.errors else 200)


def _part(slug: str, kind: str) -> tuple[Plan, Any, Any, Any]:
    if kind not in PARTS:
        raise Http404
    return get_object_or_404(Plan, slug=slug), *PARTS[kind]


def _about(request: HttpRequest, plan: Plan) -> HttpResponse:
    form = PlanForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        return redirect("improvement:plan_draft", made.slug)
    back = reverse("improvement:plan_draft", args=[plan.slug]) if plan.pk else reverse("improvement:plans")
    context = {"plan": plan, "form": form, "words": _("The plan"), "kind": "", "key": None, "back": back}
    return show(request, "plan_part.html", context, 400 if form.errors else 200)
