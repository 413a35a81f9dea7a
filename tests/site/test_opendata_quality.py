"""How good a table is stands on its page and before its publisher; two columns of degrees become a place."""

from __future__ import annotations

import pytest
from django.test import Client

from openhall.site.opendata.models import DatasetVersion
from tests.site.opendata import published, publisher, work
from tests.site.test_opendata_publishing import give, home

pytestmark = pytest.mark.django_db
LAMPS = b"Number,Put up,Kind,Latitude,Longitude\n" + b"".join(
    b"%d,%d-03-01,%s,51.8%d,-8.4%d\n" % (k, 2001 + k % 20, b"LED" if k % 3 else b" LED", k % 10, k % 7)
    for k in range(40)
)


def test_a_datasets_page_says_how_good_its_rows_are() -> None:
    version = published(LAMPS.replace(b"2001-03", b"2101-03"))
    page = Client().get(version.dataset.get_absolute_url()).content.decode()
    assert "100 % of all cells are filled." in page
    assert "Each row has a value of its own in: Number" in page
    assert "2 values lie in the future" in page and "Quality column by column" in page


def test_rows_that_are_twice_in_a_table_are_counted() -> None:
    version = published(b"Kind,Year\n" + b"LED,2020\n" * 30 + b"Gas,1990\n")
    page = Client().get(version.dataset.get_absolute_url()).content.decode()
    assert "29 rows say all that another row says." in page and "No value looks wrong." in page


def test_a_publisher_says_which_two_columns_are_a_place(client: Client, person: object) -> None:
    client.force_login(publisher(person))
    version = give(client, LAMPS, "lamps.csv")
    page = client.get(home(version, "columns/")).content.decode()
    assert "Are two of the columns a place, in degrees?" in page and "Quality column by column" in page
    wrong = client.post(home(version, "place/"), {"latitude": "number", "longitude": "number"}, follow=True)
    assert "Choose two columns of numbers" in wrong.content.decode()
    made = client.post(
        home(version, "place/"), {"latitude": "latitude", "longitude": "longitude"}, follow=True
    ).content.decode()
    assert "“Place” is added at the end." in made
    assert version.columns.get(kind="point").name == "location"
    again = client.post(
        home(version, "place/"), {"latitude": "latitude", "longitude": "longitude"}, follow=True
    ).content.decode()
    assert "already" in again and version.columns.filter(kind="point").count() == 1


def test_numbers_that_are_no_degrees_are_no_place(client: Client, person: object) -> None:
    client.force_login(publisher(person))
    version = give(client, b"North,East\n" + b"".join(b"%d,%d\n" % (5000 + k, 900 + k) for k in range(30)))
    told = client.post(home(version, "place/"), {"latitude": "north", "longitude": "east"}, follow=True)
    assert "no degrees" in told.content.decode() and not version.columns.filter(kind="point").exists()


def test_the_next_version_has_the_place_by_itself(client: Client, person: object) -> None:
    client.force_login(publisher(person))
    version = give(client, LAMPS, "lamps.csv")
    client.post(home(version, "place/"), {"latitude": "latitude", "longitude": "longitude"})
    DatasetVersion.objects.filter(pk=version.pk).update(status=DatasetVersion.Status.WITHDRAWN)
    from tests.site.opendata import upload

    client.post(f"/data/manage/{version.dataset.identifier}/again/", {"file": upload("lamps.csv", LAMPS)})
    work()
    second = DatasetVersion.objects.get(number=2)
    assert second.columns.get(kind="point").facts["pair"] == ["latitude", "longitude"]


def test_only_its_department_makes_a_place(client: Client, person: object) -> None:
    client.force_login(publisher(person))
    version = give(client, LAMPS, "lamps.csv")
    client.force_login(person("officer", email="o@example.org"))
    assert client.post(home(version, "place/")).status_code == 403
    client.logout()
    assert client.post(home(version, "place/")).status_code == 302
