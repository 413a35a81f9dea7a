"""What a file is, by what is in it: the name and the type that a browser sends may be anything."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Mapping
from typing import BinaryIO

from openhall.process.folder import BROKEN_ZIP

UNKNOWN = "application/octet-stream"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
HEAD = 8192
"""Bytes from the beginning by which most files are known."""
MOST_MEMBERS = 10_000

# The first ending is the one that a file gets when it has none of them.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/tiff": (".tif", ".tiff"),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "application/zip": (".zip",),
    f"{OFFICE}wordprocessingml.document": (".docx",),
    f"{OFFICE}spreadsheetml.sheet": (".xlsx",),
    f"{OFFICE}presentationml.presentation": (".pptx",),
    f"{OPEN_DOCUMENT}text": (".odt",),
    f"{OPEN_DOCUMENT}spreadsheet": (".ods",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "image/vnd.dwg": (".dwg",),
    "text/plain": (".txt", ".csv", ".md"),
    "text/csv": (".csv",),
}
"""The types that are known, with the endings of their names."""

WORDS: Mapping[str, str] = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    "image/webp": "WebP",
    "image/heic": "HEIC",
    "application/zip": "ZIP",
    f"{OFFICE}wordprocessingml.document": "Word",
    f"{OFFICE}spreadsheetml.sheet": "Excel",
    f"{OFFICE}presentationml.presentation": "PowerPoint",
    f"{OPEN_DOCUMENT}text": "OpenDocument",
    f"{OPEN_DOCUMENT}spreadsheet": "OpenDocument",
    "application/msword": "Word",
    "application/vnd.ms-excel": "Excel",
    "image/vnd.dwg": "DWG",
    "text/plain": "TXT",
    "text/csv": "CSV",
}
"""How people call the types."""

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"AC10", "image/vnd.dwg"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = {
    "word/": f"{OFFICE}wordprocessingml.document",
    "xl/": f"{OFFICE}spreadsheetml.sheet",
    "ppt/": f"{OFFICE}presentationml.presentation",
}
# What a text holds beside letters: tab, line feed, form feed, carriage return.
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


def kinds_of(file: BinaryIO) -> frozenset[str]:
    """The types that a file may be taken for, by its content; empty when it is none that is known.

    Text is both plain text and CSV, old Word and Excel files cannot be told apart. The file is left at its beginning.
    """
    file.seek(0)
    head = file.read(HEAD)
    found = _kinds(file, head)
    file.seek(0)
    return found


def _kinds(file: BinaryIO, head: bytes) -> frozenset[str]:
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return frozenset({kind})
    if b"%PDF-" in head[:1024]:
        return frozenset({"application/pdf"})
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return frozenset({"image/webp"})
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1"):
        return frozenset({"image/heic"})
    if head.startswith(_OLD_OFFICE):
        return frozenset({"application/msword", "application/vnd.ms-excel"})
    if head.startswith(b"PK\x03\x04"):
        return _kinds_of_archive(file)
    return frozenset({"text/plain", "text/csv"}) if _is_text(head) else frozenset()


def _kinds_of_archive(file: BinaryIO) -> frozenset[str]:
    """Office documents are ZIP files; only their tables of contents and the one that names its type are read."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS:
                return frozenset()
            if names and names[0] == "mimetype":
                with archive.open("mimetype") as member:
                    named = member.read(100).decode("ascii", "replace")
                return frozenset({named} & set(ENDINGS))
            if "[Content_Types].xml" in names:
                return frozenset(
                    kind for part, kind in _PARTS.items() if any(name.startswith(part) for name in names)
                )
            return frozenset({"application/zip"})
    except BROKEN_ZIP:
        return frozenset()


def _is_text(head: bytes) -> bool:
    if not head or _CONTROLS & set(head):
        return False
    try:
        # Where there is more, the last letter may be cut in two.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return True
