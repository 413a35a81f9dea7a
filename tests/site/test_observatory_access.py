"""Pages about logs are for analysts; public pages are for everybody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

PAGES = ("map", "findings", "variants", "cases", "compare", "limit", "hours", "what_if", "publish", "delete")


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_is_sent_to_sign_in(client: Client, kept_log, name: str) -> None:
    response = client.get(reverse(f"observatory:{name}", args=[kept_log.id]))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", PAGES)
def test_staff_without_the_role_are_refused(client: Client, kept_log, person, name: str) -> None:
    client.force_login(person("officer"))
    assert client.get(reverse(f"observatory:{name}", args=[kept_log.id])).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_an_analyst_sees_the_page(client: Client, kept_log, person, name: str) -> None:
    client.force_login(person("analyst"))
    assert client.get(reverse(f"observatory:{name}", args=[kept_log.id])).status_code == 200


@pytest.mark.parametrize("name", ["logs", "upload"])
def test_the_list_and_the_upload_are_for_analysts(client: Client, person, name: str) -> None:
    assert client.get(reverse(f"observatory:{name}")).status_code == 302
    client.force_login(person("officer"))
    assert client.get(reverse(f"observatory:{name}")).status_code == 403
    client.force_login(person("analyst", email="b@example.org"))
    assert client.get(reverse(f"observatory:{name}")).status_code == 200


def test_only_an_analyst_deletes(client: Client, kept_log, person) -> None:
    from openhall.site.observatory.models import Log

    address = reverse("observatory:delete", args=[kept_log.id])
    client.post(address)
    client.force_login(person("officer"))
    client.post(address)
    assert Log.objects.filter(pk=kept_log.pk).exists()
    client.force_login(person("analyst", email="b@example.org"))
    client.post(address)
    assert not Log.objects.filter(pk=kept_log.pk).exists()
    assert not kept_log.folder.exists()
