"""An application that another system sends: the same draft, checks and case as one from the portal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.storing import to_stored
from openhall.site.cases.acts import begin
from openhall.site.cases.applying import send
from openhall.site.cases.models import Case, Channel, Draft
from openhall.site.exchange.answering import answers_from, complete_answers
from openhall.site.exchange.files import attached, give
from openhall.site.exchange.models import ApiKey, Application
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.seeing import by_of
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Service, Version


def submit(
    key: ApiKey,
    service: Service,
    answers: Mapping[str, Any],
    *,
    applicant: str,
    name: str = "",
    created_at: datetime | None = None,
    uploads: Iterable[str] = (),
    language: str = "",
) -> Case:
    """Begin a case of a service for an applicant, with the answers to its form.

    applicant  what the other system calls them
    uploads    files that answer no question, by their keys or addresses
    Raises `Refused` and `NotPossible`: nothing is kept then.
    """
    version = service.open_version
    if version is None:
        raise Refused(409, _("“%(service)s” takes no applications.") % {"service": service.name})
    prepared = ready(version.pk)
    spoken = language or prepared.folder.text.languages[0]
    if spoken not in prepared.folder.text.languages:
        raise Refused(400, _("“%(service)s” is not offered in this language.") % {"service": service.name})
    by = by_of(key, department=False)
    with transaction.atomic():
        case = _begun(version, prepared, answers, spoken, key)
        for each in uploads:
            give(each, key, by, case=case)
        made = Application(case=case, key=key, applicant=applicant[:200], name=name[:200])
        made.created_at = created_at or timezone.now()
        made.save()
        case.application = made
    return case


def _begun(version: Version, prepared: Ready, answers: Mapping[str, Any], language: str, key: ApiKey) -> Case:
    by = by_of(key, department=False)
    if not prepared.folder.text.form:
        if answers:
            raise Refused(400, _("This service asks nothing to begin with; send no answers."))
        return begin(version, {}, by, channel=Channel.API, language=language)
    form = prepared.folder.forms[prepared.folder.text.form]
    draft = Draft.objects.create(version=version, channel=Channel.API, language=language)
    given = complete_answers(form, answers_from(form, attached(form, answers, key, by, draft=draft)))
    draft.answers = {name: to_stored(value) for name, value in given.items()}
    draft.save(update_fields=["answers"])
    return send(draft, by)
