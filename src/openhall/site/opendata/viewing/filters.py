"""Filters on one column: how they stand in an address, in words, and in SoQL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhall.data.columns import Column, Kind

LONGEST_VALUE = 200
OPERATORS = {
    "is": gettext_lazy("is"),
    "not": gettext_lazy("is not"),
    "has": gettext_lazy("contains"),
    "from": gettext_lazy("is at least, or from"),
    "to": gettext_lazy("is at most, or until"),
    "yes": gettext_lazy("is yes"),
    "no": gettext_lazy("is no"),
    "given": gettext_lazy("is filled"),
    "empty": gettext_lazy("is empty"),
}
NEEDS_VALUE = frozenset({"is", "not", "has", "from", "to"})
_TEXT = ("is", "not", "has", "given", "empty")
_ORDERED = ("is", "not", "from", "to", "given", "empty")
_OF_KIND = {
    Kind.TEXT: _TEXT,
    Kind.URL: _TEXT,
    Kind.NUMBER: _ORDERED,
    Kind.CALENDAR_DATE: _ORDERED,
    Kind.FIXED_TIMESTAMP: _ORDERED,
    Kind.CHECKBOX: ("yes", "no", "given", "empty"),
    Kind.POINT: ("given", "empty"),
    Kind.MULTIPOLYGON: ("given", "empty"),
}
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?")


class BadFilter(ValueError):
    """A filter that cannot be asked; the message is a sentence for who chose it."""


def operators_for(kind: Kind) -> tuple[str, ...]:
    """The operators that a column of a kind may be filtered with."""
    return _OF_KIND[kind]


@dataclass(frozen=True)
class Filter:
    """One condition: the name of a column, an operator, and the value as it was typed ("" where none is needed)."""

    column: str
    operator: str
    value: str = ""

    @classmethod
    def read(cls, text: str) -> Filter:
        """A filter of an address: `column:operator:value`."""
        column, _sign, rest = text.partition(":")
        operator, _sign, value = rest.partition(":")
        return cls(column, operator, value[:LONGEST_VALUE])

    def write(self) -> str:
        """As it stands in an address."""
        return (
            f"{self.column}:{self.operator}:{self.value}" if self.value else f"{self.column}:{self.operator}"
        )

    def words(self, column: Column) -> str:
        """“Status is Closed”."""
        said = f"{column.title or column.name} {OPERATORS[self.operator]}"
        return f"{said} {self.value}" if self.operator in NEEDS_VALUE else said

    def condition(self, column: Column) -> str:
        """The condition in SoQL. Raises `BadFilter` where the value does not fit the column."""
        name = f"`{column.name}`"
        if self.operator not in operators_for(column.kind):
            raise BadFilter(
                _("“%(column)s” cannot be filtered with “%(operator)s”. Choose another condition.")
                % {"column": column.title, "operator": OPERATORS.get(self.operator, self.operator)}
            )
        match self.operator:
            case "given":
                return f"{name} IS NOT NULL"
            case "empty":
                return f"{name} IS NULL"
            case "yes":
                return f"{name} = true"
            case "no":
                return f"{name} = false"
        if not self.value:
            raise BadFilter(_("Enter a value for “%(column)s”.") % {"column": column.title})
        if self.operator == "has":
            return f"contains(lower({name}), {text(self.value.lower())})"
        if column.kind in (Kind.CALENDAR_DATE, Kind.FIXED_TIMESTAMP):
            return self._of_day(column, name)
        value = self._number(column) if column.kind == Kind.NUMBER else text(self.value)
        sign = {"is": "=", "not": "!=", "from": ">=", "to": "<="}[self.operator]
        return f"{name} {sign} {value}"

    def _number(self, column: Column) -> str:
        given = self.value.replace(",", "").replace(" ", "")
        try:
            if not _NUMBER.fullmatch(given):
                raise InvalidOperation
            return f"{Decimal(given):f}"
        except InvalidOperation:
            raise BadFilter(
                _("“%(value)s” is no number. Enter one for “%(column)s”, like 12.5.")
                % {"value": self.value, "column": column.title}
            ) from None

    def _of_day(self, column: Column, name: str) -> str:
        """A day is all of it, whatever the time."""
        try:
            day = date.fromisoformat(self.value.strip())
        except ValueError:
            raise BadFilter(
                _("“%(value)s” is no date. Enter one for “%(column)s” like 2026-03-31.")
                % {"value": self.value, "column": column.title}
            ) from None
        zone = "Z" if column.kind == Kind.FIXED_TIMESTAMP else ""
        begin, end = (f"'{day.isoformat()}T{time}{zone}'" for time in ("00:00:00.000", "23:59:59.999"))
        match self.operator:
            case "from":
                return f"{name} >= {begin}"
            case "to":
                return f"{name} <= {end}"
            case "not":
                return f"({name} < {begin} OR {name} > {end})"
        return f"{name} BETWEEN {begin} AND {end}"


def text(value: Any) -> str:
    """A text of SoQL: quotes in it are doubled."""
    return "'" + str(value).replace("'", "''") + "'"


def value_of(found: Any) -> str:
    """A value of a row as a filter on it has it."""
    if isinstance(found, datetime):
        return found.date().isoformat()
    return found.isoformat() if isinstance(found, date) else str(found)
