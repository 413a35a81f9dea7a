"""What `for`, `some` and `every` go through (DMN 1.5, 10.3.2.14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from openhall.process.feel import syntax as tree
from openhall.process.feel.scope import Scope
from openhall.process.feel.temporal import Date
from openhall.process.feel.temporal.kinds import date_of_number, day_number
from openhall.process.feel.values import Budget, Range, Undefined, Value
from openhall.process.saying import gettext_noop

ValueOf = Callable[[tree.Node, Scope, Budget], Value]


def iterate(
    iterators: tuple[tree.Iterator, ...], scope: Scope, budget: Budget, value_of: ValueOf
) -> Iterator[Scope]:
    """The scope of each round; a later iterator sees the values of those before."""
    if not iterators:
        yield scope
        return
    first, *rest = iterators
    for value in each_value(first, scope, budget, value_of):
        budget.spend()
        yield from iterate(tuple(rest), scope.plus({first.name: value}), budget, value_of)


def each_value(iterator: tree.Iterator, scope: Scope, budget: Budget, value_of: ValueOf) -> Iterator[Value]:
    """The values that one iterator goes through. Raises `Undefined` where there is nothing to go through."""
    domain = value_of(iterator.domain, scope, budget)
    if iterator.until is not None:
        yield from _from_to(domain, value_of(iterator.until, scope, budget))
    elif isinstance(domain, list):
        yield from domain
    elif isinstance(domain, Range):
        yield from in_range(domain)
    elif domain is None:
        raise Undefined(gettext_noop("There is nothing to go through: the list is null."))
    else:
        yield domain


def _from_to(first: Value, last: Value) -> Iterator[Value]:
    """Whole numbers or days, up or down."""
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        if first != first.to_integral_value() or last != last.to_integral_value():
            raise Undefined(gettext_noop("A loop goes from whole number to whole number."))
        low, high = int(first), int(last)
        for number in range(low, high + 1) if low <= high else range(low, high - 1, -1):
            yield Decimal(number)
    elif isinstance(first, Date) and isinstance(last, Date):
        low, high = day_number(first), day_number(last)
        for number in range(low, high + 1) if low <= high else range(low, high - 1, -1):
            yield date_of_number(number)
    else:
        raise Undefined(gettext_noop("A loop goes from number to number or from date to date."))


def in_range(span: Range) -> Iterator[Value]:
    """The whole numbers or days in a range. Raises `Undefined` where it has no steps."""
    low, high = span.low, span.high
    for value in _from_to(low, high):
        if (value == low and not span.low_closed) or (value == high and not span.high_closed):
            continue
        yield value
