"""Datasets of a CKAN portal: what its action API answers to `package_search` or `package_show`.

What a portal says beyond CKAN's own fields is read by the names of ckanext-dcat, as fields of its schemas or as extras
(`dcat_issued`, `publisher_name`), because nearly all portals of public bodies use one of these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from openhall.data.dataset import Agent, Box, Catalogue, Contact, Dataset, Distribution, Period, Place
from openhall.data.describe.harvest import dcat_parts
from openhall.data.describe.harvest.harvested import DATASETS, Harvest, UnreadableCatalogue
from openhall.data.describe.harvest.json_text import Json, listed, named, objects, read_json, sentence, texts
from openhall.data.describe.harvest.plain import (
    around,
    is_address,
    read_box,
    read_format,
    read_instant,
    read_language,
    read_media_type,
    read_size,
    read_span,
    read_tag,
    slug_of,
    uri_of,
)  # fmt: skip
from openhall.data.vocabulary import HIGH_VALUE_REGULATION, AccessRights
from openhall.process.saying import gettext

_SHA256 = re.compile("(?:sha-?256[:=])?([0-9a-f]{64})")


def read_ckan(text: bytes, portal: str) -> Harvest:
    """The datasets in an answer of the portal at an address (`https://data.example.org`). Raises `UnreadableCatalogue`.

    `total` of the harvest is how many the whole search found, so that the next part can be asked for.
    """
    document = read_json(text)
    if isinstance(document, dict) and document.get("success") is False:
        why = named(document.get("error")) or gettext("no reason given")
        raise UnreadableCatalogue(gettext("The portal answered with an error: %(why)s.", why=why))
    result = document.get("result", document) if isinstance(document, dict) else document
    found = result.get("results", [result]) if isinstance(result, dict) else result
    if not isinstance(found, list):
        raise UnreadableCatalogue(gettext("The document holds no datasets of CKAN."))
    if len(found) > DATASETS:
        raise UnreadableCatalogue(
            gettext(
                "The answer has more than %(datasets)s datasets, which are not read at once.",
                datasets=DATASETS,
            )
        )
    problems: list[str] = []
    datasets = []
    for place, each in enumerate(found, start=1):
        if isinstance(each, dict) and (each.get("name") or each.get("id") or each.get("title")):
            datasets.append(_Package(each, portal.rstrip("/"), problems).dataset())
        else:
            problems.append(gettext("Dataset %(place)s of the answer has no name.", place=place))
    total = read_size(result.get("count")) if isinstance(result, dict) else None
    portal_agent = Agent({"": portal}, homepage=portal)
    catalogue = Catalogue(portal, {"": portal}, {"": portal}, portal_agent, portal, datasets=tuple(datasets))
    return Harvest(catalogue, tuple(problems), total=len(datasets) if total is None else total)


class _Package:
    def __init__(self, package: Json, portal: str, problems: list[str]) -> None:
        self.package = package
        self.portal = portal
        self.problems = problems
        self.extras = {named(each.get("key")): each.get("value") for each in objects(package.get("extras"))}

    def value(self, *names: str) -> Any:
        """The first field or extra of a name that holds anything; lists written as text are lists."""
        for name in names:
            for each in (self.package.get(name), self.extras.get(name), self.extras.get(f"dcat_{name}")):
                if each not in (None, "", [], {}):
                    return _opened(each)
        return None

    def texts(self, *names: str) -> dict[str, str]:
        """A text by language, of a field with translations or a plain one."""
        for name in names:
            for each in (self.value(f"{name}_translated"), self.value(name)):
                if isinstance(each, dict):
                    said = {read_tag(tag): text for tag, value in each.items() if (text := sentence(value))}
                    return dict(sorted(said.items(), key=lambda pair: (pair[0] != "en", pair[0])))
                if text := sentence(each) or named(each):
                    return {"": text}
        return {}

    def dataset(self) -> Dataset:
        name = named(self.package.get("name")) or named(self.package.get("id"))
        uri = named(self.value("uri")) or (f"{self.portal}/dataset/{name}" if name else "")
        identifier = named(self.value("identifier", "guid", "id", "name")) or uri
        title = self.texts("title") or {"": name}
        licence = named(self.value("license_url", "license_id", "license"))
        files = tuple(
            self._file(each, place) for place, each in enumerate(objects(self.package.get("resources")), 1)
        )
        if not licence and len({each.licence for each in files}) == 1:
            licence = files[0].licence
        subjects = _separate(self.value("theme"))
        high_value = [dcat_parts.read_high_value(each) for each in texts(self.value("hvd_category"))]
        laws = set(texts(self.value("applicable_legislation")))
        span = named(self.value("temporal_resolution"))
        modified = self.value("modified", "metadata_modified", "metadata-date")
        access = dcat_parts.read_access(named(self.value("access_rights")))
        return Dataset(
            identifier=identifier,
            slug=slug_of(name or uri),
            uri=uri_of(uri, identifier, self.portal),
            title=title,
            description=self.texts("notes", "description") or title,
            publisher=self._publisher(),
            contact=self._contact(),
            keywords=self._keywords(),
            themes=tuple(sorted({theme for each in subjects if (theme := dcat_parts.read_theme(each))})),
            concepts=tuple(
                sorted({each for each in subjects if is_address(each) and not dcat_parts.read_theme(each)})
            ),
            licence=licence,
            rights=self.texts("rights") or ({} if access else self.texts("access_rights")),
            access=access
            or (AccessRights.NON_PUBLIC if self.package.get("private") is True else AccessRights.PUBLIC),
            languages=self._languages(),
            issued=read_instant(named(self.value("issued", "metadata_created"))),
            modified=read_instant(named(modified)),
            frequency=dcat_parts.read_frequency(named(self.value("frequency", "accrual_periodicity"))),
            places=self._places(),
            periods=self._periods(),
            resolution=read_span(span),
            provenance=self.texts("provenance"),
            landing_page=named(self.value("landing_page")) or f"{self.portal}/dataset/{name}",
            documentation=tuple(_separate(self.value("documentation"))),
            conforms_to=tuple(_separate(self.value("conforms_to"))),
            version=named(self.value("version")),
            distributions=tuple(
                replace(each, licence="") if each.licence == licence else each for each in files
            ),
            high_value=tuple(sorted(each for each in high_value if each)),
            legislation=tuple(sorted(laws - {HIGH_VALUE_REGULATION} if any(high_value) else laws)),
            source=named(self.value("url")) if is_address(named(self.value("url"))) else "",
        )

    def _publisher(self) -> Agent:
        for each in objects(self.value("publisher")):
            return _agent(each)
        names = self.texts("publisher_name") or self.texts("publisher")
        if names:
            return Agent(
                names,
                named(self.value("publisher_uri")),
                named(self.value("publisher_url")),
                named(self.value("publisher_email")),
                _address(self.value("publisher_type")),
            )
        body = self.package.get("organization")
        if isinstance(body, dict) and (body.get("title") or body.get("name")):
            slug = named(body.get("name"))
            page = f"{self.portal}/organization/{slug}" if slug else ""
            return Agent({"": named(body.get("title")) or slug}, page, page)
        author = named(self.value("author", "maintainer"))
        return Agent({"": author or self.portal}, e_mail=named(self.value("author_email")))

    def _contact(self) -> Contact | None:
        for each in objects(self.value("contact")):
            return Contact(named(each.get("name")), _mail(each.get("email")), named(each.get("url")), "")
        name = named(self.value("contact_name", "maintainer", "author"))
        mail = _mail(self.value("contact_email", "contact-email", "maintainer_email", "author_email"))
        return Contact(name, mail) if name or mail else None

    def _keywords(self) -> tuple[tuple[str, str], ...]:
        several = self.package.get("tags_translated")
        if isinstance(several, dict):
            words = {(read_tag(tag), word) for tag, each in several.items() for word in texts(each)}
        else:
            tags = listed(self.package.get("tags"))
            words = {("", named(each.get("display_name") or each.get("name"))) for each in objects(tags)}
            words |= {("", each) for each in tags if isinstance(each, str)}
        return tuple(sorted(each for each in words if each[1]))

    def _languages(self) -> tuple[str, ...]:
        found = _separate(self.value("language", "metadata-language"))
        return tuple(sorted({tag for each in found if (tag := read_language(each))}))

    def _places(self) -> tuple[Place, ...]:
        found = []
        for each in objects(self.value("spatial_coverage")):
            found.append(
                Place(
                    named(each.get("text")),
                    named(each.get("uri")),
                    _box(each.get("bbox") or each.get("geom")),
                )
            )
        for each in listed(self.value("spatial")):
            box = _box(_opened(each))
            if box or (isinstance(each, str) and each.strip()):
                found.append(Place(box=box) if box else Place(each.strip()))
        sides = [
            named(self.value(f"bbox-{side}")) for side in ("west-long", "south-lat", "east-long", "north-lat")
        ]
        if not found and all(sides):
            found.append(Place(box=read_box("{} {}, {} {}".format(*sides))))
        if uri := named(self.value("spatial_uri")):
            found.append(Place(named(self.value("spatial_text")), uri))
        return tuple(sorted(set(found) - {Place()}, key=repr))

    def _periods(self) -> tuple[Period, ...]:
        pairs = [(each.get("start"), each.get("end")) for each in objects(self.value("temporal_coverage"))]
        pairs.append((self.value("temporal_start"), self.value("temporal_end")))
        read = (Period(read_instant(named(start)), read_instant(named(end))) for start, end in pairs)
        return tuple(each for each in read if each.start or each.end)

    def _file(self, found: Json, place: int) -> Distribution:
        address = named(found.get("access_url")) or named(found.get("url"))
        download = named(found.get("download_url"))
        if not download and found.get("url_type") in ("upload", "datastore"):
            download = address
        name = named(found.get("id"))
        digest = _SHA256.fullmatch(named(found.get("hash")).casefold())
        algorithm = named(found.get("hash_algorithm")).casefold().replace("-", "")
        known = digest and (not algorithm or "sha256" in algorithm)
        said = named(found.get("format"))
        media_type = read_media_type(named(found.get("mimetype"))) or read_media_type(said)
        if not address and not download:
            self.problems.append(
                gettext(
                    "The file %(place)s of %(package)s has no address.",
                    place=place,
                    package=named(self.package.get("name")),
                )
            )
        return Distribution(
            identifier=name or f"file-{place}",
            access_url=address or download,
            format=read_format(said),
            media_type=media_type,
            download_url=download,
            title=_tagged(found, "name"),
            description=_tagged(found, "description"),
            bytes=read_size(found.get("size")),
            sha256=digest[1] if digest and known else "",
            licence=named(found.get("license")),
            issued=read_instant(named(found.get("issued") or found.get("created"))),
            modified=read_instant(named(found.get("modified") or found.get("last_modified"))),
        )


def _opened(value: Any) -> Any:
    """A value as it is, or what is written in a text that is JSON."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def _separate(value: Any) -> list[str]:
    """The texts of a list, or of one text with commas between them."""
    if isinstance(value, str):
        return [each.strip() for each in value.split(",") if each.strip()]
    return texts(value)


