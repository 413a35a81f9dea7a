"""One answer: read as people type it, written back into a page, said in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from openhall.process.feel.temporal import Date
from openhall.process.feel.values import Value
from openhall.process.forms import sentences
from openhall.process.forms.checks import problem_of, said
from openhall.process.forms.dates import MONTHS, date_parts, read_date
from openhall.process.forms.e_mails import clean_e_mail
from openhall.process.forms.model import Question, QuestionKind
from openhall.process.forms.numbers import read_number
from openhall.process.forms.sentences import BadAnswer
from openhall.process.forms.signs import clean_text

__all__ = ["BadAnswer", "clean_text", "parse_answer", "problem_of", "shown", "written"]

Raw = str | list[str] | dict[str, str]


def parse_answer(question: Question, raw: Raw, months: Sequence[str] = ()) -> Value:
    """What a browser sent for a question as a value; None where nothing was answered.

    raw     text; for a date {"day", "month", "year"} or text; for several choices and files a list of texts.
            What has another shape answers nothing
    months  the names of the months in the reader's language, from January; English ones are always known
    Raises `BadAnswer` with a plain sentence for its reader.
    """
    if question.kind == QuestionKind.DATE:
        value = _read_date(question, raw, months)
    elif question.kind == QuestionKind.SOME_OF:
        value = _in_order(question, [_choice_of(question, each) for each in _texts_of(question, raw)])
    elif question.kind == QuestionKind.FILES:
        value = list(dict.fromkeys(_texts_of(question, raw))) or None
    else:
        text = raw if isinstance(raw, str) else ""
        value = _read_text(question, text) if text else None
    if value is not None:
        problem = problem_of(question, value)
        if problem is not None:
            raise BadAnswer(problem)
    return value


def written(question: Question, value: Value) -> Raw:
    """An answer as a page is filled with it again: `parse_answer` gives it back."""
    if question.kind == QuestionKind.DATE:
        if not isinstance(value, Date):
            return {"day": "", "month": "", "year": ""}
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    if question.kind in (QuestionKind.SOME_OF, QuestionKind.FILES):
        return [_plain(each) for each in value] if isinstance(value, list) else []
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else _plain(value)


def shown(question: Question, value: Value) -> str:
    """An answer in English words; "" where there is none. Files are told by how many there are."""
    if value is None:
        return ""
    if question.kind == QuestionKind.FILES and isinstance(value, list):
        return "1 file" if len(value) == 1 else f"{len(value)} files"
    if isinstance(value, list):
        return ", ".join(_title(question, each) for each in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Date):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, Decimal) and question.kind != QuestionKind.ONE_OF:
        return f"{value:,f} {question.unit}" if question.unit else f"{value:,f}"
    return _title(question, value)


def in_form_order(question: Question, values: Sequence[Value]) -> list[Value]:
    """Chosen values in the order of the form, each once: the same choices are the same answer."""
    return [each.value for each in question.choices if each.value in values]


def _in_order(question: Question, values: Sequence[Value]) -> Value:
    return in_form_order(question, values) or None


def _title(question: Question, value: Value) -> str:
    choice = question.choice(value)
    return choice.title if choice else _plain(value)


def _plain(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _texts_of(question: Question, raw: Raw) -> list[str]:
    texts = raw if isinstance(raw, list) else [raw] if isinstance(raw, str) else []
    # More than there are to choose from is no page's answer.
    return [each for each in texts if each][: len(question.choices) + 1 if question.choices else None]


def _read_text(question: Question, text: str) -> Value:
    match question.kind:
        case QuestionKind.ONE_OF:
            return _choice_of(question, text)
        case QuestionKind.YES_NO:
            return _read_yes_no(question, text)
        case QuestionKind.E_MAIL:
            return clean_e_mail(text) or None
        case QuestionKind.WHOLE | QuestionKind.NUMBER:
            return _read_number(question, text)
    return clean_text(text, question.kind == QuestionKind.LINES) or None


def _read_number(question: Question, text: str) -> Value:
    cleaned = clean_text(text, lines=False)
    if not cleaned:
        return None
    value = read_number(cleaned, question.unit)
    if value is None:
        whole = question.kind == QuestionKind.WHOLE
        raise BadAnswer(said(question, sentences.NO_WHOLE if whole else sentences.NO_NUMBER))
    return value


def _read_date(question: Question, raw: Raw, months: Sequence[str]) -> Value:
    if not isinstance(raw, str | Mapping):
        return None
    day, month, year = date_parts(raw)
    if not (day or month or year):
        return None
    if isinstance(raw, Mapping) and not (day and month and year):
        raise BadAnswer(said(question, sentences.DATE_PARTS))
    value = read_date(day, month, year, months)
    if value is None:
        short = re.fullmatch("[0-9]{1,3}", year)
        raise BadAnswer(said(question, sentences.SHORT_YEAR if short else sentences.NO_DATE))
    return value


def _read_yes_no(question: Question, text: str) -> Value:
    word = text.strip().casefold()
    if word in ("yes", "true"):
        return True
    if word in ("no", "false"):
        return False
    if not word:
        return None
    raise BadAnswer(said(question, sentences.NO_YES))


def _choice_of(question: Question, text: str) -> str | Decimal:
    found = next((each for each in question.choices if _plain(each.value) == text), None)
    if found is None:
        raise BadAnswer(said(question, sentences.NO_CHOICE))
    return found.value
