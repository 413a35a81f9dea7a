"""Numbers. What cannot be worked out (a division by zero, the logarithm of a negative number) is null."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openhall.data.soql.errors import QueryError
from openhall.data.soql.functions.function import ORDERED, Each, Function
from openhall.data.soql.functions.texts import as_text, literal_of
from openhall.data.soql.kinds import Type, Typed, made
from openhall.data.soql.sql import Binds
from openhall.process.saying import gettext

NUMBER, TEXT, BOOL = Type.NUMBER, Type.TEXT, Type.CHECKBOX


def _to_text(arguments: Sequence[Typed], binds: Binds) -> Typed:
    value = arguments[0]
    return value if value.type is TEXT else as_text(value)


def _rounded(arguments: Sequence[Typed], binds: Binds) -> Typed:
    places = literal_of(
        arguments[1], gettext("The number of decimal places must be written in the query itself.")
    )
    if not isinstance(places, Decimal):
        return made(NUMBER, "CAST(NULL AS DOUBLE)")
    if places != int(places) or not -20 <= places <= 20:
        raise QueryError(
            "query.soql.type-mismatch",
            gettext("The number of decimal places is a whole number from -20 to 20."),
        )
    return made(NUMBER, f"round({arguments[0].sql}, {int(places)})")


FUNCTIONS = (
    Function("+", (NUMBER, NUMBER), NUMBER, "({0} + {1})", "The sum."),
    Function("-", (NUMBER, NUMBER), NUMBER, "({0} - {1})", "The difference."),
    Function("*", (NUMBER, NUMBER), NUMBER, "({0} * {1})", "The product."),
    Function("/", (NUMBER, NUMBER), NUMBER, "({0} / nullif({1}, 0))", "The quotient; null when divided by zero."),
    Function("%", (NUMBER, NUMBER), NUMBER, "({0} % nullif({1}, 0))", "What is left of a division."),
    Function("^", (NUMBER, NUMBER), NUMBER, "TRY(pow({0}, {1}))", "The first to the power of the second."),
    Function("unary -", (NUMBER,), NUMBER, "(- {0})", "`-x`: the number below zero that it is above."),
    Function("unary +", (NUMBER,), NUMBER, "{0}", "`+x`: the number itself."),
    Function("abs", (NUMBER,), NUMBER, "abs({0})", "Without its sign."),
    Function("ceil", (NUMBER,), NUMBER, "ceil({0})", "The next whole number above."),
    Function("floor", (NUMBER,), NUMBER, "floor({0})", "The next whole number below."),
    Function("round", (NUMBER, NUMBER), NUMBER, _rounded, "Rounded to so many decimal places."),
    Function("ln", (NUMBER,), NUMBER, "TRY(ln({0}))", "The natural logarithm."),
    Function("signed_magnitude_10", (NUMBER,), NUMBER,
             "(sign({0}) * length(CAST(CAST(floor(abs({0})) AS HUGEINT) AS VARCHAR)) * CAST({0} <> 0 AS INTEGER))",
             "How many digits it has before the point, with its sign; 0 for 0."),
    Function("signed_magnitude_linear", (NUMBER, NUMBER), NUMBER,
             "(CASE WHEN {1} = 1 THEN floor({0}) WHEN {0} = 0 THEN 0 "
             "ELSE sign({0}) * floor(abs({0}) / nullif({1}, 0) + 1) END)",
             "In which step of the given width it lies, counted from zero to both sides."),
    Function("width_bucket", (NUMBER, NUMBER, NUMBER, NUMBER), NUMBER,
             "(CASE WHEN {0} < {1} THEN 0 WHEN {0} >= {2} THEN floor({3}) + 1 "
             "ELSE floor(({0} - {1}) * floor({3}) / nullif({2} - {1}, 0)) + 1 END)",
             "In which of so many equal steps between two numbers it lies."),
    Function("::number", (NUMBER,), NUMBER, "{0}", "`x::number`: the number that a text says; null when it says none."),
    Function("::number", (TEXT,), NUMBER, "TRY_CAST({0} AS DOUBLE)",
             "`x::number`: the number that a text says; null when it says none."),
    Function("::text", (Each(ORDERED),), TEXT, _to_text, "`x::text`: the value as answers have it."),
    Function("::checkbox", (BOOL,), BOOL, "{0}", "`x::checkbox`: what a text says, true or false."),
    Function("::checkbox", (TEXT,), BOOL, "TRY_CAST({0} AS BOOLEAN)",
             "`x::checkbox`: what a text says, true or false."),
)  # fmt: skip
