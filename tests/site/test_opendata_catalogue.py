"""The catalogue shows what is open, and nothing that is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from openhall.site.opendata.models import Dataset, DatasetVersion
from openhall.site.people.models import Department
from tests.site.opendata import published

pytestmark = pytest.mark.django_db
Status = DatasetVersion.Status


def make(title: str = "Street lights", status: str = Status.PUBLISHED, **more: Any) -> Dataset:
    department, _ = Department.objects.get_or_create(key="roads", defaults={"name": "Roads"})
    released = more.pop("released_at", timezone.now() if status != Status.DRAFT else None)
    dataset = Dataset.objects.create(
        title=title,
        slug=title.lower().replace(" ", "-"),
        description=f"About {title.lower()}.",
        department=department,
        **more,
    )
    dataset.versions.create(number=1, status=status, released_at=released, rows=3)
    return dataset


def test_the_catalogue_lists_what_is_open(client: Client) -> None:
    dataset = make()
    page = client.get("/data/").content.decode()
    assert "Street lights" in page and "1 dataset" in page
    assert f'href="/data/{dataset.identifier}/"' in page


@pytest.mark.parametrize("status", [each for each in Status if each != Status.PUBLISHED])
def test_the_catalogue_lists_nothing_that_is_not_open(client: Client, status: str) -> None:
    dataset = make(status=status)
    assert "Street lights" not in client.get("/data/").content.decode()
    expected = 200 if status == Status.WITHDRAWN else 404
    assert client.get(f"/data/{dataset.identifier}/").status_code == expected
    assert client.get(f"/data/{dataset.identifier}/versions/1/").status_code == expected


def test_what_is_to_be_released_later_is_not_seen_before(client: Client) -> None:
    dataset = make(released_at=timezone.now() + timedelta(hours=1))
    assert "Street lights" not in client.get("/data/").content.decode()
    assert client.get(f"/data/{dataset.identifier}/").status_code == 404
    DatasetVersion.objects.update(released_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/data/{dataset.identifier}/").status_code == 200


def test_datasets_are_found_by_words_and_choices(client: Client) -> None:
    make("Street lights", theme="TRAN")
    make("School meals", theme="EDUC", licence="cc0")
    for asked, titles in (
        ("q=LIGHT", {"Street lights"}),
        ("q=street+lights", {"Street lights"}),
        ("q=roads", {"Street lights", "School meals"}),
        ("theme=EDUC", {"School meals"}),
        ("licence=cc0", {"School meals"}),
        ("department=roads", {"Street lights", "School meals"}),
        ("department=parks", set()),
        ("q=light&theme=EDUC", set()),
        ("theme=nonsense&order=nonsense&page=x", {"Street lights", "School meals"}),
    ):
        page = client.get(f"/data/?{asked}").content.decode()
        assert {title for title in ("Street lights", "School meals") if f"{title}</a>" in page} == titles, (
            asked
        )


def test_datasets_with_places_are_found_by_their_format(client: Client) -> None:
    make("Street lights")
    placed = make("Benches")
    placed.versions.get().columns.create(place=0, name="at", title="At", kind="point")
    assert "Street lights</a>" in client.get("/data/?format=csv").content.decode()
    page = client.get("/data/?format=geojson").content.decode()
    assert "Benches</a>" in page and "Street lights</a>" not in page
    placed.versions.get().columns.update(is_kept=False)
    assert "Benches</a>" not in client.get("/data/?format=geojson").content.decode()


def test_only_who_publishes_is_led_to_publishing(client: Client, person: Any) -> None:
    assert "/data/manage/" not in client.get("/data/").content.decode()
    client.force_login(person("publisher"))
    assert "/data/manage/" in client.get("/data/").content.decode()


def test_large_numbers_are_parted_and_whole_ones_have_no_fraction(client: Client) -> None:
    lines = ["Year,Amount", *(f"2026,{12_000 + k}" for k in range(1_200))]
    version = published("\n".join(lines).encode())
    assert "1,200 rows" in client.get("/data/").content.decode()
    page = client.get(version.dataset.get_absolute_url()).content.decode()
    assert "from 12,000 to 13,199" in page and "from 2026 to 2026" in page
