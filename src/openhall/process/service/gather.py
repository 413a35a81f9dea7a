"""Read every file of a service folder as far as it can be read, and note all that is wrong with each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from openhall.process import dmn
from openhall.process.bpmn.compile import compile_model, refusals
from openhall.process.bpmn.document import Document, read_document
from openhall.process.bpmn.reading import own
from openhall.process.decisions import Decisions, imports_among
from openhall.process.dmn.check import faults as dmn_faults
from openhall.process.dmn.model import Decision, Service
from openhall.process.errors import BadService, ProcessError
from openhall.process.forms.model import Form
from openhall.process.forms.read import read_form
from openhall.process.letters import Letter, read_letter
from openhall.process.model import Model, Node
from openhall.process.quoting import placed, quoted
from openhall.process.saying import each_line, gettext, lines, message_of
from openhall.process.service.example import Example, read_example
from openhall.process.service.folder import OF_MEASURES, PROCESS, ServiceFolder
from openhall.process.service.text import FILE, ServiceText, gather_text
from openhall.process.service.translation import Translation, read_translation

T = TypeVar("T")

OF_LETTERS = frozenset({"reference", "person", "today", "service", "department", "link", "reasons"})
"""What a letter may speak of besides what the case knows."""
LONGEST_ID = 200
"""Characters of the longest id that a case's record keeps."""
_PASSED_OVER = ("README", "LICENSE", "LICENCE", "CHANGELOG")
"""Files for people, which nothing here reads."""


@dataclass
class Gathered:
    """What could be read of a folder. What could not be is None or not there, and `errors` say why.

    unread  files that were there and could not be read: what they would have given is not missed a second time
    others  files that no part of a service is in
    """

    files: Mapping[str, bytes]
    errors: list[str] = field(default_factory=list)
    text: ServiceText | None = None
    document: Document | None = None
    model: Model | None = None
    decisions: dict[str, dmn.Model] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    letters: dict[str, dict[str, Letter]] = field(default_factory=dict)
    translations: dict[str, Translation] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    unread: set[str] = field(default_factory=set)
    others: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The first language of the service."""
        return self.text.languages[0] if self.text is not None else "en"

    def folder(self) -> ServiceFolder:
        """All of it as one. Raises `BadService` where the text or the process could not be read."""
        if self.text is None or self.model is None:
            raise BadService(lines(self.errors))
        return ServiceFolder(
            self.text,
            self.model,
            Decisions(self.decisions),
            self.forms,
            self.letters,
            self.translations,
            self.examples,
            self.names,
        )

    def take(self, file: str, read: Callable[[bytes], T]) -> T | None:
        """What a file gives; None, with an error, where it cannot be read."""
        try:
            return read(self.files[file])
        except ProcessError as error:
            self.unread.add(file)
            self.errors += sentences(error, file)
            return None


def decisions_of(model: dmn.Model) -> list[Decision | Service]:
    """What of a DMN file can be asked: its decisions and decision services."""
    return [*model.decisions, *model.services]


def called(node: Node) -> str:
    """How sentences call a node: the name of its element in BPMN, its own, and its id."""
    return gettext(
        "%(kind)s %(name)s (%(id)s)", kind=node.kind.value, name=quoted(node.label), id=node.id[:LONGEST_ID]
    )


def sentences(error: ProcessError, file: str) -> list[str]:
    """The sentences of an error, each with the file that it speaks of."""
    said = each_line(message_of(error))
    return [line if line.startswith(file) else placed(file, 0, line) for line in said]


def gather(files: Mapping[str, bytes]) -> Gathered:
    """Read all files of a folder, by their names ("forms/apply.json")."""
    found = Gathered(files)
    _read_text(found)
    for file in sorted(files):
        folder, _, name = file.rpartition("/")
        if folder == "forms" and name.endswith(".json"):
            form = found.take(file, lambda data, name=name: read_form(data, name.removesuffix(".json")))  # type: ignore[misc]
            if form is not None:
                found.forms[form.name] = form
        elif not folder and name.endswith(".dmn"):
            _read_decisions(found, file)
    _read_process(found)
    for file in sorted(files):
        folder, _, name = file.rpartition("/")
        if folder == "letters" and name.endswith(".md"):
            _read_letter(found, file, name.removesuffix(".md"))
        elif folder == "translations" and name.endswith(".yaml"):
            language = name.removesuffix(".yaml")
            words, faults = read_translation(files[file], file)
            found.errors += faults
            if words is None:
                found.unread.add(file)
            else:
                found.translations[language] = words
        elif folder == "tests" and name.endswith(".yaml"):
            example, faults = read_example(files[file], file)
            found.errors += faults
            if example is not None and not faults:
                found.examples[file] = example
        elif not _is_read_elsewhere(file) and not (not folder and _is_known(name)):
            found.others.append(file)
    return found


def _is_read_elsewhere(file: str) -> bool:
    folder, _, name = file.rpartition("/")
    return (folder == "forms" and name.endswith(".json")) or (
        f"{folder}/" == OF_MEASURES and name.endswith(".yaml")
    )


def _is_known(name: str) -> bool:
    return name in (FILE, PROCESS) or name.endswith(".dmn") or name.startswith(_PASSED_OVER)


def _read_text(found: Gathered) -> None:
    if FILE not in found.files:
        found.errors.append(
            gettext(
                "The folder has no %(file)s; say there what the service is called and who owns it.", file=FILE
            )
        )
        return
    found.text, faults = gather_text(found.files[FILE])
    found.errors += faults


def _read_decisions(found: Gathered, file: str) -> None:
    imported = imports_among(found.files)
    model = found.take(file, lambda data: dmn.read_dmn(data, imported, file))
    if model is not None:
        found.decisions[file] = model
        found.errors += [placed(file, 0, fault) for fault in dmn_faults(model)]


def _read_process(found: Gathered) -> None:
    found.names = _names(found, None)
    if PROCESS not in found.files:
        found.errors.append(gettext("The folder has no %(file)s; put the process there.", file=PROCESS))
        return
    document = found.take(PROCESS, lambda data: read_document(data, PROCESS))
    if document is None:
        return
    found.document = document
    found.names = _names(found, document)
    refused = refused_in(document, found.names, PROCESS)
    found.errors += refused
    found.errors += [placed(PROCESS, 0, each.sentence) for each in document.faults if each.reference == "id"]
    if not refused:
        found.model = compile_model(document, found.names)


def refused_in(document: Document, names: frozenset[str], file: str) -> list[str]:
    """What stands against executing a document, each with its line."""
    return [placed(file, each.line, each.sentence) for each in refusals(document, names)]


def _names(found: Gathered, document: Document | None) -> frozenset[str]:
    """All names that may stand in an expression of the service."""
    names = set(OF_LETTERS) | set(found.forms)
    for form in found.forms.values():
        names.update(form.questions)
    for model in found.decisions.values():
        names.update(model.paths)
        names.update(each.name for each in decisions_of(model))
    if document is not None:
        names.update(filter(None, (own(each, "result") for each in document.elements)))
    return frozenset(names)


def _read_letter(found: Gathered, file: str, name: str) -> None:
    called, _, language = name.partition(".")
    letter = found.take(file, lambda data: read_letter(data, name, found.names))
    if letter is None:
        return
    versions = found.letters.setdefault(called, {})
    if language == found.language:
        found.errors.append(
            placed(
                file,
                0,
                gettext(
                    "%(language)s is the first language; call the file %(name)s.",
                    language=quoted(language),
                    name=f"{called}.md",
                ),
            )
        )
    versions[language or found.language] = letter
