"""Why a request is not answered as asked; each protocol writes it in its own shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """A request that cannot be answered.

    status   of HTTP
    code     what is wrong, by the name that SODA has for it: `dataset.missing`, `query.soql.no-such-column`
    message  one sentence for whoever sent the request
    data     what programs may want to know of it
    headers  that go with the answer
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.data = data or {}
        self.headers = headers or {}


def no_dataset(key: str) -> Refused:
    """The dataset is not there, or not there for everybody: the same answer for both."""
    return Refused(404, "dataset.missing", f"There is no dataset {key[:40]}.", {"id": key[:40]})


def too_many(seconds: int) -> Refused:
    """More was asked than is fair to others."""
    return Refused(
        429,
        "too_many_requests",
        f"Too many requests: wait {seconds} seconds, or use an app token, which may ask more often.",
        headers={"Retry-After": str(seconds)},
    )


def busy() -> Refused:
    """So many queries are worked on that this one did not get its turn."""
    return Refused(
        503,
        "query.execution.busy",
        "Too many queries are being worked on: ask again in five seconds.",
        headers={"Retry-After": "5"},
    )
