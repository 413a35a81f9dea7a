"""The few ways in which anything comes into the SQL: names of the table's columns, quoted, and values, bound."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from openhall.data.soql.errors import QueryError
from openhall.process.saying import gettext

LONGEST_SQL = 500_000
"""Characters of the SQL of one query; aliases that hold aliases could double it each time."""
MOST_TEXT = 100_000
"""Characters that all functions of a query may make of one row; 2,048 rows at once are worked on in memory."""
_NAME = re.compile(r":?[A-Za-z0-9_@-]+(?::[a-z_0-9]+)?")

Value = str | int | float | Decimal | bool | datetime | list[float] | list[list[float]]


def quote(name: str) -> str:
    """A name of a column as an identifier. Raises `ValueError` when it is none that a table of ours could have."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a column")
    return f'"{name}"'


class Binds:
    """The values of a query; each has its number, `$1` and so on, and may stand in several places."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._numbers: dict[tuple[type, object], int] = {}
        self._grown = 0

    def add(self, value: Value) -> str:
        """The sign that stands for a value; equal values of a type have the same."""
        key = (type(value), repr(value) if isinstance(value, list) else value)
        if key not in self._numbers:
            self.values.append(value)
            self._numbers[key] = len(self.values)
        return f"${self._numbers[key]}"

    def grow(self, longest: int) -> int:
        """Say that a function makes texts of so many characters; gives the number back when all are not too many."""
        self._grown += longest
        if self._grown > MOST_TEXT:
            raise QueryError(
                "query.compiler.too-large",
                gettext(
                    "The texts that this query makes could have more than %(most)s characters a row. Make less.",
                    most=MOST_TEXT,
                ),
            )
        return longest

    def used(self, sql: str) -> tuple[str, tuple[Value, ...]]:
        """The SQL with its values numbered anew, and only those that stand in it (DuckDB refuses others)."""
        values: list[Value] = []
        numbers: dict[int, int] = {}

        def renumber(match: re.Match[str]) -> str:
            old = int(match.group(1))
            if old not in numbers:
                values.append(self.values[old - 1])
                numbers[old] = len(values)
            return f"${numbers[old]}"

        return re.sub(r"\$([0-9]+)", renumber, sql), tuple(values)


def bounded(sql: str) -> str:
    """The same SQL, when it is not too long."""
    if len(sql) > LONGEST_SQL:
        raise QueryError(
            "query.compiler.too-large",
            gettext("The query becomes too large when its aliases are written out."),
        )
    return sql
