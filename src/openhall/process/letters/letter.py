"""A letter, and what is written of it for one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openhall.process.errors import BadInput, LimitReached
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.values import Budget, Value
from openhall.process.letters.markdown import read_markdown
from openhall.process.letters.plain import as_text
from openhall.process.letters.render import as_html
from openhall.process.letters.template import Choice, Each, Held, Part, Words
from openhall.process.letters.values import Values, in_text, is_sign, plain_words
from openhall.process.quoting import placed, quoted
from openhall.process.saying import gettext, message_of

MOST_ELEMENTS = 2_000
"""Of a list that a part is written for."""
LARGEST = 100_000
"""Characters of a letter with its values: some forty pages."""
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Written:
    """A letter to one person: one line, plain text, and a fragment of HTML that is safe on a page."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Letter:
    """A letter of a service.

    file  what sentences about it call it;  head, body  the parts of its subject and its text
    uses  each name with its path that it takes from the case, in the order of the text
    """

    name: str
    file: str
    subject: str
    head: tuple[Part, ...]
    body: tuple[Part, ...]
    uses: tuple[tuple[str, ...], ...] = ()

    def write(
        self, scope: Mapping[str, Value], budget: Budget, said: Callable[[Value], str] | None = None
    ) -> Written:
        """The letter with what a case knows; `said` gives values in words of the reader's language.

        Raises `LimitReached` or `BadInput`, naming letter, line and expression.
        """
        writing = _Writing(self.file, budget, said or plain_words)
        subject = " ".join(writing.values.filled(writing.parts(self.head, dict(scope))).split())
        if len(subject) > LONGEST_SUBJECT:
            subject = subject[: LONGEST_SUBJECT - 1] + "…"
        text = writing.parts(self.body, dict(scope))
        try:
            tokens = read_markdown(text)
        except LimitReached as error:
            raise LimitReached(placed(self.file, 0, message_of(error))) from None
        return Written(subject, as_text(tokens, writing.values), as_html(tokens, writing.values))


class _Writing:
    """Writes one letter: the text with signs in it, and the values that they stand for."""

    def __init__(self, file: str, budget: Budget, said: Callable[[Value], str]) -> None:
        self.file = file
        self.budget = budget
        self.said = said
        self.values = Values()
        self.size = 0

    def parts(self, parts: tuple[Part, ...], scope: dict[str, Value]) -> str:
        written: list[str] = []
        for part in parts:
            if isinstance(part, Words):
                self._grow(len(part.text))
                # A sign that the letter itself has would stand for a value.
                written.append("".join(each for each in part.text if not is_sign(each)))
            elif isinstance(part, Held):
                written.append(self._sign(part, scope))
            elif isinstance(part, Choice):
                chosen = part.then if self._value(part.condition, scope) is True else part.otherwise
                written.append(self.parts(chosen, scope))
            else:
                written.append(self._each(part, scope))
        return "".join(written)

    def _each(self, part: Each, scope: dict[str, Value]) -> str:
        value = self._value(part.source, scope)
        elements = value if isinstance(value, list) else [] if value is None else [value]
        if len(elements) > MOST_ELEMENTS:
            raise BadInput(
                gettext(
                    "%(where)s has %(number)s elements; a letter lists at most %(most)s.",
                    where=self._place(part.source),
                    number=len(elements),
                    most=MOST_ELEMENTS,
                )
            )
        try:
            # An element costs a step although nothing is written for it.
            self.budget.spend(len(elements))
        except LimitReached as error:
            raise LimitReached(placed(self._place(part.source), 0, message_of(error))) from None
        return "".join(self.parts(part.body, scope | {part.name: each}) for each in elements)

    def _sign(self, part: Held, scope: Mapping[str, Value]) -> str:
        value = self._value(part, scope)
        try:
            text = in_text(value, self.said, self.budget, LARGEST)
            self._grow(len(text))
            return self.values.sign(text, part.is_link)
        except (LimitReached, BadInput) as error:
            raise type(error)(placed(self._place(part), 0, message_of(error))) from None

    def _value(self, part: Held, scope: Mapping[str, Value]) -> Value:
        try:
            return evaluate(part.expression, scope, self.budget)
        except LimitReached as error:
            raise LimitReached(placed(self._place(part), 0, message_of(error))) from None

    def _place(self, part: Held) -> str:
        return placed(self.file, part.line, quoted(part.text))

    def _grow(self, size: int) -> None:
        self.size += size
        if self.size > LARGEST:
            raise LimitReached(
                gettext(
                    "%(file)s becomes longer than %(largest)s characters; shorten its lists.",
                    file=self.file,
                    largest=LARGEST,
                )
            )
