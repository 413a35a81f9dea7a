"""Operators give and withdraw app tokens; a token is shown once; and the documented limits are those of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from openhall.site.opendata.api.ckan.call import ACTIONS
from openhall.site.opendata.api.limits import WITHOUT_TOKEN
from openhall.site.opendata.api.soda.asked import DEFAULT_LIMIT, MOST_ROWS
from openhall.site.opendata.api.tokens import token_of
from openhall.site.opendata.models import AppToken

pytestmark = pytest.mark.django_db
TOKENS = "/admin/opendata/apptoken/"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "open-data-api.md"


def found(text: str) -> AppToken | None:
    return token_of(RequestFactory().get("/", headers={"X-App-Token": text}))


def test_an_operator_gives_a_token_which_is_shown_once_and_withdraws_it(client: Client, person: Any) -> None:
    client.force_login(person("operator"))
    given = {"name": "Map of cases", "e_mail": "dev@maps.example", "per_minute": 50}
    page = client.post(f"{TOKENS}add/", given, follow=True).content.decode()
    (text,) = re.findall(r" is ([\w-]{44}) – copy", page)
    token = AppToken.objects.get()
    assert found(text) == token and token.per_minute == 50
    assert text not in client.get(f"{TOKENS}{token.pk}/change/").content.decode()
    assert found(text[:-1] + ("a" if text[-1] != "a" else "b")) is None
    client.post(f"{TOKENS}{token.pk}/change/", given | {"per_minute": 70})
    assert found(text).per_minute == 70  # type: ignore[union-attr]
    client.post(TOKENS, {"action": "withdraw_tokens", "_selected_action": [token.pk]})
    assert found(text) is None


@pytest.mark.parametrize("role", ["officer", "analyst", "head_of_service", "publisher"])
def test_nobody_else_gives_tokens(client: Client, person: Any, role: str) -> None:
    client.force_login(person(role))
    for address in (TOKENS, f"{TOKENS}add/"):
        assert client.get(address).status_code in (302, 403)
    client.post(f"{TOKENS}add/", {"name": "Mine", "per_minute": 10**6})
    assert not AppToken.objects.exists()


def test_the_document_says_the_limits_and_actions_that_hold() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"{WITHOUT_TOKEN} requests a minute" in page and f"{MOST_ROWS:,} at most" in page
    assert f"{DEFAULT_LIMIT:,} rows where" in page
    assert f"may ask {AppToken._meta.get_field('per_minute').default:,}" in page
    for action in ACTIONS:
        assert f"`{action}`" in page, action
