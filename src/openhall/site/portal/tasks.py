"""Letters that bring somebody back to what is theirs. They leave from the worker: no page waits for a mail server."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from openhall.site.cases.letters import link_to
from openhall.site.cases.models import Case, Draft
from openhall.site.services.loading import ready
from openhall.site.services.speaking import words_in


@task()
def mail_draft_link(draft: int, language: str) -> None:
    """Send the link of a draft to the address that was given for it."""
    held = Draft.objects.select_related("version__service").filter(pk=draft, closed_at=None).first()
    if held is not None and held.e_mail:
        _mail(
            "draft",
            held.e_mail,
            settings.OPENHALL_ADDRESS + reverse("portal:return", args=[held.key]),
            held,
            language,
        )


@task()
def mail_case_links(cases: list[int], language: str) -> None:
    """Send each of the cases' links to the address that the applicant gave. An empty list sends nothing."""
    for held in Case.objects.select_related("version__service").filter(pk__in=cases).exclude(e_mail=""):
        _mail("track", held.e_mail, link_to(held), held, language)


def _mail(kind: str, to: str, link: str, held: Draft | Case, language: str) -> None:
    with translation.override(language):
        service = words_in(ready(held.version_id), language).name
        context = {"link": link, "held": held, "service": service}
        subject = render_to_string(f"portal/mail/{kind}_subject.txt", context).strip()
        send_mail(subject, render_to_string(f"portal/mail/{kind}.txt", context), None, [to])
