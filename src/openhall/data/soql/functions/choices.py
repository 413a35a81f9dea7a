"""Choosing between values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from openhall.data.soql.functions.function import COMPARED, ORDERED, Function, Same, Special
from openhall.data.soql.kinds import Type, Typed
from openhall.data.soql.sql import Binds, bounded

_same, _ordered = Same(COMPARED), Same(ORDERED)


def _chosen(values: Sequence[Typed], binds: Binds, write: Callable[[list[str]], str]) -> Typed:
    """One value out of several, part by part."""
    kind = next((each.type for each in values if each.type is not Type.NULL), Type.NULL)
    parts = tuple(bounded(write([each.parts[k] for each in values])) for k in range(len(values[0].parts)))
    return Typed(kind, parts, longest=binds.grow(max(each.longest for each in values)))


def _case(arguments: Sequence[Typed], binds: Binds) -> Typed:
    conditions, values = arguments[::2], arguments[1::2]

    def write(parts: list[str]) -> str:
        whens = " ".join(f"WHEN {c.sql} THEN {v}" for c, v in zip(conditions, parts, strict=True))
        return f"(CASE {whens} END)"

    return _chosen(values, binds, write)


def _iif(arguments: Sequence[Typed], binds: Binds) -> Typed:
    condition, *values = arguments
    return _chosen(
        values, binds, lambda parts: f"(CASE WHEN {condition.sql} THEN {parts[0]} ELSE {parts[1]} END)"
    )


def _called(name: str) -> Special:
    return lambda arguments, binds: _chosen(arguments, binds, lambda parts: f"{name}({', '.join(parts)})")


FUNCTIONS = (
    Function(
        "case", (Type.CHECKBOX, _same), "same", _case,
        "`case(condition, value, condition, value, ...)`, or `CASE WHEN ... THEN ... ELSE ... END`: the value of "
        "the first condition that holds.",
        (Type.CHECKBOX, _same),
    ),
    Function("iif", (Type.CHECKBOX, _same, _same), "same", _iif, "The second when the first holds, else the third."),
    Function("coalesce", (_same,), "same", _called("coalesce"), "The first of them that is not null.", (_same,)),
    Function("nullif", (_ordered, _ordered), "same", "nullif({0}, {1})", "Null when both are equal, else the first."),
    Function("least", (_ordered,), "same", _called("least"), "The least of them; null is left out.", (_ordered,)),
    Function("greatest", (_ordered,), "same", _called("greatest"), "The greatest; null is left out.", (_ordered,)),
)  # fmt: skip