def _address(value: Any) -> str:
    return text if is_address(text := named(value)) else ""


def _mail(value: Any) -> str:
    return named(value).removeprefix("mailto:")


def _agent(found: Mapping[str, Any]) -> Agent:
    names = _tagged(found, "name")
    uri = named(found.get("uri")) or (text if is_address(text := named(found.get("identifier"))) else "")
    return Agent(names, uri, named(found.get("url")), _mail(found.get("email")), _address(found.get("type")))


def _tagged(found: Mapping[str, Any], name: str) -> dict[str, str]:
    for each in (found.get(f"{name}_translated"), found.get(name)):
        if isinstance(each, dict):
            said = {read_tag(tag): text for tag, value in each.items() if (text := sentence(value))}
            return dict(sorted(said.items(), key=lambda pair: (pair[0] != "en", pair[0])))
        if text := sentence(each):
            return {"": text}
    return {}


def _box(geometry: Any) -> Box | None:
    """The rectangle around a GeoJSON geometry."""
    geometry = _opened(geometry)
    if not isinstance(geometry, dict):
        return None
    corners: list[tuple[float, float]] = []
    level = [geometry.get("coordinates")]
    while level:
        inner, level = [each for each in level if isinstance(each, list)], []
        for value in inner:
            if len(value) >= 2 and all(isinstance(each, int | float) for each in value[:2]):
                corners.append((float(value[0]), float(value[1])))
            else:
                level += [each for each in value if isinstance(each, list)]
    return around(corners)
