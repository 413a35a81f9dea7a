"""App tokens are given, found by their digest, and withdrawn."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.http import HttpRequest
from django.utils import timezone

from openhall.site.opendata.models import AppToken

LONGEST = 100


def give_token(name: str, e_mail: str = "", per_minute: int = 3000) -> tuple[AppToken, str]:
    """A new token, and its text: that is shown once, and kept nowhere."""
    prefix = secrets.token_hex(6)
    text = f"{prefix}{secrets.token_urlsafe(24)}"
    made = AppToken.objects.create(
        name=name, e_mail=e_mail, per_minute=per_minute, prefix=prefix, digest=_digest(text)
    )
    return made, text


def withdraw(token: AppToken) -> None:
    """A token counts for nothing any more."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])


def token_of(request: HttpRequest) -> AppToken | None:
    """The token that a request came with, where its clients put it; None for none.

    One that is not known here counts as none: clients bring that of the portal that they came from, and the data are
    everybody's.
    """
    text = (
        request.headers.get("X-App-Token")
        or request.GET.get("$$app_token")
        or request.GET.get("app_token")
        or request.headers.get("X-CKAN-API-Key")
        or request.headers.get("Authorization", "").removeprefix("Bearer ").removeprefix("OAuth ")
    ).strip()
    if not (12 < len(text) <= LONGEST and text.isascii() and text.isprintable()):
        return None
    found = AppToken.objects.filter(prefix=text[:12], revoked_at=None).first()
    return found if found is not None and hmac.compare_digest(found.digest, _digest(text)) else None


def _digest(text: str) -> str:
    # The token holds 240 random bits: nothing slower is needed to keep it from being guessed.
    return hashlib.sha256(text.encode()).hexdigest()
