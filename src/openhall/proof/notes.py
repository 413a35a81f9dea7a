"""Signed notes (C2SP signed-note): text, an empty line, and signatures of keys that have a name.

A verifier key is text, `NAME+ID+BASE64`; a signing key is text as in Go's sumdb/note, `PRIVATE+KEY+NAME+ID+BASE64`.
Ed25519 (type 0x01) signs the text of a note; the types of cosignatures are in `cosignature.py`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from openhall.proof.base64_text import exact_bytes
from openhall.proof.errors import BadKey, BadNote

ED25519 = 0x01
LARGEST_NOTE = 1 << 20
"""Bytes of the largest note that is read: room for a hundred signatures of the largest kind."""
MOST_SIGNATURES = 100
DASH = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+\x00-\x20\x1c-\x1f\x85]+")
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True)
class Signature:
    """One signature line: whose it says it is, the number of the key, and what follows it."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def raw(self) -> bytes:
        """The key's number and the signature, as they stand in the line in base64."""
        return self.key_id + self.content

    @property
    def line(self) -> str:
        """The line, with its end."""
        return f"{DASH}{self.name} {base64.b64encode(self.key_id + self.content).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A note as it was read; nothing in it is true before a signature has been checked."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def whole(self) -> str:
        """The note as it is published."""
        return self.text + "\n" + "".join(each.line for each in self.signatures)


class Verifier(Protocol):
    """A key that checks signatures of one kind."""

    @property
    def name(self) -> str:
        """The name of the key."""

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell it from others of that name."""

    @property
    def text(self) -> str:
        """The key as text (vkey)."""

    def accepts(self, text: str, content: bytes) -> bool:
        """Whether these are the bytes that the key's owner made for this text."""


@dataclass(frozen=True)
class Ed25519Verifier:
    """The public key of a log."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of the hash of name, type and key."""
        return key_id(self.name, ED25519, self.public)

    @property
    def text(self) -> str:
        """The key as text (vkey)."""
        return key_text(self.name, ED25519, self.public)

    def accepts(self, text: str, content: bytes) -> bool:
        """Whether this is the key's signature of the text."""
        return ed25519_accepts(self.public, text.encode(), content)


@dataclass(frozen=True)
class Ed25519Signer:
    """The private key of a log: `seed` is never printed."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Ed25519Signer(name={self.name!r})"

    @property
    def verifier(self) -> Ed25519Verifier:
        """The public key that belongs to it."""
        return Ed25519Verifier(self.name, ed25519_public(self.seed))

    @property
    def text(self) -> str:
        """The key as text, to be kept secret."""
        return secret_text(self.name, self.verifier.key_id, ED25519, self.seed)

    def sign(self, text: str) -> Signature:
        """The signature of a note's text."""
        content = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Signature(self.name, self.verifier.key_id, content)


def new_signer(name: str) -> Ed25519Signer:
    """A fresh signing key. Raises `BadKey` when it cannot have this name."""
    check_name(name)
    seed = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return Ed25519Signer(name, seed)


def read_signer(text: str) -> Ed25519Signer:
    """A signing key from its text. Raises `BadKey`, which never shows the key."""
    name, number, kind, seed = read_secret(text)
    if kind != ED25519:
        raise BadKey("this signing key is of another kind than Ed25519, so it is not that of a log")
    signer = Ed25519Signer(name, seed)
    check_number(signer.verifier, number)
    return signer


def read_secret(text: str) -> tuple[str, str, int, bytes]:
    """Name, number, type and seed (32 bytes) of a secret key's text. Raises `BadKey`, which never shows the key."""
    parts = text.strip().removeprefix(_PRIVATE).split("+", 2)
    if not text.strip().startswith(_PRIVATE) or len(parts) != 3:
        raise BadKey(f"this is no signing key; one begins with {_PRIVATE}")
    name, number, encoded = parts
    check_name(name)
    found = _decoded(encoded, "the signing key")
    if len(found) != 33:
        raise BadKey("this signing key is of another kind than those used here, or was cut")
    return name, number, found[0], found[1:]


def secret_text(name: str, number: bytes, kind: int, seed: bytes) -> str:
    """A secret key as text."""
    return f"{_PRIVATE}{name}+{number.hex()}+{base64.b64encode(bytes([kind]) + seed).decode()}"


def check_number(verifier: Verifier, number: str) -> None:
    """Raise `BadKey` unless the number in a secret key's text is that of its name and key."""
    if verifier.key_id.hex() != number:
        raise BadKey(f"the number {number[:8]} of this signing key is not that of its name and key")


def read_verifier(text: str) -> Ed25519Verifier:
    """The public key of a log from its text (vkey). Raises `BadKey`."""
    name, kind, public = read_key(text)
    if kind != ED25519 or len(public) != 32:
        raise BadKey(f"the key {name} is no Ed25519 key of a log (its type is {kind})")
    return Ed25519Verifier(name, public)


