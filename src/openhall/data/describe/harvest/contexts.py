"""JSON-LD contexts that catalogues name by an address, as they are laid in instead of being fetched."""

from __future__ import annotations

from typing import Any

_POD = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "accessURL": {"@id": "dcat:accessURL", "@type": "@id"},
    "accrualPeriodicity": "dct:accrualPeriodicity",
    "contactPoint": "dcat:contactPoint",
    "dataset": {"@id": "dcat:dataset", "@container": "@set"},
    "description": "dct:description",
    "describedBy": {"@id": "dct:conformsTo", "@type": "@id"},
    "distribution": {"@id": "dcat:distribution", "@container": "@set"},
    "downloadURL": {"@id": "dcat:downloadURL", "@type": "@id"},
    "fn": "vcard:fn",
    "format": "dct:format",
    "hasEmail": {"@id": "vcard:hasEmail", "@type": "@id"},
    "identifier": "dct:identifier",
    "issued": "dct:issued",
    "keyword": "dcat:keyword",
    "landingPage": {"@id": "dcat:landingPage", "@type": "@id"},
    "language": "dct:language",
    "license": {"@id": "dct:license", "@type": "@id"},
    "mediaType": "dcat:mediaType",
    "modified": "dct:modified",
    "name": "foaf:name",
    "publisher": "dct:publisher",
    "rights": "dct:rights",
    "spatial": "dct:spatial",
    "temporal": "dct:temporal",
    "theme": {"@id": "dcat:theme"},
    "title": "dct:title",
}
_SCHEMA = {"@vocab": "http://schema.org/", "schema": "http://schema.org/"}
_KNOWN: dict[str, Any] = {
    "project-open-data.cio.gov/v1.1/schema/catalog.jsonld": _POD,
    "schema.org": _SCHEMA,
    "www.w3.org/ns/dcat.jsonld": _POD,
}


def known(address: str) -> Any:
    """The context of an address, None where it is not known here."""
    bare = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    return _KNOWN.get(bare)
