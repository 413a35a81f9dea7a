"""Whether a value conforms to a type of a model, and what it is converted to when it does not quite.

The conversions are those of DMN 1.5, 10.3.2.9.4: a list of one element to that element, a value to a list of one, a
date to its midnight in UTC. What conforms in no way becomes null, and the reason is kept.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeGuard

from openhall.process.dmn.model import Item, Model
from openhall.process.errors import FeelSyntaxError
from openhall.process.feel.evaluate import evaluate_tests
from openhall.process.feel.kinds import A_FUNCTION
from openhall.process.feel.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from openhall.process.feel.values import Budget, Function, Range, Undefined, Value
from openhall.process.saying import gettext, gettext_noop, message_of

BASE: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "dateTime": (DateTime,),
    "days and time duration": (DayTimeDuration,),
    "dayTimeDuration": (DayTimeDuration,),
    "years and months duration": (YearMonthDuration,),
    "yearMonthDuration": (YearMonthDuration,),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
}
"""The types of FEEL by their names, also those of DMN 1.1."""

ANYTHING = frozenset({"Any", "any", "<Undefined>", "undefined", "variant"})

DATA = (
    Decimal, str, bool, Date, Time, DateTime, DayTimeDuration, YearMonthDuration, list, dict, Range, type(None),
)  # fmt: skip


def is_function(value: Value) -> TypeGuard[Function]:
    """Whether a value can be called."""
    return not isinstance(value, DATA)


def find_item(model: Model, name: str) -> tuple[Model, Item] | None:
    """The item definition of this name and the model that holds it: "tFee", "library.tFee" or "namespace:tFee"."""
    item = model.items.get(name)
    if item is not None:
        return model, item
    for alias, imported in model.imports:
        for start in (f"{alias}.", f"{imported.namespace}:") if alias else (f"{imported.namespace}:", ""):
            if name.startswith(start):
                found = find_item(imported, name[len(start) :])
                if found is not None:
                    return found
    own = f"{model.namespace}:"
    return find_item(model, name[len(own) :]) if name.startswith(own) and len(own) > 1 else None


def is_known(model: Model, name: str | None) -> bool:
    """Whether a type of this name exists."""
    return (
        name is None
        or name in BASE
        or name in ANYTHING
        or name == "function"
        or find_item(model, name) is not None
    )


def convert(value: Value, name: str | None, model: Model, budget: Budget) -> Value:
    """The value as the type of this name has it.

    Raises `Undefined` with the reason when it does not conform, and `LimitReached`.
    """
    if value is None or name is None or name in ANYTHING:
        return value
    fault = misfit(value, name, model, budget)
    if fault is None:
        return value
    if isinstance(value, list):
        if len(value) == 1 and misfit(value[0], name, model, budget) is None:
            return value[0]
    elif misfit([value], name, model, budget) is None:
        return [value]
    if isinstance(value, Date):
        moment = DateTime(value, Time(0, 0, 0, zone=0))
        if misfit(moment, name, model, budget) is None:
            return moment
    raise fault


def misfit(value: Value, name: str | None, model: Model, budget: Budget) -> Undefined | None:
    """Why a value does not conform to the type of this name, in a part of a sentence; None when it does."""
    budget.spend()
    if value is None or name is None or name in ANYTHING:
        return None
    if name in BASE:
        return (
            None
            if _is_base(value, name)
            else Undefined(gettext_noop("%(value)s is no %(type)s"), value=show(value), type=name)
        )
    found = find_item(model, name)
    if found is None:
        if name == "function":
            return (
                None
                if is_function(value)
                else Undefined(gettext_noop("%(value)s is no function"), value=show(value))
            )
        budget.note(
            gettext("The type '%(name)s' is not defined, so nothing is checked against it.", name=name)
        )
        return None
    budget.enter()
    try:
        return _misfit_item(value, found[1], found[0], budget)
    finally:
        budget.leave()


def show(value: Value) -> str:
    """A short text of a value, for sentences."""
    if isinstance(value, str):
        return f"'{value[:40]}…'" if len(value) > 40 else f"'{value}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return gettext("a list of %(number)s", number=str(len(value)))
    if isinstance(value, dict):
        return gettext("a context of %(number)s entries", number=str(len(value)))
    if value is None:
        return "null"
    return A_FUNCTION if is_function(value) or isinstance(value, Range) else str(value)


def _is_base(value: Value, name: str) -> bool:
    if name == "number":
        return isinstance(value, Decimal) and not isinstance(value, bool)
    return isinstance(value, BASE[name])


def _misfit_item(value: Value, item: Item, model: Model, budget: Budget) -> Undefined | None:
    if item.collection:
        if not isinstance(value, list):
            return Undefined(
                gettext_noop("%(value)s is no list, which %(name)s is"), value=show(value), name=item.name
            )
        fault = next(filter(None, (_misfit_one(each, item, model, budget) for each in value)), None)
    else:
        fault = _misfit_one(value, item, model, budget)
    if fault is None and item.constraint and not satisfies(value, item.constraint, model, budget):
        return Undefined(
            gettext_noop("%(value)s is not allowed in %(name)s (%(tests)s)"),
            value=show(value),
            name=item.name,
            tests=item.constraint,
        )
    return fault


def _misfit_one(value: Value, item: Item, model: Model, budget: Budget) -> Undefined | None:
    if value is None:
        return None
    if item.components:
        if not isinstance(value, dict):
            return Undefined(
                gettext_noop("%(value)s is no context, which %(name)s is"), value=show(value), name=item.name
            )
        for part in item.components:
            if part.name not in value:
                return Undefined(
                    gettext_noop("'%(part)s' is missing in %(name)s"), part=part.name, name=item.name
                )
            fault = None if value[part.name] is None else _misfit_item(value[part.name], part, model, budget)
            if fault is not None:
                return Undefined(
                    gettext_noop("'%(part)s' does not fit: %(why)s"), part=part.name, why=fault.sentence
                )
    elif item.function is not None:
        if not is_function(value):
            return Undefined(
                gettext_noop("%(value)s is no function, which %(name)s is"), value=show(value), name=item.name
            )
    else:
        fault = misfit(value, item.type, model, budget)
        if fault is not None:
            return fault
    if item.allowed and not satisfies(value, item.allowed, model, budget):
        return Undefined(
            gettext_noop("%(value)s is not one of the allowed values of %(name)s (%(tests)s)"),
            value=show(value),
            name=item.name,
            tests=item.allowed,
        )
    return None


def satisfies(value: Value, tests: str, model: Model, budget: Budget) -> bool:
    """Whether a value passes unary tests that a model states. Tests that are no FEEL let nothing pass."""
    try:
        node = model.parsed.tests(tests, model.paths, budget)
        return evaluate_tests(node, value, {}, budget) is True
    except FeelSyntaxError as error:
        budget.note(gettext("'%(tests)s' is no test: %(why)s", tests=tests, why=message_of(error)))
    except Undefined as reason:
        budget.note(reason)
    return False
