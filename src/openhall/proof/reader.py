"""A published log, read: checkpoint, tiles and entries, and the proofs made of them.

What is read comes through a function that the caller gives: from a folder, a database or the network. Nothing that it
gives is believed: a tile has its exact length, and a proof made of tiles is checked against the root before it is
given.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path

from openhall.proof.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
from openhall.proof.errors import BadProof, BadTile, TooLarge, Unreadable
from openhall.proof.hashing import EMPTY_ROOT, joined, perfect_root
from openhall.proof.notes import LARGEST_NOTE, Verifier
from openhall.proof.proofs import verify_consistency, verify_inclusion
from openhall.proof.storage import CHECKPOINT
from openhall.proof.tiles import (
    ENTRIES,
    HEIGHT,
    LARGEST_BUNDLE,
    LARGEST_TILE,
    WIDTH,
    Tile,
    read_bundle,
    read_tile,
    tile_at,
)

Read = Callable[[str, int], bytes | None]
"""The file at a path of the log, None when there is none. Raises `Unreadable` when it is larger than so many bytes."""
_KEPT = 512


def folder_reader(folder: Path) -> Read:
    """Read a log that lies in a folder. Links are followed no further than the folder."""
    home = folder.resolve()

    def read(path: str, most: int) -> bytes | None:
        place = (home / path).resolve()
        if not place.is_relative_to(home):
            raise Unreadable(f"{path} leads out of the folder of the log; a log has no such links")
        try:
            with place.open("rb") as file:
                data = file.read(most + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise Unreadable(f"{path} cannot be read: {error.strerror}") from None
        if len(data) > most:
            raise TooLarge(f"{path} has more than {most:,} bytes, which no such file of a log has")
        return data

    return read


class LogReader:
    """A log of a certain size, by its files."""

    def __init__(self, read: Read, size: int) -> None:
        self.read = read
        self.size = size
        self._tiles: OrderedDict[Tile, list[bytes]] = OrderedDict()

    def checkpoint(self, verifiers: Iterable[Verifier]) -> SignedCheckpoint:
        """The published checkpoint, signed by one of these keys. Raises `Unreadable`, `BadNote`."""
        return read_checkpoint(published(self.read), verifiers)

    def tile(self, level: int, number: int) -> list[bytes]:
        """The hashes of a tile, as wide as it is at this size. Raises `BadTile`, `Unreadable`."""
        tile = tile_at(self.size, level, number)
        kept = self._tiles.get(tile)
        if kept is None:
            kept = read_tile(self.file(tile, LARGEST_TILE), tile)
            self._tiles[tile] = kept
            if len(self._tiles) > _KEPT:
                self._tiles.popitem(last=False)
        else:
            self._tiles.move_to_end(tile)
        return kept

    def bundle(self, number: int) -> list[bytes]:
        """The entries of a bundle. Raises `BadTile`, `Unreadable`."""
        tile = tile_at(self.size, ENTRIES, number)
        return read_bundle(self.file(tile, LARGEST_BUNDLE), tile)

    def entry(self, index: int) -> bytes:
        """One entry."""
        return self.bundle(index // WIDTH)[index % WIDTH]

    def root(self) -> bytes:
        """The root over all leaves, from the tiles."""
        return self._range(0, self.size) if self.size else EMPTY_ROOT

    def root_at(self, size: int) -> bytes:
        """The root over the first leaves."""
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, checkpoint: Checkpoint) -> list[bytes]:
        """The proof that entry `index` is in the tree of the checkpoint. Raises `BadProof` when the tiles give none."""
        if not 0 <= index < checkpoint.size <= self.size:
            raise BadProof(f"there is no row {index} in a log of {checkpoint.size} rows")
        proof, low, high = [], 0, checkpoint.size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                proof.append(self._range(middle, high))
                high = middle
            else:
                proof.append(self._range(low, middle))
                low = middle
        proof.reverse()
        leaf = self.tile(0, index // WIDTH)[index % WIDTH]
        verify_inclusion(index, checkpoint.size, leaf, proof, checkpoint.root)
        return proof

    def consistency(self, earlier: Checkpoint, later: Checkpoint) -> list[bytes]:
        """The proof that `later` goes on from `earlier`. Raises `BadProof` when the tiles give none."""
        if not 0 < earlier.size <= later.size <= self.size:
            raise BadProof(f"no proof leads from {earlier.size} rows to {later.size}")
        proof, low, high, whole = [], 0, later.size, True
        while earlier.size != high:
            middle = low + _split(high - low)
            if earlier.size <= middle:
                proof.append(self._range(middle, high))
                high = middle
            else:
                proof.append(self._range(low, middle))
                low, whole = middle, False
        if not whole:
            proof.append(self._range(low, high))
        proof.reverse()
        verify_consistency(earlier.size, later.size, earlier.root, later.root, proof)
        return proof

    def _range(self, low: int, high: int) -> bytes:
        """The root over leaves from `low` to before `high`; `low` is a multiple of the largest perfect tree in it."""
        parts = []
        while low < high:
            width = _perfect(high - low)
            parts.append(self._perfect(low, width))
            low += width
        return joined(parts)

    def _perfect(self, low: int, width: int) -> bytes:
        height = width.bit_length() - 1
        # A whole tile stands as one hash in the tile above.
        level = height // HEIGHT
        at, count = low >> HEIGHT * level, 1 << height % HEIGHT
        hashes = self.tile(level, at // WIDTH)
        return perfect_root(hashes[at % WIDTH : at % WIDTH + count])

    def file(self, tile: Tile, most: int) -> bytes:
        """The bytes of a tile or bundle; the whole one, cut, where the partial one is gone. Raises `BadTile`."""
        try:
            data = self.read(tile.path, most)
            if data is None and tile.width < WIDTH:
                # A log may delete a partial tile once the whole one is there.
                data = _cut(self.read(Tile(tile.level, tile.number).path, most), tile)
        except TooLarge as error:
            raise BadTile(str(error)) from None
        if data is None:
            raise BadTile(f"{tile.path} is missing")
        return data


def published(read: Read) -> bytes:
    """The bytes of the published checkpoint. Raises `Unreadable` when there is none."""
    data = read(CHECKPOINT, LARGEST_NOTE)
    if data is None:
        raise Unreadable("there is no checkpoint, so this is no log; name the folder or address that has one")
    return data


def _cut(whole: bytes | None, tile: Tile) -> bytes | None:
    if whole is None or tile.level != ENTRIES:
        return whole and whole[: tile.width * 32]
    at = 0
    for _ in range(tile.width):
        at += 2 + int.from_bytes(whole[at : at + 2], "big")
    return whole[:at]


def _split(count: int) -> int:
    """The largest power of two below a count (RFC 9162, section 2.1.1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _perfect(count: int) -> int:
    return 1 << (count.bit_length() - 1)
