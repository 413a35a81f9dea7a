"""A log published for tests: three batches of acts, a segment, and what was behind the commitments."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from openhall.proof import (
    Act,
    Ed25519Signer,
    FolderStorage,
    Ledger,
    LogReader,
    Opening,
    Receipt,
    folder_reader,
    make_receipt,
    new_signer,
    private_hash,
    published,
    read_checkpoint,
)
from openhall.proof.receipt import commitments

NOW = 1_790_000_000_000_000
MINUTE = 60_000_000
SIGNER = new_signer("city.example/ledger")
STEPS = ("Receive", "Check", "Decide", "Inform")


def acts_of_batch(start: int, count: int, at: int) -> list[Act]:
    """Acts of four steps in the minute before `at`."""
    return [
        Act(
            at=at - MINUTE + k * 1000,
            service="permit" if k % 3 else "parking",
            version=1,
            activity=STEPS[k % 4],
            node=STEPS[k % 4].lower(),
            lifecycle="complete",
            department="Building",
            role="officer",
            private=private_hash(commitments(behind(start + k))),
        )
        for k in range(count)
    ]


def behind(number: int) -> dict[str, Opening]:
    """What is behind row `number`; the same each time."""
    return {
        "case": Opening(number.to_bytes(16, "big"), f'"case {number % 5}"'),
        "actor": Opening((number + 1).to_bytes(16, "big"), '"P-11"'),
    }


def publish(
    folder: Path,
    batches: tuple[int, ...] = (300, 0, 700, 45),
    signer: Ed25519Signer = SIGNER,
    changed: dict[int, dict[str, object]] | None = None,
    segment: bool = True,
) -> None:
    """Publish a log; `changed` gives other values to some rows by their numbers."""
    ledger = Ledger(FolderStorage(folder), signer)
    for k, count in enumerate(batches):
        at = NOW + k * MINUTE
        acts = acts_of_batch(ledger.size, count, at)
        first = ledger.size
        for number, values in (changed or {}).items():
            if first <= number < first + count:
                acts[number - first] = replace(acts[number - first], **values)  # type: ignore[arg-type]
        late = any("at" in values for n, values in (changed or {}).items() if first <= n < first + count)
        with _unchecked(ledger) if late else contextlib.nullcontext():
            ledger.seal(acts, at, segment_at=1 if segment and k == 3 else 1 << 20)


@contextlib.contextmanager
def _unchecked(ledger: Ledger):  # type: ignore[no-untyped-def]
    """As a liar would: seal whatever it says."""
    ledger._check_times = lambda acts, now, late: None  # type: ignore[method-assign]
    yield
    del ledger._check_times


def receipt_for(folder: Path, numbers: tuple[int, ...], signer: Ed25519Signer = SIGNER) -> Receipt:
    """The receipt for rows of one case."""
    read = folder_reader(folder)
    signed = read_checkpoint(published(read), [signer.verifier])
    reader = LogReader(read, signed.checkpoint.size)
    from openhall.proof import read_leaf

    rows = []
    for number in numbers:
        act = read_leaf(reader.entry(number)).content
        assert isinstance(act, Act)
        rows.append((number, act, behind(number)))
    return make_receipt(reader, signed, rows)
