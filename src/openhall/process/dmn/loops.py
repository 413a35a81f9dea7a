"""What boxed iterators and filters go through, and what they make of the results (DMN 1.5, 10.2.1.9 and 10.2.1.10)."""

from __future__ import annotations

from collections.abc import Iterator

from openhall.process.dmn.types import show
from openhall.process.feel.loops import in_range
from openhall.process.feel.values import Budget, Range, Undefined, Value
from openhall.process.saying import gettext_noop


def elements_of(source: Value, budget: Budget) -> Iterator[Value]:
    """The elements of a list or of a range of whole numbers or dates; any other value is one element.

    Raises `Undefined` for a range that has no steps, and `LimitReached`.
    """
    if isinstance(source, Range):
        yield from _steps(source, budget)
        return
    for each in source if isinstance(source, list) else [source]:
        budget.spend()
        yield each


def quantified(kind: str, results: list[Value]) -> Value:
    """Whether some or every result is true; null where a result that is neither true nor false decides."""
    decisive = kind == "some"
    if any(each is decisive for each in results):
        return decisive
    for each in results:
        if each is not True and each is not False:
            raise Undefined(gettext_noop("%(value)s is neither true nor false."), value=show(each))
    return not decisive


def _steps(source: Range, budget: Budget) -> Iterator[Value]:
    for each in in_range(source):
        budget.spend()
        yield each
