"""Reports are made when their period has been over for some days, so that what comes in late is in them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from openhall.measure.definitions import Grain
from openhall.measure.definitions.periods import next_start, start_of
from openhall.site.measures.charts.drawn import drawn
from openhall.site.measures.charts.listing import in_order
from openhall.site.measures.charts.loading import load
from openhall.site.measures.models import Measure, Report, ReportPlan
from openhall.site.measures.reports.keeping import kept

GRACE = timedelta(days=3)
"""Days after the end of a period before its report is made."""


def report_due() -> int:
    """One round of the worker: make the reports whose period has been over for some days; how many."""
    done = 0
    for plan in ReportPlan.objects.select_related("service"):
        period = period_over(Grain(plan.rhythm), timezone.localdate())
        if not Report.objects.filter(service=plan.service, rhythm=plan.rhythm, period=period).exists():
            done += make(plan, period) is not None
    return done


def period_over(grain: Grain, today: date) -> date:
    """The first day of the newest period that has been over for some days."""
    return start_of(start_of(today - GRACE, grain) - timedelta(days=1), grain)


def make(plan: ReportPlan, period: date) -> Report | None:
    """Make the report of a period; None where nothing is public, or another worker was faster."""
    from openhall.site.measures.tasks import print_report

    after = next_start(period, Grain(plan.rhythm))
    measures = Measure.objects.public().filter(service=plan.service).select_related("service", "owner")
    charts = in_order([drawn(each, public=True) for each in load(measures, today=after)])
    if not charts:
        return None
    try:
        with transaction.atomic():
            made: Report = Report.objects.create(
                service=plan.service,
                rhythm=plan.rhythm,
                period=period,
                content={"measures": [kept(each.loaded, after) for each in charts]},
            )
            transaction.on_commit(lambda: print_report.enqueue(made.pk))
    except IntegrityError:
        return None
    return made
