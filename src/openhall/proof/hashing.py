"""Merkle tree hashes as in RFC 9162, section 2.1.1 (the same as in RFC 6962): SHA-256, leaves and nodes kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH = 32
"""Bytes of a hash."""
EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: SHA-256 of 0x00 and the entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node: SHA-256 of 0x01 and the hashes of its two sides."""
    return sha256(b"\x01" + left + right).digest()


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """The hashes of many leaves, in their order."""
    digest = sha256
    return [digest(b"\x00" + entry).digest() for entry in entries]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root of a perfect tree over these hashes; their number is a power of two."""
    digest, row = sha256, list(hashes)
    while len(row) > 1:
        each = iter(row)
        row = [digest(b"\x01" + left + right).digest() for left, right in zip(each, each, strict=True)]
    return row[0]


def perfect_parts(hashes: Sequence[bytes]) -> list[bytes]:
    """The roots of the largest perfect trees over these hashes, the largest (leftmost) first."""
    parts, at = [], 0
    while at < len(hashes):
        width = 1 << ((len(hashes) - at).bit_length() - 1)
        parts.append(perfect_root(hashes[at : at + width]))
        at += width
    return parts


def joined(parts: Sequence[bytes]) -> bytes:
    """The root of a tree whose largest perfect trees have these roots, the largest first; of none, the empty root."""
    if not parts:
        return EMPTY_ROOT
    root = parts[-1]
    for left in reversed(parts[:-1]):
        root = node_hash(left, root)
    return root


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    return joined(perfect_parts(hashes))
