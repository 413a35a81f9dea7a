"""Tree to value (DMN 1.5, 10.3.2). Text of a model is walked, never run; every step is paid from a budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openhall.process.feel import syntax as tree
from openhall.process.feel.builtins import BUILTINS
from openhall.process.feel.function import Builtin
from openhall.process.feel.kinds import kind_first, kind_of
from openhall.process.feel.loops import iterate
from openhall.process.feel.members import member
from openhall.process.feel.operators import calculate, compare, equal, lies_in, negated
from openhall.process.feel.scope import Scope
from openhall.process.feel.syntax import Node
from openhall.process.feel.types import NO_FUNCTIONS, belongs, coerced
from openhall.process.feel.used import names_in
from openhall.process.feel.values import Budget, Function, Range, Undefined, Value
from openhall.process.saying import commas, gettext_noop

TESTED = "?"
"""The name of the value that unary tests test."""


def evaluate(node: Node, scope: Mapping[str, Value], budget: Budget) -> Value:
    """The value of an expression; null, with a note in the budget, where it has none. Raises `LimitReached`."""
    return value_of(node, Scope(scope), budget)


def evaluate_tests(node: Node, value: Value, scope: Mapping[str, Value], budget: Budget) -> bool | None:
    """Whether a value passes unary tests (what `parse_unary_tests` gives). Raises `LimitReached`."""
    tests = node if isinstance(node, tree.Tests) else tree.Tests((node,))
    return _passes(tests, value, Scope(scope).plus({TESTED: value}), budget)


def value_of(node: Node, scope: Scope, budget: Budget) -> Value:
    """The value of a part of an expression."""
    budget.spend()
    budget.enter()
    try:
        return _RULES[type(node)](node, scope, budget)
    except Undefined as reason:
        budget.note(reason)
        return None
    finally:
        budget.leave()


def _literal(node: tree.Literal, scope: Scope, budget: Budget) -> Value:
    return node.value


def _name(node: tree.Name, scope: Scope, budget: Budget) -> Value:
    found = scope.find(node.name)
    if found is not None:
        return found[0]
    builtin: Function | None = BUILTINS.get(node.name)
    if builtin is not None:
        return builtin
    raise Undefined(gettext_noop("Nothing is called “%(name)s” here."), name=node.name)


def _path(node: tree.Path, scope: Scope, budget: Budget) -> Value:
    return member(value_of(node.source, scope, budget), node.name, budget)


def _filter(node: tree.Filter, scope: Scope, budget: Budget) -> Value:
    source = value_of(node.source, scope, budget)
    if source is None:
        return []
    elements: list[Value] = source if isinstance(source, list) else [source]
    kept: list[Value] = []
    for element in elements:
        inner = {"item": element}
        if isinstance(element, dict):
            inner = {**element, "item": element.get("item", element)}
        found = value_of(node.condition, scope.plus(inner), budget)
        if not isinstance(found, bool) and found is not None:
            # A number is a place, whatever the elements are.
            return _at(elements, found)
        if found is True:
            kept.append(element)
    if not elements:
        index = value_of(node.condition, scope, budget)
        return _at(elements, index) if not isinstance(index, bool) and index is not None else []
    return kept


def _at(elements: list[Value], index: Value) -> Value:
    if not isinstance(index, Decimal) or index != index.to_integral_value():
        raise Undefined(
            gettext_noop("A list cannot be filtered by %(index)s; give a condition or a whole number."),
            index=kind_of(index),
        )
    if not 1 <= abs(index) <= len(elements):
        raise Undefined(
            gettext_noop("A list of %(number)s has no element %(index)s."),
            number=str(len(elements)),
            index=str(index),
        )
    return elements[int(index) - 1 if index > 0 else int(index)]


def _call(node: tree.Call, scope: Scope, budget: Budget) -> Value:
    function = value_of(node.function, scope, budget)
    if isinstance(function, NO_FUNCTIONS):
        raise Undefined(gettext_noop("%(function)s cannot be called."), function=kind_first(function))
    assert function is not None and not isinstance(function, NO_FUNCTIONS)
    arguments = [value_of(each, scope, budget) for each in node.arguments]
    if not node.names:
        return function.call(arguments, budget)
    named = dict(zip(node.names, arguments, strict=True))
    if isinstance(function, Builtin):
        return function.call_named(named, budget)
    if set(named) != set(function.parameters):
        if not function.parameters:
            raise Undefined(gettext_noop("“%(name)s” takes nothing."), name=function.name)
        raise Undefined(
            gettext_noop("“%(name)s” takes %(names)s."), name=function.name, names=commas(function.parameters)
        )
    return function.call([named[name] for name in function.parameters], budget)


def _arithmetic(node: tree.Arithmetic, scope: Scope, budget: Budget) -> Value:
    # A long sum leans to the left; it is walked without going deeper for each of its terms.
    terms: list[tuple[str, Node]] = []
    first: Node = node
    while isinstance(first, tree.Arithmetic):
        terms.append((first.operator, first.right))
        first = first.left
    result = value_of(first, scope, budget)
    for operator, right in reversed(terms):
        operand = value_of(right, scope, budget)
        if isinstance(result, str) and isinstance(operand, str):
            budget.sized(len(result) + len(operand))
        result = calculate(operator, result, operand)
    return result


def _negate(node: tree.Negate, scope: Scope, budget: Budget) -> Value:
    return negated(value_of(node.operand, scope, budget))


def _compare(node: tree.Compare, scope: Scope, budget: Budget) -> Value:
    left, right = value_of(node.left, scope, budget), value_of(node.right, scope, budget)
    result = compare(node.operator, left, right)
    if result is None:
        raise Undefined(
            gettext_noop("%(left)s cannot be compared with %(right)s."),
            left=kind_first(left),
            right=kind_of(right),
        )
    return result


def _logic(node: tree.Logic, scope: Scope, budget: Budget) -> Value:
    # What decides alone decides, whatever the others are (Table 50).
    deciding = node.operator == "or"
    result: bool | None = not deciding
    for operand in node.operands:
        value = value_of(operand, scope, budget)
        if value is deciding:
            return deciding
        if not isinstance(value, bool):
            result = None
    return result


def _between(node: tree.Between, scope: Scope, budget: Budget) -> Value:
    value = value_of(node.value, scope, budget)
    low, high = value_of(node.low, scope, budget), value_of(node.high, scope, budget)
    if value is None or low is None or high is None:
        return None
    return lies_in(value, Range(low, high, True, True))


def _in(node: tree.In, scope: Scope, budget: Budget) -> Value:
    value = value_of(node.value, scope, budget)
    return _passes(node.tests, value, scope.plus({TESTED: value}), budget)


def _if(node: tree.If, scope: Scope, budget: Budget) -> Value:
    return value_of(node.yes if value_of(node.condition, scope, budget) is True else node.no, scope, budget)


def _for(node: tree.For, scope: Scope, budget: Budget) -> Value:
    results: list[Value] = []
    for inner in iterate(node.iterators, scope, budget, value_of):
        results.append(
            value_of(node.body, inner.plus({"partial": list(results)} if _partial(node) else {}), budget)
        )
        budget.sized(len(results))
    return results


def _partial(node: tree.For) -> bool:
    """Whether the results so far are asked for; copying them for each step is not for nothing."""
    return "partial" in names_in(node.body)


def _quantified(node: tree.Quantified, scope: Scope, budget: Budget) -> Value:
    deciding = not node.every
    result: bool | None = node.every
    for inner in iterate(node.iterators, scope, budget, value_of):
        value = value_of(node.condition, inner, budget)
        if value is deciding:
            return deciding
        if not isinstance(value, bool):
            result = None
    return result


def _instance_of(node: tree.InstanceOf, scope: Scope, budget: Budget) -> Value:
    return belongs(value_of(node.value, scope, budget), node.type)


def _list(node: tree.ListLiteral, scope: Scope, budget: Budget) -> Value:
    return [value_of(each, scope, budget) for each in node.elements]


def _context(node: tree.ContextLiteral, scope: Scope, budget: Budget) -> Value:
    if len({name for name, _ in node.entries}) != len(node.entries):
        raise Undefined(gettext_noop("A context has two entries of the same name."))
    # A function among the entries sees itself, so that it can call itself.
    entries: dict[str, Value] = {}
    inner = scope.plus(entries)
    for name, each in node.entries:
        entries[name] = value_of(each, inner, budget)
    return dict(entries)


def _range(node: tree.RangeLiteral, scope: Scope, budget: Budget) -> Value:
    low = None if node.low is None else value_of(node.low, scope, budget)
    high = None if node.high is None else value_of(node.high, scope, budget)
    if (node.low is not None and low is None) or (node.high is not None and high is None):
        raise Undefined(gettext_noop("An end of a range is null."))
    if low is not None and high is not None:
        backwards = compare("<=", low, high)
        if backwards is None and equal(low, high) is not True:
            raise Undefined(
                gettext_noop("%(low)s and %(high)s make no range."),
                low=kind_first(low),
                high=kind_of(high),
            )
        if backwards is False:
            raise Undefined(gettext_noop("A range ends before it begins."))
    return Range(low, high, node.low_closed, node.high_closed, node.sign)


@dataclass(eq=False)
class Closure:
    """A function written in FEEL, with what it sees around it."""

    node: tree.FunctionLiteral
    scope: Scope
    name: str = "function"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters."""
        return tuple(each.name for each in self.node.parameters)

    @property
    def kinds(self) -> tuple[tree.Type | None, ...]:
        """The types of its parameters, where they are declared."""
        return tuple(each.type for each in self.node.parameters)

    def call(self, arguments: list[Value], budget: Budget) -> Value:
        """The value of its body."""
        if self.node.external:
            raise Undefined(gettext_noop("A function in another language is not run; write it in FEEL."))
        if len(arguments) != len(self.node.parameters):
            raise Undefined(
                gettext_noop("A function of %(wanted)s was given %(given)s arguments."),
                wanted=str(len(self.node.parameters)),
                given=str(len(arguments)),
            )
        inner = {
            each.name: value if each.type is None else coerced(value, each.type)
            for each, value in zip(self.node.parameters, arguments, strict=True)
        }
        return value_of(self.node.body, self.scope.plus(inner), budget)


