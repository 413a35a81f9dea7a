"""Catalogues of other portals are read: what is open is listed with where it is, and all else is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openhall.site.opendata.models import DatasetElsewhere, Portal
from openhall.site.opendata.refreshing import harvesting
from openhall.site.opendata.refreshing.due import fetch_due
from openhall.site.opendata.refreshing.harvesting import harvest
from openhall.site.people.models import Department
from openhall.site.web.speech import say_kept
from tests.site.opendata import publisher, roads, work
from tests.site.test_opendata_refreshing import Elsewhere, elsewhere  # noqa: F401

pytestmark = pytest.mark.django_db
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
START = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://weir.example/> a dcat:Catalog ; dct:title "Weir" ; dcat:dataset {all} .
"""


def catalogue(**datasets: str) -> bytes:
    """A catalogue of datasets, each with the licence that is said; "" for none."""
    parts = [START.format(all=", ".join(f"<https://weir.example/{name}>" for name in datasets))]
    for name, licence in datasets.items():
        said = f" ; dct:license <{licence}>" if licence else ""
        parts.append(
            f'<https://weir.example/{name}> a dcat:Dataset ; dct:title "{name.title()}" ; '
            f'dct:description "About {name}." ; dct:identifier "{name}" ; '
            f"dcat:landingPage <https://weir.example/page/{name}>{said} ."
        )
    return "\n".join(parts).encode()


@pytest.fixture
def portal(elsewhere: Elsewhere) -> Portal:  # noqa: F811
    elsewhere.content_type = "text/turtle"
    elsewhere.body = catalogue(trees=CC0, lamps=CC0, secrets="")
    return Portal.objects.create(title="Weir", address=elsewhere.address, department=roads())


def test_what_is_open_is_listed_and_all_else_is_refused_with_a_reason(portal: Portal) -> None:
    run = harvest(portal)
    assert (run.why, run.found, run.came, run.n_refused) == ({}, 3, 2, 1)
    ((title, why),) = run.refused
    assert title == "Secrets"
    assert say_kept(why) == "It does not say what others may do with it: there is no licence."
    page = Client().get("/data/elsewhere/").content.decode()
    assert "https://weir.example/page/trees" in page and "Secrets" not in page
    assert "Lamps" not in Client().get("/data/elsewhere/?q=about+TREES").content.decode()
    assert "Open data of others" in Client().get("/data/").content.decode()


def test_the_next_time_what_changed_came_or_went_is_told(portal: Portal, elsewhere: Elsewhere) -> None:  # noqa: F811
    harvest(portal)
    elsewhere.body = catalogue(trees=CC0, ponds=CC0).replace(b"About trees", b"All about trees")
    run = harvest(portal)
    assert (run.came, run.changed, run.gone) == (1, 1, 1)
    assert set(DatasetElsewhere.objects.values_list("title", flat=True)) == {"Trees", "Ponds"}
    elsewhere.body = b"<html>Sorry</html>"
    failed = harvest(portal)
    assert failed.why and DatasetElsewhere.objects.count() == 2, "what was listed stays"


def test_a_ckan_portal_is_read_too(portal: Portal, elsewhere: Elsewhere) -> None:  # noqa: F811
    package = {
        "name": "bins", "title": "Bins", "license_url": CC0, "url": "https://weir.example/bins",
        "resources": [{"id": "1", "url": "https://weir.example/bins.csv", "format": "CSV"}],
    }  # fmt: skip
    elsewhere.content_type = "application/json"
    elsewhere.body = json.dumps(
        {
            "success": True,
            "result": {"count": 2, "results": [package, {**package, "name": "x", "license_url": ""}]},
        }
    ).encode()
    portal.kind, portal.address = Portal.Kind.CKAN, elsewhere.address.rpartition("/")[0]
    run = harvest(portal)
    assert (run.why, run.found, run.came) == ({}, 2, 1), run.refused
    assert DatasetElsewhere.objects.get().formats == ["CSV"]


def test_a_publisher_adds_a_portal_and_sees_what_came_of_it(
    client: Client,
    person: Any,
    elsewhere: Elsewhere,  # noqa: F811
    portal: Portal,
) -> None:
    portal.delete()
    client.force_login(publisher(person))
    given = {
        "title": "Weir", "kind": "dcat", "address": elsewhere.address, "department": roads().pk, "every": "day",
        "is_on": "on",
    }  # fmt: skip
    assert client.post("/data/manage/portals/", {**given, "address": "https://10.0.0.1"}).status_code == 302
    assert client.post("/data/manage/portals/", {**given, "address": "gopher://x"}).status_code == 400
    sent = client.post("/data/manage/portals/", given)
    work()
    page = client.get(sent["Location"]).content.decode()
    assert "2 of its datasets are listed" in page and "there is no licence" in page
    reasons = map(say_kept, Portal.objects.first().runs.values_list("why", flat=True))
    assert "no public address" in " ".join(reasons), "what lies in the operator's network is not reached"
    assert "Weir" in client.get("/data/manage/portals/").content.decode()
    Portal.objects.update(next_at="2020-01-01T00:00:00Z")
    assert fetch_due() == 2
    client.post(f"{sent['Location']}forget/")
    assert not DatasetElsewhere.objects.exists()


def test_a_portal_is_read_within_bounds_of_time_and_size(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvesting, "DATASETS", 2)
    assert say_kept(harvest(portal).why) == "The portal has more than 2 datasets."
    monkeypatch.setattr(harvesting, "LONGEST", -60)
    assert "takes longer than" in say_kept(harvest(portal).why)
    assert not DatasetElsewhere.objects.exists()


def test_the_list_of_portals_asks_no_more_for_many(client: Client, person: Any, portal: Portal) -> None:
    client.force_login(publisher(person))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert "Weir" in client.get("/data/manage/portals/").content.decode()
        return len(asked)

    harvest(portal)
    few = queries()
    for number in range(3):
        harvest(Portal.objects.create(title=f"{number}", address=portal.address, department=roads()))
    assert queries() == few


def test_nobody_reaches_a_portal_of_another_department(client: Client, person: Any, portal: Portal) -> None:
    Portal.objects.update(department=Department.objects.create(key="parks", name="Parks"))
    address = f"/data/manage/portals/{portal.pk}/"
    assert client.get(address).status_code == 302
    client.force_login(person("officer", email="o@example.org"))
    assert client.get(address).status_code == client.get("/data/manage/portals/").status_code == 403
    client.force_login(publisher(person))
    assert client.get(address).status_code == 404
    assert (
        client.post(f"{address}harvest/").status_code == client.post(f"{address}forget/").status_code == 404
    )
