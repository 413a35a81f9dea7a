"""A ledger in memory, and a liar who changes its rows and makes everything else fit again, with or without the key."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from openhall.proof import (
    Act,
    Checkpoint,
    Ed25519Signer,
    Ledger,
    LogReader,
    Opening,
    Row,
    Seal,
    fresh,
    make_receipt,
    new_cosigner,
    new_signer,
    private_hash,
    published,
    read_checkpoint,
    read_leaf,
)
from openhall.proof.checkpoint import sign_checkpoint
from openhall.proof.errors import Unreadable
from openhall.proof.hashing import EMPTY_ROOT, leaf_hash
from openhall.proof.leaf import write_row
from openhall.proof.log_writer import LogWriter
from openhall.proof.notes import Note
from openhall.proof.receipt import Receipt, commitments
from openhall.proof.segments import write_segment
from openhall.proof.storage import CHECKPOINT
from openhall.proof.tree import Tree
from openhall.proof.verify import Seen, verify_log

NOW = 1_790_000_000_000_000
MINUTE = 60_000_000
STEPS = ("Receive", "Check", "Ask for more", "Decide", "Inform")
BATCHES = (400, 1, 0, 250, 6, 300, 2, 2, 90, 17, 130, 5)
SEEN_AFTER = 8
"""A verifier looked after this many batches, before the last ones came."""

Files = dict[str, bytes]


class MemoryStorage:
    """A log's files in a dict."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        self.files.update(files)

    def publish(self, checkpoint: bytes) -> None:
        self.files[CHECKPOINT] = checkpoint

    def forget(self, paths: Iterable[str]) -> None:
        for path in paths:
            for known in [each for each in self.files if each.startswith(f"{path}/")]:
                del self.files[known]


def reader_of(files: Files) -> Callable[[str, int], bytes | None]:
    """Read them as from a folder."""

    def read(path: str, most: int) -> bytes | None:
        data = files.get(path)
        if data is not None and len(data) > most:
            raise Unreadable(f"{path} is too large")
        return data

    return read


@dataclass(frozen=True)
class World:
    """An honest log, and what honest people keep of it."""

    signer: Ed25519Signer
    files: Files
    rows: tuple[Row, ...]
    seen: Seen
    early: Files
    """The files as they were when they were seen."""
    receipt: Receipt
    witness: object
    now: int


def honest_world() -> World:
    """Twelve batches of acts of permits with two segments, seen after the eighth, cosigned by a witness at the end."""
    signer = new_signer("city.example/ledger")
    files: Files = {}
    ledger = Ledger(MemoryStorage(files), signer)
    behind: dict[int, dict[str, Opening]] = {}
    at = NOW
    for k, count in enumerate(BATCHES):
        at = NOW + k * MINUTE
        if k == SEEN_AFTER:
            early = dict(files)
            _, seen = verify_log(reader_of(files), [signer.verifier], at)
        first = ledger.size
        acts = [_act(first + n, at - MINUTE + n * 1000, behind) for n in range(count)]
        ledger.seal(acts, at, segment_at=1 if k in (4, 9) else 1 << 20)
    witness = new_cosigner("witness.example/w1")
    signed = read_checkpoint(files[CHECKPOINT], [signer.verifier])
    cosigned = witness.cosign(signed.checkpoint, at // 1_000_000 + 1)
    files[CHECKPOINT] = Note(signed.note.text, (*signed.note.signatures, cosigned)).whole.encode()
    reader = LogReader(reader_of(files), ledger.size)
    rows = tuple(read_leaf(reader.entry(n)) for n in range(ledger.size))
    shown = [
        (row.number, row.content, behind[row.number])
        for row in rows
        if isinstance(row.content, Act) and row.number % 97 == 5
    ]
    receipt = make_receipt(reader, read_checkpoint(published(reader_of(files)), [signer.verifier]), shown)
    assert seen is not None
    return World(signer, files, rows, seen, early, receipt, witness.verifier, at + MINUTE)


def _act(number: int, at: int, behind: dict[int, dict[str, Opening]]) -> Act:
    behind[number] = {"case": fresh("K7Q2"), "actor": fresh(f"P-{number % 7}")}
    step = STEPS[number % 5]
    office, role = ("Building", "officer") if number % 2 else ("Front desk", "clerk")
    hidden = private_hash(commitments(behind[number]))
    return Act(at, "permit", 1 + number % 2, step, step.lower(), "complete", office, role, hidden)


def rewritten(
    rows: list[Row],
    sign_with: Ed25519Signer,
    redo_seals: bool,
    redo_segments: bool,
    renumber: bool,
    files: Files,
) -> Files:
    """The log of these rows with all hashes worked out anew. Each row still has the number it had at first.

    `redo_seals`: the seals repeat the new roots, signed by `sign_with`. `redo_segments`: the Parquet files fit again.
    `renumber`: each row says the number of its place.
    """
    places = {row.number: place for place, row in enumerate(rows)}
    made: Files = {
        path: data for path, data in files.items() if path.startswith("segments/") or path == "key"
    }
    storage = MemoryStorage(made)
    tree, log, leaves = Tree(), LogWriter(storage, sign_with), list[bytes]()
    root, size, segmented = EMPTY_ROOT, 0, 0
    acts: list[tuple[int, Act]] = []
    for place, row in enumerate(rows):
        number = place if renumber else row.number
        content = row.content
        if isinstance(content, Act):
            acts.append((number, content))
        else:
            if renumber and content.segmented:
                # A segment ends with a seal, and seals are neither dropped nor moved.
                content = replace(content, segmented=places[content.segmented - 1] + 1)
            if redo_segments and content.segment:
                inside = [(n, act) for n, act in acts if segmented <= n < content.segmented]
                ref = write_segment(storage, segmented, content.segmented, inside)
                content = replace(content, segment=ref.sha256)
            segmented = content.segmented
            if redo_seals:
                signed = sign_checkpoint(Checkpoint(sign_with.name, size, root), sign_with)
                raw = signed.note.signatures[0].raw if size else b""
                content = replace(content, root_before=root, signature_before=raw)
        leaf = write_row(Row(number, content))
        leaves.append(leaf)
        _drain(tree.append([leaf_hash(leaf)]))
        if isinstance(content, Seal):
            root, size = tree.root(), tree.size
            log.append(leaves)
            leaves = []
    return made


def _drain(tiles: Iterable[object]) -> None:
    for _ in tiles:
        pass


def pick_act(rows: list[Row], chance: random.Random, below: int | None = None) -> int:
    """The place of an act, perhaps among the first ones only."""
    while True:
        place = chance.randrange(below or len(rows))
        if isinstance(rows[place].content, Act):
            return place
