"""Letters and notices to the applicant by e-mail."""

from __future__ import annotations

from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from openhall.process.saying import gettext
from openhall.site.cases.letters import link_to
from openhall.site.cases.models import Letter, Outgoing
from openhall.site.cases.posting import MayNotPost, NotPosted
from openhall.site.services.loading import ready

RECEIVED = ":received"
"""The name of the notice that an application has arrived; no node of a process can be called so."""


def mail(outgoing: Outgoing) -> None:
    """Send a letter or notice. Raises `NotPosted` when it may work later, `MayNotPost` when it cannot."""
    case = outgoing.case
    if not case.e_mail:
        raise MayNotPost(gettext("No e-mail address is known: print the letter and send it by post."))
    with translation.override(case.language):
        message = _letter(outgoing) if outgoing.kind == Outgoing.Kind.LETTER else _notice(outgoing)
    # Sent twice after a fault, it is still one letter to a mail program.
    message.extra_headers["Message-ID"] = (
        f"<{outgoing.key}@{message.from_email.rpartition('@')[2].strip('> ')}>"
    )
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise NotPosted(gettext("The mail server did not take it: %(why)s.", why=str(error))) from error


def _letter(outgoing: Outgoing) -> EmailMultiAlternatives:
    letter = Letter.objects.filter(key=outgoing.key).first()
    if letter is None:
        raise MayNotPost(
            gettext("The service has no letter “%(name)s”, so nothing was written.", name=outgoing.name)
        )
    page = {
        "letter": letter,
        "direction": "rtl" if translation.get_language_info(letter.language)["bidi"] else "ltr",
        "link": link_to(outgoing.case),
    }
    text = render_to_string("cases/mail/letter.txt", page)
    message = EmailMultiAlternatives(_line(letter.subject), text, to=[outgoing.case.e_mail])
    message.attach_alternative(render_to_string("cases/mail/letter.html", page), "text/html")
    return message


def _notice(outgoing: Outgoing) -> EmailMultiAlternatives:
    case = outgoing.case
    words = ready(case.version_id).folder.in_language(case.language)
    page = {
        "what": words.told(outgoing.name),
        "service": words.name,
        "case": case,
        "link": link_to(case),
    }
    subject = f"{words.name}: {case.reference}"
    kind = "received" if outgoing.name == RECEIVED else "notice"
    text = render_to_string(f"cases/mail/{kind}.txt", page)
    return EmailMultiAlternatives(_line(subject), text, to=[case.e_mail])


def _line(text: str) -> str:
    """A subject on one line: a header ends where the line does."""
    return " ".join(text.split())
