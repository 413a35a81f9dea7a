"""Files of a log from the network, within bounds: of bytes, of time, of where a redirect may lead."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from typing import IO
from urllib.parse import urlsplit

from openhall.proof.errors import TooLarge, Unreadable

SECONDS = 20.0
"""Of silence on a connection."""
FILE_SECONDS = 120.0
"""For one file in all, however slowly it drips."""
PART = 1 << 16


def url_reader(address: str, deadline: float) -> Callable[[str, int], bytes | None]:
    """Read files below an address; `deadline` is a time of `time.monotonic`. Raises `Unreadable` on what is no address.

    What is read never leads to another host, scheme or, but for redirects of the host, place.
    """
    base = _checked(address)
    opener = urllib.request.OpenerDirector()
    # Nothing but these: neither file: nor ftp: nor data: are opened, whatever a redirect says.
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _SameHost(base),
    ):
        opener.add_handler(handler)

    def read(path: str, most: int) -> bytes | None:
        until = min(deadline, time.monotonic() + FILE_SECONDS)
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            f"{base}/{path}",
            headers={"Accept-Encoding": "gzip, identity", "User-Agent": "openhall-verify"},
        )
        try:
            with opener.open(request, timeout=_left(until, path)) as answer:
                return _body(answer, most, until, path)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            raise Unreadable(f"{path} cannot be fetched: the server answers {error.code}") from None
        except (urllib.error.URLError, OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise Unreadable(f"{path} cannot be fetched from {base}: {reason}") from None

    return read


def _checked(address: str) -> str:
    parts = urlsplit(address)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username is not None
        or parts.query
        or parts.fragment
    ):
        raise Unreadable(f"{address} is no address of a log; one is like https://city.example/ledger")
    return address.rstrip("/")


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the host only, and never from https to http."""

    max_redirections = 5

    def __init__(self, base: str) -> None:
        self._base = urlsplit(base)

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        to = urlsplit(newurl)
        same = to.hostname == self._base.hostname and (to.scheme, to.port) == (
            self._base.scheme,
            self._base.port,
        )
        if not same:
            raise urllib.error.URLError(
                f"it redirects to another place ({newurl[:200]}); name that if you mean it"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _body(answer: http.client.HTTPResponse, most: int, until: float, path: str) -> bytes:
    packed = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if packed not in ("identity", "gzip"):
        raise Unreadable(f"{path} comes packed as {packed[:20]!r}, which was not asked for")
    unpack = zlib.decompressobj(wbits=31) if packed == "gzip" else None
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(PART):
        _left(until, path)
        waiting = part
        while waiting:
            if unpack is None:
                piece, waiting = waiting, b""
            else:
                try:
                    piece = unpack.decompress(waiting, most + 1 - size)
                except zlib.error:
                    raise Unreadable(f"{path} is no gzip, though the server says so") from None
                waiting = unpack.unconsumed_tail
            size += len(piece)
            if size > most:
                raise TooLarge(f"{path} has more than {most:,} bytes, which no such file of a log has")
            parts.append(piece)
    if unpack is not None and not unpack.eof:
        raise Unreadable(f"{path} ends too early")
    return b"".join(parts)


def _left(until: float, path: str) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Unreadable(f"{path} was not there in time; try again, or give it more with --most-minutes")
    return min(left, SECONDS)
