"""Times of the ledger: microseconds since 1970 UTC, and how far clocks and commits may lag."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
GRACE = 600 * SECOND
"""How much older than the seal before it a row may be: for transactions that take long, and clocks that differ."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def in_words(at: int) -> str:
    """A time as text, `2026-11-29 12:00:00.000001 UTC`; a number when no calendar has it."""
    try:
        return f"{(_EPOCH + timedelta(microseconds=at)).replace(tzinfo=None)} UTC"
    except OverflowError:
        return f"the microsecond {at}"


def microseconds(at: datetime) -> int:
    """A time with its zone in microseconds since 1970 UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)
