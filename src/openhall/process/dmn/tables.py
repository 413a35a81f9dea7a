"""Decision tables evaluated (DMN 1.5, 8.2): which rules match, and what the hit policy makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openhall.process.dmn.model import Aggregation, HitPolicy, Literal, OutputClause, Rule, Table
from openhall.process.dmn.outcome import MOST_FIRED, Fired, Tested
from openhall.process.dmn.types import find_item, satisfies, show
from openhall.process.errors import FeelSyntaxError
from openhall.process.feel.builtins import BUILTINS
from openhall.process.feel.evaluate import evaluate_tests
from openhall.process.feel.values import Undefined, Value
from openhall.process.saying import commas, gettext_noop, listing, message_of, ngettext

if TYPE_CHECKING:
    from openhall.process.dmn.evaluate import Evaluator, Scope

PASSES = ("-", "")
"""Tests that let everything pass."""

ONE_RESULT = {HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY}

FUNCTIONS = {Aggregation.SUM: "sum", Aggregation.MIN: "min", Aggregation.MAX: "max"}


@dataclass(frozen=True)
class Match:
    """A rule that matches: its number from 1 and its outputs, one a column."""

    number: int
    rule: Rule
    outputs: list[Value]


def evaluate_table(evaluator: Evaluator, table: Table, scope: Scope) -> Value:
    """The result of a table; null, with a note, when its hit policy is broken or an input is not allowed.

    The rules that made the result are added to `evaluator.fired`. Raises `Undefined` and `LimitReached`.
    """
    values = [_input(evaluator, table, number, scope) for number in range(len(table.inputs))]
    matches = []
    for number, rule in enumerate(table.rules, 1):
        if _matches(evaluator, rule, number, values, scope):
            outputs = [
                evaluator.typed(evaluator.value(cell, scope), column.type, scope.model)
                for cell, column in zip(rule.outputs, table.outputs, strict=True)
            ]
            matches.append(Match(number, rule, outputs))
            if table.hit_policy is HitPolicy.FIRST:
                break
    if not matches:
        return _default(evaluator, table, scope)
    chosen = _choose(evaluator, table, matches, scope)
    for match in chosen:
        _fire(evaluator, table, match, values, scope)
    results = [_one(table, each.outputs) for each in chosen]
    if table.hit_policy in ONE_RESULT:
        return results[0]
    return _aggregate(evaluator, table, results)


def _input(evaluator: Evaluator, table: Table, number: int, scope: Scope) -> Value:
    clause = table.inputs[number]
    value = evaluator.value(clause.expression, scope)
    if clause.values and value is not None:
        for each in value if isinstance(value, list) else [value]:
            if not satisfies(each, clause.values, scope.model, evaluator.budget):
                raise Undefined(
                    gettext_noop(
                        "The input '%(input)s' of '%(label)s' is %(value)s, which is none of %(values)s."
                    ),
                    input=clause.label,
                    label=scope.label,
                    value=show(each),
                    values=clause.values,
                )
    return value


def _matches(evaluator: Evaluator, rule: Rule, number: int, values: list[Value], scope: Scope) -> bool:
    evaluator.budget.spend()
    for text, value in zip(rule.tests, values, strict=True):
        if text in PASSES:
            continue
        try:
            node = scope.model.parsed.tests(text, scope.names, evaluator.budget)
        except FeelSyntaxError as error:
            raise Undefined(
                gettext_noop("The test '%(text)s' in rule %(number)s of '%(label)s' is no FEEL: %(why)s"),
                text=text,
                number=str(number),
                label=scope.label,
                why=message_of(error),
            ) from None
        try:
            if evaluate_tests(node, value, scope.values, evaluator.budget) is not True:
                return False
        except Undefined:
            # A comparison that has no answer does not match (8.2.4).
            return False
    return True


def _choose(evaluator: Evaluator, table: Table, matches: list[Match], scope: Scope) -> list[Match]:
    """The matching rules that make the result, in the order of the result."""
    match table.hit_policy:
        case HitPolicy.UNIQUE if len(matches) > 1:
            raise Undefined(
                gettext_noop(
                    "Rules %(numbers)s of '%(label)s' match at once, though only one may (hit policy unique)."
                ),
                numbers=_numbers(matches),
                label=scope.label,
            )
        case HitPolicy.ANY if any(each.outputs != matches[0].outputs for each in matches):
            raise Undefined(
                gettext_noop(
                    "Rules %(numbers)s of '%(label)s' match with different outputs (hit policy any)."
                ),
                numbers=_numbers(matches),
                label=scope.label,
            )
        case HitPolicy.ANY | HitPolicy.FIRST:
            return matches[:1]
        case HitPolicy.PRIORITY:
            return _by_priority(evaluator, table, matches, scope)[:1]
        case HitPolicy.OUTPUT_ORDER:
            return _by_priority(evaluator, table, matches, scope)
    return matches


def _by_priority(evaluator: Evaluator, table: Table, matches: list[Match], scope: Scope) -> list[Match]:
    orders = [_priorities(evaluator, table, column, scope) for column in table.outputs]

    def rank(match: Match) -> tuple[int, ...]:
        return tuple(
            next((place for place, each in enumerate(order) if each == value), len(order))
            for order, value in zip(orders, match.outputs, strict=True)
        )

    evaluator.budget.spend(len(matches) * sum(len(order) + 1 for order in orders))
    return sorted(matches, key=rank)


def _priorities(evaluator: Evaluator, table: Table, column: OutputClause, scope: Scope) -> list[Value]:
    """A column's values, the most important first: its own, else those that its type allows (8.2.10)."""
    text = column.values or _allowed(table, column, scope)
    if not text:
        return []
    listed = evaluator.value(Literal(column.id, None, f"[{text}]"), scope)
    return listed if isinstance(listed, list) else []


