"""A signed JSON object: Compact JWS (RFC 7515) with Ed25519 (RFC 8037), and the public key as a JWK.

Only this one algorithm is made and taken: what a header asks for never chooses how it is checked.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openhall.proof.notes import ed25519_accepts

ALGORITHM = "EdDSA"
LARGEST = 40_000
"""Characters of a token that is read."""
HEADERS = frozenset({"alg", "kid", "typ"})
"""Open Badges 3.0 allows `jwk` too; a key that comes with what it signs proves nothing here."""


class BadToken(Exception):
    """The text is no such token, or its signature is not of that key; the message says which."""


def jwk(public: bytes, kid: str) -> dict[str, str]:
    """A public key as a JWK (RFC 8037, section 2)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": encoded(public), "kid": kid, "use": "sig", "alg": ALGORITHM}


def encoded(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Bytes from base64url without padding. Raises `BadToken`."""
    try:
        # Without `validate`, signs that do not belong are passed over: two texts would mean the same.
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadToken("a part of it is not written as base64url") from None


def sign(payload: dict[str, Any], seed: bytes, kid: str, typ: str = "JWT") -> str:
    """The payload, signed. kid: the address at which the public key is found."""
    header = {"alg": ALGORITHM, "kid": kid, "typ": typ}
    body = ".".join(encoded(json.dumps(each, ensure_ascii=False).encode()) for each in (header, payload))
    return f"{body}.{encoded(Ed25519PrivateKey.from_private_bytes(seed).sign(body.encode()))}"


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload of a token, of which nothing is checked yet. Raises `BadToken`."""
    parts = token.strip().split(".")
    if len(token) > LARGEST or len(parts) != 3:
        raise BadToken("it is not three parts with dots between, or far too long")
    found = []
    for part in parts[:2]:
        try:
            read = json.loads(decoded(part))
        except (ValueError, RecursionError):
            raise BadToken("a part of it is no JSON") from None
        if not isinstance(read, dict):
            raise BadToken("a part of it is no JSON object")
        found.append(read)
    return found[0], found[1]


def verify(token: str, public: bytes) -> dict[str, Any]:
    """The payload of a token that this key signed. Raises `BadToken`."""
    header, payload = opened(token)
    if header.get("alg") != ALGORITHM or not set(header) <= HEADERS:
        raise BadToken("its header asks for another way of signing")
    body, _, signature = token.strip().rpartition(".")
    if not ed25519_accepts(public, body.encode(), decoded(signature)):
        raise BadToken("its signature does not fit: it was changed, or signed with another key")
    return payload
