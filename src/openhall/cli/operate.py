"""Operate Openhall: the demo city, the web server, the background worker and the database's migrations."""

from __future__ import annotations

import getpass
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

DEMO_HOME = Path("var/demo")


class CannotOperate(Exception):
    """The server cannot be started as things are; the message says why and what to do."""


def add_to(app: typer.Typer) -> None:
    """Add the operating commands to the `openhall` command."""
    for command in (demo, serve, worker, migrate, person):
        app.command()(command)


Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


def demo(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Load Port Alder, a whole imaginary city, and serve it: the first thing to run."""
    _check_port(host, port)
    os.environ.setdefault("OPENHALL_HOME", str(DEMO_HOME.absolute()))
    os.environ.setdefault("OPENHALL_DEMO", "1")
    os.environ.setdefault("OPENHALL_ADDRESS", f"http://{host}:{port}")
    _manage("migrate", "--verbosity", "0")
    _manage("load_port_alder")
    Console().print(f"\nPort Alder is at [bold]http://{host}:{port}[/bold]  (Ctrl+C ends it)\n")
    players = [sys.executable, "-m", "openhall.site.web.manage", "play_port_alder"]
    _serve(host, port, processes=1, beside=[("the play of Port Alder", players)])


def serve(port: Port = 8000, host: Host = "127.0.0.1", processes: int = 2) -> None:
    """Serve the pages, with one background worker beside them."""
    _check_port(host, port)
    _manage("check", "--database", "default")
    _serve(host, port, processes)


def worker() -> None:
    """Do background work: timers of cases, letters, messages, reading logs; several processes share it."""
    make_ready()
    from openhall.site.cases.worker import work

    work()


def migrate() -> None:
    """Bring the database to the shape that this version needs."""
    _manage("migrate")


def person(
    email: Annotated[str, typer.Argument(help="E-mail address to sign in with.")],
    role: Annotated[
        list[str] | None, typer.Option(help="A role to hold: operator, analyst, officer, ...; repeatable.")
    ] = None,
    name: Annotated[str, typer.Option(help="Name that colleagues see.")] = "",
    keep_password: Annotated[
        bool, typer.Option("--keep-password", help="Do not ask for a password: the account has one.")
    ] = False,
) -> None:
    """Give a person an account and roles; the password is asked for, or read from standard input."""
    make_ready()
    from openhall.site.people.accounts import NoAccount, give_account

    try:
        user, made = give_account(email, name, role or [], None if keep_password else _asked_password())
    except NoAccount as error:
        raise CannotOperate(str(error)) from None
    roles = ", ".join(sorted(role.value for role in user.roles)) or "no role"
    print(f"{user.email} {'has an account' if made else 'was there and is changed'}: {roles}.")


def _asked_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise CannotOperate("The two passwords are not the same; nothing was changed.")
    return first


def make_ready() -> None:
    """Load the settings and the site's apps. Raises `CannotOperate` where a variable is missing or wrong."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        from openhall.site.web.manage import configure

        configure()
    except ImproperlyConfigured as error:
        raise CannotOperate(str(error)) from None


def _manage(*arguments: str) -> None:
    make_ready()
    from django.core.management import call_command

    call_command(*arguments)


def _check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotOperate(
                f"cannot listen on {host}:{port} ({error.strerror}); end what uses it or name another --port."
            ) from None


def _serve(host: str, port: int, processes: int, beside: Sequence[tuple[str, Sequence[str]]] = ()) -> None:
    """Run the web server, one worker and what else is named until one ends or the user ends them; then end all."""
    from openhall.site.web.manage import collect_static

    collect_static()
    web = [sys.executable, "-m", "gunicorn", "openhall.site.web.wsgi:application", "--bind", f"{host}:{port}"]
    web += ["--workers", str(processes), "--threads", "4", "--timeout", "120", "--log-level", "warning"]
    background = [sys.executable, "-m", "openhall.cli", "worker"]
    commands = [("the web server", web), ("the worker", background), *beside]
    running = [subprocess.Popen(command) for _, command in commands]  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.3)
        name, code = next(
            (name, process.returncode)
            for (name, _), process in zip(commands, running, strict=True)
            if process.returncode is not None
        )
        raise CannotOperate(f"{name} ended by itself (exit code {code}); the lines above say why.")
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=15)
