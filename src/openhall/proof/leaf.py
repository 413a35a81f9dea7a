"""What a leaf of the ledger is: one row, as bytes of which there is only one form.

A row is an act (what happened in a case) or a seal (what ends each batch of acts). Both begin with their kind and their
number, which is their place in the log, so a row that was dropped, doubled or moved says so itself.

```
act    01 | number u64 | at i64 | version u32 | service activity node lifecycle department role (texts) | private 32
seal   02 | number u64 | sealed at i64 | root before 32 | signature before, late (texts) | segmented u64 | segment
text   length u16 | UTF-8            segment   00, or 01 | SHA-256 of the file 32
```

Numbers are big-endian; times are microseconds since 1970 UTC. What is written in the clear tells of nobody: what the
service is, which step was done, by which office, when. Case, actor, objects and details are behind `private`
(`private.py`). A seal says when its batch was sealed, and repeats root and signature of the checkpoint before it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from openhall.proof.errors import BadLeaf
from openhall.proof.hashing import HASH

ACT, SEAL = 1, 2
LARGEST_TEXT = 1_000
"""Bytes of one text in a row."""
SIGNATURE = 68
"""Bytes of a key's number and an Ed25519 signature."""
_HEAD = struct.Struct(">BQ")
_ACT = struct.Struct(">qI")
_SEGMENTED = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Act:
    """One act, without its number. `at` is in microseconds since 1970 UTC; `private` is `private_hash` of the rest."""

    at: int
    service: str
    version: int
    activity: str
    node: str
    lifecycle: str
    department: str
    role: str
    private: bytes

    def encoded(self) -> bytes:
        """The bytes after the number. Raises `BadLeaf` when a value is too large for its place."""
        if len(self.private) != HASH:
            raise BadLeaf(f"the private part of a row is a hash of {HASH} bytes")
        try:
            parts = [_ACT.pack(self.at, self.version)]
        except struct.error:
            raise BadLeaf(f"time {self.at} or version {self.version} is too large for a row") from None
        for text in (self.service, self.activity, self.node, self.lifecycle, self.department, self.role):
            encoded = _encoded(text)
            if len(encoded) > LARGEST_TEXT:
                raise BadLeaf(f"{text[:40]!r}... has more than {LARGEST_TEXT} bytes; shorten it")
            parts.append(len(encoded).to_bytes(2, "big"))
            parts.append(encoded)
        parts.append(self.private)
        return b"".join(parts)


@dataclass(frozen=True)
class Seal:
    """The end of a batch. `sealed_at` in microseconds; `late` says why rows in it are older than they should be.

    Acts with numbers below `segmented` stand in segments. Where `segment` is not empty, it is SHA-256 of the file that
    holds those from the `segmented` of the seal before (0 for the first) to this one's.
    """

    sealed_at: int
    root_before: bytes
    signature_before: bytes = b""
    late: str = ""
    segmented: int = 0
    segment: bytes = b""

    def encoded(self) -> bytes:
        """The bytes after the number."""
        late = _encoded(self.late)
        if len(late) > LARGEST_TEXT or len(self.root_before) != HASH:
            raise BadLeaf(f"the reason for late rows has at most {LARGEST_TEXT} bytes")
        if len(self.segment) not in (0, HASH):
            raise BadLeaf(f"the hash of a segment has {HASH} bytes")
        try:
            return b"".join(
                (
                    self.sealed_at.to_bytes(8, "big", signed=True),
                    self.root_before,
                    len(self.signature_before).to_bytes(2, "big"),
                    self.signature_before,
                    len(late).to_bytes(2, "big"),
                    late,
                    _SEGMENTED.pack(self.segmented),
                    b"\x01" + self.segment if self.segment else b"\x00",
                )
            )
        except (OverflowError, struct.error):
            raise BadLeaf(f"the time {self.sealed_at} is too large for a row") from None


@dataclass(frozen=True, slots=True)
class Row:
    """A leaf as read: its number and what it is."""

    number: int
    content: Act | Seal


def write_act(number: int, encoded: bytes) -> bytes:
    """The leaf of an act, from its number and its encoded form."""
    return _HEAD.pack(ACT, number) + encoded


def write_seal(number: int, seal: Seal) -> bytes:
    """The leaf of a seal."""
    return _HEAD.pack(SEAL, number) + seal.encoded()


def write_row(row: Row) -> bytes:
    """The leaf of a row."""
    if isinstance(row.content, Act):
        return write_act(row.number, row.content.encoded())
    return write_seal(row.number, row.content)


def read_leaf(leaf: bytes) -> Row:
    """A row from its leaf. Raises `BadLeaf` unless the bytes are exactly those that the row is written as."""
    try:
        kind, number = _HEAD.unpack_from(leaf)
        if kind == ACT:
            content: Act | Seal = _read_act(leaf)
        elif kind == SEAL:
            content = _read_seal(leaf)
        else:
            raise BadLeaf(f"a row is an act (1) or a seal (2), and this is of kind {kind}")
    except (struct.error, UnicodeDecodeError, IndexError):
        raise BadLeaf("this is no row of a ledger: it ends too early, or its text is not UTF-8") from None
    return Row(number, content)


def _read_act(leaf: bytes) -> Act:
    at, version = _ACT.unpack_from(leaf, _HEAD.size)
    place = _HEAD.size + _ACT.size
    texts = []
    for _ in range(6):
        encoded, place = _read_text(leaf, place)
        texts.append(encoded.decode())
    if len(leaf) != place + HASH:
        raise BadLeaf(f"a row of these texts has {place + HASH} bytes, and this has {len(leaf)}")
    service, activity, node, lifecycle, department, role = texts
    return Act(at, service, version, activity, node, lifecycle, department, role, leaf[place:])


def _read_seal(leaf: bytes) -> Seal:
    place = _HEAD.size + 8
    sealed_at = int.from_bytes(leaf[_HEAD.size : place], "big", signed=True)
    root_before = leaf[place : place + HASH]
    signature, place = _read_text(leaf, place + HASH)
    late, place = _read_text(leaf, place)
    if len(signature) not in (0, SIGNATURE):
        raise BadLeaf(f"the signature in a seal has {SIGNATURE} bytes or none, and this has {len(signature)}")
    (segmented,) = _SEGMENTED.unpack_from(leaf, place)
    place += _SEGMENTED.size
    segment = leaf[place + 1 :]
    if leaf[place : place + 1] != (b"\x01" if segment else b"\x00") or len(segment) not in (0, HASH):
        raise BadLeaf("a seal ends with 0, or with 1 and the hash of a segment, and this does not")
    return Seal(sealed_at, root_before, signature, late.decode(), segmented, segment)


def _read_text(leaf: bytes, place: int) -> tuple[bytes, int]:
    length = int.from_bytes(leaf[place : place + 2], "big")
    end = place + 2 + length
    if place + 2 > len(leaf) or end > len(leaf) or length > LARGEST_TEXT:
        raise BadLeaf(f"a text in a row ends within it and has at most {LARGEST_TEXT} bytes")
    return leaf[place + 2 : end], end


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise BadLeaf(f"{text[:40]!r} holds half a character (a lone surrogate); take it out") from None
