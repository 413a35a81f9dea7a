"""The catalogue for other catalogues: whole, page by page, and a dataset at a time, in the format that is asked for."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from django.test import Client
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from openhall.site.opendata.api.dcat import views
from openhall.site.opendata.api.dcat.paging import HYDRA
from tests.site.offers import add_version, cases, offer

pytestmark = pytest.mark.django_db
PARSED = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}


@pytest.fixture(autouse=True)
def address(settings: Any) -> None:
    settings.OPENHALL_ADDRESS = "http://testserver"


def graph(client: Client, path: str) -> Graph:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return Graph().parse(data=answer.content, format=PARSED[path.split("?")[0].rpartition(".")[2]])


def test_the_catalogue_says_of_each_dataset_what_it_is_and_where_its_files_are(client: Client) -> None:
    dataset = offer()
    add_version(dataset, cases(40), status="published", released_at=dataset.made_at)
    thing = URIRef(f"http://testserver/d/{dataset.identifier}")
    for form in PARSED:
        found = graph(client, f"/catalog.{form}")
        assert set(found.objects(None, DCAT.dataset)) == {thing}
        assert str(found.value(thing, DCTERMS.title)) == "Street cases"
        assert (
            found.value(thing, DCTERMS.license) is not None
            and found.value(thing, DCTERMS.publisher) is not None
        )
    files = {str(found.value(each, DCAT.downloadURL)) for each in found.objects(thing, DCAT.distribution)} - {
        "None"
    }
    assert f"http://testserver/api/views/{dataset.identifier}/rows.csv" in files
    every = {str(each) for each in found.objects(None, DCAT.downloadURL)}
    assert len(every) == 5 + 2 * 5
    for each in every:
        assert client.get(each.removeprefix("http://testserver")).status_code == 200, each


def test_pages_lead_to_one_another_and_hold_each_dataset_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "A_PAGE", 2)
    made = {f"http://testserver/d/{offer(f'Dataset {n}', rows=1).identifier}" for n in range(5)}
    for term in (HYDRA.next, HYDRA.nextPage):
        seen: list[str] = []
        path = "/catalog.ttl"
        for _page in range(5):
            found = graph(client, path)
            seen += [str(each) for each in found.objects(None, DCAT.dataset)]
            following = next(iter(found.objects(None, term)), None)
            if following is None:
                break
            path = str(following).removeprefix("http://testserver")
        assert sorted(seen) == sorted(made)
        assert int(str(next(found.objects(None, HYDRA.totalItems)))) == 5
    assert 'rel="next"' in client.get("/catalog.ttl")["Link"]
    assert (
        client.get("/catalog.ttl?page=4").status_code == client.get("/catalog.ttl?page=x").status_code == 404
    )


def test_one_dataset_has_its_own_description(client: Client) -> None:
    dataset, other = offer(), offer("Noise")
    found = graph(client, f"/data/{dataset.identifier}.ttl")
    things = {str(each) for each in found.subjects(RDF.type, DCAT.Dataset)}
    assert f"http://testserver/d/{dataset.identifier}" in things
    assert not [each for each in things if other.identifier in each]
    assert client.get(f"/data/{dataset.identifier}.pdf").status_code == 404


def test_programs_that_ask_for_a_thing_are_led_to_its_description_and_people_to_its_page(
    client: Client,
) -> None:
    dataset = offer()
    address = f"/d/{dataset.identifier}"
    for accepted, leads in (
        ("text/turtle", f"/data/{dataset.identifier}.ttl"),
        ("application/ld+json;q=0.9, application/rdf+xml;q=0.5", f"/data/{dataset.identifier}.jsonld"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", dataset.get_absolute_url()),
        ("*/*", dataset.get_absolute_url()),
    ):
        answer = client.get(address, headers={"Accept": accepted})
        assert answer.status_code == 303 and answer["Location"] == leads, accepted
        assert "Accept" in answer["Vary"]
    assert client.get("/catalog", headers={"Accept": "application/rdf+xml"})["Location"] == "/catalog.rdf"
    assert client.get("/catalog", headers={"Accept": "text/html"})["Location"] == "/catalog.ttl"


def test_search_engines_and_people_are_told_of_files_and_columns(client: Client) -> None:
    from openhall.data.describe import check_croissant

    dataset = offer()
    told = json.loads(client.get(f"/data/{dataset.identifier}/croissant.json").content)
    assert told["name"] == "Street cases" and not check_croissant(told)
    lines = client.get(f"/api/views/{dataset.identifier}/columns.csv").content.decode().splitlines()
    assert len(lines) == 10 and lines[1].startswith("case_id,Case,number,")


def test_the_page_of_a_dataset_leads_programs_to_its_descriptions(client: Client) -> None:
    dataset = offer()
    page = client.get(dataset.get_absolute_url()).content.decode()
    links = re.findall(r'<link rel="(?:alternate|service-desc)"[^>]* href="([^"]+)"', page)
    assert len(links) >= 6
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_csv_file_is_what_its_metadata_say(client: Client) -> None:
    from openhall.data.describe.csvw import validate_csv

    dataset = offer()
    path = f"/api/views/{dataset.identifier}/rows.csv"
    link = client.get(path)["Link"]
    assert link == f'<{path}-metadata.json>; rel="describedby"; type="application/csvm+json"'

    def load(address: str) -> bytes | None:
        answer = client.get(address.removeprefix("http://testserver"))
        return answer.getvalue() if answer.status_code == 200 else None

    findings = validate_csv(f"http://testserver{path}", load)
    assert not findings.errors and not findings.warnings


def test_the_digest_that_is_told_is_that_of_the_file(client: Client) -> None:
    dataset = offer()
    file = client.get(f"/api/views/{dataset.identifier}/rows.parquet").getvalue()
    version = dataset.versions.get()
    assert file == (version.folder / "rows.parquet").read_bytes()
    version.digest = hashlib.sha256(file).hexdigest()
    version.save()
    assert version.digest in client.get("/catalog.ttl").content.decode()


def test_data_json_lists_the_datasets_of_the_catalogue(client: Client) -> None:
    dataset = offer()
    told = json.loads(client.get("/data.json").content)
    assert told["@type"] == "dcat:Catalog" and [each["title"] for each in told["dataset"]] == [dataset.title]


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    dataset = offer()
    for path in ("/catalog.ttl", "/data.json", f"/data/{dataset.identifier}.jsonld"):
        mark = client.get(path)["ETag"]
        assert client.get(path, headers={"If-None-Match": mark}).status_code == 304
    dataset.save()
    assert client.get("/catalog.ttl", headers={"If-None-Match": mark}).status_code == 200


def test_harvesters_of_another_openhall_read_the_catalogue(client: Client) -> None:
    from openhall.data.describe import Serialisation, read_dcat

    dataset = offer()
    harvest = read_dcat(client.get("/catalog.ttl").content, Serialisation.TURTLE)
    assert [each.identifier for each in harvest.catalogue.datasets] == [dataset.identifier]
