"""Built-in functions: their names, the names of their parameters, and how arguments are put in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openhall.process.feel.values import Budget, Undefined, Value
from openhall.process.saying import commas, gettext_noop


@dataclass(frozen=True)
class Signature:
    """One way to call a built-in.

    body        called with the budget and the arguments in order; missing optional ones are None
    parameters  names of the parameters, as DMN 1.5 tables 71 to 81 spell them ("start position")
    optional    how many of the last ones may be left out
    many        whether the last one takes any number of positional arguments, handed on as one list
    whole       with `many`: whether a single list is one argument, as in append([1], [2]), and not all of them
    """

    body: Callable[..., Value]
    parameters: tuple[str, ...]
    optional: int = 0
    many: bool = False
    whole: bool = False

    def fits(self, names: set[str]) -> bool:
        """Whether these are the names of all parameters, optional ones aside."""
        return set(self.parameters[: len(self.parameters) - self.optional]) <= names <= set(self.parameters)


@dataclass
class Builtin:
    """A built-in function with all its signatures; the first one that fits the arguments is called."""

    name: str
    signatures: tuple[Signature, ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters of the first signature."""
        return self.signatures[0].parameters

    def call(self, arguments: list[Value], budget: Budget) -> Value:
        """Call with positional arguments."""
        budget.spend()
        for each in self.signatures:
            n = len(each.parameters)
            if each.many and len(arguments) >= n:
                # One list is the elements themselves; anything else is gathered into a list.
                head, rest = arguments[: n - 1], arguments[n - 1 :]
                last = rest[0] if len(rest) == 1 and isinstance(rest[0], list) and not each.whole else rest
                return each.body(budget, *head, last)
            if n - each.optional <= len(arguments) <= n:
                return each.body(budget, *arguments, *[None] * (n - len(arguments)))
        raise Undefined(
            gettext_noop("%(name)s() cannot be called with %(number)s arguments."),
            name=self.name,
            number=str(len(arguments)),
        )

    def call_named(self, arguments: dict[str, Value], budget: Budget) -> Value:
        """Call with named arguments; those that are missing are null (10.3.2.13.5).

        Of two signatures with the same names, the one in the order of writing is meant.
        """
        budget.spend()
        known = [each for each in self.signatures if set(arguments) <= set(each.parameters)]
        if not known or not arguments:
            raise Undefined(
                gettext_noop("%(name)s() has no parameters %(names)s."),
                name=self.name,
                names=commas(sorted(arguments)),
            )
        known.sort(key=lambda each: (not each.fits(set(arguments)), each.parameters != tuple(arguments)))
        each = known[0]
        ordered = [arguments.get(name) for name in each.parameters]
        return each.body(budget, *ordered[:-1], [ordered[-1]]) if each.whole else each.body(budget, *ordered)
