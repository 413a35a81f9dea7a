"""The parameters of a call: from a JSON body, a form or the address, each of the kind that the action wants."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from openhall.site.opendata.api.ckan.errors import invalid
from openhall.site.opendata.api.refusing import Refused

MOST_LIST = 1_000


class Given:
    """What came with a call. Each method names a parameter; all raise `Refused` for what is not of its kind."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool | dict | list):
            raise invalid(name, "Must be text.")
        return str(value)

    def needed(self, *names: str) -> str:
        """The text of the first of these that was given; one of them has to be."""
        for name in names:
            if found := self.text(name):
                return found
        raise invalid(names[0], "Missing value")

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 0; what is above `most` is taken for `most`, as CKAN does."""
        text = self.text(name, str(default)).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise invalid(name, "Must be a natural number")
        return min(int(text), most)

    def yes(self, name: str, default: bool = False) -> bool:
        """Yes or no, also as text."""
        value = self.values.get(name, default)
        return (
            value if isinstance(value, bool) else str(value).lower() in ("true", "1", "yes", "t", "y", "on")
        )

    def several(self, name: str) -> list[str]:
        """A list of texts, also as a text with commas between."""
        value = self._read(name)
        if value in (None, ""):
            return []
        parts = value.split(",") if isinstance(value, str) else value
        if (
            not isinstance(parts, list)
            or len(parts) > MOST_LIST
            or not all(isinstance(p, str | int) for p in parts)
        ):
            raise invalid(name, "Must be a list of texts.")
        return [str(part).strip() for part in parts]

    def pairs(self, name: str) -> dict[str, Any]:
        """An object, also as its JSON text."""
        value = self._read(name)
        if value in (None, ""):
            return {}
        if not isinstance(value, dict) or len(value) > MOST_LIST:
            raise invalid(name, "Must be an object of JSON.")
        return value

    def _read(self, name: str) -> Any:
        value = self.values.get(name)
        if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
            try:
                return json.loads(value)
            except (ValueError, RecursionError):
                raise invalid(name, "Cannot be read as JSON.") from None
        return value


def given(request: HttpRequest) -> Given:
    """What came with a request: a JSON body or a form of a POST, or the parameters of the address."""
    if request.method in ("GET", "HEAD"):
        values = request.GET
    else:
        try:
            if "json" not in request.headers.get("Content-Type", "json") and request.POST:
                values = request.POST
            elif not request.body:
                values = request.GET
            else:
                return Given(_from_json(request.body))
        except RequestDataTooBig:
            raise Refused(413, "validation", "The request is too large.") from None
    return Given({name: found[0] if len(found) == 1 else found for name, found in values.lists()})


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "bad_request", "JSON Error: the body cannot be read as JSON.") from None
    if not isinstance(found, dict):
        raise Refused(400, "bad_request", "Request data JSON decoded to something that is no object.")
    if not _can_be_looked_up(found, 0):
        raise Refused(400, "bad_request", "The body holds a sign that no text has, or is nested too deep.")
    return found


def _can_be_looked_up(found: Any, depth: int) -> bool:
    if isinstance(found, dict):
        parts = [*found, *found.values()]
        return depth < 10 and all(_can_be_looked_up(each, depth + 1) for each in parts)
    if isinstance(found, list):
        return depth < 10 and all(_can_be_looked_up(each, depth + 1) for each in found)
    if isinstance(found, float):
        return abs(found) < float("inf")
    return not isinstance(found, str) or not (
        "\x00" in found or any("\ud800" <= sign <= "\udfff" for sign in found)
    )
