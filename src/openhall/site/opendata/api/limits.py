"""How often one address or one application may ask, counted for all processes together.

Each process counts by itself and adds what it counted to the database at the first request of a minute and at every
tenth: a reader costs no write of its own, and processes together let through no more than nine requests too many each.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock

from allauth.account.adapter import get_adapter
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from openhall.site.exchange.keys import key_of
from openhall.site.opendata.api.refusing import too_many
from openhall.site.opendata.api.tokens import token_of
from openhall.site.opendata.models import Asked

WITHOUT_TOKEN = 600
"""Requests a minute from one address."""

STEP = 10
KEPT_MINUTES = 5
# One statement, so that what two processes add at the same moment is added twice.
ADD = (
    "INSERT INTO opendata_asked (who, minute, requests) VALUES (%s, %s, %s) ON CONFLICT (who, minute) "
    "DO UPDATE SET requests = opendata_asked.requests + excluded.requests RETURNING requests"
)


@dataclass
class _Count:
    """known: of all processes, when last asked; own: not yet sent there."""

    known: int = 0
    own: int = 0
    lock: Lock = field(default_factory=Lock)


class Counts:
    """The counts of one process in the minute that is."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute = 0
        self._counts: dict[str, _Count] = {}

    def add(self, who: str, minute: int) -> int:
        """Count one request of somebody; the how manieth it is in this minute, as far as is known here."""
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            count = self._counts.setdefault(who, _Count())
        # One after the other, those of one asker: what the database says of later ones would be held against earlier.
        with count.lock:
            count.own += 1
            if not count.known or count.own >= STEP:
                count.known = _added(who, minute, count.own)
                count.own = 0
            return count.known + count.own

    def forget(self) -> None:
        """Begin anew, as a new process does."""
        with self._lock:
            self._minute, self._counts = 0, {}


COUNTS = Counts()


def count_request(request: HttpRequest) -> None:
    """Count a request. Raises `Refused` where more is asked than is fair."""
    now = int(time.time())
    minute = now // 60
    who, most = _who(request)
    # Addresses are not kept, nor can the digests of two days be told to be of one address.
    digest = salted_hmac("openhall.opendata.asked", f"{minute // 1440}\n{who}").hexdigest()[:32]
    if COUNTS.add(digest, minute) > most:
        raise too_many(60 - now % 60)


def _added(who: str, minute: int, requests: int) -> int:
    """Add to what all processes counted; how many that are now."""
    with connection.cursor() as cursor:
        cursor.execute(ADD, [who, minute, requests])
        total = int(cursor.fetchone()[0])
    if total == requests:
        Asked.objects.filter(minute__lt=minute - KEPT_MINUTES).delete()
    return total


def _who(request: HttpRequest) -> tuple[str, int]:
    """By what requests are counted, and how many of them there may be in a minute."""
    token = token_of(request)
    if token is not None:
        return f"token {token.pk}", token.per_minute
    key = key_of(request.headers.get("Authorization", ""))
    if key is not None:
        return f"key {key.pk}", key.per_minute
    return f"address {get_adapter(request).get_client_ip(request)}", WITHOUT_TOKEN
