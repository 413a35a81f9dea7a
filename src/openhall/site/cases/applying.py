"""From a draft to a case: all answers are looked at again, and the case begins with them, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from openhall.process.feel.values import Value
from openhall.process.forms.asking import kept, problems
from openhall.process.forms.model import Form, QuestionKind
from openhall.process.storing import from_stored
from openhall.site.cases import clock
from openhall.site.cases.acts import begin
from openhall.site.cases.by import By, NotPossible, as_told
from openhall.site.cases.mailing import RECEIVED
from openhall.site.cases.models import Case, Document, Draft, Outgoing
from openhall.site.cases.papers import remove
from openhall.site.services.loading import ready
from openhall.site.services.models import Version
from openhall.site.web.speech import say

DAYS_KEPT = 60
"""Days after which a draft that nobody has touched is given up."""


@transaction.atomic
def send(draft: Draft, by: By) -> Case:
    """The case that a draft becomes; a draft that was sent already gives the case it became.

    Raises `NotPossible` when an answer is missing or wrong, or the service takes no applications any more.
    """
    # Locked alone, and its case read afterwards: read in one, the case would be as it was before the lock was won.
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.case is not None:
        return row.case
    if row.closed_at is not None:
        raise NotPossible(_("This application was given up. Begin a new one."))
    if row.version.status != Version.Status.OPEN:
        raise NotPossible(
            _("The form has changed since you began. Look at your answers again, then send them.")
        )
    with as_told():
        folder = ready(row.version_id).folder
        form = folder.in_language(row.language).form(folder.text.form)
        answers = _answers(form, row)
        # Where the answers name no address, the one stands for it to which the link of the draft went.
        known = {} if folder.person(answers).e_mail else {"e_mail": row.e_mail}
    case = begin(
        row.version,
        {form.name: answers},
        by,
        channel=row.channel,
        language=row.language,
        applicant=row.applicant,
        **known,
    )
    _move_documents(row, case, form, answers)
    now = clock.now()
    _confirm(case, now)
    row.case, row.closed_at, row.answers, row.page = case, now, {}, ""
    row.save()
    draft.case, draft.closed_at, draft.answers = case, now, {}
    return case


def give_up(draft: Draft) -> None:
    """End a draft without sending it: its answers and files go, that it was begun stays."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.closed_at is not None:
            return
        for document in row.documents.all():
            remove(document)
        row.closed_at, row.answers, row.page, row.e_mail = clock.now(), {}, "", ""
        row.save()


def give_up_old(now: datetime | None = None, most: int = 100) -> int:
    """Give up the drafts that nobody has touched for `DAYS_KEPT` days; how many."""
    before = (now or clock.now()) - timedelta(days=DAYS_KEPT)
    old = list(Draft.objects.filter(closed_at=None, touched_at__lt=before).order_by("touched_at")[:most])
    for draft in old:
        give_up(draft)
    return len(old)


def _answers(form: Form, draft: Draft) -> dict[str, Value]:
    held = {name: from_stored(value) for name, value in draft.answers.items()}
    wrong = next(iter(problems(form, held).values()), None)
    if wrong is not None:
        raise NotPossible(say(wrong))
    return kept(form, held)


def _move_documents(draft: Draft, case: Case, form: Form, answers: Mapping[str, Value]) -> None:
    """The files that answer a question go with the case; those that none names any more are taken away."""
    named: set[str] = set()
    for name, question in form.questions.items():
        value = answers.get(name)
        if question.kind == QuestionKind.FILES and isinstance(value, list):
            named |= {key for key in value if isinstance(key, str)}
    held = Document.objects.filter(draft=draft)
    if named - set(held.values_list("key", flat=True)):
        raise NotPossible(_("A file of yours is not there any more. Go back and give it again."))
    held.filter(key__in=named).update(case=case, draft=None)
    for document in Document.objects.filter(draft=draft):
        remove(document)


def _confirm(case: Case, now: datetime) -> None:
    """Tell the applicant by e-mail that it is there, with the link to it; the letter leaves with the others."""
    if case.e_mail:
        Outgoing.objects.create(
            case=case,
            kind=Outgoing.Kind.NOTICE,
            key=f"{case.pseudonym}-received",
            name=RECEIVED,
            made_at=now,
            due_at=now,
        )
