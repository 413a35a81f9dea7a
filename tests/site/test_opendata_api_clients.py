"""Clients that exist work unmodified: sodapy, ckanapi and pandas read what is open from a server.

sodapy takes its addresses to be https. It reaches the tests' server by its own parameter `session_adapter`, which
names the beginning of addresses; nothing in it is replaced.
"""

from __future__ import annotations

import io
from typing import Any

import ckanapi
import pandas
import pytest
import requests
from requests.adapters import HTTPAdapter
from sodapy import Socrata

from tests.site.offers import offer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


def socrata(live_server: Any, token: str | None = None) -> Socrata:
    adapter = {"prefix": "http://", "adapter": HTTPAdapter()}
    return Socrata(live_server.url.removeprefix("http://"), token, session_adapter=adapter)


@pytest.mark.parametrize("with_token", [False, True])
def test_sodapy_reads_rows_pages_metadata_and_the_catalogue(live_server: Any, with_token: bool) -> None:
    from openhall.site.opendata.api.tokens import give_token

    dataset = offer(rows=2500)
    token = give_token("Tests")[1] if with_token else None
    with socrata(live_server, token) as client:
        rows = client.get(dataset.identifier)
        assert len(rows) == 1000 and rows[0]["case_id"] == "1"
        asked = client.get(
            dataset.identifier,
            select="status, count(*) AS n, avg(hours) AS h",
            group="status",
            order="n DESC",
        )
        assert [(each["status"], each["n"]) for each in asked] == [("Closed", "1667"), ("Open", "833")]
        assert client.get(dataset.identifier, where="case_id > 2498", q="Closed") == client.get(
            dataset.identifier, query="SELECT * WHERE case_id > 2498 AND status = 'Closed'"
        )
        assert len(client.get(dataset.identifier, status="Open", limit=5, offset=830)) == 3
        assert client.get(dataset.identifier, limit=1, exclude_system_fields=False)[0][":id"] == "row-1"
        seen = [row["case_id"] for row in client.get_all(dataset.identifier, order=":id")]
        assert seen == [str(n) for n in range(1, 2501)]
        as_csv = client.get(dataset.identifier, content_type="csv", limit=3)
        assert as_csv[0][:2] == ["case_id", "status"] and len(as_csv) == 4
        assert client.get(dataset.identifier, content_type="geojson", limit=3)["features"][0]["geometry"]
        told = client.get_metadata(dataset.identifier)
        assert told["name"] == dataset.title and told["columns"][0]["fieldName"] == "case_id"
        assert client.download_attachments(dataset.identifier) == []
        listed = client.datasets()
        assert [each["resource"]["id"] for each in listed] == [dataset.identifier]
        assert client.datasets(q="road", tags=["street"], only=["dataset"], order="name")
        assert client.datasets(q="nothing like it") == []


def test_sodapy_says_what_stands_against_a_query(live_server: Any) -> None:
    dataset = offer(rows=2)
    with socrata(live_server) as client:
        with pytest.raises(requests.HTTPError, match="No such column"):
            client.get(dataset.identifier, where="nothing > 1")
        with pytest.raises(requests.HTTPError, match="404 Client Error"):
            client.get("aaaa-bbbb")
        with pytest.raises(requests.HTTPError, match="405 Client Error"):
            client.upsert(dataset.identifier, [{"case_id": 1}])


def test_sodapy_gets_all_datasets_though_one_answer_does_not_hold_them(
    live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openhall.site.opendata.api.soda import discovery

    monkeypatch.setattr(discovery, "DEFAULT", 2)
    made = {offer(f"Dataset {n}", rows=1).identifier for n in range(5)}
    with socrata(live_server) as client:
        assert {each["resource"]["id"] for each in client.datasets()} == made
        assert len(client.datasets(limit=1)) == 1


@pytest.mark.parametrize("get_only", [False, True])
def test_ckanapi_reads_datasets_and_rows(live_server: Any, get_only: bool) -> None:
    dataset = offer()
    with ckanapi.RemoteCKAN(live_server.url, apikey="of-another-portal", get_only=get_only) as portal:
        assert portal.action.package_list() == ["street-cases"]
        assert portal.action.package_search(q="street", rows=5)["count"] == 1
        package = portal.action.package_show(id="street-cases")
        csv = next(each for each in package["resources"] if each["datastore_active"])
        found = portal.action.datastore_search(resource_id=csv["id"], limit=5, sort="case_id desc")
        assert found["total"] == 30 and found["records"][0]["case_id"] == 30
        assert pandas.read_csv(csv["url"])["case_id"].sum() == sum(range(1, 31))
        with pytest.raises(ckanapi.NotFound):
            portal.action.package_show(id="nothing")
        with pytest.raises(ckanapi.ValidationError):
            portal.action.package_show()
        with pytest.raises(ckanapi.CKANAPIError):
            portal.action.package_create(name="mine")
    assert package["id"] == dataset.identifier


def test_pandas_reads_every_download(live_server: Any) -> None:
    dataset = offer(rows=3000)
    base = f"{live_server.url}/api/views/{dataset.identifier}/rows"
    frame = pandas.read_csv(f"{base}.csv?accessType=DOWNLOAD", parse_dates=["opened"])
    assert len(frame) == 3000 and frame["hours"].isna().sum() == 600 and frame["opened"].min().year == 2026
    assert (pandas.read_json(f"{base}.json")["case_id"] == frame["case_id"]).all()
    parquet = pandas.read_parquet(io.BytesIO(requests.get(f"{base}.parquet", timeout=60).content))
    assert (parquet["case_id"] == frame["case_id"]).all()
    assert requests.get(f"{base}.xlsx", timeout=60).content[:2] == b"PK"
    features = requests.get(f"{base}.geojson", timeout=60).json()["features"]
    assert len(features) == 3000 and features[0]["geometry"]["type"] == "Point"
    soda = pandas.read_csv(f"{live_server.url}/resource/{dataset.identifier}.csv?$limit=5000&$order=:id")
    assert (soda["case_id"] == frame["case_id"]).all()
    typed = pandas.read_json(f"{live_server.url}/resource/{dataset.identifier}.json?$limit=5000")
    assert len(typed) == 3000