def _allowed(table: Table, column: OutputClause, scope: Scope) -> str | None:
    for name in (column.type, table.type, scope.type):
        found = find_item(scope.model, name) if name else None
        if found is not None:
            parts = [each for each in found[1].components if each.name == column.name]
            return (parts[0] if parts else found[1]).allowed
    return None


def _one(table: Table, outputs: list[Value]) -> Value:
    if len(table.outputs) == 1:
        return outputs[0]
    return {column.name: value for column, value in zip(table.outputs, outputs, strict=True)}


def _aggregate(evaluator: Evaluator, table: Table, results: list[Value]) -> Value:
    evaluator.budget.sized(len(results))
    if table.aggregation is None:
        return results
    if table.aggregation is Aggregation.COUNT:
        return BUILTINS["count"].call([results], evaluator.budget)
    if len(table.outputs) > 1:
        raise Undefined(gettext_noop("A table with several outputs has no sum, least or greatest."))
    return BUILTINS[FUNCTIONS[table.aggregation]].call([results], evaluator.budget)


def _default(evaluator: Evaluator, table: Table, scope: Scope) -> Value:
    if not any(column.default for column in table.outputs):
        if table.aggregation is Aggregation.COUNT:
            return BUILTINS["count"].call([[]], evaluator.budget)
        if table.hit_policy is HitPolicy.COLLECT and table.aggregation is None:
            return []
        raise Undefined(
            gettext_noop("No rule of '%(label)s' matches, and it has no default."), label=scope.label
        )
    outputs = [
        evaluator.typed(evaluator.value(column.default, scope), column.type, scope.model)
        if column.default
        else None
        for column in table.outputs
    ]
    if len(evaluator.fired) < MOST_FIRED:
        given = tuple(zip((column.name for column in table.outputs), outputs, strict=True))
        evaluator.fired.append(Fired(scope.label, table.id, None, (), given, ()))
    return _one(table, outputs)


def _fire(evaluator: Evaluator, table: Table, match: Match, values: list[Value], scope: Scope) -> None:
    if len(evaluator.fired) >= MOST_FIRED:
        return
    rule = match.rule
    tested = tuple(
        Tested(clause.label, value, test)
        for clause, value, test in zip(table.inputs, values, rule.tests, strict=True)
        if test not in PASSES
    )
    outputs = tuple(zip((column.name for column in table.outputs), match.outputs, strict=True))
    names = (*table.annotations, *[""] * len(rule.annotations))
    notes = [(name, text) for name, text in zip(names, rule.annotations, strict=False) if text]
    if rule.description:
        notes.append(("", rule.description))
    evaluator.fired.append(Fired(scope.label, table.id, match.number, tested, outputs, tuple(notes)))


def _numbers(matches: list[Match]) -> str:
    shown = [str(each.number) for each in matches[:5]]
    if len(matches) <= 5:
        return listing(shown)
    more = len(matches) - 5
    return ngettext(
        "%(names)s and %(number)s more", "%(names)s and %(number)s more", more, names=commas(shown)
    )
