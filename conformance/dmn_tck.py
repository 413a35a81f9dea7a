"""Every result that the DMN conformance kit expects, against what Openhall decides.

A check is one `resultNode` of one `testCase`, named level/folder/test/result. Numbers are equal when they are less
than 0.00000001 apart, as in the kit's own runners; all else must be the same. What is expected as an error is
expected as null.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from lxml import etree

from openhall.process.dmn import decide, decide_service, read_dmn, siblings
from openhall.process.dmn.model import Model
from openhall.process.dmn.plain import write_json
from openhall.process.errors import ProcessError
from openhall.process.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time
from openhall.process.feel.values import NUMBERS, Value

LEVELS = ("compliance-level-2", "compliance-level-3")
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
APART = Decimal("0.00000001")

NOW = parse_date_time(datetime.now(UTC).isoformat(timespec="seconds"))

READ = {
    "string": str,
    "decimal": NUMBERS.create_decimal,
    "double": NUMBERS.create_decimal,
    "float": NUMBERS.create_decimal,
    "integer": NUMBERS.create_decimal,
    "int": NUMBERS.create_decimal,
    "long": NUMBERS.create_decimal,
    "boolean": lambda text: text.strip() in ("true", "1"),
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "yearMonthDuration": parse_duration,
}


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each result with the fault found, or None."""
    for level in LEVELS:
        for file in sorted((data / "dmn-tck" / level).glob("*/*.xml")):
            yield from _file(file, f"{level}/{file.parent.name}")


def _file(file: Path, place: str) -> Iterator[tuple[str, str | None]]:
    root = etree.parse(file).getroot()
    name = next(iter(_texts(root, "modelName")), "")
    model: Model | str
    try:
        model = read_dmn(file.parent / name, siblings(file.parent))
    except (ProcessError, OSError) as error:
        model = str(error)
    for case in _children(root, "testCase"):
        for result in _children(case, "resultNode"):
            fault = model if isinstance(model, str) else _fault(model, case, result)
            yield f"{place}/{case.get('id')}/{result.get('name')}", fault


def _fault(model: Model, case: etree._Element, result: etree._Element) -> str | None:
    inputs = {each.get("name", ""): _value(each) for each in _children(case, "inputNode")}
    name = result.get("name", "")
    try:
        if case.get("type") == "decisionService":
            service = case.get("invocableName", "")
            outcome = decide_service(model, service, inputs, now=NOW)
            several = sum(len(each.outputs) for each in model.services if each.name == service) > 1
            value = outcome.value[name] if several and isinstance(outcome.value, dict) else outcome.value
        else:
            outcome = decide(model, name, inputs, now=NOW)
            value = outcome.value
    except ProcessError as error:
        return f"{type(error).__name__}: {error}"
    expected = next((_value(each) for each in _children(result, "expected")), None)
    if _equal(expected, value):
        return None
    why = "; ".join(each.reason for each in outcome.problems[:3])
    return f"expected {write_json(expected)}, got {write_json(value)}{f' ({why})' if why else ''}"


def _equal(expected: Value, value: Value) -> bool:
    if isinstance(expected, bool) or isinstance(value, bool):
        return expected is value
    if isinstance(expected, Decimal) and isinstance(value, Decimal):
        return abs(expected - value) < APART
    if isinstance(expected, list) and isinstance(value, list):
        return len(expected) == len(value) and all(map(_equal, expected, value))
    if isinstance(expected, dict) and isinstance(value, dict):
        return expected.keys() == value.keys() and all(
            _equal(expected[each], value[each]) for each in expected
        )
    return type(expected) is type(value) and expected == value


def _value(element: etree._Element) -> Value:
    """The value in an element: <value>, <list> of <item>, or <component>s."""
    inside = [each for each in element if isinstance(each.tag, str)]
    kinds = {etree.QName(each).localname for each in inside}
    if "component" in kinds:
        return {each.get("name", ""): _value(each) for each in inside}
    if not inside:
        return None
    first = inside[0]
    if "list" in kinds:
        return [_value(each) for each in first if isinstance(each.tag, str)]
    if first.get(NIL) == "true":
        return None
    kind = first.get(TYPE, "string").rpartition(":")[2]
    return READ[kind](first.text or "")


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in element if isinstance(each.tag, str) and etree.QName(each).localname == name]


def _texts(element: etree._Element, name: str) -> list[str]:
    return [(each.text or "").strip() for each in _children(element, name)]
