"""Reports for everybody, and which services of a head of service make them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openhall.site.cases.access import departments_led
from openhall.site.measures.models import Report, ReportPlan, Rhythm
from openhall.site.measures.reports.reading import file_name, opened
from openhall.site.measures.views.page import crumbs, show
from openhall.site.people.audience import HEADS, PUBLIC, visible_to
from openhall.site.services.models import Service

A_PAGE = 20


@visible_to(PUBLIC)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All reports, the newest first, or those of one service."""
    chosen = request.GET.get("service", "")[:50]
    found = Report.objects.select_related("service").defer("content", "pdf")
    services = Service.objects.filter(reports__isnull=False).distinct().order_by("name")
    if chosen:
        found = found.filter(service__slug=chosen)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "services": services,
        "chosen": chosen,
        "crumbs": crumbs(),
    }
    return show(request, "reports.html", context)


@visible_to(PUBLIC)
@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """One report: what signalled, what moved by chance, and each chart."""
    # The paper itself is not read from the database to say that it is there.
    rows = Report.objects.select_related("service__owner").defer("pdf")
    found = get_object_or_404(rows.annotate(has_pdf=Q(pdf__isnull=False)), pk=number)
    above = crumbs((_("Reports"), reverse("measures:reports")))
    return show(request, "report.html", {"report": opened(found), "crumbs": above})


@visible_to(PUBLIC)
@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """One report as PDF; 404 until the worker has made it."""
    found = get_object_or_404(Report.objects.select_related("service"), pk=number, pdf__isnull=False)
    answer = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found)}.pdf"'
    return answer


@visible_to(HEADS)
@require_http_methods(["GET", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    """Which services report, and how often; a head of service says so for those of their departments."""
    services = Service.objects.filter(owner__in=departments_led(request.user)).order_by("name")  # type: ignore[arg-type]
    if request.method == "POST":
        service = services.filter(slug=request.POST.get("service", "")).first()
        rhythm = request.POST.get("rhythm", "")
        if service is None or rhythm not in ("", *Rhythm.values):
            raise PermissionDenied
        if rhythm:
            ReportPlan.objects.update_or_create(
                service=service, defaults={"rhythm": rhythm, "by": request.user}
            )
        else:
            ReportPlan.objects.filter(service=service).delete()
        messages.success(request, _("Saved for %(service)s.") % {"service": service.name})
        return redirect("measures:report_plans")
    page = Paginator(services.select_related("report_plan"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(each, each.report_plan.rhythm if hasattr(each, "report_plan") else "") for each in page],
        "rhythms": Rhythm.choices,
        "back": reverse("measures:reports"),
    }
    return show(request, "report_plans.html", context)
