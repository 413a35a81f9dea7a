"""Reports are made once when a period is over, hold what was public then, and never change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from openhall.measure.definitions import Grain
from openhall.site.measures.models import Report, ReportPlan, Value
from openhall.site.measures.reports.making import make, period_over, report_due
from openhall.site.measures.tasks import mail_report, mail_report_to, print_report
from tests.site.measure_charts import CALM, TEXT, WORSE, head, measure, months, service

pytestmark = pytest.mark.django_db


def made(period: date | None = None) -> Report:
    plan, _ = ReportPlan.objects.get_or_create(service=service(), defaults={"rhythm": "month"})
    found = make(plan, period or months(1)[0])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("grain", "today", "expected"),
    [
        (Grain.MONTH, date(2026, 6, 1), date(2026, 4, 1)),
        (Grain.MONTH, date(2026, 6, 4), date(2026, 5, 1)),
        (Grain.MONTH, date(2026, 1, 9), date(2025, 12, 1)),
        (Grain.QUARTER, date(2026, 7, 2), date(2026, 1, 1)),
        (Grain.QUARTER, date(2026, 7, 9), date(2026, 4, 1)),
    ],
    ids=lambda each: str(each),
)
def test_a_period_is_reported_some_days_after_its_end(grain: Grain, today: date, expected: date) -> None:
    assert period_over(grain, today) == expected


def test_a_report_is_made_once_of_what_is_public(client: Client) -> None:
    measure(WORSE)
    measure(CALM, slug="permits-secret", text=TEXT.replace("Days to decide", "Secret days"), public=False)
    assert report_due() == 0, "nobody asked for reports"
    ReportPlan.objects.create(service=service(), rhythm="month")
    assert (report_due(), report_due()) == (1, 0)
    found = Report.objects.get()
    text = client.get(found.get_absolute_url()).content.decode()
    assert "Days to decide" in text and 'role="img"' in text and "The same as a table" in text
    assert "Secret" not in text
    assert "Permits" in client.get("/measures/reports/").content.decode()


def test_a_report_stays_as_it_was_made(client: Client) -> None:
    of = measure(WORSE, hidden=[2])
    found = made()
    assert "A sign that it is getting worse" in client.get(found.get_absolute_url()).content.decode()
    Value.objects.update(value=1)
    of.published_at = None
    of.save()
    text = client.get(found.get_absolute_url()).content.decode()
    assert "A sign that it is getting worse" in text and "45 days" in text
    assert len(found.content["measures"][0]["periods"]) == len(WORSE) - 1, "hidden periods are not kept"


def test_a_report_holds_nothing_that_came_after_its_period() -> None:
    measure(WORSE)
    days = months(15)
    found = made(days[-3])
    assert found.content["measures"][0]["periods"][-1][0] == days[-3].isoformat()


def test_nothing_is_made_of_a_service_without_public_measures() -> None:
    plan = ReportPlan.objects.create(service=service(), rhythm="quarter")
    assert make(plan, date(2026, 1, 1)) is None


def test_heads_of_the_service_get_it_by_letter(person: Any) -> None:
    measure(WORSE)
    boss, found = head(person), made()
    head(person, "housing")
    mail_report.func(found.pk)
    mail_report_to.func(found.pk, boss.pk)
    letter = mail.outbox[0]
    assert letter.to == [boss.email] and letter.subject.startswith("Report: Permits: ")
    assert "Days to decide: 45 days. A sign that it is getting worse" in letter.body
    assert found.get_absolute_url() in letter.body
    assert Report.objects.get().sent_at is not None


def test_the_worker_makes_an_accessible_pdf_once(client: Client, person: Any) -> None:
    measure(WORSE)
    boss, found = head(person), made()
    assert client.get(f"/measures/reports/{found.pk}.pdf").status_code == 404
    print_report.func(found.pk)
    answer = client.get(f"/measures/reports/{found.pk}.pdf")
    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
    assert "Take it along as PDF" in client.get(found.get_absolute_url()).content.decode()
    mail_report_to.func(found.pk, boss.pk)
    assert mail.outbox[0].attachments[0][2] == "application/pdf"


def test_a_head_says_which_of_their_services_report(client: Client, person: Any) -> None:
    service()
    address = "/measures/reports/plans/"
    assert client.get(address).status_code == 302
    client.force_login(person("analyst"))
    assert client.get(address).status_code == 403
    client.force_login(head(person, "housing"))
    assert client.post(address, {"service": "permits", "rhythm": "month"}).status_code == 403
    client.force_login(head(person))
    assert client.post(address, {"service": "permits", "rhythm": "hourly"}).status_code == 403
    assert client.post(address, {"service": "permits", "rhythm": "month"}).status_code == 302
    assert ReportPlan.objects.get().rhythm == "month"
    assert "selected" in client.get(address).content.decode()
    client.post(address, {"service": "permits", "rhythm": ""})
    assert not ReportPlan.objects.exists()
