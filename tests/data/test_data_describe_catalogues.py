"""A catalogue is described for others without loss and read back; broken and hostile documents are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import DCTERMS, RDF
from tests.data.described_catalogue import BASE, CATALOGUE, TREES

from openhall.data.dataset import text_in
from openhall.data.describe import (
    Harvest,
    Serialisation,
    UnreadableCatalogue,
    comparable,
    dcat_ap,
    dcat_ap_text,
    dcat_us_text,
    read_ckan,
    read_data_json,
    read_dcat,
)  # fmt: skip
from openhall.data.describe.terms import DCAT
from openhall.data.vocabulary import AccessRights, Frequency, Theme


@pytest.mark.parametrize("serialisation", list(Serialisation))
def test_a_catalogue_is_read_back_from_dcat_as_it_was_written(serialisation: Serialisation) -> None:
    back = read_dcat(dcat_ap_text(CATALOGUE, serialisation), serialisation)
    assert back.problems == ()
    assert comparable(back.catalogue) == comparable(CATALOGUE)


def test_a_catalogue_is_read_back_from_data_json_as_it_was_written() -> None:
    back = read_data_json(dcat_us_text(CATALOGUE))
    assert back.problems == ()
    assert comparable(back.catalogue) == comparable(CATALOGUE)


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix spdx: <http://spdx.org/rdf/terms#> .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
   sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
   sh:property [ sh:path dct:license ; sh:maxCount 1 ; sh:class dct:LicenseDocument ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
   sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ] ;
   sh:property [ sh:path dcat:theme ; sh:nodeKind sh:IRI ] .
"""


def test_each_version_is_a_dataset_of_its_own_that_stays_citable() -> None:
    graph = dcat_ap(CATALOGUE)
    conforms, _, report = validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report
    versions = set(graph.subjects(DCAT.isVersionOf))
    assert {str(each) for each in versions} == {f"{BASE}/data/trees/1", f"{BASE}/data/trees/2"}
    assert all(
        (each, RDF.type, DCAT.Dataset) in graph and graph.value(each, DCTERMS.title) for each in versions
    )
    assert not versions & set(graph.objects(None, DCAT.dataset))


def test_signs_that_no_address_or_xml_may_hold_do_not_break_a_document() -> None:
    from dataclasses import replace

    odd = replace(
        TREES, title={"en": "A\x00\x0bB <&> \"'"}, landing_page=f"{BASE}/a b<c>", versions=(), series=""
    )
    whole = replace(CATALOGUE, datasets=(odd,))
    for serialisation in Serialisation:
        back = read_dcat(dcat_ap_text(whole, serialisation), serialisation).catalogue.datasets[0]
        assert back.title == {"en": "A  B <&> \"'"}
        assert back.landing_page == f"{BASE}/a%20b%3Cc%3E"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/">
<rdf:Description rdf:about="https://x.example/"><dct:title>&b;</dct:title></rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    ("text", "serialisation", "words"),
    [
        (BOMB, Serialisation.RDF_XML, "DOCTYPE"),
        (b"<a", Serialisation.RDF_XML, "no XML"),
        (b"@prefix", Serialisation.TURTLE, "text/turtle"),
        (b"", Serialisation.TURTLE, "no DCAT catalogue"),
        (b"[" * 5000, Serialisation.TURTLE, "too deep|text/turtle"),
        (b"{", Serialisation.JSON_LD, "no JSON"),
        (b'{"@context": "http://169.254.169.254/secret"}', Serialisation.JSON_LD, "not fetched"),
        (b'{"@context": [{"@import": "file:///etc/passwd"}]}', Serialisation.JSON_LD, "not fetched"),
        (
            b'{"@context": {"a": {"@id": "x:a", "@context": "http://x.example/"}}}',
            Serialisation.JSON_LD,
            "not fetched",
        ),
        (b'{"a":' * 100 + b"1" + b"}" * 100, Serialisation.JSON_LD, "deep"),
    ],
)
def test_hostile_and_broken_documents_are_refused_in_a_sentence(
    text: bytes, serialisation: Serialisation, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("urllib.request.urlopen", opened)
    with pytest.raises(UnreadableCatalogue, match=words):
        read_dcat(text, serialisation)


def turtle(body: str) -> Harvest:
    prefixes = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix schema: <http://schema.org/> . "
    )
    return read_dcat((prefixes + body).encode(), Serialisation.TURTLE, "https://portal.example/catalog")


def test_dcat_as_older_portals_write_it_is_understood() -> None:
    found = turtle(
        """
        <https://p.example/d/1> a dcat:Dataset ; dct:title "Cars" ; dct:publisher [ foaf:name "Town" ] ;
          dct:accrualPeriodicity <http://purl.org/cld/freq/monthly> ; dct:language "en" ;
          dct:language <http://id.loc.gov/vocabulary/iso639-1/de> ;
          dct:temporal [ schema:startDate "2020-01-01" ; schema:endDate "2020" ] ; dct:issued "2019" ;
          dcat:theme <http://publications.europa.eu/resource/authority/data-theme/TRAN>, <https://x.example/cars> ;
          dct:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED> ;
          dct:spatial "POLYGON((1 2, 3 2, 3 4, 1 4, 1 2))" ;
          dcat:distribution [ a dcat:Distribution ; dcat:downloadURL <https://p.example/1.csv> ; dct:format "text/csv" ;
             dcat:byteSize "10.0" ; dct:license <https://l.example/> ] .
        """
    ).catalogue.datasets[0]
    assert found.title == {"": "Cars"} and found.publisher.name == {"": "Town"}
    assert found.frequency == Frequency.MONTHLY and found.languages == ("de", "en")
    assert found.themes == (Theme.TRANSPORT,) and found.concepts == ("https://x.example/cars",)
    assert found.access == AccessRights.RESTRICTED
    assert (found.periods[0].start.isoformat(), found.periods[0].end.isoformat()) == (
        "2020-01-01",
        "2020-01-01",
    )
    assert (found.places[0].box.west, found.places[0].box.north) == (1, 4)
    file = found.distributions[0]
    assert (file.access_url, file.media_type, file.format, file.bytes) == (
        "https://p.example/1.csv",
        "text/csv",
        "",
        10,
    )
    assert found.licence == "https://l.example/" and file.licence == ""


