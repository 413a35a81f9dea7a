"""A request's parameters, or a whole text, to the stages of a query (dev.socrata.com, Queries and Filtering)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from openhall.data.soql.errors import QueryError
from openhall.data.soql.parser import (
    parse_expression,
    parse_list,
    parse_orderings,
    parse_query,
    parse_selection,
)
from openhall.data.soql.syntax import Call, Literal, Name, Node, Place, Stage
from openhall.data.soql.tables import Table
from openhall.process.saying import commas, gettext

CLAUSES = ("$select", "$where", "$group", "$having", "$order", "$limit", "$offset", "$q", "$query")
_LARGEST = 2**62


@dataclass(frozen=True)
class Asked:
    """The stages of a query, and its text as errors show it."""

    stages: tuple[Stage, ...]
    text: str


def read_asked(asked: str | Mapping[str, str], table: Table) -> Asked:
    """The stages of a text or of parameters. Raises `QueryError`; parameters that begin with `$$` are left out."""
    if isinstance(asked, str):
        return Asked(_parsed(parse_query, asked, asked), asked)
    given = {name: value for name, value in asked.items() if not name.startswith("$$")}
    unknown = [name for name in given if name.startswith("$") and name.lower() not in CLAUSES]
    if unknown:
        raise QueryError(
            "query.soql.unknown-parameter",
            gettext(
                "There is no parameter %(name)s; there are %(known)s.",
                name=unknown[0][:40],
                known=commas(CLAUSES),
            ),
        )
    clauses = {name.lower(): value for name, value in given.items() if name.startswith("$")}
    filters = {name: value for name, value in given.items() if not name.startswith("$")}
    if "$query" in clauses:
        others = [name for name in clauses if name != "$query"]
        if others:
            raise QueryError(
                "query.soql.unknown-parameter",
                gettext("%(name)s cannot stand beside $query. Write it in $query.", name=others[0]),
                query=clauses["$query"],
            )  # fmt: skip
        text = clauses["$query"]
        stages = _parsed(parse_query, text, text)
    else:
        text, begins = _written(clauses)
        stages = (_stage(clauses, text, begins),)
    conditions = [_filter(name, value, table) for name, value in filters.items()]
    if conditions:
        first = stages[0]
        both = [first.where, *conditions] if first.where is not None else conditions
        where = both[0] if len(both) == 1 else Call("and", tuple(both), (1, 1))
        stages = (replace(first, where=where), *stages[1:])
    return Asked(stages, text)


def _stage(clauses: Mapping[str, str], whole: str, begins: Mapping[str, Place]) -> Stage:
    def read(name: str, parse: Callable[[str, Place], Any], nothing: Any) -> Any:
        text = clauses.get(name, "")
        return _parsed(lambda text: parse(text, begins[name]), text, whole) if text.strip() else nothing

    distinct, select = read("$select", parse_selection, (False, ()))
    return Stage(
        select=select,
        distinct=distinct,
        where=read("$where", parse_expression, None),
        group=read("$group", parse_list, ()),
        having=read("$having", parse_expression, None),
        order=read("$order", parse_orderings, ()),
        search=clauses.get("$q") or None,
        limit=_whole(clauses, "$limit"),
        offset=_whole(clauses, "$offset"),
    )


def _parsed(parse: Callable[[str], Any], text: str, whole: str) -> Any:
    try:
        return parse(text)
    except QueryError as error:
        raise error.within(whole) from None


def _whole(clauses: Mapping[str, str], name: str) -> int | None:
    text = clauses.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= _LARGEST):
        raise QueryError(
            "query.compiler.malformed",
            gettext("%(name)s must be a whole number of rows, such as 100.", name=name),
        )
    return int(text)


def _filter(name: str, value: str, table: Table) -> Node:
    """`column=value`: the rows that have this value."""
    column = name.strip().lower()
    if table.column(column) is None and column != ":id":
        raise QueryError(
            "query.soql.no-such-column",
            gettext("No such column: %(name)s.", name=name[:80]),
            column=name[:80],
        )
    return Call("=", (Name(column, (1, 1)), Literal(value, (1, 1))), (1, 1))


_WORDS = {
    "$select": "SELECT", "$where": "WHERE", "$group": "GROUP BY", "$having": "HAVING", "$order": "ORDER BY",
}  # fmt: skip


def _written(clauses: Mapping[str, str]) -> tuple[str, dict[str, Place]]:
    """The clauses as one query, a line for each, and where each of them begins in it: for the places of errors."""
    lines: list[str] = []
    begins: dict[str, Place] = {}
    for name, word in _WORDS.items():
        if clauses.get(name, "").strip():
            begins[name] = (len(lines) + 1, len(word) + 2)
            lines += f"{word} {clauses[name]}".split("\n")
    return "\n".join(lines), begins
