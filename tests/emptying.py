"""Empties the tables after a test that commits. Most tables are empty then, and only the others cost anything.

Django empties all of them: `TRUNCATE` of a hundred tables takes PostgreSQL longer than most tests.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

LEFT = frozenset({"django_content_type", "auth_permission"})
"""What Django itself makes of the models, and would make again."""


def empty_only_what_holds_rows() -> None:
    """Let the database that tests run on be emptied so."""
    type(connection.ops).sql_flush = _emptying


def _emptying(operations: Any, style: Any, tables: list[str], **_: Any) -> list[str]:
    """The statements that empty the tables that hold rows (`BaseDatabaseOperations.sql_flush`)."""
    names = [operations.quote_name(name) for name in tables if name not in LEFT]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {name})" for number, name in enumerate(names)
            )
        )
        return [f"DELETE FROM {names[number]}" for (number,) in cursor.fetchall()]
