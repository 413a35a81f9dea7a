"""How well services do, for everybody: all services at a glance, one service, one measure, and its files."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from openhall.site.measures.charts.access import may_rebase, measures_seen_by, sees_all
from openhall.site.measures.charts.downloads import csv_of, json_of
from openhall.site.measures.charts.drawn import Drawn, draw_all, drawn
from openhall.site.measures.charts.groups import by_group
from openhall.site.measures.charts.listing import MANDATORY, in_order, overviews
from openhall.site.measures.charts.loading import load
from openhall.site.measures.charts.plain_words import lines_of
from openhall.site.measures.views.page import crumbs, measure_of, show
from openhall.site.people.audience import PUBLIC, visible_to
from openhall.site.services.models import Service

A_PAGE = 20


@visible_to(PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All services with their four measures, and the measures of the whole body."""
    seen = measures_seen_by(request.user)
    public = not sees_all(request.user)
    looked_for = request.GET.get("q", "").strip()[:100]
    services = Service.objects.filter(measures__in=seen).distinct().order_by("name")
    if looked_for:
        services = services.filter(name__icontains=looked_for)
    page = Paginator(services, A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    context = {
        "page": page,
        "q": looked_for,
        "kinds": MANDATORY.values(),
        "overviews": overviews(shown, seen.filter(service__in=shown), public=public),
        "of_all": [] if looked_for else in_order(draw_all(seen.filter(service=None), public=public)),
    }
    return show(request, "home.html", context)


@visible_to(PUBLIC)
@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """The measures of one service, each with its chart."""
    found = get_object_or_404(Service, slug=slug)
    seen = measures_seen_by(request.user).filter(service=found)
    charts = in_order(draw_all(seen, public=not sees_all(request.user)))
    return show(request, "service.html", {"service": found, "charts": charts, "crumbs": crumbs()})


@visible_to(PUBLIC)
@require_safe
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """One measure: its chart and what it says, the table, and exactly what is measured."""
    found = _drawn(request, slug)
    of = found.measure.service
    above = [] if of is None else [(of.name, reverse("measures:service", args=[of.slug]))]
    context = {
        "drawn": found,
        "crumbs": crumbs(*above),
        "groups": by_group(found),
        "lines": lines_of(found.definition),
        "versions": found.loaded.versions[::-1],
        "may_rebase": may_rebase(request.user, found.measure),
        "everything": "all" in request.GET,
        "older": len(found.loaded.over) - len(found.rows) - found.kept_back,
    }
    return show(request, "measure.html", context)


@visible_to(PUBLIC)
@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The chart of a measure as a file: svg, csv or json."""
    found = _drawn(request, slug)
    if kind == "json":
        return JsonResponse(json_of(found))
    if kind == "csv":
        body, held = csv_of(found), "text/csv; charset=utf-8"
    else:
        body, held = found.picture("chart") or _EMPTY, "image/svg+xml"
    answer = HttpResponse(body, content_type=held)
    answer["Content-Disposition"] = f'attachment; filename="{found.measure.slug}.{kind}"'
    return answer


_EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def _drawn(request: HttpRequest, slug: str) -> Drawn:
    loaded = load([measure_of(request, slug)])
    if not loaded:
        raise Http404
    return drawn(loaded[0], public=not sees_all(request.user), everything="all" in request.GET)
