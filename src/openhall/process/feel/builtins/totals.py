"""Functions that make one value of a list (DMN 1.5, table 75), and logical negation (table 73)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from openhall.process.feel.builtins.arguments import (
    computed,
    items_of,
    number,
    numbers_of,
    one,
    single,
)
from openhall.process.feel.function import Builtin
from openhall.process.feel.kinds import kind_of
from openhall.process.feel.values import NUMBERS, Budget, Undefined, Value
from openhall.process.saying import gettext_noop


def _best(items: Value, budget: Budget, is_better: Callable[[Value, Value], bool | None]) -> Value:
    elements = items_of(items, "list")
    if not elements:
        return None
    best = elements[0]
    # One element alone has to be comparable too, so the first one is compared with itself.
    for each in elements:
        budget.spend()
        better = is_better(each, best)
        if better is None:
            raise Undefined(
                gettext_noop("“list” must hold values of one order; %(best)s and %(each)s have none."),
                best=kind_of(best),
                each=kind_of(each),
            )
        if better:
            best = each
    return best


def _min(budget: Budget, items: Value) -> Value:
    from openhall.process.feel.operators import less

    return _best(items, budget, less)


def _max(budget: Budget, items: Value) -> Value:
    from openhall.process.feel.operators import less

    return _best(items, budget, lambda a, b: less(b, a))


def _sum(budget: Budget, items: Value) -> Value:
    numbers = numbers_of(items, "list", budget)
    return _added(numbers) if numbers else None


def _added(numbers: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for each in numbers:
        total = computed(NUMBERS.add, total, each)
    return total


def _mean(budget: Budget, items: Value) -> Value:
    numbers = numbers_of(items, "list", budget)
    return _average(numbers) if numbers else None


def _average(numbers: list[Decimal]) -> Decimal:
    return computed(NUMBERS.divide, _added(numbers), number(len(numbers)))


def _product(budget: Budget, items: Value) -> Value:
    numbers = numbers_of(items, "list", budget)
    total = Decimal(1)
    for each in numbers:
        total = computed(NUMBERS.multiply, total, each)
    return total if numbers else None


def _median(budget: Budget, items: Value) -> Value:
    numbers = sorted(numbers_of(items, "list", budget))
    if not numbers:
        return None
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else _average(numbers[middle - 1 : middle + 1])


def _stddev(budget: Budget, items: Value) -> Value:
    """The deviation of a sample."""
    numbers = numbers_of(items, "list", budget)
    if len(numbers) < 2:
        raise Undefined(gettext_noop("“list” must hold two numbers or more."))
    mean = _average(numbers)
    distances = [computed(NUMBERS.subtract, each, mean) for each in numbers]
    squares = _added([computed(NUMBERS.multiply, each, each) for each in distances])
    return computed(NUMBERS.sqrt, computed(NUMBERS.divide, squares, number(len(numbers) - 1)))


def _mode(budget: Budget, items: Value) -> Value:
    numbers = numbers_of(items, "list", budget)
    counts: dict[Decimal, int] = {}
    for each in numbers:
        counts[each] = counts.get(each, 0) + 1
    most = max(counts.values(), default=0)
    return [*sorted(each for each, times in counts.items() if times == most)]


def _all(budget: Budget, items: Value) -> Value:
    return _decided(items, False, budget)


def _any(budget: Budget, items: Value) -> Value:
    return _decided(items, True, budget)


def _decided(items: Value, by: bool, budget: Budget) -> Value:
    """What one element is enough to decide; its opposite when all are that, else null."""
    elements = items_of(items, "list")
    budget.spend(len(elements))
    if any(each is by for each in elements):
        return by
    return (not by) if all(each is (not by) for each in elements) else None


def _not(_: Budget, negand: Value) -> Value:
    negand = single(negand)
    if not isinstance(negand, bool):
        raise Undefined(
            gettext_noop("“negand” must be true or false; it is %(negand)s."), negand=kind_of(negand)
        )
    return not negand


def _of_many(name: str, body: Callable[..., Value]) -> Builtin:
    return one(name, body, "list", many=True)


FUNCTIONS = (
    _of_many("min", _min),
    _of_many("max", _max),
    _of_many("sum", _sum),
    _of_many("mean", _mean),
    _of_many("product", _product),
    _of_many("median", _median),
    _of_many("stddev", _stddev),
    _of_many("mode", _mode),
    _of_many("all", _all),
    _of_many("any", _any),
    one("not", _not, "negand"),
)
