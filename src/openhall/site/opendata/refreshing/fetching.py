"""Fetch a file from an address, or from the operator's folder: bounded in time and size, and only what may be reached.

An address leads to public computers only, each redirect is looked at anew, and the connection goes to the very
address that was looked at. What says that it did not change is not fetched again.
"""

from __future__ import annotations

import hashlib
import http.client
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings

from openhall.process.saying import gettext, message_of
from openhall.site.cases.posting import MayNotPost, NotPosted, asked

SECONDS = 600.0
"""For one file in all, however slowly it drips."""
REDIRECTS = 5
PART = 1 << 16
AGENT = "Openhall (open data)"
ENDINGS = {
    "text/csv": ".csv", "application/csv": ".csv", "text/tab-separated-values": ".tsv", "application/json": ".json",
    "application/geo+json": ".geojson", "application/vnd.geo+json": ".geojson", "application/x-ndjson": ".ndjson",
    "application/vnd.apache.parquet": ".parquet", "text/turtle": ".ttl", "application/rdf+xml": ".rdf",
    "application/ld+json": ".jsonld",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip
PLAIN = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "text/xml", "application/xml"}
)
"""Content types that say nothing of what it is; the ending of its name does."""
NAMED = re.compile(r'filename="?([^";]{1,200})', re.IGNORECASE)


FAILED = gettext("Openhall failed at this. It is recorded for the operator.")


class NotFetched(Exception):
    """It did not come; the message says why, and what to do."""


@dataclass(frozen=True)
class Known:
    """What was said of a file when it was fetched last."""

    etag: str = ""
    modified: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Fetched:
    """A file that came. `is_new`: whether it is another one than the one that was known; only then it was kept."""

    is_new: bool
    known: Known
    name: str = ""
    content_type: str = ""
    size: int = 0


@contextmanager
def passing_file() -> Iterator[Path]:
    """A file to fetch into, which is gone after the block."""
    folder = settings.OPENHALL_HOME / "opendata" / "fetched"
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder) as file:
        yield Path(file.name)


def fetch(address: str, into: Path, known: Known, most: int, inner: Collection[str] = ()) -> Fetched:
    """Fetch what an address gives into a file, if it changed. `most` bytes. Raises `NotFetched`."""
    for _ in range(REDIRECTS + 1):
        found = _once(address, into, known, most, inner)
        if isinstance(found, Fetched):
            return found
        to = urljoin(address, found)
        if urlsplit(address).scheme == "https" and urlsplit(to).scheme != "https":
            raise NotFetched(
                gettext("The address leads on to one without TLS. Give the address of the file itself.")
            )
        address = to
    raise NotFetched(
        gettext(
            "The address leads on more than %(times)s times. Give the address of the file itself.",
            times=REDIRECTS,
        )
    )


def _once(address: str, into: Path, known: Known, most: int, inner: Collection[str]) -> Fetched | str:
    """What an address gives; or the address to which it leads on."""
    try:
        with asked("GET", address, _headers(known), inner, SECONDS) as answer:
            if answer.status in (301, 302, 303, 307, 308) and answer.getheader("Location"):
                return str(answer.getheader("Location"))
            if answer.status == 304:
                return Fetched(False, known)
            return _kept(answer, address, into, known, most)
    except (MayNotPost, NotPosted) as error:
        raise NotFetched(message_of(error)) from error


def _headers(known: Known) -> dict[str, str]:
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Accept": "*/*"}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _kept(answer: http.client.HTTPResponse, address: str, into: Path, known: Known, most: int) -> Fetched:
    host = urlsplit(address).hostname or ""
    if answer.status != 200:
        raise NotFetched(
            gettext(
                "%(host)s answered %(status)s instead of giving the file.", host=host, status=answer.status
            )
        )
    if (answer.getheader("Content-Encoding") or "identity").strip().lower() != "identity":
        raise NotFetched(gettext("%(host)s sent the file packed, which it was not asked for.", host=host))
    content_type = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    name = _name(address, answer.getheader("Content-Disposition") or "", content_type)
    size, digest = 0, hashlib.sha256()
    with into.open("wb") as kept:
        while part := answer.read(PART):
            size += len(part)
            if size > most:
                raise NotFetched(
                    gettext(
                        "%(host)s sends more than %(most)s MB, which is the largest file that is taken.",
                        host=host,
                        most=most >> 20,
                    )
                )
            digest.update(part)
            kept.write(part)
    length = answer.getheader("Content-Length") or ""
    if length.isdecimal() and int(length) != size:
        raise NotFetched(
            gettext("%(host)s broke off before the file had come whole; it is tried again.", host=host)
        )
    now = Known(
        (answer.getheader("ETag") or "")[:300],
        (answer.getheader("Last-Modified") or "")[:100],
        digest.hexdigest(),
    )
    return Fetched(now.digest != known.digest, now, name, content_type, size)


def _name(address: str, disposition: str, content_type: str) -> str:
    """What the file is called, with an ending that says its format. Raises `NotFetched` for a page in its place."""
    if content_type in ("text/html", "application/xhtml+xml"):
        raise NotFetched(
            gettext("The address gives a web page, not a file. Give the address behind its download link.")
        )
    given = NAMED.search(disposition)
    name = PurePosixPath(given.group(1) if given else unquote(urlsplit(address).path)).name[:200] or "file"
    ending = ENDINGS.get(content_type, "")
    if content_type not in PLAIN and not ending:
        raise NotFetched(
            gettext(
                "The address gives %(kind)s, which is no table that is read here.", kind=content_type[:60]
            )
        )
    known = PurePosixPath(name.casefold()).suffix in {*ENDINGS.values(), ".txt", ".tab", ".jsonl"}
    return name if known or not ending else f"{name}{ending}"


def take(folder: Path, name: str, into: Path, known: Known, most: int) -> Fetched:
    """Take a file from a folder, if it changed. Raises `NotFetched`; also for what is not inside the folder itself."""
    wanted = folder / name
    if PurePosixPath(name).name != name or name.startswith(".") or wanted.is_symlink():
        raise NotFetched(gettext("“%(name)s” is no name of a file in the folder.", name=name[:80]))
    if not wanted.is_file():
        raise NotFetched(
            gettext("There is no file “%(name)s” in the folder of your department.", name=name[:80])
        )
    before = wanted.stat()
    state = f"{before.st_mtime_ns}-{before.st_size}"
    if state == known.modified:
        return Fetched(False, known)
    if before.st_size > most:
        raise NotFetched(
            gettext(
                "“%(name)s” has more than %(most)s MB, which is the largest file that is taken.",
                name=name[:80],
                most=most >> 20,
            )
        )
    digest = hashlib.sha256()
    with wanted.open("rb") as given, into.open("wb") as kept:
        while part := given.read(PART):
            digest.update(part)
            kept.write(part)
    after = wanted.stat()
    if (after.st_mtime_ns, after.st_size) != (before.st_mtime_ns, before.st_size):
        raise NotFetched(
            gettext("“%(name)s” was being written while it was read; it is tried again.", name=name[:80])
        )
    now = Known("", state, digest.hexdigest())
    return Fetched(now.digest != known.digest, now, name, "", before.st_size)
