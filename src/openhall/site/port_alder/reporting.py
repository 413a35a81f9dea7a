"""The reports of Port Alder: what its services said of themselves in the months before the demo begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from openhall.measure.definitions import Grain
from openhall.measure.definitions.periods import next_start, start_of
from openhall.site.measures.models import Report, ReportPlan, Rhythm
from openhall.site.measures.reports.making import GRACE, make, period_over
from openhall.site.people.models import User
from openhall.site.port_alder.measures import COST_OF_A_CASE, past_hour
from openhall.site.services.models import Service

MONTHS = 3
"""Reports of each service that lie there when the demo begins. The worker makes those that follow, and the papers."""


def load_reports(head: User, say: Callable[[str], None]) -> None:
    """Let each service report every month, and make its newest reports where they are missing."""
    say("Writing the reports of the last months ...")
    for service in Service.objects.filter(slug__in=COST_OF_A_CASE):
        plan, _ = ReportPlan.objects.get_or_create(
            service=service, defaults={"rhythm": Rhythm.MONTH, "by": head}
        )
        grain = Grain(plan.rhythm)
        period = period_over(grain, timezone.localdate())
        for _ in range(MONTHS):
            if not Report.objects.filter(service=service, rhythm=plan.rhythm, period=period).exists():
                made = make(plan, period)
                if made is not None:
                    # As the city has it, it was made and sent when it was due; nobody is written to now.
                    due = past_hour(next_start(period, grain) + GRACE, 6)
                    Report.objects.filter(pk=made.pk).update(made_at=due, sent_at=due)
            period = start_of(period - timedelta(days=1), grain)
