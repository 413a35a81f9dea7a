"""Django's SQLite, with a queue before each transaction. Django looks for the class by this name in this place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from openhall.site.web.sqlite3.turns import Turn

WRITING = ("INSERT", "UPDATE", "DELETE")


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose statements that write wait for the turn, too, where they are a transaction by themselves."""

    def __init__(self, connection: Any, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self.wrapper = wrapper

    def execute(self, query: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> Any:
        """Execute one statement."""
        if self.connection.in_transaction or not query.startswith(WRITING):
            return super().execute(query, params)
        self.wrapper.take_turn()
        try:
            return super().execute(query, params)
        finally:
            self.wrapper.leave_turn()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn before it begins a transaction, and gives it on at its end."""

    turn: Turn | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and take a place from which to queue. A database in memory has nobody to queue with."""
        made = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            self.turn = Turn(Path(self.settings_dict["NAME"]))
        return made

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that waits for the turn of this connection."""
        return self.connection.cursor(factory=lambda connection: Cursor(connection, self))

    def take_turn(self) -> None:
        """Wait until it is this connection's turn to write, as long as for the database's lock."""
        if self.turn is not None:
            self.turn.take(self.settings_dict["OPTIONS"].get("timeout", 5))

    def leave_turn(self) -> None:
        """Let the next connection write."""
        if self.turn is not None:
            self.turn.leave()

    def _start_transaction_under_autocommit(self) -> None:
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.leave_turn()
            raise

    def _commit(self) -> None:
        # A commit that fails is rolled back: the turn ends then.
        super()._commit()
        self.leave_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self.leave_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self.turn is not None:
                self.turn.close()
                self.turn = None
