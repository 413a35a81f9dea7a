"""The tree of RFC 9162: roots, tiles and proofs, against the definitions of the standard."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhall.proof.errors import BadProof, BadTile
from openhall.proof.hashing import EMPTY_ROOT, leaf_hash, node_hash, root_of
from openhall.proof.proofs import (
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)
from openhall.proof.tiles import ENTRIES, Tile, numbered, read_bundle, read_path, tiles_of, write_bundle
from openhall.proof.tree import Tree

LEAVES = [leaf_hash(b"%d" % k) for k in range(70)]
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def defined_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, as it is written there."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(defined_root(hashes[:k]), defined_root(hashes[k:]))


def defined_inclusion(m: int, hashes: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1."""
    if len(hashes) == 1:
        return []
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m < k:
        return [*defined_inclusion(m, hashes[:k]), defined_root(hashes[k:])]
    return [*defined_inclusion(m - k, hashes[k:]), defined_root(hashes[:k])]


def defined_subtree_proof(start: int, end: int, hashes: list[bytes], known: bool = True) -> list[bytes]:
    """SUBTREE_SUBPROOF of draft-ietf-plants-merkle-tree-certs, section 4.4.1."""
    n = len(hashes)
    if (start, end) == (0, n):
        return [] if known else [defined_root(hashes)]
    k = 1
    while k * 2 < n:
        k *= 2
    if end <= k:
        return [*defined_subtree_proof(start, end, hashes[:k], known), defined_root(hashes[k:])]
    if start >= k:
        return [*defined_subtree_proof(start - k, end - k, hashes[k:], known), defined_root(hashes[:k])]
    return [*defined_subtree_proof(0, end - k, hashes[k:], False), defined_root(hashes[:k])]


def test_roots_are_those_of_the_standard() -> None:
    assert defined_root([]) == EMPTY_ROOT == root_of([])
    for size in range(1, len(LEAVES)):
        assert root_of(LEAVES[:size]) == defined_root(LEAVES[:size])


def test_every_inclusion_proof_of_the_standard_holds_for_its_leaf_and_no_other() -> None:
    for size in range(1, 40):
        root = defined_root(LEAVES[:size])
        for index in range(size):
            proof = defined_inclusion(index, LEAVES[:size])
            verify_inclusion(index, size, LEAVES[index], proof, root)
            with pytest.raises(BadProof):
                verify_inclusion(index, size, LEAVES[index + 1], proof, root)
            for other in {index - 1, index + 1, size}:
                with pytest.raises(BadProof):
                    verify_inclusion(other, size, LEAVES[index], proof, root)


def test_every_subtree_consistency_proof_holds_and_no_shorter_or_longer_one() -> None:
    for size in range(1, 24):
        whole = defined_root(LEAVES[:size])
        for end in range(1, size + 1):
            for start in range(end):
                if start % (1 << (end - start - 1).bit_length()):
                    continue
                part = defined_root(LEAVES[start:end])
                proof = defined_subtree_proof(start, end, LEAVES[:size])
                verify_subtree_consistency(start, end, size, part, whole, proof)
                if start == 0:
                    verify_consistency(end, size, part, whole, proof)
                for bad in ([*proof, LEAVES[0]], proof[:-1] if proof else [LEAVES[1]]):
                    with pytest.raises(BadProof):
                        verify_subtree_consistency(start, end, size, part, whole, bad)
                for index in range(start, end):
                    inside = defined_inclusion(index - start, LEAVES[start:end])
                    verify_subtree_inclusion(index, start, end, LEAVES[index], inside, part)


@UNTIMED
@given(st.lists(st.integers(0, 600), min_size=1, max_size=6))
def test_a_tree_grown_in_batches_has_the_root_and_the_tiles_of_one_grown_at_once(batches: list[int]) -> None:
    hashes = [leaf_hash(k.to_bytes(2, "big")) for k in range(sum(batches))]
    tree, files = Tree(), {}
    for batch in batches:
        files.update(tree.append(hashes[tree.size : tree.size + batch]))
    assert tree.size == len(hashes)
    assert tree.root() == root_of(hashes)
    files.update(tree.edge())
    for level in (0, 1):
        row = (
            hashes if level == 0 else [root_of(hashes[k : k + 256]) for k in range(0, len(hashes) - 255, 256)]
        )
        assert [files[tile] for tile in tiles_of(len(hashes), level)] == [
            b"".join(row[k : k + 256]) for k in range(0, len(row), 256)
        ]


def test_a_tree_of_70000_leaves_has_the_tiles_that_the_standard_names() -> None:
    assert len(list(tiles_of(70_000, 0))) == 274
    assert list(tiles_of(70_000, 0))[-1] == Tile(0, 273, 112)
    assert list(tiles_of(70_000, 1)) == [Tile(1, 0), Tile(1, 1, 17)]
    assert list(tiles_of(70_000, 2)) == [Tile(2, 0, 1)]


def test_a_number_in_a_path_has_three_digits_a_part() -> None:
    assert [numbered(n) for n in (0, 999, 1000, 1234067)] == ["000", "999", "x001/000", "x001/x234/067"]


@UNTIMED
@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_path_is_read_as_it_was_written(level: int, number: int, width: int) -> None:
    tile = Tile(level, number, width)
    assert read_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/1000",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/007",
        "tile/entries/../../etc/passwd",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/٠٠٠",
    ],
)
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(BadTile):
        read_path(path)


@UNTIMED
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=20), st.binary(min_size=1, max_size=3))
def test_a_bundle_holds_its_entries_and_nothing_else(entries: list[bytes], more: bytes) -> None:
    tile = Tile(ENTRIES, 0, len(entries))
    data = write_bundle(entries)
    assert read_bundle(data, tile) == entries
    for bad in (data + more, data[:-1], b"\x00\x00" + data):
        with pytest.raises(BadTile):
            read_bundle(bad, tile)
