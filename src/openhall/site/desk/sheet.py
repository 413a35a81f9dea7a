"""What a case knows, form by form, as an officer reads it."""

from __future__ import annotations

from dataclasses import dataclass

from openhall.process.forms.model import Form
from openhall.site.cases.access import Sight
from openhall.site.cases.models import Case
from openhall.site.portal.answers import Row, documents_of, said
from openhall.site.services.loading import ready


@dataclass(frozen=True)
class Sheet:
    """The answers to one form; the first one is what the applicant asked for."""

    form: Form
    rows: list[Row]
    first: bool


def sheets(case: Case, sight: Sight) -> list[Sheet]:
    """The forms that were filled in, in the order in which they came, with the answers that may be seen."""
    folder = ready(case.version_id).folder
    documents = {each.key: each for each in sight.documents(case.documents.all())}
    found = []
    for name, answers in sight.answers(case).items():
        form = folder.forms.get(name)
        if form is None or not isinstance(answers, dict):
            continue
        rows = [
            Row(question.title, said(question, answers[key]), documents_of(question, answers[key], documents))
            for key, question in form.questions.items()
            if answers.get(key) is not None
        ]
        if rows:
            found.append(Sheet(form, rows, name == folder.text.form))
    return sorted(found, key=lambda sheet: not sheet.first)
