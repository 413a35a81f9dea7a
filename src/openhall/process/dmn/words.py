"""A decision in words: what it needs, and the sentence of a rule that fired, as a letter quotes it."""

from __future__ import annotations

from openhall.process.dmn.links import Place, links_of
from openhall.process.dmn.model import Decision, InputData, Model, Service
from openhall.process.dmn.outcome import Fired, Tested
from openhall.process.dmn.plain import write_text
from openhall.process.feel.values import Budget, Value
from openhall.process.saying import Saying, gettext, listing

LONGEST = 200
"""Characters of the longest value that a sentence shows whole."""


def rule_sentence(fired: Fired) -> Saying:
    """One sentence: the rule, the table, and the conditions that were met."""
    given = listing([_output(name, value) for name, value in fired.outputs])
    if fired.rule is None:
        return gettext(
            "No rule of '%(table)s' matched, so its default applied; %(given)s.",
            table=fired.table,
            given=given,
        )
    rule = str(fired.rule)
    if not fired.tested:
        return gettext(
            "Rule %(rule)s of '%(table)s' applied, which has no conditions; %(given)s.",
            rule=rule,
            table=fired.table,
            given=given,
        )
    return gettext(
        "Rule %(rule)s of '%(table)s' applied: %(met)s; %(given)s.",
        rule=rule,
        table=fired.table,
        met=listing([_condition(each) for each in fired.tested]),
        given=given,
    )


def annotation_sentences(fired: Fired) -> list[str]:
    """What is noted beside the rule, each with the name of its column."""
    return [f"{name}: {text}" if name else text for name, text in fired.annotations]


def needed_inputs(model: Model, element: Decision | Service) -> list[tuple[str, str]]:
    """The inputs that a decision or service takes, with their types ("any" where there is none), in the file's order.

    Those of imported models have the name of the import before theirs. A decision without logic is an input too.
    """
    links = links_of(model)
    start = Place((), element.key)
    found: dict[Place, None] = {}
    if isinstance(element, Service):
        keys = (*element.input_data, *element.input_decisions)
        found = dict.fromkeys(links.follow(start, key)[1] for key in keys)
    else:
        for place in links.order(start, lambda _: False, Budget()):
            decision = links.element(place)
            assert isinstance(decision, Decision)
            if decision.logic is None:
                found[place] = None
            for key in decision.information:
                _, at = links.follow(place, key)
                if isinstance(links.element(at), InputData):
                    found[at] = None
    rank = {key: number for number, key in enumerate(model.elements)}
    places = sorted(found, key=lambda each: rank.get(each.key, len(rank)))
    return [
        (".".join((*place.path, links.element(place).name)), links.element(place).variable.type or "any")
        for place in places
    ]


def short_text(value: Value) -> str:
    """The value as a person reads it, cut where it would fill a page."""
    if value is None:
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    text = write_text(value)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _condition(tested: Tested) -> Saying:
    value = short_text(tested.value)
    if tested.test.strip('"') in (str(value), write_text(tested.value)):
        return gettext("%(label)s is %(value)s", label=tested.label, value=value)
    return gettext(
        "%(label)s is %(value)s, which fits %(test)s", label=tested.label, value=value, test=tested.test
    )


def _output(name: str, value: Value) -> Saying:
    if name:
        return gettext("%(label)s is %(value)s", label=name, value=short_text(value))
    return gettext("the result is %(value)s", value=short_text(value))
