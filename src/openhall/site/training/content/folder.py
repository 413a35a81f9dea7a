"""A course as a folder: `course.yaml`, a Markdown file for each part, and the files that pages offer.

```yaml
name: Reading a case
summary: What you may look at, and why it is written down
minutes: 15
months: 24                # a completion counts for so long; left out: for good
in order: true
activities: [https://learn.example.org/reading-a-case]
parts:
  - {id: why, page: Why it matters, text: why.md, files: [the-rules.pdf]}
  - id: check
    quiz: What would you do?
    text: check.md
    pass: 80
    attempts: 3
    questions:
      - ask: May you look up a neighbour?
        several: false
        answers: [{wrong: "Yes"}, {right: "No"}]
        because: Work is the only reason.
      - ask: Put the steps in order
        order: [Receive, Check, Decide]
  - {id: shared, package: Shared course, text: shared.md, digest: 0f3a…}
```
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from openhall.process.errors import BadService
from openhall.process.letters.markdown import refuse_strange
from openhall.process.letters.template import Words
from openhall.process.quoting import quoted
from openhall.process.service.fields import Faults, Fields
from openhall.process.service.yaml_text import read_yaml
from openhall.site.training.content.model import (
    Answer,
    Content,
    Kind,
    Packaged,
    Page,
    Part,
    Question,
    Quiz,
)

FILE, FILES = "course.yaml", "files/"
KNOWN = ("name", "summary", "minutes", "months", "in order", "activities", "parts")
OF_A_PART = (
    "id", "page", "quiz", "package", "text", "files", "pass", "attempts", "questions", "digest",
)  # fmt: skip
OF_A_QUESTION = ("ask", "several", "answers", "order", "because")
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
DIGEST = re.compile(r"[0-9a-f]{64}")
TEXT_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}\.md")
ACTIVITY = re.compile(r"https?://[^\s<>\"]{1,400}|urn:[a-z0-9][^\s<>\"]{1,400}", re.IGNORECASE)
LONGEST_NAME = 150
LONGEST_TEXT = 100_000
"""Characters of the text of one part."""
MOST_PARTS, MOST_QUESTIONS, MOST_ANSWERS, MOST_MONTHS = 100, 60, 12, 240


def gather_folder(files: Mapping[str, bytes]) -> tuple[Content | None, list[str]]:
    """What a folder says, and all that is wrong with it, a sentence each; None where it cannot be read at all."""
    if FILE not in files:
        return None, [f"The folder has no {FILE}; a course begins with one."]
    try:
        part = read_yaml(files[FILE], FILE)
    except BadService as error:
        return None, [str(error)]
    faults = Faults(FILE)
    given = Fields(part, KNOWN, faults)
    given.need("name", "parts")
    activities = given.texts("activities")
    for each in activities:
        if not ACTIVITY.fullmatch(each):
            faults.add(given.line_of("activities"), f"{quoted(each)} is no address (IRI) of an activity")
    found = given.each("parts", OF_A_PART)
    if len(found) > MOST_PARTS:
        faults.add(given.line_of("parts"), f"there are more than {MOST_PARTS} parts; make two courses of it")
    read = _Reading(files, faults)
    content = Content(
        name=given.text("name")[:LONGEST_NAME],
        summary=given.text("summary"),
        minutes=_number(given, "minutes", 0, 10_000),
        months=_number(given, "months", 0, MOST_MONTHS),
        in_order=_yes(given, "in order"),
        activities=activities,
        parts=tuple(each for each in map(read.part, found[:MOST_PARTS]) if each is not None),
    )
    return content, faults.sentences + read.sentences


def read_folder(files: Mapping[str, bytes]) -> Content:
    """What a folder says. Raises `BadService` with all that is wrong, one sentence a line."""
    content, faults = gather_folder(files)
    if faults or content is None:
        raise BadService("\n".join(faults))
    return content


def write_folder(content: Content, attached: Mapping[str, bytes]) -> dict[str, bytes]:
    """The folder that says `content`, with the files that its pages name out of `attached` (by name alone)."""
    files: dict[str, bytes] = {}
    parts: list[dict[str, Any]] = []
    for each in content.parts:
        written: dict[str, Any] = {"id": each.id}
        if isinstance(each, Page):
            written["page"] = each.title
            if each.files:
                written["files"] = list(each.files)
            files |= {FILES + name: attached[name] for name in each.files if name in attached}
        elif isinstance(each, Quiz):
            written |= {"quiz": each.title, "pass": each.pass_mark, "attempts": each.attempts}
            written["questions"] = [_question(one) for one in each.questions]
        else:
            written |= {"package": each.title, "digest": each.digest}
        if each.text:
            written["text"] = f"{each.id}.md"
            files[f"{each.id}.md"] = each.text.encode()
        parts.append(written)
    told: dict[str, Any] = {"name": content.name, "summary": content.summary}
    told |= {"minutes": content.minutes, "months": content.months, "in order": content.in_order}
    told |= {"activities": list(content.activities), "parts": parts}
    files[FILE] = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110).encode()
    return files


def _question(question: Question) -> dict[str, Any]:
    written: dict[str, Any] = {"ask": question.words}
    if question.kind == Kind.ORDER:
        written["order"] = [each.words for each in question.answers]
    else:
        written["several"] = question.kind == Kind.SEVERAL
        written["answers"] = [{"right" if each.right else "wrong": each.words} for each in question.answers]
    if question.because:
        written["because"] = question.because
    return written


class _Reading:
    """Reads the parts of one folder; `sentences` are what is wrong with their texts."""

    def __init__(self, files: Mapping[str, bytes], faults: Faults) -> None:
        self.files = files
        self.faults = faults
        self.sentences: list[str] = []
        self.ids: set[str] = set()

    def part(self, given: Fields) -> Part | None:
        kinds = [name for name in ("page", "quiz", "package") if given.text(name)]
        if len(kinds) != 1:
            self.faults.add(given.line, "a part is one page, one quiz or one package: write its title so")
            return None
        part_id = given.text("id")
        if not ID.fullmatch(part_id) or part_id in self.ids:
            self.faults.add(
                given.line_of("id"), "a part needs an id of its own, of small letters, digits and hyphens"
            )
        self.ids.add(part_id)
        title, text = given.text(kinds[0])[:LONGEST_NAME], self._text(given)
        if kinds[0] == "quiz":
            return self._quiz(given, part_id, title, text)
        if kinds[0] == "package":
            if not DIGEST.fullmatch(given.text("digest")):
                self.faults.add(given.line, "a package has a digest of 64 hexadecimal digits")
            return Packaged(part_id, title, text, given.text("digest"))
        named = given.texts("files")
        for name in named:
            if FILES + name not in self.files:
                self.faults.add(given.line_of("files"), f"the folder has no file {quoted(FILES + name)}")
        if not text.strip() and not named:
            self.faults.add(given.line, f"the page {quoted(title)} is empty; write its text")
        return Page(part_id, title, text, named)

    def _text(self, given: Fields) -> str:
        name = given.text("text")
        if not name:
            return ""
        if not TEXT_NAME.fullmatch(name) or name not in self.files:
            self.faults.add(given.line_of("text"), f"the folder has no text {quoted(name)}")
            return ""
        try:
            text = self.files[name].decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.sentences.append(f"{name}: the file is not in UTF-8; save it in that encoding.")
            return ""
        self.sentences += text_faults(text, name)
        return text

    def _quiz(self, given: Fields, part_id: str, title: str, text: str) -> Quiz:
        found = given.each("questions", OF_A_QUESTION)
        if not 1 <= len(found) <= MOST_QUESTIONS:
            self.faults.add(given.line, f"the quiz {quoted(title)} needs 1 to {MOST_QUESTIONS} questions")
        questions = tuple(map(self._question, found[:MOST_QUESTIONS]))
        mark = _number(given, "pass", 1, 100) if given.text("pass") else 80
        return Quiz(part_id, title, text, questions, mark, _number(given, "attempts", 0, 100))

    def _question(self, given: Fields) -> Question:
        given.need("ask")
        order = given.texts("order")
        if order:
            question = Question(
                given.text("ask"),
                Kind.ORDER,
                tuple(Answer(each, True) for each in order),
                given.text("because"),
            )
        else:
            answers = []
            for each in given.each("answers", ("right", "wrong")):
                if each.text("right"):
                    answers.append(Answer(each.text("right"), True))
                elif each.text("wrong"):
                    answers.append(Answer(each.text("wrong"), False))
            kind = Kind.SEVERAL if _yes(given, "several") else Kind.ONE
            question = Question(given.text("ask"), kind, tuple(answers), given.text("because"))
        for sentence in question_faults(question):
            self.faults.add(given.line, f"the question {quoted(question.words)}: {sentence}")
        return question


def question_faults(question: Question) -> list[str]:
    """What stands against a question, in sentences without a beginning."""
    found = []
    words = [each.words for each in question.answers]
    if not 2 <= len(words) <= MOST_ANSWERS:
        found.append(f"give 2 to {MOST_ANSWERS} answers")
    if len(set(words)) != len(words):
        found.append("two answers are the same; change one")
    right = sum(each.right for each in question.answers)
    if question.kind == Kind.ONE and right != 1:
        found.append("exactly one answer is right; mark it, or let several be right")
    if question.kind == Kind.SEVERAL and not right:
        found.append("at least one answer has to be right; mark it")
    return found


def text_faults(text: str, where: str) -> list[str]:
    """What stands against the text of a part: HTML, pictures, links that lead anywhere, or too much of it."""
    if len(text) > LONGEST_TEXT:
        return [f"{where}: the text has more than {LONGEST_TEXT:,} characters; make two pages of it."]
    try:
        refuse_strange([Words(text)], where)
    except BadService as error:
        return [str(error)]
    return []


def _number(given: Fields, name: str, least: int, most: int) -> int:
    text = given.text(name)
    if not text:
        return least
    if not text.isdecimal() or not least <= int(text) <= most:
        given.faults.add(given.line_of(name), f"{quoted(name)} has to be a whole number of {least} to {most}")
        return least
    return int(text)


def _yes(given: Fields, name: str) -> bool:
    text = given.text(name)
    if text not in ("", "true", "false"):
        given.faults.add(given.line_of(name), f"{quoted(name)} has to be true or false")
    return text == "true"
