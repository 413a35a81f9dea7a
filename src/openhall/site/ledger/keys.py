"""The key that signs the ledger."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from openhall.proof import Ed25519Signer, read_signer


def signer() -> Ed25519Signer | None:
    """The key of this installation (OPENHALL_LEDGER_KEY), None where it has none. Raises `BadKey` when it is no key."""
    text: str = settings.OPENHALL_LEDGER_KEY
    return _read(text) if text else None


@lru_cache(maxsize=4)
def _read(text: str) -> Ed25519Signer:
    return read_signer(text)
