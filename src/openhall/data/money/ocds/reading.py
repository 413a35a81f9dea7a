"""OCDS packages as JSON: read within bounds, amounts exact; written with amounts as numbers of just their digits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

from openhall.data.money.errors import UnreadablePackage
from openhall.process.saying import figure, gettext

MOST_BYTES = 50_000_000
DEEPEST = 64
MOST_ITEMS = 5_000_000


def read_package(content: bytes) -> dict[str, Any]:
    """The package in a JSON document; numbers with a point are `Decimal`.

    Raises `UnreadablePackage` for what is no JSON object, or passes a bound of size or depth.
    """
    if len(content) > MOST_BYTES:
        raise UnreadablePackage(
            gettext(
                "This package has %(size)s MB; at most %(most)s MB are read. Split it.",
                size=figure(len(content) / 1e6),
                most=figure(MOST_BYTES / 1e6),
            )
        )
    try:
        found = json.loads(content, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        words = str(error)[:120] if isinstance(error, json.JSONDecodeError) else "it is too deep, or not JSON"
        raise UnreadablePackage(gettext("This is no JSON document: %(why)s.", why=words)) from None
    if not isinstance(found, dict):
        raise UnreadablePackage(gettext("This is no OCDS package: a package is a JSON object."))
    _bounded(found)
    return found


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON")


def _bounded(found: Any) -> None:
    level, depth, seen = [found], 0, 0
    while level:
        depth += 1
        seen += len(level)
        if depth > DEEPEST or seen > MOST_ITEMS:
            raise UnreadablePackage(
                gettext(
                    "This package is nested deeper than %(most)s levels, or has too many parts.", most=DEEPEST
                )
            )
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below.extend(value for value in each.values() if isinstance(value, (dict, list)))
            else:
                below.extend(value for value in each if isinstance(value, (dict, list)))
        level = below


def write_json(package: Mapping[str, Any]) -> bytes:
    """A package as a JSON document in UTF-8."""
    return orjson.dumps(package, default=_exact, option=orjson.OPT_INDENT_2)


def _exact(value: object) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))
    raise TypeError(type(value).__name__)
