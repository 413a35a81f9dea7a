"""A world that is thrown away: a home and a secret of its own, SQLite or a PostgreSQL cluster that nobody else reaches.

Tests, conformance suites and benchmarks run in one; it ends with the process that made it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

POSTGRESQL = Path("/usr/lib/postgresql")
KEPT = ("OPENHALL_TEST_DATABASE", "OPENHALL_DATA")
# Nothing of a test run has to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoWorld(Exception):
    """The world cannot be made; the message says what is missing."""


def enter(database: str, durable: bool = False) -> None:
    """Set the variables of a new world: `database` is sqlite or postgresql.

    durable  PostgreSQL writes as it does at work, and what it says is written survives a power cut
    """
    for name in [name for name in os.environ if name.startswith("OPENHALL_")]:
        if name not in KEPT:
            del os.environ[name]
    _keep_what_is_compiled()
    home = Path(tempfile.mkdtemp(prefix="openhall-test-"))
    _at_exit(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["OPENHALL_HOME"] = str(home)
    os.environ["OPENHALL_SECRET_KEY"] = "only-for-tests-" + "x" * 40
    os.environ["OPENHALL_DEBUG"] = "0"
    os.environ["OPENHALL_HTTPS"] = "0"
    os.environ["OPENHALL_STATIC_FROM_PACKAGE"] = "1"
    os.environ["OPENHALL_ALLOWED_HOSTS"] = "localhost,127.0.0.1,[::1],testserver"
    if database == "postgresql":
        os.environ["OPENHALL_DATABASE_URL"] = _start_postgresql("" if durable else FAST)
    elif database != "sqlite":
        raise NoWorld(f"The database is “{database}”: write sqlite or postgresql.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "openhall.site.web.settings"


def _keep_what_is_compiled() -> None:
    """Let Python keep its bytecode, also where the environment says no: some tests start process after process, and
    each would compile Django, polars and all of Openhall anew."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def _start_postgresql(options: str) -> str:
    """Start a cluster on a Unix socket, and return its address."""
    versions = sorted(POSTGRESQL.glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise NoWorld(f"No PostgreSQL server in {POSTGRESQL}: run `make system`.")
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
            raise NoWorld(f"{program} failed: {done.stderr.strip() or done.stdout.strip()}")

    run("initdb", "-D", str(data), "-U", "openhall", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    run(
        *("pg_ctl", "start", "-w", "-D", str(data), "-l", str(log)),
        *("-o", f"-c listen_addresses= {options} -c unix_socket_directories={folder}"),
    )

    def stop() -> None:
        run("pg_ctl", "stop", "-D", str(data), "-m", "immediate")
        shutil.rmtree(folder)

    _at_exit(stop)
    return f"postgres://openhall@/postgres?host={folder}"


def _at_exit(act) -> None:  # type: ignore[no-untyped-def]
    """Do it when the process that made the world ends, and not with each that it forked."""
    mine = os.getpid()
    atexit.register(lambda: act() if os.getpid() == mine else None)
