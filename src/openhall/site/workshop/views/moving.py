"""Move the open cases of a version to another: see what would happen, order it, watch it, read how each case fared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhall.process.moving import Differences, differences
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Removal
from openhall.site.cases.moving import order, plan
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.services.loading import ready
from openhall.site.services.models import Version
from openhall.site.workshop.views.services import crumbs, version_of

A_PAGE = 50
PLACE = "place-"
"""How the controls begin that say which node takes the place of which."""


@visible_to(ANALYSTS)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a move would do, with the nodes that take the place of those that are gone; and the order for it."""
    old = version_of(slug, number)
    targets = old.service.versions.exclude(pk=old.pk).exclude(status=Version.Status.DRAFT)
    asked = (request.POST or request.GET).get("to", "")
    new = targets.filter(number=int(asked)).first() if asked.isdecimal() and len(asked) < 9 else None
    new = new or targets.filter(status=Version.Status.OPEN).first() or targets.first()
    context: dict[str, Any] = {
        "service": old.service,
        "version": old,
        "to": new,
        "targets": targets,
        "removals": Removal.objects.filter(from_version=old).select_related("to_version", "by")[:10],
        "crumbs": crumbs(old.service, old),
    }
    if new is None:
        return render(request, "workshop/move.html", context)
    given = request.POST if request.method == "POST" else request.GET
    places = {
        name.removeprefix(PLACE): value for name, value in given.items() if name.startswith(PLACE) and value
    }
    if not any(name.startswith(PLACE) for name in given):
        proposed = differences(ready(old.pk).running.model, ready(new.pk).running.model).proposed
        places = dict(proposed)
    problem = ""
    try:
        if request.method == "POST" and "order" in request.POST:
            made = order(old, new, places, By(request.user))
            messages.success(request, _("The cases are being moved."))
            return redirect("workshop:moved", slug, made.pk)
        context["plan"] = found = plan(old, new, places)
        context["rows"] = _rows(old, found.differences, places)
        context["new_nodes"] = _labels(new, found.differences.new)
        context["changed_nodes"] = _labels(new, found.differences.changed)
        context["nodes"] = _nodes(new)
    except NotPossible as error:
        problem = str(error)
    context["problems"] = [{"words": problem, "href": ""}] if problem else []
    return render(request, "workshop/move.html", context, status=409 if problem else 200)


@visible_to(ANALYSTS)
@require_safe
def moved(request: HttpRequest, slug: str, removal_id: int) -> HttpResponse:
    """How far a move is, and how each case fared: those that stayed first, with the reason."""
    found = get_object_or_404(
        Removal.objects.select_related("from_version__service", "to_version", "by"),
        pk=removal_id,
        from_version__service__slug=slug,
    )
    outcomes = found.outcomes.select_related("case").order_by("moved", "pk")
    under_way = found.status in (Removal.Status.WAITING, Removal.Status.RUNNING)
    response = render(
        request,
        "workshop/moved.html",
        {
            "removal": found,
            "service": found.from_version.service,
            "under_way": under_way,
            "looked_at": found.moved + found.stayed,
            "page": Paginator(outcomes, A_PAGE).get_page(request.GET.get("page")),
            "crumbs": crumbs(found.from_version.service, found.from_version),
        },
    )
    if under_way:
        response["Refresh"] = "2"
    return response


def _rows(old: Version, differences: Differences, places: dict[str, str]) -> list[dict[str, Any]]:
    """The nodes of the old version that are gone, each with what was chosen for it, or else is proposed."""
    model = ready(old.pk).running.model
    return [
        {
            "id": each,
            "label": model.nodes[model.place_of[each]].label,
            "chosen": places.get(each, differences.proposed.get(each, "")),
        }
        for each in differences.gone
    ]


def _labels(version: Version, ids: tuple[str, ...]) -> list[str]:
    model = ready(version.pk).running.model
    return [model.nodes[model.place_of[each]].label for each in ids]


def _nodes(version: Version) -> list[dict[str, str]]:
    model = ready(version.pk).running.model
    return [{"id": node.id, "label": node.label} for node in model.nodes if not node.kind.is_gateway]
