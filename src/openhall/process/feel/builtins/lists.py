"""Functions that make lists or look into them (DMN 1.5, table 75 and 10.3.4.9)."""

from __future__ import annotations

from decimal import Decimal

from openhall.process.feel.builtins.arguments import (
    function_of,
    integer_of,
    items_of,
    number,
    one,
    single,
)
from openhall.process.feel.builtins.strings import first_and_last
from openhall.process.feel.function import Builtin, Signature
from openhall.process.feel.kinds import kind_of
from openhall.process.feel.values import Budget, Function, Undefined, Value
from openhall.process.saying import gettext, gettext_noop


class _Seen:
    """Values met before; those of the plain kinds are looked up, all others compared one by one."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.plain: set[tuple[type, Value]] = set()
        self.others: list[Value] = []

    def has(self, value: Value) -> bool:
        self.budget.spend()
        if value is None or isinstance(value, bool | Decimal | str):
            return (type(value), value) in self.plain
        return any(_same(each, value, self.budget) for each in self.others)

    def add(self, value: Value) -> None:
        if value is None or isinstance(value, bool | Decimal | str):
            self.plain.add((type(value), value))
        else:
            self.others.append(value)


def _same(a: Value, b: Value, budget: Budget) -> bool:
    # Imported here: the operators may come to need built-in functions.
    from openhall.process.feel.operators import equal

    budget.spend()
    return equal(a, b) is True


def _list_contains(budget: Budget, items: Value, element: Value) -> Value:
    return any(_same(each, element, budget) for each in items_of(items, "list"))


def _count(_: Budget, items: Value) -> Value:
    return number(len(items_of(items, "list")))


def _sublist(budget: Budget, items: Value, start: Value, length: Value) -> Value:
    elements = items_of(items, "list")
    first, last = first_and_last(len(elements), start, length, gettext("the list"))
    budget.sized(last - first)
    return elements[first:last]


def _append(budget: Budget, items: Value, more: list[Value]) -> Value:
    elements = items_of(items, "list")
    budget.sized(len(elements) + len(more))
    return [*elements, *more]


def _concatenate(budget: Budget, lists: list[Value]) -> Value:
    parts = [items_of(each, "list") for each in lists]
    budget.sized(sum(len(each) for each in parts))
    return [each for part in parts for each in part]


def _place(position: Value, size: int) -> int:
    """A position as Python counts, from 0. Raises `Undefined` outside the list."""
    place = integer_of(position, "position")
    if not 1 <= abs(place) <= size:
        raise Undefined(
            gettext_noop("“position” must be from 1 to the length of the list, or from -1 backwards.")
        )
    return place - 1 if place > 0 else size + place


def _insert_before(budget: Budget, items: Value, position: Value, new: Value) -> Value:
    elements = items_of(items, "list")
    place = _place(position, len(elements))
    budget.sized(len(elements) + 1)
    return [*elements[:place], new, *elements[place:]]


def _remove(budget: Budget, items: Value, position: Value) -> Value:
    elements = items_of(items, "list")
    place = _place(position, len(elements))
    budget.sized(len(elements))
    return elements[:place] + elements[place + 1 :]


def _replace_at(budget: Budget, items: Value, position: Value, new: Value) -> Value:
    if not isinstance(single(position), Decimal):
        return _replace_where(budget, items, position, new)
    elements = items_of(items, "list")
    place = _place(position, len(elements))
    budget.sized(len(elements))
    return [*elements[:place], new, *elements[place + 1 :]]


def _replace_where(budget: Budget, items: Value, match: Value, new: Value) -> Value:
    function = function_of(match, "match", 2)
    elements = items_of(items, "list")
    budget.sized(len(elements))
    return [new if _decides(function, "match", each, new, budget) else each for each in elements]


def _decides(function: Function, parameter: str, a: Value, b: Value, budget: Budget) -> bool:
    budget.spend()
    result = function.call([a, b], budget)
    if not isinstance(result, bool):
        raise Undefined(
            gettext_noop("“%(parameter)s” must give true or false; it gave %(result)s."),
            parameter=parameter,
            result=kind_of(result),
        )
    return result


def _reverse(budget: Budget, items: Value) -> Value:
    elements = items_of(items, "list")
    budget.sized(len(elements))
    return elements[::-1]


def _index_of(budget: Budget, items: Value, match: Value) -> Value:
    elements = items_of(items, "list")
    return [number(i) for i, each in enumerate(elements, start=1) if _same(each, match, budget)]


def _distinct_values(budget: Budget, items: Value) -> Value:
    seen, kept = _Seen(budget), []
    for each in items_of(items, "list"):
        if not seen.has(each):
            seen.add(each)
            kept.append(each)
    return kept


def _duplicate_values(budget: Budget, items: Value) -> Value:
    seen, found, kept = _Seen(budget), _Seen(budget), []
    for each in items_of(items, "list"):
        if not seen.has(each):
            seen.add(each)
        elif not found.has(each):
            found.add(each)
            kept.append(each)
    return kept


def _union(budget: Budget, lists: list[Value]) -> Value:
    return _distinct_values(budget, _concatenate(budget, lists))


def _flatten(budget: Budget, items: Value) -> Value:
    kept: list[Value] = []
    waiting = [iter(items_of(items, "list"))]
    while waiting:
        budget.spend()
        try:
            each = next(waiting[-1])
        except StopIteration:
            waiting.pop()
            continue
        if isinstance(each, list):
            waiting.append(iter(each))
        else:
            kept.append(each)
    budget.sized(len(kept))
    return kept


def _sort(budget: Budget, items: Value, precedes: Value) -> Value:
    function = function_of(precedes, "precedes", 2)
    elements = items_of(items, "list")
    budget.sized(len(elements))
    return [each.value for each in sorted(_Element(value, function, budget) for value in elements)]


class _Element:
    """An element that is in order by a function of FEEL; Python's sort asks for nothing but `<` and is stable."""

    def __init__(self, value: Value, precedes: Function, budget: Budget) -> None:
        self.value = value
        self.precedes = precedes
        self.budget = budget

    def __lt__(self, other: _Element) -> bool:
        return _decides(self.precedes, "precedes", self.value, other.value, self.budget)


FUNCTIONS = (
    one("list contains", _list_contains, "list", "element"),
    one("count", _count, "list"),
    one("sublist", _sublist, "list", "start position", "length", optional=1),
    one("append", _append, "list", "item", many=True, whole=True),
    one("concatenate", _concatenate, "list", many=True, whole=True),
    one("insert before", _insert_before, "list", "position", "newItem"),
    one("remove", _remove, "list", "position"),
    Builtin(
        "list replace",
        (
            Signature(_replace_at, ("list", "position", "newItem")),
            Signature(_replace_where, ("list", "match", "newItem")),
        ),
    ),
    one("reverse", _reverse, "list"),
    one("index of", _index_of, "list", "match"),
    one("union", _union, "list", many=True, whole=True),
    one("distinct values", _distinct_values, "list"),
    one("duplicate values", _duplicate_values, "list"),
    one("flatten", _flatten, "list"),
    one("sort", _sort, "list", "precedes"),
)
