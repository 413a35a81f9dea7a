"""A catalogue as DCAT-AP 3 (and, for high-value datasets, DCAT-AP HVD 3), as a graph and as text.

What DCAT-AP has no term for is said with a plain one of the same vocabularies: the licence of a dataset on the dataset
too, the number of rows as dct:extent, differences between versions as skos:changeNote. Columns are described by CSVW.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import IdentifiedNode

from openhall.data.dataset import Catalogue, Contact, DataService, Dataset, Distribution, Series, Version
from openhall.data.describe import terms
from openhall.data.describe.dcat_nodes import Nodes, address, duration, moment, text
from openhall.data.describe.terms import (
    ADMS,
    DCAT,
    DCATAP,
    DCTERMS,
    FOAF,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SKOS,
    SPDX,
    XSD,
)  # fmt: skip
from openhall.data.vocabulary import AUTHORITY, HIGH_VALUE_REGULATION


class Serialisation(StrEnum):
    """How RDF is written, by media type."""

    TURTLE = "text/turtle"
    RDF_XML = "application/rdf+xml"
    JSON_LD = "application/ld+json"
    N_TRIPLES = "application/n-triples"


_NAMES = {
    Serialisation.TURTLE: "turtle",
    Serialisation.RDF_XML: "pretty-xml",
    Serialisation.JSON_LD: "json-ld",
    Serialisation.N_TRIPLES: "nt",
}


def dcat_ap_text(catalogue: Catalogue, serialisation: Serialisation) -> bytes:
    """The catalogue as DCAT-AP 3 in a serialisation, UTF-8. Nothing is fetched to read or write it."""
    return written(dcat_ap(catalogue), serialisation)


def written(graph: Graph, serialisation: Serialisation) -> bytes:
    """A graph as text."""
    options: dict[str, Any] = {}
    if serialisation == Serialisation.JSON_LD:
        options["context"] = {prefix: str(space) for prefix, space in PREFIXES.items()}
    return graph.serialize(None, _NAMES[serialisation], None, "utf-8", **options)


def dcat_ap(catalogue: Catalogue) -> Graph:
    """The catalogue as a graph of DCAT-AP 3."""
    writing = _Writing(catalogue)
    writing.catalogue()
    return writing.nodes.graph


def distribution_uri(dataset: Dataset, distribution: Distribution) -> str:
    """The address of a distribution as a thing, below its dataset's."""
    return f"{dataset.uri}#distribution-{distribution.identifier}"