def read_key(text: str) -> tuple[str, int, bytes]:
    """Name, type and key of a vkey. Raises `BadKey` when it is none, or its number is not that of its name and key."""
    parts = text.strip().split("+", 2)
    if len(text) > 10_000 or len(parts) != 3 or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise BadKey(
            f"{text.strip()[:60]!r} is no verifier key; one looks like city.example/ledger+1a2b3c4d+AW..."
        )
    name, number, encoded = parts
    check_name(name)
    key = _decoded(encoded, f"the key {name}")
    if len(key) < 2 or key_id(name, key[0], key[1:]).hex() != number:
        raise BadKey(f"the number {number} of the key {name} is not that of its name and key; copy it again")
    return name, key[0], key[1:]


def key_text(name: str, kind: int, public: bytes) -> str:
    """A verifier key as text."""
    encoded = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{key_id(name, kind, public).hex()}+{encoded}"


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The number of a key: the first four bytes of SHA-256 of its name, a line end, its type and its bytes."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def check_name(name: str) -> None:
    """Raise `BadKey` when no key can have this name."""
    if not _NAME.fullmatch(name) or len(name) > 255:
        raise BadKey(
            f"a key cannot have the name {name[:60]!r}; take one like city.example/ledger, without spaces or +"
        )


def sign_note(text: str, signer: Ed25519Signer) -> Note:
    """A note with one signature. Raises `BadNote` when no note can have this text."""
    _check_text(text)
    return Note(text, (signer.sign(text),))


def read_note(whole: bytes) -> Note:
    """Read a note; nothing is checked but its shape. Raises `BadNote` when it has not that of one."""
    if len(whole) > LARGEST_NOTE:
        raise BadNote(f"a note has at most {LARGEST_NOTE:,} bytes, and this has more")
    try:
        text = whole.decode()
    except UnicodeDecodeError:
        raise BadNote("a note is text in UTF-8, and this is not") from None
    if _CONTROL.search(text):
        raise BadNote("a note has no control characters but line ends, and this has some")
    at = text.rfind("\n\n")
    if at < 0 or not text.endswith("\n") or at + 2 == len(text):
        raise BadNote("a note ends with an empty line and signatures, and this does not")
    lines = text[at + 2 : -1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote(f"a note has at most {MOST_SIGNATURES} signatures, and this has {len(lines)}")
    return Note(text[: at + 1], tuple(_read_signature(each) for each in lines))


def signed_by(note: Note, verifiers: Iterable[Verifier]) -> tuple[Verifier, ...]:
    """The keys of these that have signed, in the order of their signatures; those of other keys are passed over.

    Raises `BadNote` when none has, or when what says to be the signature of one of them is not.
    """
    known: dict[tuple[str, bytes], Verifier] = {(each.name, each.key_id): each for each in verifiers}
    found: list[Verifier] = []
    for signature in note.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None or verifier in found:
            continue
        if not verifier.accepts(note.text, signature.content):
            raise BadNote(f"the signature of {signature.name} is not of this text: one of both was changed")
        found.append(verifier)
    if not found:
        names = ", ".join(f"{name}+{number.hex()}" for name, number in known) or "no known key"
        raise BadNote(f"the note is not signed by {names}")
    return tuple(found)


def lines_by(signatures: Iterable[Signature], verifiers: Iterable[Verifier]) -> tuple[Signature, ...]:
    """The signatures that say to be by these keys, in their order. Whether they are is not checked here."""
    known = {(each.name, each.key_id) for each in verifiers}
    return tuple(each for each in signatures if (each.name, each.key_id) in known)


def read_signature(line: str) -> Signature:
    """One signature line, with its line end. Raises `BadNote`."""
    if not line.endswith("\n"):
        raise BadNote("a signature line ends with a line end, and this does not")
    return _read_signature(line[:-1])


def _read_signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not space or not _NAME.fullmatch(name):
        raise BadNote(f"{line[:60]!r} is no signature line")
    content = exact_bytes(encoded)
    if content is None or len(content) < 5:
        raise BadNote(f"the signature of {name} is no base64 of a key's number and a signature")
    return Signature(name, content[:4], content[4:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise BadNote("the text of a note ends with a line end and has no other control characters")


def _decoded(encoded: str, what: str) -> bytes:
    found = exact_bytes(encoded)
    if found is None:
        raise BadKey(f"{what} is not in base64 as it should be; copy it again, whole")
    return found


def ed25519_public(seed: bytes) -> bytes:
    """The 32 bytes of the public key."""
    return (
        Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    )


def ed25519_accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is of this message (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
