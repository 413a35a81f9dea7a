"""Letters of the room: no page waits for a mail server; `openhall worker` sends them."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from openhall.measure.report import CannotMakePdf
from openhall.site.measures.charts.access import heads_of
from openhall.site.measures.models import Alert, Report
from openhall.site.measures.reports.printing import printed
from openhall.site.measures.reports.reading import file_name, opened
from openhall.site.people.models import User

logger = logging.getLogger(__name__)


@task()
def mail_alert(alert: int) -> None:
    """Tell the heads of service of the department that answers for the measure: each in a task of its own."""
    found = Alert.objects.select_related("version__measure__owner").filter(pk=alert, sent_at=None).first()
    if found is None:
        return
    for person in heads_of(found.version.measure.owner):
        mail_person.enqueue(found.pk, person.pk)
    Alert.objects.filter(pk=found.pk).update(sent_at=timezone.now())


@task()
def mail_person(alert: int, person: int) -> None:
    """Tell one of them."""
    found = Alert.objects.select_related("version__measure__service").filter(pk=alert).first()
    to = User.objects.filter(pk=person, is_active=True).first()
    if found is None or to is None:
        return
    context = {
        "alert": found,
        "measure": found.version.measure,
        "page": settings.OPENHALL_ADDRESS + found.version.measure.get_absolute_url(),
    }
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("measures/mail/alert_subject.txt", context).split())
        send_mail(subject, render_to_string("measures/mail/alert.txt", context), None, [to.email])


@task()
def print_report(report: int) -> None:
    """Make the PDF of a report, then send it. A machine that cannot make one sends the report without."""
    found = Report.objects.select_related("service__owner").filter(pk=report).first()
    if found is None:
        return
    if found.pdf is None:
        try:
            Report.objects.filter(pk=found.pk).update(pdf=printed(found))
        except CannotMakePdf as error:
            logger.warning("No PDF of report %s: %s", found.pk, error)
    mail_report.enqueue(found.pk)


@task()
def mail_report(report: int) -> None:
    """Send a report to the heads of service of the department that owns the service: each in a task of its own."""
    found = Report.objects.select_related("service__owner").filter(pk=report, sent_at=None).first()
    if found is None:
        return
    for person in heads_of(found.service.owner):
        mail_report_to.enqueue(found.pk, person.pk)
    Report.objects.filter(pk=found.pk).update(sent_at=timezone.now())


@task()
def mail_report_to(report: int, person: int) -> None:
    """Send it to one of them: what each chart says, in words, and where the charts are."""
    found = Report.objects.select_related("service").filter(pk=report).first()
    to = User.objects.filter(pk=person, is_active=True).first()
    if found is None or to is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        context = {"report": opened(found), "page": settings.OPENHALL_ADDRESS + found.get_absolute_url()}
        subject = " ".join(render_to_string("measures/mail/report_subject.txt", context).split())
        letter = EmailMessage(
            subject, render_to_string("measures/mail/report.txt", context), None, [to.email]
        )
        if found.pdf:
            letter.attach(f"{file_name(found)}.pdf", bytes(found.pdf), "application/pdf")
        letter.send()
