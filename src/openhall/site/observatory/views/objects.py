"""All types of object of an object-centric log on one map."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from openhall.mining.draw.objects import draw_object_map, letter_of
from openhall.mining.object_map import build_object_map, default_object_level, open_views
from openhall.site.observatory.choice import MEASURES
from openhall.site.observatory.views.page import cut_of, show
from openhall.site.people.audience import ANALYSTS, visible_to
from openhall.site.web.speech import speech


@visible_to(ANALYSTS)
def object_map(request: HttpRequest, log_id: UUID) -> HttpResponse:
    """The map of the types that the address names, of all when it names none."""
    log, view, choice = cut_of(request, log_id)
    if not log.has_objects:
        raise Http404
    views = open_views(log.objects_folder)
    wanted = tuple(name for name in views.types if name in request.GET.getlist("type"))
    level = choice.level(default_object_level(views))
    found = build_object_map(views, activities=level.activities, steps=level.steps, types=wanted)
    title = _("Map of all objects of %(log)s") % {"log": log.name}
    svg = draw_object_map(found, measure=choice.measure, title=title, speech=speech())
    return show(
        request, "observatory/objects.html", log, view, choice, keep=[("type", name) for name in wanted],
        found=found,
        # Our own drawing: every name in it is escaped where it is written.
        svg=mark_safe(svg),  # noqa: S308
        types=[(name, name in (wanted or views.types), views.logs[name].n_cases) for name in views.types],
        letters=[(letter_of(place), name) for place, name in enumerate(found.types)],
        measures=[(key, words, key == choice.measure) for key, words in MEASURES.items()],
        edges=[(found.types[place], edge) for place, edge in found.steps()],
        outer=[(found.types[place], *row) for place, *row in found.outer()],
        activities=round(level.activities * 100),
        steps=round(level.steps * 100),
    )  # fmt: skip
