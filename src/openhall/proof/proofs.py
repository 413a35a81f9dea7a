"""Whether a proof holds: inclusion and consistency (RFC 9162, sections 2.1.3.2 and 2.1.4.2), and of subtrees.

Subtrees are those of draft-ietf-plants-merkle-tree-certs, section 4: `[start, end)` where start is a multiple of the
smallest power of two that is no smaller than end - start. Each function returns nothing when the proof holds and raises
`BadProof` when it does not; a proof with a hash too many, too few or of the wrong length holds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from openhall.proof.errors import BadProof
from openhall.proof.hashing import HASH, node_hash

LARGEST = 1 << 63
"""No tree has more leaves: indices are what 63 bits hold, as in all known logs."""


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf with this hash is the one at `index` (from 0) of the tree of `size` leaves with this root."""
    _match(root_by_inclusion(index, size, leaf, proof), root, f"the leaf {index} of {size}")


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves that has this leaf hash at `index`, as the proof says.

    Raises `BadProof` when the proof has not the shape that this index and size ask for.
    """
    if not 0 <= index < size <= LARGEST:
        raise BadProof(f"there is no leaf {index} in a tree of {size} leaves")
    _are_hashes([leaf, *proof])
    at, last = index, size - 1
    root, used = leaf, 0
    for each in proof:
        if last == 0:
            raise BadProof(f"the proof of leaf {index} of {size} has {len(proof) - used} hashes too many")
        if at & 1 or at == last:
            root = node_hash(each, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, each)
        at, last, used = at >> 1, last >> 1, used + 1
    if last:
        raise BadProof(f"the proof of leaf {index} of {size} has too few hashes ({len(proof)})")
    return root


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of `size1` leaves with `root1` is the beginning of the one of `size2` leaves with `root2`.

    Asks for 0 < size1 <= size2: every tree begins with the empty one, so a proof of that says nothing.
    """
    if not 0 < size1 <= size2 <= LARGEST:
        raise BadProof(f"no proof leads from a tree of {size1} leaves to one of {size2}")
    if size1 == size2:
        if proof:
            raise BadProof("two trees of one size need no proof, but there is one")
        _match(root1, root2, f"the tree of {size1} leaves")
        return
    verify_subtree_consistency(0, size1, size2, root1, root2, proof)


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf with this hash is at `index` of the log, by the root of its subtree `[start, end)`."""
    _is_subtree(start, end)
    if not start <= index < end:
        raise BadProof(f"leaf {index} is not in the subtree from {start} to {end}")
    verify_inclusion(index - start, end - start, leaf, proof, root)


def verify_subtree_consistency(
    start: int, end: int, size: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the subtree `[start, end)` with `root1` is part of the tree of `size` leaves with `root2`.

    Source: draft-ietf-plants-merkle-tree-certs-03, section 4.4.3.
    """
    _is_subtree(start, end)
    if not end <= size <= LARGEST:
        raise BadProof(f"a tree of {size} leaves has no subtree from {start} to {end}")
    _are_hashes([root1, root2, *proof])
    low, high, last = start, end - 1, size - 1
    while low != high and (high == last or high & 1):
        low, high, last = low >> 1, high >> 1, last >> 1
    rest = list(proof)
    if low == high:
        first = second = root1
    else:
        if not rest:
            raise BadProof(f"the proof from {start} to {end} in a tree of {size} leaves is empty")
        first = second = rest.pop(0)
    for each in rest:
        if last == 0:
            raise BadProof(f"the proof from {start} to {end} in a tree of {size} leaves has hashes too many")
        if high & 1 or high == last:
            if low < high:
                first = node_hash(each, first)
            second = node_hash(each, second)
            while not high & 1 and high:
                low, high, last = low >> 1, high >> 1, last >> 1
        else:
            second = node_hash(second, each)
        low, high, last = low >> 1, high >> 1, last >> 1
    if last:
        raise BadProof(f"the proof from {start} to {end} in a tree of {size} leaves has too few hashes")
    _match(first, root1, f"the subtree from {start} to {end}")
    _match(second, root2, f"the tree of {size} leaves")


def _is_subtree(start: int, end: int) -> None:
    if not 0 <= start < end <= LARGEST or start % (1 << (end - start - 1).bit_length()):
        raise BadProof(f"from {start} to {end} there is no subtree")


def _are_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH for each in hashes):
        raise BadProof(f"a hash has {HASH} bytes, and one of these has not")


def _match(found: bytes, stated: bytes, what: str) -> None:
    if found != stated:
        raise BadProof(f"the root of {what} is {found.hex()}, not {stated.hex()} as stated")
