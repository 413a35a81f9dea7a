"""Statements of the ORM that are compiled once, and sent to the database together.

A step of a case takes a handful of statements that differ in nothing but their values. Building each of them anew costs
more than all the rest of the step. So the ORM compiles each once, with slots in the place of the values; after that the
values alone are filled in. PostgreSQL plans them once, too, and several go there and back in one journey (the pipeline
mode of libpq).

They run in the transaction that `transaction.atomic` opens, and raise the errors of `django.db`.
"""

from __future__ import annotations

import json
import re
import select
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections
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
from psycopg import pq
from psycopg.errors import error_from_result

MOST_ONES = 200
"""Statements made of others: as many as there are kinds of steps, each planned once by each connection."""
MOST_PARTS = 8
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


class Result(NamedTuple):
    """What a statement gave: its rows as the database sends them, and how many rows it touched."""

    rows: list[Sequence[Any]]
    count: int


Filled = tuple[Statement, Sequence[Any]]
"""A statement and its values: None, numbers, text, bytes, booleans and times; JSON as its text."""


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
        found = [(place, name) for name, place in compiler.annotation_col_map.items()]
        read = _READ_TEXT if connection.vendor == "postgresql" else _READ_NATIVE
        self.parts: list[tuple[type[Model], list[tuple[str, int, Callable[[Any], Any] | None]]]] = []
        self._note(compiler, compiler.klass_info, read)
        own = self.parts[0][1]
        own += [(name, place, _reader(compiler.select[place][0].output_field, read)) for place, name in found]

    def _note(self, compiler: Any, info: dict[str, Any], read: Readers) -> None:
        columns = [(compiler.select[place][0].target, place) for place in info["select_fields"]]
        self.parts.append(
            (info["model"], [(each.attname, place, _reader(each, read)) for each, place in columns])
        )
        for each in info.get("related_klass_infos", ()):
            self._note(compiler, each, read)

    def read(self, row: Sequence[Any]) -> list[Any]:
        """The instances of a row."""
        return [
            _made(
                model,
                {
                    name: row[place] if read is None or row[place] is None else read(row[place])
                    for name, place, read in columns
                },
            )
            for model, columns in self.parts
        ]


Readers = dict[type[Field], Callable[[Any], Any]]


def _utc(naive: datetime) -> datetime:
    return naive.replace(tzinfo=UTC)


# Of a field's class and those it comes of, the first one here says how its values are read; all others are as they are.
_READ_NATIVE: Readers = {JSONField: json.loads, DateTimeField: _utc, BooleanField: bool}
_READ_TEXT: Readers = {
    JSONField: lambda sent: json.loads(sent.decode()),
    DateTimeField: lambda sent: datetime.fromisoformat(sent.decode()),
    BooleanField: lambda sent: sent == b"t",
    IntegerField: int,
    ForeignKey: int,
    Field: bytes.decode,
}


def _reader(field: Any, read: Readers) -> Callable[[Any], Any] | None:
    return next((read[each] for each in type(field).__mro__ if each in read), None)


def _made(model: type[Model], values: dict[str, Any]) -> Any:
    """What `Model.from_db` makes, without asking each field how it is set; what was not read is read when it is asked
    for."""
    made = model.__new__(model)
    made._state = ModelState()
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    made.__dict__.update(values)
    return made


def run(batch: Sequence[Filled]) -> list[Result]:
    """Run statements one after the other in the transaction that is open; the first that fails raises."""
    here = connections[DEFAULT_DB_ALIAS]
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        if here.vendor == "postgresql":
            return _on_postgresql(here.connection, batch, commits=False)
        return [_on_sqlite(here.connection, *each) for each in batch]


def run_last(batch: Sequence[Filled]) -> Result:
    """Run statements that end a transaction, and give what the last of them gave; none of them sees what another one
    changes.

    PostgreSQL gets them as one statement, and commits it at once where no other transaction is around this one.
    """
    here = connections[DEFAULT_DB_ALIAS]
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        if here.vendor == "postgresql":
            commits = len(here.atomic_blocks) == 1 and not here.savepoint_ids
            return _on_postgresql(here.connection, _as_one(batch), commits)[-1]
        return [_on_sqlite(here.connection, *each) for each in batch][-1]


_ones: dict[tuple[bytes, ...], Statement] = {}
"""Statements that were made one, by the names of those that they were made of."""


