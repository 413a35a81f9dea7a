"""A scenario in motion on the map: today and changed side by side, on one clock."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhall.mining.simulation.words import UNSTAFFED
from openhall.site.observatory.models import Scenario
from openhall.site.observatory.motion import APART, Moving, speeds
from openhall.site.observatory.views.page import cut_of, show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import say


def moving_or_404(log_id: UUID, number: int) -> tuple[Scenario, Moving]:
    """A scenario of a log that has a map in motion."""
    made = get_object_or_404(Scenario, log=log_id, pk=number)
    if not made.motion:
        raise Http404(_("This scenario has no map in motion."))
    return made, Moving(made)


@visible_to(ANALYSTS)
@require_safe
def scenario_map(request: HttpRequest, log_id: UUID, number: int) -> HttpResponse:
    """Both maps at noon of the day that the address names; a script lets them move."""
    log, view, choice = cut_of(request, log_id)
    made, moving = moving_or_404(log_id, number)
    day = moving.day_of(request.GET.get("day"))
    pictures = moving.pictures(day)
    for each in pictures:
        # Our own drawing: every name in it is escaped where it is written.
        each["svg"] = mark_safe(each["svg"])  # noqa: S308
    return show(
        request, "observatory/scenario_map.html", log, view, choice,
        made=made,
        motion=moving.motion,
        day=day + 1,
        clock=moving.clock(day),
        said=moving.said(day),
        mean_words=moving.mean_words(),
        pictures=pictures,
        totals=mark_safe(moving.totals(day)),  # noqa: S308
        table=moving.table(day),
        names=moving.names,
        days=moving.days_table(),
        earlier=max(1, day + 1 - APART) if day else None,
        later=min(moving.motion.days, day + 1 + APART) if day + 1 < moving.motion.days else None,
        most_different=moving.most_different + 1,
        speeds=speeds(),
        shown_words=moving.shown_words(),
        unstaffed="" if moving.motion.staffed else say(UNSTAFFED),
        crumbs=[
            {"words": _("Observatory"), "href": reverse("observatory:logs")},
            {"words": _("What if"), "href": made.get_absolute_url()},
        ],
    )  # fmt: skip


@visible_to(ANALYSTS)
@require_safe
def scenario_moves(request: HttpRequest, log_id: UUID, number: int) -> HttpResponse:
    """What the script needs to let the maps move, as JSON; small whatever the log."""
    _made, moving = moving_or_404(log_id, number)
    return JsonResponse(moving.as_json(), json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})
