"""The description of the API is what it does: requests made from it are answered as it says, and none is left out."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from django.test import Client
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from openhall.site.opendata.api import limits
from openhall.site.opendata.api.ckan.call import ACTIONS
from openhall.site.opendata.api.described.ckan import GIVEN
from openhall.site.opendata.api.described.document import document
from openhall.site.opendata.api.urls import urlpatterns
from tests.site.offers import offer

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SETTINGS = hypothesis.settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


def test_every_address_and_action_is_described_and_no_other() -> None:
    described = document("http://testserver")["paths"]
    assert set(GIVEN) == set(ACTIONS)
    filled = [path.format(key="k3vq-9t2m", row="row-1").removeprefix("/") for path in described]
    for path in filled:
        assert any(pattern.resolve(path) for pattern in urlpatterns), path
    for pattern in urlpatterns:
        short = str(pattern.pattern) in ("api/views", "api/action/<str:name>", "api/open-data/openapi.json")
        assert short or any(pattern.resolve(path) for path in filled), pattern


@pytest.mark.django_db
def test_the_description_is_served_to_any_page(client: Client) -> None:
    answer = client.get("/api/open-data/openapi.json")
    assert answer.json()["openapi"].startswith("3.1") and answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(400)
def test_requests_made_from_the_description_are_answered_as_it_says(
    live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WITHOUT_TOKEN", 10**9)
    dataset = offer()
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/open-data/openapi.json")
    answered: set[int] = set()
    # All on one connection: with each new one the site would begin a thread, and that one a connection to PostgreSQL.
    with requests.Session() as session:
        for operation in schema.get_all_operations():

            @hypothesis.given(case=operation.ok().as_strategy(), is_there=hypothesis.strategies.booleans())
            @SETTINGS
            def is_answered(case: Any, is_there: bool) -> None:
                if is_there and "key" in case.path_parameters:
                    case.path_parameters["key"] = dataset.identifier
                answer = case.call_and_validate(checks=CHECKS, session=session, allow_redirects=False)
                answered.add(answer.status_code)

            is_answered()
    assert {200, 303, 400, 404} <= answered
