"""Boxed expressions (DMN 1.5, 10.2) read from their elements."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from openhall.process.dmn.model import (
    Binding,
    Conditional,
    Context,
    Entry,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    ListOf,
    Loop,
    Relation,
    Variable,
)
from openhall.process.dmn.read_table import read_table
from openhall.process.dmn.reading import Reading, clean, read_literal, read_variable, type_of
from openhall.process.dmn.xml import local
from openhall.process.saying import gettext


def read_expression(reading: Reading, element: etree._Element) -> Expression:
    """Any boxed expression. Raises `BadModel` for one that DMN does not have."""
    read = READERS.get(local(element))
    if read is None:
        raise reading.refuse(element, gettext("is no expression that can be evaluated; take it out."))
    return read(reading, element)


def read_only(reading: Reading, element: etree._Element, name: str) -> Expression:
    """The expression in the child of this name. Raises `BadModel` when there is none."""
    child = reading.one(element, name)
    if child is None:
        raise reading.refuse(element, gettext("has no %(element)s; add one.", element=f"<{name}>"))
    return read_single(reading, child)


def read_single(reading: Reading, element: etree._Element) -> Expression:
    """The one expression in an element. Raises `BadModel` when there is another number of them."""
    inside = reading.own(element)
    if len(inside) != 1:
        raise reading.refuse(
            element, gettext("holds %(number)s expressions; it must hold one.", number=str(len(inside)))
        )
    return read_expression(reading, inside[0])


def _context(reading: Reading, element: etree._Element) -> Context:
    entries = []
    for child in reading.own(element):
        if local(child) != "contextEntry":
            raise reading.refuse(child, gettext("cannot stand in a context; use <contextEntry>."))
        inside = reading.own(child)
        variable = None
        if inside and local(inside[0]) == "variable":
            variable = read_variable(reading, inside.pop(0))
        if len(inside) != 1:
            raise reading.refuse(
                child, gettext("holds %(number)s expressions; it must hold one.", number=str(len(inside)))
            )
        entries.append(Entry(variable, read_expression(reading, inside[0])))
    if any(each.variable is None for each in entries[:-1]):
        raise reading.refuse(element, gettext("has an entry without a name before its last; name it."))
    return Context(element.get("id") or "", type_of(element), tuple(entries))


def _list(reading: Reading, element: etree._Element) -> ListOf:
    items = tuple(read_expression(reading, child) for child in reading.own(element))
    return ListOf(element.get("id") or "", type_of(element), items)


def _relation(reading: Reading, element: etree._Element) -> Relation:
    columns: list[Variable] = []
    rows = []
    for child in reading.own(element):
        if local(child) == "column":
            columns.append(read_variable(reading, child))
        elif local(child) == "row":
            rows.append(tuple(read_expression(reading, each) for each in reading.own(child)))
            if len(rows[-1]) != len(columns):
                raise reading.refuse(
                    child,
                    gettext(
                        "has %(cells)s cells for %(columns)s columns; make them equal.",
                        cells=str(len(rows[-1])),
                        columns=str(len(columns)),
                    ),
                )
        else:
            raise reading.refuse(child, gettext("cannot stand in a relation; use <column> and <row>."))
    return Relation(element.get("id") or "", type_of(element), tuple(columns), tuple(rows))


def _invocation(reading: Reading, element: etree._Element) -> Invocation:
    inside = reading.own(element)
    if not inside or local(inside[0]) == "binding":
        raise reading.refuse(element, gettext("does not say which function it calls; add an expression."))
    bindings = []
    for child in inside[1:]:
        if local(child) != "binding":
            raise reading.refuse(child, gettext("cannot stand in an invocation; use <binding>."))
        parameter, *values = reading.own(child) or [child]
        if local(parameter) != "parameter" or len(values) > 1:
            raise reading.refuse(child, gettext("must hold a <parameter> and one expression."))
        if values:
            name = Variable(reading.label(parameter), type_of(parameter))
            bindings.append(Binding(name, read_expression(reading, values[0])))
    function = read_expression(reading, inside[0])
    return Invocation(element.get("id") or "", type_of(element), function, tuple(bindings))


def read_function(reading: Reading, element: etree._Element) -> FunctionDefinition:
    """A function definition, also a business knowledge model's own."""
    kind = element.get("kind") or "FEEL"
    if kind not in ("FEEL", "Java", "PMML"):
        raise reading.refuse(
            element, gettext("is of the kind %(kind)s, which DMN does not have; write FEEL.", kind=kind)
        )
    inside = reading.own(element)
    parameters = tuple(
        Variable(reading.label(each), type_of(each)) for each in inside if local(each) == "formalParameter"
    )
    bodies = [each for each in inside if local(each) != "formalParameter"]
    if len(bodies) > 1:
        raise reading.refuse(
            element, gettext("holds %(number)s expressions; it must hold one.", number=str(len(bodies)))
        )
    body = read_expression(reading, bodies[0]) if bodies else None
    return FunctionDefinition(element.get("id") or "", type_of(element), kind, parameters, body)


def _conditional(reading: Reading, element: etree._Element) -> Conditional:
    return Conditional(
        element.get("id") or "",
        type_of(element),
        read_only(reading, element, "if"),
        read_only(reading, element, "then"),
        read_only(reading, element, "else"),
    )


def _filter(reading: Reading, element: etree._Element) -> Filter:
    source, match = read_only(reading, element, "in"), read_only(reading, element, "match")
    return Filter(element.get("id") or "", type_of(element), source, match)


def _loop(reading: Reading, element: etree._Element) -> Loop:
    kind = local(element)
    variable = clean(element.get("iteratorVariable") or "")
    if not variable:
        raise reading.refuse(element, gettext("has no iteratorVariable; name what stands for each element."))
    source = read_only(reading, element, "in")
    body = read_only(reading, element, "return" if kind == "for" else "satisfies")
    return Loop(element.get("id") or "", type_of(element), kind, variable, source, body)


READERS: dict[str, Callable[[Reading, etree._Element], Expression]] = {
    "literalExpression": read_literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _loop,
    "some": _loop,
    "every": _loop,
    "decisionTable": read_table,
}
"""How each boxed expression is read."""
