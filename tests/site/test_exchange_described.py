"""The description of the interfaces is what they do: requests made from it are answered as it says."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from django.test import Client
from django.urls import URLPattern, get_resolver
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from openhall.site.exchange.api import api
from openhall.site.exchange.opening import KeyWithScope
from openhall.site.exchange.scopes import Scope
from tests.site.stalls import open_office
from tests.site.systems import CLIENT, System

PUBLIC = {
    "/api/govstack/workflow/processes",
    "/api/govstack/workflow/processes/{process_id}",
    "/api/govstack/registration/services",
    "/api/govstack/registration/services/{service_id}",
    "/api/govstack/registration/services/{service_id}/eForms",
    "/api/govstack/registration/eForms/{form_id}",
}
"""What the portal shows to everybody, too."""


def operations() -> list[Any]:
    return [
        (prefix + path, operation)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]


def test_every_operation_asks_for_a_key_with_a_scope_or_is_public_on_the_portal_too() -> None:
    found = operations()
    assert len(found) > 40
    for path, operation in found:
        keys = operation.auth_callbacks
        if f"/api{path}" in PUBLIC:
            assert keys == [], path
        else:
            assert [type(each) for each in keys] == [KeyWithScope], path


def test_every_scope_opens_something() -> None:
    used = {each.scope for _path, operation in operations() for each in operation.auth_callbacks}
    # What staff have learned is told at the address that programs of xAPI expect, which is none of these.
    assert used == set(Scope) - {Scope.LEARNING}


@pytest.mark.django_db
def test_the_description_is_served_and_no_page_that_needs_scripts_from_elsewhere(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1") and set(PUBLIC) < set(described["paths"])
    assert client.get("/api/docs").status_code == 404
    api_views = [
        each
        for each in get_resolver("openhall.site.exchange.urls").url_patterns
        if isinstance(each, URLPattern)
    ]
    assert all(hasattr(each.callback, "audience") for each in api_views)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(300)
def test_requests_made_from_the_description_are_answered_as_it_says(live_server: Any, person: Any) -> None:
    office = open_office(person)
    for _ in range(2):
        office.case()
    # More than any test asks in a minute.
    system = System("Tester", "licensing", per_minute=1_000_000)
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/openapi.json")
    headers = {"Authorization": f"Bearer {system.text}", "Information-Mediator-Client": CLIENT}
    checks = [not_a_server_error, status_code_conformance, response_schema_conformance]
    settings = hypothesis.settings(
        max_examples=4,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    # All on one connection: with each new one the site would begin a thread, and that one a connection to PostgreSQL.
    with requests.Session() as session:
        for operation in schema.get_all_operations():

            @hypothesis.given(case=operation.ok().as_strategy())
            @settings
            def is_answered(case: Any) -> None:
                case.call_and_validate(headers=headers, checks=checks, session=session)

            is_answered()
