"""Whether an example goes as is expected, and in what it differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import reduce

from openhall.process.dmn.plain import write_text
from openhall.process.errors import FeelSyntaxError, ProcessError
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.operators import equal
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.temporal import TEMPORAL
from openhall.process.feel.values import Value
from openhall.process.quoting import meant, placed, quoted
from openhall.process.saying import each_line, gettext, message_of, ngettext, pgettext, sentences
from openhall.process.service.clocks import Deadline
from openhall.process.service.example import Example
from openhall.process.service.folder import ServiceFolder
from openhall.process.service.given import value_of
from openhall.process.service.play import Play, play
from openhall.process.service.text import FILE

SHOWN = 30
"""Steps that a sentence shows."""


def run_example(folder: ServiceFolder, example: Example, deadline: Deadline | None = None) -> list[str]:
    """Play an example on the rules that run real cases; a sentence for each difference, [] when all is as expected.

    It ends with `LimitReached` told as a difference when it takes too many steps or too long.
    """
    played, faults = play(folder, example, deadline)
    letters = [placed(example.file, 0, fault) for fault in played.played.faults]
    if faults:
        return faults + letters
    try:
        return [*_differences(played, example), *letters]
    except ProcessError as error:
        return [*(placed(example.file, 0, each) for each in each_line(message_of(error))), *letters]


def _differences(played: Play, example: Example) -> Iterator[str]:
    expected = example.expected

    def at(name: str, what: str) -> str:
        return placed(example.file, expected.lines.get(name, 1), what)

    service = played.folder.text
    if service.form and service.subject and not played.subject and not example.begins:
        what = gettext(
            "“subject” of %(file)s gives no text for this case; put what may be missing in `if`.", file=FILE
        )
        yield placed(example.file, 0, what)
    known = [node.id for node in played.model.nodes]
    if expected.steps is not None and list(expected.steps) != played.played.done:
        yield at("steps", _of_steps(played, list(expected.steps)))
    for text, held in (expected.values or {}).items():
        value = value_of(held, played.now)
        said = _of_value(played, text, value, held)
        if said:
            yield at("values", said)
    if expected.letters is not None and list(expected.letters) != played.played.letters:
        no_letter = gettext("no letter")
        what = ngettext(
            "expected %(wanted)s, but sent was %(sent)s.",
            "expected %(wanted)s, but sent were %(sent)s.",
            len(played.played.letters) or 1,
            wanted=_names(list(expected.letters), no_letter),
            sent=_names(played.played.letters, no_letter),
        )
        yield at("letters", what)
    if expected.outcome is not None and expected.outcome != played.played.outcome:
        came = (
            gettext("the case ended at %(name)s", name=quoted(played.played.outcome))
            if played.played.outcome
            else gettext("no end was reached")
        )
        hint = (
            ""
            if expected.outcome in known
            else gettext("There is no such node; %(mend)s", mend=meant(expected.outcome, known))
        )
        what = gettext(
            "expected the outcome %(wanted)s, but %(came)s.", wanted=quoted(expected.outcome), came=came
        )
        yield at("outcome", sentences(what, hint))
    if expected.open is not None:
        still = [played.model.nodes[move.node].id for move in played.open()]
        if Counter(still) != Counter(expected.open):
            wanted = _names(list(expected.open), gettext("no work"))
            what = gettext(
                "expected %(wanted)s to be open, but %(standing)s", wanted=wanted, standing=played.standing()
            )
            yield at("open", what)


def _names(names: list[str], none: str) -> str:
    if not names:
        return none
    steps: list[str] = [quoted(name) for name in names[:SHOWN]]
    return reduce(lambda one, other: gettext("%(source)s → %(target)s", source=one, target=other), steps)


def _of_steps(played: Play, wanted: list[str]) -> str:
    done = played.played.done
    same = next(
        (k for k, (a, b) in enumerate(zip(wanted, done, strict=False)) if a != b), min(len(wanted), len(done))
    )
    after = (
        gettext("after %(step)s", step=_called(played, done[same - 1]))
        if same
        else pgettext("of steps", "first")
    )
    if same < len(done) and same < len(wanted):
        what = gettext(
            "%(after)s came %(step)s instead of %(wanted)s",
            after=after,
            step=_called(played, done[same]),
            wanted=_called(played, wanted[same]),
        )
    elif same < len(done):
        what = gettext("%(after)s came %(step)s as well", after=after, step=_called(played, done[same]))
    else:
        what = gettext("%(after)s came nothing more: %(standing)s", after=after, standing=played.stands())
    unknown = [] if same >= len(wanted) or wanted[same] in played.model.place_of else [wanted[same]]
    hint = (
        gettext(
            "There is no node %(name)s; %(mend)s",
            name=quoted(unknown[0]),
            mend=meant(unknown[0], played.model.place_of),
        )
        if unknown
        else ""
    )
    steps = _names(wanted, gettext("no step"))
    return sentences(gettext("expected the steps %(steps)s, but %(what)s.", steps=steps, what=what), hint)


def _called(played: Play, node: str) -> str:
    place = played.model.place_of.get(node)
    name = played.model.nodes[place].name if place is not None else ""
    return gettext("%(name)s (%(id)s)", name=quoted(name), id=node) if name else quoted(node)


def _of_value(played: Play, text: str, wanted: Value, held: object) -> str | None:
    try:
        expression = parse_expression(text, played.folder.names)
    except FeelSyntaxError as error:
        return gettext("%(text)s is no FEEL: %(why)s", text=quoted(text), why=message_of(error))
    value = evaluate(expression, played.running.scope(played.case), played.running.budget(played.now))
    # A date stands in a file as text.
    shown = (
        str(value)
        if isinstance(value, TEMPORAL) and isinstance(held, str) and isinstance(wanted, str)
        else value
    )
    if equal(shown, wanted) is True:
        return None
    why = [
        gettext("The decision %(decision)s gave null: %(why)s", decision=quoted(decision), why=reason)
        for decision, reason in played.played.unanswered.items()
        if value is None
    ]
    what = gettext(
        "expected %(text)s to be %(wanted)s, but it is %(value)s.",
        text=quoted(text),
        wanted=_short(wanted),
        value=_short(value),
    )
    return sentences(what, *why)


def _short(value: Value) -> str:
    return quoted(write_text(value), 120) if value is not None else "null"
