"""Other portals whose catalogues are harvested: sources, runs, what came, and what was refused and why."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openhall.site.opendata.manage.source_forms import PortalForm
from openhall.site.opendata.manage.views.standing import crumbs
from openhall.site.opendata.models import HarvestRun, Portal, departments_of
from openhall.site.opendata.tasks import harvest_portal
from openhall.site.people.audience import PUBLISHERS, visible_to

RUNS = 10


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def portals(request: HttpRequest) -> HttpResponse:
    """The portals of one's departments; add one."""
    departments = departments_of(request.user)
    form = PortalForm(request.POST or None, departments=departments, initial={"is_on": True})
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.made_by = request.user
        made.next_at = timezone.now() + made.span
        made.save()
        harvest_portal.enqueue(made.pk)
        messages.success(request, _("It is being read. Load this page again in a moment."))
        return redirect("opendata:manage_portal", made.pk)
    last = Prefetch("runs", HarvestRun.objects.all()[:1], to_attr="newest")
    found = Portal.objects.filter(department__in=departments).annotate(n=Count("datasets"))
    rows = [{"portal": each, "last": next(iter(each.newest), None)} for each in found.prefetch_related(last)]
    context = {"rows": rows, "form": form, "crumbs": crumbs()}
    return render(request, "opendata/manage/portals.html", context, status=400 if form.errors else 200)


def _own(request: HttpRequest, pk: int) -> Portal:
    return get_object_or_404(Portal, pk=pk, department__in=departments_of(request.user))


@visible_to(PUBLISHERS)
@require_http_methods(["GET", "POST"])
def portal(request: HttpRequest, pk: int) -> HttpResponse:
    """One portal with its runs; change it."""
    held = _own(request, pk)
    form = PortalForm(request.POST or None, instance=held, departments=departments_of(request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The portal is kept."))
        return redirect("opendata:manage_portal", pk)
    page = Paginator(held.runs.all(), RUNS).get_page(request.GET.get("page"))
    context = {
        "portal": held,
        "form": form,
        "page": page,
        "last": held.runs.first(),
        "listed": held.datasets.count(),
        "crumbs": crumbs(),
    }
    return render(request, "opendata/manage/portal.html", context, status=400 if form.errors else 200)


@visible_to(PUBLISHERS)
@require_POST
def harvest_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a portal now, besides its rhythm."""
    harvest_portal.enqueue(_own(request, pk).pk)
    messages.success(request, _("It is being read. Load this page again in a moment."))
    return redirect("opendata:manage_portal", pk)


@visible_to(PUBLISHERS)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Harvest a portal no more: what was listed of it is listed no more."""
    held = _own(request, pk)
    held.delete()
    messages.success(
        request, _("“%(title)s” is harvested no more, and listed no more.") % {"title": held.title}
    )
    return redirect("opendata:manage_portals")
