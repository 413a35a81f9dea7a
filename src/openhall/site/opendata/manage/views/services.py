"""Publish how services perform, from their record: no file is needed, and nothing of it is about a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from openhall.site.opendata.manage.views.standing import crumbs
from openhall.site.opendata.models import Dataset, departments_of
from openhall.site.opendata.publishing.measuring import begin_measuring
from openhall.site.opendata.tasks import measure_service
from openhall.site.people.audience import PUBLISHERS, visible_to
from openhall.site.services.models import Service


@visible_to(PUBLISHERS)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The services of one's departments, each with the dataset of how it performs, if there is one."""
    found = Service.objects.filter(owner__in=departments_of(request.user)).select_related("owner")
    known = {
        each.source_key: each
        for each in Dataset.objects.filter(source=Dataset.Source.SERVICE, source_key__in=found.values("slug"))
    }
    rows = [{"service": each, "dataset": known.get(each.slug)} for each in found]
    return render(request, "opendata/manage/services.html", {"rows": rows, "crumbs": crumbs()})


@visible_to(PUBLISHERS)
@require_POST
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the next version of how a service performs."""
    service = get_object_or_404(Service, slug=slug, owner__in=departments_of(request.user))
    version, is_new = begin_measuring(service, request.user)
    if is_new:
        measure_service.enqueue(version.pk)
    return redirect("opendata:manage_progress", version.dataset.identifier, version.number)
