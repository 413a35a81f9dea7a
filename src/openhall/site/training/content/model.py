"""A course as values: pages to read, quizzes to pass, packages made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    ORDER = "order"


@dataclass(frozen=True)
class Answer:
    """Something to choose. In a question of order, all are right and stand as they should be put."""

    words: str
    right: bool


@dataclass(frozen=True)
class Question:
    """Something that is asked; `because` is said when the quiz is looked at afterwards."""

    words: str
    kind: Kind
    answers: tuple[Answer, ...]
    because: str = ""


@dataclass(frozen=True)
class Page:
    """A page of text (Markdown), with files that are taken along: their names in the folder `files/`."""

    id: str
    title: str
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quiz:
    """Questions on one page. pass_mark: percent of them; attempts: how many there are, 0 for as many as one likes."""

    id: str
    title: str
    text: str
    questions: tuple[Question, ...]
    pass_mark: int = 80
    attempts: int = 0


@dataclass(frozen=True)
class Packaged:
    """A package that was made elsewhere (SCORM): `digest` is that of its file."""

    id: str
    title: str
    text: str
    digest: str


Part = Page | Quiz | Packaged


@dataclass(frozen=True)
class Content:
    """All that a version of a course says.

    minutes     how long it takes
    months      for how long a completion counts; 0 for good
    in_order    a part opens when those before it are done
    activities  what programs elsewhere call the course (IRIs of xAPI): completed there is completed here
    """

    name: str
    summary: str = ""
    minutes: int = 0
    months: int = 0
    in_order: bool = False
    activities: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    def part(self, part_id: str) -> Part | None:
        """The part of that id."""
        return next((each for each in self.parts if each.id == part_id), None)
