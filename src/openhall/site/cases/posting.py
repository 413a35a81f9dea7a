"""Ask another system over HTTP: bounded in time and size, and not into the operator's own network.

An address is bound by the operator, but its name is resolved by others: were private addresses reached, whoever
controls a partner's name could make this server speak to what stands beside it.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from openhall.process.saying import gettext, gettext_noop

LONGEST = 30.0
"""Seconds from the first try to connect to the last byte of the answer."""
TO_CONNECT = 10.0
LARGEST = 1_000_000
"""Bytes of an answer."""
NO_ADDRESS = gettext_noop("“%(address)s” is no address; write one like https://partner.example/in.")


class NotPosted(Exception):
    """It did not get there, or it cannot be known whether it did: try again later. The message says why."""


class MayNotPost(Exception):
    """The address is not one to ask; the message says what to do."""


@dataclass(frozen=True)
class Answer:
    """What the other system answered."""

    status: int
    body: bytes
    again_after: str = ""
    """The header Retry-After, as it was sent."""
    kind: str = ""
    """The header Content-Type, as it was sent."""


def post(url: str, body: bytes, headers: Mapping[str, str], inner: Collection[str] = ()) -> Answer:
    """Post a body and wait for the answer, whatever its status; a redirect is an answer and is not followed.

    `inner` are the hosts that may be reached though their addresses are private, and without TLS. Raises `NotPosted`
    and `MayNotPost`.
    """
    with asked("POST", url, headers, inner, LONGEST, body) as answer:
        read = answer.read(LARGEST + 1)
    if len(read) > LARGEST:
        raise NotPosted(
            gettext(
                "%(host)s answered with more than %(most)s bytes.",
                host=urlsplit(url).hostname or "",
                most=LARGEST,
            )
        )
    return Answer(
        answer.status, read, answer.getheader("Retry-After") or "", answer.getheader("Content-Type") or ""
    )


@contextmanager
def asked(
    method: str,
    url: str,
    headers: Mapping[str, str],
    inner: Collection[str],
    seconds: float,
    body: bytes | None = None,
) -> Iterator[http.client.HTTPResponse]:
    """Ask an address; its answer is read in the block, for so many seconds at the most. Raises as `post` does."""
    parts = checked_address(url, inner)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    line = [_connected(host, port, inner)]
    late = threading.Event()
    # However slowly the other side speaks, it is not listened to for longer than this.
    watch = threading.Timer(seconds, _hang_up, (line, late))
    watch.daemon = True
    watch.start()
    try:
        if parts.scheme == "https":
            line[0] = ssl.create_default_context().wrap_socket(line[0], server_hostname=host)
        connection = http.client.HTTPConnection(host, port)
        connection.sock = line[0]
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, {**headers, "Connection": "close"})
        yield connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        words = gettext_noop("%(host)s did not answer as a web server does: %(why)s.")
        raise NotPosted(
            gettext(words, host=host, why=_late(seconds) if late.is_set() else _why(error))
        ) from error
    finally:
        watch.cancel()
        line[0].close()
    # An answer that names no length ends where the connection does, so what was broken off would pass for whole.
    if late.is_set():
        raise NotPosted(gettext("%(host)s did not come to an end: %(why)s.", host=host, why=_late(seconds)))


def checked_address(url: str, inner: Collection[str]) -> SplitResult:
    """The parts of an address that may be asked. Raises `MayNotPost`."""
    try:
        parts = urlsplit(url)
        port_is_one = parts.port is None or 0 < parts.port < 65_536
    except ValueError:
        raise MayNotPost(gettext(NO_ADDRESS, address=url[:80])) from None
    if not parts.hostname or not port_is_one or parts.scheme not in ("https", "http"):
        raise MayNotPost(gettext(NO_ADDRESS, address=url[:80]))
    if parts.username is not None or parts.password is not None:
        raise MayNotPost(
            gettext(
                "The address of %(host)s holds a name or password; sign with a secret instead.",
                host=parts.hostname,
            )
        )
    if parts.scheme == "http" and parts.hostname not in inner:
        raise MayNotPost(
            gettext(
                "%(host)s is to be reached without TLS; give its address with https://.", host=parts.hostname
            )
        )
    return parts


def _connected(host: str, port: int, inner: Collection[str]) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotPosted(gettext("%(host)s is not known: %(why)s.", host=host, why=_why(error))) from None
    addresses = list(dict.fromkeys(each[4][0] for each in found))
    if host not in inner:
        private = [each for each in addresses if not _is_public(str(each))]
        if private:
            raise MayNotPost(
                gettext(
                    "%(host)s leads to %(address)s, which is no public address; if that is meant, name the host in "
                    "OPENHALL_INNER_HOSTS.",
                    host=host,
                    address=str(private[0]),
                )
            )
    fault: OSError | None = None
    for address in addresses:
        try:
            # Connected to the address that was looked at: asking for the name again could give another one.
            connected = socket.create_connection((str(address), port), TO_CONNECT)
        except OSError as error:
            fault = error
            continue
        connected.settimeout(LONGEST)
        return connected
    if fault is None:
        raise NotPosted(gettext("%(host)s cannot be reached: it has no address.", host=host))
    raise NotPosted(gettext("%(host)s cannot be reached: %(why)s.", host=host, why=_why(fault)))


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inside is not None:
            found = inside
    return found.is_global and not found.is_multicast


def _hang_up(line: list[socket.socket], late: threading.Event) -> None:
    late.set()
    try:
        line[0].shutdown(socket.SHUT_RDWR)
    except OSError:
        # It was closed in the same moment, which is all that is wanted.
        return


def _late(seconds: float) -> str:
    return gettext("it took longer than %(seconds)s seconds", seconds=f"{seconds:g}")


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
