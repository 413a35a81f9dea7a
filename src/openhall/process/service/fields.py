"""Take what is expected out of a YAML file, and note all that is wrong with it, each in a sentence with its line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from openhall.process.errors import ProcessError
from openhall.process.quoting import listed, meant, placed, quoted
from openhall.process.saying import gettext, message_of, ngettext
from openhall.process.service.yaml_text import Part

LONGEST = 4_000
"""Characters of the longest text."""
MOST = 1_000
"""Entries of the longest list."""

T = TypeVar("T")


class Faults:
    """What is wrong with one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[tuple[int, str]] = []

    @property
    def sentences(self) -> list[str]:
        """All of them in the order of their lines."""
        return [sentence for _, sentence in sorted(self._found, key=lambda each: each[0])]

    def add(self, line: int, what: str) -> None:
        """One more; `what` says it after the file and the line, and ends in how to mend it."""
        ended = what if what.endswith(("?", ".")) else gettext("%(sentence)s.", sentence=what)
        self._found.append((line, placed(self.file, line, ended)))


class Fields:
    """Names with values of which all are known. `path` is how sentences call the place, "" for the file itself.

    What is not there is given as "", (), or an empty `Fields`; what is wrong too, with a fault.
    """

    def __init__(
        self, part: Part | None, known: Collection[str] | None, faults: Faults, path: str = ""
    ) -> None:
        self.faults = faults
        self.path = path
        self.line = part.line if part is not None else 0
        self.parts: dict[str, Part] = {}
        if part is None or part.value is None:
            return
        if not isinstance(part.value, dict):
            faults.add(
                part.line,
                gettext("%(called)s has to be names with values, such as “name: …”", called=self._called()),
            )
            return
        for name, held in part.value.items():
            if known is not None and name not in known:
                faults.add(held.line, _not_known(name, path, meant(name, known)))
            elif len(self.parts) >= MOST:
                faults.add(
                    held.line,
                    gettext(
                        "%(called)s has more than %(most)s names; make it shorter",
                        called=self._called(),
                        most=MOST,
                    ),
                )
                return
            else:
                self.parts[name] = held

    def line_of(self, name: str) -> int:
        """The line of a name; that of all of them where it is missing."""
        return self.parts[name].line if name in self.parts else self.line

    def need(self, *names: str) -> None:
        """Note those that are missing."""
        missing = [
            name for name in names if name not in self.parts or self.parts[name].value in (None, "", [])
        ]
        if missing:
            self.faults.add(self.line if self.path else 0, _missing(missing, self.path))

    def text(self, name: str) -> str:
        """One text."""
        part = self.parts.get(name)
        return self._text(part, self.at(name)) if part is not None and part.value is not None else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        part = self.parts.get(name)
        if part is None or part.value is None:
            return ()
        found = (self._text(each, self.at(name)) for each in self._elements(part, self.at(name)))
        return tuple(each for each in found if each)

    def fields(self, name: str, known: Collection[str] | None = None) -> Fields:
        """The names within a name; `known` None takes any."""
        return Fields(self.parts.get(name), known, self.faults, self.at(name))

    def each(self, name: str, known: Collection[str]) -> list[Fields]:
        """A list of names with values."""
        part = self.parts.get(name)
        if part is None or part.value is None:
            return []
        return [
            Fields(each, known, self.faults, self.at(name)) for each in self._elements(part, self.at(name))
        ]

    def read(self, name: str, reading: Callable[[str], T]) -> T | None:
        """One text as something else; a `ProcessError` of `reading` becomes a fault."""
        text = self.text(name)
        if not text:
            return None
        try:
            return reading(text)
        except ProcessError as error:
            self.faults.add(
                self.parts[name].line,
                gettext("%(name)s: %(why)s", name=quoted(self.at(name)), why=message_of(error)),
            )
            return None

    def items(self) -> Iterator[tuple[str, str]]:
        """All names with their texts."""
        for name in self.parts:
            yield name, self.text(name)

    def at(self, name: str) -> str:
        """How sentences call a name within this one."""
        return f"{self.path}.{name}" if self.path else name

    def _called(self) -> str:
        return quoted(self.path) if self.path else gettext("the file")

    def _elements(self, part: Part, path: str) -> list[Part]:
        if not isinstance(part.value, list):
            return [part]
        if len(part.value) > MOST:
            self.faults.add(
                part.line,
                gettext(
                    "%(path)s has more than %(most)s entries; make it shorter", path=quoted(path), most=MOST
                ),
            )
        return part.value[:MOST]

    def _text(self, part: Part, path: str) -> str:
        if isinstance(part.value, list | dict):
            self.faults.add(
                part.line,
                gettext("%(path)s has to be text; put it in quotes if it has signs in it", path=quoted(path)),
            )
            return ""
        if len(part.text) > LONGEST:
            self.faults.add(
                part.line,
                gettext(
                    "%(path)s has more than %(most)s characters; make it shorter",
                    path=quoted(path),
                    most=LONGEST,
                ),
            )
            return ""
        return part.text.strip()


def _not_known(name: str, path: str, mend: str) -> str:
    if path:
        return gettext(
            "%(name)s is not known in %(place)s; %(mend)s", name=quoted(name), place=quoted(path), mend=mend
        )
    return gettext("%(name)s is not known; %(mend)s", name=quoted(name), mend=mend)


def _missing(names: list[str], path: str) -> str:
    if path:
        return ngettext(
            "%(names)s is missing in %(place)s; add it",
            "%(names)s are missing in %(place)s; add them",
            len(names),
            names=listed(names),
            place=quoted(path),
        )
    return ngettext(
        "%(names)s is missing; add it", "%(names)s are missing; add them", len(names), names=listed(names)
    )
