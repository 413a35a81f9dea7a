"""What Port Alder publishes on the first day: rows with places, areas, and how its services performed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from django.test import Client

from openhall.demo.ground import RESIDENTS, area_of, places
from openhall.demo.play.cast import ACCOUNTS, DISTRICTS

OFFICES = {
    "customer-contact": "Customer Contact",
    "planning": "Planning",
    "information-office": "Information Office",
}


def inside(place: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    """Whether a place lies within a ring, by counting its edges to one side."""
    x, y = place
    crossed = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed


def test_places_lie_in_their_districts_or_at_their_border() -> None:
    names = list(DISTRICTS) * 200
    found = places(np.random.default_rng(1), [*names, None])
    assert found[-1] is None
    rings = {name: area_of(name)["coordinates"][0][0] for name in DISTRICTS}
    share = np.mean([inside(place, rings[name]) for place, name in zip(found, names, strict=False) if place])
    assert share > 0.9
    assert found == places(np.random.default_rng(1), [*names, None]), "the same draw gives the same city"


def test_the_districts_are_those_of_the_city() -> None:
    assert set(RESIDENTS) == set(DISTRICTS)
    for name in DISTRICTS:
        ring = area_of(name)["coordinates"][0][0]
        assert ring[0] == ring[-1] and len(ring) >= 5


@pytest.mark.django_db
def test_the_catalogue_is_full_on_the_first_day(person: Any) -> None:
    from openhall.demo.city import port_alder
    from openhall.site.observatory.models import Log
    from openhall.site.observatory.preparing import keep
    from openhall.site.opendata.models import Dataset
    from openhall.site.people.models import Department
    from openhall.site.port_alder.open_data import publish_open_data

    for key, name in OFFICES.items():
        Department.objects.create(key=key, name=name)
    for service in port_alder().services:
        keep(Log.objects.create(title=service.title, file_name=f"Port Alder: {service.key}"), service.log())
    by = person("publisher")
    said: list[str] = []
    publish_open_data(by, said.append)
    listed = Dataset.objects.listed()
    assert listed.count() == 5 and len(said) == 1
    client = Client()
    reports = listed.get(slug="street-problems")
    assert reports.current.rows > 35_000 and reports.current.decisions.get().by == by
    page = client.get(f"/data/{reports.identifier}/").content.decode()
    assert "<svg" in page and "rows have a place" in page
    districts = client.get(f"/data/{listed.get(slug='districts').identifier}/").content.decode()
    assert districts.count('<path d="M') >= 8 and "coloured by Reports for 1,000 residents" in districts
    permits = client.get(f"/data/{listed.get(source_key='old-building-permit').identifier}/").content.decode()
    assert "Applications received" in permits and "<svg" in permits
    publish_open_data(by, said.append)
    assert listed.count() == 5, "loading again adds nothing"


def test_somebody_publishes_in_the_demo() -> None:
    assert [account.key for account in ACCOUNTS if "publisher" in account.roles] == ["data"]
