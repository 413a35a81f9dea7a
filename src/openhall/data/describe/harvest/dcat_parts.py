"""Parts of a DCAT description, read from a graph however a portal has written them."""

from __future__ import annotations

import re
from urllib.parse import unquote

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from openhall.data.dataset import Agent, Contact, Moment, Period, Place
from openhall.data.describe.harvest.harvested import TEXT
from openhall.data.describe.harvest.plain import (
    is_address,
    read_box,
    read_format,
    read_language,
    read_media_type,
    read_moment,
)
from openhall.data.describe.terms import (
    DCAT,
    DCTERMS,
    FOAF,
    LOCN,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SPDX,
    VCARD,
)  # fmt: skip
from openhall.data.vocabulary import AccessRights, Frequency, HighValue, Theme

_NAMES = (
    FOAF.name,
    VCARD.fn,
    VCARD["organization-name"],
    SCHEMA.name,
    RDFS.label,
    SKOS.prefLabel,
    DCTERMS.title,
)
_LABELS = (RDFS.label, SKOS.prefLabel, DCTERMS.title, DCTERMS.description, RDF.value, FOAF.name, SCHEMA.name)


class Parts:
    """Reads parts from a graph. What is there several times is read in the order of its text."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def values(self, node: Node, *terms: URIRef) -> list[Node]:
        """All values of the first term that has any, in order of their text."""
        for term in terms:
            found = sorted(self.graph.objects(node, term), key=str)
            if found:
                return found
        return []

    def value(self, node: Node, *terms: URIRef) -> Node | None:
        """The first of `values`."""
        return next(iter(self.values(node, *terms)), None)

    def texts(self, node: Node, *terms: URIRef) -> dict[str, str]:
        """A text in its languages. Of several in one language the first counts."""
        found: dict[str, str] = {}
        for value in self.values(node, *terms):
            text = str(value)[:TEXT] if isinstance(value, Literal) else self.label(value)
            if text:
                found.setdefault((value.language or "") if isinstance(value, Literal) else "", text)
        # English first, because what is shown where the reader's language is not there is the first one.
        return dict(sorted(found.items(), key=lambda each: (each[0] != "en", each[0])))

    def text(self, node: Node, *terms: URIRef) -> str:
        """A text in one language; "" where there is none."""
        return next(iter(self.texts(node, *terms).values()), "")

    def label(self, node: Node) -> str:
        """What a thing is called; "" where nothing says it."""
        for term in _LABELS:
            for value in sorted(self.graph.objects(node, term), key=str):
                if isinstance(value, Literal) and str(value).strip():
                    return str(value)[:TEXT]
        return ""

    def address(self, node: Node, *terms: URIRef) -> str:
        """An address, of a node or written as a text; "" where there is none."""
        for value in self.values(node, *terms):
            if isinstance(value, URIRef) or is_address(str(value)):
                return str(value).strip()
        return ""

    def named(self, node: Node, *terms: URIRef) -> str:
        """The address of a thing, else its name."""
        value = self.value(node, *terms)
        if value is None:
            return ""
        return str(value) if isinstance(value, URIRef | Literal) else self.label(value)

    def statements(self, node: Node, *terms: URIRef) -> dict[str, str]:
        """Statements in words: texts, or the labels of things, or their addresses."""
        found: dict[str, str] = {}
        for value in self.values(node, *terms):
            if isinstance(value, Literal):
                found.setdefault(value.language or "", str(value)[:TEXT])
                continue
            said = self.texts(value, RDFS.label, SKOS.prefLabel, DCTERMS.description, DCTERMS.title)
            if not said and isinstance(value, URIRef):
                said = {"": str(value)}
            for tag, text in said.items():
                found.setdefault(tag, text)
        return found

    def moment(self, node: Node, *terms: URIRef) -> Moment | None:
        """A day or an instant."""
        value = self.value(node, *terms)
        return None if value is None else read_moment(str(value))

    def agent(self, node: Node, *terms: URIRef) -> Agent | None:
        """A body: a node with a name, an address alone, or a name alone."""
        value = self.value(node, *terms)
        if value is None:
            return None
        if isinstance(value, Literal):
            return Agent({value.language or "": str(value)})
        uri = str(value) if isinstance(value, URIRef) else ""
        name = self.texts(value, *_NAMES) or ({"": uri} if uri else {})
        mail = self.named(value, FOAF.mbox, VCARD.hasEmail, SCHEMA.email).removeprefix("mailto:")
        page = self.address(value, FOAF.homepage, FOAF.page, VCARD.hasURL, SCHEMA.url)
        return Agent(name, uri, page, mail, self.address(value, DCTERMS.type))

    def contact(self, node: Node) -> Contact | None:
        """A desk that answers."""
        value = self.value(node, DCAT.contactPoint, SCHEMA.contactPoint)
        if value is None:
            return None
        if isinstance(value, Literal):
            text = str(value)
            return Contact("", text.removeprefix("mailto:")) if "@" in text else Contact(text)
        mail = self.named(value, VCARD.hasEmail, VCARD.email, FOAF.mbox, SCHEMA.email).removeprefix("mailto:")
        return Contact(
            self.text(value, *_NAMES),
            mail,
            self.address(value, VCARD.hasURL, VCARD.url, FOAF.page),
            self._line(value),
        )

    def _line(self, node: Node) -> str:
        value = self.value(node, VCARD.hasTelephone, VCARD.tel, SCHEMA.telephone)
        if value is None:
            return ""
        if not isinstance(value, Literal):
            value = self.value(value, VCARD.hasValue) or value
        return unquote(str(value).removeprefix("tel:"))

    def place(self, value: Node) -> Place:
        """A place: an address, a name, a rectangle."""
        if isinstance(value, Literal):
            box = read_box(str(value)) if re.match(r"\s*(<|[A-Z]+\s*\()", str(value)) else None
            return Place("" if box else str(value), "", box)
        uri = str(value) if isinstance(value, URIRef) else ""
        shape = self.value(value, DCAT.bbox, LOCN.geometry, SCHEMA.box)
        return Place(self.label(value), uri, None if shape is None else read_box(str(shape)))

    def period(self, value: Node) -> Period | None:
        """A time from a start to an end."""
        start = self.moment(value, DCAT.startDate, SCHEMA.startDate)
        end = self.moment(value, DCAT.endDate, SCHEMA.endDate)
        if isinstance(value, Literal):
            first, _, last = str(value).partition("/")
            start, end = read_moment(first), read_moment(last)
        return Period(start, end) if start or end else None

    def languages(self, node: Node) -> tuple[str, ...]:
        """The tags of the languages of a thing."""
        tags = (read_language(str(value)) for value in self.values(node, DCTERMS.language))
        return tuple(sorted({tag for tag in tags if tag}))

    def checksum(self, node: Node) -> str:
        """A SHA-256 in hex digits; "" where there is none of that kind."""
        value = self.value(node, SPDX.checksum)
        if value is None:
            return ""
        digits = self.named(value, SPDX.checksumValue).strip().casefold()
        algorithm = self.named(value, SPDX.algorithm).casefold().replace("-", "")
        return digits if re.fullmatch("[0-9a-f]{64}", digits) and "sha256" in algorithm else ""

    def media_type(self, node: Node) -> str:
        """A media type as IANA names it; "" where there is none."""
        return read_media_type(self.named(node, DCAT.mediaType)) or read_media_type(
            self.named(node, DCTERMS.format)
        )

    def format(self, node: Node) -> str:
        """The short name of a format."""
        value = self.value(node, DCTERMS.format)
        if value is None:
            return ""
        if isinstance(value, URIRef):
            return read_format(self.label(value) or str(value))
        return read_format(str(value) if isinstance(value, Literal) else self.label(value))


_CLD = {
    "triennial": Frequency.EVERY_THREE_YEARS, "biennial": Frequency.EVERY_TWO_YEARS, "annual": Frequency.ANNUAL,
    "semiannual": Frequency.TWICE_A_YEAR, "threetimesayear": Frequency.THREE_TIMES_A_YEAR,
    "quarterly": Frequency.QUARTERLY, "bimonthly": Frequency.EVERY_TWO_MONTHS, "monthly": Frequency.MONTHLY,
    "semimonthly": Frequency.TWICE_A_MONTH, "biweekly": Frequency.EVERY_TWO_WEEKS, "weekly": Frequency.WEEKLY,
    "threetimesamonth": Frequency.THREE_TIMES_A_MONTH, "semiweekly": Frequency.TWICE_A_WEEK,
    "threetimesaweek": Frequency.THREE_TIMES_A_WEEK, "daily": Frequency.DAILY, "continuous": Frequency.CONTINUOUS,
    "irregular": Frequency.IRREGULAR, "yearly": Frequency.ANNUAL, "cont": Frequency.CONTINUOUS,
    "hourly": Frequency.HOURLY, "never": Frequency.NEVER, "asneeded": Frequency.AS_NEEDED,
}  # fmt: skip
_PERIODS = {
    "P10Y": Frequency.EVERY_TEN_YEARS, "P4Y": Frequency.EVERY_FOUR_YEARS, "P3Y": Frequency.EVERY_THREE_YEARS,
    "P2Y": Frequency.EVERY_TWO_YEARS, "P1Y": Frequency.ANNUAL, "P6M": Frequency.TWICE_A_YEAR,
    "P4M": Frequency.THREE_TIMES_A_YEAR, "P3M": Frequency.QUARTERLY, "P2M": Frequency.EVERY_TWO_MONTHS,
    "P1M": Frequency.MONTHLY, "P0.5M": Frequency.TWICE_A_MONTH, "P0.33M": Frequency.THREE_TIMES_A_MONTH,
    "P2W": Frequency.EVERY_TWO_WEEKS, "P1W": Frequency.WEEKLY, "P0.5W": Frequency.TWICE_A_WEEK,
    "P0.33W": Frequency.THREE_TIMES_A_WEEK, "P3.5D": Frequency.TWICE_A_WEEK, "P1D": Frequency.DAILY,
    "PT1H": Frequency.HOURLY, "PT1S": Frequency.CONTINUOUS,
}  # fmt: skip
PERIOD_OF = {frequency: text for text, frequency in _PERIODS.items()}


def read_frequency(text: str) -> Frequency | None:
    """A rhythm by its address, its name in English, or an ISO 8601 repeating interval; OTHER for another one."""
    text = text.strip()
    if not text:
        return None
    name = re.split("[/#]", text.rstrip("/"))[-1] if "://" in text else text
    if name.upper() in set(Frequency):
        return Frequency(name.upper())
    plain = re.sub("[^a-z]", "", name.casefold())
    if plain in _CLD:
        return _CLD[plain]
    return _PERIODS.get(text.removeprefix("R/"), Frequency.OTHER)


def read_theme(uri: str) -> Theme | None:
    """A theme of the EU's list by its address; None for another subject."""
    code = uri.rstrip("/").rpartition("/")[2]
    return Theme(code) if "authority/data-theme/" in uri and code in set(Theme) else None


def read_access(text: str) -> AccessRights | None:
    """Who may have the data, by the address in the EU's list or a word; None where it says something else."""
    words = {
        "public": AccessRights.PUBLIC,
        "restricted": AccessRights.RESTRICTED,
        "restrictedpublic": AccessRights.RESTRICTED,
        "nonpublic": AccessRights.NON_PUBLIC,
    }
    return words.get(re.sub("[^a-z]", "", re.split("[/#]", text.rstrip("/"))[-1].casefold()))


def read_high_value(uri: str) -> HighValue | None:
    """A category of high-value datasets by its address."""
    code = uri.rstrip("/").rpartition("/")[2]
    return HighValue(code) if code in set(HighValue) else None
