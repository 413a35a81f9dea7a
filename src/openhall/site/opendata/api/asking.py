"""A question to the rows of a dataset, within the bounds that hold for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from threading import BoundedSemaphore

from openhall.data.soql import QueryError
from openhall.data.store import Answer, Limits
from openhall.site.opendata.api.offered import Offer
from openhall.site.opendata.api.refusing import Refused, busy, no_dataset
from openhall.site.opendata.leaving import asker_left
from openhall.site.opendata.shelf import Gone, shelf
from openhall.site.web.speech import say

MOST_ROWS = 50_000
LIMITS = Limits(seconds=10, rows=MOST_ROWS, megabytes=64)
AT_ONCE = 3
"""Queries that a process works on at the same time: its other threads stay free for residents and officers."""
WAIT = 1
"""Seconds for which a query waits until its turn comes: meanwhile it keeps a thread from others."""
SLOTS = BoundedSemaphore(AT_ONCE)


def ask(offer: Offer, asked: str | Mapping[str, str], limits: Limits = LIMITS) -> Answer:
    """The answer to a query, as text or as parameters of SODA. Raises `Refused` where there is none."""
    if not SLOTS.acquire(timeout=WAIT):
        raise busy()
    try:
        with shelf.reading(offer.version) as stored:
            return stored.query(asked, limits, asker_left())
    except Gone:
        raise no_dataset(offer.key) from None
    except QueryError as error:
        raise refused(error) from error
    finally:
        SLOTS.release()


def refused(error: QueryError) -> Refused:
    """What is wrong with a query, as an answer in the language that was asked for (Accept-Language), or in English."""
    told = error.as_json()
    return Refused(error.status, error.code, say(error.message), told["data"])


def too_long() -> Refused:
    """More rows were asked for at once than one answer has, and there are more."""
    return Refused(
        413,
        "query.execution.too-large",
        f"One answer has at most {MOST_ROWS} rows, and this one has more: page with $limit and $offset, follow the "
        "header Link, or take the download.",
    )