def _function(node: tree.FunctionLiteral, scope: Scope, budget: Budget) -> Value:
    function: Function = Closure(node, scope)
    return function


def _tests(node: tree.Tests, scope: Scope, budget: Budget) -> Value:
    found = scope.find(TESTED)
    return _passes(node, found[0] if found else None, scope, budget)


def _unary_test(node: tree.UnaryTest, scope: Scope, budget: Budget) -> Value:
    found = scope.find(TESTED)
    return compare(node.operator, found[0] if found else None, value_of(node.operand, scope, budget))


def _passes(node: tree.Tests, value: Value, scope: Scope, budget: Budget) -> bool | None:
    """Whether one of the tests holds (none of them, when they are negated)."""
    result: bool | None = not node.tests
    for test in node.tests:
        one = _passes_one(test, value, scope, budget)
        if one is True:
            result = True
            break
        if one is None:
            result = None
    return (None if result is None else not result) if node.negated else result


def _passes_one(test: Node, value: Value, scope: Scope, budget: Budget) -> bool | None:
    if isinstance(test, tree.UnaryTest):
        found = value_of(test, scope, budget)
        return found if isinstance(found, bool) else None
    found = value_of(test, scope, budget)
    if TESTED in names_in(test):
        return found if isinstance(found, bool) else None
    if isinstance(found, bool) and not isinstance(value, bool):
        return found
    if found is None and isinstance(test, tree.RangeLiteral):
        return None
    if isinstance(found, list):
        return _among(value, found)
    if isinstance(found, Range):
        return equal(value, found) is True if isinstance(value, Range) else lies_in(value, found)
    return equal(value, found)


def _among(value: Value, elements: list[Value]) -> bool | None:
    if isinstance(value, list) and equal(value, elements) is True:
        return True
    result: bool | None = False
    for each in elements:
        one = (
            lies_in(value, each)
            if isinstance(each, Range) and not isinstance(value, Range)
            else equal(value, each)
        )
        if one is True:
            return True
        if isinstance(each, list) and isinstance(value, list) and equal(value, each) is True:
            return True
        if one is None and each is not None and value is not None:
            result = None if isinstance(each, Range) else result
    return result


_RULES: dict[type, Callable[[Any, Scope, Budget], Value]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Path: _path,
    tree.Filter: _filter,
    tree.Call: _call,
    tree.Arithmetic: _arithmetic,
    tree.Negate: _negate,
    tree.Compare: _compare,
    tree.Logic: _logic,
    tree.Between: _between,
    tree.In: _in,
    tree.If: _if,
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.InstanceOf: _instance_of,
    tree.ListLiteral: _list,
    tree.ContextLiteral: _context,
    tree.RangeLiteral: _range,
    tree.FunctionLiteral: _function,
    tree.Tests: _tests,
    tree.UnaryTest: _unary_test,
}
