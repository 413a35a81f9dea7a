"""Decision tables (DMN 1.5, 8.2) read from their elements."""

from __future__ import annotations

from lxml import etree

from openhall.process.dmn.model import (
    Aggregation,
    HitPolicy,
    InputClause,
    Literal,
    OutputClause,
    Rule,
    Table,
)
from openhall.process.dmn.reading import Reading, clean, read_literal, text_of, type_of
from openhall.process.dmn.xml import local
from openhall.process.saying import commas, gettext

MOST_RULES = 50_000
"""Rules in one table."""

HIT_POLICIES = {each.name.replace("_", " "): each for each in HitPolicy}
AGGREGATIONS = {each.name: each for each in Aggregation}


def read_table(reading: Reading, element: etree._Element) -> Table:
    """A decision table; which way it is drawn does not matter.

    Raises `BadModel` for a hit policy or aggregation that DMN does not have, a rule with a wrong number of cells, and
    too many rules.
    """
    parts: dict[str, list[etree._Element]] = {"input": [], "output": [], "annotation": [], "rule": []}
    for child in reading.own(element):
        if local(child) not in parts:
            raise reading.refuse(child, gettext("cannot stand in a decision table; take it out."))
        parts[local(child)].append(child)
    if not parts["output"]:
        raise reading.refuse(element, gettext("has no output; add one."))
    if len(parts["rule"]) > MOST_RULES:
        raise reading.refuse(
            element,
            gettext(
                "has %(number)s rules; a table may have %(most)s. Break it into several.",
                number=len(parts["rule"]),
                most=MOST_RULES,
            ),
        )
    policy = element.get("hitPolicy") or "UNIQUE"
    aggregation = element.get("aggregation")
    if policy not in HIT_POLICIES:
        raise reading.refuse(
            element,
            gettext(
                "has the hit policy %(policy)s; DMN has %(names)s.",
                policy=policy,
                names=commas(list(HIT_POLICIES)),
            ),
        )
    if aggregation is not None and aggregation not in AGGREGATIONS:
        raise reading.refuse(
            element,
            gettext(
                "aggregates by %(aggregation)s; DMN has %(names)s.",
                aggregation=aggregation,
                names=commas(list(AGGREGATIONS)),
            ),
        )
    inputs = tuple(_input(reading, each) for each in parts["input"])
    outputs = tuple(_output(reading, each) for each in parts["output"])
    if len(outputs) > 1 and not all(each.name for each in outputs):
        raise reading.refuse(element, gettext("has several outputs, of which one has no name; name each."))
    return Table(
        element.get("id") or "",
        type_of(element),
        HIT_POLICIES[policy],
        AGGREGATIONS[aggregation] if aggregation and policy == "COLLECT" else None,
        inputs,
        outputs,
        tuple(reading.label(each) for each in parts["annotation"]),
        tuple(_rule(reading, each, len(inputs), len(outputs)) for each in parts["rule"]),
    )


def _input(reading: Reading, element: etree._Element) -> InputClause:
    inside = reading.one(element, "inputExpression")
    if inside is None:
        raise reading.refuse(element, gettext("has no <inputExpression>; add one."))
    expression = read_literal(reading, inside)
    label = clean(element.get("label") or "") or clean(expression.text)
    return InputClause(element.get("id") or "", label, expression, _values(reading, element, "inputValues"))


def _output(reading: Reading, element: etree._Element) -> OutputClause:
    name = reading.label(element)
    if name:
        reading.paths.add(name)
    default = reading.one(element, "defaultOutputEntry")
    return OutputClause(
        element.get("id") or "",
        name,
        clean(element.get("label") or "") or name,
        type_of(element),
        _values(reading, element, "outputValues"),
        read_literal(reading, default) if default is not None and text_of(reading, default) else None,
    )


def _values(reading: Reading, element: etree._Element, name: str) -> str | None:
    child = reading.one(element, name)
    return (text_of(reading, child) or None) if child is not None else None


def _rule(reading: Reading, element: etree._Element, inputs: int, outputs: int) -> Rule:
    tests: list[str] = []
    cells: list[Literal] = []
    notes: list[str] = []
    for child in reading.own(element):
        match local(child):
            case "inputEntry":
                tests.append(read_literal(reading, child).text)
            case "outputEntry":
                cells.append(read_literal(reading, child))
            case "annotationEntry":
                notes.append(text_of(reading, child))
            case _:
                raise reading.refuse(child, gettext("cannot stand in a rule; take it out."))
    if len(tests) != inputs or len(cells) != outputs:
        raise reading.refuse(
            element,
            gettext(
                "has %(tests)s inputs and %(cells)s outputs where the table has %(inputs)s and %(outputs)s; "
                "make them equal.",
                tests=str(len(tests)),
                cells=str(len(cells)),
                inputs=inputs,
                outputs=outputs,
            ),
        )
    description = next((each for each in element if local(each) == "description"), None)
    note = " ".join("".join(map(str, description.itertext())).split()) if description is not None else ""
    return Rule(element.get("id") or "", tuple(tests), tuple(cells), tuple(notes), note)
