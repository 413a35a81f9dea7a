"""How often one address or one application may ask, counted once for all processes."""

from __future__ import annotations

import time

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

KEPT_MINUTES = 5
# One statement, so that two processes that count at the same moment count as two.
COUNT = (
    "INSERT INTO opendata_asked (who, minute, requests) VALUES (%s, %s, 1) "
    "ON CONFLICT (who, minute) DO UPDATE SET requests = opendata_asked.requests + 1 RETURNING requests"
)


def count_request(request: HttpRequest) -> None:
    """Count a request. Raises `Refused` where more is asked than is fair."""
    now = int(time.time())
    minute = now // 60
    who, most = _who(request)
    # Addresses are not kept, nor can the digests of two days be told to be of one address.
    digest = salted_hmac("openhall.opendata.asked", f"{minute // 1440}\n{who}").hexdigest()[:32]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [digest, minute])
        count = cursor.fetchone()[0]
    if count == 1:
        Asked.objects.filter(minute__lt=minute - KEPT_MINUTES).delete()
    if count > most:
        raise too_many(60 - now % 60)


def _who(request: HttpRequest) -> tuple[str, int]:
    """By what requests are counted, and how many of them there may be in a minute."""
    token = token_of(request)
    if token is not None:
        return f"token {token.pk}", token.per_minute
    key = key_of(request.headers.get("Authorization", ""))
    if key is not None:
        return f"key {key.pk}", key.per_minute
    return f"address {get_adapter(request).get_client_ip(request)}", WITHOUT_TOKEN
