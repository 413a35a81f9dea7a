"""Messages: what another system tells a case that waits for it, and what an applicant sends by another system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from openhall.process.feel.values import Value
from openhall.site.cases.applicant import open_for_applicant, send_message_event
from openhall.site.cases.models import Case
from openhall.site.cases.passing import bring
from openhall.site.exchange.answering import answers_from, complete_answers
from openhall.site.exchange.files import attached
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.opening import holder, holds
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.exchange.seeing import began, by_of
from openhall.site.exchange.v1.cases import REFUSALS, the_case
from openhall.site.exchange.v1.shapes import CaseInList, case_in_list
from openhall.site.exchange.values import as_value
from openhall.site.services.loading import ready

router = Router(tags=["Messages"], exclude_none=True)


class Message(Schema):
    """A message for a case.

    message  its name, as the process names it
    data     what it brings: the answers to its form where the service gives it one, else anything
    """

    case: str = Field(min_length=1, max_length=14)
    message: str = Field(min_length=1, max_length=200)
    data: dict[str, Any] = {}


@router.post("/messages", response={200: CaseInList, **REFUSALS}, auth=holds(Scope.MESSAGES))
def send(request: HttpRequest, body: Message) -> CaseInList:
    """Send a message to a case that waits for it.

    What its applicant may send (withdraw, appeal, ...) is taken from the system that sent the application alone.
    """
    key = holder(request)
    case = the_case(key, body.case)
    if body.message in {each.message for each in ready(case.version_id).folder.text.may_happen}:
        _for_applicant(key, case, body)
    else:
        bring(case.pk, body.message, {body.message: as_value(body.data)}, by_of(key))
    case.refresh_from_db()
    return case_in_list(case)


def _for_applicant(key: ApiKey, case: Case, body: Message) -> None:
    if not began(key, case):
        raise Refused(403, _("Only the system that sent the application sends this for its applicant."))
    _tasks, waiting = open_for_applicant(case)
    form = next((each.form for each in waiting if each.message == body.message), "")
    by = by_of(key, department=False)
    with transaction.atomic():
        send_message_event(case.pk, body.message, _answers(key, case, form, body.data), by)


def _answers(key: ApiKey, case: Case, name: str, data: Mapping[str, Any]) -> dict[str, Value]:
    if not name:
        if data:
            raise Refused(400, _("This message asks nothing; send no data."))
        return {}
    form = ready(case.version_id).folder.forms[name]
    held = attached(form, data, key, by_of(key, department=False), case=case)
    return {form.name: complete_answers(form, answers_from(form, held))}
