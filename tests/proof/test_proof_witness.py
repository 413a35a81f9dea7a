"""A witness signs a checkpoint only when it goes on from what it saw before, and answers as tlog-witness says."""

from __future__ import annotations

from pathlib import Path

import pytest

from openhall.proof import (
    Act,
    FolderStorage,
    Ledger,
    LogReader,
    SignedCheckpoint,
    add_checkpoint,
    folder_reader,
    new_cosigner,
    new_signer,
    private_hash,
    write_request,
)
from openhall.proof.checkpoint import Checkpoint, sign_checkpoint
from openhall.proof.cosignature import ML_DSA_COSIGNATURE, cosigned_at
from openhall.proof.notes import Note, read_signature
from openhall.proof.witness import SIZE, Reply

NOW = 1_790_000_000_000_000
SECONDS = 1_790_000_000
SIGNER = new_signer("city.example/ledger")
WITNESSES = (new_cosigner("w.example/1"), new_cosigner("w.example/1", ML_DSA_COSIGNATURE))
LOGS = {SIGNER.name: [SIGNER.verifier]}


class Remembered:
    """What a witness remembers, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, SignedCheckpoint] = {}

    def latest(self, origin: str) -> SignedCheckpoint | None:
        return self.kept.get(origin)

    def advance(self, origin: str, before: int, signed: SignedCheckpoint) -> bool:
        latest = self.kept.get(origin)
        if (latest.checkpoint.size if latest else 0) != before:
            return False
        self.kept[origin] = signed
        return True


class Log:
    """A log of which every checkpoint is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = Ledger(FolderStorage(folder), SIGNER)

    def grow(self, acts: int, name: str = "Check") -> SignedCheckpoint:
        act = Act(NOW, "permit", 1, name, "check", "complete", "", "", private_hash({}))
        return self.ledger.seal([act] * acts, NOW).checkpoint

    def request(self, earlier: SignedCheckpoint | None, later: SignedCheckpoint) -> bytes:
        reader = LogReader(folder_reader(self.folder), later.checkpoint.size)
        proof = reader.consistency(earlier.checkpoint, later.checkpoint) if earlier else []
        return write_request(earlier.checkpoint.size if earlier else 0, proof, later.note)


def ask(body: bytes, memory: Remembered) -> Reply:
    return add_checkpoint(body, LOGS, memory, WITNESSES, SECONDS)


def test_a_witness_signs_the_first_checkpoint_and_those_that_go_on_from_it(tmp_path: Path) -> None:
    log, memory = Log(tmp_path), Remembered()
    earlier = None
    for acts in (3, 0, 400):
        later = log.grow(acts)
        reply = ask(log.request(earlier, later), memory)
        assert reply.status == 200
        signatures = tuple(map(read_signature, reply.body.splitlines(keepends=True)))
        whole = Note(later.note.text, (*later.note.signatures, *signatures))
        assert [cosigned_at(whole, each.verifier) for each in WITNESSES] == [SECONDS, SECONDS]
        assert memory.kept[SIGNER.name].note == whole
        # Asked again for the same, it signs the same.
        assert ask(log.request(later, later), memory).status == 200
        earlier = later


def test_a_log_that_was_rewritten_is_not_signed_whatever_it_proves(tmp_path: Path) -> None:
    honest, rewritten, memory = Log(tmp_path / "a"), Log(tmp_path / "b"), Remembered()
    seen = honest.grow(9)
    assert ask(honest.request(None, seen), memory).status == 200
    fork, longer = rewritten.grow(9, "Changed"), rewritten.grow(9)
    for body in (
        write_request(seen.checkpoint.size, [], fork.note),
        rewritten.request(fork, longer),
        write_request(seen.checkpoint.size, [], longer.note),
    ):
        assert ask(body, memory).status == 422
    assert memory.kept[SIGNER.name].checkpoint == seen.checkpoint


def test_a_witness_that_knows_more_says_how_much(tmp_path: Path) -> None:
    log, memory = Log(tmp_path), Remembered()
    first, second = log.grow(3), log.grow(4)
    assert ask(log.request(None, second), memory).status == 200
    for earlier, later in ((None, second), (first, second), (None, first)):
        reply = ask(log.request(earlier, later), memory)
        assert (reply.status, reply.body, reply.content_type) == (409, f"{second.checkpoint.size}\n", SIZE)


def test_a_request_that_was_overtaken_by_another_takes_nothing_back(tmp_path: Path) -> None:
    log = Log(tmp_path)
    first, second = log.grow(3), log.grow(4)

    class Overtaken(Remembered):
        def latest(self, origin: str) -> SignedCheckpoint | None:
            seen = super().latest(origin)
            self.kept.setdefault(origin, second)
            return seen

    memory = Overtaken()
    assert ask(log.request(None, first), memory).status == 409
    assert memory.kept[SIGNER.name] == second


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (400, lambda body: b""),
        (400, lambda body: body.replace(b"old 0", b"old 00")),
        (400, lambda body: body.replace(b"old 0", b"old -1")),
        (400, lambda body: body.replace(b"old 0", b"old 99")),
        (400, lambda body: body.replace(b"old 0\n", b"old 0\nAAAA\n")),
        (400, lambda body: body.replace(b"old 0\n", b"old 0\n" + (b"A" * 43 + b"=\n") * 64)),
        (400, lambda body: body[:40]),
        (400, lambda body: body + b"x" * 2_000_000),
        (404, lambda body: body.replace(b"city.example/ledger\n", b"town.example/ledger\n", 1)),
        (403, lambda body: body.replace(b"\n4\n", b"\n5\n")),
        (422, lambda body: body.replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n")),
    ],
)
def test_a_request_that_is_wrong_is_answered_as_the_standard_says(
    tmp_path: Path, status: int, change: object
) -> None:
    log, memory = Log(tmp_path), Remembered()
    body = log.request(None, log.grow(3))
    reply = ask(change(body), memory)  # type: ignore[operator]
    assert reply.status == status
    assert not memory.kept


def test_a_checkpoint_by_another_key_or_with_a_false_root_of_an_empty_log_is_refused() -> None:
    stranger = new_signer(SIGNER.name)
    empty = Checkpoint(SIGNER.name, 0, bytes(32))
    memory = Remembered()
    assert ask(write_request(0, [], sign_checkpoint(empty, stranger).note), memory).status == 403
    assert ask(write_request(0, [], sign_checkpoint(empty, SIGNER).note), memory).status == 422
