"""SODA 2.1 as its documentation promises it: rows, headers, pages, errors."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from tests.site.offers import offer

pytestmark = pytest.mark.django_db


def body(response: Any) -> Any:
    return json.loads(b"".join(response.streaming_content) if response.streaming else response.content)


def text(response: Any) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def test_rows_come_as_soda_writes_them(client: Client) -> None:
    dataset = offer()
    answer = client.get(f"/resource/{dataset.identifier}.json")
    rows = body(answer)
    assert len(rows) == 30
    assert rows[0] == {
        "case_id": "1",
        "status": "Closed",
        "opened": "2026-01-01T10:00:00.000",
        "seen_at": "2026-01-01T10:00:00.000Z",
        "hours": "1.5",
        "urgent": False,
        "point": {"type": "Point", "coordinates": [1.25, 1.5]},
        "area": json.loads(
            '{"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[0.0,1.0],[1.0,1.0],[1.0,0.0],[0.0,0.0]]]]}'
        ),
        "photo": {"url": "https://photos.example/1?size=1&kind=jpg"},
    }
    assert "hours" not in rows[4] and "point" not in rows[4]
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(answer["X-SODA2-Fields"])[:3] == ["case_id", "status", "opened"]
    assert json.loads(answer["X-SODA2-Types"])[:7] == [
        "number", "text", "calendar_date", "fixed_timestamp", "number", "checkbox", "point",
    ]  # fmt: skip


def test_clauses_and_simple_filters_are_asked_of_the_rows(client: Client) -> None:
    dataset = offer()
    address = f"/resource/{dataset.identifier}.json"
    grouped = client.get(
        address,
        {"$select": "status, count(*) AS n", "$group": "status", "$order": "n DESC", "$where": "case_id > 3"},
    )
    assert body(grouped) == [{"status": "Closed", "n": "18"}, {"status": "Open", "n": "9"}]
    assert json.loads(grouped["X-SODA2-Types"]) == ["text", "number"]
    assert len(body(client.get(address, {"status": "Open"}))) == 10
    assert [row["case_id"] for row in body(client.get(address, {"case_id": "7", "urgent": "false"}))] == ["7"]
    whole = client.get(
        address, {"$query": "SELECT case_id WHERE status = 'Open' ORDER BY case_id DESC LIMIT 2"}
    )
    assert body(whole) == [{"case_id": "30"}, {"case_id": "27"}]
    assert len(body(client.get(address, {"$q": "open"}))) == 10
    posted = client.post(address, {"$select": "case_id", "$where": "case_id IN (" + "1," * 400 + "2)"})
    assert body(posted) == [{"case_id": "1"}, {"case_id": "2"}]


def test_csv_has_names_and_an_empty_cell_where_nothing_is(client: Client) -> None:
    dataset = offer(rows=5)
    answer = client.get(f"/resource/{dataset.identifier}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(text(answer))))
    assert (
        lines[0]["point"] == "POINT (1.25 1.5)"
        and lines[0]["urgent"] == "false"
        and lines[0]["hours"] == "1.5"
    )
    assert lines[4]["point"] == "" and lines[4]["hours"] == ""
    assert lines[0]["area"].startswith("MULTIPOLYGON (((0.0 0.0, 0.0 1.0")


def test_geojson_holds_features_at_the_first_place(client: Client) -> None:
    dataset = offer(rows=5)
    address = f"/resource/{dataset.identifier}.geojson"
    answer = client.get(address)
    assert answer["Content-Type"] == "application/vnd.geo+json; charset=utf-8"
    features = body(answer)["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [1.25, 1.5]}
    assert features[0]["properties"]["case_id"] == "1" and features[4]["geometry"] is None
    refused = client.get(address, {"$select": "status"})
    assert refused.status_code == 400 and "no column of places" in body(refused)["message"]


def test_one_row_is_an_object(client: Client) -> None:
    dataset = offer()
    row = body(client.get(f"/resource/{dataset.identifier}/row-7.json"))
    assert row["case_id"] == "7" and row["status"] == "Closed"
    for absent in ("row-700", "abc", "7;"):
        assert client.get(f"/resource/{dataset.identifier}/{absent}.json").status_code == 404


def test_system_fields_are_left_out_unless_they_are_asked_for(client: Client) -> None:
    dataset = offer(rows=2)
    address = f"/resource/{dataset.identifier}.json"
    assert not [name for name in body(client.get(address))[0] if name.startswith(":")]
    shown = body(client.get(address, {"$$exclude_system_fields": "false"}))[0]
    assert shown[":id"] == "row-1" and ":created_at" in shown and ":updated_at" in shown
    assert body(client.get(address, {"$select": ":id, case_id"}))[1] == {":id": "row-2", "case_id": "2"}


def test_pages_follow_one_another_by_the_header_link_and_miss_no_row(client: Client) -> None:
    dataset = offer(rows=47)
    for asked in (
        {"$limit": "10"},
        {"$limit": "10", "$order": "case_id DESC"},
        {"$limit": "10", "status": "Closed"},
    ):
        address, seen = f"/resource/{dataset.identifier}.json", []
        answer = client.get(address, asked)
        for _page in range(9):
            seen += [row["case_id"] for row in body(answer)]
            if "Link" not in answer:
                break
            link = answer["Link"]
            assert link.startswith("<http://testserver/resource/") and link.endswith('>; rel="next"')
            answer = client.get(link[1 : link.index(">")])
        expected = [n for n in range(1, 48) if "status" not in asked or n % 3]
        assert sorted(map(int, seen)) == expected and len(set(seen)) == len(seen)


def test_the_default_limit_is_a_thousand_and_more_than_one_answer_holds_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openhall.data.store import Limits
    from openhall.site.opendata.api import asking
    from openhall.site.opendata.api.soda import asked, rows

    dataset = offer(rows=1200)
    address = f"/resource/{dataset.identifier}.json"
    assert len(body(client.get(address))) == 1000
    assert len(body(client.get(address, {"$limit": "2000000"}))) == 1200
    for room in (asked, rows, asking):
        monkeypatch.setattr(room, "MOST_ROWS", 500)
    monkeypatch.setattr(asking.ask, "__defaults__", (Limits(rows=500),))
    refused = client.get(address, {"$limit": "501"})
    assert refused.status_code == 413 and "$offset" in body(refused)["message"]
    assert len(body(client.get(address, {"$limit": "500"}))) == 500


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    dataset = offer()
    address = f"/resource/{dataset.identifier}.json"
    first = client.get(address)
    assert first["ETag"] and first["Last-Modified"]
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again["ETag"] == first["ETag"]
    assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert client.get(address, {"$limit": "1"}, headers={"If-None-Match": first["ETag"]}).status_code == 200
    dataset.title = "Cases in the street"
    dataset.save()
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_large_answers_are_compressed_for_who_can_read_them(client: Client) -> None:
    dataset = offer()
    address = f"/resource/{dataset.identifier}.json"
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    mark = packed["ETag"]
    assert client.get(address, headers={"If-None-Match": mark, "Accept-Encoding": "gzip"}).status_code == 304


def test_refusals_have_the_shape_that_clients_know(client: Client) -> None:
    dataset = offer(rows=2)
    address = f"/resource/{dataset.identifier}.json"
    for asked, code in (
        ({"$select": "nothing_like_it"}, "query.soql.no-such-column"),
        ({"$select": "max(nothing_like_it)"}, "query.soql.no-such-column"),
        ({"nothing_like_it": "1"}, "query.soql.no-such-column"),
        ({"$where": "status ="}, "query.compiler.malformed"),
        ({"$limit": "many"}, "query.compiler.malformed"),
        ({"$$after": "seven"}, "invalid_request"),
        ({"$$after": "row-1", "$order": "status"}, "invalid_request"),
    ):
        refused = client.get(address, asked)
        told = body(refused)
        assert refused.status_code == 400, asked
        assert told["errorCode"] == told["code"] == code and told["error"] is True and told["message"]
    missing = client.get("/resource/aaaa-bbbb.json")
    assert missing.status_code == 404 and body(missing)["code"] == "dataset.missing"
    assert client.get(f"/resource/{dataset.identifier}.xml").status_code == 406
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(address).status_code == 405


def test_any_page_may_read_and_none_with_its_visitors_sign_in(client: Client) -> None:
    dataset = offer(rows=2)
    address = f"/resource/{dataset.identifier}.json"
    answer = client.get(address, headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Link" in answer["Access-Control-Expose-Headers"]
    asked = client.options(address, headers={"Access-Control-Request-Headers": "x-app-token"})
    assert asked.status_code == 204 and "X-App-Token" in asked["Access-Control-Allow-Headers"]
    refused = client.get("/resource/aaaa-bbbb.json")
    assert refused["Access-Control-Allow-Origin"] == "*"


def test_a_query_that_does_not_get_its_turn_is_told_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openhall.site.opendata.api import asking

    dataset = offer(rows=2)
    monkeypatch.setattr(asking, "WAIT", 0)
    for _each in range(asking.AT_ONCE):
        asking.SLOTS.acquire()
    try:
        refused = client.get(f"/resource/{dataset.identifier}.json")
        by_ckan = client.get("/api/3/action/datastore_search", {"resource_id": dataset.identifier})
    finally:
        for _each in range(asking.AT_ONCE):
            asking.SLOTS.release()
    assert refused.status_code == by_ckan.status_code == 503 and refused["Retry-After"] == "5"
    assert client.get(f"/resource/{dataset.identifier}.json").status_code == 200


def test_an_answer_that_is_too_large_is_refused_and_frees_its_turn(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openhall.data.store import Limits
    from openhall.site.opendata.api import asking

    dataset = offer(rows=2)
    monkeypatch.setattr(asking.ask, "__defaults__", (Limits(megabytes=0.0),))
    for _each in range(asking.AT_ONCE + 1):
        refused = client.get(f"/resource/{dataset.identifier}.json")
        assert refused.status_code == 413 and body(refused)["code"] == "query.execution.too-large"