def test_what_is_listed_and_not_described_is_told() -> None:
    found = turtle(
        '<#c> a dcat:Catalog ; dct:title "C" ; dcat:dataset <#gone>, <#here> . <#here> a dcat:Dataset ; dct:title "H" .'
    )
    assert [each.title for each in found.catalogue.datasets] == [{"": "H"}]
    assert "gone" in str(found.problems[0])


def ckan(*packages: dict[str, Any]) -> Harvest:
    answer = {"success": True, "result": {"count": 99, "results": list(packages)}}
    return read_ckan(json.dumps(answer).encode(), "https://ckan.example/")


def test_datasets_of_ckan_are_read_with_their_extras_and_files() -> None:
    found = ckan(
        {
            "id": "9",
            "name": "bus-stops",
            "title": "Bus stops",
            "notes": "All stops.",
            "license_url": "https://l.example/",
            "organization": {"name": "transit", "title": "Transit"},
            "tags": [{"name": "bus"}],
            "metadata_created": "2020-01-02T03:04:05.678",
            "extras": [
                {"key": "frequency", "value": "weekly"},
                {"key": "spatial", "value": '{"type":"Polygon","coordinates":[[[1,2],[3,2],[3,4],[1,2]]]}'},
                {
                    "key": "theme",
                    "value": '["http://publications.europa.eu/resource/authority/data-theme/TRAN"]',
                },
            ],
            "resources": [
                {
                    "id": "r",
                    "url": "https://f.example/s.csv",
                    "format": "csv",
                    "size": "12",
                    "hash": "ab" * 32,
                },
                {"id": "q", "url": "https://f.example/s.md5", "hash": "ab" * 16},
            ],
        }
    )
    dataset = found.catalogue.datasets[0]
    assert found.total == 99
    assert (dataset.slug, dataset.uri) == ("bus-stops", "https://ckan.example/dataset/bus-stops")
    assert dataset.publisher.name == {"": "Transit"} and dataset.frequency == Frequency.WEEKLY
    assert dataset.issued is not None and dataset.issued.isoformat() == "2020-01-02T03:04:05.678000+00:00"
    assert dataset.themes == (Theme.TRANSPORT,) and dataset.places[0].box is not None
    assert [(each.format, each.bytes, each.sha256) for each in dataset.distributions] == [
        ("CSV", 12, "ab" * 32),
        ("", None, ""),
    ]


def test_texts_under_names_that_are_no_languages_are_kept_without_one() -> None:
    found = ckan({"name": "a", "title_translated": {"pt_BR": "Um", "@id": "Two"}}).catalogue
    assert found.datasets[0].title == {"": "Two", "pt-BR": "Um"}
    assert (
        read_dcat(dcat_ap_text(found, Serialisation.TURTLE), Serialisation.TURTLE).catalogue.datasets[0].title
    )


def test_an_answer_that_is_an_error_or_no_catalogue_is_refused() -> None:
    with pytest.raises(UnreadableCatalogue, match="Not authorized"):
        read_ckan(b'{"success": false, "error": {"@value": "Not authorized"}}', "https://ckan.example")
    with pytest.raises(UnreadableCatalogue, match="no list"):
        read_data_json(b'{"x": 1}')
    with pytest.raises(UnreadableCatalogue, match="deep"):
        read_ckan(b'{"result":' * 100 + b"1" + b"}" * 100, "https://ckan.example")
    (told,) = ckan({"title": None}, {"name": "a"}).problems
    assert str(told) == "Dataset 1 of the answer has no name."


def test_data_json_of_project_open_data_is_read() -> None:
    old = {
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "dataset": [
            {
                "title": "Permits",
                "description": "All permits.",
                "identifier": "p-1",
                "accessLevel": "restricted public",
                "accrualPeriodicity": "R/P1M",
                "modified": "2020-05-06",
                "keyword": ["permits", "building"],
                "publisher": {"name": "Planning", "subOrganizationOf": {"name": "City"}},
                "contactPoint": {"fn": "Desk", "hasEmail": "mailto:d@city.example"},
                "spatial": "-122.5,37.5,-122.25,37.75",
                "temporal": "2019-01-01/2020-01-01",
                "distribution": [
                    {"downloadURL": "https://f.example/p.csv", "mediaType": "text/csv", "title": "Rows"}
                ],
            }
        ],
    }
    dataset = read_data_json(json.dumps(old).encode(), "https://old.example/data.json").catalogue.datasets[0]
    assert dataset.access == AccessRights.RESTRICTED and dataset.frequency == Frequency.MONTHLY
    assert dataset.keywords == (("en", "building"), ("en", "permits"))
    assert dataset.contact is not None and dataset.contact.e_mail == "d@city.example"
    assert dataset.places[0].box is not None and dataset.places[0].box.east == -122.25
    assert dataset.distributions[0].media_type == "text/csv"
    assert dataset.uri == "https://old.example/data.json#dataset-p-1"


def test_a_text_is_shown_in_the_readers_language_or_the_next_best() -> None:
    texts = {"en": "Trees", "de-AT": "Bäume"}
    assert [text_in(texts, each) for each in ("en-GB", "de", "fr")] == ["Trees", "Bäume", "Trees"]
    assert text_in({}, "en") == ""
