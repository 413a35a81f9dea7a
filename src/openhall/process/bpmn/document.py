"""A BPMN 2.0 file, read with nothing lost and written from what was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from openhall.process.bpmn.element import Element, Remark
from openhall.process.bpmn.metamodel import BASES, is_a, references_of, text_references_of
from openhall.process.bpmn.names import BPMN, BPMNDI, LARGEST
from openhall.process.bpmn.refusals import called
from openhall.process.bpmn.xml_in import parse_xml
from openhall.process.bpmn.xml_out import write_xml
from openhall.process.errors import BadModel
from openhall.process.saying import either, gettext


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file though it can be read: the element, and a sentence that names it.

    `reference` is the attribute or element within it that refers wrongly, "id" for an id given twice, "" for an
    element that BPMN does not know.
    """

    element: Element
    sentence: str
    reference: str = ""


@dataclass(frozen=True, eq=False)
class Document:
    """A BPMN file as a tree of elements. `name` is how sentences call it; remarks may stand around the root."""

    root: Element
    name: str = "The model"
    before: tuple[Remark, ...] = ()
    after: tuple[Remark, ...] = ()

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """All elements of BPMN, its diagrams too, in the file's order; what extensions hold is left out."""
        return tuple(_of_bpmn(self.root))

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """The element around each element."""
        return {child: each for each in self.root.walk() for child in each.children}

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements of BPMN by their id; of several with one id, the first."""
        found: dict[str, Element] = {}
        for each in self.elements:
            if each.id and each.space == BPMN:
                found.setdefault(each.id, each)
        for each in self.elements:
            if each.id:
                found.setdefault(each.id, each)
        return found

    @property
    def target(self) -> str:
        """The namespace of the file's own names."""
        return self.root.get("targetNamespace")

    def all(self, kind: str) -> tuple[Element, ...]:
        """All elements of BPMN that are (a kind of) `kind`: `document.all("task")` has the user tasks too."""
        return tuple(each for each in self.elements if is_a(each.kind, kind))

    def refer(self, value: str, at: Element) -> Element | None:
        """The element that a reference in the element `at` leads to; None where it is not in the file."""
        found = self.by_id.get(value)
        if found is None and ":" in value:
            prefix, _, name = value.partition(":")
            if self.space_of(prefix, at) in (self.target, None):
                found = self.by_id.get(name)
        return found

    def space_of(self, prefix: str, at: Element) -> str | None:
        """The namespace that a prefix stands for at an element, None where it is not declared."""
        element: Element | None = at
        while element is not None:
            for known, space in element.declared:
                if known == prefix:
                    return space
            element = self.parents.get(element)
        return None

    def is_elsewhere(self, value: str, at: Element) -> bool:
        """Whether a reference leads to another file: its prefix stands for another namespace."""
        prefix, colon, _ = value.partition(":")
        return bool(colon) and self.space_of(prefix, at) not in (self.target, None)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Ids given twice, references that lead nowhere or to another kind, elements that BPMN does not know."""
        return tuple(_faults(self))


def read_document(source: Path | bytes, name: str | None = None) -> Document:
    """Read a BPMN 2.0 file, or its bytes; `name` is how sentences call it, the file's name if not given.

    Raises `BadModel` for what is no BPMN 2.0, has a DOCTYPE, or is larger or deeper than the bounds of `names.py`.
    """
    if isinstance(source, Path):
        name = name or source.name
        try:
            with source.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise BadModel(f"{name} cannot be opened: {error.strerror}; check the file's name.") from None
    else:
        name, data = name or "The model", source
    parsed = parse_xml(data, name)
    root = parsed.root
    if root.space != BPMN or root.kind != "definitions":
        raise BadModel(_no_bpmn(name, root))
    return Document(root, name, parsed.before, parsed.after)


def write_document(document: Document) -> bytes:
    """The file, made from the document's elements: UTF-8, order and prefixes as they are in it."""
    return write_xml(document.root, document.before, document.after)


def _no_bpmn(name: str, root: Element) -> str:
    known = f" “{root.id}”" if root.id else ""
    said = f"{name} is no BPMN 2.0: it begins with <{root.kind}>{known} "
    said += f"of “{root.space}”" if root.space else "of no namespace"
    if "XPDL" in root.space or root.kind == "Package":
        return f"{said}, which is XPDL; export it as BPMN 2.0."
    if root.kind == "definitions" and "/DMN/" in root.space:
        return f"{said}, which is DMN; give it as a decision."
    return f"{said}; it has to begin with <definitions> of “{BPMN}”."


def _of_bpmn(root: Element) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        if element.kind not in ("extensionElements", "extension", "documentation", "script", "text"):
            waiting.extend(each for each in reversed(element.children) if each.space in (BPMN, BPMNDI))


def _faults(document: Document) -> Iterator[Fault]:
    seen: dict[str, Element] = {}
    for element in document.elements:
        if element.id:
            first = seen.setdefault(element.id, element)
            if first is not element:
                yield Fault(
                    element,
                    gettext(
                        "%(element)s has the id of %(first)s in line %(line)s; each needs its own.",
                        element=said(element),
                        first=said(first),
                        line=str(first.line),
                    ),
                    "id",
                )
        if element.space == BPMN and element.kind not in BASES:
            yield Fault(
                element,
                gettext(
                    "%(element)s is no element of BPMN; put it into extensionElements.", element=said(element)
                ),
            )
        for name, kinds in references_of(element.kind).items():
            if value := element.get(name):
                yield from _reference(document, element, name, value, kinds)
        inner = text_references_of(element.kind)
        for child in element.children:
            if child.kind in inner and child.text:
                yield from _reference(document, element, child.kind, child.text, inner[child.kind])


def _reference(
    document: Document, element: Element, name: str, value: str, kinds: tuple[str, ...]
) -> Iterator[Fault]:
    found = document.refer(value, element)
    if found is None and not document.is_elsewhere(value, element):
        yield Fault(
            element,
            gettext(
                "%(element)s names “%(value)s” as its %(name)s, which is not in the file; name one that is.",
                element=said(element),
                value=value,
                name=name,
            ),
        )
    elif found is not None and "*" not in kinds and not any(is_a(found.kind, kind) for kind in kinds):
        yield Fault(
            element,
            gettext(
                "%(element)s names “%(value)s” as its %(name)s, which is a %(kind)s; it has to be a %(kinds)s.",
                element=said(element),
                value=value,
                name=name,
                kind=found.kind,
                kinds=either(tuple(kinds)),
            ),
            name,
        )


def said(element: Element) -> str:
    """How an element is spoken of: its kind, its name and its id, or its line where it has neither."""
    return called(element.kind, " ".join(element.name.split()), element.id, element.line)