def _as_one(batch: Sequence[Filled]) -> Sequence[Filled]:
    """The statements as one (PostgreSQL: data-modifying statements in WITH), or as they are where kinds of steps would
    be too many."""
    key = tuple(statement.name for statement, _ in batch)
    one = _ones.get(key)
    if one is None:
        if len(_ones) >= MOST_ONES or len(batch) > MOST_PARTS or not all(each.planned for each, _ in batch):
            return batch
        parts, count = [], 0
        for statement, values in batch:
            shift = count
            parts.append(re.sub(r"\$(\d+)", lambda mark, by=shift: f"${int(mark[1]) + by}", statement.sql))
            count += len(values) + len(statement.fixed)
        within = ", ".join(f"part{k} AS ({part})" for k, part in enumerate(parts[:-1]))
        one = _ones[key] = Statement(f"WITH {within} {parts[-1]}" if within else parts[-1])
    return [(one, [value for statement, values in batch for value in (*values, *statement.fixed)])]


def _on_sqlite(raw: Any, statement: Statement, values: Sequence[Any]) -> Result:
    # As Django keeps times there: in UTC, without saying so.
    given = [str(each.astimezone(UTC))[:-6] if type(each) is datetime else each for each in values]
    cursor = raw.execute(statement.sql, (*given, *statement.fixed))
    return Result(cursor.fetchall() if cursor.description else [], cursor.rowcount)


_plans: WeakKeyDictionary[Any, set[bytes]] = WeakKeyDictionary()
"""The plans that each connection has."""


def _on_postgresql(raw: Any, batch: Sequence[Filled], commits: bool) -> list[Result]:
    server, plans = raw.pgconn, _plans.setdefault(raw, set())
    filled = [
        (statement, [_written(value) for value in (*values, *statement.fixed)]) for statement, values in batch
    ]
    begins = server.transaction_status == pq.TransactionStatus.IDLE and not raw.autocommit
    # For each command on its way: the plan that it makes, b"" for what begins or commits, None for one of the batch.
    sent: list[bytes | None] = []
    planned = set(plans)
    server.enter_pipeline_mode()
    try:
        if begins:
            server.send_query_params(b"BEGIN", None)
            sent.append(b"")
        for statement, values in filled:
            if not statement.planned:
                server.send_query_params(statement.sql.encode(), values)
            else:
                if statement.name not in planned:
                    planned.add(statement.name)
                    server.send_prepare(statement.name, statement.sql.encode())
                    sent.append(statement.name)
                server.send_query_prepared(statement.name, values)
            sent.append(None)
        if commits:
            # What commits afterwards finds that it is done.
            server.send_query_params(b"COMMIT", None)
            sent.append(b"")
        server.pipeline_sync()
        found = _received(server, len(sent))
        server.exit_pipeline_mode()
    except BaseException:
        # It cannot be known what is still on its way; the transaction ends with the connection.
        raw.close()
        raise
    for plan, result in zip(sent, found, strict=True):
        if result.status == pq.ExecStatus.FATAL_ERROR:
            raise error_from_result(result, "utf-8")
        if plan:
            plans.add(plan)
    return [_result(result) for plan, result in zip(sent, found, strict=True) if plan is None]


def _received(server: Any, commands: int) -> list[Any]:
    """The results of so many commands, and that of the end of the pipeline."""
    poll = select.poll()
    while server.flush():
        # More than the line takes at once: the other side may have to be heard before it hears the rest.
        poll.register(server.socket, select.POLLIN | select.POLLOUT)
        poll.poll()
        server.consume_input()
    poll.register(server.socket, select.POLLIN)
    found: list[Any] = []
    while True:
        # Waiting within libpq would stop all other threads.
        while server.is_busy():
            poll.poll()
            server.consume_input()
        result = server.get_result()
        if result is None:
            continue
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            assert len(found) == commands
            return found
        found.append(result)


def _result(result: Any) -> Result:
    if result.status != pq.ExecStatus.TUPLES_OK:
        return Result([], result.command_tuples or 0)
    columns = range(result.nfields)
    rows = [[result.get_value(row, column) for column in columns] for row in range(result.ntuples)]
    return Result(rows, result.ntuples)


def _written(value: Any) -> bytes | None:
    """A value as PostgreSQL reads it."""
    if value is None:
        return None
    kind = type(value)
    if kind is bool:
        return b"t" if value else b"f"
    if kind is int:
        return b"%d" % value
    if kind is bytes:
        return b"\\x" + value.hex().encode()
    return value.isoformat().encode() if kind is datetime else str(value).encode()


_encoder = json.JSONEncoder(separators=(",", ":"))


def as_json(value: Any) -> str:
    """A value of a JSON column."""
    return _encoder.encode(value)
