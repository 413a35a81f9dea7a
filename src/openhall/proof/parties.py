"""Which logs a witness watches and which witnesses a log asks, as an operator writes them down.

Words with blanks or line ends between: the verifier keys of one party, then its address, then the next party:

    city.example/ledger+1a2b3c4d+AW... https://city.example/ledger town.example/ledger+... https://town.example/ledger
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from openhall.proof.cosignature import CosignatureVerifier, Cosigner, read_cosignature_verifier, read_cosigner
from openhall.proof.errors import BadKey
from openhall.proof.notes import Ed25519Verifier, read_verifier

MOST = 1_000


@dataclass(frozen=True)
class WatchedLog:
    """A log that a witness watches: its keys all have its name, which is its origin."""

    keys: tuple[Ed25519Verifier, ...]
    address: str

    @property
    def origin(self) -> str:
        """The first line of its checkpoints."""
        return self.keys[0].name


@dataclass(frozen=True)
class AskedWitness:
    """A witness that a log asks: `address` is where `add-checkpoint` lies below (C2SP: submission prefix)."""

    keys: tuple[CosignatureVerifier, ...]
    address: str

    @property
    def name(self) -> str:
        """How it is called."""
        return self.keys[0].name


def read_watched(text: str) -> tuple[WatchedLog, ...]:
    """The logs to watch. Raises `BadKey` with what is wrong in the text."""
    found = tuple(
        WatchedLog(tuple(read_verifier(key) for key in keys), address) for keys, address in _parties(text)
    )
    for log in found:
        if len({key.name for key in log.keys}) > 1:
            raise BadKey(
                f"the keys before {log.address} have different names; the keys of one log have one name"
            )
    _check_once([log.origin for log in found], "the log")
    return found


def read_asked(text: str) -> tuple[AskedWitness, ...]:
    """The witnesses to ask. Raises `BadKey` with what is wrong in the text."""
    found = tuple(
        AskedWitness(tuple(read_cosignature_verifier(key) for key in keys), address)
        for keys, address in _parties(text)
    )
    _check_once([each.address for each in found], "the witness at")
    return found


def read_verifiers(text: str) -> tuple[Ed25519Verifier, ...]:
    """Verifier keys of one log, with blanks between. Raises `BadKey`."""
    return tuple(read_verifier(word) for word in text.split()[:MOST])


def read_cosigners(text: str) -> tuple[Cosigner, ...]:
    """The secret keys of a witness, with blanks between. Raises `BadKey`, which shows none of them."""
    found = tuple(read_cosigner(word) for word in text.split())
    if len({each.name for each in found}) > 1:
        raise BadKey("the keys of one witness have one name, and these have several")
    return found


def _parties(text: str) -> Iterator[tuple[list[str], str]]:
    keys: list[str] = []
    words = text.split()
    if len(words) > MOST:
        raise BadKey(f"at most {MOST:,} keys and addresses are read")
    for word in words:
        if "://" not in word:
            keys.append(word)
            continue
        parts = urlsplit(word)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment:
            raise BadKey(f"{word[:80]!r} is no address; write one like https://city.example/ledger")
        if not keys:
            raise BadKey(f"write the verifier key before its address {word[:80]!r}")
        yield keys, word.rstrip("/")
        keys = []
    if keys:
        raise BadKey(f"write an address after the key {keys[-1][:60]!r}, like https://city.example/ledger")


def _check_once(names: list[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise BadKey(f"{what} {name} is named twice; write all its keys before one address")
