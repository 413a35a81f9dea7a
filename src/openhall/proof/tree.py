"""A tree that grows: the hashes of its right edge, and the tiles that become full or end it.

Only the tiles of the edge are held (at most 255 hashes a level), so appending costs the two SHA-256 of each leaf: one
of the leaf, and one node for each leaf in the long run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from openhall.proof.errors import BrokenLog
from openhall.proof.hashing import joined, perfect_parts, perfect_root
from openhall.proof.tiles import HEIGHT, WIDTH, Tile, levels_of, read_tile


class Tree:
    """A Merkle tree by its right edge. `size` is the number of its leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[list[bytes]] = []
        """Of each level, the hashes of its last tile, when that is not full."""

    def root(self) -> bytes:
        """The root over all leaves."""
        parts: list[bytes] = []
        for hashes in reversed(self._edge):
            parts += perfect_parts(hashes)
        return joined(parts)

    def append(self, hashes: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
        """Add leaves by their hashes; gives each tile that becomes full, lower levels first. Take all of them."""
        for row in self.grow(hashes):
            yield from row

    def grow(self, hashes: Sequence[bytes]) -> Iterator[list[tuple[Tile, bytes]]]:
        """The same, a level at a time: each is given before the nodes above it are worked out. Take all of them."""
        level, before, added = 0, self.size, hashes
        while True:
            if level == len(self._edge):
                self._edge.append([])
            row = [*self._edge[level], *added]
            number, full = before // WIDTH, len(row) - len(row) % WIDTH
            tiles = [row[at : at + WIDTH] for at in range(0, full, WIDTH)]
            if tiles:
                yield [(Tile(level, number + k), b"".join(tile)) for k, tile in enumerate(tiles)]
            self._edge[level] = row[full:]
            if not tiles:
                break
            added = [perfect_root(tile) for tile in tiles]
            level, before = level + 1, before >> HEIGHT
        self.size += len(hashes)

    def edge(self) -> Iterator[tuple[Tile, bytes]]:
        """The tiles at the right end that are not full."""
        for level, hashes in enumerate(self._edge):
            if hashes:
                yield Tile(level, (self.size >> HEIGHT * level) // WIDTH, len(hashes)), b"".join(hashes)


def open_tree(size: int, root: bytes, read: Callable[[Tile], bytes]) -> Tree:
    """The tree of a checkpoint, from the tiles of its edge. Raises `BrokenLog` when they do not lead to its root."""
    tree = Tree()
    tree.size = size
    for level in range(levels_of(size)):
        count = size >> HEIGHT * level
        width = count % WIDTH
        tile = Tile(level, count // WIDTH, width)
        tree._edge.append(read_tile(read(tile), tile) if width else [])
    if tree.root() != root:
        raise BrokenLog(
            f"the tiles of the log's end do not lead to the root of its checkpoint of {size:,} rows"
        )
    return tree
