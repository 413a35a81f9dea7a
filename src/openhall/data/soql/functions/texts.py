"""Text. Patterns are written in the query itself, and are matched in a time that grows with the text alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from openhall.data.soql.errors import QueryError
from openhall.data.soql.functions.function import ORDERED, Each, Function, Special
from openhall.data.soql.kinds import Type, Typed, made
from openhall.data.soql.sql import Binds
from openhall.process.saying import gettext

TEXT, NUMBER, BOOL = Type.TEXT, Type.NUMBER, Type.CHECKBOX
LONGEST_PATTERN = 200
LONGEST_PAD = 1_000


def literal_of(value: Typed, otherwise: str) -> str | Decimal | bool | None:
    """What was written, where nothing but a literal may stand."""
    if not value.is_literal:
        raise QueryError("query.soql.type-mismatch", otherwise)
    return value.literal


def _like(negated: bool) -> Special:
    def like(arguments: Sequence[Typed], binds: Binds) -> Typed:
        text = arguments[0].sql
        pattern = literal_of(
            arguments[1], gettext("The pattern of LIKE must be written in the query itself.")
        )
        if not isinstance(pattern, str):
            return made(BOOL, "CAST(NULL AS BOOLEAN)")
        if len(pattern) > LONGEST_PATTERN:
            raise QueryError(
                "query.compiler.too-large",
                gettext(
                    "The pattern of LIKE has more than %(most)s characters. Write a shorter one.",
                    most=LONGEST_PATTERN,
                ),
            )
        if "_" not in pattern and "\\" not in pattern:
            # DuckDB goes through segments between % once, from the left.
            sql = f"({text} LIKE {binds.add(pattern)})"
        else:
            # RE2 takes a time that grows with the text alone, which other ways to match `_` do not.
            sql = f"regexp_full_match({text}, {binds.add(_regular(pattern))}, 's')"
        return made(BOOL, f"(NOT {sql})" if negated else sql)

    return like


def _regular(pattern: str) -> str:
    """The regular expression of a pattern: % is any text, _ any character, and what follows a backslash is itself."""
    pieces, at = [], 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\" and at + 1 < len(pattern):
            at += 1
            pieces.append(re.escape(pattern[at]))
        elif sign == "%":
            if not pieces or pieces[-1] != ".*":
                pieces.append(".*")
        else:
            pieces.append("." if sign == "_" else re.escape(sign))
        at += 1
    return "".join(pieces)


def _replace(arguments: Sequence[Typed], binds: Binds) -> Typed:
    text, old, new = arguments
    longest = binds.grow(text.longest * max(1, new.longest))
    return made(TEXT, f"replace({text.sql}, {old.sql}, {new.sql})", longest=longest)


def _pad(side: str) -> Special:
    def pad(arguments: Sequence[Typed], binds: Binds) -> Typed:
        text, length, fill = arguments
        wanted = literal_of(length, gettext("The length of a pad must be written in the query itself."))
        if not isinstance(wanted, Decimal) or not 0 <= wanted <= LONGEST_PAD or wanted != int(wanted):
            raise QueryError(
                "query.soql.type-mismatch",
                gettext("The length of a pad is a whole number up to %(most)s.", most=LONGEST_PAD),
            )
        # An empty fill cannot fill anything; PostgreSQL then leaves the text as it is.
        sql = f"{side}({text.sql}, {int(wanted)}, {fill.sql})"
        sql = f"CASE WHEN {fill.sql} = '' THEN left({text.sql}, {int(wanted)}) ELSE {sql} END"
        return made(TEXT, f"({sql})", longest=binds.grow(int(wanted)))

    return pad


def _joined(arguments: Sequence[Typed], binds: Binds) -> Typed:
    pieces = [each.sql if each.type in (TEXT, Type.URL) else as_text(each).sql for each in arguments]
    longest = binds.grow(sum(max(each.longest, 40 if each.type is not TEXT else 0) for each in arguments))
    return made(TEXT, f"({' || '.join(pieces)})", longest=longest)


def as_text(value: Typed) -> Typed:
    """A value as the text that an answer has for it."""
    if value.type is Type.CALENDAR_DATE:
        return made(TEXT, f"strftime({value.sql}, '%Y-%m-%dT%H:%M:%S.%g')", longest=30)
    if value.type is Type.FIXED_TIMESTAMP:
        return made(TEXT, f"strftime({value.sql}, '%Y-%m-%dT%H:%M:%S.%gZ')", longest=30)
    if value.type is Type.ROW_ID:
        return made(TEXT, f"('row-' || {value.sql})", longest=30)
    if value.type is NUMBER:
        return made(TEXT, f"regexp_replace(CAST({value.sql} AS VARCHAR), '\\.0+$', '')", longest=40)
    return made(TEXT, f"CAST({value.sql} AS VARCHAR)", longest=max(value.longest, 40))


def _part(number: int) -> str:
    return f"CAST(least(greatest({{{number}}}, -1e9), 1e9) AS BIGINT)"


_any = Each(ORDERED)


def _caseless(negated: bool) -> Special:
    def caseless(arguments: Sequence[Typed], binds: Binds) -> Typed:
        one, *others = (f"lower({each.sql})" for each in arguments)
        return made(BOOL, f"({one} {'NOT ' if negated else ''}IN ({', '.join(others)}))")

    return caseless


FUNCTIONS = (
    Function("like", (TEXT, TEXT), BOOL, _like(False),
             "`x like 'pattern'`: whether the whole text fits; `%` is any text, `_` any character."),
    Function("not like", (TEXT, TEXT), BOOL, _like(True), "`x not like 'pattern'`: whether it does not fit."),
    Function("contains", (TEXT, TEXT), BOOL, "contains({0}, {1})", "Whether the second is part of the first."),
    Function("starts_with", (TEXT, TEXT), BOOL, "starts_with({0}, {1})", "Whether the first begins with the second."),
    Function("lower", (TEXT,), TEXT, "lower({0})", "In small letters."),
    Function("upper", (TEXT,), TEXT, "upper({0})", "In capital letters."),
    Function("unaccent", (TEXT,), TEXT, "strip_accents({0})", "Without accents."),
    Function("length", (TEXT,), NUMBER, "length({0})", "How many characters it has."),
    Function("trim", (TEXT,), TEXT, "trim({0})", "Without blanks at both ends."),
    Function("trim_leading", (TEXT,), TEXT, "ltrim({0})", "Without blanks at its beginning."),
    Function("trim_trailing", (TEXT,), TEXT, "rtrim({0})", "Without blanks at its end."),
    Function("substring", (TEXT, NUMBER), TEXT, f"substring({{0}}, {_part(1)})",
             "What begins at a character, the first being 1."),
    Function("substring", (TEXT, NUMBER, NUMBER), TEXT, f"substring({{0}}, {_part(1)}, greatest({_part(2)}, 0))",
             "So many characters from one on."),
    Function("split_part", (TEXT, TEXT, NUMBER), TEXT, f"split_part({{0}}, {{1}}, {_part(2)})",
             "Which piece between separators, the first being 1."),
    Function("replace", (TEXT, TEXT, TEXT), TEXT, _replace, "The second, wherever it stands, replaced by the third."),
    Function("left_pad", (TEXT, NUMBER, TEXT), TEXT, _pad("lpad"), "Filled up at the left to so many characters."),
    Function("right_pad", (TEXT, NUMBER, TEXT), TEXT, _pad("rpad"), "Filled up at the right to so many characters."),
    Function("||", (_any, _any), TEXT, _joined, "Both texts, one after the other; null when one is null."),
    Function("caseless_eq", (TEXT, TEXT), BOOL, "(lower({0}) = lower({1}))", "Equal but for capitals."),
    Function("caseless_ne", (TEXT, TEXT), BOOL, "(lower({0}) <> lower({1}))", "Different even without capitals."),
    Function("caseless_starts_with", (TEXT, TEXT), BOOL, "starts_with(lower({0}), lower({1}))",
             "Begins with the second, capitals aside."),
    Function("caseless_contains", (TEXT, TEXT), BOOL, "contains(lower({0}), lower({1}))",
             "Holds the second, capitals aside."),
    Function("caseless_one_of", (TEXT, TEXT), BOOL, _caseless(False), "One of the others, capitals aside.", (TEXT,)),
    Function("caseless_not_one_of", (TEXT, TEXT), BOOL, _caseless(True), "None of them, capitals aside.", (TEXT,)),
)  # fmt: skip
