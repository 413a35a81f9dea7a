"""What is said of a dataset: the one description that catalogues, downloads, harvesting and pages are made from.

Texts for people are by language (BCP 47 tag -> text), because a catalogue is read in several. Addresses are whole.
`openhall.data.describe` writes these as DCAT-AP, DCAT-US, schema.org with Croissant, and CSVW, and reads them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from openhall.data.columns import Column
from openhall.data.vocabulary import AccessRights, Frequency, HighValue, Theme

__all__ = [
    "Agent",
    "Box",
    "Catalogue",
    "Contact",
    "DataService",
    "Dataset",
    "Distribution",
    "Period",
    "Place",
    "Series",
    "Texts",
    "Version",
    "text_in",
]

Texts = Mapping[str, str]
"""A text by language; the first one is what is shown where the reader's is not there."""

Moment = date | datetime
"""A day, or an instant with its zone."""


@dataclass(frozen=True)
class Agent:
    """A body that publishes. `uri` names it for machines; without one it is known by its name alone."""

    name: Texts
    uri: str = ""
    homepage: str = ""
    e_mail: str = ""
    kind: str = ""
    """The address of its kind, such as those of ADMS publisher types."""


@dataclass(frozen=True)
class Contact:
    """Who answers questions about the data: a desk, not a person."""

    name: str
    e_mail: str = ""
    page: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class Box:
    """The smallest rectangle around all places, in degrees (WGS 84)."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Place:
    """What the data cover on the ground: a name, an address in a list of places, a rectangle, or several of these."""

    name: str = ""
    uri: str = ""
    box: Box | None = None


@dataclass(frozen=True)
class Period:
    """What the data cover in time. None: open to that side."""

    start: Moment | None = None
    end: Moment | None = None


@dataclass(frozen=True)
class Distribution:
    """One file, or one address, at which the data are had.

    identifier    unique within its dataset, and used in addresses: `csv`, `2-csv`
    format        short name of the format as in the EU file type list: CSV, JSON, GEOJSON, PARQUET, XLSX
    access_url    a page or address that leads to the data; download_url the file itself, "" where there is none
    bytes, sha256, rows   size, checksum (64 hex digits) and number of rows; None and "" where not known
    service       the identifier of the `DataService` that gives it, "" where it is a file
    """

    identifier: str
    access_url: str
    format: str = ""
    media_type: str = ""
    download_url: str = ""
    title: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    bytes: int | None = None
    sha256: str = ""
    rows: int | None = None
    licence: str = ""
    issued: Moment | None = None
    modified: Moment | None = None
    service: str = ""


@dataclass(frozen=True)
class Version:
    """One version, which stays citable: its number, its own address, when, and what is different."""

    number: str
    issued: Moment
    uri: str
    notes: Texts = field(default_factory=dict)
    """What the publisher says of it."""
    changes: str = ""
    """What differs from the version before, as `openhall.data.formats.differences` says it in words."""
    distributions: tuple[Distribution, ...] = ()


@dataclass(frozen=True)
class DataService:
    """An API. `datasets` are the identifiers of those it gives; none: all of its catalogue."""

    identifier: str
    uri: str
    title: Texts
    endpoint: str
    description: Texts = field(default_factory=dict)
    documentation: str = ""
    """The address of its description for machines (OpenAPI)."""
    conforms_to: tuple[str, ...] = ()
    licence: str = ""
    datasets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """Datasets that belong together, such as one a year. They name it by its identifier."""

    identifier: str
    uri: str
    title: Texts
    description: Texts
    frequency: Frequency | None = None
    publisher: Agent | None = None


@dataclass(frozen=True)
class Dataset:
    """A dataset's description.

    identifier     what it is known by for ever, in all catalogues; slug its part of addresses; uri names it as a thing
    licence        the address of its licence; rights a sentence on rights, where there is one
    languages      BCP 47 tags of what stands in the data
    distributions  those of the newest version; versions, newest first, hold their own
    high_value     its categories where it is a high-value dataset (Regulation (EU) 2023/138)
    legislation    ELI addresses of the acts that oblige to publish it
    columns        none where it is known by its description alone, as harvested ones are
    key            names of the columns that together single out a row; none where nothing does
    source         where it was harvested from: the address of its record there
    """

    identifier: str
    slug: str
    uri: str
    title: Texts
    description: Texts
    publisher: Agent
    contact: Contact | None = None
    keywords: tuple[tuple[str, str], ...] = ()
    """(language, word) each."""
    themes: tuple[Theme, ...] = ()
    concepts: tuple[str, ...] = ()
    """Addresses of subjects in other lists than the EU's."""
    licence: str = ""
    rights: Texts = field(default_factory=dict)
    access: AccessRights = AccessRights.PUBLIC
    languages: tuple[str, ...] = ()
    issued: Moment | None = None
    modified: Moment | None = None
    frequency: Frequency | None = None
    places: tuple[Place, ...] = ()
    periods: tuple[Period, ...] = ()
    resolution: timedelta | None = None
    """The shortest time between two rows that the data can tell apart."""
    provenance: Texts = field(default_factory=dict)
    landing_page: str = ""
    documentation: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    version: str = ""
    versions: tuple[Version, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    series: str = ""
    high_value: tuple[HighValue, ...] = ()
    legislation: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    key: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Catalogue:
    """A portal's datasets together. `uri` is its address as a thing, `homepage` the page for people."""

    uri: str
    title: Texts
    description: Texts
    publisher: Agent
    homepage: str = ""
    languages: tuple[str, ...] = ()
    licence: str = ""
    issued: Moment | None = None
    modified: Moment | None = None
    datasets: tuple[Dataset, ...] = ()
    services: tuple[DataService, ...] = ()
    series: tuple[Series, ...] = ()
    places: tuple[Place, ...] = ()


def text_in(texts: Texts, language: str) -> str:
    """The text in a language, else in the same one of another country, else the first; "" where there is none."""
    short = language.partition("-")[0]
    found = texts.get(language) or texts.get(short)
    if not found:
        found = next((each for tag, each in texts.items() if tag.partition("-")[0] == short), None)
    return found or next(iter(texts.values()), "")
