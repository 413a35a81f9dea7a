"""The dashboard of a head of service: what signals, what the rest says, and the alerts that nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhall.site.measures.charts.access import measures_seen_by, own_measures
from openhall.site.measures.charts.drawn import Drawn, draw_all
from openhall.site.measures.charts.listing import in_order
from openhall.site.measures.models import Alert
from openhall.site.measures.views.page import crumbs, show
from openhall.site.people.audience import ANALYSTS, visible_to

MOST = 200
LAST_ALERTS = 20


@visible_to(ANALYSTS)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The measures of the departments that somebody leads, or all; what signals comes first."""
    own = own_measures(request.user)
    everything = "all" in request.GET or not own.exists()
    chosen = measures_seen_by(request.user) if everything else own
    found = in_order(draw_all(chosen[:MOST], public=False))
    alerts = list(
        Alert.objects.filter(version__measure__in=chosen, seen_at=None).select_related(
            "version__measure__service"
        )[:MOST]
    )
    signals = _with_alerts([each for each in found if each.is_signal], alerts)
    beside = {each.unseen for each in signals}
    context = {
        "signals": sorted(signals, key=lambda each: not each.is_concern),
        "alerts": [each for each in alerts if each not in beside][:LAST_ALERTS],
        "calm": [each for each in found if not each.is_signal],
        "everything": everything,
        "has_own": own.exists(),
        "more": chosen.count() > MOST,
        "crumbs": crumbs(),
    }
    return show(request, "dashboard.html", context)


def _with_alerts(signals: Iterable[Drawn], alerts: Iterable[Alert]) -> list[Drawn]:
    """Measures that signal, each with the newest alert of it as a whole that nobody has looked at."""
    newest: dict[int, Alert] = {}
    for each in alerts:
        if not each.group:
            newest.setdefault(each.version.measure_id, each)
    return [replace(each, unseen=newest.get(each.measure.pk)) for each in signals]


@visible_to(ANALYSTS)
@require_POST
def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody has looked at an alert: it leaves the dashboard with those before it of the same chart, and stays on the
    list of signals of its chart."""
    found = get_object_or_404(Alert, pk=number, version__measure__in=measures_seen_by(request.user))
    of_chart = Alert.objects.filter(
        version__measure=found.version.measure_id, by=found.by, group=found.group, at__lte=found.at
    )
    of_chart.filter(seen_at=None).update(seen_at=timezone.now(), seen_by=request.user)
    messages.success(request, _("Marked as seen."))
    return redirect("measures:dashboard")
