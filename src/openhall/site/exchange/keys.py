"""Keys are given, known by their digest, bounded in how often they are used, and withdrawn."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.scopes import Scope
from openhall.site.people.models import Department, Post, User

MARK = "openhall"
"""Keys begin so: whoever finds one in a log or a repository knows what it opens."""


def give_key(
    name: str,
    scopes: Iterable[Scope],
    department: Department | None = None,
    *,
    registers: Iterable[str] = (),
    client: str = "",
    purpose: str = "",
    per_minute: int = 600,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key, and its text: that is shown once, and kept nowhere."""
    prefix, text = _new_text()
    with transaction.atomic():
        made = ApiKey.objects.create(
            name=name,
            account=_account(name, prefix),
            department=department,
            scopes=[str(each) for each in scopes],
            registers=list(registers),
            client=client,
            purpose=purpose,
            per_minute=per_minute,
            prefix=prefix,
            digest=_digest(text),
            expires_at=expires_at,
        )
        settle_department(made)
    return made, text


def settle_department(key: ApiKey) -> None:
    """Let the account of a key hold every role in the key's department, and no other post."""
    with transaction.atomic():
        Post.objects.filter(person=key.account).exclude(department=key.department).delete()
        if key.department is not None:
            Post.objects.get_or_create(person=key.account, department=key.department, role="")


def renew(key: ApiKey) -> str:
    """Another text for a key; the one before opens nothing any more."""
    prefix, text = _new_text()
    key.prefix, key.digest, key.revoked_at = prefix, _digest(text), None
    key.save(update_fields=["prefix", "digest", "revoked_at"])
    return text


def withdraw(key: ApiKey) -> None:
    """A key opens nothing any more; what it did stays in the record under its name."""
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])


def key_of(header: str) -> ApiKey | None:
    """The key in a header Authorization, with or without “Bearer” before it; None where it opens nothing."""
    text = header.removeprefix("Bearer ").strip()
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != MARK or not text.isascii():
        return None
    now = timezone.now()
    valid = ApiKey.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), prefix=parts[1], revoked_at=None
    )
    found = valid.select_related("account", "department").first()
    return found if found is not None and hmac.compare_digest(found.digest, _digest(text)) else None


def within_rate(key: ApiKey) -> bool:
    """Count a request, and say whether it is within what the key may ask in a minute."""
    counter = f"exchange:{key.pk}:{int(time.time()) // 60}"
    # Two at the same moment may count as one: a limit need not be exact.
    count = cache.get(counter, 0) + 1
    cache.set(counter, count, 60)
    return count <= key.per_minute


def _new_text() -> tuple[str, str]:
    prefix = secrets.token_hex(6)
    return prefix, f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"


def _digest(text: str) -> str:
    # The key holds 256 random bits: nothing slower is needed to keep it from being guessed.
    return hashlib.sha256(text.encode()).hexdigest()


def _account(name: str, prefix: str) -> User:
    """A user for the record and for access: nobody can sign in as it, and no letter reaches it."""
    return User.objects.create_user(f"key-{prefix}@systems.invalid", name=name[:150], is_active=False)
