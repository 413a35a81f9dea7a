"""An XES file scanned in pieces, side by side, and put together again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openhall.mining.errors import EmptyLog, UnreadableLog
from openhall.mining.parallel import cores, share
from openhall.mining.read import xes_scan as x
from openhall.mining.read.bytes import line_of, unpack, xml_as_utf8
from openhall.mining.words import quoted
from openhall.process.saying import gettext

ALONE_BELOW = 2_000_000  # bytes; a smaller file is scanned sooner than it is shared out
BAD_REFERENCE = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
FAULTS = {
    x.TRUNCATED: gettext("ends in the middle; copy it again, it did not arrive whole"),
    x.BAD_TAG: gettext("is not well-formed XML here: a tag or an attribute is broken"),
    x.MISMATCH: gettext("closes an element here that was not opened last"),
    x.DOCTYPE: gettext(
        "has a DOCTYPE or an entity of its own, which Openhall does not read for safety; take it out"
    ),
    x.TOO_DEEP: gettext("nests elements deeper than %(most)s", most=x.DEEPEST),
    x.TOO_MANY_KEYS: gettext("has more than %(most)s different attributes", most=x.MOST_KEYS),
    x.TWO_ROOTS: gettext("goes on after the end of the log"),
}


@dataclass(frozen=True, eq=False)
class Attributes:
    """The attributes of traces, or of events, in the file's order: parallel arrays.

    owner   int32, the trace or event; type: uint8, one of `xes_scan.TYPES` from 1; key: int32
    value   int32, the number of the value; -1 for a date, which is read from its span
    start, length   the span of the value in the bytes of the file
    """

    owner: NDArray[np.int32]
    type: NDArray[np.uint8]
    key: NDArray[np.int32]
    value: NDArray[np.int32]
    start: NDArray[np.int64]
    length: NDArray[np.int32]

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Attributes:
        """Those under a mask, or with these numbers."""
        return Attributes(
            self.owner[chosen], self.type[chosen], self.key[chosen],
            self.value[chosen], self.start[chosen], self.length[chosen],
        )  # fmt: skip

    def by_key(self, n_keys: int) -> list[Attributes]:
        """Those of each key by themselves."""
        # Sixteen bits, which is enough for the most keys there may be, are sorted by numpy in one pass.
        order = np.argsort(self.key.astype(np.uint16), kind="stable")
        cuts = np.concatenate(([0], np.cumsum(np.bincount(self.key, minlength=n_keys))))
        return [self.where(order[lo:hi]) for lo, hi in pairwise(cuts.tolist())]


@dataclass(frozen=True, eq=False)
class Scan:
    """One file, scanned: its bytes, the traces and events in it, and their attributes by key and value."""

    name: str
    content: bytes
    bytes: NDArray[np.uint8]
    n_traces: int
    n_events: int
    trace_of_event: NDArray[np.int32]
    of_traces: Attributes
    of_events: Attributes
    keys: list[str]
    values: pl.Series


@dataclass(frozen=True, eq=False)
class _Piece:
    """What the kernel returns; see `xes_scan.scan`."""

    error: int
    at: int
    depth: int
    ignored: int
    root: tuple[int, int]
    n_traces: int
    trace_of_event: NDArray[np.int32]
    found: NDArray[np.int64]
    attributes: tuple[Any, ...]
    keys: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]
    values: tuple[NDArray[np.int64], NDArray[np.int32]]


def scan_file(path: Path, max_bytes: int) -> Scan:
    """Scan a file. Raises `UnreadableLog` with the line where it is broken, `EmptyLog` when it has no event."""
    content = xml_as_utf8(unpack(path, max_bytes), path.name)
    buffer = np.frombuffer(content, np.uint8)
    pieces = _side_by_side(content, buffer) or [_piece(content, buffer, 0, len(content), (0, 0))]
    if error := pieces[-1].error:
        raise UnreadableLog(
            gettext(
                "%(file)s, line %(line)s: the file %(fault)s.",
                file=path.name,
                line=line_of(content, pieces[-1].at),
                fault=FAULTS[error],
            )
        )
    if not any(len(piece.trace_of_event) for piece in pieces):
        raise EmptyLog(gettext("%(file)s: there is no event in it; is it an XES log?", file=path.name))
    return _put_together(pieces, content, buffer, path.name)


@lru_cache(maxsize=1)
def _names() -> NDArray[np.uint64]:
    return x.element_names()


def _piece(content: bytes, buffer: NDArray[np.uint8], at: int, stop: int, root: tuple[int, int]) -> _Piece:
    return _Piece(*x.scan(buffer, _names(), at, stop, content.count(b"<", at, stop) + 1, *root))


def _side_by_side(content: bytes, buffer: NDArray[np.uint8]) -> list[_Piece] | None:
    """A file in as many pieces as there are cores; None where it cannot be cut, or is broken.

    It is cut before traces. Whether a "<trace" really begins one (it may stand in a comment) is known afterwards:
    then the piece before it ended there, inside of the root and of nothing else.
    """
    first = content.find(b"<trace") if len(content) > ALONE_BELOW else -1
    if first < 0 or cores() == 1:
        return None
    head = _piece(content, buffer, 0, first, (0, 0))
    if not _is_between_traces(head, first):
        return None
    n = cores()
    wanted = [first + (len(content) - first) * k // n for k in range(1, n)]
    cuts = sorted(
        {first, len(content)} | {at for at in (content.find(b"<trace", cut) for cut in wanted) if at > 0}
    )
    parts = list(pairwise(cuts))
    pieces = share(lambda lo, hi: _piece(content, buffer, lo, hi, head.root), parts)
    whole = all(_is_between_traces(piece, hi) for piece, (_, hi) in zip(pieces[:-1], parts[:-1], strict=True))
    return [head, *pieces] if whole and pieces[-1].error == x.OK else None


def _is_between_traces(piece: _Piece, stop: int) -> bool:
    return (piece.error, piece.at, piece.depth, piece.ignored) == (x.OK, stop, 1, 0)


def _put_together(pieces: list[_Piece], content: bytes, buffer: NDArray[np.uint8], name: str) -> Scan:
    numbers: dict[tuple[int, str], int] = {}
    names: list[str] = []
    sides: tuple[list[Attributes], list[Attributes]] = ([], [])
    starts, lengths, trace_of_event = [], [], []
    n_traces = n_events = n_values = 0
    for piece in pieces:
        key = _numbered(piece.keys, numbers, names, content, name)
        for side, first in ((0, n_traces), (1, n_events)):
            n = int(piece.found[side])
            of, types, key_of, value_of, value_start, value_length = (
                row[side, :n] for row in piece.attributes
            )
            # Only attributes with a value have a number, and adding in place spares a copy of the column.
            value_of[value_of >= 0] += n_values
            of += first
            sides[side].append(Attributes(of, types, key[key_of], value_of, value_start, value_length))
        trace_of_event.append(np.where(piece.trace_of_event < 0, -1, piece.trace_of_event + n_traces))
        starts.append(piece.values[0])
        lengths.append(piece.values[1])
        n_traces += piece.n_traces
        n_events += len(piece.trace_of_event)
        n_values += len(piece.values[0])
    return Scan(
        name, content, buffer, n_traces, n_events, np.concatenate(trace_of_event),
        _one(sides[0]), _one(sides[1]), names,
        texts(content, np.concatenate(starts), np.concatenate(lengths), name),
    )  # fmt: skip


def _one(parts: list[Attributes]) -> Attributes:
    fields = ("owner", "type", "key", "value", "start", "length")
    return Attributes(*(np.concatenate([getattr(part, field) for part in parts]) for field in fields))


def _numbered(
    keys: tuple[Any, Any, Any],
    numbers: dict[tuple[int, str], int],
    names: list[str],
    content: bytes,
    name: str,
) -> NDArray[np.int32]:
    """The number in the whole file of each key of a piece; adds those that are new to `numbers` and `names`."""
    own: list[int] = []
    for start, length, parent in zip(*(part.tolist() for part in keys), strict=True):
        above = own[parent] if parent >= 0 else -1
        text = text_at(content, start, length, name)
        number = numbers.setdefault((above, text), len(names))
        if number == len(names):
            names.append(f"{names[above]}/{text}" if above >= 0 else text)
        own.append(number)
    return np.array(own, np.int32)


def text_at(content: bytes, start: int, length: int, name: str) -> str:
    """The text of a span. Raises `UnreadableLog` where it is not UTF-8 or refers to an entity."""
    try:
        text = content[start : start + length].decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableLog(
            gettext(
                "%(file)s, line %(line)s: a value is not UTF-8; save the file as UTF-8.",
                file=name,
                line=line_of(content, start),
            )
        ) from None
    if "&" in text:
        if BAD_REFERENCE.search(text):
            raise UnreadableLog(
                gettext(
                    "%(file)s, line %(line)s: %(value)s uses an entity that XML does not have; write &amp; for an "
                    "ampersand.",
                    file=name,
                    line=line_of(content, start),
                    value=quoted(text),
                )
            )
        return unescape(text)
    return text


def texts(content: bytes, starts: NDArray[np.int64], lengths: NDArray[np.int32], name: str) -> pl.Series:
    """The texts of many spans."""
    return pl.Series(
        [
            text_at(content, at, size, name)
            for at, size in zip(starts.tolist(), lengths.tolist(), strict=True)
        ],
        dtype=pl.String,
    )
