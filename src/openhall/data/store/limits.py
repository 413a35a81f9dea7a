"""How much one query may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds of one query.

    seconds    after which it is interrupted
    rows       of one answer; a query that asks for more gets so many, and `Answer.more` says that there are more
    megabytes  of one answer, about
    """

    seconds: float = 10.0
    rows: int = 50_000
    megabytes: float = 64.0
