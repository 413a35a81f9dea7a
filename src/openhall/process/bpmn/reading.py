"""What the parts of the compiler share: the document, the places of its nodes, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass, field

from openhall.process.bpmn.document import Document
from openhall.process.bpmn.element import Element
from openhall.process.bpmn.names import OPENHALL
from openhall.process.bpmn.refusals import Refusals


@dataclass
class Reading:
    """A document on its way to a model.

    items     the elements of the nodes, by place; processes among them
    scopes    for each node the place of what it lies in, -1 for processes
    place     the place of each element
    flows     the sequence flows and the place of what they lie in
    names     names that expressions may use, for those with spaces in them
    """

    document: Document
    refused: Refusals = field(default_factory=Refusals)
    items: list[Element] = field(default_factory=list)
    scopes: list[int] = field(default_factory=list)
    place: dict[Element, int] = field(default_factory=dict)
    flows: list[tuple[Element, int]] = field(default_factory=list)
    names: frozenset[str] = frozenset()

    @property
    def language(self) -> str:
        """The language of expressions that the file names; "" for none."""
        return self.document.root.get("expressionLanguage")

    def place_at(self, value: str, at: Element) -> int:
        """The place of the node that a reference leads to; -1 where it leads to none that is executed."""
        found = self.document.refer(value, at) if value else None
        return self.place.get(found, -1) if found is not None else -1


def own(element: Element, name: str) -> str | None:
    """The value of an attribute of Openhall's own namespace."""
    return element.get(f"{{{OPENHALL}}}{name}").strip() or None


def is_true(element: Element, name: str, default: bool = False) -> bool:
    """The value of a boolean attribute (XML Schema: true, 1, false, 0)."""
    value = element.get(name).strip()
    return default if not value else value in ("true", "1")


def one_line(text: str) -> str:
    """A name without line breaks."""
    return " ".join(text.split())
