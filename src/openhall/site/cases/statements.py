"""Statements of the ORM that are compiled once.

A step of a case takes a handful of statements that differ in nothing but their values. Building each of them anew costs
more than all the rest of the step. So the ORM compiles each once, with slots in the place of the values; after that the
values alone are filled in, and `driving` sends them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import count
from operator import itemgetter
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    BooleanField,
    DateTimeField,
    Expression,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
)
from django.db.models.base import ModelState
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery

from openhall.process.errors import BadInput
from openhall.process.saying import gettext

MOST_ROWS = 8
"""Insertions of more rows than this are rare, and not worth being planned once for each number of rows."""


_numbers = count()


class Slot(Expression):
    """The place of the k-th value (from 0) in a statement that is compiled before its values are known."""

    def __init__(self, k: int, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.k = k

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the mark of a parameter."""
        return "%s", [self]


@dataclass(eq=False)
class Statement:
    """A compiled statement.

    sql      with the marks of its database
    fixed    values that are always the same, after those that are filled in
    planned  whether the database is to plan it once
    name     what PostgreSQL knows its plan by
    """

    sql: str
    fixed: tuple[Any, ...] = ()
    planned: bool = True
    name: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.name = b"openhall_%d" % next(_numbers)


Filled = tuple[Statement, Sequence[Any]]
"""A statement and its values: None, numbers, text, bytes, booleans; JSON as text, times as `as_kept` has them."""


def compiled(compiler: Any, planned: bool = True) -> Statement:
    """The statement of a compiler of the ORM. Values that are no slots are always the same."""
    made = compiler.as_sql()
    (sql, given), *others = made if isinstance(made, list) else [made]
    assert not others, f"more than one statement: {sql}"
    mark = "$" if connection.vendor == "postgresql" else "?"
    slots = 1 + max((each.k for each in given if isinstance(each, Slot)), default=-1)
    fixed: list[Any] = []
    text, *parts = sql.split("%s")
    for value, part in zip(given, parts, strict=True):
        if isinstance(value, Slot):
            text += f"{mark}{value.k + 1}{part}"
        else:
            fixed.append(value)
            text += f"{mark}{slots + len(fixed)}{part}"
    return Statement(text, tuple(fixed), planned)


def updating(rows: QuerySet[Any], **values: Any) -> Statement:
    """The update of some rows."""
    query = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    return compiled(query.get_compiler(connection=connection))


def deleting(rows: QuerySet[Any]) -> Statement:
    """The deletion of some rows that nothing hangs on."""
    return compiled(rows.query.chain(DeleteQuery).get_compiler(connection=connection))


class Insertion:
    """The insertion of rows of a model, for any number of rows; a row is the values of `names`, in their order."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.fields = [each for each in model._meta.concrete_fields if not each.primary_key]
        self.names = [each.attname for each in self.fields]
        self._json = [k for k, each in enumerate(self.fields) if isinstance(each, JSONField)]
        self._times = [k for k, each in enumerate(self.fields) if isinstance(each, DateTimeField)]
        self._statements: dict[int, Statement] = {}

    def of(self, rows: Sequence[Model]) -> Filled:
        """The statement for these rows, filled."""
        return self.of_values([self._values(row) for row in rows])

    def of_values(self, rows: Sequence[Sequence[Any]]) -> Filled:
        """The statement for rows whose values are given as statements take them, filled."""
        return self._statement(len(rows)), [value for row in rows for value in row]

    def row(self, **values: Any) -> list[Any]:
        """The values of a row of which these are known; the others are as the model has them at first."""
        return self._values(self.model(**values))

    def _values(self, row: Model) -> list[Any]:
        values = [row.__dict__[name] for name in self.names]
        for k in self._json:
            if values[k] is not None:
                values[k] = as_json(values[k])
        for k in self._times:
            values[k] = as_kept(values[k])
        return values

    def _statement(self, rows: int) -> Statement:
        found = self._statements.get(rows)
        if found is None:
            query, width = InsertQuery(self.model), len(self.fields)
            marked = [
                self.model(
                    **{each.attname: Slot(row * width + k, each) for k, each in enumerate(self.fields)}
                )
                for row in range(rows)
            ]
            query.insert_values(self.fields, marked)
            found = compiled(query.get_compiler(connection=connection), rows <= MOST_ROWS)
            if rows <= MOST_ROWS:
                self._statements[rows] = found
        return found


class Reading:
    """A query for rows with what they are joined to; `read` gives the instances of a row, the query's own model first,
    which has the annotations too."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self.statement = compiled(compiler)
        if not _on_postgresql():
            self.statement.sql = _times_as_text(self.statement.sql, compiler)
        self.parts: list[_Part] = []
        own = [(name, place) for name, place in compiler.annotation_col_map.items()]
        self._note(compiler, compiler.klass_info, own)

    def _note(self, compiler: Any, info: dict[str, Any], others: list[tuple[str, int]]) -> None:
        columns = [(compiler.select[place][0].target, place) for place in info["select_fields"]]
        found = [(each.attname, place, each) for each, place in columns]
        found += [(name, place, compiler.select[place][0].output_field) for name, place in others]
        self.parts.append(_Part(info["model"], found))
        for each in info.get("related_klass_infos", ()):
            self._note(compiler, each, [])

    def read(self, row: Sequence[Any]) -> list[Any]:
        """The instances of a row."""
        return [part.made(row) for part in self.parts]


