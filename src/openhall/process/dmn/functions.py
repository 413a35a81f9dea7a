"""Functions of a model as values of FEEL: boxed functions, business knowledge and what is not run here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openhall.process.dmn.model import FunctionDefinition, Model
from openhall.process.dmn.types import convert
from openhall.process.feel.function import Builtin
from openhall.process.feel.values import Budget, Function, Undefined, Value
from openhall.process.saying import gettext_noop, message_of

if TYPE_CHECKING:
    from openhall.process.dmn.evaluate import Evaluator, Scope


@dataclass(eq=False)
class Closure:
    """A function written in FEEL or boxed expressions, with what it sees around it.

    model   the model that holds it, for the types of its parameters
    inside  from the arguments by name to the scope in which the body is evaluated
    result  the type of the result where the name of the function has one, else None
    """

    name: str
    definition: FunctionDefinition
    model: Model
    inside: Callable[[Mapping[str, Value]], Scope]
    evaluator: Evaluator
    result: str | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in order."""
        return tuple(each.name for each in self.definition.parameters)

    def call(self, arguments: list[Value], budget: Budget) -> Value:
        """The result; arguments that do not conform to their types raise `Undefined`, the body is not evaluated."""
        wanted = self.definition.parameters
        if len(arguments) != len(wanted):
            raise Undefined(
                gettext_noop("'%(name)s' takes %(wanted)s arguments and was given %(given)s."),
                name=self.name,
                wanted=str(len(wanted)),
                given=str(len(arguments)),
            )
        if self.definition.body is None:
            raise Undefined(gettext_noop("'%(name)s' has no logic."), name=self.name)
        values = {
            each.name: self._fit(each.name, each.type, value, budget)
            for each, value in zip(wanted, arguments, strict=True)
        }
        value = self.evaluator.value(self.definition.body, self.inside(values))
        return self.evaluator.typed(value, self.result, self.model)

    def _fit(self, name: str, kind: str | None, value: Value, budget: Budget) -> Value:
        try:
            return convert(value, kind, self.model, budget)
        except Undefined as reason:
            raise Undefined(
                gettext_noop("'%(name)s' cannot take this %(parameter)s: %(why)s."),
                name=self.name,
                parameter=name,
                why=message_of(reason),
            ) from None


@dataclass(eq=False)
class External:
    """A function whose body is Java or PMML. It can be named and handed on; a call of it is null (10.3.2.13.3)."""

    name: str
    parameters: tuple[str, ...]
    kind: str

    def call(self, arguments: list[Value], budget: Budget) -> Value:
        """Raises `Undefined`: no code that a model names is ever run."""
        raise Undefined(
            gettext_noop("%(name)s is written in %(kind)s, which is not run; write it in FEEL."),
            name=self.name,
            kind=self.kind,
        )


def call_by_name(function: Function, arguments: Mapping[str, Value], budget: Budget) -> Value:
    """Call a function with named arguments. Raises `Undefined` when the names are not its parameters."""
    if isinstance(function, Builtin):
        return function.call_named(dict(arguments), budget)
    unknown = [name for name in arguments if name not in function.parameters]
    if unknown:
        raise Undefined(
            gettext_noop("'%(name)s' has no parameter '%(parameter)s'."),
            name=function.name,
            parameter=unknown[0],
        )
    missing = [name for name in function.parameters if name not in arguments]
    if missing:
        raise Undefined(
            gettext_noop("'%(name)s' needs a value for '%(parameter)s'."),
            name=function.name,
            parameter=missing[0],
        )
    return function.call([arguments[name] for name in function.parameters], budget)
