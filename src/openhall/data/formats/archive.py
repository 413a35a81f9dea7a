"""Whether a packed file may be unpacked: its parts are counted and read through once before anything else sees them."""

from __future__ import annotations

import zipfile
from pathlib import Path

from openhall.data.formats.errors import FileTooLarge, UnreadableFile
from openhall.data.formats.reading import Limits
from openhall.process.folder import BROKEN_ZIP
from openhall.process.saying import gettext

PARTS = 10_000
_PIECE = 1 << 20
_SMALL = 1 << 20


def check_archive(path: Path, limits: Limits) -> None:
    """Raises `FileTooLarge` for an archive that grows beyond the bounds, `UnreadableFile` for a broken or locked one.

    Each part is unpacked and thrown away, so that a size that its index tells wrongly is found too.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS:
                raise FileTooLarge(
                    gettext(
                        "The file has %(parts)s parts; at most %(most)s are read.",
                        parts=len(parts),
                        most=PARTS,
                    )
                )
            if sum(part.file_size for part in parts) > limits.unpacked:
                raise _too_large(limits)
            whole = 0
            for part in parts:
                if part.flag_bits & 1:
                    raise UnreadableFile(gettext("The file is locked with a password; save it without one."))
                size = _size(archive, part)
                whole += size
                if whole > limits.unpacked:
                    raise _too_large(limits)
                if size > _SMALL and size > limits.ratio * max(part.compress_size, 1):
                    raise FileTooLarge(
                        gettext(
                            "%(name)s unpacks to %(size)s bytes, far more than tables do.",
                            name=part.filename,
                            size=size,
                        )
                    )
    except BROKEN_ZIP as error:
        raise UnreadableFile(gettext("The file is broken: %(why)s.", why=str(error))) from None


def _size(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    size = 0
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
    return size


def _too_large(limits: Limits) -> FileTooLarge:
    return FileTooLarge(
        gettext(
            "The file unpacks to more than %(unpacked)s bytes, which is the most that is read.",
            unpacked=limits.unpacked,
        )
    )
