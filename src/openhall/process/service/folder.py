"""The service folder as a whole: everything in it read, and what belongs together found."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from openhall.process.decisions import Decisions
from openhall.process.dmn.plain import write_text
from openhall.process.errors import BadService
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.values import Budget, Value
from openhall.process.folder import LARGEST, MOST_FILES
from openhall.process.forms.model import Form
from openhall.process.letters import Letter
from openhall.process.model import Model
from openhall.process.quoting import quoted
from openhall.process.running import Running
from openhall.process.saying import gettext, lines
from openhall.process.service.example import Example
from openhall.process.service.text import FILE, ServiceText
from openhall.process.service.translation import Translation
from openhall.process.service.words import Words

__all__ = [
    "OF_MEASURES",
    "PROCESS",
    "Person",
    "ServiceFolder",
    "Words",
    "read_folder",
    "read_service",
    "without_wrapping",
]

PROCESS = "process.bpmn"
OF_MEASURES = "measures/"
"""Files there say how the service is measured: `openhall.measure` reads them."""


@dataclass(frozen=True)
class Person:
    """Who applies, and where that person is written to; "" where the answers do not say."""

    name: str
    e_mail: str


@dataclass(frozen=True, eq=False)
class ServiceFolder:
    """All of a service.

    letters       for each letter, its text by language
    translations  by language; examples by the name of their file
    names         all names that an expression of the service may use, for those with spaces in them
    """

    text: ServiceText
    model: Model
    decisions: Decisions
    forms: Mapping[str, Form] = field(default_factory=dict)
    letters: Mapping[str, Mapping[str, Letter]] = field(default_factory=dict)
    translations: Mapping[str, Translation] = field(default_factory=dict)
    examples: Mapping[str, Example] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    @cached_property
    def running(self) -> Running:
        """What runs its cases."""
        return Running(self.model, self.decisions, self.names)

    @cached_property
    def _words(self) -> dict[str, Words]:
        return {
            language: Words(language, self.text, self.model, self.forms, self.translations.get(language))
            for language in self.text.languages
        }

    def in_language(self, language: str) -> Words:
        """The words of the service in a language; in its first one where it does not have that language."""
        return self._words.get(language) or self._words[self.text.languages[0]]

    def letter(self, name: str, language: str) -> tuple[str, Letter]:
        """A letter in a language or else in the first one: the language it is in, and the letter. Raises `KeyError`."""
        versions = self.letters[name]
        found = language if language in versions else self.text.languages[0]
        return found, versions[found]

    def person(self, answers: Mapping[str, Value]) -> Person:
        """Who applies, from the answers of the form that begins a case."""
        return Person(
            self._said(self.text.person_name, answers), self._said(self.text.person_e_mail, answers)
        )

    def subject(self, answers: Mapping[str, Value]) -> str:
        """How officers speak of a case, from the answers of the form that begins it."""
        return self._said(self.text.subject, answers)

    def _said(self, expression: str, answers: Mapping[str, Value]) -> str:
        """The text that an expression of `service.yaml` gives; "" where it gives none."""
        if not expression:
            return ""
        scope: dict[str, Value] = {**answers, self.text.form: dict(answers)}
        value = evaluate(parse_expression(expression, self.names), scope, Budget())
        return "" if value is None else write_text(value)


def read_service(files: Mapping[str, bytes]) -> ServiceFolder:
    """The service that the files of a folder are, by their names ("forms/apply.json").

    Raises `BadService` with all that stands against it, one sentence a line; examples are not run here.
    """
    from openhall.process.service.gather import gather
    from openhall.process.service.links import broken_links

    found = gather(files)
    errors = [*found.errors, *broken_links(found)]
    if errors:
        raise BadService(lines(errors))
    return found.folder()


def read_folder(path: Path) -> dict[str, bytes]:
    """The files of a service folder on disk by their names; hidden ones are left out.

    Raises `BadService` for what is no folder, links that may lead out of it, and more than a folder may hold.
    """
    if not path.is_dir():
        raise BadService(
            gettext(
                "%(path)s is no folder; name the folder that %(process)s is in.",
                path=str(path),
                process=PROCESS,
            )
        )
    found: dict[str, bytes] = {}
    total = 0
    for each in _files(path):
        name = each.relative_to(path).as_posix()
        try:
            with each.open("rb") as file:
                found[name] = file.read(LARGEST - total + 1)
        except OSError as error:
            raise BadService(
                gettext("%(name)s cannot be read: %(why)s.", name=quoted(name, 100), why=error.strerror or "")
            ) from None
        total += len(found[name])
        if total > LARGEST or len(found) > MOST_FILES:
            raise BadService(
                gettext(
                    "%(path)s has more than %(most)s files or %(size)s MB; name the folder of one service.",
                    path=str(path),
                    most=MOST_FILES,
                    size=LARGEST // 2**20,
                )
            )
    return found


def without_wrapping(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a packed folder as the folder itself has them.

    Most programs pack the folder itself, so that its name stands before all others, and what the system keeps beside
    the files.
    """
    kept = {
        name: data
        for name, data in files.items()
        if not name.startswith("__MACOSX/") and not any(part.startswith(".") for part in name.split("/"))
    }
    tops = {name.split("/")[0] for name in kept}
    if FILE not in kept and len(tops) == 1:
        kept = {name.partition("/")[2] or name: data for name, data in kept.items()}
    return kept


def _files(path: Path) -> list[Path]:
    """The files in a folder and the folders in it, in the order of their names."""
    found: list[Path] = []
    waiting = [path]
    while waiting:
        try:
            inside = sorted(waiting.pop().iterdir())
        except OSError as error:
            raise BadService(
                gettext("%(name)s cannot be read: %(why)s.", name=str(path), why=error.strerror or "")
            ) from None
        for each in inside:
            if each.name.startswith("."):
                continue
            mode = each.lstat().st_mode
            if stat.S_ISDIR(mode):
                waiting.append(each)
            elif stat.S_ISREG(mode):
                found.append(each)
            else:
                raise BadService(
                    gettext(
                        "%(name)s is a link or no file; put the file itself there.",
                        name=quoted(each.relative_to(path).as_posix(), 100),
                    )
                )
        if len(found) + len(waiting) > 2 * MOST_FILES:
            raise BadService(
                gettext(
                    "%(path)s has more than %(most)s files; name the folder of one service.",
                    path=str(path),
                    most=MOST_FILES,
                )
            )
    return sorted(found)
