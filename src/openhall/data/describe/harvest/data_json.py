"""The `data.json` of another portal: DCAT-US 3, or Project Open Data 1.1 as it was before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from openhall.data.dataset import (
    Agent,
    Catalogue,
    Contact,
    DataService,
    Dataset,
    Distribution,
    Period,
    Place,
    Series,
    Version,
)  # fmt: skip
from openhall.data.describe.harvest import dcat_parts
from openhall.data.describe.harvest.harvested import DATASETS, Harvest, UnreadableCatalogue
from openhall.data.describe.harvest.json_text import (
    Json,
    label,
    listed,
    named,
    objects,
    read_json,
    sentence,
    tagged,
    texts,
)
from openhall.data.describe.harvest.plain import (
    is_address,
    one_text,
    read_box,
    read_format,
    read_language,
    read_media_type,
    read_moment,
    read_size,
    read_span,
    read_tag,
    slug_of,
    uri_of,
)  # fmt: skip
from openhall.data.vocabulary import HIGH_VALUE_REGULATION, AccessRights
from openhall.process.saying import gettext

_DIGITS = re.compile("[0-9a-fA-F]{64}")


def read_data_json(text: bytes, base: str = "https://base.invalid/") -> Harvest:
    """The catalogue in a `data.json` that came from `base`. Raises `UnreadableCatalogue`.

    Texts without a language are taken for English, the language of this format.
    """
    document = read_json(text)
    if isinstance(document, dict) and "dataset" not in document:
        kind = named(document.get("@type")).rpartition(":")[2]
        if kind == "Catalog":
            document = {**document, "dataset": []}
        elif kind == "Dataset" or "distribution" in document:
            document = {"dataset": [document]}
    elif isinstance(document, list):
        document = {"dataset": document}
    if not isinstance(document, dict) or not isinstance(document.get("dataset"), list):
        raise UnreadableCatalogue(gettext("The document has no list `dataset`, so it is no data.json."))
    if len(document["dataset"]) > DATASETS:
        raise UnreadableCatalogue(
            gettext(
                "The catalogue has more than %(datasets)s datasets, which are not read at once.",
                datasets=DATASETS,
            )
        )
    return _Reading(document, base).harvest()


class _Reading:
    def __init__(self, document: Json, base: str) -> None:
        self.document = document
        self.base = base
        self.problems: list[str] = []
        self.series: dict[str, Series] = {}
        self.services = {named(each): self._service(each) for each in objects(document.get("service"))}
        self.identifiers: dict[str, str] = {}

    def harvest(self) -> Harvest:
        whole = self.document
        publisher = _agent(whole.get("publisher"))
        datasets = []
        for place, each in enumerate(whole["dataset"], start=1):
            if isinstance(each, dict):
                datasets.append(self._dataset(each, publisher, place))
            else:
                self.problems.append(gettext("Dataset %(place)s of the list is not described.", place=place))
        services = [
            replace(service, datasets=tuple(self.identifiers.get(each, each) for each in service.datasets))
            for service in self.services.values()
        ]
        catalogue = Catalogue(
            uri=named(whole.get("@id")) or self.base,
            title=_texts(whole, "title"),
            description=_texts(whole, "description"),
            publisher=publisher or Agent({}),
            homepage=named(whole.get("homepage")),
            languages=_languages(whole),
            licence=named(whole.get("license")),
            issued=read_moment(named(whole.get("issued"))),
            modified=read_moment(named(whole.get("modified"))),
            datasets=tuple(datasets),
            services=tuple(services),
            series=tuple(self.series.values()),
            places=tuple(map(_place, listed(whole.get("spatial")))),
        )
        return Harvest(catalogue, tuple(self.problems))

    def _dataset(self, found: Json, publisher: Agent | None, place: int) -> Dataset:
        uri = named(found.get("@id"))
        identifier = next(iter(texts(found.get("identifier"))), "") or uri
        title = _texts(found, "title") or {"en": identifier or f"Dataset {place}"}
        if not identifier:
            identifier = next(iter(title.values()))
            self.problems.append(
                gettext(
                    "Dataset %(place)s (%(identifier)s) has no identifier.",
                    place=place,
                    identifier=identifier,
                )
            )
        self.identifiers[uri or identifier] = identifier
        files = [self._file(each) for each in objects(found.get("distribution"))]
        licence = named(found.get("license"))
        if not licence and len({each.licence for each in files}) == 1:
            licence = files[0].licence
        access = _access(found)
        # A subject that is an object says its address, a text may be one.
        subjects = texts(found.get("theme"))
        themes = {theme for each in subjects if (theme := dcat_parts.read_theme(each))}
        concepts = {each for each in subjects if is_address(each) and not dcat_parts.read_theme(each)}
        high_value = [dcat_parts.read_high_value(each) for each in texts(found.get("dcatap:hvdCategory"))]
        laws = set(texts(found.get("dcatap:applicableLegislation")))
        return Dataset(
            identifier=identifier,
            slug=slug_of(uri or identifier),
            uri=uri_of(uri, identifier, self.base),
            title=title,
            description=_texts(found, "description") or title,
            publisher=_agent(found.get("publisher")) or publisher or Agent({}),
            contact=_contact(found.get("contactPoint") or found.get("dcat:contactPoint")),
            keywords=_keywords(found),
            themes=tuple(sorted(themes)),
            concepts=tuple(sorted(concepts)),
            licence=licence,
            rights=_rights(found),
            access=access,
            languages=_languages(found),
            issued=read_moment(named(found.get("issued"))),
            modified=read_moment(named(found.get("modified"))),
            frequency=dcat_parts.read_frequency(named(found.get("accrualPeriodicity"))),
            places=tuple(map(_place, listed(found.get("spatial")))) or _boxes(found),
            periods=tuple(period for each in listed(found.get("temporal")) if (period := _period(each))),
            resolution=read_span(named(found.get("temporalResolution"))),
            provenance=_provenance(found),
            landing_page=named(found.get("landingPage")),
            documentation=_all(found, "foaf:page", "page", "references"),
            conforms_to=_all(found, "dcterms:conformsTo", "conformsTo"),
            version=named(found.get("version")),
            versions=self._versions(found, licence),
            distributions=tuple(_without(each, licence) for each in files),
            series=self._in_series(found),
            high_value=tuple(sorted(each for each in high_value if each)),
            legislation=tuple(sorted(laws - {HIGH_VALUE_REGULATION} if any(high_value) else laws)),
            source=named(found.get("prov:wasDerivedFrom")),
        )

    def _in_series(self, found: Json) -> str:
        for each in objects(found.get("inSeries")):
            uri = named(each.get("@id"))
            identifier = named(each.get("dcterms:identifier")) or uri
            frequency = dcat_parts.read_frequency(named(each.get("accrualPeriodicity")))
            self.series[identifier] = Series(
                identifier,
                uri,
                _texts(each, "title"),
                _texts(each, "description"),
                frequency,
                _agent(each.get("publisher")),
            )
            return identifier
        return ""

    def _versions(self, found: Json, licence: str) -> tuple[Version, ...]:
        versions = []
        for each in objects(found.get("hasVersion")):
            issued = read_moment(named(each.get("issued") or each.get("modified")))
            if issued is None:
                self.problems.append(
                    gettext("The version %(each)s has no date of issue and is left out.", each=named(each))
                )
                continue
            notes = tagged(each.get("adms:versionNotes")) or _texts(each, "versionNotes")
            files = (_without(self._file(one), licence) for one in objects(each.get("distribution")))
            number, changes = named(each.get("version")), named(each.get("skos:changeNote"))
            versions.append(Version(number, issued, named(each.get("@id")), notes, changes, tuple(files)))
        return tuple(versions)

    def _file(self, found: Json) -> Distribution:
        download = named(found.get("downloadURL"))
        access = named(found.get("accessURL")) or download
        uri = named(found.get("@id"))
        identifier = next(iter(texts(found.get("identifier"))), "") or slug_of(uri or label(found) or "file")
        service = self.services.get(named(found.get("accessService")))
        extent = found.get("dcterms:extent")
        if not access:
            self.problems.append(
                gettext("The distribution %(label)s has no address.", label=label(found) or identifier)
            )
        form = found.get("format")
        return Distribution(
            identifier=identifier,
            access_url=access,
            format=read_format(label(form)),
            media_type=read_media_type(named(found.get("mediaType"))) or read_media_type(label(form)),
            download_url=download,
            title=_texts(found, "title"),
            description=_texts(found, "description"),
            bytes=read_size(named(found.get("byteSize"))),
            sha256=_checksum(found.get("checksum")),
            rows=read_size(extent.get("rdf:value")) if isinstance(extent, dict) else None,
            licence=named(found.get("license")),
            issued=read_moment(named(found.get("issued"))),
            modified=read_moment(named(found.get("modified"))),
            service=service.identifier if service else "",
        )

    def _service(self, found: Json) -> DataService:
        uri = named(found.get("@id"))
        return DataService(
            identifier=next(iter(texts(found.get("identifier"))), "") or uri,
            uri=uri,
            title=_texts(found, "title"),
            endpoint=named(found.get("endpointURL")),
            description=_texts(found, "description"),
            documentation=named(found.get("endpointDescription")),
            conforms_to=tuple(texts(found.get("conformsTo"))),
            licence=named(found.get("license")),
            datasets=tuple(texts(found.get("servesDataset"))),
        )


def _texts(found: Mapping[str, Any], name: str) -> dict[str, str]:
    several = found.get(f"{name}Map")
    if isinstance(several, dict) and several:
        said = {read_tag(tag): next(map(sentence, listed(each)), "") for tag, each in several.items()}
        alone = sentence(found.get(name))
        # The map may leave out the text that stands alone.
        if alone and alone not in said.values() and "en" not in said:
            said = {"en": alone, **said}
        return {tag: text for tag, text in said.items() if text}
    value = found.get(name)
    if isinstance(value, dict) and "@language" in value:
        return tagged(value)
    return {"en": text} if (text := sentence(value) or named(value)) else {}


def _agent(found: Any) -> Agent | None:
    if isinstance(found, list):
        found = next(iter(found), None)
    if isinstance(found, str) and found:
        return Agent({"": found}, found if is_address(found) else "")
    if not isinstance(found, dict):
        return None
    names = _texts(found, "prefLabel") or _texts(found, "name")
    mail = named(found.get("foaf:mbox") or found.get("hasEmail")).removeprefix("mailto:")
    uri = named(found.get("@id"))
    return Agent(names, uri, named(found.get("foaf:homepage")), mail, named(found.get("category")))


def _contact(found: Any) -> Contact | None:
    found = next(iter(objects(found)), None)
    if found is None:
        return None
    mail = named(found.get("hasEmail")).removeprefix("mailto:")
    line = named(found.get("vcard:hasTelephone") or found.get("tel")).removeprefix("tel:")
    return Contact(named(found.get("fn")), mail, named(found.get("vcard:hasURL")), line)


def _keywords(found: Json) -> tuple[tuple[str, str], ...]:
    several = found.get("keywordMap")
    words = [("en", word) for word in texts(found.get("keyword"))]
    if isinstance(several, dict):
        words = [(read_tag(tag), word) for tag, each in several.items() for word in texts(each)]
    return tuple(sorted(set(words)))


def _languages(found: Json) -> tuple[str, ...]:
    return tuple(sorted({tag for each in texts(found.get("language")) if (tag := read_language(each))}))


def _access(found: Json) -> AccessRights:
    level = named(found.get("accessLevel")) or named(found.get("accessRights"))
    return dcat_parts.read_access(level) or AccessRights.PUBLIC


def _rights(found: Json) -> dict[str, str]:
    value = found.get("rights")
    if isinstance(value, dict) and "rdfs:label" in value:
        return tagged(value["rdfs:label"])
    return {"en": text} if (text := named(value)) else {}


def _provenance(found: Json) -> dict[str, str]:
    first = next(iter(listed(found.get("provenance"))), None)
    if isinstance(first, dict) and "rdfs:label" in first:
        return tagged(first["rdfs:label"])
    return {"en": text} if (text := label(first)) else {}


def _place(found: Any) -> Place:
    if isinstance(found, dict):
        box = read_box(one_text(found.get("gsp:asWKT") or found.get("bbox") or found.get("geometry")))
        return Place(label({**found, "@value": None}), one_text(found.get("@id")), box)
    text = named(found)
    numbers = re.fullmatch(r"\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*", text)
    if numbers:
        # Project Open Data: west, south, east, north.
        return Place(box=read_box("{} {}, {} {}".format(*numbers.groups())))
    return Place("", text) if is_address(text) else Place(text)


def _boxes(found: Json) -> tuple[Place, ...]:
    sides = (
        "westBoundingLongitude",
        "southBoundingLatitude",
        "eastBoundingLongitude",
        "northBoundingLatitude",
    )
    boxes = (
        read_box("{} {}, {} {}".format(*(named(each.get(side)) for side in sides)))
        for each in objects(found.get("geographicBoundingBox"))
    )
    return tuple(Place(box=box) for box in boxes if box)


def _period(found: Any) -> Period | None:
    if isinstance(found, dict):
        start, end = read_moment(named(found.get("startDate"))), read_moment(named(found.get("endDate")))
    else:
        first, _, last = named(found).partition("/")
        start, end = read_moment(first), read_moment(last)
    return Period(start, end) if start or end else None


def _all(found: Json, *names: str) -> tuple[str, ...]:
    return next((tuple(values) for name in names if (values := texts(found.get(name)))), ())


def _checksum(found: Any) -> str:
    if not isinstance(found, dict):
        return ""
    digits, algorithm = named(found.get("checksumValue")), named(found.get("algorithm")).casefold()
    return digits.casefold() if _DIGITS.fullmatch(digits) and "sha256" in algorithm.replace("-", "") else ""


def _without(distribution: Distribution, licence: str) -> Distribution:
    return replace(distribution, licence="") if distribution.licence == licence else distribution
