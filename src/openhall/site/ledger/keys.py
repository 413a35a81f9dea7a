"""The keys that sign the ledger, and that signed it before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings

from openhall.proof import Ed25519Signer, Ed25519Verifier, read_signer


def signer() -> Ed25519Signer | None:
    """The key of this installation (OPENHALL_LEDGER_KEY), None where it has none. Raises `BadKey` when it is no key."""
    text: str = settings.OPENHALL_LEDGER_KEY
    return _read(text) if text else None


def earlier() -> Sequence[Ed25519Verifier]:
    """The keys that the ledger had before (OPENHALL_LEDGER_KEYS_BEFORE), as far as they are still believed."""
    found: Sequence[Ed25519Verifier] = settings.OPENHALL_LEDGER_KEYS_BEFORE
    return found


def verifiers() -> list[Ed25519Verifier]:
    """All keys that check the ledger, that of today first; none where there is no ledger."""
    key = signer()
    return [key.verifier, *earlier()] if key else []


@lru_cache(maxsize=4)
def _read(text: str) -> Ed25519Signer:
    return read_signer(text)
