"""A question about a look: an application to the service that answers such questions, tied to the look it is about."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from openhall.process.errors import ProcessError
from openhall.process.forms.answers import BadAnswer, parse_answer
from openhall.process.forms.model import Form
from openhall.site.cases.models import Case, Draft, Look, LookQuestion
from openhall.site.portal.drafting import apply_form, begin_draft
from openhall.site.portal.filling import merged
from openhall.site.portal.holding import hold_draft, open_drafts
from openhall.site.registers.models import Use
from openhall.site.services.loading import ready
from openhall.site.services.models import Version
from openhall.site.services.speaking import words_in


def answering() -> Version | None:
    """The open version of the service that answers questions about looks; None where there is none."""
    slug = settings.OPENHALL_QUESTION_SERVICE
    version = Version.objects.filter(status=Version.Status.OPEN, service__slug=slug).first()
    try:
        return version if version is not None and ready(version.pk).folder.text.form else None
    except ProcessError:
        # A department that it needs is gone: nobody would answer.
        return None


def begin_question(request: HttpRequest, version: Version, about: Look | Use) -> Draft:
    """The draft of a question about a look or a use: the one that the visitor began, or a new one, which they hold."""
    tied = {"look": about} if isinstance(about, Look) else {"use": about}
    begun = (
        LookQuestion.objects.filter(**tied, draft__in=open_drafts(request)).select_related("draft").first()
    )
    if begun is not None:
        return begun.draft
    language = words_in(ready(version.pk), request.LANGUAGE_CODE).language
    person = request.user if request.user.is_authenticated else None
    with transaction.atomic():
        draft = begin_draft(version, person, language)
        if person is None and isinstance(about, Look) and about.case is not None:
            _fill_in(draft, about.case)
        LookQuestion.objects.create(draft=draft, **tied)
    hold_draft(request, draft)
    return draft


def _fill_in(draft: Draft, case: Case) -> None:
    """Who came by the link of a case is not asked again who they are; they may change it."""
    form = apply_form(draft.version)
    known = {"person.name": case.applicant_name, "person.email": case.e_mail}
    found = {}
    for question in form.questions.values():
        value = _as_answer(form, question.name, known.get(question.known or "", ""))
        if value is not None:
            found[question.name] = value
    draft.answers = merged(draft.answers, found)
    draft.e_mail = case.e_mail
    draft.save(update_fields=["answers", "e_mail"])


def _as_answer(form: Form, name: str, text: str) -> object:
    try:
        return parse_answer(form.questions[name], text) if text else None
    except BadAnswer:
        return None
