"""Cosignatures of witnesses (C2SP tlog-cosignature): "this is the largest tree of the log that I saw, at this time".

Both kinds are here: Ed25519 (type 0x04) and ML-DSA-44 (0x06), which no quantum computer forges.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from openhall.proof.checkpoint import Checkpoint, read_checkpoint_text
from openhall.proof.errors import BadKey, BadNote
from openhall.proof.notes import (
    Note,
    Signature,
    check_name,
    check_number,
    ed25519_accepts,
    ed25519_public,
    key_id,
    key_text,
    lines_by,
    read_key,
    read_secret,
    secret_text,
)

ED25519_COSIGNATURE = 0x04
ML_DSA_COSIGNATURE = 0x06
_LENGTHS = {ED25519_COSIGNATURE: (32, 64), ML_DSA_COSIGNATURE: (1312, 2420)}
_LATEST = (1 << 63) - 1


@dataclass(frozen=True)
class CosignatureVerifier:
    """The public key of a witness; `kind` is the type of its signatures."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of the hash of name, type and key."""
        return key_id(self.name, self.kind, self.public)

    @property
    def text(self) -> str:
        """The key as text (vkey)."""
        return key_text(self.name, self.kind, self.public)

    def accepts(self, text: str, content: bytes) -> bool:
        """Whether this is a cosignature by the key of the checkpoint that has this text, with a time."""
        if len(content) != 8 + _LENGTHS[self.kind][1]:
            return False
        time = int.from_bytes(content[:8], "big")
        if not 0 < time <= _LATEST:
            return False
        try:
            checkpoint = read_checkpoint_text(text)
            message = _message(self.kind, self.name, checkpoint, time)
        except BadNote:
            return False
        if self.kind == ED25519_COSIGNATURE:
            return ed25519_accepts(self.public, message, content[8:])
        try:
            MLDSA44PublicKey.from_public_bytes(self.public).verify(content[8:], message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Cosigner:
    """The private key of a witness: `seed` (32 bytes) is never printed."""

    name: str
    kind: int
    seed: bytes

    def __repr__(self) -> str:
        return f"Cosigner(name={self.name!r}, kind={self.kind})"

    @property
    def verifier(self) -> CosignatureVerifier:
        """The public key that belongs to it."""
        if self.kind == ED25519_COSIGNATURE:
            return CosignatureVerifier(self.name, self.kind, ed25519_public(self.seed))
        private = MLDSA44PrivateKey.from_seed_bytes(self.seed)
        return CosignatureVerifier(self.name, self.kind, private.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The key as text, to be kept secret."""
        return secret_text(self.name, self.verifier.key_id, self.kind, self.seed)

    def cosign(self, checkpoint: Checkpoint, time: int) -> Signature:
        """The cosignature at a time (seconds since 1970, not 0); whether it may be made is for `witness.py` to say."""
        if not 0 < time <= _LATEST:
            raise BadNote("a cosignature of a checkpoint has a time")
        message = _message(self.kind, self.name, checkpoint, time)
        if self.kind == ED25519_COSIGNATURE:
            signed = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
        else:
            signed = MLDSA44PrivateKey.from_seed_bytes(self.seed).sign(message)
        return Signature(self.name, self.verifier.key_id, time.to_bytes(8, "big") + signed)


def new_cosigner(name: str, kind: int = ED25519_COSIGNATURE) -> Cosigner:
    """A fresh key of a witness. Raises `BadKey`."""
    check_name(name)
    _check_kind(name, kind)
    return Cosigner(name, kind, secrets.token_bytes(32))


def read_cosigner(text: str) -> Cosigner:
    """The secret key of a witness from its text. Raises `BadKey`, which never shows the key."""
    name, number, kind, seed = read_secret(text)
    _check_kind(name, kind)
    cosigner = Cosigner(name, kind, seed)
    check_number(cosigner.verifier, number)
    return cosigner


def read_cosignature_verifier(text: str) -> CosignatureVerifier:
    """The public key of a witness from its text (vkey). Raises `BadKey`."""
    name, kind, public = read_key(text)
    _check_kind(name, kind)
    if len(public) != _LENGTHS[kind][0]:
        raise BadKey(
            f"the key of the witness {name} has {len(public)} bytes, not {_LENGTHS[kind][0]}; copy it again"
        )
    return CosignatureVerifier(name, kind, public)


def cosigned_at(note: Note, verifier: CosignatureVerifier) -> int | None:
    """When the witness signed (seconds since 1970), None when it did not. Raises `BadNote` on a false signature."""
    times = []
    for each in lines_by(note.signatures, [verifier]):
        if not verifier.accepts(note.text, each.content):
            raise BadNote(f"the signature of the witness {verifier.name} is not of this checkpoint")
        times.append(int.from_bytes(each.content[:8], "big"))
    return max(times, default=None)


def _check_kind(name: str, kind: int) -> None:
    if kind not in _LENGTHS:
        raise BadKey(
            f"the key {name} is no key of a witness: its type is {kind}, not 4 (Ed25519) or 6 (ML-DSA-44)"
        )


def _message(kind: int, name: str, checkpoint: Checkpoint, time: int) -> bytes:
    if kind == ED25519_COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{checkpoint.text}".encode()
    return b"".join(
        (
            b"subtree/v1\n\x00",
            _short(name),
            time.to_bytes(8, "big"),
            _short(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _short(text: str) -> bytes:
    encoded = text.encode()
    if not 1 <= len(encoded) <= 255:
        raise BadNote("the names of a witness and a log have 1 to 255 bytes")
    return bytes([len(encoded)]) + encoded
