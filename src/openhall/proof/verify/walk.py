"""The whole log, row by row: entries, tiles, numbers, times, seals and segments, and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from openhall.proof.errors import BadLeaf, BadTile
from openhall.proof.hashing import HASH, leaf_hashes
from openhall.proof.leaf import Act, Row, read_leaf
from openhall.proof.reader import LogReader
from openhall.proof.tiles import ENTRIES, LARGEST_BUNDLE, WIDTH, Tile, tile_at, tiles_of
from openhall.proof.tree import Tree
from openhall.proof.verify.batches import Batches
from openhall.proof.verify.differences import name_differences
from openhall.proof.verify.earlier import EarlierTiles
from openhall.proof.verify.numbers import Numbers
from openhall.proof.verify.report import Findings, Kind
from openhall.proof.verify.segment_rows import Segments

MOST_DIFFERENCES = 50


@dataclass(frozen=True)
class Differing:
    """A bundle whose entries do not hash to its tile. It is not `whole` when it has too few or too many."""

    first: int
    path: str
    entries: list[bytes]
    tile: list[bytes]
    whole: bool


@dataclass
class Walked:
    """What came out: the root of the entries, that of the tiles as served, and roots at the sizes asked for."""

    root: bytes = b""
    served_root: bytes = b""
    roots_at: dict[int, bytes] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    """Tiles above the lowest level that are not what the entries make."""
    differing: list[Differing] = field(default_factory=list)


class Walk:
    """Reads all rows of a log once, in their order."""

    def __init__(
        self,
        reader: LogReader,
        findings: Findings,
        batches: Batches,
        segments: Segments,
        ask: Iterable[int],
        level: int,
        on_row: Callable[[int, bytes], None],
    ) -> None:
        """`ask` names sizes whose roots are wanted, `level` that of the parts; `on_row` is told each place and leaf."""
        self._reader = reader
        self._findings = findings
        self._batches = batches
        self._segments = segments
        self._numbers = Numbers(findings)
        self._ask = set(ask)
        self._level = level
        self._on_row = on_row
        self._tree = Tree()
        self._served = Tree()
        self._walked = Walked()
        self._earlier = EarlierTiles(reader, findings)
        self._last: list[bytes] = []
        """The entries of the bundle that was read last."""

    def run(self, tell: Callable[[int], None]) -> Walked:
        """Walk; `tell` is told how many rows are done. Raises `Unreadable` from the reader."""
        walked, size = self._walked, self._reader.size
        for tile in tiles_of(size, ENTRIES):
            self._bundle(tile)
            tell(min((tile.number + 1) * WIDTH, size))
        for tile, data in self._tree.edge():
            self._compare(tile, data)
        self._earlier.check(self._tree.edge(), self._last)
        self._numbers.end()
        self._batches.end(size)
        walked.root, walked.served_root = self._tree.root(), self._served.root()
        return walked

    def _bundle(self, tile: Tile) -> None:
        first = tile.number * WIDTH
        stated = self._tile(tile.number)
        entries = self._last = self._entries(tile)
        hashes = leaf_hashes(entries)
        if stated is not None and hashes != stated and len(self._walked.differing) < MOST_DIFFERENCES:
            self._walked.differing.append(
                Differing(first, tile.path, hashes, stated, len(hashes) == tile.width)
            )
        # Where the entries cannot be placed, the tile goes on in their stead, so that the rest can still be checked.
        placed = hashes if len(hashes) == tile.width else stated or [bytes(HASH)] * tile.width
        _drain(self._served.append(stated or placed))
        since = 0
        at_place = _at_places(entries, hashes, stated, tile.width)
        for k in range(tile.width):
            place, entry = first + k, at_place.get(k)
            if entry is None:
                self._segments.unknown()
                ends_batch = False
            else:
                self._on_row(place, entry)
                ends_batch = self._row(place, entry, placed[k])
            if ends_batch or place + 1 in self._ask:
                self._grow(placed[since : k + 1])
                since = k + 1
                if ends_batch:
                    self._batches.sealed(self._tree.size, self._tree.root())
                    self._earlier.checkpoint_at(self._tree.size)
                if self._tree.size in self._ask:
                    self._walked.roots_at[self._tree.size] = self._tree.root()
        self._grow(placed[since:])

    def _row(self, place: int, entry: bytes, hashed: bytes) -> bool:
        """Check what a row says; gives whether it is a seal."""
        row = self._read_row(place, entry)
        if row is None:
            return False
        self._numbers.see(place, row.number)
        if isinstance(row.content, Act):
            self._batches.act(place, row.content)
            self._segments.act(hashed)
            return False
        self._segments.seal(place, row.content, self._batches.first)
        self._batches.seal(place, row.content)
        return True

    def _read_row(self, place: int, entry: bytes) -> Row | None:
        try:
            return read_leaf(entry)
        except BadLeaf as error:
            self._findings.of_row(Kind.CHANGED, place, f"row {place} cannot be read: {error}")
            self._segments.unknown()
            return None

    def _grow(self, hashes: Sequence[bytes]) -> None:
        for tile, data in self._tree.append(hashes):
            self._compare(tile, data)

    def _compare(self, tile: Tile, data: bytes) -> None:
        """A tile of these entries against the served one; the lowest level is compared with its bundle."""
        if tile.level == self._level:
            self._walked.parts += [data[k : k + HASH] for k in range(0, len(data), HASH)]
        if tile.level == 0:
            return
        try:
            same = b"".join(self._reader.tile(tile.level, tile.number)) == data
        except BadTile as error:
            self._findings.add(Kind.FILE, tile.path, f"{error}")
            return
        if not same and len(self._walked.tiles) < MOST_DIFFERENCES:
            self._walked.tiles.append(tile)

    def _tile(self, number: int) -> list[bytes] | None:
        try:
            return self._reader.tile(0, number)
        except BadTile as error:
            path = tile_at(self._reader.size, 0, number).path
            self._findings.add(Kind.FILE, path, f"{error}")
            return None

    def _entries(self, tile: Tile) -> list[bytes]:
        """The entries of a bundle as far as they can be told apart; what is wrong with its shape is found."""
        try:
            data = self._reader.file(tile, LARGEST_BUNDLE)
        except BadTile as error:
            self._findings.add(Kind.FILE, tile.path, f"{error}")
            return []
        entries: list[bytes] = []
        at = 0
        while at < len(data) and len(entries) <= WIDTH:
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            if end > len(data) or at + 2 > len(data):
                self._findings.add(Kind.FILE, tile.path, f"{tile.path} ends within its entry {len(entries)}")
                break
            entries.append(data[at + 2 : end])
            at = end
        if len(entries) != tile.width:
            self._findings.add(
                Kind.FILE,
                tile.path,
                f"{tile.path} holds {len(entries)} rows, and {tile.width} belong into it",
            )
        return entries


def judge(walked: Walked, stated: bytes, signed: bool, findings: Findings) -> bool:
    """Say which side is wrong where entries and tiles differ; gives whether the rows are those that were signed."""
    for each in walked.differing:
        # The tile has stood in for a bundle that is not whole, so the root says nothing for that one.
        if walked.root == stated and each.whole:
            name = each.path.replace("entries", "0")
            findings.add(Kind.FILE, name, f"{name} was changed: it does not hold the hashes of its rows")
        else:
            name_differences(findings, each.first, each.entries, each.tile, each.path)
    if stated in (walked.root, walked.served_root):
        for tile in walked.tiles:
            findings.add(Kind.FILE, tile.path, f"{tile.path} was changed: it is not what the rows make")
    return walked.root == stated and signed


def _at_places(
    entries: list[bytes], hashes: list[bytes], stated: list[bytes] | None, width: int
) -> dict[int, bytes]:
    """The entries by their places: where their number is wrong, by the hashes of the tile; others are left out."""
    if len(entries) == width:
        return dict(enumerate(entries))
    places = {hashed: k for k, hashed in enumerate(stated or ())}
    return {places[hashed]: entry for hashed, entry in zip(hashes, entries, strict=True) if hashed in places}


def _drain(tiles: Iterable[object]) -> None:
    for _ in tiles:
        pass
