"""Base64 as the standards of logs have it: each value has one text, and any other is refused."""

from __future__ import annotations

import base64


def exact_bytes(encoded: str) -> bytes | None:
    """The bytes whose text in base64 (RFC 4648, section 4) is exactly this; None where there are none."""
    try:
        found = base64.b64decode(encoded, validate=True)
    except ValueError:
        return None
    # Bits at the end that count for nothing would give a value a second text.
    return found if base64.b64encode(found).decode() == encoded else None
