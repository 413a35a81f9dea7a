"""Whether an example goes as is expected, and in what it differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from openhall.process.dmn.plain import write_text
from openhall.process.errors import FeelSyntaxError, ProcessError
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.operators import equal
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.temporal import TEMPORAL
from openhall.process.feel.values import Value
from openhall.process.quoting import meant, quoted
from openhall.process.service.clocks import Deadline
from openhall.process.service.example import Example
from openhall.process.service.folder import ServiceFolder
from openhall.process.service.given import value_of
from openhall.process.service.play import Play, play

SHOWN = 30
"""Steps that a sentence shows."""


def run_example(folder: ServiceFolder, example: Example, deadline: Deadline | None = None) -> list[str]:
    """Play an example on the rules that run real cases; a sentence for each difference, [] when all is as expected.

    It ends with `LimitReached` told as a difference when it takes too many steps or too long.
    """
    played, faults = play(folder, example, deadline)
    letters = [f"{example.file}: {fault}" for fault in played.played.faults]
    if faults:
        return faults + letters
    try:
        return [*_differences(played, example), *letters]
    except ProcessError as error:
        return [f"{example.file}: {error}", *letters]


def _differences(played: Play, example: Example) -> Iterator[str]:
    expected = example.expected

    def where(name: str) -> str:
        return f"{example.file}, line {expected.lines.get(name, 1)}"

    service = played.folder.text
    if service.form and service.subject and not played.subject and not example.begins:
        yield f"{example.file}: “subject” of service.yaml gives no text for this case; put what may be missing in `if`."
    known = [node.id for node in played.model.nodes]
    if expected.steps is not None and list(expected.steps) != played.played.done:
        yield f"{where('steps')}: {_of_steps(played, list(expected.steps))}"
    for text, held in (expected.values or {}).items():
        value = value_of(held, played.now)
        said = _of_value(played, text, value, held)
        if said:
            yield f"{where('values')}: {said}"
    if expected.letters is not None and list(expected.letters) != played.played.letters:
        yield (
            f"{where('letters')}: expected {_names(list(expected.letters), 'letter')}, but sent "
            f"{'were' if len(played.played.letters) > 1 else 'was'} {_names(played.played.letters, 'letter')}."
        )
    if expected.outcome is not None and expected.outcome != played.played.outcome:
        came = (
            f"the case ended at {quoted(played.played.outcome)}"
            if played.played.outcome
            else "no end was reached"
        )
        hint = (
            "" if expected.outcome in known else f" There is no such node; {meant(expected.outcome, known)}"
        )
        yield f"{where('outcome')}: expected the outcome {quoted(expected.outcome)}, but {came}.{hint}"
    if expected.open is not None:
        still = [played.model.nodes[move.node].id for move in played.open()]
        if Counter(still) != Counter(expected.open):
            yield (
                f"{where('open')}: expected {_names(list(expected.open), 'work')} to be open, but "
                f"{played.standing()}"
            )


def _names(names: list[str], what: str) -> str:
    return " → ".join(quoted(name) for name in names[:SHOWN]) if names else f"no {what}"


def _of_steps(played: Play, wanted: list[str]) -> str:
    done = played.played.done
    same = next(
        (k for k, (a, b) in enumerate(zip(wanted, done, strict=False)) if a != b), min(len(wanted), len(done))
    )
    after = f"after {_called(played, done[same - 1])}" if same else "first"
    if same < len(done) and same < len(wanted):
        what = f"{after} came {_called(played, done[same])} instead of {_called(played, wanted[same])}"
    elif same < len(done):
        what = f"{after} came {_called(played, done[same])} as well"
    else:
        what = f"{after} came nothing more: {played.standing().rstrip('.')}"
    unknown = [] if same >= len(wanted) or wanted[same] in played.model.place_of else [wanted[same]]
    hint = (
        f" There is no node {quoted(unknown[0])}; {meant(unknown[0], played.model.place_of)}"
        if unknown
        else ""
    )
    return f"expected the steps {_names(wanted, 'step')}, but {what}.{hint}"


def _called(played: Play, node: str) -> str:
    place = played.model.place_of.get(node)
    name = played.model.nodes[place].name if place is not None else ""
    return f"{quoted(name)} ({node})" if name else quoted(node)


def _of_value(played: Play, text: str, wanted: Value, held: object) -> str | None:
    try:
        expression = parse_expression(text, played.folder.names)
    except FeelSyntaxError as error:
        return f"{quoted(text)} is no FEEL: {error}"
    value = evaluate(expression, played.running.scope(played.case), played.running.budget(played.now))
    # A date stands in a file as text.
    shown = (
        str(value)
        if isinstance(value, TEMPORAL) and isinstance(held, str) and isinstance(wanted, str)
        else value
    )
    if equal(shown, wanted) is True:
        return None
    why = "".join(
        f" The decision {quoted(decision)} gave null: {reason}"
        for decision, reason in played.played.unanswered.items()
        if value is None
    )
    return f"expected {quoted(text)} to be {_short(wanted)}, but it is {_short(value)}.{why}"


def _short(value: Value) -> str:
    return quoted(write_text(value), 120) if value is not None else "null"
