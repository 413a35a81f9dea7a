"""A folder becomes a draft, is checked, published, changed and closed; the shared library keeps its links."""

from __future__ import annotations

import io
import zipfile

import pytest

from openhall.process.folder import pack
from openhall.site.people.models import Department
from openhall.site.services.library import adopt_file, adopt_service, has_changed, share, take_changes
from openhall.site.services.models import Service, Version
from openhall.site.services.publishing import (
    CannotPublish,
    change,
    check,
    close,
    draft,
    files_of,
    folder_of,
    publish,
)
from tests.site.little import little_service, publish_little

pytestmark = pytest.mark.django_db


@pytest.fixture
def departments() -> None:
    Department.objects.create(key="licensing", name="Licensing")
    Department.objects.create(key="alder-water", name="Alder Water", is_partner=True)


def test_a_packed_folder_is_read_whatever_program_packed_it() -> None:
    files = little_service()
    assert folder_of(pack(files)) == files
    around = io.BytesIO()
    with zipfile.ZipFile(around, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"street_stall/{name}", data)
        archive.writestr("__MACOSX/street_stall/._service.yaml", b"clutter")
    assert folder_of(around.getvalue()) == files
    with pytest.raises(CannotPublish, match=r"no service\.yaml"):
        folder_of(pack({"notes.txt": b"hello"}))
    with pytest.raises(CannotPublish, match="cannot be read"):
        folder_of(b"no zip at all")


def test_a_sound_folder_is_published_and_the_version_before_is_kept(departments: None) -> None:
    first = draft(little_service(), None)
    assert first.status == Version.Status.DRAFT and check(first).sound
    publish(first, None, "The first.")
    second = draft(little_service(), None, first.service)
    publish(second, None, "Clearer words.")
    first.refresh_from_db()
    assert (first.status, second.status) == (Version.Status.KEPT, Version.Status.OPEN)
    assert first.service.open_version == second and second.note == "Clearer words."
    close(first.service)
    assert first.service.open_version is None


def test_what_stands_against_a_version_is_named_and_it_is_not_published(departments: None) -> None:
    files = little_service() | {"letters/decision.md": b"---\nsubject: {{ ( }}\n---\n"}
    made = draft(files, None)
    found = check(made)
    assert not found.sound and any("letters/decision.md" in line for line in found.errors)
    with pytest.raises(CannotPublish, match=r"letters/decision\.md"):
        publish(made, None)
    assert made.service.open_version is None


def test_a_lane_that_is_no_department_here_is_named() -> None:
    Department.objects.create(key="licensing", name="Licensing")
    found = check(draft(little_service(), None))
    assert any("alder-water" in line.casefold() or "Alder Water" in line for line in found.errors)


def test_an_unknown_owner_and_a_name_that_is_taken_are_refused(departments: None) -> None:
    draft(little_service(), None)
    with pytest.raises(CannotPublish, match="already"):
        draft(little_service(), None)
    Service.objects.all().delete()
    Department.objects.filter(key="licensing").delete()
    with pytest.raises(CannotPublish, match="no department “licensing”"):
        draft(little_service(), None)


def test_a_published_version_never_changes(departments: None) -> None:
    made = draft(little_service(), None)
    change(made, little_service() | {"letters/more.md": b"---\nsubject: More\n---\nMore.\n"})
    assert "letters/more.md" in files_of(made)
    change(made, little_service())
    publish(made, None)
    with pytest.raises(CannotPublish, match="does not change any more"):
        change(made, {"service.yaml": b"name: other"})
    assert files_of(made) == little_service()


def test_a_service_of_the_library_is_adopted_and_its_later_changes_are_taken() -> None:
    version = publish_little()
    entry = share(version, "", "Street stalls", "Short and well tried.", None)
    markets = Department.objects.create(key="markets", name="Markets")
    mine = adopt_service(entry, markets, 'Market "stall" permit', None)
    assert mine.owner == markets and mine.name == 'Market "stall" permit'
    assert check(mine.versions.get()).sound
    adoption = mine.adoptions.get()
    assert not has_changed(adoption)
    letter = little_service()["letters/decision.md"] + b"\nMore words.\n"
    newer = publish_little(little_service() | {"letters/decision.md": letter})
    share(newer, "", "Street stalls", "Short and well tried.", None)
    adoption.refresh_from_db()
    assert has_changed(adoption)
    made = take_changes(adoption, None)
    assert files_of(made)["letters/decision.md"] == letter
    assert b"Market" in files_of(made)["service.yaml"]
    assert not has_changed(adoption)


def test_a_single_form_is_adopted_into_a_draft_and_a_draft_is_not_shared(departments: None) -> None:
    version = publish_little()
    path = next(name for name in little_service() if name.startswith("forms/"))
    entry = share(version, path, "A good form", "Asks little.", None)
    other = draft(
        little_service() | {path: b"{}"},
        None,
        Service.objects.create(slug="other", name="Other", owner=Department.objects.get(key="licensing")),
    )
    with pytest.raises(CannotPublish, match="Publish the version first"):
        share(other, path, "x", "y", None)
    made = adopt_file(entry, other.service, None)
    assert made.pk == other.pk and files_of(made)[path] == little_service()[path]
    with pytest.raises(CannotPublish, match="cannot be shared"):
        share(version, "process.bpmn", "x", "y", None)
