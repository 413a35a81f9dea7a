"""Port Alder's services have reported of the last months, on public pages that anybody may read."""

from __future__ import annotations

from typing import Any

import pytest
from tests.site.measure_charts import CALM, head, measure, service

from openhall.site.measures.models import Report, ReportPlan
from openhall.site.port_alder.reporting import MONTHS, load_reports


@pytest.mark.django_db
def test_its_services_have_reported_of_the_last_months(
    client: Any, person: Any, mailoutbox: list[Any]
) -> None:
    permit, other = service("building-permit"), service("permits")
    measure(CALM, of=permit)
    measure(CALM, slug="others", of=other)
    reporter, told = head(person), []
    for _ in range(2):
        load_reports(reporter, told.append)
        assert [each.service for each in ReportPlan.objects.all()] == [permit]
        reports = list(Report.objects.all())
        assert len({each.period for each in reports}) == len(reports) == MONTHS
    assert all(each.made_at == each.sent_at and each.made_at.date() > each.period for each in reports)
    assert len({each.made_at.date() for each in reports}) == MONTHS, "each was made when it was due"
    page = client.get("/measures/reports/").content.decode()
    assert all(each.get_absolute_url() in page for each in reports)
    assert "Days to decide" in client.get(reports[0].get_absolute_url()).content.decode()
    assert not mailoutbox
