"""One answer: read as people type it, checked against its question, written back into a page, said in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from openhall.process.feel import temporal
from openhall.process.feel.temporal import Date
from openhall.process.feel.values import NUMBERS, Budget, Undefined, Value
from openhall.process.forms import sentences
from openhall.process.forms.model import Question, QuestionKind
from openhall.process.forms.sentences import BadAnswer, Problem

__all__ = ["MONTHS", "BadAnswer", "parse_answer", "problem_of", "shown", "written"]

Raw = str | list[str] | dict[str, str]
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MOST_DIGITS = 30
LONGEST_E_MAIL = 254
_E_MAIL = re.compile(r"[^\s@\"(),:;<>\[\\\]]{1,64}@[^\s@.]{1,63}(\.[^\s@.]{1,63}){1,8}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{0,30})?|[+-]?\.[0-9]{1,30}")
_MONEY = str.maketrans("", "", "£€$ \u00a0\u202f\u2009'’٬")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_KEPT = {"\n", "\t", "\u200c", "\u200d"}
"""Line ends, and the signs that join and part letters in Persian or Hindi."""


def parse_answer(question: Question, raw: Raw) -> Value:
    """What a browser sent for a question as a value; None where nothing was answered.

    raw  text; for a date {"day", "month", "year"} or text; for several choices and files a list of texts
    Raises `BadAnswer` with a plain sentence for its reader.
    """
    value = _READERS[question.kind](question, raw)
    if value is not None:
        problem = problem_of(question, value)
        if problem is not None:
            raise BadAnswer(problem)
    return value


def problem_of(question: Question, value: Value) -> Problem | None:
    """Why a value is no answer to a question; None where it is one. A missing answer is looked at by `asking`."""
    return _CHECKS[question.kind](question, value)


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


def _title(question: Question, value: Value) -> str:
    choice = question.choice(value)
    return choice.title if choice else _plain(value)


def _plain(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def clean_text(text: str, lines: bool) -> str:
    """A text as it is kept: composed letters (NFC), no signs that are not seen, one kind of line end."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(each for each in text if each in _KEPT or unicodedata.category(each) not in _UNSEEN)
    if not lines:
        text = " ".join(text.split())
    return text.strip()


def _said(question: Question, template: str, **parts: object) -> Problem:
    return Problem(
        template, {"question": question.title, **{name: str(each) for name, each in parts.items()}}
    )


def _text_of(raw: Raw) -> str:
    return raw if isinstance(raw, str) else ""


def _texts_of(raw: Raw) -> list[str]:
    return (
        [each for each in raw if each]
        if isinstance(raw, list)
        else [raw]
        if isinstance(raw, str) and raw
        else []
    )


