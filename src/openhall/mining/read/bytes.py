"""The bytes of a file: unpacked, bounded, and in UTF-8."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from pathlib import Path

from openhall.mining.errors import LogTooLarge, UnreadableLog
from openhall.process.saying import figure, gettext

GZIP = b"\x1f\x8b"
CHUNK = 1 << 22
MOST_PACKED = 300
"""XES packs to a fiftieth; a file that unpacks to this many times its size was made to fill the memory."""
BOMB_BELOW = 1 << 28
"""Bytes that may be unpacked whatever the size of the file was."""
DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def unpack(path: Path, max_bytes: int) -> bytes:
    """The bytes of a file, unpacked when it is gzip.

    Raises `LogTooLarge` past `max_bytes` of unpacked bytes and `UnreadableLog` when it is broken or not there.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
        with gzip.open(path) if packed else path.open("rb") as stream:
            # Its buffer grows in place, and becomes the bytes without a copy of them.
            content = io.BytesIO()
            most = min(max_bytes, max(BOMB_BELOW, MOST_PACKED * path.stat().st_size)) if packed else max_bytes
            while part := stream.read(CHUNK):
                if content.tell() + len(part) > most:
                    raise LogTooLarge(_too_large(path.name, most, max_bytes))
                content.write(part)
    except FileNotFoundError:
        raise UnreadableLog(gettext("%(file)s: there is no such file.", file=str(path))) from None
    except EOFError:
        raise UnreadableLog(
            gettext(
                "%(file)s: the gzip file ends in the middle; copy it again, it did not arrive whole.",
                file=path.name,
            )
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableLog(
            gettext(
                "%(file)s: the gzip file is damaged (%(reason)s); copy it again.",
                file=path.name,
                reason=str(error),
            )
        ) from None
    except OSError as error:
        raise UnreadableLog(
            gettext("%(file)s: cannot be opened (%(reason)s).", file=str(path), reason=str(error.strerror))
        ) from None
    return content.getvalue()


def _too_large(name: str, most: int, max_bytes: int) -> str:
    if most < max_bytes:
        return gettext(
            "%(file)s: unpacks to more than %(times)s times its size, which no log does; give it unpacked.",
            file=name,
            times=MOST_PACKED,
        )
    return gettext(
        "%(file)s: more than %(size)s GB of records; split the file by year.",
        file=name,
        size=figure(max_bytes / 1e9, 1),
    )


def xml_as_utf8(content: bytes, name: str) -> bytes:
    """XML in whatever encoding it says, as UTF-8 without a byte order mark."""
    if content.startswith(codecs.BOM_UTF8):
        content = content[3:]
    encoding = "utf-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif declared := DECLARED.match(content.lstrip()[:200]):
        encoding = declared[1].decode("ascii").lower()
    try:
        known = codecs.lookup(encoding).name
        if known in ("utf-8", "ascii"):
            return content
        return content.decode(known).encode("utf-8")
    except (LookupError, UnicodeError):
        raise UnreadableLog(
            gettext(
                "%(file)s: says that its encoding is %(encoding)s, and cannot be read so; save it as UTF-8.",
                file=name,
                encoding=encoding,
            )
        ) from None


def line_of(content: bytes, position: int) -> int:
    """The number of the line in which a position lies, from 1."""
    return content.count(b"\n", 0, position) + 1
