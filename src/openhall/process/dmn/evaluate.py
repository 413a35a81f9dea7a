"""Boxed expressions evaluated (DMN 1.5, 10.2): each to a value of its type, null with a reason where it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openhall.process.dmn.functions import Closure, External, call_by_name
from openhall.process.dmn.loops import elements_of, quantified
from openhall.process.dmn.model import (
    Conditional,
    Context,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    ListOf,
    Literal,
    Loop,
    Model,
    Relation,
    Table,
)
from openhall.process.dmn.outcome import Fired
from openhall.process.dmn.tables import evaluate_table
from openhall.process.dmn.types import convert, is_function, show
from openhall.process.errors import FeelSyntaxError
from openhall.process.feel.evaluate import evaluate
from openhall.process.feel.values import Budget, Undefined, Value
from openhall.process.saying import gettext, gettext_noop, message_of


@dataclass(frozen=True)
class Scope:
    """What is known where an expression stands.

    model   the model that holds the expression
    label   name of the decision or business knowledge model, for sentences
    type    the type that its result must have, for the order of a table's outputs
    values  the values by name
    names   their names and those that a path may go along; FEEL reads names with blanks by them
    """

    model: Model
    label: str
    type: str | None
    values: Mapping[str, Value]
    names: frozenset[str]

    def plus(self, more: Mapping[str, Value], budget: Budget) -> Scope:
        """The scope with more values, which hide those of the same names."""
        budget.spend(1 + (len(self.values) + len(more)) // 8)
        names = self.names if self.names.issuperset(more) else self.names.union(more)
        return Scope(self.model, self.label, self.type, {**self.values, **more}, names)


def scope_of(model: Model, label: str, result: str | None, values: Mapping[str, Value]) -> Scope:
    """A first scope."""
    return Scope(model, label, result, values, model.paths.union(values))


THE_FUNCTION = gettext("the function")
"""What a function that has no name is called."""


@dataclass
class Evaluator:
    """Evaluates expressions within one budget and keeps the rules that fired."""

    budget: Budget
    fired: list[Fired] = field(default_factory=list)

    def value(self, expression: Expression, scope: Scope) -> Value:
        """The value of an expression, converted to its type; null, with a note, where it does not conform.

        Raises `LimitReached`.
        """
        self.budget.spend()
        self.budget.enter()
        try:
            result = EVALUATE[type(expression)](self, expression, scope)
            return self.typed(result, expression.type, scope.model)
        except Undefined as reason:
            self.budget.note(reason)
            return None
        finally:
            self.budget.leave()

    def typed(self, value: Value, name: str | None, model: Model) -> Value:
        """The value converted to a type; null, with a note, where it does not conform."""
        try:
            return convert(value, name, model, self.budget)
        except Undefined as reason:
            self.budget.note(
                gettext(
                    "A value of the type %(type)s is needed, and %(why)s.",
                    type=name or "",
                    why=message_of(reason),
                )
            )
            return None

    def _literal(self, expression: Literal, scope: Scope) -> Value:
        if not expression.text:
            self.budget.note(gettext("An expression in '%(label)s' is empty.", label=scope.label))
            return None
        try:
            node = scope.model.parsed.expression(expression.text, scope.names, self.budget)
        except FeelSyntaxError as error:
            raise Undefined(
                gettext_noop("'%(text)s' is no FEEL: %(why)s"),
                text=_short(expression.text),
                why=message_of(error),
            ) from None
        return evaluate(node, scope.values, self.budget)

    def _context(self, expression: Context, scope: Scope) -> Value:
        result: dict[str, Value] = {}
        for entry in expression.entries:
            value = self.value(entry.value, scope)
            if entry.variable is None:
                return value
            value = self.typed(value, entry.variable.type, scope.model)
            result[entry.variable.name] = value
            scope = scope.plus({entry.variable.name: value}, self.budget)
        return result

    def _list(self, expression: ListOf, scope: Scope) -> Value:
        self.budget.sized(len(expression.items))
        return [self.value(each, scope) for each in expression.items]

    def _relation(self, expression: Relation, scope: Scope) -> Value:
        self.budget.sized(len(expression.rows))
        return [
            {
                column.name: self.typed(self.value(cell, scope), column.type, scope.model)
                for column, cell in zip(expression.columns, row, strict=True)
            }
            for row in expression.rows
        ]

    def _invocation(self, expression: Invocation, scope: Scope) -> Value:
        function = self.value(expression.function, scope)
        if not is_function(function):
            raise Undefined(
                gettext_noop("'%(label)s' calls %(function)s, which is no function."),
                label=scope.label,
                function=show(function),
            )
        arguments = {
            each.parameter.name: self.typed(self.value(each.value, scope), each.parameter.type, scope.model)
            for each in expression.bindings
        }
        return call_by_name(function, arguments, self.budget)

    def _function(self, expression: FunctionDefinition, scope: Scope) -> Value:
        return self.function(expression, THE_FUNCTION, scope)

    def function(self, expression: FunctionDefinition, name: str, scope: Scope) -> Value:
        """The value that a function definition has: itself, with what it sees around it."""
        if expression.kind != "FEEL":
            return External(name, tuple(each.name for each in expression.parameters), expression.kind)
        return Closure(name, expression, scope.model, lambda values: scope.plus(values, self.budget), self)

    def _conditional(self, expression: Conditional, scope: Scope) -> Value:
        condition = self.value(expression.condition, scope)
        if condition is not True and condition is not False and condition is not None:
            raise Undefined(gettext_noop("%(value)s is no condition."), value=show(condition))
        return self.value(expression.then if condition is True else expression.otherwise, scope)

    def _filter(self, expression: Filter, scope: Scope) -> Value:
        source = self.value(expression.source, scope)
        if source is None:
            return None
        kept: list[Value] = []
        for item in elements_of(source, self.budget):
            inner = {**item, "item": item} if isinstance(item, dict) else {"item": item}
            match = self.value(expression.match, scope.plus(inner, self.budget))
            if match is not None and not isinstance(match, bool):
                raise Undefined(gettext_noop("%(value)s is no condition."), value=show(match))
            if match is True:
                kept.append(item)
        return kept

    def _loop(self, expression: Loop, scope: Scope) -> Value:
        source = self.value(expression.source, scope)
        if source is None:
            raise Undefined(gettext_noop("There is nothing to go through in '%(label)s'."), label=scope.label)
        results: list[Value] = []
        for item in elements_of(source, self.budget):
            inner: dict[str, Value] = {expression.variable: item}
            if expression.kind == "for":
                inner["partial"] = list(results)
                self.budget.spend(len(results) // 8)
            results.append(self.value(expression.body, scope.plus(inner, self.budget)))
        return results if expression.kind == "for" else quantified(expression.kind, results)

    def _table(self, expression: Table, scope: Scope) -> Value:
        return evaluate_table(self, expression, scope)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:60]}…" if len(line) > 60 else line


EVALUATE: Mapping[type, Callable[[Evaluator, Any, Scope], Value]] = {
    Literal: Evaluator._literal,
    Context: Evaluator._context,
    ListOf: Evaluator._list,
    Relation: Evaluator._relation,
    Invocation: Evaluator._invocation,
    FunctionDefinition: Evaluator._function,
    Conditional: Evaluator._conditional,
    Filter: Evaluator._filter,
    Loop: Evaluator._loop,
    Table: Evaluator._table,
}
"""How each kind of expression is evaluated."""
