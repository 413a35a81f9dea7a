"""Plans for everybody: where we want to be, how far we are, and what is done for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from openhall.site.cases import clock
from openhall.site.improvement.models import Plan, PlanVersion
from openhall.site.improvement.plan.content import Content, differences
from openhall.site.improvement.plan.gantt import draw_gantt
from openhall.site.improvement.plan.showing import shown
from openhall.site.improvement.views.page import show
from openhall.site.people.audience import ANALYSTS, PUBLIC, visible_to

KINDS = {
    "plan": gettext_noop("the plan"),
    "goal": gettext_noop("goal"),
    "objective": gettext_noop("objective"),
    "action": gettext_noop("action"),
    "risk": gettext_noop("risk"),
}
CHANGES = {
    "added": gettext_noop("New"),
    "removed": gettext_noop("Taken out"),
    "changed": gettext_noop("Changed"),
}


@visible_to(PUBLIC)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """All plans that are published; the staff sees those that are being written too."""
    found = Plan.objects.select_related("department")
    if not ANALYSTS.admits(request.user):
        found = found.filter(versions__isnull=False).distinct()
    today = timezone.localdate(clock.now())
    rows = [
        {"plan": plan, "version": newest, "today": shown(newest.content, today) if newest else None}
        for plan in found
        for newest in [plan.newest]
    ]
    return show(request, "plans.html", {"rows": rows})


@visible_to(PUBLIC)
@require_safe
def plan(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A plan as it was published, with what its measures say today."""
    found = get_object_or_404(Plan.objects.filter(versions__isnull=False).distinct(), slug=slug)
    versions = list(found.versions.select_related("published_by"))
    version = versions[0] if number is None else get_object_or_404(PlanVersion, plan=found, number=number)
    before = next((each for each in versions if each.number == version.number - 1), None)
    context = {
        "plan": found,
        "version": version,
        "versions": versions,
        "is_newest": version == versions[0],
        "changes": told(before.content, version.content) if before else [],
        "back": reverse("improvement:plans"),
        **drawn(version.content),
    }
    return show(request, "plan.html", context)


def drawn(content: Content) -> dict[str, Any]:
    """What a page of a plan shows of its content."""
    today = timezone.localdate(clock.now())
    found = shown(content, today)
    first, last = (date.fromisoformat(content[name]) for name in ("first_day", "last_day"))
    gantt = draw_gantt(found.bars, first, last, today, _("Timeline of the actions")) if found.bars else ""
    risks = [{**each, "weight": each["likelihood"] * each["impact"]} for each in content["risks"]]
    return {
        "content": content,
        "today": found,
        "gantt": gantt,
        "risks": sorted(risks, key=lambda each: -each["weight"]),
        "first_day": first,
        "last_day": last,
    }


def told(old: Content, new: Content) -> list[dict[str, str]]:
    """The differences between two versions in words."""
    return [
        {"what": _(CHANGES[what]), "kind": _(KINDS[kind]), "name": name}
        for what, kind, name in differences(old, new)
    ]
