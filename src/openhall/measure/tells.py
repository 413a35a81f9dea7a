"""How much a column tells of people. Here, and not with the columns, because disclosure control asks for it."""

from __future__ import annotations

from enum import StrEnum


class Tells(StrEnum):
    """How much a column tells of people, which disclosure control asks for."""

    NOTHING = "nothing"
    INDIRECT = "indirect"
    """With others it may single somebody out: a postcode, an age (a quasi-identifier)."""
    SENSITIVE = "sensitive"
    """What must not become known of somebody."""
    DIRECT = "direct"
    """It names somebody by itself; it is never published."""
