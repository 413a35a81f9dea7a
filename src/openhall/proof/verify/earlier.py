"""The partial tiles of earlier checkpoints: who saw one of these may still ask for them, so they are checked too.

A log serves them until the whole tile replaces them (C2SP tlog-tiles, "Partial Tiles"), so at each level only those of
the last tile are left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openhall.proof.errors import BadTile
from openhall.proof.hashing import HASH
from openhall.proof.reader import LogReader
from openhall.proof.tiles import (
    ENTRIES,
    HEIGHT,
    LARGEST_BUNDLE,
    LARGEST_TILE,
    WIDTH,
    Tile,
    levels_of,
    write_bundle,
)
from openhall.proof.verify.report import Findings, Kind


class EarlierTiles:
    """Remembers how wide the last tile of each level was when checkpoints were signed."""

    def __init__(self, reader: LogReader, findings: Findings) -> None:
        self._reader = reader
        self._findings = findings
        self._widths: dict[int, tuple[int, set[int]]] = {}

    def checkpoint_at(self, size: int) -> None:
        """A checkpoint was signed over so many rows."""
        for level in range(levels_of(size)):
            number, width = divmod(size >> HEIGHT * level, WIDTH)
            kept = self._widths.get(level)
            if kept is None or kept[0] != number:
                kept = self._widths[level] = (number, set())
            if width:
                kept[1].add(width)

    def check(self, edge: Iterable[tuple[Tile, bytes]], entries: Sequence[bytes]) -> None:
        """Compare those that are still served with the last tiles as they are now; `entries` are of the last bundle."""
        for tile, data in edge:
            number, widths = self._widths.get(tile.level, (tile.number, set()))
            if number != tile.number:
                continue
            for width in sorted(widths - {tile.width}):
                self._compare(Tile(tile.level, number, width), data[: width * HASH], LARGEST_TILE)
                if tile.level == 0:
                    bundle = write_bundle(entries[:width])
                    self._compare(Tile(ENTRIES, number, width), bundle, LARGEST_BUNDLE)

    def _compare(self, tile: Tile, expected: bytes, most: int) -> None:
        try:
            data = self._reader.file(tile, most)
        except BadTile:
            why = "is missing, and who saw the checkpoint of that size needs it until the whole one is there"
            self._findings.add(Kind.FILE, tile.path, f"{tile.path} {why}")
            return
        if data != expected:
            self._findings.add(Kind.FILE, tile.path, f"{tile.path} was changed: it is not what the rows make")
