"""The one table that a query can see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openhall.data.columns import Column, Kind
from openhall.data.soql.checking import Scope
from openhall.data.soql.kinds import TYPES, Type, Typed
from openhall.data.soql.sql import Binds, quote

AREA_PARTS = ("edges", "west", "south", "east", "north", "points")
LONG = 1_000
"""A column with longer texts counts as one with texts of so many characters: few of them are so long."""
ROWS = "rows"
"""The name of the table in its database."""


@dataclass(frozen=True)
class Table:
    """A table: its columns, when its version was made, how long its texts are, and which have a dictionary.

    In the database `rows` has `:id` (1 and on, in the order of the table), and for a column its name; of a point,
    `NAME:x` and `NAME:y`; of an area also `NAME:edges` and the other AREA_PARTS.
    A dictionary is `dictionary:NAME` with code and value; `rows` has `NAME:code`.
    """

    columns: tuple[Column, ...]
    made_at: datetime
    longest: Mapping[str, int] = field(default_factory=dict)
    coded: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """What stands after FROM."""
        return ROWS

    def column(self, name: str) -> Column | None:
        """The column of a name."""
        return next((each for each in self.columns if each.name == name), None)

    def scope(self, binds: Binds) -> Scope:
        """Its columns as expressions, those of the system too. All rows of a version were made with it."""
        made_at = f"CAST({binds.add(self.made_at)} AS TIMESTAMP)"
        columns = {
            ":id": Typed(Type.ROW_ID, (quote(":id"),)),
            ":created_at": Typed(Type.FIXED_TIMESTAMP, (made_at,)),
            ":updated_at": Typed(Type.FIXED_TIMESTAMP, (made_at,)),
        }
        for each in self.columns:
            columns[each.name] = Typed(
                TYPES[each.kind], stored_parts(each), longest=min(self.longest.get(each.name, 0), LONG)
            )
        coded = {name: (quote(f"{name}:code"), quote(f"dictionary:{name}")) for name in self.coded}
        return Scope(columns, tuple(each.name for each in self.columns), coded)


def stored_parts(column: Column) -> tuple[str, ...]:
    """The identifiers under which a column lies in the database."""
    if column.kind is Kind.POINT:
        return quote(f"{column.name}:x"), quote(f"{column.name}:y")
    if column.kind is Kind.MULTIPOLYGON:
        return (quote(column.name), *(quote(f"{column.name}:{part}") for part in AREA_PARTS))
    return (quote(column.name),)
