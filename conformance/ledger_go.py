"""A log of 10,000 leaves before a verifier that is not ours: Go's sumdb/tlog, from Debian's golang-golang-x-mod-dev.

Go checks the signature of the checkpoint, every inclusion proof, every consistency proof to the whole log, and those
between the checkpoints that were published; it makes the same proofs from our tiles by itself; and it must refuse
proofs that are wrong.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openhall.proof import (
    Act,
    Checkpoint,
    FolderStorage,
    Ledger,
    LogReader,
    SignedCheckpoint,
    folder_reader,
    fresh,
    new_signer,
    private_hash,
)
from openhall.proof.hashing import leaf_hash

LEAVES = 10_000
BATCHES = (1, 2, 253, 256, 300, 1_000, 2_900, 4_000)
SOURCE = Path(__file__).parent / "ledger_go" / "main.go"
MODULES = Path("/usr/share/gocode/src")
"""Where Debian's golang-golang-x-mod-dev puts its source; the build reads no other and no network."""
NOW = 1_790_000_000_000_000


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """What Go says of each kind of proof."""
    missing = _missing()
    if missing:
        yield "an independent verifier is at hand", missing
        return
    with tempfile.TemporaryDirectory() as place:
        verifier = _build(Path(place))
        yield from _run(verifier, Path(place) / "log")


def _missing() -> str | None:
    if shutil.which("go") is None or not (MODULES / "golang.org/x/mod/sumdb/tlog").is_dir():
        return "Go or its sumdb is not installed; apt install golang-go golang-golang-x-mod-dev"
    return None


def _build(place: Path) -> Path:
    """Compile the verifier against Debian's source alone."""
    program = place / "verifier"
    environment = {
        **os.environ,
        "GOPATH": str(MODULES.parent),
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOPROXY": "off",
        "GOCACHE": str(place / "cache"),
    }
    done = subprocess.run(
        ["go", "build", "-o", str(program), str(SOURCE)],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    if done.returncode:
        raise RuntimeError(f"the Go verifier cannot be built:\n{done.stderr}")
    return program


def _run(verifier: Path, folder: Path) -> Iterator[tuple[str, str | None]]:
    signer = new_signer("city.example/ledger")
    ledger = Ledger(FolderStorage(folder), signer)
    published: list[SignedCheckpoint] = []
    while ledger.size < LEAVES:
        batch = BATCHES[len(published)] if len(published) < len(BATCHES) else LEAVES
        acts = [_act(k) for k in range(min(batch, LEAVES - ledger.size - 1))]
        published.append(ledger.seal(acts, NOW).checkpoint)
    whole = published[-1].checkpoint
    reader = LogReader(folder_reader(folder), whole.size)
    yield f"the log has {LEAVES:,} leaves", None if whole.size == LEAVES else f"it has {whole.size}"
    head = [f"checkpoint {signer.verifier.text} {folder / 'checkpoint'}"]
    inclusion = [_inclusion(reader, index, whole) for index in range(LEAVES)]
    trees = [Checkpoint(whole.origin, size, reader.root_at(size)) for size in range(1, LEAVES + 1)]
    consistency = [_consistency(reader, earlier, whole) for earlier in trees]
    between = [
        _consistency(reader, a.checkpoint, b.checkpoint)
        for a in published
        for b in published
        if a is not b and a.checkpoint.size < b.checkpoint.size
    ]
    within = [
        _inclusion(reader, index, each.checkpoint)
        for each in published
        for index in range(0, each.checkpoint.size, 37)
    ]
    own = [f"tiles {folder}"]
    own += [f"record {line.split(' ')[1]} {line.split(' ')[5]}" for line in inclusion]
    own += [f"tree {line.split(' ')[1]} {line.split(' ')[5]}" for line in consistency[:-1]]
    yield "the checkpoint is a note that Go opens", _ask(verifier, head)
    yield f"{len(inclusion):,} inclusion proofs", _ask(verifier, inclusion)
    yield f"{len(consistency):,} consistency proofs to the whole log", _ask(verifier, consistency)
    yield f"{len(between):,} consistency proofs between published checkpoints", _ask(verifier, between)
    yield f"{len(within):,} inclusion proofs in published checkpoints", _ask(verifier, within)
    yield f"{len(own) - 1:,} proofs that Go makes of our tiles are ours", _ask(verifier, head + own)
    for name, line in _wrong(inclusion, consistency):
        yield f"Go refuses {name}", None if _ask(verifier, [line]) else "it is accepted"


def _act(k: int) -> Act:
    hidden = private_hash({"case": fresh(f"case {k}").commitment})
    return Act(NOW, "permit", 1, "Check", "check", "complete", "Building", "officer", hidden)


def _inclusion(reader: LogReader, index: int, whole: Checkpoint) -> str:
    leaf = leaf_hash(reader.entry(index)) if index % 100 == 0 else reader.tile(0, index // 256)[index % 256]
    proof = _joined(reader.inclusion(index, whole))
    return f"inclusion {index} {whole.size} {_text(whole.root)} {_text(leaf)} {proof}"


def _consistency(reader: LogReader, earlier: Checkpoint, later: Checkpoint) -> str:
    proof = _joined(reader.consistency(earlier, later))
    return f"consistency {earlier.size} {_text(earlier.root)} {later.size} {_text(later.root)} {proof}"


def _wrong(inclusion: Sequence[str], consistency: Sequence[str]) -> Iterator[tuple[str, str]]:
    """One wrong proof of each kind, so that a verifier that accepts everything would be seen."""
    one, other = inclusion[17].split(" "), inclusion[4_000].split(" ")
    yield "the proof of another leaf", " ".join([*one[:5], other[5]])
    yield "another leaf", " ".join([*one[:4], other[4], one[5]])
    yield "another place", " ".join([one[0], "18", *one[2:]])
    tree, next_tree = consistency[700].split(" "), consistency[701].split(" ")
    yield "another earlier tree", " ".join([*tree[:2], next_tree[2], *tree[3:]])


def _ask(verifier: Path, lines: Iterable[str]) -> str | None:
    done = subprocess.run(
        [str(verifier)], input="\n".join(lines) + "\n", check=False, capture_output=True, text=True
    )
    return None if done.returncode == 0 else (done.stdout + done.stderr).strip()[:300]


def _joined(hashes: Sequence[bytes]) -> str:
    return ",".join(map(_text, hashes))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
