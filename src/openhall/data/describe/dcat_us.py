"""A catalogue as DCAT-US 3 JSON: the `data.json` of public bodies in the United States.

Source: https://github.com/DOI-DO/dcat-us, its JSON schemas and its JSON-LD context. What these have no name for is said
by a term with a prefix that the context knows (`foaf:homepage`), so that readers of JSON-LD find the same statement.
Keywords stand in `keywordMap`, because the schema takes one text only as `keyword`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from openhall.data.dataset import (
    Agent,
    Catalogue,
    Contact,
    DataService,
    Dataset,
    Distribution,
    Moment,
    Period,
    Place,
    Series,
    Texts,
    Version,
    text_in,
)  # fmt: skip
from openhall.data.describe import terms
from openhall.data.describe.dcat_ap import distribution_uri, legislation_of
from openhall.data.describe.dcat_nodes import box_text, duration
from openhall.data.vocabulary import AUTHORITY, AccessRights

CONTEXT = "https://raw.githubusercontent.com/DOI-DO/dcat-us/main/context/dcat-us-3.0.jsonld"
UNRESTRICTED = "https://data.resources.gov/vocab/nara/AccessRestrictionStatusAuthorityList/Unrestricted"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
Json = dict[str, Any]


def dcat_us_text(catalogue: Catalogue, language: str = "en") -> bytes:
    """The catalogue as `data.json`, UTF-8. `language`: the one of texts that stand alone; all stand in their maps."""
    return orjson.dumps(dcat_us(catalogue, language), option=orjson.OPT_INDENT_2)


def dcat_us(catalogue: Catalogue, language: str = "en") -> Json:
    """The catalogue as the JSON object of DCAT-US 3."""
    return _Writing(catalogue, language).catalogue()


class _Writing:
    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.whole = catalogue
        self.language = language
        self.series = {each.identifier: each for each in catalogue.series}
        self.services = {each.identifier: each.uri for each in catalogue.services}
        self.datasets = {each.identifier: each for each in catalogue.datasets}

    def catalogue(self) -> Json:
        whole = self.whole
        return _present(
            {
                "@context": CONTEXT,
                "@id": whole.uri,
                "@type": "dcat:Catalog",
                **self._texts("title", whole.title),
                **self._texts("description", whole.description),
                "publisher": self._agent(whole.publisher),
                "homepage": whole.homepage,
                "language": [terms.language_uri(tag) for tag in whole.languages],
                "license": whole.licence,
                "issued": _moment(whole.issued),
                "modified": _moment(whole.modified),
                "themeTaxonomy": [f"{AUTHORITY}data-theme"],
                "spatial": [_place(each) for each in whole.places],
                "service": [self._service(each) for each in whole.services],
            }
        ) | {"dataset": [self._dataset(each) for each in whole.datasets]}

    def _texts(self, name: str, texts: Texts) -> Json:
        """A text in the one language, and a map of all of them where there are more."""
        shown = text_in(texts, self.language)
        if list(texts) == [self.language] or not texts:
            return {name: shown}
        # JSON-LD's tag for a text of no known language.
        return {name: shown, f"{name}Map": {tag or "und": text for tag, text in texts.items()}}

    def _agent(self, agent: Agent) -> Json:
        name = text_in(agent.name, self.language) or text_in(self.whole.publisher.name, self.language)
        return _present(
            {
                "@id": agent.uri,
                "@type": "org:Organization",
                "name": name,
                **self._texts("prefLabel", agent.name or {self.language: name}),
                "foaf:homepage": agent.homepage,
                "foaf:mbox": agent.e_mail and f"mailto:{agent.e_mail}",
                "category": agent.kind,
            }
        )

    def _series(self, series: Series) -> Json:
        return _present(
            {
                "@id": series.uri,
                "@type": "dcat:DatasetSeries",
                **self._texts("title", series.title),
                **self._texts("description", series.description),
                "dcterms:identifier": series.identifier,
                "accrualPeriodicity": series.frequency and series.frequency.uri,
                "publisher": series.publisher and self._agent(series.publisher),
            }
        )

    def _dataset(self, dataset: Dataset) -> Json:
        boxes = [each.box for each in dataset.places if each.box]
        return _present(
            {
                **self._resource(dataset),
                "@id": dataset.uri,
                "identifier": [dataset.identifier],
                "issued": _moment(dataset.issued),
                "modified": _moment(dataset.modified),
                "accrualPeriodicity": dataset.frequency and dataset.frequency.uri,
                "spatial": [_place(each) for each in dataset.places],
                "geographicBoundingBox": [
                    {
                        "@type": "dcat-us:GeographicBoundingBox",
                        "westBoundingLongitude": repr(box.west),
                        "southBoundingLatitude": repr(box.south),
                        "eastBoundingLongitude": repr(box.east),
                        "northBoundingLatitude": repr(box.north),
                    }
                    for box in boxes
                ],
                "temporal": [_period(each) for each in dataset.periods],
                "temporalResolution": None
                if dataset.resolution is None
                else str(duration(dataset.resolution)),
                "provenance": [{"rdfs:label": _tagged(dataset.provenance)}] if dataset.provenance else None,
                "landingPage": dataset.landing_page,
                **_first_and_all("page", "foaf:page", dataset.documentation),
                **_first_and_all("conformsTo", "dcterms:conformsTo", dataset.conforms_to),
                "version": dataset.version,
                "inSeries": [self._series(self.series[dataset.series])]
                if dataset.series in self.series
                else None,
                "hasVersion": [self._version(each, dataset) for each in dataset.versions],
                "prov:wasDerivedFrom": dataset.source and {"@id": dataset.source},
                "distribution": [
                    self._distribution(each, distribution_uri(dataset, each), dataset)
                    for each in dataset.distributions
                ],
            }
        )

    def _resource(self, dataset: Dataset) -> Json:
        """What is said of a dataset and of each of its versions."""
        keywords: dict[str, list[str]] = {}
        for tag, word in dataset.keywords:
            keywords.setdefault(tag or "und", []).append(word)
        complete = dataset.contact and dataset.contact.e_mail and dataset.contact.name
        contact = dataset.contact and [_contact(dataset.contact)]
        return {
            "@type": "dcat:Dataset",
            **self._texts("title", dataset.title),
            **self._texts("description", dataset.description),
            "publisher": self._agent(dataset.publisher),
            # The schema takes a contact only with both a name and an e-mail address.
            "contactPoint" if complete else "dcat:contactPoint": contact,
            "keywordMap": keywords,
            "theme": [
                *(
                    {
                        "@id": theme.uri,
                        "@type": "skos:Concept",
                        "prefLabel": terms.THEME_TITLES[theme],
                        "inScheme": f"{AUTHORITY}data-theme",
                    }
                    for theme in dataset.themes
                ),
                *dataset.concepts,
            ],
            "license": dataset.licence,
            "rights": {"rdfs:label": _tagged(dataset.rights)} if dataset.rights else None,
            "accessRights": dataset.access.uri,
            "language": [terms.language_uri(tag) for tag in dataset.languages],
            "dcatap:hvdCategory": [{"@id": each.uri} for each in dataset.high_value],
            "dcatap:applicableLegislation": [{"@id": each} for each in legislation_of(dataset)],
        }

    def _version(self, version: Version, dataset: Dataset) -> Json:
        return _present(
            {
                **self._resource(dataset),
                "@id": version.uri,
                "version": version.number,
                "issued": _moment(version.issued),
                "versionNotes": text_in(version.notes, self.language),
                "adms:versionNotes": _tagged(version.notes)
                if list(version.notes) not in ([], [self.language])
                else None,
                "skos:changeNote": version.changes,
                "distribution": [
                    self._distribution(each, f"{version.uri}#distribution-{each.identifier}", dataset)
                    for each in version.distributions
                ],
            }
        )

    def _distribution(self, distribution: Distribution, uri: str, dataset: Dataset) -> Json:
        format_uri = terms.file_type_uri(distribution.format)
        name = {"@type": "dcterms:MediaType", "rdfs:label": distribution.format}
        free = dataset.access == AccessRights.PUBLIC
        media_type = distribution.media_type and terms.MEDIA_TYPES + distribution.media_type
        service = self.services.get(distribution.service)
        return _present(
            {
                "@id": uri,
                "@type": "dcat:Distribution",
                "identifier": [distribution.identifier],
                **self._optional("title", distribution.title),
                **self._optional("description", distribution.description),
                "accessURL": distribution.access_url,
                "downloadURL": distribution.download_url,
                "format": format_uri or (name if distribution.format else None),
                "mediaType": media_type,
                "byteSize": None if distribution.bytes is None else str(distribution.bytes),
                "checksum": distribution.sha256
                and {"@type": "spdx:Checksum", "algorithm": SHA256, "checksumValue": distribution.sha256},
                "dcterms:extent": None if distribution.rows is None else {"rdf:value": distribution.rows},
                "license": distribution.licence or dataset.licence,
                "issued": _moment(distribution.issued),
                "modified": _moment(distribution.modified),
                "accessService": [service] if service else None,
                "accessRestriction": [
                    {"@type": "dcat-us:AccessRestriction", "restrictionStatus": UNRESTRICTED}
                ]
                if free
                else None,
            }
        )

    def _optional(self, name: str, texts: Texts) -> Json:
        return self._texts(name, texts) if texts else {}

    def _service(self, service: DataService) -> Json:
        served = [self.datasets[each] for each in service.datasets if each in self.datasets]
        contacts = [each.contact for each in served or self.whole.datasets if each.contact]
        complete = [_contact(each) for each in contacts if each.name and each.e_mail]
        return _present(
            {
                "@id": service.uri,
                "@type": "dcat:DataService",
                "identifier": [service.identifier],
                **self._texts("title", service.title),
                **self._optional("description", service.description),
                "publisher": self._agent(self.whole.publisher),
                "endpointURL": [service.endpoint],
                "endpointDescription": service.documentation and [service.documentation],
                "conformsTo": list(service.conforms_to),
                "license": service.licence,
                "servesDataset": [each.uri for each in served],
            }
        ) | {"contactPoint": complete[:1]}


def _contact(contact: Contact) -> Json:
    return _present(
        {
            "@type": "vcard:Kind",
            "fn": contact.name,
            "hasEmail": contact.e_mail and f"mailto:{contact.e_mail}",
            "vcard:hasURL": contact.page and {"@id": contact.page},
            "vcard:hasTelephone": contact.telephone and f"tel:{contact.telephone}",
        }
    )


def _place(place: Place) -> Json:
    box = place.box and box_text(place.box)
    return _present(
        {"@id": place.uri, "@type": "dcterms:Location", "prefLabel": place.name, "gsp:asWKT": box}
    )


def _period(period: Period) -> Json:
    start, end = _moment(period.start), _moment(period.end)
    return _present({"@type": "dcterms:PeriodOfTime", "startDate": start, "endDate": end})


def _tagged(texts: Texts) -> list[Json]:
    """Texts as JSON-LD values, each with its language."""
    return [_present({"@value": text, "@language": tag}) for tag, text in texts.items()]


def _first_and_all(one: str, several: str, values: Sequence[str]) -> Json:
    """The schema takes one value; where there are more, all of them stand under the name with a prefix."""
    if len(values) < 2:
        return {one: next(iter(values), None)}
    return {one: values[0], several: [{"@id": each} for each in values]}


def _moment(value: Moment | None) -> str | None:
    return None if value is None else value.isoformat()


def _present(value: Mapping[str, Any]) -> Json:
    """Without what is not known: the schema takes null for few things, and nothing for all."""
    return {name: each for name, each in value.items() if each not in (None, "", [], {}, ())}
