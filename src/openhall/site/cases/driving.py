"""Statements that were compiled, sent to the database together.

PostgreSQL plans each of them once, and several go there and back in one journey (the pipeline mode of libpq). They run
in the transaction that `transaction.atomic` opens, and raise the errors of `django.db`.
"""

from __future__ import annotations

import re
import select
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import pq
from psycopg.errors import error_from_result

from openhall.site.cases.statements import Filled, Statement

MOST_ONES = 200
"""Statements made of others: as many as there are kinds of steps, each planned once by each connection."""
MOST_PARTS = 8


class Result(NamedTuple):
    """What a statement gave: its rows as the database sends them, and how many rows it touched."""

    rows: list[Sequence[Any]]
    count: int


class _Held(threading.local):
    connection: Any = None


HELD = _Held()
"""The connection of the act that this thread is within: `connections` finds it by a way through locks, which an act
takes once (`acting`)."""


def _here() -> Any:
    return HELD.connection or connections[DEFAULT_DB_ALIAS]


def run(batch: Sequence[Filled]) -> list[Result]:
    """Run statements one after the other in the transaction that is open; the first that fails raises."""
    here = _here()
    here.validate_no_broken_transaction()
    try:
        if here.vendor == "postgresql":
            return _on_postgresql(here.connection, batch, commits=False)
        return [_result_on_sqlite(here.connection, statement, values) for statement, values in batch]
    except here.Database.Error:
        with here.wrap_database_errors:
            raise


def run_last(batch: Sequence[Filled]) -> int:
    """Run statements that end a transaction, and say how many rows the last of them touched; none of them sees what
    another one changes.

    PostgreSQL gets them as one statement, and commits it at once where no other transaction is around this one.
    """
    here = _here()
    here.validate_no_broken_transaction()
    try:
        if here.vendor == "postgresql":
            commits = len(here.atomic_blocks) == 1 and not here.savepoint_ids
            return _on_postgresql(here.connection, _as_one(batch), commits)[-1].count
        raw, touched = here.connection, 0
        for statement, values in batch:
            touched = _on_sqlite(raw, statement, values).rowcount
        return touched
    except here.Database.Error:
        with here.wrap_database_errors:
            raise


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


def _on_sqlite(raw: Any, statement: Statement, values: Sequence[Any]) -> Any:
    return raw.execute(statement.sql, (*values, *statement.fixed) if statement.fixed else values)


def _result_on_sqlite(raw: Any, statement: Statement, values: Sequence[Any]) -> Result:
    cursor = _on_sqlite(raw, statement, values)
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
