"""The transaction of one act, which tells whoever acts what the engine refuses."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import Atomic
from psycopg import pq

from openhall.process.errors import ProcessError
from openhall.process.saying import message_of
from openhall.site.cases.by import NotPossible
from openhall.site.cases.driving import HELD


class acting(Atomic):  # noqa: N801 (read as a statement: `with acting():`)
    """`transaction.atomic`, of which an error of the engine comes out as `NotPossible`.

    An act is short, and the way from `atomic` through the layers of a connection to the driver is a seventh of it. So
    where this is the outermost block of an idle connection, the driver begins and commits at once, and what the
    connection keeps of a transaction is what `atomic` would have it keep. All else is left to `atomic`: nested blocks,
    errors, what is to be done on commit, connections that are new or not looked at yet.
    """

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)
        self._begun: Any = None

    def __enter__(self) -> None:
        here: Any = connections[DEFAULT_DB_ALIAS]
        if not _is_plain(here):
            super().__enter__()
            return
        try:
            _begin(here)
        except here.Database.Error:
            with here.wrap_database_errors:
                raise
        here.commit_on_exit, here.needs_rollback = True, False
        here.autocommit, here.in_atomic_block = False, True
        here.atomic_blocks.append(self)
        self._begun = here, here.connection
        HELD.connection = here

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        HELD.connection = None
        if error is None and self._begun is not None:
            here, raw = self._begun
            plain = here.connection is raw and not here.needs_rollback and not here.run_on_commit
            if plain and not here.closed_in_transaction and self._committed(here, raw):
                return
        super().__exit__(kind, error, trace)
        if isinstance(error, ProcessError):
            raise NotPossible(message_of(error)) from error

    def _committed(self, here: Any, raw: Any) -> bool:
        """Commit; False where it is left to `atomic`."""
        if here.vendor == "postgresql":
            if raw.pgconn.transaction_status != pq.TransactionStatus.IDLE:
                return False
            # The last statements were sent with their COMMIT.
            raw._autocommit = True
        else:
            try:
                raw.commit()
            except here.Database.Error as failed:
                super().__exit__(type(failed), failed, failed.__traceback__)
                with here.wrap_database_errors:
                    raise
            here.leave_turn()
        here.atomic_blocks.pop()
        here.in_atomic_block, here.autocommit = False, True
        return True


def _is_plain(here: Any) -> bool:
    """Whether a connection is there, idle, and watched by nobody."""
    idle = here.connection is not None and here.autocommit and not here.in_atomic_block
    known = here.health_check_done or not here.health_check_enabled
    return idle and known and not here.execute_wrappers and not here.force_debug_cursor


def _begin(here: Any) -> None:
    raw = here.connection
    if here.vendor != "postgresql":
        here.take_turn()
        try:
            raw.execute("BEGIN IMMEDIATE")
        except here.Database.Error:
            here.leave_turn()
            raise
    elif raw.pgconn.transaction_status == pq.TransactionStatus.IDLE:
        # What `raw.autocommit = False` does after a journey through its lock; the first statement sends its BEGIN.
        raw._autocommit = False
        assert not raw.autocommit
    else:
        raw.autocommit = False
