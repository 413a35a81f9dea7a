"""Going through the text of an expression: places, words and signs, and the names that are known there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import NoReturn

from openhall.process.errors import FeelSyntaxError
from openhall.process.feel import names as lexis
from openhall.process.feel.names import KEYWORDS, normal, pieces
from openhall.process.feel.syntax import Node
from openhall.process.saying import Value, gettext, gettext_noop, made

LONGEST = 100_000
"""Characters of one expression."""
DEEPEST = 90
"""Expressions within each other; each takes a few frames of Python's stack."""
MOST_STEPS = 400_000
"""Looks at the text, which bounds how often it is read in another way."""


class Known:
    """Names of several words or signs, by their first word."""

    def __init__(self, names: Collection[str]) -> None:
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """One more; a name of one word needs no help."""
        parts = pieces(name)
        if len(parts) > 1 or (parts and parts[0] in KEYWORDS):
            held = self.by_first.setdefault(parts[0], [])
            if parts not in held:
                held.append(parts)
                held.sort(key=len, reverse=True)


@lru_cache(maxsize=1)
def _builtin_names() -> tuple[str, ...]:
    from openhall.process.feel.builtins import BUILTINS

    return tuple(name for name in BUILTINS if " " in name)


class _Misread(FeelSyntaxError):
    """What is wrong at a place, before what is `near`. Most are never told, since the text is read in another way."""

    @property
    def made_of(self) -> tuple[str, Mapping[str, Value]]:
        what, character = made(self.args[0], self.values), str(self.place + 1)
        if near := self.values["near"]:
            told = gettext_noop("%(what)s before “%(near)s” (character %(character)s).")
            return told, {"what": what, "near": near, "character": character}
        return gettext_noop("%(what)s at the end (character %(character)s)."), {
            "what": what,
            "character": character,
        }


class Reader:
    """Reads one text from left to right; `place` is where it is."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        if len(text) > LONGEST:
            raise FeelSyntaxError(
                gettext(
                    "The expression has %(number)s characters; at most %(most)s are read.",
                    number=len(text),
                    most=LONGEST,
                )
            )
        self.text = text
        self.place = 0
        self.depth = 0
        self.steps = 0
        self.filters = True
        self.known = Known([*_builtin_names(), *names])
        # After a dot, names that stand in any context of this text may follow.
        self.members = Known(names)

    def skip(self) -> None:
        """Go over white space and comments."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise FeelSyntaxError(
                gettext("The expression is too entangled to be read; break it into smaller ones.")
            )
        found = lexis.SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place

    def sees(self, sign: str) -> bool:
        """Whether a sign comes next."""
        self.skip()
        return self.text.startswith(sign, self.place)

    def takes(self, sign: str) -> bool:
        """Go over a sign if it comes next."""
        if self.sees(sign):
            self.place += len(sign)
            return True
        return False

    def sees_word(self, word: str) -> bool:
        """Whether a keyword comes next."""
        self.skip()
        after = self.place + len(word)
        return self.text.startswith(word, self.place) and not (
            after < len(self.text) and lexis.is_part(self.text[after])
        )

    def takes_word(self, word: str) -> bool:
        """Go over a keyword if it comes next."""
        if self.sees_word(word):
            self.place += len(word)
            return True
        return False

    def need(self, sign: str) -> None:
        """Go over a sign that has to come next."""
        if not self.takes(sign):
            self.fail(gettext_noop("“%(sign)s” is missing"), sign=sign)

    def need_word(self, word: str) -> None:
        """Go over a keyword that has to come next."""
        if not self.takes_word(word):
            self.fail(gettext_noop("“%(word)s” is missing"), word=word)

    def end(self) -> None:
        """Nothing may come any more."""
        self.skip()
        if self.place < len(self.text):
            self.fail(gettext_noop("nothing more is expected"))

    def fail(self, what: str, /, **values: Value) -> NoReturn:
        """Say what is wrong here: a part of a sentence and what stands in it. Raises `FeelSyntaxError`."""
        raise _Misread(what, self.place, near=self.text[self.place : self.place + 20], **values)

    @contextmanager
    def within(self) -> Iterator[None]:
        """One expression deeper."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise FeelSyntaxError(
                gettext(
                    "The expression is nested more than %(most)s deep; break it into smaller ones.",
                    most=DEEPEST,
                ),
                self.place,
            )
        yield
        self.depth -= 1

    @contextmanager
    def introducing(self) -> Iterator[None]:
        """Names that are added within are known within only."""
        before = {first: list(held) for first, held in self.known.by_first.items()}
        yield
        self.known.by_first = before

    def introduce(self, name: str) -> str:
        """A name that the text brings in."""
        name = normal(name)
        self.known.add(name)
        self.members.add(name)
        return name

    def either(self, first: Callable[[], Node | None], second: Callable[[], Node]) -> Node:
        """The first way to read on, or the second one where that leads nowhere."""
        place, depth = self.place, self.depth
        try:
            found = first()
        except FeelSyntaxError:
            found = None
        if found is not None:
            return found
        self.place, self.depth = place, depth
        return second()

    def name(self, known: Known) -> str:
        """The longest name that is known here; else the words that stand here."""
        self.skip()
        word = lexis.WORD.match(self.text, self.place)
        if not word:
            self.fail(gettext_noop("a value or a name is missing"))
            raise AssertionError
        for parts in known.by_first.get(word[0], ()):
            if (after := self.spelt(parts)) > 0:
                name = normal(self.text[self.place : after])
                self.place = after
                return name
        if word[0] in KEYWORDS and known is not self.members:
            self.fail(gettext_noop("a value is missing, and “%(word)s” is none,"), word=word[0])
        self.place = word.end()
        words = [word[0]]
        while True:
            before = self.place
            self.skip()
            follows = lexis.WORD.match(self.text, self.place)
            if not follows or self.place == before or follows[0] in KEYWORDS:
                self.place = before
                return " ".join(words)
            words.append(follows[0])
            self.place = follows.end()

    def spelt(self, parts: tuple[str, ...]) -> int:
        """Where a name ends that is spelt here; -1 where it is not."""
        place = self.place
        for part in parts:
            found = lexis.SPACE.match(self.text, place)
            place = found.end() if found else place
            if not self.text.startswith(part, place):
                return -1
            place += len(part)
            if lexis.is_part(part[-1]) and place < len(self.text) and lexis.is_part(self.text[place]):
                return -1
        return place
