"""Comparing, and what is made of comparisons."""

from __future__ import annotations

from collections.abc import Sequence

from openhall.data.soql.functions.function import ANY, COMPARED, ORDERED, Each, Function, Same, Special
from openhall.data.soql.kinds import Type, Typed, made
from openhall.data.soql.sql import Binds

BOOL = Type.CHECKBOX
_ordered, _equal = Same(ORDERED), Same(COMPARED)


def _each_part(operator: str, joined: str) -> Special:
    """Compare part by part: points are equal when both numbers are."""

    def compare(arguments: Sequence[Typed], binds: Binds) -> Typed:
        left, right = arguments
        pairs = [f"{a} {operator} {b}" for a, b in zip(left.parts, right.parts, strict=False)]
        return made(BOOL, f"({joined.join(pairs)})")

    return compare


def _among(negated: bool) -> Special:
    def among(arguments: Sequence[Typed], binds: Binds) -> Typed:
        one, *others = arguments
        if one.type is Type.POINT:
            sql = " OR ".join(
                "(" + " AND ".join(f"{a} = {b}" for a, b in zip(one.parts, each.parts, strict=True)) + ")"
                for each in others
            )
            return made(BOOL, f"(NOT ({sql}))" if negated else f"({sql})")
        listed = ", ".join(each.sql for each in others)
        return made(BOOL, f"({one.sql} {'NOT ' if negated else ''}IN ({listed}))")

    return among


def _joined(word: str) -> Special:
    def join(arguments: Sequence[Typed], binds: Binds) -> Typed:
        return made(BOOL, "(" + f" {word} ".join(each.sql for each in arguments) + ")")

    return join


FUNCTIONS = (
    *(
        Function(sign, (_equal, _equal), BOOL, _each_part("=", " AND "), "Whether both are equal.")
        for sign in ("=", "==")
    ),
    *(
        Function(sign, (_equal, _equal), BOOL, _each_part("<>", " OR "), "Whether they differ.")
        for sign in ("!=", "<>")
    ),
    Function("<", (_ordered, _ordered), BOOL, "({0} < {1})", "Whether the first is less, earlier or before."),
    Function("<=", (_ordered, _ordered), BOOL, "({0} <= {1})", "Whether the first is less or equal."),
    Function(
        ">", (_ordered, _ordered), BOOL, "({0} > {1})", "Whether the first is greater, later or after."
    ),
    Function(">=", (_ordered, _ordered), BOOL, "({0} >= {1})", "Whether the first is greater or equal."),
    Function(
        "between", (_ordered, _ordered, _ordered), BOOL, "({0} BETWEEN {1} AND {2})",
        "`x between a and b`: whether it is a, b or between them.",
    ),
    Function(
        "not between", (_ordered, _ordered, _ordered), BOOL, "({0} NOT BETWEEN {1} AND {2})",
        "`x not between a and b`: whether it is less than a or greater than b.",
    ),
    Function("in", (_equal, _equal), BOOL, _among(False), "`x in (a, b, ...)`: whether it is one of them.", (_equal,)),
    Function(
        "not in", (_equal, _equal), BOOL, _among(True), "`x not in (a, b, ...)`: whether it is none of them.", (_equal,)
    ),
    Function("is null", (Each(ANY),), BOOL, "({0} IS NULL)", "`x is null`: whether nothing is there."),
    Function("is not null", (Each(ANY),), BOOL, "({0} IS NOT NULL)", "`x is not null`: whether something is there."),
    Function("and", (BOOL, BOOL), BOOL, _joined("AND"), "Whether both hold.", (BOOL,)),
    Function("or", (BOOL, BOOL), BOOL, _joined("OR"), "Whether one of both holds.", (BOOL,)),
    Function("not", (BOOL,), BOOL, "(NOT {0})", "Whether it does not hold."),
)  # fmt: skip
