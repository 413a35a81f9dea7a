"""SODA 3: queries in a body, pages, exports; and the metadata that clients of all versions read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.site.offers import offer

pytestmark = pytest.mark.django_db


def rows(client: Client, address: str, status: int = 200, **told: Any) -> Any:
    answer = client.post(address, told, content_type="application/json")
    assert answer.status_code == status
    return json.loads(answer.getvalue())


def test_a_query_is_posted_or_stands_in_the_address(client: Client) -> None:
    dataset = offer(rows=1500)
    address = f"/api/v3/views/{dataset.identifier}/query.json"
    text = "SELECT status, count(*) AS n GROUP BY status ORDER BY n"
    assert rows(client, address, query=text) == [
        {"status": "Open", "n": "500"},
        {"status": "Closed", "n": "1000"},
    ]
    assert json.loads(client.get(address, {"query": text}).getvalue()) == rows(client, address, query=text)
    assert len(rows(client, address)) == 1500
    assert len(rows(client, address, query="SELECT * LIMIT 7")) == 7
    assert len(client.get(address.replace(".json", ".csv")).getvalue().splitlines()) == 1501


def test_pages_have_an_order_and_miss_no_row(client: Client) -> None:
    dataset = offer(rows=45)
    address = f"/api/v3/views/{dataset.identifier}/query.json"
    for text in (
        "SELECT case_id",
        "SELECT *",
        "",
        "SELECT case_id ORDER BY status",
        "SELECT case_id LIMIT 45",
    ):
        seen: list[int] = []
        for number in range(1, 7):
            page = rows(client, address, query=text, page={"pageNumber": number, "pageSize": 10})
            assert len(page) == (10 if number < 5 else 5 if number == 5 else 0), text
            seen += [int(each["case_id"]) for each in page]
        assert sorted(seen) == list(range(1, 46)), text
    by_address = client.get(address, {"query": "SELECT case_id", "pageNumber": 2, "pageSize": 10})
    assert json.loads(by_address.getvalue())[0] == {"case_id": "11"}


def test_exports_hold_all_rows_or_those_of_a_query(client: Client) -> None:
    dataset = offer(rows=1500)
    base = f"/api/v3/views/{dataset.identifier}/export"
    whole = client.post(f"{base}.csv", {}, content_type="application/json")
    assert len(whole.getvalue().splitlines()) == 1501 and "attachment" in whole["Content-Disposition"]
    assert len(rows(client, f"{base}.json")) == 1500
    assert len(rows(client, f"{base}.json", query="SELECT * WHERE status = 'Open'")) == 500


def test_what_is_not_understood_is_refused(client: Client) -> None:
    dataset = offer(rows=2)
    address = f"/api/v3/views/{dataset.identifier}/query.json"
    for told in (
        {"query": "SELECT"},
        {"query": 7},
        {"query": "SELECT 'a\0b'"},
        {"page": []} | {"page": 3},
        {"page": {"pageSize": 0}},
        {"page": {"pageSize": 50_001}},
        {"page": {"pageNumber": True}},
        {"timeout": "long"},
        {"parameters": {"a": 1}},
        {"nothing": 1},
    ):
        assert rows(client, address, 400, **told)["message"], told
    for body in ("{", "[1]", '"text"'):
        assert client.post(address, body, content_type="application/json").status_code == 400
    assert client.get(f"/api/v3/views/{dataset.identifier}/query.pdf").status_code == 406
    assert client.get(f"/api/v3/views/{dataset.identifier}/export.pdf").status_code == 406


def test_the_metadata_say_what_columns_there_are_and_what_was_counted(client: Client) -> None:
    dataset = offer(rows=10)
    told = client.get(f"/api/views/{dataset.identifier}.json").json()
    assert told["id"] == dataset.identifier and told["assetType"] == "dataset" and told["rowsUpdatedAt"] > 0
    assert told["license"]["termsLink"].startswith("https://creativecommons.org/")
    hours = next(each for each in told["columns"] if each["fieldName"] == "hours")
    assert hours["name"] == "Hours until closed" and hours["dataTypeName"] == "number"
    assert hours["cachedContents"]["null"] == "2" and hours["cachedContents"]["non_null"] == "8"
    assert client.get(f"/api/views/{dataset.identifier}/columns.json").json() == told["columns"]
    assert client.get("/api/views.json").json() == [told]
    assert client.get("/api/views.json", {"limit": "1", "page": "2"}).json() == []
    assert client.get("/api/views.json", {"page": "0"}).status_code == 400
    mark = client.get(f"/api/views/{dataset.identifier}.json")["ETag"]
    again = client.get(f"/api/views/{dataset.identifier}.json", headers={"If-None-Match": mark})
    assert again.status_code == 304
    assert client.get(f"/d/{dataset.identifier}")["Location"] == dataset.get_absolute_url()


def test_the_catalogue_is_searched_and_filtered(client: Client) -> None:
    streets, noise = offer(), offer("Noise", theme="ENVI", keywords=["noise"], description="Measured.")

    def found(**asked: Any) -> list[str]:
        answer = client.get("/api/catalog/v1", asked).json()
        assert answer["resultSetSize"] >= len(answer["results"])
        return sorted(each["resource"]["name"] for each in answer["results"])

    both = ["Noise", "Street cases"]
    assert found() == found(domains="testserver") == found(only="dataset") == found(public="true") == both
    assert found(domains="elsewhere.example") == found(only="map") == found(derived="true") == []
    assert found(q="road") == found(tags="street") == found(ids=streets.identifier) == ["Street cases"]
    assert found(ids=[streets.identifier, noise.identifier]) == found(column_names="case_id") == both
    assert found(categories=noise.get_theme_display()) == ["Noise"]
    assert found(attribution="Streets and parks") == both
    ordered = client.get("/api/catalog/v1", {"order": "name DESC", "limit": "1"}).json()["results"]
    assert [each["resource"]["id"] for each in ordered] == [streets.identifier]
    for bad in ({"order": "colour"}, {"limit": "x"}, {"nothing": "1"}):
        assert client.get("/api/catalog/v1", bad).status_code == 400
