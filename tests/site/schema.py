"""What tables a database has, to compare those that migrations made with those of the models.

`python -m tests.site.schema` migrates the database of its world, which is empty, and prints that.
"""

from __future__ import annotations

import json
from typing import Any


def schema() -> dict[str, Any]:
    """By table of ours: its columns with their types, and what constraints and indexes hold for which columns."""
    from django.apps import apps
    from django.db import connection

    look, found = connection.introspection, {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if not model.__module__.startswith("openhall."):
                continue
            columns = {
                each.name: [str(each.type_code), each.internal_size, each.null_ok]
                for each in look.get_table_description(cursor, table)
            }
            held = sorted(
                json.dumps(
                    [
                        each["columns"],
                        each["unique"],
                        each["primary_key"],
                        each["foreign_key"],
                        each["check"],
                    ]
                )
                for each in look.get_constraints(cursor, table).values()
            )
            found[table] = [columns, held]
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


if __name__ == "__main__":
    from openhall.site.web.manage import configure

    configure()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(schema()))
