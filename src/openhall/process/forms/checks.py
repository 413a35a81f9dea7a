"""Whether a value is an answer to a question, and if not, why."""

from __future__ import annotations

from decimal import Decimal

from openhall.process.errors import LimitReached
from openhall.process.feel.temporal import Date
from openhall.process.feel.values import Budget, Limits, Value
from openhall.process.forms import sentences
from openhall.process.forms.dates import FIRST_YEAR, LAST_YEAR
from openhall.process.forms.e_mails import is_e_mail
from openhall.process.forms.model import Question, QuestionKind
from openhall.process.saying import Value as Part
from openhall.process.saying import gettext

PATTERN_LIMITS = Limits(steps=300_000)
"""Bounds of looking for a pattern in one answer: a fraction of a second."""


def problem_of(question: Question, value: Value) -> str | None:
    """Why a value is no answer to a question; None where it is one. A missing answer is looked at by `asking`."""
    return _CHECKS[question.kind](question, value)


def said(question: Question, template: str, **parts: Part) -> str:
    """A sentence about a question, with its title and other parts."""
    return gettext(template, question=question.title, **parts)


def _check_text(question: Question, value: Value) -> str | None:
    if not isinstance(value, str):
        return said(question, sentences.ENTER)
    if len(value) > question.longest:
        return said(question, sentences.TOO_LONG, longest=question.longest, length=len(value))
    if len(value) < question.shortest:
        return said(question, sentences.TOO_SHORT, shortest=question.shortest)
    return None if _matches(question, value) else said(question, sentences.NO_MATCH, hint=question.hint)


def _matches(question: Question, text: str) -> bool:
    if question.pattern is None:
        return True
    try:
        return question.pattern.search(text, 0, Budget(PATTERN_LIMITS)) is not None
    except LimitReached:
        # A text in which the pattern is not found within its bounds is one in which it is not found.
        return False


def _check_e_mail(question: Question, value: Value) -> str | None:
    if not isinstance(value, str) or not is_e_mail(value):
        return said(question, sentences.NO_E_MAIL)
    return _check_text(question, value)


def _check_number(question: Question, value: Value) -> str | None:
    whole = question.kind == QuestionKind.WHOLE
    if isinstance(value, bool) or not isinstance(value, Decimal):
        return said(question, sentences.NO_WHOLE if whole else sentences.NO_NUMBER)
    if whole and value != value.to_integral_value():
        return said(question, sentences.NO_WHOLE)
    least, most = question.least, question.most
    if least is not None and (value < least or (question.above_least and value == least)):
        template = sentences.NOT_ABOVE if question.above_least else sentences.TOO_SMALL
        return said(question, template, least=f"{least:,f}")
    if most is not None and (value > most or (question.below_most and value == most)):
        template = sentences.NOT_BELOW if question.below_most else sentences.TOO_LARGE
        return said(question, template, most=f"{most:,f}")
    return None


def _check_date(question: Question, value: Value) -> str | None:
    fits = isinstance(value, Date) and FIRST_YEAR <= value.year <= LAST_YEAR
    return None if fits else said(question, sentences.NO_DATE)


def _check_yes_no(question: Question, value: Value) -> str | None:
    return None if isinstance(value, bool) else said(question, sentences.NO_YES)


def _check_choice(question: Question, value: Value) -> str | None:
    return None if question.choice(value) is not None else said(question, sentences.NO_CHOICE)


def _check_choices(question: Question, value: Value) -> str | None:
    if not isinstance(value, list) or any(question.choice(each) is None for each in value):
        return said(question, sentences.NO_CHOICE)
    if len(value) < question.few:
        return said(question, sentences.FEW_CHOICES, few=question.few)
    if question.many is not None and len(value) > question.many:
        return said(question, sentences.MANY_CHOICES, many=question.many)
    return None


def _check_files(question: Question, value: Value) -> str | None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return said(question, sentences.GIVE_FILE)
    if len(value) < question.few:
        return said(
            question, sentences.FEW_FILES if question.few > 1 else sentences.GIVE_FILE, few=question.few
        )
    if question.many is not None and len(value) > question.many:
        return said(question, sentences.MANY_FILES, many=question.many)
    return None


_CHECKS = {
    QuestionKind.TEXT: _check_text,
    QuestionKind.LINES: _check_text,
    QuestionKind.E_MAIL: _check_e_mail,
    QuestionKind.DATE: _check_date,
    QuestionKind.WHOLE: _check_number,
    QuestionKind.NUMBER: _check_number,
    QuestionKind.YES_NO: _check_yes_no,
    QuestionKind.ONE_OF: _check_choice,
    QuestionKind.SOME_OF: _check_choices,
    QuestionKind.FILES: _check_files,
}