class _Writing:
    def __init__(self, catalogue: Catalogue) -> None:
        self.whole = catalogue
        self.nodes = Nodes(terms.new_graph())
        self.series_uris = {each.identifier: each.uri for each in catalogue.series}
        self.service_uris = {each.identifier: each.uri for each in catalogue.services}
        self.by_identifier = {each.identifier: each for each in catalogue.datasets}

    def catalogue(self) -> None:
        whole, nodes = self.whole, self.nodes
        node = address(whole.uri)
        nodes.add(node, RDF.type, DCAT.Catalog)
        nodes.texts(node, DCTERMS.title, whole.title)
        nodes.texts(node, DCTERMS.description, whole.description)
        nodes.add(node, DCTERMS.publisher, nodes.agent(whole.publisher))
        if whole.homepage:
            nodes.add(node, FOAF.homepage, nodes.typed(whole.homepage, FOAF.Document))
        nodes.languages(node, whole.languages)
        if whole.licence:
            nodes.add(node, DCTERMS.license, nodes.typed(whole.licence, DCTERMS.LicenseDocument))
        nodes.add(node, DCTERMS.issued, moment(whole.issued))
        nodes.add(node, DCTERMS.modified, moment(whole.modified))
        for place in whole.places:
            nodes.add(node, DCTERMS.spatial, nodes.place(place))
        themes = address(f"{AUTHORITY}data-theme")
        nodes.add(node, DCAT.themeTaxonomy, themes)
        nodes.add(themes, RDF.type, SKOS.ConceptScheme)
        nodes.add(themes, DCTERMS.title, Literal("data-theme", lang="en"))
        for series in whole.series:
            self.series(series)
        for dataset in whole.datasets:
            nodes.add(node, DCAT.dataset, self.dataset(dataset))
        for service in whole.services:
            nodes.add(node, DCAT.service, self.service(service))

    def series(self, series: Series) -> None:
        nodes, node = self.nodes, address(series.uri)
        nodes.add(node, RDF.type, DCAT.DatasetSeries)
        nodes.add(node, DCTERMS.identifier, text(series.identifier))
        nodes.texts(node, DCTERMS.title, series.title)
        nodes.texts(node, DCTERMS.description, series.description)
        nodes.add(node, DCTERMS.accrualPeriodicity, nodes.frequency(series.frequency))
        if series.publisher:
            nodes.add(node, DCTERMS.publisher, nodes.agent(series.publisher))
        members = [each for each in self.whole.datasets if each.series == series.identifier]
        if any(each.high_value for each in members):
            self._high_value(node, members)

    def dataset(self, dataset: Dataset) -> URIRef:
        nodes, node = self.nodes, address(dataset.uri)
        self._resource(node, dataset)
        nodes.add(node, DCTERMS.identifier, text(dataset.identifier))
        nodes.add(node, DCTERMS.issued, moment(dataset.issued))
        nodes.add(node, DCTERMS.modified, moment(dataset.modified))
        nodes.add(node, DCTERMS.accrualPeriodicity, nodes.frequency(dataset.frequency))
        for place in dataset.places:
            nodes.add(node, DCTERMS.spatial, nodes.place(place))
        for period in dataset.periods:
            nodes.add(node, DCTERMS.temporal, nodes.period(period))
        if dataset.resolution is not None:
            nodes.add(node, DCAT.temporalResolution, duration(dataset.resolution))
        nodes.add(node, DCTERMS.provenance, nodes.statement(dataset.provenance, DCTERMS.ProvenanceStatement))
        if dataset.landing_page:
            nodes.add(node, DCAT.landingPage, nodes.typed(dataset.landing_page, FOAF.Document))
        for page in dataset.documentation:
            nodes.add(node, FOAF.page, nodes.typed(page, FOAF.Document))
        for standard in dataset.conforms_to:
            nodes.add(node, DCTERMS.conformsTo, nodes.typed(standard, DCTERMS.Standard))
        if dataset.version:
            nodes.add(node, DCAT.version, text(dataset.version))
        if dataset.source:
            nodes.add(node, PROV.wasDerivedFrom, address(dataset.source))
        if dataset.series:
            nodes.add(node, DCAT.inSeries, address(self.series_uris.get(dataset.series, dataset.series)))
        for distribution in dataset.distributions:
            uri = distribution_uri(dataset, distribution)
            nodes.add(node, DCAT.distribution, self.distribution(uri, distribution, dataset))
        for version in dataset.versions:
            nodes.add(node, DCAT.hasVersion, self.version(version, dataset, node))
        return node

    def _resource(self, node: URIRef, dataset: Dataset) -> None:
        """What is said of a dataset and of each of its versions."""
        nodes = self.nodes
        nodes.add(node, RDF.type, DCAT.Dataset)
        nodes.texts(node, DCTERMS.title, dataset.title)
        nodes.texts(node, DCTERMS.description, dataset.description)
        if dataset.publisher.name:
            nodes.add(node, DCTERMS.publisher, nodes.agent(dataset.publisher))
        nodes.add(node, DCAT.contactPoint, nodes.contact(dataset.contact))
        for tag, word in dataset.keywords:
            nodes.add(node, DCAT.keyword, text(word, tag))
        for theme in dataset.themes:
            nodes.add(node, DCAT.theme, nodes.theme(theme))
        for uri in dataset.concepts:
            nodes.add(node, DCAT.theme, self._other_concept(uri))
        if dataset.licence:
            nodes.add(node, DCTERMS.license, nodes.typed(dataset.licence, DCTERMS.LicenseDocument))
        nodes.add(node, DCTERMS.rights, nodes.statement(dataset.rights, DCTERMS.RightsStatement))
        nodes.add(node, DCTERMS.accessRights, nodes.access(dataset.access))
        nodes.languages(node, dataset.languages)
        self._high_value(node, [dataset])

    def _other_concept(self, uri: str) -> URIRef:
        node = address(uri)
        self.nodes.add(node, RDF.type, SKOS.Concept)
        self.nodes.add(node, SKOS.prefLabel, Literal(uri.rstrip("/#").rpartition("/")[2] or uri))
        return node

    def _high_value(self, node: IdentifiedNode, datasets: Sequence[Dataset]) -> None:
        for dataset in datasets:
            for category in dataset.high_value:
                self.nodes.add(node, DCATAP.hvdCategory, self.nodes.high_value(category))
            self.nodes.legislation(node, legislation_of(dataset))

    def version(self, version: Version, dataset: Dataset, of: URIRef) -> URIRef:
        nodes, node = self.nodes, address(version.uri)
        self._resource(node, dataset)
        nodes.add(node, DCAT.isVersionOf, of)
        nodes.add(node, DCAT.version, text(version.number))
        nodes.add(node, DCTERMS.issued, moment(version.issued))
        nodes.texts(node, ADMS.versionNotes, version.notes)
        if version.changes:
            nodes.add(node, SKOS.changeNote, text(version.changes))
        for distribution in version.distributions:
            uri = f"{version.uri}#distribution-{distribution.identifier}"
            nodes.add(node, DCAT.distribution, self.distribution(uri, distribution, dataset))
        return node

    def distribution(self, uri: str, distribution: Distribution, dataset: Dataset) -> URIRef:
        nodes, node = self.nodes, address(uri)
        nodes.add(node, RDF.type, DCAT.Distribution)
        nodes.add(node, DCTERMS.identifier, text(distribution.identifier))
        nodes.texts(node, DCTERMS.title, distribution.title)
        nodes.texts(node, DCTERMS.description, distribution.description)
        nodes.add(node, DCAT.accessURL, nodes.resource(distribution.access_url))
        if distribution.download_url:
            nodes.add(node, DCAT.downloadURL, nodes.resource(distribution.download_url))
        if distribution.format:
            nodes.add(node, DCTERMS.format, nodes.format(distribution.format))
        if distribution.media_type:
            nodes.add(node, DCAT.mediaType, nodes.media_type(distribution.media_type))
        if distribution.bytes is not None:
            nodes.add(node, DCAT.byteSize, Literal(str(distribution.bytes), datatype=XSD.nonNegativeInteger))
        if distribution.sha256:
            nodes.add(node, SPDX.checksum, nodes.checksum(distribution.sha256))
        if distribution.rows is not None:
            extent = BNode()
            nodes.add(extent, RDF.type, DCTERMS.SizeOrDuration)
            nodes.add(extent, RDF.value, Literal(distribution.rows))
            nodes.add(extent, RDFS.label, Literal(f"{distribution.rows:,} rows", lang="en"))
            nodes.add(node, DCTERMS.extent, extent)
        licence = distribution.licence or dataset.licence
        if licence:
            nodes.add(node, DCTERMS.license, nodes.typed(licence, DCTERMS.LicenseDocument))
        nodes.add(node, DCTERMS.issued, moment(distribution.issued))
        nodes.add(node, DCTERMS.modified, moment(distribution.modified))
        if distribution.service in self.service_uris:
            nodes.add(node, DCAT.accessService, address(self.service_uris[distribution.service]))
        available = nodes.concept(
            f"{AUTHORITY}planned-availability/STABLE", f"{AUTHORITY}planned-availability", "Stable"
        )
        nodes.add(node, DCATAP.availability, available)
        if dataset.high_value:
            nodes.legislation(node, legislation_of(dataset))
        return node

    def service(self, service: DataService) -> URIRef:
        nodes, node = self.nodes, address(service.uri)
        served = [self.by_identifier[each] for each in service.datasets if each in self.by_identifier]
        nodes.add(node, RDF.type, DCAT.DataService)
        nodes.add(node, DCTERMS.identifier, text(service.identifier))
        nodes.texts(node, DCTERMS.title, service.title)
        nodes.texts(node, DCTERMS.description, service.description)
        nodes.add(node, DCAT.endpointURL, nodes.resource(service.endpoint))
        if service.documentation:
            nodes.add(node, DCAT.endpointDescription, nodes.resource(service.documentation))
            nodes.add(node, FOAF.page, nodes.typed(service.documentation, FOAF.Document))
        for standard in service.conforms_to:
            nodes.add(node, DCTERMS.conformsTo, nodes.typed(standard, DCTERMS.Standard))
        if service.licence:
            nodes.add(node, DCTERMS.license, nodes.typed(service.licence, DCTERMS.LicenseDocument))
        nodes.add(node, DCTERMS.publisher, nodes.agent(self.whole.publisher))
        nodes.add(node, DCAT.contactPoint, nodes.contact(_first_contact(served or self.whole.datasets)))
        for dataset in served:
            nodes.add(node, DCAT.servesDataset, address(dataset.uri))
        self._high_value(node, [each for each in served or self.whole.datasets if each.high_value])
        return node


def legislation_of(dataset: Dataset) -> tuple[str, ...]:
    """The acts that oblige to publish a dataset: the regulation on high-value datasets too where it is one."""
    if dataset.high_value and HIGH_VALUE_REGULATION not in dataset.legislation:
        return (*dataset.legislation, HIGH_VALUE_REGULATION)
    return dataset.legislation


def _first_contact(datasets: Sequence[Dataset]) -> Contact | None:
    return next((each.contact for each in datasets if each.contact), None)
