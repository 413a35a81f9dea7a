"""A question of a form as a page shows it, and what a browser sends back for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhall.process.forms.model import LONGEST_LINES, Form, Page, Question, QuestionKind
from openhall.site.cases.content import ENDINGS
from openhall.site.cases.models import Document
from openhall.site.cases.papers import ACCEPTED, LARGEST, in_words

Raw = str | list[str] | dict[str, str]
"""What a browser sends for a question: `forms.answers.parse_answer` reads it."""

LONGEST_RAW = 20_000
"""Letters of one answer that are looked at; no form asks for so many."""
_NO_ID = re.compile(r"[^A-Za-z0-9_-]")
BOXES = {QuestionKind.YES_NO: "radios", QuestionKind.ONE_OF: "radios", QuestionKind.SOME_OF: "checkboxes"}
NUMBERS = {QuestionKind.WHOLE: "numeric", QuestionKind.NUMBER: "decimal"}
PARTS = (("day", 2), ("month", 2), ("year", 4))
WIDTHS = ((2, 2), (3, 3), (4, 4), (5, 5), (10, 10), (20, 20))
COMPLETED_BY = {"person.name": "name", "person.email": "email"}
"""What browsers fill in, by what an answer may be known from."""


@dataclass(frozen=True)
class Choice:
    """One of several answers."""

    value: str
    title: str
    id: str
    chosen: bool


@dataclass(frozen=True)
class Part:
    """A part of a date."""

    id: str
    title: str
    width: int
    value: str


@dataclass(frozen=True)
class Asked:
    """One question on a page: the names are those of `parts/question.html`."""

    question: Question
    raw: Raw
    error: str = ""
    documents: Sequence[Document] = ()

    @property
    def id(self) -> str:
        """The name of its control, and the id around it."""
        return field_name(self.question)

    @property
    def kind(self) -> str:
        """The kind of question, in small letters."""
        return self.question.kind.name.lower()

    @property
    def title(self) -> str:
        """The question, and whether it may be left out."""
        if self.question.required:
            return self.question.title
        return _("%(question)s (optional)") % {"question": self.question.title}

    @property
    def hints(self) -> list[str]:
        """What helps to answer it: what its form says, and what will be looked at."""
        return [each for each in (self.question.hint, self._bounds) if each]

    @property
    def _bounds(self) -> str:
        """How long a text, how many and how large files may be, where that is not as long or many as one likes."""
        question = self.question
        if question.kind == QuestionKind.LINES and question.longest < LONGEST_LINES:
            return _("Up to %(most)s letters.") % {"most": question.longest}
        if question.kind != QuestionKind.FILES:
            return ""
        words = _("%(kinds)s, up to %(most)s MB each.") % {
            "kinds": in_words(question.accept or ACCEPTED),
            "most": question.megabytes or LARGEST,
        }
        if not question.most_files:
            return words
        many = ngettext("Up to %(number)s file.", "Up to %(number)s files.", question.most_files)
        return f"{words} {many % {'number': question.most_files}}"

    @property
    def boxes(self) -> str:
        """What its choices look like; "" where there are none."""
        return BOXES.get(self.question.kind, "")

    @property
    def grouped(self) -> bool:
        """Whether it has several controls, and so a name for all of them together."""
        return bool(self.boxes) or self.question.kind == QuestionKind.DATE

    @property
    def anchor(self) -> str:
        """The id of its first control: where the summary of problems leads."""
        if self.question.kind == QuestionKind.DATE:
            return f"{self.id}-{PARTS[0][0]}"
        return f"{self.id}-1" if self.boxes else self.id

    @property
    def described_by(self) -> str:
        """The ids of its hint and its problem."""
        ids = [f"{self.id}-hint"] if self.hints else []
        return " ".join(ids + ([f"{self.id}-error"] if self.error else []))

    @property
    def choices(self) -> list[Choice]:
        """The answers to choose from."""
        options = (
            [("yes", _("Yes")), ("no", _("No"))]
            if self.question.kind == QuestionKind.YES_NO
            else [(str(choice.value), choice.title) for choice in self.question.choices]
        )
        chosen = self.raw if isinstance(self.raw, list) else [self.raw]
        return [
            Choice(value, title, f"{self.id}-{number}", value in chosen)
            for number, (value, title) in enumerate(options, 1)
        ]

    @property
    def parts(self) -> list[Part]:
        """The parts of a date."""
        held = self.raw if isinstance(self.raw, dict) else {}
        titles = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        return [Part(f"{self.id}-{name}", titles[name], width, held.get(name, "")) for name, width in PARTS]

    @property
    def lines(self) -> int:
        """The height of a text of several lines."""
        return min(max(self.question.lines or 4, 2), 20)

    @property
    def unit(self) -> str:
        """What a number counts."""
        return self.question.unit or ""

    @property
    def type(self) -> str:
        """The type of an input."""
        return "email" if self.question.kind == QuestionKind.E_MAIL else "text"

    @property
    def inputmode(self) -> str:
        """The keyboard that a phone shows."""
        return NUMBERS.get(self.question.kind, "")

    @property
    def direction(self) -> str:
        """Numbers and addresses are written from the left everywhere; words as their letters ask for."""
        left = self.question.kind == QuestionKind.E_MAIL or self.question.kind in NUMBERS
        return "ltr" if left else "auto"

    @property
    def autocomplete(self) -> str:
        """What the browser may fill in."""
        if self.question.kind == QuestionKind.E_MAIL:
            return "email"
        return COMPLETED_BY.get(self.question.known or "", "")

    @property
    def width(self) -> int:
        """How wide an input is; 0 for as wide as the page. It says how long an answer is expected."""
        if self.question.kind in NUMBERS:
            return 10
        longest = self.question.longest or 0
        return next((width for most, width in WIDTHS if 0 < longest <= most), 0)

    @property
    def accept(self) -> str:
        """The files that the browser offers: their types, and the endings of their names."""
        kinds = self.question.accept or ACCEPTED
        endings = [ending for kind in kinds for ending in ENDINGS.get(kind, ())]
        return ",".join([*kinds, *dict.fromkeys(endings)])

    @property
    def most_files(self) -> int | None:
        """How many files may be given."""
        return self.question.most_files

    @property
    def has_room(self) -> bool:
        """Whether one more file may be given."""
        return not self.question.most_files or len(self.documents) < self.question.most_files


def field_name(question: Question) -> str:
    """The name under which a browser sends the answer, which is an id too: no blanks, whatever the question is called.

    No other control of a page begins like it.
    """
    return "q-" + _NO_ID.sub(lambda sign: f"~{ord(sign[0]):x}", question.name)


def raw_of(question: Question, sent: QueryDict) -> Raw:
    """What a browser sent for a question that is none of files."""
    name = field_name(question)
    if question.kind == QuestionKind.DATE:
        return {part: sent.get(f"{name}-{part}", "").strip()[:LONGEST_RAW] for part, _width in PARTS}
    if question.kind == QuestionKind.SOME_OF:
        return sent.getlist(name)[: len(question.choices) + 1]
    return sent.get(name, "")[:LONGEST_RAW]


def problem_lines(questions: Sequence[Asked]) -> list[dict[str, str]]:
    """The summary of problems: each in words, leading to its question."""
    return [{"words": each.error, "href": f"#{each.anchor}"} for each in questions if each.error]


def page_title(form: Form, page: Page) -> str:
    """What a page is called: by its own title, or its only question."""
    if page.title:
        return page.title
    first = form.questions[page.questions[0]]
    return first.title if len(page.questions) == 1 else form.title


def draw(**context: Any) -> dict[str, Any]:
    """The context of `ask.html` for the questions of one page."""
    questions: list[Asked] = context["questions"]
    return {
        **context,
        # A page of one question is called by it: said twice, it would be read out twice.
        "alone": len(questions) == 1 and context["title"] == questions[0].question.title,
        "has_files": any(each.question.kind == QuestionKind.FILES for each in questions),
        "problems": problem_lines(questions),
    }
