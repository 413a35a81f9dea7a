"""Item definitions (DMN 1.5, 7.3.2), the types of a model, read from their elements."""

from __future__ import annotations

from lxml import etree

from openhall.process.dmn.model import Item, Variable
from openhall.process.dmn.reading import Reading, text_of, type_name, type_of
from openhall.process.dmn.xml import local
from openhall.process.saying import gettext

KNOWN = frozenset({"typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem"})


def read_item(reading: Reading, element: etree._Element) -> Item:
    """An item definition, or a component of one. Raises `BadModel` when it has no name or a part DMN does not have."""
    name = reading.label(element)
    if not name:
        raise reading.refuse(element, gettext("has no name; give it one."))
    for child in reading.own(element):
        if local(child) not in KNOWN:
            raise reading.refuse(child, gettext("cannot stand in a type; take it out."))
    components = []
    for child in reading.own(element):
        if local(child) == "itemComponent":
            components.append(read_item(reading, child))
            reading.paths.add(components[-1].name)
    return Item(
        element.get("id") or "",
        name,
        _type(reading, element),
        tuple(components),
        _function(reading, element),
        (element.get("isCollection") or "").strip() in ("true", "1"),
        _tests(reading, element, "allowedValues"),
        _tests(reading, element, "typeConstraint"),
    )


def _type(reading: Reading, element: etree._Element) -> str | None:
    child = reading.one(element, "typeRef")
    return type_name(child, "".join(map(str, child.itertext()))) if child is not None else None


def _function(reading: Reading, element: etree._Element) -> tuple[tuple[Variable, ...], str | None] | None:
    child = reading.one(element, "functionItem")
    if child is None:
        return None
    parameters = tuple(
        Variable(reading.label(each), type_of(each))
        for each in reading.own(child)
        if local(each) == "parameters"
    )
    return parameters, type_name(child, child.get("outputTypeRef"))


def _tests(reading: Reading, element: etree._Element, name: str) -> str | None:
    child = reading.one(element, name)
    return (text_of(reading, child) or None) if child is not None else None
