"""A query to SQL: its names are found in one table, its kinds and groups checked, its stages laid in one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openhall.data.columns import Column, Kind
from openhall.data.soql.checking import Checker, Scope
from openhall.data.soql.errors import QueryError
from openhall.data.soql.kinds import KINDS, Type, Typed
from openhall.data.soql.naming import implicit_name
from openhall.data.soql.parameters import Asked, read_asked
from openhall.data.soql.search import matches
from openhall.data.soql.sql import Binds, Value, bounded, quote
from openhall.data.soql.syntax import Name, Picked, Stage, Star
from openhall.data.soql.tables import ROWS, Table
from openhall.process.saying import gettext

__all__ = ["Plan", "Table", "compile_query"]

DEFAULT_LIMIT = 1_000
MOST_COLUMNS = 500
_SYSTEM = (":id", ":created_at", ":updated_at")


@dataclass(frozen=True)
class Plan:
    """What is run: the SQL, its values by number, and the columns of the answer in their order.

    limit   the most rows that the query asks for, after which there may be more
    A point comes from the database as two values, which `rows` puts together.
    """

    sql: str
    values: Sequence[Value]
    columns: tuple[Column, ...]
    limit: int
    query: str

    def rows(self, batch: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Rows of the database as rows of the answer."""
        for number, column in enumerate(self.columns):
            if column.kind is Kind.POINT:
                # What stands to the right of a point moves one place to the left.
                batch = [
                    (
                        *row[:number],
                        None if row[number] is None else [row[number], row[number + 1]],
                        *row[number + 2 :],
                    )
                    for row in batch
                ]
        return batch


def compile_query(asked: str | Mapping[str, str], table: Table, most_rows: int) -> Plan:
    """The plan of a query: its text, or the parameters of a request (`$select`, `$where`, ..., `column=value`).

    most_rows   more are never given, whatever is asked
    Raises `QueryError`.
    """
    read = read_asked(asked, table)
    try:
        return _compile(read, table, most_rows)
    except QueryError as error:
        raise error.within(read.text) from None


def _compile(asked: Asked, table: Table, most_rows: int) -> Plan:
    binds = Binds()
    scope, source = table.scope(binds), table.source
    for number, stage in enumerate(asked.stages):
        last = number == len(asked.stages) - 1
        limit = stage.limit if stage.limit is not None else (DEFAULT_LIMIT if last else None)
        if last:
            limit = min(limit or 0, most_rows)
        stage = replace(stage, limit=limit)
        written = _Writer(scope, source, stage, binds, table)
        sql = written.sql(last)
        scope, source = written.scope(f"s{number}"), f"({sql}) AS s{number}"
    sql, values = binds.used(sql)
    return Plan(sql, values, written.columns(), limit or 0, asked.text)


