"""Long work of the room, and its letters: no page waits for them; `openhall worker` does them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from openhall.site.improvement.experiments.predicting import play
from openhall.site.improvement.experiments.telling import who_is_told
from openhall.site.improvement.models import Act, Idea, Practice, Simulated
from openhall.site.people.models import User


@task()
def mail_author(idea: int) -> None:
    """Tell the author what became of an idea. A resident's address is deleted once nothing more will follow."""
    found = Idea.objects.select_related("author", "merged_into").filter(pk=idea).first()
    if found is None:
        return
    author = found.author
    to = author.email if author is not None and author.is_active else found.e_mail
    if not to:
        return
    # Who may read an idea is no answer to it, and why it was kept to the staff is for the staff alone.
    last = found.acts.exclude(kind__in=(Act.Kind.SHOWN, Act.Kind.HIDDEN)).order_by("-at", "-pk").first()
    page = settings.OPENHALL_ADDRESS + found.get_absolute_url()
    readable = author is not None or found.visibility == Idea.Visibility.PUBLIC
    _mail("idea", to, found.language, idea=found, last=last, page=page if readable else "")
    if not found.is_open:
        Idea.objects.filter(pk=found.pk).update(e_mail="")


@task()
def simulate_effect(simulated: int) -> None:
    """Play what an idea would do."""
    found = (
        Simulated.objects.select_related("log").filter(pk=simulated, status=Simulated.Status.WAITING).first()
    )
    if found is not None:
        play(found)


@task()
def tell_departments(practice: int) -> None:
    """Tell heads of service and analysts of the other departments what was proved: each in a task of its own."""
    found = Practice.objects.select_related("experiment").filter(pk=practice).first()
    if found is not None:
        for person in who_is_told(found):
            mail_practice.enqueue(found.pk, person.pk)


@task()
def mail_practice(practice: int, person: int) -> None:
    """Tell one of them."""
    found = Practice.objects.select_related("experiment__department").filter(pk=practice).first()
    to = User.objects.filter(pk=person, is_active=True).first()
    if found is not None and to is not None:
        page = settings.OPENHALL_ADDRESS + found.experiment.get_absolute_url()
        _mail("practice", to.email, settings.LANGUAGE_CODE, practice=found, page=page)


def _mail(kind: str, to: str, language: str, **context: Any) -> None:
    with translation.override(language):
        subject = " ".join(render_to_string(f"improvement/mail/{kind}_subject.txt", context).split())
        send_mail(subject, render_to_string(f"improvement/mail/{kind}.txt", context), None, [to])
