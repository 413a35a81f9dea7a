"""What a form is: questions of a few kinds, on pages in an order, some asked only when an answer makes them so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from openhall.process.feel.patterns import Pattern
from openhall.process.feel.syntax import Node as Expression
from openhall.process.saying import gettext_noop

LONGEST_TEXT = 1_000
LONGEST_LINES = 10_000
"""Characters of an answer where the form gives no `maxLength`; no form may ask for more than the second."""


class QuestionKind(StrEnum):
    """What an answer is."""

    TEXT = gettext_noop("text")
    LINES = gettext_noop("lines")
    E_MAIL = gettext_noop("e-mail")
    DATE = gettext_noop("date")
    WHOLE = gettext_noop("whole number")
    NUMBER = gettext_noop("number")
    YES_NO = gettext_noop("yes or no")
    ONE_OF = gettext_noop("one of several")
    SOME_OF = gettext_noop("several of several")
    FILES = gettext_noop("files")


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose; `value` is what the case keeps."""

    value: str | Decimal
    title: str


@dataclass(frozen=True)
class Question:
    """One question.

    known       where the answer may be known from: "person.name", "REGISTER.FIELD"
    least, most the smallest and largest number; above_least, below_most: the bound itself is none
    shortest, longest  characters of a text
    pattern     what must be found in a text, and pattern_text as it is written
    few, many   how many choices or files at least and at most; None for no bound
    accept      types of files; () for those that the site takes
    schema      the property of the JSON Schema that it was read from
    """

    name: str
    title: str
    kind: QuestionKind
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    personal: bool = False
    known: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    above_least: bool = False
    below_most: bool = False
    shortest: int = 0
    longest: int = LONGEST_TEXT
    pattern: Pattern | None = None
    pattern_text: str = ""
    unit: str | None = None
    lines: int = 0
    accept: tuple[str, ...] = ()
    megabytes: int | None = None
    few: int = 0
    many: int | None = None
    schema: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def most_files(self) -> int | None:
        """How many files may be given."""
        return self.many if self.kind == QuestionKind.FILES else None

    def choice(self, value: object) -> Choice | None:
        """The choice of a value; None where there is none."""
        if isinstance(value, bool):
            # To Python, true is 1.
            return None
        return next((each for each in self.choices if each.value == value), None)


@dataclass(frozen=True)
class Page:
    """Questions that are asked together; with a condition (FEEL), only when that is true."""

    name: str
    title: str
    questions: tuple[str, ...]
    condition: Expression | None = None
    condition_text: str = ""


@dataclass(frozen=True)
class Form:
    """A form: its questions by name, and its pages in order. `schema` is the JSON Schema of its answers."""

    name: str
    title: str
    questions: Mapping[str, Question]
    pages: tuple[Page, ...]
    schema: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def page(self, name: str) -> Page | None:
        """The page of a name; None where there is none."""
        return next((each for each in self.pages if each.name == name), None)

    def in_words(self, words: Mapping[str, Any]) -> Form:
        """The form in another language; what is not translated stays.

        words  `forms.NAME` of a translation: title, questions (title, description, choices by value), pages (titles)
        """
        said = words.get("questions") or {}
        titles = words.get("pages") or {}
        return replace(
            self,
            title=words.get("title") or self.title,
            questions={
                name: _translated(question, said.get(name) or {}) for name, question in self.questions.items()
            },
            pages=tuple(replace(each, title=titles.get(each.name) or each.title) for each in self.pages),
        )


def _translated(question: Question, words: Mapping[str, Any]) -> Question:
    choices = words.get("choices") or {}
    return replace(
        question,
        title=words.get("title") or question.title,
        hint=words.get("description") or question.hint,
        unit=words.get("unit") or question.unit,
        choices=tuple(
            replace(each, title=choices.get(str(each.value)) or each.title) for each in question.choices
        ),
    )