class _Writer:
    """One stage."""

    def __init__(self, scope: Scope, source: str, stage: Stage, binds: Binds, table: Table) -> None:
        self.stage, self.source, self.binds, self.table = stage, source, binds, table
        picked = _picked(stage, scope)
        if len(picked) > MOST_COLUMNS:
            raise QueryError(
                "query.compiler.too-large",
                gettext("More than %(most)s columns are selected.", most=MOST_COLUMNS),
            )
        aliases = {name: each.node for name, each in picked.items()}
        self.checker = Checker(scope, aliases, stage, binds)
        checker = self.checker
        self.selected = {name: checker.value(each.node, alias=name) for name, each in picked.items()}
        self.where = checker.condition(stage.where, "where") if stage.where is not None else None
        self.having = checker.condition(stage.having, "having") if stage.having is not None else None
        self.order = [(each, checker.ordered(each.node)) for each in stage.order]

    def sql(self, last: bool) -> str:
        """The SELECT of the stage; the last one gives each column in the form that answers are made of."""
        stage, checker = self.stage, self.checker
        wanted: list[str] = []
        for number, value in enumerate(self.selected.values()):
            parts = _given(value) if last else value.parts
            wanted += [f"{part} AS c{number}_{k}" for k, part in enumerate(parts)]
        head = "SELECT DISTINCT" if stage.distinct else "SELECT"
        sql = f"{head} {', '.join(wanted)} FROM {self.source}"
        where = [self.where.sql] if self.where else []
        if stage.search is not None:
            where.append(matches(stage.search, checker.scope, self.binds))
        orderings = self.orderings()
        skipped = bool(
            stage.offset
            and self.source == ROWS
            and not (where or orderings or checker.grouped or stage.distinct)
        )
        if skipped:
            # Rows are numbered from 1 on in the order in which they are read: a deep page is found at once.
            where.append(f"{quote(':id')} > {int(stage.offset or 0)}")
        if where:
            sql += f" WHERE {' AND '.join(where)}"
        if checker.groups:
            keys = [part for value in checker.groups.values() for part in value.parts]
            sql += f" GROUP BY {', '.join(keys)}"
        if self.having:
            sql += f" HAVING {self.having.sql}"
        if orderings:
            sql += f" ORDER BY {', '.join(orderings)}"
        if stage.limit is not None:
            sql += f" LIMIT {int(stage.limit)}"
        if stage.offset and not skipped:
            sql += f" OFFSET {int(stage.offset)}"
        return bounded(sql)

    def orderings(self) -> list[str]:
        """What to order by; rows that are equal so far come in the order of the table, so that pages never overlap.

        That is the order in which the database reads it, so by itself it needs no sorting.
        """
        of_table = self.source == ROWS and not self.checker.grouped and not self.stage.distinct
        own = self.checker.scope.columns[":id"] if of_table else None
        found: list[str] = []
        for each, value in self.order:
            direction = "DESC" if each.descending else "ASC"
            nulls = "LAST" if each.nulls_last else "FIRST"
            if own is not None and value == own:
                # No two rows have the same, so what follows orders nothing.
                return [] if not found and direction == "ASC" else [*found, f"{own.sql} {direction}"]
            # The same for all rows is no order, and the database takes a bare value for the number of a column.
            if not value.is_literal:
                found += [f"{part} {direction} NULLS {nulls}" for part in value.parts]
        return [*found, f"{own.sql} ASC"] if own is not None and found else found

    def scope(self, name: str) -> Scope:
        """The columns that the next stage sees."""
        columns = {
            alias: replace(
                value,
                parts=tuple(f"{name}.c{number}_{k}" for k in range(len(value.parts))),
                is_literal=False, literal=None, aggregate=False, area=None,
            )
            for number, (alias, value) in enumerate(self.selected.items())
        }  # fmt: skip
        return Scope(columns, tuple(each for each in columns))

    def columns(self) -> tuple[Column, ...]:
        """The columns of the answer; those of the table keep what is said of them."""
        found = []
        for name, value in self.selected.items():
            known = self.table.column(name)
            kind = KINDS.get(value.type, Kind.TEXT)
            found.append(
                known if known is not None and known.kind is kind else Column(name, kind, title=name)
            )
        return tuple(found)


def _given(value: Typed) -> tuple[str, ...]:
    """The parts of a value that an answer needs."""
    if value.type is Type.POINT:
        return value.parts
    if value.type is Type.ROW_ID:
        return (f"('row-' || {value.sql})",)
    if value.type is Type.INTERVAL:
        return (f"CAST({value.sql} AS VARCHAR)",)
    return (value.sql,)


def _picked(stage: Stage, scope: Scope) -> dict[str, Picked]:
    """What is selected, by its name."""
    found: dict[str, Picked] = {}
    unnamed: list[Picked] = []

    def add(name: str, each: Picked) -> None:
        if name in found:
            raise QueryError(
                "query.soql.duplicate-alias",
                gettext(
                    "Two columns of the answer are called “%(name)s”. Name one of them with AS.", name=name
                ),
                position=each.place,
            )
        found[name] = each

    for each in stage.select or (Star(False, (), (1, 1)),):
        if isinstance(each, Star):
            for name in scope.starred(each):
                add(name, Picked(Name(name, each.place), name, each.place))
        elif each.alias is not None:
            add(each.alias, each)
        elif isinstance(each.node, Name):
            add(each.node.name, each)
        else:
            unnamed.append(each)
            add(f"\0{len(unnamed)}", each)
    named: dict[str, Picked] = {}
    for name, each in found.items():
        if name.startswith("\0"):
            name = implicit_name(each.node, taken={*found, *named, *scope.columns})
        named[name] = each
    if not named:
        raise QueryError(
            "query.soql.no-such-column", gettext("Nothing is left to select."), position=stage.select[0].place
        )
    return named
