"""Who may use an operation: the holder of a key with a scope. Each operation says which where it stands:

@router.get("/tasks", auth=holds(Scope.TASKS))
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyHeader

from openhall.site.exchange.keys import key_of, within_rate
from openhall.site.exchange.mediator import NAME, is_client
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.scopes import Scope
from openhall.site.registers.uses import Reader


class KeyWithScope(APIKeyHeader):
    """Lets in who holds a valid key that may do `scope`, in the header Authorization."""

    param_name = "Authorization"

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, key: str | None) -> ApiKey | None:
        """Return the key; None for none that is valid. Raises `Refused` where it may not do this."""
        found = key_of(key or "")
        if found is None:
            raise Refused(401, _("A valid key is needed in the header Authorization."))
        if not within_rate(found):
            raise Refused(429, _("This key was used too often; wait a minute."))
        if not found.may(self.scope):
            raise Refused(
                403, _("This key may not do this: it lacks “%(scope)s”.") % {"scope": self.scope.value}
            )
        client = request.headers.get(NAME)
        if client is not None and not is_client(client):
            raise Refused(400, f"{NAME}: " + _("write INSTANCE/CLASS/MEMBER/SUBSYSTEM."))
        if client is not None and found.client and client != found.client:
            raise Refused(403, _("This key belongs to another system than the one that the request names."))
        return found


def holds(scope: Scope) -> KeyWithScope:
    """Return what an operation names as its `auth`."""
    return KeyWithScope(scope)


def holder(request: HttpRequest) -> ApiKey:
    """Return the key that a request came with."""
    found = getattr(request, "auth", None)
    assert isinstance(found, ApiKey)
    return found


def reader(request: HttpRequest) -> Reader:
    """Return who uses a register by this request."""
    key = holder(request)
    return Reader(
        key.name,
        request.headers.get(NAME) or key.client,
        key.department.name if key.department else "",
        key.purpose,
    )
