"""Another system, as it calls the site's interfaces with a key."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from openhall.site.exchange.keys import give_key
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.scopes import Scope
from openhall.site.people.models import Department

CLIENT = "OPEN/GOV/90000009/health"
EVERYTHING = tuple(Scope)


class System:
    """A system with a key of its own."""

    def __init__(
        self, name: str, department: str = "", scopes: Any = EVERYTHING, header: str = CLIENT, **fields: Any
    ) -> None:
        owner = Department.objects.get(key=department) if department else None
        self.key: ApiKey
        self.key, self.text = give_key(name, scopes, owner, **fields)
        self.header = header
        self.client = Client()

    def ask(
        self, method: str, path: str, body: Any = None, repeat: str = "", headers: Any = None, **query: Any
    ) -> HttpResponse:
        """Send a request to an address below /api."""
        sent = {"Authorization": f"Bearer {self.text}", "Information-Mediator-Client": self.header}
        sent |= {"Idempotency-Key": repeat} if repeat else {}
        sent = {name: text for name, text in {**sent, **(headers or {})}.items() if text is not None}
        if isinstance(body, dict) and any(hasattr(each, "read") for each in body.values()):
            return getattr(self.client, method)(f"/api{path}", body, headers=sent)
        return self.client.generic(
            method.upper(),
            f"/api{path}",
            b"" if body is None else json.dumps(body),
            content_type="application/json",
            query_params=query or None,
            headers=sent,
        )

    def get(self, path: str, **query: Any) -> Any:
        """Ask for something that is there; what is answered."""
        response = self.ask("get", path, **query)
        assert response.status_code == 200, response.content
        return response.json()

    def post(self, path: str, body: Any, status: int = 200, **more: Any) -> Any:
        """Send something that is taken; what is answered."""
        response = self.ask("post", path, body, **more)
        assert response.status_code == status, response.content
        return response.json()
