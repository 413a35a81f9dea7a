"""Which signs the bytes of a text file stand for."""

from __future__ import annotations

import codecs
from pathlib import Path

from openhall.data.formats.errors import UnreadableFile
from openhall.process.saying import gettext

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PIECE = 1 << 20
_WITHOUT_MEANING = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""Bytes that stand for nothing in Windows-1252."""


def encoding_of(path: Path) -> str:
    """The name of the encoding for Python's codecs: what the file's mark says, UTF-8 where all of it is, else cp1252.

    Files that are not UTF-8 come from office programs of Western Europe and America nearly always, so Windows-1252
    is taken for them. Raises `UnreadableFile` where the bytes are no text at all.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        if head.count(0) > len(head) // 4:
            # Every second byte of Latin text is 0 in UTF-16; a file of this kind without its mark.
            return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        utf_8, place = True, 0
        while piece := file.read(_PIECE):
            if 0 in piece:
                raise UnreadableFile(
                    gettext(
                        "The file is no text: a byte near %(place)s is zero.", place=place + piece.index(0)
                    )
                )
            if utf_8:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    utf_8 = False
            place += len(piece)
        if utf_8:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                utf_8 = False
        return "utf-8" if utf_8 else "cp1252"


def said(encoding: str) -> str:
    """The name of an encoding for people."""
    return {"cp1252": "Windows-1252", "utf-8-sig": "UTF-8", "utf-8": "UTF-8"}.get(encoding, encoding.upper())
