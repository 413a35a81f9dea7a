"""The files of a service folder, packed into one file and back: the same files always give the same bytes."""

from __future__ import annotations

import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping

from openhall.process.errors import BadService
from openhall.process.saying import gettext, message_of

MOST_FILES = 500
LARGEST = 20 * 1024 * 1024
"""Bytes of all files together."""
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError, OSError)
"""What `zipfile` raises for a file that is no ZIP file, broken, locked, or packed in a way that it does not know."""
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files by their names ("forms/apply.json") as a ZIP file. Raises `BadService` for what `unpack` refuses."""
    _check(list(files), sum(len(data) for data in files.values()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP file by their names.

    Raises `BadService` for what is no ZIP file, has too many or too large files, names outside it, or is encrypted.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            _check([each.filename for each in members], sum(each.file_size for each in members))
            files: dict[str, bytes] = {}
            for each in members:
                with archive.open(each) as file:
                    # What the file says of its size may be a lie.
                    files[each.filename] = file.read(each.file_size + 1)
                if len(files[each.filename]) != each.file_size:
                    raise BadService(
                        gettext(
                            "%(name)s is larger than its ZIP file says; pack the folder again.",
                            name=each.filename,
                        )
                    )
            return files
    except BROKEN_ZIP as error:
        raise BadService(
            gettext(
                "The packed service folder cannot be read (%(why)s); pack it again as ZIP.",
                why=message_of(error),
            )
        ) from None


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 of the files' names and contents, in hexadecimal digits: the same for the same folder only."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(hashlib.sha256(name.encode()).digest())
        total.update(hashlib.sha256(files[name]).digest())
    return total.hexdigest()


def lies_outside(name: str) -> bool:
    """Whether a file that a ZIP file names would lie outside the folder into which it is unpacked."""
    parts = name.split("/")
    return "\\" in name or ":" in parts[0] or any(part in ("", ".", "..") for part in parts)


def _check(names: list[str], size: int) -> None:
    if len(names) > MOST_FILES or size > LARGEST:
        raise BadService(
            gettext(
                "The service folder has %(number)s files of %(size)s bytes; "
                "at most %(most)s files of %(megabytes)s MB together are taken.",
                number=len(names),
                size=size,
                most=MOST_FILES,
                megabytes=LARGEST // 2**20,
            )
        )
    for name in names:
        if ":" in name or lies_outside(name):
            raise BadService(
                gettext(
                    "The service folder names the file “%(name)s”, which lies outside it.", name=name[:80]
                )
            )
    if len({name.casefold() for name in names}) != len(names):
        raise BadService(gettext("The service folder has two files of one name."))
