"""Who may not: without a key, with one that ended, was withdrawn, is of somebody else, or is used too often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from openhall.site.exchange.api import api
from openhall.site.exchange.keys import key_of, renew, withdraw
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.opening import KeyWithScope
from openhall.site.exchange.scopes import Scope
from tests.site.stalls import Office, open_office
from tests.site.systems import System

pytestmark = pytest.mark.django_db
PUBLIC = {
    "/govstack/workflow/processes",
    "/govstack/workflow/processes/{process_id}",
    "/govstack/registration/services",
    "/govstack/registration/services/{service_id}",
    "/govstack/registration/services/{service_id}/eForms",
    "/govstack/registration/eForms/{form_id}",
}
"""Which services and forms there are, as on the portal. All else needs a key."""
INSTANCES = "/govstack/workflow/instances/"


@pytest.fixture
def office(person: Any) -> Office:
    return open_office(person)


@pytest.fixture
def own(office: Office) -> System:
    cache.clear()
    return System("Licensing office", "licensing")


def operations() -> list[tuple[str, str, Any]]:
    return [
        (method, prefix + path, operation)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


def test_every_operation_asks_for_a_key_with_a_scope_or_is_public_on_purpose() -> None:
    found = operations()
    assert len(found) > 40
    for method, path, operation in found:
        if path in PUBLIC and method == "GET":
            assert not operation.auth_callbacks
        else:
            (asked,) = operation.auth_callbacks
            assert isinstance(asked, KeyWithScope), f"{method} {path}"


def test_without_a_key_nothing_but_services_and_forms_is_told(office: Office) -> None:
    office.case()
    for method, path, _operation in operations():
        if path not in PUBLIC:
            address = f"/api{path}".replace("{", "").replace("}", "")
            answer = Client().generic(method, address, b"{}", content_type="application/json")
            assert answer.status_code == 401, f"{method} {path}"
            assert answer.json()["code"] == "no_key"


@pytest.mark.parametrize("text", ["", "Bearer", "openhall", "openhall__", "openhall_0123456789ab_x", "ø_ø_ø"])
def test_what_is_no_key_opens_nothing(own: System, text: str) -> None:
    assert key_of(text) is None
    assert key_of(f"Bearer {text}") is None


def test_a_key_is_known_by_its_digest_alone(own: System) -> None:
    secret = own.text.split("_", 2)[2]
    row = ApiKey.objects.filter(pk=own.key.pk).values().get()
    assert secret not in str(row)
    assert key_of(own.text) == own.key
    assert key_of(own.text[:-1] + ("a" if own.text[-1] != "a" else "b")) is None


def test_a_key_that_ended_or_was_withdrawn_or_renewed_opens_nothing(own: System) -> None:
    assert own.ask("get", INSTANCES).status_code == 200
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert own.ask("get", INSTANCES).status_code == 401
    ApiKey.objects.update(expires_at=None)
    withdraw(own.key)
    assert own.ask("get", INSTANCES).status_code == 401
    before, own.text = own.text, renew(own.key)
    assert own.ask("get", INSTANCES).status_code == 200
    assert key_of(before) is None


def test_a_key_does_not_see_what_is_another_s(office: Office, own: System) -> None:
    case = office.case()
    task = office.task(case, "check")
    stranger = System("Elsewhere", scopes=tuple(Scope))
    assert own.get(INSTANCES)[0]["id"] == case.pk
    assert stranger.get(INSTANCES) == []
    for method, path in (
        ("get", f"{INSTANCES}{case.pk}"),
        ("post", f"{INSTANCES}{case.pk}/stop"),
        ("get", f"/govstack/registration/applications/{case.reference}"),
        ("get", f"/govstack/registration/tasks/{task.pk}"),
        ("post", f"/govstack/registration/tasks/{task.pk}/complete"),
    ):
        body = {"data": {"check": {"complete": True}}} if path.endswith("complete") else None
        assert stranger.ask(method, path, body).status_code == 404, path
    case.refresh_from_db()
    assert case.ended_at is None and office.task(case, "check") == task


def test_a_key_that_is_used_too_often_waits_a_minute(office: Office) -> None:
    cache.clear()
    busy = System("Busy", "licensing", per_minute=2)
    assert [busy.ask("get", INSTANCES).status_code for _ in range(3)] == [200, 200, 429]
    assert busy.ask("get", INSTANCES)["Retry-After"] == "60"


def test_nobody_signs_in_as_a_key(own: System) -> None:
    assert not own.key.account.is_active and not own.key.account.has_usable_password()
    assert own.key.account.roles == frozenset()


def test_a_body_that_is_too_large_is_refused(own: System) -> None:
    body = {"processStartedBy": "x", "InstanceValues": [{"code": "why", "value": "x" * 3_000_000}]}
    answer = own.ask("post", "/govstack/workflow/processes/street-stall/start", body)
    assert answer.status_code == 413 and answer.json()["code"] == "too_large"
