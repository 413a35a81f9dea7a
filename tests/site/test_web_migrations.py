"""The migrations make the tables of the models: tests run on tables that are made of the models themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from tests.site.schema import schema


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The address of a database that has no tables."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    found = connection.settings_dict
    host, name = found["OPTIONS"]["host"], f"{found['NAME']}_empty"
    with psycopg.connect(host=host, user=found["USER"], dbname="postgres", autocommit=True) as own:
        own.execute(f'CREATE DATABASE "{name}"')
        yield f"postgres://{found['USER']}@/{name}?host={host}"
        own.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrations_make_the_tables_of_the_models(empty_database: str) -> None:
    environment = {**os.environ, "OPENHALL_DATABASE_URL": empty_database}
    done = subprocess.run(
        [sys.executable, "-m", "tests.site.schema"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made, wanted = json.loads(done.stdout), schema()
    assert made.keys() == wanted.keys()
    for table, shape in wanted.items():
        assert made[table] == shape, table
