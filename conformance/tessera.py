"""The golden log of Tessera: its checkpoints, tiles and bundles are read, and grown by us they come out byte for byte.

Its key is the one that Tessera publishes for this test log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from openhall.proof.checkpoint import Checkpoint, read_checkpoint
from openhall.proof.errors import ProofError
from openhall.proof.hashing import leaf_hash
from openhall.proof.notes import read_verifier
from openhall.proof.proofs import verify_consistency, verify_inclusion
from openhall.proof.reader import LogReader, folder_reader
from openhall.proof.tiles import ENTRIES, read_bundle, read_path, write_bundle
from openhall.proof.tree import Tree

KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each checkpoint, file and proof with the fault found, or None."""
    home = data / "tessera-testdata" / "testdata" / "log"
    if not home.is_dir():
        return
    found: dict[int, Checkpoint] = {}
    for file in sorted(home.glob("checkpoint*")):
        yield file.name, _fault(lambda file=file: _checkpoint(file, found))
    size = max(found, default=0)
    reader = LogReader(folder_reader(home), size)
    for file in sorted((home / "tile").rglob("*")):
        if file.is_file():
            path = str(file.relative_to(home))
            yield path, _fault(lambda path=path, file=file: _file(path, file.read_bytes(), reader))
    for earlier in found.values():
        for later in found.values():
            if 0 < earlier.size <= later.size:
                yield (
                    f"consistency {earlier.size} to {later.size}",
                    _fault(lambda earlier=earlier, later=later: _consistency(reader, earlier, later)),
                )
        for index in range(earlier.size):
            yield (
                f"inclusion of {index} in {earlier.size}",
                _fault(lambda index=index, earlier=earlier: _inclusion(reader, index, earlier)),
            )


def _fault(check: Callable[[], None]) -> str | None:
    try:
        check()
    except (ProofError, AssertionError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def _checkpoint(file: Path, found: dict[int, Checkpoint]) -> None:
    whole = file.read_bytes()
    signed = read_checkpoint(whole, [read_verifier(KEY)])
    assert signed.note.whole.encode() == whole, "written again, it is not the same"
    reader = LogReader(folder_reader(file.parent), signed.checkpoint.size)
    assert reader.root() == signed.checkpoint.root, "the tiles have another root"
    found[signed.checkpoint.size] = signed.checkpoint


def _file(path: str, data: bytes, reader: LogReader) -> None:
    tile = read_path(path)
    entries = [reader.entry(index) for index in range(tile.width)]
    if tile.level == ENTRIES:
        assert read_bundle(data, tile) == entries, "other entries than at the end of the log"
        assert write_bundle(entries) == data, "written again, it is not the same"
        return
    tree = Tree()
    list(tree.append([leaf_hash(entry) for entry in entries]))
    assert dict(tree.edge()) == {tile: data}, "grown by us, the tile is another"


def _consistency(reader: LogReader, earlier: Checkpoint, later: Checkpoint) -> None:
    proof = reader.consistency(earlier, later)
    verify_consistency(earlier.size, later.size, earlier.root, later.root, proof)


def _inclusion(reader: LogReader, index: int, checkpoint: Checkpoint) -> None:
    proof = reader.inclusion(index, checkpoint)
    verify_inclusion(index, checkpoint.size, leaf_hash(reader.entry(index)), proof, checkpoint.root)
