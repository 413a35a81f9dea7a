"""The read part of the CKAN action API: its envelope, its datasets, its rows and its errors."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.site.offers import offer

pytestmark = pytest.mark.django_db


def call(client: Client, action: str, status: int = 200, **given: Any) -> Any:
    answer = client.post(f"/api/3/action/{action}", given, content_type="application/json")
    assert answer.status_code == status, answer.content
    told = answer.json()
    if status == 200:
        assert told["success"] is True and told["help"].endswith(f"help_show?name={action}")
        return told["result"]
    assert told["success"] is False
    return told["error"]


def test_the_portal_says_what_it_is(client: Client) -> None:
    assert client.get("/api/3").json() == {"version": 3}
    assert call(client, "status_show")["site_url"] == "http://testserver"
    assert call(client, "site_read") is True
    assert "Rows" in call(client, "help_show", name="datastore_search")
    assert call(client, "help_show", status=404, name="nothing")["__type"] == "Not Found Error"


def test_datasets_are_listed_and_shown_by_name_and_id(client: Client) -> None:
    dataset = offer()
    other = offer("Noise", theme="ENVI", keywords=["noise"])
    assert call(client, "package_list") == ["noise", "street-cases"]
    assert call(client, "package_list", limit=1, offset=1) == ["street-cases"]
    shown = call(client, "package_show", id="street-cases")
    assert shown == call(client, "package_show", id=dataset.identifier)
    assert shown["id"] == dataset.identifier and shown["title"] == "Street cases" and shown["isopen"] is True
    assert shown["organization"]["title"] == "Streets and parks" and shown["groups"][0]["name"] == "tran"
    assert {tag["name"] for tag in shown["tags"]} == {"street", "311"}
    assert [each["format"] for each in shown["resources"]] == ["CSV", "JSON", "GeoJSON", "Parquet", "XLSX"]
    assert call(client, "current_package_list_with_resources")[0]["id"] == other.identifier
    for resource in shown["resources"]:
        assert call(client, "resource_show", id=resource["id"]) == resource
    assert call(client, "package_show", status=404, id="nothing")["__type"] == "Not Found Error"
    assert (
        call(client, "resource_show", status=404, id=f"{dataset.identifier}-pdf")["__type"]
        == "Not Found Error"
    )
    assert call(client, "package_show", status=409) == {
        "__type": "Validation Error", "message": "id: Missing value", "id": ["Missing value"],
    }  # fmt: skip


def test_datasets_are_found_by_words_fields_and_ranges(client: Client) -> None:
    offer()
    offer("Noise in the night", theme="ENVI", keywords=["noise", "night life"], description="Measured.")
    offer("Budget 2026", theme="ECON", keywords=["money"], description="Planned and spent.")

    def found(**given: Any) -> list[str]:
        result = call(client, "package_search", **given)
        assert result["count"] >= len(result["results"])
        return sorted(each["name"] for each in result["results"])

    everything = ["budget-2026", "noise-in-the-night", "street-cases"]
    assert found() == found(q="*:*") == found(q="") == found(fq="+state:active") == everything
    assert found(q="noise") == found(q="title:Noise") == found(q='"in the night"') == ["noise-in-the-night"]
    assert found(q="road") == ["street-cases"]
    assert found(fq='tags:"night life"') == found(fq="groups:ENVI") == ["noise-in-the-night"]
    assert found(fq="name:(budget-2026 OR street-cases)") == ["budget-2026", "street-cases"]
    assert found(q="noise OR budget") == ["budget-2026", "noise-in-the-night"]
    assert found(q="-noise") == found(fq="-tags:noise") == ["budget-2026", "street-cases"]
    assert found(fq="+organization:streets +res_format:CSV") == everything
    assert found(fq="metadata_modified:[2026-01-01T00:00:00Z TO *]") == everything
    assert found(fq="metadata_modified:[* TO 2001-01-01T00:00:00Z]") == []
    assert found(fq_list=["tags:money", "groups:econ"]) == ["budget-2026"]
    assert found(rows=1, start=1, sort="name asc") == ["noise-in-the-night"]
    faceted = call(client, "package_search", **{"facet.field": ["groups", "tags"], "rows": 0})
    assert faceted["facets"]["groups"] == {"tran": 1, "envi": 1, "econ": 1} and faceted["results"] == []
    for bad in ("title:(a OR", "nothing:1", "a)", "(" * 9 + "a" + ")" * 9, '"'):
        assert call(client, "package_search", status=409, q=bad)["__type"] == "Search Query Error"


def test_departments_themes_keywords_and_licences_are_listed(client: Client) -> None:
    offer()
    assert call(client, "organization_list") == ["streets"]
    assert call(client, "organization_list", all_fields=True)[0]["package_count"] == 1
    assert call(client, "organization_show", id="streets", include_datasets=True)["packages"][0]["name"]
    assert call(client, "organization_show", status=404, id="police")["__type"] == "Not Found Error"
    assert call(client, "group_list") == ["tran"]
    assert call(client, "group_show", id="tran")["package_count"] == 1
    assert call(client, "group_show", status=404, id="x")["__type"] == "Not Found Error"
    assert call(client, "tag_list") == ["311", "street"] and call(client, "tag_list", query="str") == [
        "street"
    ]
    assert call(client, "tag_show", id="street", include_datasets=True)["packages"]
    assert call(client, "tag_show", status=404, id="x")["__type"] == "Not Found Error"
    assert {each["id"] for each in call(client, "license_list")} >= {"cc-by", "cc-zero"}
    assert call(client, "package_autocomplete", q="street")[0]["name"] == "street-cases"
    assert call(client, "resource_search", query="format:csv")["count"] == 1
    assert call(client, "resource_search", status=409, query="x")["__type"] == "Validation Error"


def test_rows_are_searched_filtered_sorted_and_paged(client: Client) -> None:
    dataset = offer()
    csv = f"{dataset.identifier}-csv"
    first = call(client, "datastore_search", resource_id=csv, limit=2)
    assert first["total"] == 30 and first["total_was_estimated"] is False
    assert first["fields"][:2] == [
        {"id": "_id", "type": "int"},
        {"id": "case_id", "type": "numeric", "info": {"label": "Case", "notes": "The number of the case."}},
    ]
    assert first["records"][0] | {"area": None} == {
        "_id": 1, "case_id": 1, "status": "Closed", "opened": "2026-01-01T10:00:00",
        "seen_at": "2026-01-01T10:00:00+00:00", "hours": 1.5, "urgent": False,
        "point": {"type": "Point", "coordinates": [1.25, 1.5]}, "area": None,
        "photo": "https://photos.example/1?size=1&kind=jpg",
    }  # fmt: skip
    following = client.get(first["_links"]["next"]).json()["result"]
    assert [row["_id"] for row in following["records"]] == [3, 4]
    asked = {"filters": {"status": "Open", "urgent": True}, "fields": ["case_id"], "sort": "case_id desc"}
    found = call(client, "datastore_search", resource_id=csv, **asked)
    assert found["records"] == [{"case_id": n} for n in (30, 24, 18, 12, 6)] and found["total"] == 5
    assert call(client, "datastore_search", resource_id=csv, filters={"_id": [2, 3]})["total"] == 2
    assert call(client, "datastore_search", resource_id=csv, filters={"hours": None})["total"] == 6
    assert call(client, "datastore_search", resource_id=csv, q="open")["total"] == 10
    assert call(client, "datastore_search", resource_id=csv, q={"status": "ope"})["total"] == 10
    lists = call(
        client, "datastore_search", resource_id=csv, fields="status", distinct=True, records_format="lists"
    )
    assert sorted(lists["records"]) == [["Closed"], ["Open"]]
    as_csv = call(
        client, "datastore_search", resource_id=csv, fields="case_id,status", limit=1, records_format="csv"
    )
    assert as_csv["records"] == "1,Closed\n"
    by_form = client.get(
        "/api/3/action/datastore_search", {"resource_id": csv, "filters": '{"status": "Open"}'}
    )
    assert by_form.json()["result"]["total"] == 10
    assert call(client, "datastore_info", id=csv)["meta"]["count"] == 30
    for bad in (
        {"filters": {"x": 1}},
        {"fields": ["x"]},
        {"sort": "x"},
        {"limit": "x"},
        {"records_format": "x"},
    ):
        refused = call(client, "datastore_search", status=409, resource_id=csv, **bad)
        assert refused["__type"] == "Validation Error" and next(iter(bad)) in refused
    absent = call(client, "datastore_search", status=404, resource_id=f"{dataset.identifier}-json")
    assert absent["__type"] == "Not Found Error"


def test_the_part_of_sql_that_soql_has_is_answered_and_all_else_refused(client: Client) -> None:
    dataset = offer()
    csv = f"{dataset.identifier}-csv"
    sql = f"""SELECT "status", COUNT(*) AS n FROM "{csv}" WHERE "hours" > 2 AND status <> 'it''s' GROUP BY "status" """
    found = call(client, "datastore_search_sql", sql=sql + "ORDER BY n DESC LIMIT 5;")
    assert found["records"] == [{"status": "Closed", "n": 15}, {"status": "Open", "n": 8}]
    rows = call(client, "datastore_search_sql", sql=f'SELECT * FROM "{dataset.identifier}" WHERE _id = 3')[
        "records"
    ]
    assert [row["case_id"] for row in rows] == [3]
    by_row = call(
        client, "datastore_search_sql", sql=f'SELECT _id, "case_id" FROM "{csv}" ORDER BY "_id" DESC LIMIT 1'
    )
    assert by_row["records"] == [{"_id": 30, "case_id": 30}]
    for bad in (
        "SELECT 1",
        f'DELETE FROM "{csv}"',
        f'SELECT * FROM "{csv}"; DROP TABLE x',
        f'SELECT * FROM "{csv}" JOIN "{csv}" ON true',
        f'SELECT pg_sleep(9) FROM "{csv}"',
        f'SELECT * FROM "{csv}" WHERE case_id IN (SELECT 1 FROM x)',
        "SELECT * FROM 'x'",
        f'SELECT "a`b" FROM "{csv}"',
    ):
        assert call(client, "datastore_search_sql", status=409, sql=bad)["__type"] == "Validation Error", bad
    assert call(client, "datastore_search_sql", status=404, sql='SELECT * FROM "nothing"')


def test_calls_that_cannot_be_read_are_refused_as_ckan_does(client: Client) -> None:
    unknown = client.post("/api/3/action/package_create", {}, content_type="application/json")
    assert unknown.status_code == 400 and "Action name not known" in unknown.json()
    for sent in ("{", "[]", '{"id": "\\u0000"}', '{"id": NaN}'):
        answer = client.post("/api/3/action/package_show", sent, content_type="application/json")
        assert answer.status_code == 400, sent
    assert client.put("/api/3/action/package_show").status_code == 405
    assert client.get("/api/action/package_list").json()["result"] == []
