"""The parts of a document: elements with their kind, attributes and content, and remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from openhall.process.bpmn.names import BPMN


class RemarkKind(StrEnum):
    """What a remark is in XML."""

    COMMENT = "comment"
    INSTRUCTION = "processing instruction"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, or a processing instruction for `target`."""

    kind: RemarkKind
    text: str
    target: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Element:
    """An element of a document. Two elements are the same only when they are one.

    kind        the name without its namespace, as in BPMN's metamodel: `userTask`, `BPMNShape`
    space       the namespace, "" for none
    attributes  values by name, in the file's order; a name in a namespace is written `{namespace}name`
    content     what lies within, in the file's order: texts, elements and remarks
    prefix      how the file shortens the namespace; "" where it is the default one
    declared    the prefixes declared here and their namespaces: values may use them (`itemSubjectRef="tns:Plan"`)
    line        the line of the file, 0 where it was made here
    """

    kind: str
    space: str = BPMN
    attributes: Mapping[str, str] = field(default_factory=dict)
    content: tuple[Element | Remark | str, ...] = ()
    prefix: str = ""
    declared: tuple[tuple[str, str], ...] = ()
    line: int = 0

    @property
    def id(self) -> str:
        """The id, "" where it has none."""
        return self.attributes.get("id", "")

    @property
    def name(self) -> str:
        """The name, "" where it has none."""
        return self.attributes.get("name", "")

    @property
    def label(self) -> str:
        """How it is spoken of: its name, or its id where it has none."""
        return self.name.strip() or self.id

    @property
    def children(self) -> tuple[Element, ...]:
        """The elements directly within."""
        return tuple(each for each in self.content if isinstance(each, Element))

    @property
    def text(self) -> str:
        """The text directly within, without the space around it."""
        return "".join(each for each in self.content if isinstance(each, str)).strip()

    @property
    def documentation(self) -> str:
        """The texts of its `documentation`, one paragraph each."""
        return "\n\n".join(each.text for each in self.all("documentation") if each.text)

    def all(self, *kinds: str, space: str = BPMN) -> tuple[Element, ...]:
        """The elements directly within that are of one of these kinds."""
        return tuple(each for each in self.children if each.kind in kinds and each.space == space)

    def first(self, *kinds: str, space: str = BPMN) -> Element | None:
        """The first element directly within that is of one of these kinds."""
        return next(iter(self.all(*kinds, space=space)), None)

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute."""
        return self.attributes.get(name, default)

    def texts(self, kind: str) -> tuple[str, ...]:
        """The texts of the elements of a kind that are directly within and not empty."""
        return tuple(each.text for each in self.all(kind) if each.text)

    def walk(self) -> Iterator[Element]:
        """This element and all within, in the file's order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))
