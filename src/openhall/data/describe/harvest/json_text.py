"""JSON from another portal, parsed within bounds, and looked into without trusting its shape."""

from __future__ import annotations

from typing import Any

import orjson

from openhall.data.describe.harvest.harvested import BYTES, DEPTH, TEXT, UnreadableCatalogue
from openhall.data.describe.harvest.plain import one_text, read_tag
from openhall.process.saying import gettext

Json = dict[str, Any]


def read_json(text: bytes) -> Any:
    """The value of a document. Raises `UnreadableCatalogue` for no JSON, or one too long or too deep."""
    if len(text) > BYTES:
        raise UnreadableCatalogue(
            gettext(
                "The document has %(text)s bytes; at most %(bytes)s are read.", text=len(text), bytes=BYTES
            )
        )
    try:
        value = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableCatalogue(gettext("The document is no JSON: %(error)s.", error=str(error))) from None
    level: list[Any] = [value]
    for _ in range(DEPTH):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return value
    raise UnreadableCatalogue(gettext("The document nests values more than %(depth)s deep.", depth=DEPTH))


def _inside(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [each for each in inner if isinstance(each, dict | list)]


def objects(value: Any) -> list[Json]:
    """The objects in a list, or the one object as a list."""
    return [each for each in listed(value) if isinstance(each, dict)]


def listed(value: Any) -> list[Any]:
    """A list as it is, a value as a list of one, nothing as an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def texts(value: Any) -> list[str]:
    """The texts in a list, or the one text as a list; of objects, what names them."""
    return [text for each in listed(value) if (text := named(each))]


def named(value: Any) -> str:
    """A text, or what an object is called by: its address, its value, its label."""
    if isinstance(value, dict):
        names = ("@id", "@value", "prefLabel", "label", "rdfs:label", "title", "name")
        return next((text for name in names if (text := named(value.get(name)))), "")
    if isinstance(value, list):
        return next(iter(texts(value)), "")
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else one_text(value)


def label(value: Any) -> str:
    """What an object is called for people, never its address; a text as it is."""
    if isinstance(value, dict):
        names = ("prefLabel", "label", "rdfs:label", "title", "name", "@value")
        return next((text for name in names if (text := named(value.get(name)))), "")
    return named(value)


def sentence(value: Any) -> str:
    """A text for people, as it stands; cut where it is endless, "" where it is none."""
    return value[:TEXT] if isinstance(value, str) and value.strip() else ""


def tagged(value: Any) -> dict[str, str]:
    """JSON-LD values by their language."""
    found: dict[str, str] = {}
    for each in listed(value):
        if isinstance(each, dict):
            found.setdefault(read_tag(each.get("@language") or ""), sentence(each.get("@value")))
        elif text := sentence(each):
            found.setdefault("", text)
    return {tag: text for tag, text in found.items() if text}
