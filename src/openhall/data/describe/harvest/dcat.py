"""A DCAT catalogue of another portal: DCAT 1 to 3 and their profiles, in Turtle, RDF/XML, JSON-LD or N-Triples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from openhall.data.dataset import (
    Agent,
    Catalogue,
    DataService,
    Dataset,
    Distribution,
    Series,
    Version,
)  # fmt: skip
from openhall.data.describe.dcat_ap import Serialisation
from openhall.data.describe.harvest import dcat_parts
from openhall.data.describe.harvest.dcat_parts import Parts
from openhall.data.describe.harvest.harvested import DATASETS, Harvest, UnreadableCatalogue
from openhall.data.describe.harvest.plain import is_address, read_size, read_span, slug_of, uri_of
from openhall.data.describe.harvest.rdf_text import read_rdf
from openhall.data.describe.terms import (
    ADMS,
    DCAT,
    DCATAP,
    DCTERMS,
    FOAF,
    OWL,
    PROV,
    RDF,
    RDFS,
    SKOS,
)  # fmt: skip
from openhall.data.vocabulary import HIGH_VALUE_REGULATION, AccessRights, Theme
from openhall.process.saying import gettext

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
Found = TypeVar("Found")


def read_dcat(text: bytes, serialisation: Serialisation, base: str = "https://base.invalid/") -> Harvest:
    """The catalogue in a document that came from `base`; all of its datasets where it names no catalogue.

    Texts of no known language have the tag "". Columns are not read: DCAT has none. Raises `UnreadableCatalogue`.
    """
    return _Reading(read_rdf(text, serialisation, base), base).harvest()


class _Reading:
    def __init__(self, graph: Graph, base: str) -> None:
        self.graph = graph
        self.base = base
        self.parts = Parts(graph)
        self.problems: list[str] = []
        self.services = {node: self.service(node) for node in self._all(DCAT.DataService)}
        self.series = {node: self.one_series(node) for node in self._all(DCAT.DatasetSeries)}

    def _all(self, kind: URIRef) -> list[Node]:
        return sorted(set(self.graph.subjects(RDF.type, kind)), key=str)

    def harvest(self) -> Harvest:
        catalogues = self._all(DCAT.Catalog)
        nodes = self._datasets(catalogues)
        if not nodes and not catalogues:
            raise UnreadableCatalogue(gettext("The document holds no DCAT catalogue and no dataset."))
        if len(nodes) > DATASETS:
            raise UnreadableCatalogue(
                gettext(
                    "The catalogue has %(nodes)s datasets; at most %(datasets)s are read.",
                    nodes=len(nodes),
                    datasets=DATASETS,
                )
            )
        catalogue = self.catalogue(catalogues[0] if catalogues else None)
        catalogue = replace(
            catalogue, datasets=tuple(self.dataset(node, catalogue.publisher) for node in nodes)
        )
        page = next(
            iter(self.graph.objects(None, HYDRA.next)),
            next(iter(self.graph.objects(None, HYDRA.nextPage)), ""),
        )
        return Harvest(catalogue, tuple(self.problems), str(page))

    def _datasets(self, catalogues: list[Node]) -> list[Node]:
        listed = {each for node in catalogues for each in self.graph.objects(node, DCAT.dataset)}
        typed = set(self._all(DCAT.Dataset))
        versions = {each for each in typed if self._main(each) is not None}
        found = (listed & typed) or (typed - versions - set(self.series))
        for node in sorted(listed - typed, key=str):
            self.problems.append(gettext("The dataset %(node)s is listed and not described.", node=str(node)))
        return sorted(found, key=str)

    def _main(self, node: Node) -> Node | None:
        """The dataset of which a node is a version."""
        main = self.parts.value(node, DCAT.isVersionOf, DCTERMS.isVersionOf)
        if main is None:
            main = next(self.graph.subjects(DCAT.hasVersion, node), None)
        return main if (main, RDF.type, DCAT.Dataset) in self.graph else None

    def catalogue(self, node: Node | None) -> Catalogue:
        parts = self.parts
        if node is None:
            return Catalogue(
                self.base,
                {"": self.base},
                {"": ""},
                Agent({}),
                services=self._services(),
                series=self._series(),
            )
        return Catalogue(
            uri=str(node) if isinstance(node, URIRef) else self.base,
            title=parts.texts(node, DCTERMS.title, FOAF.name, RDFS.label),
            description=parts.texts(node, DCTERMS.description),
            publisher=parts.agent(node, DCTERMS.publisher) or Agent({}),
            homepage=parts.address(node, FOAF.homepage),
            languages=parts.languages(node),
            licence=parts.named(node, DCTERMS.license, DCTERMS.rights),
            issued=parts.moment(node, DCTERMS.issued),
            modified=parts.moment(node, DCTERMS.modified),
            services=self._services(),
            series=self._series(),
            places=tuple(parts.place(each) for each in parts.values(node, DCTERMS.spatial)),
        )

    def _services(self) -> tuple[DataService, ...]:
        return tuple(self.services.values())

    def _series(self) -> tuple[Series, ...]:
        return tuple(self.series.values())

    def dataset(self, node: Node, publisher: Agent) -> Dataset:
        parts = self.parts
        uri = str(node) if isinstance(node, URIRef) else ""
        identifier = parts.text(node, DCTERMS.identifier, ADMS.identifier) or uri
        if not identifier:
            identifier = parts.text(node, DCTERMS.title)
            self.problems.append(
                gettext(
                    "The dataset %(identifier)s has neither an address nor an identifier.",
                    identifier=identifier,
                )
            )
        title = parts.texts(node, DCTERMS.title, RDFS.label) or {"": identifier}
        themes, concepts = self._subjects(node)
        licence = parts.named(node, DCTERMS.license)
        files = tuple(self.distribution(each) for each in parts.values(node, DCAT.distribution))
        if not licence and len({each.licence for each in files}) == 1:
            licence = files[0].licence
        said = self._access(node)
        high_value = tuple(sorted(self._each(node, DCATAP.hvdCategory, dcat_parts.read_high_value)))
        laws = {str(each) for each in parts.values(node, DCATAP.applicableLegislation)}
        frequency = parts.named(node, DCTERMS.accrualPeriodicity)
        series = parts.value(node, DCAT.inSeries)
        return Dataset(
            identifier=identifier,
            slug=slug_of(uri or identifier),
            uri=uri_of(uri, identifier, self.base),
            title=title,
            description=parts.texts(node, DCTERMS.description) or title,
            publisher=parts.agent(node, DCTERMS.publisher, DCTERMS.creator) or publisher,
            contact=parts.contact(node),
            keywords=self._keywords(node),
            themes=themes,
            concepts=concepts,
            licence=licence,
            rights=parts.statements(node, DCTERMS.rights) or said[1],
            access=said[0],
            languages=parts.languages(node),
            issued=parts.moment(node, DCTERMS.issued),
            modified=parts.moment(node, DCTERMS.modified),
            frequency=dcat_parts.read_frequency(frequency),
            places=tuple(sorted(map(parts.place, parts.values(node, DCTERMS.spatial)), key=repr)),
            periods=tuple(filter(None, map(parts.period, parts.values(node, DCTERMS.temporal)))),
            resolution=read_span(parts.text(node, DCAT.temporalResolution)),
            provenance=parts.statements(node, DCTERMS.provenance),
            landing_page=parts.address(node, DCAT.landingPage),
            documentation=tuple(
                str(each) for each in parts.values(node, FOAF.page) if isinstance(each, URIRef)
            ),
            conforms_to=self._named_all(node, DCTERMS.conformsTo),
            version=parts.text(node, DCAT.version, OWL.versionInfo, ADMS.version),
            versions=self._versions(node, licence),
            distributions=tuple(_without(each, licence) for each in files),
            series=self.series[series].identifier if series in self.series else "",
            high_value=high_value,
            legislation=tuple(sorted(laws - {HIGH_VALUE_REGULATION} if high_value else laws)),
            source=parts.address(node, PROV.wasDerivedFrom),
        )

    def _keywords(self, node: Node) -> tuple[tuple[str, str], ...]:
        found = self.parts.values(node, DCAT.keyword)
        return tuple(
            sorted(
                {(getattr(each, "language", None) or "", str(each)) for each in found if str(each).strip()}
            )
        )

    def _subjects(self, node: Node) -> tuple[tuple[Theme, ...], tuple[str, ...]]:
        values = [*self.parts.values(node, DCAT.theme), *self.parts.values(node, DCTERMS.subject)]
        found = [str(each) if not isinstance(each, Literal) else str(each).strip() for each in values]
        themes = {theme for each in found if (theme := dcat_parts.read_theme(each))}
        others = {each for each in found if is_address(each) and not dcat_parts.read_theme(each)}
        return tuple(sorted(themes)), tuple(sorted(others))

    def _access(self, node: Node) -> tuple[AccessRights, dict[str, str]]:
        value = self.parts.value(node, DCTERMS.accessRights)
        if value is None:
            return AccessRights.PUBLIC, {}
        known = dcat_parts.read_access(str(value)) or dcat_parts.read_access(self.parts.label(value))
        if known:
            return known, {}
        # Words that are of no list may mean that not everybody has the data; a reader has to see them.
        return AccessRights.PUBLIC, self.parts.statements(node, DCTERMS.accessRights)

    def _each(self, node: Node, term: URIRef, read: Callable[[str], Found | None]) -> list[Found]:
        return [found for each in self.parts.values(node, term) if (found := read(str(each))) is not None]

    def _named_all(self, node: Node, term: URIRef) -> tuple[str, ...]:
        found = self.parts.values(node, term)
        named = (
            str(each) if isinstance(each, URIRef | Literal) else self.parts.label(each) for each in found
        )
        return tuple(sorted(filter(None, named)))

    def _versions(self, node: Node, licence: str) -> tuple[Version, ...]:
        nodes = set(self.parts.values(node, DCAT.hasVersion, DCTERMS.hasVersion))
        nodes |= set(self.graph.subjects(DCAT.isVersionOf, node))
        found = [version for each in nodes if (version := self.version(each, licence))]
        return tuple(sorted(found, key=lambda each: (str(each.issued), each.number), reverse=True))

    def version(self, node: Node, licence: str) -> Version | None:
        parts = self.parts
        issued = parts.moment(node, DCTERMS.issued, DCTERMS.modified)
        number = parts.text(node, DCAT.version, OWL.versionInfo)
        if (node, RDF.type, DCAT.Dataset) not in self.graph or issued is None:
            self.problems.append(
                gettext(
                    "The version %(node)s is not described, or has no date of issue, and is left out.",
                    node=str(node),
                )
            )
            return None
        files = (_without(self.distribution(each), licence) for each in parts.values(node, DCAT.distribution))
        notes = parts.texts(node, ADMS.versionNotes)
        return Version(number, issued, str(node), notes, parts.text(node, SKOS.changeNote), tuple(files))

    def distribution(self, node: Node) -> Distribution:
        parts = self.parts
        download = parts.address(node, DCAT.downloadURL)
        access = parts.address(node, DCAT.accessURL) or download
        service = parts.value(node, DCAT.accessService)
        if not access:
            self.problems.append(
                gettext("The distribution %(label)s has no address.", label=parts.label(node) or str(node))
            )
        extent = parts.value(node, DCTERMS.extent)
        return Distribution(
            identifier=parts.text(node, DCTERMS.identifier) or self._name_of(node),
            access_url=access,
            format=parts.format(node),
            media_type=parts.media_type(node),
            download_url=download,
            title=parts.texts(node, DCTERMS.title, RDFS.label),
            description=parts.texts(node, DCTERMS.description),
            bytes=read_size(parts.text(node, DCAT.byteSize)),
            sha256=parts.checksum(node),
            rows=None if extent is None else read_size(parts.text(extent, RDF.value)),
            licence=parts.named(node, DCTERMS.license),
            issued=parts.moment(node, DCTERMS.issued),
            modified=parts.moment(node, DCTERMS.modified),
            service=self.services[service].identifier if service in self.services else "",
        )

    def _name_of(self, node: Node) -> str:
        return (
            slug_of(str(node))
            if isinstance(node, URIRef)
            else slug_of(self.parts.text(node, DCTERMS.title) or "file")
        )

    def service(self, node: Node) -> DataService:
        parts = self.parts
        uri = str(node) if isinstance(node, URIRef) else ""
        endpoint = parts.address(node, DCAT.endpointURL)
        served = (self._identifier(each) for each in parts.values(node, DCAT.servesDataset))
        return DataService(
            identifier=parts.text(node, DCTERMS.identifier) or uri or endpoint,
            uri=uri or endpoint,
            title=parts.texts(node, DCTERMS.title),
            endpoint=endpoint,
            description=parts.texts(node, DCTERMS.description),
            documentation=parts.address(node, DCAT.endpointDescription),
            conforms_to=self._named_all(node, DCTERMS.conformsTo),
            licence=parts.named(node, DCTERMS.license),
            datasets=tuple(served),
        )

    def _identifier(self, node: Node) -> str:
        return self.parts.text(node, DCTERMS.identifier) or str(node)

    def one_series(self, node: Node) -> Series:
        parts = self.parts
        return Series(
            identifier=self._identifier(node),
            uri=str(node),
            title=parts.texts(node, DCTERMS.title),
            description=parts.texts(node, DCTERMS.description),
            frequency=dcat_parts.read_frequency(parts.named(node, DCTERMS.accrualPeriodicity)),
            publisher=parts.agent(node, DCTERMS.publisher),
        )


def _without(distribution: Distribution, licence: str) -> Distribution:
    """A distribution whose licence is that of its dataset has none of its own."""
    return replace(distribution, licence="") if distribution.licence == licence else distribution
