"""SCORM packages are read, never run: their structure and words are taken within bounds, and their scripts left out."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from openhall.site.training.models import CourseVersion, Package
from openhall.site.training.scorm import archive as bounds
from openhall.site.training.scorm.archive import Archive, BadPackage
from openhall.site.training.scorm.keeping import read_package
from openhall.site.training.scorm.manifest import read_manifest
from openhall.site.training.scorm.text import words_of
from tests.site.packages import PAGE, SCORM_12, SCORM_2004, package, upload


def test_the_manifests_of_both_standards_are_read() -> None:
    manifest, told = read_package(Archive(io.BytesIO(package())))
    assert (manifest.title, manifest.standard) == ("Fire doors", "scorm12")
    assert [(each.title, each.depth, each.href) for each in manifest.items] == [
        ("Begin", 0, ""),
        ("Why doors close", 1, "pages/one.html"),
        ("Outside", 0, ""),
    ]
    assert told["items"][1]["blocks"][0] == ["h", "Why doors close"]
    newer, told = read_package(Archive(io.BytesIO(package(SCORM_2004))))
    assert (newer.title, newer.standard, newer.items[0].href) == ("Ladders", "scorm2004", "web/two.html")


def test_the_words_of_a_page_come_without_its_scripts() -> None:
    blocks, pictures = words_of(PAGE.encode())
    assert blocks == [
        ("h", "Why doors close"),
        ("p", "Smoke kills & spreads. A door"),
        ("li", "Close it"),
        ("li", "Keep it free"),
    ]
    assert pictures == 1
    assert words_of(b"\xff\xfe\x00<p>a")[0] == [("p", "\ufffd\ufffd"), ("p", "a")]
    assert words_of(b'<meta charset="rot13"><p>a</p>')[0] == [("p", "a")]
    assert words_of(b"<script/><p>shown</p>")[0] == [("p", "shown")]


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (SCORM_12.replace("<manifest", '<!DOCTYPE m [<!ENTITY a "b">]><manifest', 1), "document type"),
        (SCORM_12[:200], "cannot be read"),
        (SCORM_12.replace("<item ", "<thing ").replace("</item>", "</thing>"), "names no pages"),
        (SCORM_12.replace("1.2</schema", "9</schema").replace("adlcp_rootv1p2", "x"), "does not say"),
        ("<a/>", "no manifest"),
    ],
    ids=["entities", "cut", "empty", "standard", "other"],
)
def test_a_manifest_that_is_not_right_is_refused_in_words(manifest: str, words: str) -> None:
    with pytest.raises(BadPackage, match=words):
        read_manifest(manifest.encode())


def test_a_manifest_that_is_nested_too_deep_is_refused() -> None:
    deep = "<item><title>a</title>" * 30 + "</item>" * 30
    with pytest.raises(BadPackage, match="deep"):
        read_manifest(SCORM_12.replace('<item identifier="i1">', f'{deep}<item identifier="i1">').encode())


@pytest.mark.parametrize("name", ["../out.html", "/etc/x", "a\\..\\b", "c:/x", "a//b"])
def test_files_outside_the_package_are_refused(name: str) -> None:
    with pytest.raises(BadPackage, match="outside"):
        Archive(io.BytesIO(package(files={name: "x"})))


def test_bounds_hold_whatever_the_archive_says_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadPackage, match="no ZIP"):
        Archive(io.BytesIO(b"PK nothing"))
    linked = io.BytesIO()
    with zipfile.ZipFile(linked, "w") as made:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    with pytest.raises(BadPackage, match="outside"):
        Archive(linked)
    monkeypatch.setattr(bounds, "MOST_FILES", 2)
    with pytest.raises(BadPackage, match="more than"):
        Archive(io.BytesIO(package()))
    monkeypatch.undo()
    monkeypatch.setattr(bounds, "LARGEST_READ", 1000)
    with pytest.raises(BadPackage, match="too large"):
        read_package(Archive(io.BytesIO(package(files={"pages/one.html": "x" * 5000}))))


@pytest.mark.django_db
def test_a_package_becomes_a_draft_and_its_page_runs_nothing(person, client: Client) -> None:
    client.force_login(person("analyst", "officer"))
    data = package()
    page = client.post("/training/manage/take/", {"archive": upload(data)}, follow=True)
    assert "Fire doors" in page.content.decode()
    version = CourseVersion.objects.get()
    kept = Package.objects.get()
    assert kept.standard == Package.Standard.SCORM_12
    client.post("/training/manage/fire-doors/1/", {"note": "First."})
    version.refresh_from_db()
    assert version.status == CourseVersion.Status.OPEN
    shown = client.post("/training/courses/fire-doors/begin/", follow=True).content.decode()
    main = shown.split("<main")[1].split("</main>")[0]
    assert "Smoke kills &amp; spreads" in main and "not run here" in main
    assert "<script" not in main and "steal" not in main and "javascript" not in main
    saved = client.get(f"/training/packages/{kept.digest}/package.zip")
    assert saved["Content-Disposition"].startswith("attachment") and b"".join(saved) == data
    told = client.post("/training/courses/fire-doors/parts/fire-doors/", follow=True).content.decode()
    assert "You have completed this course" in told
    # The same package again is kept once, and takes the place of the part of its title.
    client.post("/training/manage/fire-doors/take/", {"archive": upload(data)})
    assert Package.objects.count() == 1 and CourseVersion.objects.get(number=2).course == version.course


@pytest.mark.django_db
def test_what_is_wrong_with_an_upload_is_said_and_nothing_is_kept(person, client: Client) -> None:
    client.force_login(person("analyst"))
    wicked = SCORM_12.replace("<manifest", '<!DOCTYPE m [<!ENTITY a "b">]><manifest', 1)
    for data in (b"", b"no zip", package(wicked), package("<a/>")):
        page = client.post("/training/manage/take/", {"archive": upload(data)})
        assert page.status_code == 400 and "There is a problem" in page.content.decode()
    assert not Package.objects.exists() and not CourseVersion.objects.exists()
