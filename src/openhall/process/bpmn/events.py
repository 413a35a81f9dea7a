"""Events of a file: which are executed in which place, and what they are told by (BPMN 2.0, 10.5)."""

from __future__ import annotations

from openhall.process.bpmn.element import Element
from openhall.process.bpmn.expressions import check_feel
from openhall.process.bpmn.metamodel import is_a
from openhall.process.bpmn.reading import Reading, is_true, one_line
from openhall.process.model import NO_EVENT, Event, EventKind, NodeKind, Timer, TimerKind
from openhall.process.saying import gettext, gettext_noop
from openhall.process.timers import is_iso

KINDS = {
    "messageEventDefinition": EventKind.MESSAGE,
    "timerEventDefinition": EventKind.TIMER,
    "signalEventDefinition": EventKind.SIGNAL,
    "errorEventDefinition": EventKind.ERROR,
    "escalationEventDefinition": EventKind.ESCALATION,
    "compensateEventDefinition": EventKind.COMPENSATION,
    "terminateEventDefinition": EventKind.TERMINATE,
}
_CAUGHT = frozenset({EventKind.MESSAGE, EventKind.TIMER, EventKind.SIGNAL})
ALLOWED = {
    NodeKind.START: _CAUGHT | {EventKind.NONE},
    NodeKind.CATCH: _CAUGHT,
    NodeKind.THROW: frozenset(
        {
            EventKind.NONE,
            EventKind.MESSAGE,
            EventKind.SIGNAL,
            EventKind.ESCALATION,
            EventKind.COMPENSATION,
        }
    ),
    NodeKind.BOUNDARY: _CAUGHT | {EventKind.ERROR, EventKind.ESCALATION, EventKind.COMPENSATION},
    NodeKind.END: frozenset(EventKind) - {EventKind.TIMER},
}
WATCHED = _CAUGHT | {EventKind.ERROR, EventKind.ESCALATION}
"""What may start an event sub-process."""
_NOT_EXECUTED = {
    "conditionalEventDefinition": (
        gettext("waits for a condition, which is not executed"),
        gettext("use a message, signal or timer"),
    ),
    "cancelEventDefinition": (
        gettext("cancels a transaction, which is not executed"),
        gettext("use an error event and compensation"),
    ),
}


def definitions(reading: Reading, element: Element) -> list[Element]:
    """The definitions of an event: those within it, and those it refers to."""
    found = [each for each in element.children if is_a(each.kind, "eventDefinition")]
    for each in element.all("eventDefinitionRef"):
        referred = reading.document.refer(each.text, element) if each.text else None
        if referred is not None:
            found.append(referred)
    return found


def is_link(reading: Reading, element: Element) -> bool:
    """Whether an intermediate event is one end of a link."""
    found = definitions(reading, element)
    return (
        len(found) == 1 and found[0].kind == "linkEventDefinition" and element.kind.startswith("intermediate")
    )


def link_name(reading: Reading, element: Element) -> str:
    """The name by which the ends of a link find each other."""
    return one_line(definitions(reading, element)[0].name or element.name)


def event_of(reading: Reading, element: Element, kind: NodeKind, in_event_subprocess: bool) -> Event:
    """What happens at an event; refused is what is not executed, or not allowed there."""
    found = definitions(reading, element)
    if len(found) > 1 or is_true(element, "parallelMultiple"):
        reading.refused.add(
            element,
            gettext("has several definitions, which is not executed"),
            gettext("draw one event for each of them"),
        )
        return NO_EVENT
    if is_link(reading, element):
        return NO_EVENT
    if found and found[0].kind in _NOT_EXECUTED:
        reading.refused.add(element, *_NOT_EXECUTED[found[0].kind])
        return NO_EVENT
    if found and found[0].kind not in KINDS:
        reading.refused.add(
            element,
            gettext("has a %(kind)s, which is not allowed there", kind=found[0].kind),
            gettext("use another event"),
        )
        return NO_EVENT
    event = _event(reading, element, found[0]) if found else NO_EVENT
    watches = kind == NodeKind.START and in_event_subprocess
    if event.kind not in (WATCHED if watches else ALLOWED[kind]):
        words = (
            gettext_noop(
                "is the start event of an event sub-process of the kind “%(event)s”, which is not executed"
            )
            if watches
            else gettext_noop("is a %(kind)s of the kind “%(event)s”, which is not executed")
        )
        reading.refused.add(
            element,
            gettext(words, kind=kind.value, event=event.kind.value),
            gettext("use an event that the standard allows there"),
        )
    return event


def _event(reading: Reading, element: Element, definition: Element) -> Event:
    kind = KINDS[definition.kind]
    if kind == EventKind.TIMER:
        return Event(kind, timer=_timer(reading, element, definition))
    if kind == EventKind.COMPENSATION:
        return Event(kind, of=_compensated(reading, element, definition))
    reference, code = {
        EventKind.MESSAGE: ("messageRef", "name"),
        EventKind.SIGNAL: ("signalRef", "name"),
        EventKind.ERROR: ("errorRef", "errorCode"),
        EventKind.ESCALATION: ("escalationRef", "escalationCode"),
    }.get(kind, ("", ""))
    return Event(kind, name_of(reading, definition, reference, code)) if reference else Event(kind)


def name_of(reading: Reading, element: Element, reference: str, code: str) -> str | None:
    """By what a message, signal, error or escalation is told that an element refers to; None where it does not."""
    value = element.get(reference)
    if not value:
        return None
    found = reading.document.refer(value, element)
    if found is None:
        return value
    return one_line(found.get(code) or found.name) or found.id


def _timer(reading: Reading, element: Element, definition: Element) -> Timer | None:
    given = [each for each in definition.all(*TimerKind) if each.text]
    if len(given) != 1:
        reading.refused.add(
            element,
            gettext("has a timer that does not say when")
            if not given
            else gettext("has a timer that says in several ways when"),
            gettext("give it one timeDate, timeDuration or timeCycle"),
            of_data=True,
        )
        return None
    text = one_line(given[0].text)
    if not is_iso(text):
        language = given[0].get("language") or reading.language
        check_feel(
            text, language, element, gettext("time that is not ISO 8601"), reading.names, reading.refused
        )
    return Timer(TimerKind(given[0].kind), text)


def _compensated(reading: Reading, element: Element, definition: Element) -> int | None:
    value = definition.get("activityRef")
    if not value:
        return None
    place = reading.place_at(value, definition)
    if place < 0:
        reading.refused.add(
            element,
            gettext("compensates “%(value)s”, which is no activity that is executed", value=value),
            gettext("name one that is"),
        )
        return None
    return place
