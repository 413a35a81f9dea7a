"""What a row of the ledger keeps to itself: salted commitments, each of which is opened or forgotten alone.

A row commits to four things: its case, its actor, the objects it touches, and its details. Each is a text (canonical
JSON) behind a salt of 16 bytes, and its commitment is SHA-256 of both. The row in the log holds one hash over the four
commitments, so what lies there says nothing, not even which of them there are. Who forgets a salt and a text makes them
unknowable, and no proof changes.
"""

from __future__ import annotations

import hmac
import json
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from openhall.proof.errors import BadLeaf
from openhall.proof.hashing import HASH

SALT = 16
"""Bytes of a salt."""
FIELDS = ("case", "actor", "objects", "details")
"""What a row commits to, in the order of its hash."""
_plain = json.JSONEncoder(ensure_ascii=False).encode
"""Made once: a million rows are sealed through it."""
NOTHING = bytes(HASH)
"""Stands for the commitment of what a row has not (a timer has no actor)."""


@dataclass(frozen=True)
class Opening:
    """What a commitment was made of: a salt and a text. Both are private."""

    salt: bytes
    text: str = field(repr=False)

    @property
    def commitment(self) -> bytes:
        """SHA-256 of the salt and the text."""
        return sha256(self.salt + self.text.encode()).digest()


def fresh(value: Any) -> Opening:
    """An opening of a value behind a fresh salt. Raises `BadLeaf` when the value is not JSON."""
    return Opening(secrets.token_bytes(SALT), canonical(value))


def derived(key: bytes, field_name: str, row: str, value: Any) -> Opening:
    """An opening whose salt follows from a secret key, so that one key opens (or forgets) all rows of a case or person.

    `row` names the row among all that use the key. The salt is the first 16 bytes of HMAC-SHA-256 of field and row.
    """
    if len(key) < SALT or "\n" in field_name:
        raise BadLeaf(f"the key of salts has at least {SALT} bytes")
    salt = hmac.digest(key, f"{field_name}\n{row}".encode(), "sha256")[:SALT]
    return Opening(salt, canonical(value))


def private_hash(commitments: Mapping[str, bytes]) -> bytes:
    """The hash that a row holds: SHA-256 of 0x02 and the commitments of all four fields, zeros for those not there."""
    parts = [commitments.get(name) or NOTHING for name in FIELDS]
    if any(len(part) != HASH for part in parts) or not set(commitments) <= set(FIELDS):
        raise BadLeaf(f"the commitments of a row are those of {', '.join(FIELDS)}, each of {HASH} bytes")
    return sha256(b"\x02" + b"".join(parts)).digest()


def canonical(value: Any) -> str:
    """JSON of which there is only one text for a value: RFC 8785, with whole numbers written out however large.

    Raises `BadLeaf` on what JSON has not: NaN, keys that are no text, half of a surrogate pair, other types.
    """
    text = _written(value, 0)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadLeaf("a private text holds half a character (a lone surrogate); take it out") from None
    return text


def _written(value: Any, depth: int) -> str:
    if depth > 100:
        raise BadLeaf("private details are nested more than 100 levels deep")
    if value is None or isinstance(value, bool | str):
        return _plain(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise BadLeaf("the names in private details are texts")
        ordered = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))
        inside = (f"{_written(key, depth)}:{_written(each, depth + 1)}" for key, each in ordered)
        return "{" + ",".join(inside) + "}"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ",".join(_written(each, depth + 1) for each in value) + "]"
    raise BadLeaf(f"private details are JSON, and {type(value).__name__} is not; write it as a text")


def _number(value: float) -> str:
    """As ECMAScript writes it (RFC 8785, section 3.2.2.3), but whole numbers in full: databases give them so."""
    if not math.isfinite(value):
        raise BadLeaf("private details hold a number that is none (NaN or infinite)")
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    power = int(exponent)
    if power >= -6:
        return f"{value:.{len(mantissa.replace('.', '').lstrip('-')) - 1 - power}f}"
    return f"{mantissa}e{power}"
