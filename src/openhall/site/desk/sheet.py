"""What a case knows, form by form, as an officer reads it."""

from __future__ import annotations

from dataclasses import dataclass

from openhall.process.feel.values import Value
from openhall.process.forms.model import Form
from openhall.process.model import NodeKind
from openhall.site.cases.access import Sight
from openhall.site.cases.models import Case
from openhall.site.cases.speaking import words_of
from openhall.site.desk.decided import in_lines, languages_of
from openhall.site.portal.answers import Row, documents_of, said
from openhall.site.services.loading import ready


@dataclass(frozen=True)
class Sheet:
    """The answers to one form, or what the process worked out; the first one is what the applicant asked for."""

    title: str
    rows: list[Row]
    first: bool = False


def sheets(case: Case, sight: Sight) -> list[Sheet]:
    """What is known, in the order in which it came, as far as it is shown. Decisions are left out where they are shown
    with their reasons."""
    folder, words = ready(case.version_id).folder, words_of(case)
    documents = {each.key: each for each in sight.documents(case.documents.all())}
    worked_out = {node.work.result: node for node in folder.model.nodes if node.work.result}
    found = []
    for name, value in sight.answers(case).items():
        node = worked_out.get(name)
        if name in folder.forms and isinstance(value, dict):
            form = words.form(name)
            found.append(Sheet(form.title, _answers(form, value, documents), name == folder.text.form))
        elif node is not None and not (sight.whole and node.kind == NodeKind.RULE):
            rows = [
                Row(title or words.node(node.id), said) for title, said in in_lines(value, languages_of(case))
            ]
            found.append(Sheet(words.node(node.id), rows))
    return sorted((sheet for sheet in found if sheet.rows), key=lambda sheet: not sheet.first)


def _answers(form: Form, answers: dict[str, Value], documents: dict[str, object]) -> list[Row]:
    return [
        Row(question.title, said(question, answers[name]), documents_of(question, answers[name], documents))
        for name, question in form.questions.items()
        if answers.get(name) is not None
    ]
