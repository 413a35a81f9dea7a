"""A catalogue of two datasets, one of which all is said, for the tests of descriptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

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
from openhall.data.vocabulary import Frequency, Theme

BASE = "https://data.city.example"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CITY = Agent({"en": "The City", "ar": "المدينة"}, f"{BASE}/city", f"{BASE}/about", "data@city.example")
CHANGED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
CSV = Distribution(
    "csv", f"{BASE}/data/trees", "CSV", "text/csv", f"{BASE}/data/trees.csv", {"en": "Rows"}, {"en": "All rows."},
    1234, "0f" * 32, 56, "", date(2024, 1, 2), CHANGED,
)  # fmt: skip
TREES = Dataset(
    identifier="abcd-1234",
    slug="trees",
    uri=f"{BASE}/data/trees",
    title={"en": "Trees", "de": "Bäume"},
    description={"en": "Each tree of the city."},
    publisher=CITY,
    contact=Contact("Data desk", "data@city.example", f"{BASE}/contact", "+49 30 555-01"),
    keywords=(("de", "Grün"), ("en", "parks")),
    themes=(Theme.ENVIRONMENT,),
    concepts=("http://eurovoc.europa.eu/100142",),
    licence=LICENCE,
    rights={"en": "Name the city."},
    languages=("de", "en"),
    issued=date(2024, 1, 2),
    modified=CHANGED,
    frequency=Frequency.QUARTERLY,
    places=(Place("The City", "https://sws.geonames.org/1/", Box(-1.5, 50.25, 1.5, 51.0)),),
    periods=(Period(date(2020, 1, 1), None),),
    resolution=timedelta(days=1),
    provenance={"en": "Counted by foresters."},
    landing_page=f"{BASE}/data/trees/about",
    documentation=(f"{BASE}/data/trees/dictionary",),
    conforms_to=("https://standards.example/trees",),
    version="2",
    versions=(
        Version("2", CHANGED, f"{BASE}/data/trees/2", {"en": "New trees."}, "3 rows added.", (CSV,)),
        Version("1", date(2024, 1, 2), f"{BASE}/data/trees/1", {"en": "First."}),
    ),
    distributions=(CSV, Distribution("soda", f"{BASE}/resource/trees.json", "JSON", service="soda")),
    series="green",
    columns=(
        Column("tree_id", Kind.TEXT, "Tree", "The number on its plate."),
        Column("height", Kind.NUMBER, "Height", "As measured", "m"),
        Column("planted", Kind.CALENDAR_DATE, "Planted"),
        Column("seen", Kind.FIXED_TIMESTAMP, "Seen"),
        Column("healthy", Kind.CHECKBOX, "Healthy"),
        Column("place", Kind.POINT, "Place"),
        Column("crown", Kind.MULTIPOLYGON, "Crown"),
        Column("page", Kind.URL, "Page"),
    ),
    key=("tree_id",),
)
BARE = Dataset(
    "bare",
    "bare",
    f"{BASE}/data/bare",
    {"en": "Bare"},
    {"en": "Nothing more is said."},
    Agent({"en": "A desk"}),
)
CATALOGUE = Catalogue(
    BASE,
    {"en": "Open data"},
    {"en": "What the city opens."},
    CITY,
    f"{BASE}/",
    ("en",),
    LICENCE,
    date(2024, 1, 1),
    CHANGED,
    (TREES, BARE),
    (
        DataService(
            "soda", f"{BASE}/api", {"en": "SODA"}, f"{BASE}/resource", {"en": "Rows by SoQL."}, f"{BASE}/openapi.json",
            ("https://dev.socrata.com/docs/endpoints.html",), LICENCE, ("abcd-1234",),
        ),
    ),
    (Series("green", f"{BASE}/series/green", {"en": "Green"}, {"en": "All that grows."}, Frequency.ANNUAL, CITY),),
)  # fmt: skip
