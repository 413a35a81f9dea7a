"""What reading a DMN file needs everywhere: the children that count, names, types, and where a fault is."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from openhall.process.dmn.model import Literal, Variable
from openhall.process.dmn.xml import local, space
from openhall.process.errors import BadModel
from openhall.process.quoting import placed
from openhall.process.saying import gettext

BESIDE = frozenset({"description", "extensionElements", "extensionAttributes"})
"""What any element may hold beside what it means."""


@dataclass
class Reading:
    """What is known while one file is read.

    name       how sentences call the file
    namespace  the namespace of DMN's own elements in it
    feel       the language of expressions that name none is FEEL
    paths      names of fields and entries that were seen
    """

    name: str
    namespace: str
    feel: bool = True
    paths: set[str] = field(default_factory=set)

    def own(self, element: etree._Element) -> list[etree._Element]:
        """The children that are DMN's and say what the element means."""
        return [each for each in element if space(each) == self.namespace and local(each) not in BESIDE]

    def one(self, element: etree._Element, name: str) -> etree._Element | None:
        """The child of this name, or None."""
        return next((each for each in self.own(element) if local(each) == name), None)

    def refuse(self, element: etree._Element, why: str) -> BadModel:
        """The sentence that this element cannot be used, with the id that is nearest."""
        place: etree._Element | None = element
        while place is not None and not place.get("id"):
            place = place.getparent()
        said: str = f"<{local(element)}>"
        if place is not None:
            said = gettext("%(element)s (id %(id)s)", element=said, id=place.get("id") or "")
        if element.sourceline:
            said = gettext("%(element)s in line %(line)s", element=said, line=str(element.sourceline))
        return BadModel(placed(self.name, 0, gettext("%(element)s %(why)s", element=said, why=why)))

    def label(self, element: etree._Element) -> str:
        """The name or label under which an element is known."""
        return clean(element.get("name") or "")


def clean(name: str) -> str:
    """A name with single blanks, as FEEL compares names (10.3.1.4)."""
    return " ".join(name.split())


def text_of(reading: Reading, element: etree._Element) -> str:
    """The text in an element's <text>, or nothing."""
    child = reading.one(element, "text")
    return "".join(map(str, child.itertext())).strip() if child is not None else ""


def type_of(element: etree._Element) -> str | None:
    """The name of an element's type as FEEL knows it, or None."""
    return type_name(element, element.get("typeRef"))


def type_name(element: etree._Element, name: str | None) -> str | None:
    """A type's name; a prefix that stands for FEEL's own namespace falls away (DMN 1.1), others become `name.`."""
    name = clean(name or "")
    if not name:
        return None
    prefix, colon, rest = name.partition(":")
    if not colon:
        return name.removeprefix("feel.")
    address = element.nsmap.get(prefix, "")
    return rest if prefix == "feel" or "/FEEL" in address.upper() or address == "" else f"{address}:{rest}"


def read_variable(reading: Reading, element: etree._Element) -> Variable:
    """A name with its type; the name counts as one that paths may go along."""
    name = reading.label(element)
    reading.paths.add(name)
    return Variable(name, type_of(element))


def read_literal(reading: Reading, element: etree._Element) -> Literal:
    """Text of FEEL. Raises `BadModel` when it is in another language or stands outside the file."""
    language = element.get("expressionLanguage")
    if not (reading.feel if language is None else is_feel(language)):
        raise reading.refuse(
            element, gettext("is not written in FEEL, and nothing else is evaluated; rewrite it.")
        )
    if reading.one(element, "importedValues") is not None:
        raise reading.refuse(element, gettext("imports its values, which is not supported; write them here."))
    return Literal(element.get("id") or "", type_of(element), text_of(reading, element))


def is_feel(language: str) -> bool:
    """Whether this is one of the names that FEEL has in the versions of DMN."""
    return language.strip().lower() in ("", "feel") or "/feel/" in f"{language.strip().lower()}/"
