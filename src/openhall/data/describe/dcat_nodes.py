"""The parts of a DCAT-AP description, each with the types and names that its shapes ask for.

What the EU's lists define is described shortly beside each use (its type, name and list): a catalogue is checked by
itself, without fetching these lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import quote

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import IdentifiedNode

from openhall.data.dataset import Agent, Box, Contact, Moment, Period, Place, Texts
from openhall.data.describe import terms
from openhall.data.describe.terms import (
    DCAT,
    DCATAP,
    DCTERMS,
    ELI,
    FOAF,
    GEO,
    MEDIA_TYPES,
    RDF,
    RDFS,
    SKOS,
    SPDX,
    VCARD,
    XSD,
)  # fmt: skip
from openhall.data.vocabulary import AUTHORITY, AccessRights, Frequency, HighValue, Theme

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs that no XML may hold."""
_BAD = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def address(text: str) -> URIRef:
    """An address as a node: signs that no address may hold are escaped."""
    return URIRef(_BAD.sub(lambda sign: quote(sign[0]), text))


def text(value: str, tag: str = "") -> Literal:
    """A text that every serialisation can hold, in a language where one is known. What is no tag is left out."""
    tag = tag if re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9]+)*", tag) else ""
    return Literal(_NO_TEXT.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")), lang=tag or None)


class Nodes:
    """Writes parts into a graph and gives their nodes."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def add(self, node: IdentifiedNode, term: URIRef, value: IdentifiedNode | Literal | None) -> None:
        """One statement; none where there is no value."""
        if value is not None:
            self.graph.add((node, term, value))

    def texts(self, node: IdentifiedNode, term: URIRef, texts: Texts) -> None:
        """A text in all its languages. The tag "" is a text of no known language."""
        for tag, each in texts.items():
            self.graph.add((node, term, text(each, tag)))

    def typed(self, uri: str, kind: URIRef) -> IdentifiedNode:
        """A thing known by its address, or by a text alone where that is none."""
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", uri):
            node: IdentifiedNode = address(uri)
        else:
            node = BNode()
            self.add(node, RDFS.label, text(uri))
        self.add(node, RDF.type, kind)
        return node

    def resource(self, uri: str) -> URIRef:
        """An address of which nothing more is said than that it is one."""
        node = address(uri)
        self.add(node, RDF.type, RDFS.Resource)
        return node

    def statement(self, texts: Texts, kind: URIRef) -> IdentifiedNode | None:
        """A statement in words, such as on provenance or rights."""
        if not texts:
            return None
        node = BNode()
        self.add(node, RDF.type, kind)
        self.texts(node, RDFS.label, texts)
        return node

    def agent(self, agent: Agent) -> IdentifiedNode:
        """A body: foaf:Agent."""
        node: IdentifiedNode = address(agent.uri) if agent.uri else BNode()
        self.add(node, RDF.type, FOAF.Agent)
        self.texts(node, FOAF.name, agent.name)
        if agent.homepage:
            self.add(node, FOAF.homepage, self.typed(agent.homepage, FOAF.Document))
        if agent.e_mail:
            self.add(node, FOAF.mbox, address(f"mailto:{agent.e_mail}"))
        if agent.kind:
            kind = self.concept(agent.kind, terms.PUBLISHER_KINDS, agent.kind.rpartition("/")[2])
            self.add(node, DCTERMS.type, kind)
        return node

    def contact(self, contact: Contact | None) -> IdentifiedNode | None:
        """A desk that answers: vcard:Kind."""
        if contact is None:
            return None
        node = BNode()
        self.add(node, RDF.type, VCARD.Kind)
        self.add(node, RDF.type, VCARD.Organization)
        if contact.name:
            self.add(node, VCARD.fn, text(contact.name))
        if contact.e_mail:
            self.add(node, VCARD.hasEmail, self.resource(f"mailto:{contact.e_mail}"))
        if contact.page:
            self.add(node, VCARD.hasURL, self.resource(contact.page))
        if contact.telephone:
            line = BNode()
            self.add(line, RDF.type, VCARD.Voice)
            self.add(line, VCARD.hasValue, address(f"tel:{quote(contact.telephone, safe='+()-.')}"))
            self.add(node, VCARD.hasTelephone, line)
        return node

    def concept(self, uri: str, scheme: str, label: str, kind: URIRef = SKOS.Concept) -> URIRef:
        """A thing of a list, with its name and the list it is of."""
        node = address(uri)
        self.add(node, RDF.type, kind)
        self.add(node, SKOS.inScheme, address(scheme))
        if kind == SKOS.Concept:
            self.add(node, SKOS.prefLabel, Literal(label, lang="en"))
            self.add(address(scheme), RDF.type, SKOS.ConceptScheme)
            self.add(
                address(scheme), DCTERMS.title, Literal(scheme.rstrip("/").rpartition("/")[2], lang="en")
            )
        return node

    def theme(self, theme: Theme) -> URIRef:
        """A theme of the EU's list."""
        return self.concept(theme.uri, f"{AUTHORITY}data-theme", terms.THEME_TITLES[theme])

    def high_value(self, category: HighValue) -> URIRef:
        """A category of high-value datasets."""
        label = category.name.replace("_", " ").capitalize()
        return self.concept(category.uri, terms.HIGH_VALUE_LIST, label)

    def access(self, access: AccessRights) -> URIRef:
        """Who may have the data."""
        return self.concept(access.uri, f"{AUTHORITY}access-right", "", DCTERMS.RightsStatement)

    def frequency(self, frequency: Frequency | None) -> URIRef | None:
        """How often data are brought up to date."""
        if frequency is None:
            return None
        return self.concept(frequency.uri, f"{AUTHORITY}frequency", "", DCTERMS.Frequency)

    def languages(self, node: IdentifiedNode, tags: Iterable[str]) -> None:
        """The languages of a thing."""
        for tag in tags:
            uri = terms.language_uri(tag)
            scheme = f"{AUTHORITY}language"
            self.add(node, DCTERMS.language, self.concept(uri, scheme, "", DCTERMS.LinguisticSystem))

    def place(self, place: Place) -> IdentifiedNode:
        """A place: its name, and a rectangle as WKT, longitude first."""
        node: IdentifiedNode = address(place.uri) if place.uri else BNode()
        self.add(node, RDF.type, DCTERMS.Location)
        if place.name:
            self.add(node, SKOS.prefLabel, text(place.name))
        if place.box:
            self.add(node, DCAT.bbox, Literal(box_text(place.box), datatype=GEO.wktLiteral))
        return node

    def period(self, period: Period) -> BNode:
        """A time from a start to an end, either of which may be open."""
        node = BNode()
        self.add(node, RDF.type, DCTERMS.PeriodOfTime)
        self.add(node, DCAT.startDate, moment(period.start))
        self.add(node, DCAT.endDate, moment(period.end))
        return node

    def media_type(self, name: str) -> URIRef:
        """A media type by its address at IANA."""
        node = address(MEDIA_TYPES + name)
        self.add(node, RDF.type, DCTERMS.MediaType)
        return node

    def format(self, name: str) -> IdentifiedNode:
        """A file type of the EU's list, or a name where that has none."""
        uri = terms.file_type_uri(name)
        if uri:
            return self.concept(uri, f"{AUTHORITY}file-type", "", DCTERMS.MediaTypeOrExtent)
        node = BNode()
        self.add(node, RDF.type, DCTERMS.MediaTypeOrExtent)
        self.add(node, RDFS.label, text(name))
        return node

    def checksum(self, sha256: str) -> BNode:
        """A SHA-256."""
        node, algorithm = BNode(), URIRef(terms.SHA256)
        self.add(node, RDF.type, SPDX.Checksum)
        self.add(node, SPDX.algorithm, algorithm)
        self.add(algorithm, RDF.type, SPDX.ChecksumAlgorithm)
        self.add(node, SPDX.checksumValue, Literal(sha256, datatype=XSD.hexBinary, normalize=False))
        return node

    def law(self, uri: str) -> URIRef:
        """An act that obliges to publish, by its ELI."""
        node = address(uri)
        self.add(node, RDF.type, ELI.LegalResource)
        return node

    def legislation(self, node: IdentifiedNode, uris: Iterable[str]) -> None:
        """The acts that oblige to publish a thing."""
        for uri in uris:
            self.add(node, DCATAP.applicableLegislation, self.law(uri))


def moment(value: Moment | None) -> Literal | None:
    """A day as xsd:date, an instant as xsd:dateTime."""
    if value is None:
        return None
    kind = XSD.dateTime if isinstance(value, datetime) else XSD.date
    return Literal(value.isoformat(), datatype=kind, normalize=False)


def duration(value: timedelta) -> Literal:
    """A span of time as xsd:duration."""
    seconds = value.seconds + value.microseconds / 1_000_000
    clock = f"T{seconds:f}".rstrip("0").rstrip(".") + "S" if seconds else ""
    days = f"{value.days}D" if value.days or not clock else ""
    return Literal(f"P{days}{clock}", datatype=XSD.duration, normalize=False)


def box_text(box: Box) -> str:
    """A rectangle as a WKT polygon, longitude first."""
    west, south, east, north = (repr(each) for each in (box.west, box.south, box.east, box.north))
    return f"POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


def day(value: Moment) -> date:
    """The day of a moment."""
    return value.date() if isinstance(value, datetime) else value
