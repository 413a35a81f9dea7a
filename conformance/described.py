"""Catalogues to describe in the suites of description formats: bare, full, of high-value data, and drawn at random.

Random ones leave out each thing that may be left out, so that no format depends on what a publisher happens to fill in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from openhall.data.columns import Column, Kind
from openhall.data.dataset import (
    Agent,
    Box,
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
from openhall.data.vocabulary import AccessRights, Frequency, HighValue, Theme

BASE = "https://data.portalder.example"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CITY = Agent(
    {"en": "City of Port Alder", "ar": "مدينة بورت ألدر"},
    f"{BASE}/city",
    f"{BASE}/about",
    "data@portalder.example",
    "http://purl.org/adms/publishertype/LocalAuthority",
)
DESK = Contact("Open data desk", "data@portalder.example", f"{BASE}/contact", "+49 30 555-01")
PORT_ALDER = Place("Port Alder", "https://sws.geonames.org/5391959/", Box(-122.6, 37.7, -122.3, 37.9))
RANDOM = 40
NEEDED = frozenset(["identifier", "slug", "uri", "title", "description", "publisher"])


def catalogues() -> Iterator[tuple[str, Catalogue]]:
    """Each catalogue with its name."""
    yield "a catalogue without datasets", _catalogue()
    yield "a dataset of which the least is said", _catalogue(_bare(1))
    yield "a dataset of which all is said", full()
    yield "high-value datasets only", high_value()
    draw = random.Random(311)
    for number in range(1, RANDOM + 1):
        yield f"drawn at random, {number}", _drawn(draw, number)


def full() -> Catalogue:
    """A catalogue of which everything is said that can be said."""
    services = (
        DataService(
            "soda",
            f"{BASE}/api",
            {"en": "SODA API"},
            f"{BASE}/resource",
            {"en": "Rows of all datasets, asked in SoQL."},
            f"{BASE}/api/openapi.json",
            ("https://dev.socrata.com/docs/endpoints.html",),
            LICENCE,
            ("cases-311",),
        ),
    )
    series = (
        Series(
            "permits",
            f"{BASE}/series/permits",
            {"en": "Permits by year"},
            {"en": "One dataset a year."},
            Frequency.ANNUAL,
            CITY,
        ),
    )
    return _catalogue(cases(), replace(_bare(2), series="permits"), services=services, series=series)


def cases() -> Dataset:
    """A dataset of which everything is said."""
    uri = f"{BASE}/data/cases-311"
    return Dataset(
        identifier="cases-311",
        slug="cases-311",
        uri=uri,
        title={"en": "311 cases", "de": "Anliegen"},
        description={"en": "Each case that residents reported.\nOne row a case.", "de": "Alle Meldungen."},
        publisher=CITY,
        contact=DESK,
        keywords=(("de", "Meldungen"), ("en", "311"), ("en", "service requests")),
        themes=(Theme.GOVERNMENT, Theme.REGIONS),
        concepts=("http://eurovoc.europa.eu/100142",),
        licence=LICENCE,
        rights={"en": "Name the city as the source."},
        access=AccessRights.PUBLIC,
        languages=("ar", "en"),
        issued=date(2024, 1, 2),
        modified=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        frequency=Frequency.DAILY,
        places=(PORT_ALDER, Place("The harbour"), Place(box=Box(-122.5, 37.75, -122.4, 37.8))),
        periods=(Period(date(2008, 7, 1), None),),
        resolution=timedelta(days=1, hours=1, seconds=30),
        provenance={"en": "Taken from the case system each night."},
        landing_page=f"{BASE}/data/cases-311/about",
        documentation=(f"{BASE}/data/cases-311/dictionary",),
        conforms_to=("https://www.open311.org/",),
        version="2",
        versions=(
            Version(
                "2",
                datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
                f"{uri}/versions/2",
                {"en": "Cases of March."},
                "120 rows added.",
                (_file(f"{uri}/versions/2", "csv", "CSV", "text/csv"),),
            ),
            Version("1", date(2024, 1, 2), f"{uri}/versions/1", {"en": "First version."}),
        ),
        distributions=(
            _file(uri, "csv", "CSV", "text/csv"),
            replace(
                _file(uri, "geojson", "GEOJSON", "application/geo+json"),
                licence="https://opendatacommons.org/licenses/pddl/",
            ),
            Distribution(
                "soda", f"{BASE}/resource/cases-311.json", "JSON", "application/json", service="soda"
            ),
        ),
        columns=(
            Column("case_id", Kind.TEXT, "Case", "The number of the case."),
            Column("opened", Kind.CALENDAR_DATE, "Opened", "When it was reported."),
            Column("closed", Kind.FIXED_TIMESTAMP, "Closed"),
            Column("cost", Kind.NUMBER, "Cost", "What it cost.", "EUR"),
            Column("public", Kind.CHECKBOX, "Public"),
            Column("place", Kind.POINT, "Place"),
            Column("area", Kind.MULTIPOLYGON, "Area"),
            Column("page", Kind.URL, "Page"),
        ),
        key=("case_id",),
        legislation=("http://data.europa.eu/eli/dir/2019/1024/oj",),
        source="https://elsewhere.example/data/9",
    )


def high_value() -> Catalogue:
    """A catalogue of high-value datasets only, which more is asked of (Regulation (EU) 2023/138)."""
    uri = f"{BASE}/data/stops"
    stops = replace(
        cases(), identifier="stops", slug="stops", uri=uri, versions=(), high_value=(HighValue.MOBILITY,)
    )
    services = tuple(replace(each, datasets=("stops",)) for each in full().services)
    series = full().series
    return _catalogue(replace(stops, series="permits"), services=services, series=series)


def _file(uri: str, name: str, form: str, media_type: str) -> Distribution:
    return Distribution(
        name,
        uri,
        form,
        media_type,
        f"{uri}/rows.{name}",
        {"en": f"{form} file"},
        {"en": "All rows."},
        123_456_789_012,
        "ab" * 32,
        5_000_000,
        "",
        date(2024, 1, 2),
        datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
    )


def _bare(number: int) -> Dataset:
    uri = f"{BASE}/data/bare-{number}"
    title = {"en": f"Dataset {number}"}
    return Dataset(
        f"bare-{number}", f"bare-{number}", uri, title, {"en": "What it is."}, Agent({"en": "A department"})
    )


def _catalogue(*datasets: Dataset, **more: Any) -> Catalogue:
    return Catalogue(
        BASE,
        {"en": "Open data of Port Alder", "ar": "البيانات المفتوحة"},
        {"en": "What the city opens."},
        CITY,
        f"{BASE}/",
        ("ar", "en"),
        LICENCE,
        date(2024, 1, 1),
        datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC),
        datasets,
        places=(PORT_ALDER,),
        **more,
    )


def _drawn(draw: random.Random, number: int) -> Catalogue:
    datasets: list[Dataset] = []
    services = full().services if draw.random() < 0.5 else ()
    for place in range(draw.randint(1, 4)):
        name = f"drawn-{number}-{place}"
        whole = replace(cases(), identifier=name, slug=name, uri=f"{BASE}/data/{name}")
        whole = replace(
            whole,
            versions=tuple(
                replace(each, uri=f"{whole.uri}/versions/{each.number}") for each in whole.versions
            ),
        )
        empty = _bare(0)
        kept = {each.name for each in fields(Dataset) if each.name in NEEDED or draw.random() < 0.6}
        parts = {
            each.name: getattr(whole if each.name in kept else empty, each.name) for each in fields(Dataset)
        }
        files = (_thinned(draw, each) for each in parts["distributions"])
        parts["distributions"] = tuple(each if services else replace(each, service="") for each in files)
        parts["frequency"] = draw.choice([None, *Frequency])
        parts["themes"] = tuple(sorted(draw.sample(list(Theme), draw.randint(0, 3))))
        parts["access"] = draw.choice(list(AccessRights))
        if draw.random() < 0.3:
            parts["title"] = {"en": '"quoted" <b>& 100 % \\ n\n\t', "": "ohne Sprache"}
        parts["publisher"] = draw.choice([CITY, Agent({"en": "A department"})])
        parts["columns"] = parts["columns"] if parts["distributions"] else ()
        parts["key"] = parts["key"] if parts["columns"] else ()
        datasets.append(Dataset(**parts))
    return _catalogue(
        *datasets, services=tuple(replace(each, datasets=(datasets[0].identifier,)) for each in services)
    )


def _thinned(draw: random.Random, whole: Distribution) -> Distribution:
    bare = Distribution(whole.identifier, whole.access_url)
    return Distribution(
        **{
            each.name: getattr(whole if draw.random() < 0.7 else bare, each.name)
            for each in fields(Distribution)
        }
    )
