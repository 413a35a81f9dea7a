"""Tiles and bundles of entries (C2SP tlog-tiles): where they lie and what is in them.

A tile holds up to 256 hashes: of leaves at level 0, of whole tiles of the level below above it. A bundle holds up to
256 entries, each after its length in two bytes. A tree of a certain size has exactly one set of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openhall.proof.errors import BadTile
from openhall.proof.hashing import HASH

WIDTH = 256
"""Hashes of a full tile, entries of a full bundle."""
HEIGHT = 8
"""Levels of the tree in one tile."""
TOP = 63
LARGEST_ENTRY = 65_535
LARGEST_TILE = WIDTH * HASH
LARGEST_BUNDLE = WIDTH * (2 + LARGEST_ENTRY)
_LENGTHS = [length.to_bytes(2, "big") for length in range(LARGEST_ENTRY + 1)]
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Tile:
    """Tile `number` of a level, with `width` hashes; level -1 is that of the bundles of entries."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies, below the log's address: `tile/0/x001/234.p/17`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        part = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{numbered(self.number)}{part}"


ENTRIES = -1


def numbered(number: int) -> str:
    """A number as parts of a path, three digits each: 1234067 is `x001/x234/067`."""
    text = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        text = f"x{number % 1000:03d}/{text}"
    return text


def read_path(path: str) -> Tile:
    """The tile that lies at a path. Raises `BadTile` when none does."""
    found = _PATH.fullmatch(path) if len(path) < 100 else None
    if found:
        level, digits, width = found.groups()
        tile = Tile(
            ENTRIES if level == "entries" else int(level),
            int(digits.replace("x", "").replace("/", "")),
            int(width or WIDTH),
        )
        if tile.level <= TOP and (width is None or tile.width < WIDTH) and tile.path == path:
            return tile
    raise BadTile(f"{path[:100]!r} is no path of a tile")


def count_at(size: int, level: int) -> int:
    """How many hashes a tree of this size has at a level of tiles: one for each whole tile below."""
    return size >> (HEIGHT * max(level, 0))


def tile_at(size: int, level: int, number: int) -> Tile:
    """A tile as wide as it is in a tree of this size. Raises `BadTile` when it has none there."""
    width = min(count_at(size, level) - number * WIDTH, WIDTH)
    if width <= 0 or number < 0:
        raise BadTile(f"a log of {size} rows has no tile {number} at level {level}")
    return Tile(level, number, width)


def levels_of(size: int) -> int:
    """How many levels of tiles a tree of this size has."""
    levels = 0
    while size:
        levels, size = levels + 1, size >> HEIGHT
    return levels


def tiles_of(size: int, level: int) -> Iterator[Tile]:
    """All tiles of a level, from the left."""
    for number in range(-(-count_at(size, level) // WIDTH)):
        yield tile_at(size, level, number)


def read_tile(data: bytes, tile: Tile) -> list[bytes]:
    """The hashes in a tile. Raises `BadTile` when their number is not that of this tile."""
    if len(data) != tile.width * HASH:
        raise BadTile(f"{tile.path} has {len(data):,} bytes; {tile.width} hashes have {tile.width * HASH:,}")
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle. Raises `BadTile` when one is too long for it."""
    try:
        return b"".join([_LENGTHS[len(entry)] + entry for entry in entries])
    except IndexError:
        raise BadTile(f"an entry of a log has at most {LARGEST_ENTRY:,} bytes") from None


def read_bundle(data: bytes, tile: Tile) -> list[bytes]:
    """The entries of a bundle. Raises `BadTile` when it does not hold exactly as many as it should."""
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) < tile.width:
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data):
            raise BadTile(f"{tile.path} ends within its entry {len(entries)}")
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) != tile.width or at != len(data):
        raise BadTile(
            f"{tile.path} holds {len(entries)} entries{' and more' if at < len(data) else ''}, not {tile.width}"
        )
    return entries
