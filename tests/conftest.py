"""The world that tests run in: a home of their own, a secret of their own, SQLite or a throw-away PostgreSQL.

`OPENHALL_TEST_DATABASE=postgresql pytest` starts a cluster from Debian's binaries on a Unix socket and ends it with
the run. The settings are named here and not in pyproject.toml, because pytest-django would read them there before
this file has set the variables they need.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

POSTGRESQL = Path("/usr/lib/postgresql")
# Nothing of the test run has to survive a power cut.
FAST = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def _in_a_throw_away_world() -> None:
    for name in [name for name in os.environ if name.startswith("OPENHALL_")]:
        if name not in ("OPENHALL_TEST_DATABASE", "OPENHALL_DATA"):
            del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="openhall-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["OPENHALL_HOME"] = str(home)
    os.environ["OPENHALL_SECRET_KEY"] = "only-for-tests-" + "x" * 40
    os.environ["OPENHALL_DEBUG"] = "0"
    os.environ["OPENHALL_HTTPS"] = "0"
    os.environ["OPENHALL_STATIC_FROM_PACKAGE"] = "1"
    os.environ["OPENHALL_ALLOWED_HOSTS"] = "localhost,127.0.0.1,[::1],testserver"
    database = os.environ.get("OPENHALL_TEST_DATABASE", "sqlite")
    if database == "postgresql":
        os.environ["OPENHALL_DATABASE_URL"] = _start_postgresql()
    elif database != "sqlite":
        raise pytest.UsageError(f"OPENHALL_TEST_DATABASE is “{database}”: write sqlite or postgresql.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "openhall.site.web.settings"


def _start_postgresql() -> str:
    """Start a cluster that nobody else can reach, and return its address; it ends with this process."""
    versions = sorted(POSTGRESQL.glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise pytest.UsageError(f"No PostgreSQL server in {POSTGRESQL}: run `make system`.")
    programs = versions[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="openhall-pg-"))
    # The server refuses to run as root; then it runs as Debian's own user for it.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), *arguments]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, timeout=60)
        if done.returncode:
            raise pytest.UsageError(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")

    run("initdb", "-D", str(data), "-U", "openhall", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    run(
        *("pg_ctl", "start", "-w", "-D", str(data), "-l", str(log)),
        *("-o", f"{FAST} -c unix_socket_directories={folder}"),
    )

    def stop() -> None:
        run("pg_ctl", "stop", "-D", str(data), "-m", "immediate")
        shutil.rmtree(folder)

    atexit.register(stop)
    return f"postgres://openhall@/postgres?host={folder}"


# The workers of pytest-xdist inherit the world of the process that starts them.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _in_a_throw_away_world()


def pytest_configure() -> None:
    """Make Django ready in that world, before pytest-django looks for it."""
    from openhall.site.web.manage import configure

    configure()


@pytest.fixture(autouse=True)
def nobody_is_throttled(request: pytest.FixtureRequest) -> None:
    """Forget the sign-ins of earlier tests, which throttling would otherwise count together."""
    if {"db", "transactional_db", "live_server", "client"} & set(request.fixturenames):
        from django.core.cache import cache

        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def person(db: None):
    """Return a function that makes a user with the given roles; the password is `PASSWORD`."""
    from django.contrib.auth.models import Group

    from openhall.site.people.models import User

    def make(*roles: str, email: str = "ada@example.org", name: str = "Ada Alder", **fields: object) -> User:
        user = User.objects.create_user(email, PASSWORD, name=name, **fields)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


PASSWORD = "seven quiet herons"


@pytest.fixture
def password() -> str:
    """Return the password that `person` gives."""
    return PASSWORD
