"""Read a form: JSON Schema 2020-12 of one object, with Openhall's words for what a schema does not say.

What of a schema is not understood is refused by name: a rule left out in silence would be one that nobody keeps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from openhall.process.errors import BadService, FeelSyntaxError, LimitReached
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.syntax import Node as Expression
from openhall.process.feel.used import names_used
from openhall.process.forms.model import Form, Page, Question
from openhall.process.forms.questions import LONGEST_TITLE, read_question
from openhall.process.forms.schema_text import read_schema
from openhall.process.quoting import fault, listed, meant, placed, quoted
from openhall.process.saying import gettext, message_of, ngettext

MOST_QUESTIONS = 500
LONGEST_CONDITION = 5_000
TOP = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "type", "properties", "required", "openhall:pages"}
    | {"additionalProperties"}
)
_PAGE = frozenset({"name", "title", "questions", "if"})
_PAGE_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


def read_form(data: bytes, name: str) -> Form:
    """A form from its file (`forms/NAME.json`). Raises `BadService` with the place and the mend."""
    where = f"forms/{name}.json"
    schema = read_schema(data, where)
    unknown = sorted(schema.keys() - TOP)
    if unknown:
        raise fault(
            where,
            0,
            gettext(
                "%(name)s is not understood here; %(mend)s",
                name=quoted(unknown[0]),
                mend=meant(unknown[0], TOP),
            ),
        )
    properties = schema.get("properties")
    if schema.get("type", "object") != "object" or not isinstance(properties, dict):
        raise fault(
            where, 0, gettext("a form is a schema of “type”: “object” with “properties”, one a question.")
        )
    if schema.get("additionalProperties", False) is not False:
        raise fault(
            where, 0, gettext("a form takes answers to its questions alone; take “additionalProperties” out.")
        )
    if not 0 < len(properties) <= MOST_QUESTIONS:
        raise fault(
            where,
            0,
            gettext(
                "the form has %(number)s questions; give it from 1 to %(most)s.",
                number=len(properties),
                most=MOST_QUESTIONS,
            ),
        )
    if name in properties:
        raise fault(
            where,
            0,
            gettext(
                "the question %(question)s is called as the form, and %(name)s would mean either; "
                "call it otherwise.",
                question=quoted(name),
                name=name,
            ),
        )
    required = frozenset(schema.get("required", ()))
    for each in schema.get("required", ()):
        if each not in properties:
            raise fault(
                where,
                0,
                gettext(
                    "“required” names %(name)s; %(mend)s",
                    name=quoted(each),
                    mend=meant(each, properties),
                ),
            )
    title = schema.get("title", "").strip()
    if len(title) > LONGEST_TITLE:
        raise fault(
            where, 0, gettext("“title” is a text of at most %(longest)s letters.", longest=LONGEST_TITLE)
        )
    questions = {
        each: read_question(each, held, each in required, placed(where, 0, quoted(each)))
        for each, held in properties.items()
    }
    return Form(name, title or name, questions, _pages(schema, questions, name, where), _of_answers(schema))


def _pages(
    schema: Mapping[str, Any], questions: Mapping[str, Question], form: str, where: str
) -> tuple[Page, ...]:
    given = schema.get("openhall:pages")
    if given is None:
        # A question may have blanks in its name, an address may not.
        return tuple(
            Page(name if _PAGE_NAME.fullmatch(name) else f"page-{number}", "", (name,))
            for number, name in enumerate(questions, 1)
        )
    if not isinstance(given, list) or not given:
        raise fault(
            where, 0, gettext("“openhall:pages” is a list of pages, each with “name” and “questions”.")
        )
    reading = _Reading(form, frozenset(questions))
    pages = [
        reading.page(each, placed(where, 0, gettext("page %(number)s", number=str(k))))
        for k, each in enumerate(given, 1)
    ]
    if len({page.name for page in pages}) != len(pages):
        raise fault(where, 0, gettext("two pages have the same name; give each a name of its own."))
    left = [name for name in questions if name not in reading.asked]
    if left:
        raise fault(
            where,
            0,
            ngettext(
                "%(names)s is on no page; add a page for it.",
                "%(names)s are on no page; add a page for it.",
                len(left),
                names=listed(left),
            ),
        )
    return tuple(pages)


class _Reading:
    """Reads pages in their order. `asked` are the questions of those that are read."""

    def __init__(self, form: str, names: frozenset[str]) -> None:
        self.form = form
        self.names = names
        self.asked: set[str] = set()

    def page(self, given: Any, where: str) -> Page:
        """The next page."""
        if (
            not isinstance(given, dict)
            or not isinstance(given.get("questions"), list)
            or not given["questions"]
        ):
            raise BadService(
                gettext(
                    "%(where)s is no page; write %(example)s.",
                    where=where,
                    example="{“name”: …, “questions”: [“…”]}",
                )
            )
        for each in given:
            if each not in _PAGE:
                raise fault(
                    where,
                    0,
                    gettext(
                        "%(name)s is not understood; %(mend)s",
                        name=quoted(each),
                        mend=meant(each, _PAGE),
                    ),
                )
        questions = self._questions(given["questions"], where)
        name, title = given.get("name", questions[0]), given.get("title", "")
        if not isinstance(name, str) or not _PAGE_NAME.fullmatch(name):
            raise fault(
                where,
                0,
                gettext(
                    "call the page with letters, digits and hyphens, at most 60, not %(name)s.",
                    name=quoted(str(name)),
                ),
            )
        if not isinstance(title, str) or len(title) > LONGEST_TITLE:
            raise fault(
                where, 0, gettext("“title” is a text of at most %(longest)s letters.", longest=LONGEST_TITLE)
            )
        condition = self._condition(given["if"], where) if "if" in given else None
        self.asked.update(questions)
        return Page(name, title.strip(), questions, condition, given["if"] if condition else "")

    def _questions(self, given: Sequence[Any], where: str) -> tuple[str, ...]:
        for each in given[: len(self.names) + 1]:
            if not isinstance(each, str) or each not in self.names:
                raise BadService(
                    gettext(
                        "%(where)s asks %(name)s, which is no question; %(mend)s",
                        where=where,
                        name=quoted(str(each)),
                        mend=meant(str(each), self.names),
                    )
                )
            if each in self.asked:
                raise fault(
                    where, 0, gettext("%(name)s is asked on two pages; ask it once.", name=quoted(each))
                )
        twice = [name for name, count in Counter(given).items() if count > 1]
        if twice:
            raise fault(
                where, 0, gettext("%(name)s is asked on two pages; ask it once.", name=quoted(twice[0]))
            )
        return tuple(given)

    def _condition(self, text: Any, where: str) -> Expression:
        if not isinstance(text, str) or not 0 < len(text) <= LONGEST_CONDITION:
            raise fault(
                where,
                0,
                gettext(
                    "“if” is a text, FEEL over the answers of the pages before, "
                    "of at most %(longest)s letters.",
                    longest=LONGEST_CONDITION,
                ),
            )
        try:
            condition = parse_expression(text, self.names)
        except (FeelSyntaxError, LimitReached) as error:
            raise fault(
                where,
                0,
                gettext(
                    "the condition %(text)s is no FEEL: %(why)s", text=quoted(text), why=message_of(error)
                ),
            ) from None
        for path in names_used(condition):
            name = path[1] if path[0] == self.form and len(path) > 1 else path[0]
            if name in self.names and name not in self.asked:
                raise fault(
                    where,
                    0,
                    gettext(
                        "the condition %(text)s needs %(name)s, which is not asked before; "
                        "ask it on a page before this one.",
                        text=quoted(text),
                        name=quoted(name),
                    ),
                )
        return condition


def _of_answers(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of the answers alone: what is asked is looked at page by page, so nothing is required of all."""
    properties = {
        name: {key: held for key, held in each.items() if not key.startswith("openhall:")}
        for name, each in schema["properties"].items()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}
