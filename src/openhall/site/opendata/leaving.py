"""Whether who asked is still there: a query whose asker has hung up is broken off, and its turn goes to the next.

WSGI says nothing of it. Gunicorn gives the socket of the connection with the request: what can be read from it without
taking it tells whether the other side closed it. Behind a proxy it is the proxy's connection, and proxies close theirs
when the asker leaves. Where there is no such socket, or TLS ends in this process, nobody is taken to have left.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

Left = Callable[[], bool]
_left: ContextVar[Left | None] = ContextVar("left", default=None)


@contextmanager
def asked_by(request: HttpRequest) -> Iterator[None]:
    """Let what is asked in this block be broken off when the asker of a request leaves."""
    line = request.META.get("gunicorn.socket")
    plain = isinstance(line, socket.socket) and not isinstance(line, ssl.SSLSocket)
    token = _left.set((lambda: has_left(line)) if plain else None)
    try:
        yield
    finally:
        _left.reset(token)


def asker_left() -> Left | None:
    """What says whether the asker of the request at hand has left; None where that cannot be known."""
    return _left.get()


def has_left(line: socket.socket) -> bool:
    """Whether the other side of a connection has closed it. What it sent besides stays where it is."""
    try:
        return line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
