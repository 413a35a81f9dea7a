"""What built-in functions ask of their arguments, with the implicit conversions of DMN 1.5, 10.3.2.9.4.

Where one value is asked for, a list of one value stands for it; where a list is asked for, one value stands for a list
of it. Each function raises `Undefined`, naming the parameter, when the argument is of another kind.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException

from openhall.process.feel.function import Builtin, Signature
from openhall.process.feel.kinds import (
    A_CONTEXT,
    A_DATE,
    A_FUNCTION,
    A_LIST,
    A_NUMBER,
    A_TEXT,
    is_function,
    kind_of,
)
from openhall.process.feel.temporal import Date, DateTime
from openhall.process.feel.values import NUMBERS, Budget, Function, Undefined, Value
from openhall.process.saying import gettext_noop


def one(
    name: str,
    body: Callable[..., Value],
    *parameters: str,
    optional: int = 0,
    many: bool = False,
    whole: bool = False,
) -> Builtin:
    """A built-in function with one signature."""
    return Builtin(name, (Signature(body, parameters, optional, many, whole),))


def single(value: Value) -> Value:
    """The value itself, or the only element of a list."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def text_of(value: Value, parameter: str) -> str:
    """The text that an argument is."""
    value = single(value)
    if not isinstance(value, str):
        raise _misfit(parameter, A_TEXT, value)
    return value


def number_of(value: Value, parameter: str) -> Decimal:
    """The number that an argument is."""
    value = single(value)
    if not isinstance(value, Decimal):
        raise _misfit(parameter, A_NUMBER, value)
    return value


def integer_of(value: Value, parameter: str) -> int:
    """The number that an argument is, its decimals cut off."""
    number = number_of(value, parameter)
    if number.adjusted() > 18:
        raise Undefined(gettext_noop("“%(parameter)s” is too large a number."), parameter=parameter)
    return int(number)


def context_of(value: Value, parameter: str) -> dict[str, Value]:
    """The context that an argument is."""
    value = single(value)
    if not isinstance(value, dict):
        raise _misfit(parameter, A_CONTEXT, value)
    return value


def day_of(value: Value, parameter: str) -> Date:
    """The date that an argument is, or that a date and time holds."""
    value = single(value)
    if isinstance(value, DateTime):
        return value.date
    if not isinstance(value, Date):
        raise _misfit(parameter, A_DATE, value)
    return value


def items_of(value: Value, parameter: str) -> list[Value]:
    """The elements of the list that an argument is."""
    if value is None:
        raise _misfit(parameter, A_LIST, value)
    return value if isinstance(value, list) else [value]


def numbers_of(value: Value, parameter: str, budget: Budget) -> list[Decimal]:
    """The elements of a list of numbers."""
    items = items_of(value, parameter)
    budget.spend(len(items))
    numbers = [each for each in items if isinstance(each, Decimal)]
    if len(numbers) < len(items):
        wrong = next(each for each in items if not isinstance(each, Decimal))
        raise Undefined(
            gettext_noop("“%(parameter)s” must hold numbers only; it holds %(wrong)s."),
            parameter=parameter,
            wrong=kind_of(wrong),
        )
    return numbers


def function_of(value: Value, parameter: str, arity: int) -> Function:
    """The function of so many parameters that an argument is."""
    value = single(value)
    if not is_function(value):
        raise _misfit(parameter, A_FUNCTION, value)
    function: Function = value  # type: ignore[assignment]
    if len(function.parameters) != arity:
        raise Undefined(
            gettext_noop("“%(parameter)s” must be a function of %(arity)s parameters."),
            parameter=parameter,
            arity=str(arity),
        )
    return function


def computed(operation: Callable[..., Decimal], *numbers: Decimal) -> Decimal:
    """The result of an operation of `NUMBERS`. Raises `Undefined` when there is no such number."""
    try:
        return operation(*numbers)
    except DecimalException:
        raise Undefined(gettext_noop("The result is no number that there is, or too large a one.")) from None


def number(value: int) -> Decimal:
    """A whole number as a number of FEEL."""
    return NUMBERS.create_decimal(value)


def _misfit(parameter: str, wanted: str, value: Value) -> Undefined:
    return Undefined(
        gettext_noop("“%(parameter)s” must be %(wanted)s; it is %(value)s."),
        parameter=parameter,
        wanted=wanted,
        value=kind_of(value),
    )
