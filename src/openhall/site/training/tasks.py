"""Letters about courses. They leave from the worker: no page waits for a mail server."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from openhall.site.observatory.models import Log
from openhall.site.people.models import User
from openhall.site.training.models import Course
from openhall.site.training.needs.proposing import look


@task()
def mail_reminder(person: int, course: int, day: str, kind: str) -> None:
    """Remind somebody of a course: `kind` is "ends" or "due"."""
    who = User.objects.filter(pk=person, is_active=True).first()
    what = Course.objects.filter(pk=course).first()
    if who is None or what is None:
        return
    link = settings.OPENHALL_ADDRESS + reverse("training:course", args=[what.slug])
    context: dict[str, Any] = {
        "person": who,
        "course": what,
        "day": date.fromisoformat(day),
        "kind": kind,
        "link": link,
    }
    # Staff have no language of their own here yet: that of the house.
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("training/mail/reminder_subject.txt", context).split())
        send_mail(subject, render_to_string("training/mail/reminder.txt", context), None, [who.email])


@task()
def look_for_needs(log: str) -> None:
    """Look at a log for work that is done again."""
    found = Log.objects.filter(pk=log, status=Log.Status.READY).first()
    if found is not None:
        look(found)
