"""Functions of contexts (DMN 1.5, table 81)."""

from __future__ import annotations

from openhall.process.feel.builtins.arguments import context_of, items_of, one, text_of
from openhall.process.feel.function import Builtin, Signature
from openhall.process.feel.values import Budget, Undefined, Value
from openhall.process.saying import gettext_noop


def _get_value(_: Budget, m: Value, key: Value) -> Value:
    context, name = context_of(m, "m"), text_of(key, "key")
    if name not in context:
        raise Undefined(gettext_noop("The context has no entry “%(name)s”."), name=name[:60])
    return context[name]


def _get_entries(budget: Budget, m: Value) -> Value:
    context = context_of(m, "m")
    budget.sized(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


def _context(budget: Budget, entries: Value) -> Value:
    made: dict[str, Value] = {}
    for each in items_of(entries, "entries"):
        budget.spend()
        entry = context_of(each, "entries")
        if "key" not in entry or "value" not in entry:
            raise Undefined(gettext_noop("Each of “entries” must have a “key” and a “value”."))
        key = text_of(entry["key"], "key")
        if key in made:
            raise Undefined(gettext_noop("“entries” has the key “%(key)s” twice."), key=key[:60])
        made[key] = entry["value"]
    return made


def _put(budget: Budget, context: Value, key: Value, value: Value) -> Value:
    return _with(context_of(context, "context"), text_of(key, "key"), value, budget)


def _put_deep(budget: Budget, context: Value, keys: Value, value: Value) -> Value:
    outer = context_of(context, "context")
    names = [text_of(each, "keys") for each in items_of(keys, "keys")]
    if not names:
        raise Undefined(gettext_noop("“keys” must hold a key or more."))
    budget.spend(len(names))
    contexts = [outer]
    for name in names[:-1]:
        contexts.append(context_of(contexts[-1].get(name), name))
    for inner, name in zip(reversed(contexts), reversed(names), strict=True):
        value = _with(inner, name, value, budget)
    return value


def _with(context: dict[str, Value], key: str, value: Value, budget: Budget) -> dict[str, Value]:
    budget.sized(len(context) + 1)
    return {**context, key: value}


def _context_merge(budget: Budget, contexts: Value) -> Value:
    merged: dict[str, Value] = {}
    for each in items_of(contexts, "contexts"):
        part = context_of(each, "contexts")
        budget.sized(len(part))
        merged |= part
    return merged


FUNCTIONS = (
    one("get value", _get_value, "m", "key"),
    one("get entries", _get_entries, "m"),
    one("context", _context, "entries"),
    # By position the first one is called: it takes one key as well as a list of them.
    Builtin(
        "context put",
        (Signature(_put_deep, ("context", "keys", "value")), Signature(_put, ("context", "key", "value"))),
    ),
    one("context merge", _context_merge, "contexts"),
)
