"""A draft from its beginning to its end: begun, moved to a new version of the form, given up."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from openhall.process.feel.values import Value
from openhall.process.forms.answers import BadAnswer, parse_answer, written
from openhall.process.forms.model import Form, QuestionKind
from openhall.process.storing import from_stored, to_stored
from openhall.site.cases.models import Channel, Draft
from openhall.site.people.models import User
from openhall.site.portal.filling import merged
from openhall.site.portal.known import known_of, record_use
from openhall.site.services.loading import ready
from openhall.site.services.models import Version


@dataclass(frozen=True)
class Renewed:
    """That a draft was moved to another version: the questions whose answers did not fit any more, by their titles."""

    lost: tuple[str, ...]


def begin_draft(version: Version, person: User | None, language: str) -> Draft:
    """A new draft; what is known of the person stands in it already."""
    draft = Draft.objects.create(
        version=version, applicant=person, language=language, e_mail=person.email if person else ""
    )
    form = apply_form(version)
    known = known_of(person, form)
    if person is not None and known:
        record_use(known, version.service.slug)
        draft.answers = merged({}, {name: each.value for name, each in known.items()})
        draft.save(update_fields=["answers"])
    return draft


def apply_form(version: Version) -> Form:
    """The form that begins a case, in the language of its file."""
    folder = ready(version.pk).folder
    return folder.forms[folder.text.form]


def renew(draft: Draft) -> Renewed | None:
    """Move a draft to the version that is open now, with the answers that fit its form; None where it is there.

    A service that takes no applications any more has no such version: the draft stays as it is.
    """
    now_open = draft.version.service.open_version
    if now_open is None or now_open.pk == draft.version_id or draft.closed_at is not None:
        return None
    old, new = apply_form(draft.version), apply_form(now_open)
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        answers = {name: from_stored(value) for name, value in row.answers.items()}
        fitting = _fitting(old, new, answers)
        lost = tuple(
            old.questions[name].title for name in answers if name not in fitting and name in old.questions
        )
        row.version = now_open
        row.answers = {name: to_stored(value) for name, value in fitting.items()}
        row.save(update_fields=["version", "answers", "touched_at"])
    draft.version, draft.answers = now_open, row.answers
    return Renewed(lost)


def must_sign_in(version: Version) -> bool:
    """Whether one has to have an account to apply."""
    return ready(version.pk).folder.text.sign_in == "required"


def is_open(draft: Draft) -> bool:
    """Whether the service of a draft takes applications."""
    return draft.version.status == Version.Status.OPEN


def entered_by_staff(channel: str) -> bool:
    """Whether applications of a channel are entered by staff for the applicant."""
    return channel in (Channel.ASSISTED, Channel.PAPER)


def _fitting(old: Form, new: Form, answers: dict[str, Value]) -> dict[str, Value]:
    """The answers that the same question of the new form takes as they were written."""
    fitting = {}
    for name, value in answers.items():
        before, after = old.questions.get(name), new.questions.get(name)
        if before is None or after is None:
            continue
        if QuestionKind.FILES in (before.kind, after.kind):
            if before.kind == after.kind:
                fitting[name] = value
            continue
        try:
            taken = parse_answer(after, written(before, value))
        except (BadAnswer, TypeError, AttributeError):
            # A question that became one of another kind cannot read how its answer was written.
            continue
        if taken is not None:
            fitting[name] = taken
    return fitting
