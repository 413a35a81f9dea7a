"""Answers as people read them: to check them before they are sent, and afterwards in the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openhall.process.feel.temporal import Date
from openhall.process.feel.values import Value
from openhall.process.forms.answers import shown
from openhall.process.forms.model import Form, Page, Question, QuestionKind
from openhall.site.cases.models import Document


@dataclass(frozen=True)
class Row:
    """One question with its answer."""

    title: str
    said: str = ""
    documents: tuple[Document, ...] = ()
    source: str = ""
    change: str = ""


@dataclass(frozen=True)
class Section:
    """The rows of one page."""

    title: str
    rows: list[Row]


def sections(
    form: Form,
    pages: Iterable[Page],
    answers: Mapping[str, Value],
    documents: Mapping[str, Document],
    sources: Mapping[str, str],
    change: Callable[[Page], str],
) -> list[Section]:
    """All questions of some pages with their answers.

    documents  by their keys; sources: where an answer is known from, by question; change: the address that changes it
    A page of several questions is headed by its title; pages of one question stand under one another.
    """
    found: list[Section] = []
    for page in pages:
        rows = [
            Row(
                form.questions[name].title,
                said(form.questions[name], answers.get(name)),
                documents_of(form.questions[name], answers.get(name), documents),
                sources.get(name, ""),
                change(page),
            )
            for name in page.questions
        ]
        title = page.title if len(page.questions) > 1 else ""
        if title or not found or found[-1].title:
            found.append(Section(title, rows))
        else:
            found[-1].rows.extend(rows)
    return found


def said(question: Question, value: Value) -> str:
    """An answer in words of the reader's language; "" where there is none, and for files."""
    if value is None or question.kind == QuestionKind.FILES:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Date) and 0 < value.year < 10_000:
        return date_format(date(value.year, value.month, value.day), "j F Y")
    if isinstance(value, list):
        return _(", ").join(shown(question, [each]) for each in value)
    return shown(question, value)


def documents_of(question: Question, value: Value, documents: Mapping[str, Document]) -> tuple[Document, ...]:
    """The documents that answer a question; those that are there no longer are left out."""
    if question.kind != QuestionKind.FILES or not isinstance(value, list):
        return ()
    return tuple(documents[key] for key in value if isinstance(key, str) and key in documents)
