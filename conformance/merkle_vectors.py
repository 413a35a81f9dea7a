"""Every vector of transparency-dev/merkle: proofs that must be accepted, and proofs that must be refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from openhall.proof.errors import BadProof
from openhall.proof.proofs import (
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

Vector = dict[str, Any]


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each vector with the fault found, or None."""
    home = data / "merkle-vectors" / "testdata"
    for kind, verify in KINDS.items():
        for file in sorted((home / kind).rglob("*.json")):
            yield str(file.relative_to(home)), _fault(json.loads(file.read_text()), verify)


def _fault(vector: Vector, verify: Callable[[Vector], None]) -> str | None:
    try:
        verify(vector)
    except BadProof as error:
        return None if vector["wantErr"] else f"refused: {error}"
    return "accepted, and must be refused" if vector["wantErr"] else None


def _inclusion(vector: Vector) -> None:
    leaf, root = _bytes(vector["leafHash"]), _bytes(vector["root"])
    verify_inclusion(vector["leafIdx"], vector["treeSize"], leaf, _proof(vector), root)


def _consistency(vector: Vector) -> None:
    root1, root2 = _bytes(vector["root1"]), _bytes(vector["root2"])
    verify_consistency(vector["size1"], vector["size2"], root1, root2, _proof(vector))


def _subtree_inclusion(vector: Vector) -> None:
    leaf, root = _bytes(vector["leafHash"]), _bytes(vector["root"])
    verify_subtree_inclusion(vector["leafIdx"], vector["start"], vector["end"], leaf, _proof(vector), root)


def _subtree_consistency(vector: Vector) -> None:
    root1, root2 = _bytes(vector["root1"]), _bytes(vector["root2"])
    verify_subtree_consistency(vector["start"], vector["end"], vector["size"], root1, root2, _proof(vector))


def _proof(vector: Vector) -> list[bytes]:
    return [_bytes(each) for each in vector["proof"] or ()]


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "", validate=True)


KINDS = {
    "inclusion": _inclusion,
    "consistency": _consistency,
    "subtreeinclusion": _subtree_inclusion,
    "subtreeconsistency": _subtree_consistency,
}
