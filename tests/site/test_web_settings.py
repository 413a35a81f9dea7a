"""What the operator sets, and the one sentence that refuses what cannot work."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ImproperlyConfigured

from openhall.proof import new_cosigner
from openhall.proof.parties import read_asked, read_cosigners
from openhall.site.web.environment import Environment, database

SAYS = "print(s.SECRET_KEY, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.DEBUG)"


def start(home: Path, says: str = SAYS, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENHALL_")}
    environment |= {"OPENHALL_HOME": str(home)} | {
        f"OPENHALL_{name}": value for name, value in variables.items()
    }
    code = f"from openhall.site.web.manage import configure; configure(); from django.conf import settings as s;{says}"
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_without_a_secret_it_does_not_start(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert done.returncode != 0
    assert "OPENHALL_SECRET_KEY is not set: give Openhall a long random text" in done.stderr.splitlines()[-1]


def test_the_demo_makes_a_secret_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    one, other = start(tmp_path, DEMO="1"), start(tmp_path, DEMO="1")
    assert one.returncode == 0, one.stderr
    assert one.stdout == other.stdout
    kept = tmp_path / "secret-key"
    assert len(kept.read_text()) >= 60
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert one.stdout.split()[1:] == ["False", "0", "False"]


def test_at_work_cookies_and_pages_travel_encrypted(tmp_path: Path) -> None:
    done = start(tmp_path, SECRET_KEY="s" * 50)
    assert done.stdout.split()[1:] == ["True", "31536000", "False"], done.stderr


def test_at_work_passwords_are_hashed_in_as_many_rounds_as_django_advises(tmp_path: Path) -> None:
    hashed = "from django.contrib.auth.hashers import make_password as m; print(m('seven quiet herons'))"
    done = start(tmp_path, says=hashed, SECRET_KEY="s" * 50)
    kind, rounds, _salt, _hash = done.stdout.split("$")
    assert kind == "pbkdf2_sha256", done.stderr
    assert int(rounds) == PBKDF2PasswordHasher.iterations > 500_000


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("DEBUG", "perhaps", lambda environment: environment.yes("DEBUG")),
        ("MAX_UPLOAD_MB", "0", lambda environment: environment.number("MAX_UPLOAD_MB", 5, least=1)),
        ("MAX_UPLOAD_MB", "1.5", lambda environment: environment.number("MAX_UPLOAD_MB", 5)),
        ("TIME_ZONE", "Port/Alder", lambda environment: environment.time_zone()),
        ("TIME_ZONE", "../etc", lambda environment: environment.time_zone()),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(name: str, value: str, read) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^OPENHALL_{name} is “{value}”: write "):
        read(Environment({f"OPENHALL_{name}": value}))


def test_addresses_of_databases(tmp_path: Path) -> None:
    assert database("", tmp_path)["NAME"] == tmp_path / "openhall.sqlite3"
    assert database(f"sqlite:///{tmp_path}/a.sqlite3", tmp_path)["NAME"] == tmp_path / "a.sqlite3"
    found = database("postgres://ann:p%40ss@db.example:5433/hall?sslmode=require", tmp_path)
    assert {key: found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")} == {
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "NAME": "hall",
        "OPTIONS": {"sslmode": "require"},
    }
    with pytest.raises(ImproperlyConfigured, match="OPENHALL_DATABASE_URL is not understood") as refused:
        database("mysql://ann:secret@db/hall", tmp_path)
    assert "secret" not in str(refused.value)


@pytest.mark.django_db
def test_sqlite_waits_for_its_turn_and_reads_while_others_write() -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    else:
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]


def test_keys_that_cannot_be_read_stop_the_start_with_the_name_of_their_variable_and_without_a_secret() -> (
    None
):
    secret = new_cosigner("town.example/witness").text
    with pytest.raises(ImproperlyConfigured, match=r"^OPENHALL_WITNESS_KEY: ") as error:
        Environment({}).keys("WITNESS_KEY", secret[:-2], read_cosigners)
    # The key itself is what comes last; it may hold any sign of Base64, also a plus.
    key = secret.split("+", 4)[4]
    assert len(key) > 40 and key[:8] not in str(error.value)
    with pytest.raises(ImproperlyConfigured, match=r"^OPENHALL_WITNESSES: write an address after the key"):
        Environment({}).keys("WITNESSES", new_cosigner("town.example/witness").verifier.text, read_asked)
    assert Environment({}).keys("WITNESSES", "", read_asked) == ()
