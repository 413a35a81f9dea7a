"""Nobody sees by any address of the API what is not open: before its hour, after it was withdrawn, or as a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.opendata.api.urls import urlpatterns
from openhall.site.people.audience import PUBLIC
from tests.site.offers import COLUMNS, add_version, cases, offer

pytestmark = pytest.mark.django_db

CLOSED = [
    ("draft", timedelta(days=-1)),
    ("reading", timedelta(days=-1)),
    ("failed", timedelta(days=-1)),
    ("building", timedelta(days=-1)),
    ("scheduled", timedelta(days=1)),
    ("scheduled", timedelta(days=-1)),
    ("published", timedelta(hours=1)),
    ("withdrawn", timedelta(days=-1)),
]


def addresses(key: str, slug: str) -> list[str]:
    """Every address of the API for one dataset, and those that list all."""
    sql = f'SELECT * FROM "{key}"'
    made = [
        *(f"/resource/{key}{form}" for form in (".json", ".csv", ".geojson", "", "/row-1.json")),
        *(f"/api/views/{key}{form}" for form in ("", ".json", "/columns", "/columns.json")),
        *(f"/api/views/{key}/rows.{form}" for form in ("csv", "json", "geojson", "parquet", "xlsx")),
        *(
            f"/api/v3/views/{key}/{act}.{form}"
            for act in ("query", "export")
            for form in ("json", "csv", "geojson")
        ),
        "/api/views",
        "/api/views.json",
        "/api/catalog/v1",
        "/api/catalog/v1?ids=" + key,
        "/api/3",
        f"/d/{key}",
        *(f"/catalog.{form}" for form in ("ttl", "rdf", "jsonld", "nt")),
        *(f"/data/{key}.{form}" for form in ("ttl", "rdf", "jsonld", "nt")),
        f"/data/{key}/croissant.json",
        f"/api/views/{key}/columns.csv",
        f"/api/views/{key}/rows.csv-metadata.json",
        "/catalog",
        "/data.json",
        "/api/open-data/openapi.json",
        *(f"/api/3/action/{action}?id={name}" for action in ("package_show",) for name in (key, slug)),
        *(f"/api/3/action/{action}?id={key}-csv" for action in ("resource_show", "datastore_info")),
        f"/api/3/action/datastore_search?resource_id={key}-csv",
        f"/api/3/action/datastore_search_sql?sql={sql}",
        "/api/3/action/package_search?q=secret",
        "/api/3/action/resource_search?query=name:secret",
        *(
            f"/api/3/action/{action}?all_fields=true&include_datasets=true&id=streets"
            for action in (
                *("package_list", "current_package_list_with_resources", "organization_list", "group_list"),
                *("tag_list", "organization_show"),
            )
        ),
        "/api/3/action/group_show?id=tran&include_datasets=true",
        "/api/3/action/tag_show?id=hidden-word&include_datasets=true",
        "/api/3/action/package_autocomplete?q=secret",
    ]
    return made + [each.replace("/api/3/", "/api/") for each in made if each.startswith("/api/3/action")]


def told(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(response.headers)


@pytest.mark.parametrize(("status", "released"), CLOSED)
def test_what_is_not_open_is_at_no_address(client: Client, status: str, released: timedelta) -> None:
    hidden = offer(
        "Secret list", status=status, released=released, keywords=["hidden-word"], description="Unheard of"
    )
    for address in addresses(hidden.identifier, hidden.slug):
        answer = client.get(address)
        content = told(answer)
        for word in ("Secret list", "hidden-word", "Unheard of", "photos.example"):
            # A refusal may say again what it was asked for.
            assert word not in content or word in address, (address, word)
        if hidden.identifier in address.split("?")[0]:
            assert answer.status_code == 404, address


@pytest.mark.parametrize(("status", "released"), CLOSED)
def test_an_open_dataset_shows_nothing_of_its_version_that_is_not(
    client: Client, status: str, released: timedelta
) -> None:
    dataset = offer("Open list", rows=3)
    frame = cases(5).rename({"status": "secret_column"})
    columns = tuple(
        column if column.name != "status" else type(column)("secret_column", column.kind, "Secret column")
        for column in COLUMNS
    )
    add_version(dataset, frame, columns, status=status, released_at=timezone.now() + released)
    for address in addresses(dataset.identifier, dataset.slug):
        content = told(client.get(address))
        assert "secret_column" not in content and "Secret column" not in content, address
        assert "photos.example/5" not in content, address
    assert len(client.get(f"/resource/{dataset.identifier}.csv").getvalue().decode().splitlines()) == 4


def test_a_withdrawn_version_is_gone_though_a_client_kept_its_mark(client: Client) -> None:
    dataset = offer()
    address = f"/resource/{dataset.identifier}.json"
    mark = client.get(address)["ETag"]
    assert client.get(address)["Cache-Control"] == "public, no-cache"
    dataset.versions.update(status="withdrawn", withdrawn_at=timezone.now())
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 404


def test_an_hour_of_release_that_comes_opens_a_version_by_itself(client: Client) -> None:
    dataset = offer(released=timedelta(hours=1))
    assert client.get(f"/resource/{dataset.identifier}.json").status_code == 404
    dataset.versions.update(released_at=timezone.now())
    assert client.get(f"/resource/{dataset.identifier}.json").status_code == 200


def test_every_address_of_the_api_is_for_everybody_and_was_tried_above() -> None:
    tried = addresses("k3vq-9t2m", "name")
    for pattern in urlpatterns:
        assert pattern.callback.audience == PUBLIC
        found = [each for each in tried if pattern.resolve(each.removeprefix("/").split("?")[0])]
        assert found, pattern
