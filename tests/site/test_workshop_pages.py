"""The workshop: an analyst uploads, looks, changes, publishes, shares; others are kept out."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openhall.process.folder import pack, unpack
from openhall.site.cases.models import Removal
from openhall.site.cases.moving import move_due
from openhall.site.people.models import Department, Post
from openhall.site.services.models import Service, Shared, Version
from tests.site.little import little_service, publish_little
from tests.site.stalls import open_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(person, client: Client) -> Client:
    client.force_login(person("analyst"))
    return client


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    return SimpleUploadedFile("folder.zip", pack(files), "application/zip")


def test_only_analysts_and_heads_enter(person, client: Client) -> None:
    publish_little()
    addresses = ["/workshop/", "/workshop/services/street-stall/", "/workshop/services/street-stall/1/"]
    for role in ("officer", "operator"):
        client.force_login(person(role, email=f"{role}@example.org"))
        assert {client.get(address).status_code for address in addresses} == {403}
    client.force_login(person("head of service", email="head@example.org"))
    assert {client.get(address).status_code for address in addresses} == {200}
    client.logout()
    assert client.get("/workshop/").status_code == 302


def test_a_folder_is_uploaded_changed_and_published(analyst: Client) -> None:
    Department.objects.create(key="licensing", name="Licensing")
    Department.objects.create(key="alder-water", name="Alder Water", is_partner=True)
    done = analyst.post("/workshop/new/", {"folder": zipped(little_service())}, follow=True)
    assert "Sound" in done.content.decode()
    base = "/workshop/services/street-stall-permit/1/"
    if not Service.objects.filter(slug="street-stall-permit").exists():
        base = f"/workshop/services/{Service.objects.get().slug}/1/"
    page = analyst.get(f"{base}files/letters/decision.md")
    text = page.context["text"]
    analyst.post(
        f"{base}files/letters/decision.md", {"text": text.replace("\n", "\r\n") + "One more line.\r\n"}
    )
    version = Version.objects.get()
    assert unpack(bytes(version.folder))["letters/decision.md"] == (text + "One more line.\n").encode()
    refused = analyst.post(f"{base}publish/", {"note": ""})
    assert refused.status_code == 400 and "Say what changed" in refused.content.decode()
    analyst.post(f"{base}publish/", {"note": "First."})
    version.refresh_from_db()
    assert version.status == Version.Status.OPEN and version.published_by is not None
    told = analyst.post(f"{base}files/letters/decision.md", {"text": "other"}, follow=True)
    assert "cannot be changed" in told.content.decode()


def test_what_is_wrong_with_an_upload_is_said_and_nothing_is_kept(analyst: Client) -> None:
    for data, words in (
        (b"", "empty"),
        (b"no zip", "cannot be read"),
        (pack({"a.txt": b"a"}), "no service.yaml"),
    ):
        page = analyst.post("/workshop/new/", {"folder": SimpleUploadedFile("f.zip", data)})
        assert page.status_code == 400 and words in page.content.decode()
    assert not Service.objects.exists()


def test_two_versions_are_compared_line_by_line(analyst: Client) -> None:
    publish_little()
    changed = little_service()
    changed["letters/decision.md"] += b"One more line.\n"
    del changed[next(name for name in changed if name.startswith("tests/"))]
    publish_little(changed)
    text = analyst.get("/workshop/services/street-stall/2/changes/").content.decode()
    assert "One more line." in text and "taken out" in text and "letters/decision.md" in text


def test_a_version_goes_home_as_a_folder_and_comes_back_as_a_draft(analyst: Client) -> None:
    publish_little()
    given = analyst.get("/workshop/services/street-stall/1/folder.zip")
    assert unpack(given.content) == little_service()
    upload = SimpleUploadedFile("f.zip", io.BytesIO(given.content).getvalue())
    analyst.post("/workshop/services/street-stall/new/", {"folder": upload})
    assert Version.objects.get(number=2).status == Version.Status.DRAFT
    analyst.post("/workshop/services/street-stall/1/copy/")
    assert Version.objects.filter(status=Version.Status.DRAFT).count() == 2


def test_a_service_is_shared_taken_and_withdrawn(analyst: Client) -> None:
    publish_little()
    analyst.post(
        "/workshop/services/street-stall/1/share/",
        {"what": "service", "name": "Stalls", "summary": "Well tried."},
    )
    entry = Shared.objects.get()
    assert "Stalls" in analyst.get("/workshop/library/?q=tried").content.decode()
    assert "Nothing found" in analyst.get("/workshop/library/?q=zebra").content.decode()
    owner = Department.objects.get(key="licensing")
    done = analyst.post(
        f"/workshop/library/{entry.pk}/take/", {"name": "My stalls", "owner": owner.pk}, follow=True
    )
    assert "Version 1" in done.content.decode() and Service.objects.filter(name="My stalls").exists()
    assert "My stalls" in analyst.get(f"/workshop/library/{entry.pk}/").content.decode()
    analyst.post(f"/workshop/library/{entry.pk}/withdraw/")
    assert analyst.get(f"/workshop/library/{entry.pk}/").status_code == 404


def test_heads_and_operators_keep_departments_and_posts(person, client: Client) -> None:
    ada = person("operator", email="op@example.org")
    officer = person("officer", email="bo@example.org", name="Bo")
    client.force_login(ada)
    client.post("/workshop/departments/new/", {"name": "Fire Service", "key": "fire"})
    page = client.post("/workshop/departments/new/", {"name": "Fire again", "key": "fire"})
    assert page.status_code == 400 and "already" in page.content.decode()
    client.post("/workshop/departments/fire/", {"person": officer.pk, "role": "clerk"})
    again = client.post("/workshop/departments/fire/", {"person": officer.pk, "role": "clerk"})
    assert again.status_code == 400 and "already" in again.content.decode()
    post = Post.objects.get()
    client.post(f"/workshop/departments/posts/{post.pk}/take/")
    assert not Post.objects.exists()
    client.post("/workshop/departments/fire/delete/")
    assert not Department.objects.exists()
    publish_little()
    kept = client.post("/workshop/departments/licensing/delete/", follow=True)
    assert (
        "has services or work" in kept.content.decode()
        and Department.objects.filter(key="licensing").exists()
    )
    client.force_login(officer)
    assert client.get("/workshop/departments/").status_code == 403


def test_open_cases_are_moved_and_how_each_fared_is_shown(person, client: Client) -> None:
    office = open_office(person)
    here = office.case()
    changed = little_service()
    changed["process.bpmn"] = changed["process.bpmn"].replace(b'"check"', b'"look"')
    changed["service.yaml"] = changed["service.yaml"].replace(b"check", b"look")
    changed["process.bpmn"] = changed["process.bpmn"].replace(
        b'openhall:form="look"', b'openhall:form="check"'
    )
    changed = {name: held for name, held in changed.items() if not name.startswith("tests/")}
    publish_little(changed)
    client.force_login(person("analyst", email="analyst@city.example"))
    base = "/workshop/services/street-stall/"
    seen = client.get(f"{base}1/move/").content.decode()
    assert "Check the application" in seen and 'value="look" selected' in seen
    assert client.get(f"{base}1/move/?to=2&place-check=none").status_code == 409
    stays = client.get(f"{base}1/move/?to=2&place-check=").content.decode()
    assert here.reference in stays and "Cases that would stay" in stays
    done = client.post(f"{base}1/move/", {"to": "2", "place-check": "look", "order": "1"}, follow=True)
    assert "0 of 1 cases looked at" in done.content.decode()
    while move_due():
        pass
    removal = Removal.objects.get()
    page = client.get(f"{base}moves/{removal.pk}/").content.decode()
    assert here.reference in page and (removal.moved, removal.stayed) == (1, 0)
    here.refresh_from_db()
    assert here.version.number == 2 and here.tasks.filter(node="look", status="open").exists()
