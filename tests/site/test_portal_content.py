"""A file is what its content says, whatever its name and its sender say."""

from __future__ import annotations

import io
import zipfile

import pytest

from openhall.site.cases.content import OFFICE, OPEN_DOCUMENT, kinds_of
from openhall.site.cases.papers import clean_name, in_words

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def packed(*names: str, first: tuple[str, str] | None = None) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        if first:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


def broken(method: int) -> bytes:
    """An archive whose first file, the one that names its type, was changed where it is packed."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("mimetype", f"{OPEN_DOCUMENT}text" * 4)
    begin = 30 + len("mimetype")
    return data.getvalue()[:begin] + b"\xff" * 20 + data.getvalue()[begin + 20 :]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (PDF, "application/pdf"),
        (b"\n\n" + PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"AC1032", "image/vnd.dwg"),
        (packed("[Content_Types].xml", "word/document.xml"), f"{OFFICE}wordprocessingml.document"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}spreadsheetml.sheet"),
        (packed("content.xml", first=("mimetype", f"{OPEN_DOCUMENT}text")), f"{OPEN_DOCUMENT}text"),
        (packed("a.txt"), "application/zip"),
        ("Guten Tag, schöne Grüße\n".encode(), "text/plain"),
        ("ä".encode() * 5_000, "text/plain"),
    ],
)
def test_known_files_are_known(data: bytes, kind: str) -> None:
    assert kind in kinds_of(io.BytesIO(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01\x01",
        b"\x00" * 100,
        b"PK\x03\x04 and nothing of it",
        packed(first=("mimetype", "application/x-evil")),
        b"caf\xe9",
        broken(zipfile.ZIP_STORED),
        broken(zipfile.ZIP_DEFLATED),
        broken(zipfile.ZIP_BZIP2),
        broken(zipfile.ZIP_LZMA),
    ],
    ids=[
        "empty",
        "windows program",
        "linux program",
        "zeros",
        "broken zip",
        "other type",
        "not utf-8",
        "broken within",
        "broken deflate",
        "broken bzip2",
        "broken lzma",
    ],
)
def test_what_is_not_known_is_nothing(data: bytes) -> None:
    assert kinds_of(io.BytesIO(data)) == frozenset()


def test_a_page_of_the_web_is_text_at_the_most() -> None:
    found = kinds_of(io.BytesIO(b"<!doctype html><script>alert(1)</script>"))
    assert found == {"text/plain", "text/csv"}
    assert kinds_of(io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>")) == {"text/plain", "text/csv"}


def test_the_file_is_left_at_its_beginning() -> None:
    file = io.BytesIO(PDF)
    kinds_of(file)
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("plan.pdf", "application/pdf", "plan.pdf"),
        ("My plan (2).PDF", "application/pdf", "My plan (2).pdf"),
        ("plan.exe", "application/pdf", "plan.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.html", "image/jpeg", "photo.jpg"),
        ("", "image/png", "document.png"),
        (".htaccess", "text/plain", "htaccess.txt"),
        ("a\u202efdp.exe", "application/pdf", "afdp.pdf"),
        ('x"><script>.png', "image/png", "xscript.png"),
        ("رسم.png", "image/png", "رسم.png"),
    ],
)
def test_a_name_ends_as_its_type_does_and_hides_nothing(name: str, kind: str, clean: str) -> None:
    assert clean_name(name, kind) == clean


def test_a_long_name_is_cut() -> None:
    assert len(clean_name("a" * 5_000 + ".pdf", "application/pdf")) < 150


def test_types_are_called_as_people_call_them() -> None:
    assert in_words(["application/pdf", "image/png", "image/jpeg"]) == "PDF, PNG or JPEG"
    assert in_words(["application/pdf"]) == "PDF"
