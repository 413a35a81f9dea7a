"""Activities of a file: what is to be done at them, and how often (BPMN 2.0, 10.3)."""

from __future__ import annotations

from openhall.process.bpmn.element import Element
from openhall.process.bpmn.events import name_of
from openhall.process.bpmn.expressions import check_feel, expression
from openhall.process.bpmn.reading import Reading, is_true, one_line, own
from openhall.process.model import Loop, LoopKind, NodeKind, Work
from openhall.process.saying import gettext


def work_of(reading: Reading, element: Element, kind: NodeKind) -> Work:
    """What is to be done at a node: attributes of Openhall's namespace, and what the standard has for it."""
    script = message = None
    operation = own(element, "operation")
    if kind == NodeKind.SCRIPT:
        script = _script(reading, element)
    if kind in (NodeKind.SEND, NodeKind.RECEIVE):
        message = name_of(reading, element, "messageRef", "name")
    if kind == NodeKind.SERVICE and operation is None:
        operation = name_of(reading, element, "operationRef", "name")
    return Work(
        form=own(element, "form"),
        decision=own(element, "decision"),
        model=own(element, "model"),
        script=script,
        letter=own(element, "letter"),
        operation=operation,
        result=own(element, "result"),
        message=message,
    )


def _script(reading: Reading, element: Element) -> str | None:
    script = element.first("script")
    text = script.text if script is not None else ""
    if not text:
        reading.refused.add(
            element,
            gettext("has no script"),
            gettext("write one in FEEL, or make it a plain task"),
            of_data=True,
        )
        return None
    # A script task names its language by itself; that of the file is for expressions.
    check_feel(text, element.get("scriptFormat"), element, gettext("script"), reading.names, reading.refused)
    return text


def loop_of(reading: Reading, element: Element) -> Loop | None:
    """How often an activity is done; None for once."""
    standard = element.first("standardLoopCharacteristics")
    several = element.first("multiInstanceLoopCharacteristics")
    if standard is not None and several is not None:
        reading.refused.add(
            element, gettext("has a loop and several instances"), gettext("keep one of the two")
        )
        return None
    if standard is not None:
        return _standard(reading, element, standard)
    return _several(reading, element, several) if several is not None else None


def _standard(reading: Reading, element: Element, loop: Element) -> Loop:
    condition = _text(reading, element, loop, "loopCondition", gettext("loop condition"))
    most = loop.get("loopMaximum").strip()
    if most and not (most.isascii() and most.isdigit() and len(most) < 10):
        reading.refused.add(
            element,
            gettext("has “%(most)s” as its loopMaximum", most=most[:20]),
            gettext("give a whole number"),
        )
        most = ""
    if condition is None and not most:
        reading.refused.add(
            element,
            gettext("loops without end"),
            gettext("give it a loopCondition or a loopMaximum"),
            of_data=True,
        )
    return Loop(
        LoopKind.STANDARD,
        condition,
        is_true(loop, "testBefore"),
        int(most) if most else None,
    )


def _several(reading: Reading, element: Element, loop: Element) -> Loop:
    if loop.get("behavior", "All") != "All" or loop.first("complexBehaviorDefinition") is not None:
        reading.refused.add(
            element,
            gettext(
                "throws events as its instances end (behavior “%(behavior)s”), which is not executed",
                behavior=loop.get("behavior"),
            ),
            gettext("take the behavior out, and throw the event after the activity"),
        )
    count = _text(reading, element, loop, "loopCardinality", gettext("number of instances"))
    collection = own(loop, "collection")
    if collection is not None:
        check_feel(collection, "feel", element, gettext("collection"), reading.names, reading.refused)
    else:
        collection = _data(reading, loop, "loopDataInputRef")
    if count is None and collection is None:
        reading.refused.add(
            element,
            gettext("does not say how many instances it has"),
            gettext("give it a loopCardinality or a loopDataInputRef"),
            of_data=True,
        )
    item, result_item = loop.first("inputDataItem"), loop.first("outputDataItem")
    return Loop(
        LoopKind.SEQUENTIAL if is_true(loop, "isSequential") else LoopKind.PARALLEL,
        _text(reading, element, loop, "completionCondition", gettext("completion condition")),
        count=count,
        collection=collection,
        item=_name(item),
        result=own(loop, "result") or _data(reading, loop, "loopDataOutputRef"),
        result_item=_name(result_item),
    )


def _text(reading: Reading, element: Element, loop: Element, part: str, what: str) -> str | None:
    return expression(loop, part, reading.language, element, what, reading.names, reading.refused)


def _name(item: Element | None) -> str | None:
    return (one_line(item.name) or item.id or None) if item is not None else None


def _data(reading: Reading, loop: Element, part: str) -> str | None:
    """The name of the data that an element within refers to."""
    reference = loop.first(part)
    if reference is None or not reference.text:
        return None
    found = reading.document.refer(reference.text, loop)
    if found is not None and not found.name and found.get("dataObjectRef"):
        found = reading.document.refer(found.get("dataObjectRef"), found) or found
    return reference.text if found is None else one_line(found.name) or found.id
