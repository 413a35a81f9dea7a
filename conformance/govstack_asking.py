"""Requests: what a scenario says of one is put where the contract says that it goes, sent, and answered."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from govstack_contract import Operation

HEADER = "Information-Mediator-Client"
BOUNDARY = "----a-document-of-a-scenario"


@dataclass
class Answer:
    """An answer, and how many seconds it took."""

    status: int
    headers: dict[str, str]
    body: Any
    seconds: float


@dataclass
class Request:
    """A request as it is put together, step by step.

    names  what the ids in scenarios stand for: by "parameter id"
    """

    operation: Operation
    path: str
    names: dict[str, str]
    headers: dict[str, str]
    in_path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    file: tuple[str, bytes] | None = None

    def put(self, name: str, value: str) -> str:
        """Put a parameter or a property of the body where it goes; the value as it is here."""
        known = {each.lower(): each for each in self.operation.parameters}
        meant = known.get(name.lower(), name)
        here = self.names.get(f"{meant} {value}", value)
        place = self.operation.parameters.get(meant, "body")
        if place == "header":
            self.headers[HEADER] = here
        elif place == "path":
            self.in_path[meant.lower()] = here
        elif place == "query":
            # Addresses of before the contract keep the names that they had.
            self.query[meant if self.path == self.operation.path else name] = here
        else:
            self._put_in_body(name, here)
        return here

    def _put_in_body(self, name: str, value: str) -> None:
        body = self.body = self.body if self.body is not None else {}
        wanted = self.operation.body.get("properties", {})
        parts = [part for part in ("query", "write") if part in wanted]
        if not parts:
            body[name] = value
            return
        # What is named a second time is what is written.
        for part in parts:
            content = body.setdefault(part, {"content": {}})["content"]
            if name not in content:
                content[name] = value
                return

    def send(self, address: str) -> Answer:
        """Send it, and wait for the answer."""
        parts = urlsplit(address)
        path = self.path
        for part in [
            each for each in self.path.replace("{", " {").replace("}", "} ").split() if each[0] == "{"
        ]:
            path = path.replace(part, quote(self.in_path[part[1:-1].lower()], safe=""))
        where = parts.path + path + (f"?{urlencode(self.query)}" if self.query else "")
        headers, data = dict(self.headers), None
        if self.file is not None:
            data = _multipart(*self.file)
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
        elif self.body is not None:
            data = json.dumps(self.body).encode()
            headers["Content-Type"] = "application/json"
        began = time.monotonic()
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        connection.request(self.operation.method, where, data, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        said = {name.lower(): value for name, value in answer.getheaders()}
        is_json = bool(text) and "json" in said.get("content-type", "")
        return Answer(answer.status, said, json.loads(text) if is_json else text, time.monotonic() - began)


def call(told: dict[str, Any], method: str, path: str, body: Any = None) -> Any:
    """What the interfaces answer to a request with the suite's key; raises `RuntimeError` when they refuse it."""
    request = Request(Operation(method, path, {}, {}, {}), path, {}, {})
    request.headers = {"Authorization": told["key"], HEADER: told["client"]}
    request.body = body
    answer = request.send(told["address"])
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path} was answered with {answer.status}: {answer.body}")
    return answer.body


def _multipart(name: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