def _digits(text: str) -> str:
    """Digits of any script as 0 to 9, signs of full width as usual ones."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(each, each)) for each in text).replace("−", "-").replace("٫", ".")


def _read_text(question: Question, raw: Raw) -> Value:
    return clean_text(_text_of(raw), question.kind == QuestionKind.LINES) or None


def _read_e_mail(question: Question, raw: Raw) -> Value:
    text = clean_text(_text_of(raw), lines=False).replace(" ", "")
    return unicodedata.normalize("NFKC", text) or None


def _read_number(question: Question, raw: Raw) -> Value:
    text = _digits(clean_text(_text_of(raw), lines=False)).translate(_MONEY)
    if question.unit:
        text = re.sub(re.escape(unicodedata.normalize("NFKC", question.unit)) + r"$", "", text)
    if not text:
        return None
    number = _without_thousands(text)
    if not _NUMBER.fullmatch(number):
        whole = question.kind == QuestionKind.WHOLE
        raise BadAnswer(_said(question, sentences.NO_WHOLE if whole else sentences.NO_NUMBER))
    try:
        value = NUMBERS.create_decimal(number)
    except InvalidOperation:
        raise BadAnswer(_said(question, sentences.NO_NUMBER)) from None
    return NUMBERS.create_decimal(int(value)) if value == value.to_integral_value() else value


def _without_thousands(text: str) -> str:
    """ "1,250.50", "1.250,50" and "1250,5" as one number each; a single comma before three digits parts thousands."""
    commas, dots = text.count(","), text.count(".")
    if commas and dots:
        decimal = max(text.rfind(","), text.rfind("."))
        whole = text[:decimal].replace(",", "").replace(".", "")
        return f"{whole}.{text[decimal + 1 :]}"
    if commas == 1 and not re.fullmatch(r"[+-]?[0-9]{1,3},[0-9]{3}", text):
        return text.replace(",", ".")
    if commas and re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+", text):
        return text.replace(",", "")
    return text


def _read_date(question: Question, raw: Raw) -> Value:
    if isinstance(raw, str):
        raw = _date_parts(_digits(clean_text(raw, lines=False)))
    if not isinstance(raw, Mapping):
        return None
    day, month, year = (
        _digits(clean_text(str(raw.get(part, "")), lines=False)) for part in ("day", "month", "year")
    )
    if not (day or month or year):
        return None
    if not (day and month and year):
        raise BadAnswer(_said(question, sentences.DATE_PARTS))
    number = _month(month)
    if not (
        day.isascii() and day.isdecimal() and len(day) <= 2 and number and re.fullmatch("[0-9]{4}", year)
    ):
        raise BadAnswer(_said(question, sentences.NO_DATE))
    try:
        return temporal.date_of(int(year), number, int(day))
    except Undefined:
        raise BadAnswer(_said(question, sentences.NO_DATE)) from None


def _date_parts(text: str) -> dict[str, str]:
    """ "2026-03-27", "27.3.2026" or "27 March 2026" in parts; what is none of them is taken as a day alone."""
    if iso := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        return {"day": iso[3], "month": iso[2], "year": iso[1]}
    parts = [each for each in re.split(r"[\s./-]+", text) if each]
    return dict(zip(("day", "month", "year"), parts, strict=False)) if len(parts) <= 3 else {"day": text}


def _month(text: str) -> int:
    if text.isascii() and text.isdecimal():
        return int(text) if len(text) <= 2 else 0
    name = text.casefold().rstrip(".")
    found = [k for k, month in enumerate(MONTHS, 1) if len(name) >= 3 and month.casefold().startswith(name)]
    return found[0] if len(found) == 1 else 0


def _read_yes_no(question: Question, raw: Raw) -> Value:
    text = _text_of(raw).strip().casefold()
    if not text:
        return None
    if text in ("yes", "true"):
        return True
    if text in ("no", "false"):
        return False
    raise BadAnswer(_said(question, sentences.NO_YES))


def _read_choice(question: Question, raw: Raw) -> Value:
    text = _text_of(raw)
    return _choice_of(question, text) if text else None


def _read_choices(question: Question, raw: Raw) -> Value:
    chosen = _texts_of(raw)
    values = [_choice_of(question, each) for each in chosen[: len(question.choices) + 1]]
    # In the form's order, each once: the same choices are the same answer.
    return [each.value for each in question.choices if each.value in values] or None


def _choice_of(question: Question, text: str) -> str | Decimal:
    found = next((each for each in question.choices if _plain(each.value) == text), None)
    if found is None:
        raise BadAnswer(_said(question, sentences.NO_CHOICE))
    return found.value


def _read_files(question: Question, raw: Raw) -> Value:
    found: list[Value] = list(dict.fromkeys(_texts_of(raw)))
    return found or None


def _check_text(question: Question, value: Value) -> Problem | None:
    if not isinstance(value, str):
        return _said(question, sentences.ENTER)
    if len(value) > question.longest:
        return _said(question, sentences.TOO_LONG, longest=f"{question.longest:,}", length=f"{len(value):,}")
    if len(value) < question.shortest:
        return _said(question, sentences.TOO_SHORT, shortest=question.shortest)
    if question.pattern is not None and question.pattern.search(value, 0, Budget()) is None:
        return _said(question, sentences.NO_MATCH, hint=question.hint)
    return None


def _check_e_mail(question: Question, value: Value) -> Problem | None:
    if not isinstance(value, str) or len(value) > LONGEST_E_MAIL or not _E_MAIL.fullmatch(value):
        return _said(question, sentences.NO_E_MAIL)
    return None


def _check_number(question: Question, value: Value) -> Problem | None:
    whole = question.kind == QuestionKind.WHOLE
    if isinstance(value, bool) or not isinstance(value, Decimal):
        return _said(question, sentences.NO_WHOLE if whole else sentences.NO_NUMBER)
    if whole and value != value.to_integral_value():
        return _said(question, sentences.NO_WHOLE)
    least, most = question.least, question.most
    if least is not None and (value < least or (question.above_least and value == least)):
        template = sentences.NOT_ABOVE if question.above_least else sentences.TOO_SMALL
        return _said(question, template, least=f"{least:,f}")
    if most is not None and (value > most or (question.below_most and value == most)):
        template = sentences.NOT_BELOW if question.below_most else sentences.TOO_LARGE
        return _said(question, template, most=f"{most:,f}")
    return None


def _check_date(question: Question, value: Value) -> Problem | None:
    return None if isinstance(value, Date) else _said(question, sentences.NO_DATE)


def _check_yes_no(question: Question, value: Value) -> Problem | None:
    return None if isinstance(value, bool) else _said(question, sentences.NO_YES)


def _check_choice(question: Question, value: Value) -> Problem | None:
    fits = not isinstance(value, bool) and question.choice(value) is not None
    return None if fits else _said(question, sentences.NO_CHOICE)


def _check_choices(question: Question, value: Value) -> Problem | None:
    if not isinstance(value, list) or any(question.choice(each) is None for each in value):
        return _said(question, sentences.NO_CHOICE)
    if len(value) < question.few:
        return _said(question, sentences.FEW_CHOICES, few=question.few)
    if question.many is not None and len(value) > question.many:
        return _said(question, sentences.MANY_CHOICES, many=question.many)
    return None


def _check_files(question: Question, value: Value) -> Problem | None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return _said(question, sentences.GIVE_FILE)
    if len(value) < question.few:
        return _said(
            question, sentences.FEW_FILES if question.few > 1 else sentences.GIVE_FILE, few=question.few
        )
    if question.many is not None and len(value) > question.many:
        return _said(question, sentences.MANY_FILES, many=question.many)
    return None


_READERS = {
    QuestionKind.TEXT: _read_text,
    QuestionKind.LINES: _read_text,
    QuestionKind.E_MAIL: _read_e_mail,
    QuestionKind.DATE: _read_date,
    QuestionKind.WHOLE: _read_number,
    QuestionKind.NUMBER: _read_number,
    QuestionKind.YES_NO: _read_yes_no,
    QuestionKind.ONE_OF: _read_choice,
    QuestionKind.SOME_OF: _read_choices,
    QuestionKind.FILES: _read_files,
}
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
