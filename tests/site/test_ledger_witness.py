"""As a witness, this Openhall signs what goes on from what it signed before, whatever happens at the same moment."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from openhall.proof import (
    Act,
    FolderStorage,
    Ledger,
    LogReader,
    SignedCheckpoint,
    folder_reader,
    new_cosigner,
    new_signer,
    private_hash,
    read_checkpoint,
    write_request,
)
from openhall.proof.cosignature import ML_DSA_COSIGNATURE, cosigned_at
from openhall.proof.notes import Note, read_signature
from openhall.proof.parties import WatchedLog
from openhall.site.ledger.models import Cosigned, Fork

NOW = 1_790_000_000_000_000
SIGNER = new_signer("city.example/ledger")
KEYS = (new_cosigner("w.example/1"), new_cosigner("w.example/1", ML_DSA_COSIGNATURE))
ADDRESS = "/ledger/witness/add-checkpoint"
HASH = sha256(SIGNER.name.encode()).hexdigest()

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def witness(settings: Any) -> None:
    settings.OPENHALL_WITNESS_KEYS = KEYS
    settings.OPENHALL_WITNESSED_LOGS = (WatchedLog((SIGNER.verifier,), "https://city.example/ledger"),)


@dataclass
class Log:
    """Another body's log."""

    folder: Path

    def __post_init__(self) -> None:
        self.ledger = Ledger(FolderStorage(self.folder), SIGNER)

    def grow(self, acts: int, name: str = "Check") -> SignedCheckpoint:
        act = Act(NOW, "permit", 1, name, "check", "complete", "", "", private_hash({}))
        return self.ledger.seal([act] * acts, NOW).checkpoint

    def request(self, earlier: SignedCheckpoint | None, later: SignedCheckpoint) -> bytes:
        reader = LogReader(folder_reader(self.folder), later.checkpoint.size)
        proof = reader.consistency(earlier.checkpoint, later.checkpoint) if earlier else []
        return write_request(earlier.checkpoint.size if earlier else 0, proof, later.note)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log")


def ask(body: bytes, client: Client | None = None) -> Any:
    return (client or Client(enforce_csrf_checks=True)).post(ADDRESS, body, content_type="text/plain")


def test_what_goes_on_is_signed_with_all_keys_and_remembered(log: Log) -> None:
    first = log.grow(3)
    answer = ask(log.request(None, first))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    lines = tuple(read_signature(line) for line in answer.content.decode().splitlines(keepends=True))
    note = Note(first.note.text, (*first.note.signatures, *lines))
    assert all(cosigned_at(note, key.verifier) for key in KEYS)
    second = log.grow(400)
    assert ask(log.request(first, second)).status_code == 200
    assert Cosigned.objects.get().size == second.checkpoint.size


def test_each_fault_has_the_status_that_the_standard_gives_it(log: Log) -> None:
    first, second = log.grow(3), log.grow(4)
    good = log.request(first, second)
    assert ask(log.request(None, first)).status_code == 200
    stale = ask(log.request(None, second))
    assert (stale.status_code, stale["Content-Type"], stale.content) == (409, "text/x.tlog.size", b"4\n")
    bad = good.split(b"\n", 2)
    statuses = {
        400: [b"", b"x" * 2_000_000, b"old 04" + good[5:], b"old 99" + good[5:]],
        403: [good.replace(b"\n9\n", b"\n8\n")],
        404: [good.replace(b"city.example/ledger\n", b"town.example/ledger\n", 1)],
        422: [b"\n".join([bad[0], b"A" * 43 + b"=", bad[2]])],
    }
    for status, bodies in statuses.items():
        for body in bodies:
            assert ask(body).status_code == status
    assert Client().get(ADDRESS).status_code == 405
    assert ask(good).status_code == 200


def test_the_latest_that_was_signed_of_a_log_is_there_for_everybody(log: Log) -> None:
    place = f"/ledger/witness/{HASH}/checkpoint"
    assert Client().get(place).status_code == 404
    signed = log.grow(3)
    ask(log.request(None, signed))
    page = Client().get(place)
    assert page["Cache-Control"] == "no-cache"
    shown = read_checkpoint(page.content, [SIGNER.verifier])
    assert shown.checkpoint == signed.checkpoint
    assert all(cosigned_at(shown.note, key.verifier) for key in KEYS)
    assert Client().get(f"/ledger/witness/{'0' * 64}/checkpoint").status_code == 404


def test_who_is_no_witness_answers_as_if_there_were_nothing(settings: Any, log: Log) -> None:
    settings.OPENHALL_WITNESS_KEYS = ()
    assert ask(log.request(None, log.grow(3))).status_code == 404
    assert not Cosigned.objects.exists()


def test_a_log_that_told_two_stories_of_one_size_is_refused_and_both_are_kept(
    log: Log, tmp_path: Path
) -> None:
    seen = log.grow(9)
    ask(log.request(None, seen))
    fork = Log(tmp_path / "fork").grow(9, "Changed")
    for _ in range(2):
        answer = ask(write_request(seen.checkpoint.size, [], fork.note))
        assert answer.status_code == 422
        assert b"city.example/ledger was not shown to go on from its first 10 rows" in answer.content
    kept = Fork.objects.get()
    notes = [read_checkpoint(text.encode(), [SIGNER.verifier]) for text in (kept.note, kept.other)]
    assert [each.checkpoint for each in notes] == [seen.checkpoint, fork.checkpoint]
    assert Cosigned.objects.get().size == seen.checkpoint.size


def test_a_false_proof_of_an_honest_log_accuses_nobody(log: Log) -> None:
    first, second = log.grow(3), log.grow(4)
    ask(log.request(None, first))
    assert ask(write_request(4, [bytes(32)], second.note)).status_code == 422
    assert not Fork.objects.exists()
    assert ask(log.request(first, second)).status_code == 200


def test_of_forks_that_begin_at_the_same_moment_one_is_signed(tmp_path: Path) -> None:
    forks = [Log(tmp_path / f"fork{k}") for k in range(8)]
    assert at_once([fork.request(None, fork.grow(5, f"Fork {k}")) for k, fork in enumerate(forks)]) == ONE


def test_of_forks_that_go_on_from_the_same_rows_at_the_same_moment_one_is_signed(tmp_path: Path) -> None:
    forks = [Log(tmp_path / f"fork{k}") for k in range(8)]
    common = [fork.grow(2) for fork in forks]
    assert ask(forks[0].request(None, common[0])).status_code == 200
    bodies = [fork.request(common[k], fork.grow(6, f"Fork {k}")) for k, fork in enumerate(forks)]
    assert at_once(bodies) == ONE


ONE = [200] + [409] * 7


def at_once(bodies: list[bytes]) -> list[int]:
    """The statuses of requests that are sent at the same moment, in order."""
    begin, statuses = threading.Barrier(len(bodies)), []

    def send(body: bytes) -> None:
        begin.wait()
        statuses.append(ask(body).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(body,)) for body in bodies]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(statuses)
