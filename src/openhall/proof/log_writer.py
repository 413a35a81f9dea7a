"""A log that grows: entries become tiles and bundles, then a signed checkpoint. What they say is not its matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from openhall.proof.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint, sign_checkpoint
from openhall.proof.errors import BrokenLog
from openhall.proof.hashing import EMPTY_ROOT, leaf_hash, leaf_hashes
from openhall.proof.notes import Ed25519Signer, Verifier
from openhall.proof.storage import CHECKPOINT, Storage
from openhall.proof.tiles import ENTRIES, WIDTH, Tile, numbered, read_bundle, write_bundle
from openhall.proof.tree import Tree, open_tree


class LogWriter:
    """Appends to the log in a store. The origin of the log is the name of its key."""

    def __init__(self, storage: Storage, signer: Ed25519Signer, earlier: Sequence[Verifier] = ()) -> None:
        """Go on where the checkpoint in the store ends; without one, a new log begins.

        `earlier` are keys that the log had before this one. Raises `BadNote` when yet another key has signed the
        checkpoint, and `BrokenLog` when the store does not hold what it states.
        """
        self.storage = storage
        self.signer = signer
        self.tree = Tree()
        self.checkpoint: SignedCheckpoint | None = None
        self._last: list[bytes] = []
        """The entries of the last bundle, when it is not full."""
        published = storage.read(CHECKPOINT)
        if published is not None:
            self._go_on(read_checkpoint(published, [signer.verifier, *earlier]))

    @property
    def size(self) -> int:
        """How many entries are published."""
        return self.tree.size

    def root(self) -> bytes:
        """The root over them."""
        return self.checkpoint.checkpoint.root if self.checkpoint else EMPTY_ROOT

    def last_entry(self) -> bytes | None:
        """The last entry that is published, None in an empty log."""
        if not self.tree.size or self._last:
            return self._last[-1] if self._last else None
        tile = Tile(ENTRIES, self.tree.size // WIDTH - 1)
        return read_bundle(self._read(tile), tile)[-1]

    def append(self, entries: Sequence[bytes]) -> SignedCheckpoint:
        """Publish entries after those that are there, durably, and the checkpoint over all.

        When it raises, nothing new is published, and this writer must be opened anew.
        """
        before = self.tree.size
        # What the published checkpoint needs is never written again, not even with the same bytes: whoever reads it, or
        # a process that is killed, would find it empty.
        there = {tile for tile, _ in self.tree.edge()}
        self.storage.write([(tile.path, data) for tile, data in self._bundles(before, entries)])
        full: list[Tile] = []
        # Each level of tiles goes to the store before the next is worked out: so it reaches the disk meanwhile.
        for row in self.tree.grow(leaf_hashes(entries)):
            self.storage.write([(tile.path, data) for tile, data in row])
            full += [tile for tile, _ in row]
        self.storage.write([(tile.path, data) for tile, data in self.tree.edge() if tile not in there])
        checkpoint = Checkpoint(self.signer.name, self.tree.size, self.tree.root())
        signed = sign_checkpoint(checkpoint, self.signer)
        self.storage.publish(signed.note.whole.encode())
        self.checkpoint = signed
        self.storage.forget(_replaced(full))
        return signed

    def _go_on(self, signed: SignedCheckpoint) -> None:
        stated = signed.checkpoint
        if stated.origin != self.signer.name:
            raise BrokenLog(f"the log there is {stated.origin}, and the key is that of {self.signer.name}")
        self.tree = open_tree(stated.size, stated.root, self._read)
        self.checkpoint = signed
        width = stated.size % WIDTH
        if width:
            tile = Tile(ENTRIES, stated.size // WIDTH, width)
            self._last = read_bundle(self._read(tile), tile)
            hashes = b"".join(leaf_hash(entry) for entry in self._last)
            if hashes != self._read(Tile(0, tile.number, width)):
                raise BrokenLog(f"the entries in {tile.path} are not those of its tile")

    def _read(self, tile: Tile) -> bytes:
        data = self.storage.read(tile.path)
        if data is None:
            raise BrokenLog(f"{tile.path} is not there, and the checkpoint needs it; restore it from a copy")
        return data

    def _bundles(self, before: int, entries: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        if not entries:
            return
        row = [*self._last, *entries]
        number = before // WIDTH
        for at in range(0, len(row), WIDTH):
            bundle = row[at : at + WIDTH]
            yield Tile(ENTRIES, number + at // WIDTH, len(bundle)), write_bundle(bundle)
        self._last = row[len(row) - len(row) % WIDTH :]


def _replaced(full: Iterable[Tile]) -> Iterator[str]:
    """The folders of partial tiles that whole ones have replaced: only the first whole one of a level can have one."""
    seen: set[int] = set()
    for tile in full:
        if tile.level not in seen:
            seen.add(tile.level)
            yield f"tile/{tile.level}/{numbered(tile.number)}.p"
            if tile.level == 0:
                yield f"tile/entries/{numbered(tile.number)}.p"
