"""Two Openhalls, each a process with a database of its own: one is witness of the other's ledger."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.utils import timezone
from typer.testing import CliRunner

from openhall.cli import app
from openhall.proof import folder_reader, new_cosigner, new_signer, published, read_checkpoint
from openhall.proof.cosignature import cosigned_at
from openhall.site.ledger.models import Asking, Batch, Event, Leaf

SIGNER, WITNESS = new_signer("city.example/ledger"), new_cosigner("witness.example/1")
PATIENCE = 120

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def own_database(folder: Path) -> str:
    """The address of this test's database."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}@/{found['NAME']}?host={found['OPTIONS']['host']}"


def copied_database(folder: Path) -> Iterator[str]:
    """A database of the same shape, for the other Openhall."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        with sqlite3.connect(found["NAME"]) as source, sqlite3.connect(folder / "witness.sqlite3") as target:
            source.backup(target)
        yield f"sqlite:///{folder / 'witness.sqlite3'}"
        return
    host = found["OPTIONS"]["host"]
    connections.close_all()
    with psycopg.connect(host=host, user=found["USER"], dbname="postgres", autocommit=True) as own:
        own.execute(f'CREATE DATABASE "openhall_witness" TEMPLATE "{found["NAME"]}"')
        yield f"postgres://{found['USER']}@/openhall_witness?host={host}"
        own.execute('DROP DATABASE "openhall_witness" WITH (FORCE)')


class Openhalls:
    """Processes that are ended with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, arguments: list[str], **variables: str) -> subprocess.Popen[bytes]:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("OPENHALL_WITNESS")},
            "OPENHALL_HOME": str(home),
            "OPENHALL_INNER_HOSTS": "127.0.0.1",
            **{f"OPENHALL_{key}": value for key, value in variables.items()},
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments], env=environment, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        process.wait(timeout=60)
        self.running.remove(process)


@pytest.fixture
def openhalls(tmp_path: Path) -> Iterator[Openhalls]:
    found = Openhalls(tmp_path)
    yield found
    for process in list(found.running):
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], Any], what: str, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            logs = "\n".join(_ends(each.read_text()) for each in folder.glob("*.log"))
            batches = list(
                Batch.objects.order_by("first").values_list("first", "rows", "is_sealed", "made_at")
            )
            raise AssertionError(f"{what} did not happen in {PATIENCE} seconds. Batches: {batches}\n{logs}")
        time.sleep(0.1)


def _ends(text: str) -> str:
    """How a log begins and how it ends: the same fault comes again and again."""
    return text if len(text) < 9_000 else f"{text[:6_000]}\n...\n{text[-3_000:]}"


def tell(activity: str) -> None:
    Event.objects.create(
        at=timezone.now(), service="permit", version=1, case="k7dm2xqwrt9b", activity=activity, node="check",
        lifecycle="complete", department="planning", actor="pppppppppppp",
    )  # fmt: skip


def is_cosigned(ledger: Path, rows: int) -> bool:
    """Whether the published checkpoint has so many rows, and the witness's signature."""
    if not (ledger / "checkpoint").exists():
        return False
    signed = read_checkpoint(published(folder_reader(ledger)), [SIGNER.verifier])
    return signed.checkpoint.size == rows and cosigned_at(signed.note, WITNESS.verifier) is not None


def verified(ledger: Path) -> Any:
    keys = ["--key", SIGNER.verifier.text, "--witness", WITNESS.verifier.text]
    return CliRunner().invoke(app, ["verify", str(ledger), *keys])


def test_one_openhall_witnesses_the_ledger_of_another_and_refuses_a_fork(
    openhalls: Openhalls, tmp_path: Path
) -> None:
    ledger, port = tmp_path / "ledger", free_port()
    databases = copied_database(tmp_path)
    openhalls.start(
        "witness",
        ["gunicorn", "openhall.site.web.wsgi:application", "--bind", f"127.0.0.1:{port}", "--threads", "2"],
        DATABASE_URL=next(databases),
        WITNESS_KEY=WITNESS.text,
        WITNESSED_LOGS=f"{SIGNER.verifier.text} https://city.example/ledger",
    )

    def work() -> subprocess.Popen[bytes]:
        return openhalls.start(
            "log",
            ["openhall.cli", "worker"],
            DATABASE_URL=own_database(tmp_path),
            LEDGER_KEY=SIGNER.text,
            LEDGER_FOLDER=str(ledger),
            WITNESSES=f"{WITNESS.verifier.text} http://127.0.0.1:{port}/ledger/witness",
        )

    tell("Refuse")
    worker = work()
    until(lambda: is_cosigned(ledger, 2), "The first signature", tmp_path)
    tell("Check plans")
    until(lambda: is_cosigned(ledger, 4), "The second signature", tmp_path)
    told = verified(ledger)
    assert told.exit_code == 0, told.output
    assert "The witness witness.example/1 saw all 4 rows" in told.output
    assert "1 of 1 witness agrees." in told.output
    openhalls.end(worker)

    # Whoever holds the server, the database and the key tells another story, and signs it anew.
    Leaf.objects.all().delete()
    Batch.objects.all().delete()
    Asking.objects.all().delete()
    shutil.rmtree(ledger)
    Event.objects.update(activity="Grant")
    work()
    until(lambda: Asking.objects.exclude(fault="").exists(), "The refusal", tmp_path)
    assert "this ledger" in Asking.objects.get().fault
    told = verified(ledger)
    assert told.exit_code == 1
    assert (
        "0 of the witnesses named have signed the log as it is, and 1 are asked for; not witness.example/1"
        in (told.output)
    )
    for _ in databases:
        pass