def _times_as_text(sql: str, compiler: Any) -> str:
    """The query with a sign before each time that it gives: SQLite's driver reads columns of times itself, slowly, and
    a signed one is no column to it."""
    for column, (written, _), _ in compiler.select:
        if isinstance(column.output_field, DateTimeField):
            sql = sql.replace(f", {written}", f", +{written}", 1)
    return sql


class _Part:
    """The instance of one model in the rows of a query, from the columns `(name, place, field)`."""

    def __init__(self, model: type[Model], columns: list[tuple[str, int, Any]]) -> None:
        readers = _READ_TEXT if connection.vendor == "postgresql" else _READ_NATIVE
        self.model = model
        self.names = [name for name, _, _ in columns]
        self.pick = itemgetter(*(place for _, place, _ in columns))
        found = [(name, _reader(each, readers)) for name, _, each in columns]
        self.readers = [(name, read) for name, read in found if read is not None]

    def made(self, row: Sequence[Any]) -> Any:
        """What `Model.from_db` makes, without asking each field how it is set; what was not read is read when it is
        asked for."""
        made = self.model.__new__(self.model)
        values = made.__dict__ = dict(zip(self.names, self.pick(row), strict=True))
        values["_state"] = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        for name, read in self.readers:
            value = values[name]
            if value is not None:
                values[name] = read(value)
        return made


Readers = dict[type[Field], Callable[[Any], Any]]


@lru_cache(maxsize=1_000)
def _utc(kept: str) -> datetime:
    # Much is due at the end of the same day.
    return datetime.fromisoformat(kept).replace(tzinfo=UTC)


# Of a field's class and those it comes of, the first one here says how its values are read; all others are as they are.
_READ_NATIVE: Readers = {JSONField: orjson.loads, DateTimeField: _utc, BooleanField: bool}
_READ_TEXT: Readers = {
    JSONField: orjson.loads,
    DateTimeField: lambda sent: datetime.fromisoformat(sent.decode()),
    BooleanField: lambda sent: sent == b"t",
    IntegerField: int,
    ForeignKey: int,
    Field: bytes.decode,
}


def _reader(field: Any, read: Readers) -> Callable[[Any], Any] | None:
    return next((read[each] for each in type(field).__mro__ if each in read), None)


Kept = datetime | str | None
"""A time as a statement takes it."""


@lru_cache(maxsize=1_000)
def as_kept(moment: datetime | None) -> Kept:
    """A time as its database takes it. A step says the same times again and again.

    Django keeps times in SQLite in UTC, without saying so.
    """
    if moment is None or _on_postgresql():
        return moment
    return str(moment if moment.tzinfo is UTC else moment.astimezone(UTC))[:-6]


@cache
def _on_postgresql() -> bool:
    # A process has one kind of database; the way to the connection that says which is longer than the rest of a time.
    return bool(connection.vendor == "postgresql")


def as_json(value: Any) -> str:
    """A value of a JSON column. Raises `BadInput` for half a character, which no text may hold."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError as error:
        raise BadInput(gettext("The data of this case cannot be kept: %(why)s.", why=str(error))) from error
