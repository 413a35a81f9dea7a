"""The JSON of a form: read within bounds, and looked through before a schema is made of it."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError

from openhall.process.errors import BadService
from openhall.process.quoting import fault, quoted
from openhall.process.saying import gettext, message_of

LARGEST = 1_000_000
"""Bytes of a form."""
MOST_DEPTH = 20
MOST_OBJECTS = 5_000
"""Objects of a form: each choice with a title is one, each question at least one."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def read_schema(data: bytes, where: str) -> dict[str, Any]:
    """The schema of a file, valid by the metaschema of JSON Schema 2020-12. Raises `BadService`."""
    if len(data) > LARGEST:
        raise BadService(
            gettext(
                "%(where)s has %(number)s bytes; at most %(largest)s are taken.",
                where=where,
                number=len(data),
                largest=LARGEST,
            )
        )
    try:
        schema = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise fault(where, error.lineno, gettext("this is no JSON (%(msg)s).", msg=error.msg)) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadService(
            gettext("%(where)s cannot be read as JSON: %(why)s.", where=where, why=message_of(error))
        ) from None
    if not isinstance(schema, dict):
        raise fault(where, 0, gettext("a form is a JSON object; begin it with %(sign)s.", sign="{"))
    _Look(where).through(schema, 0)
    try:
        # Formats are not checked here: that of a pattern is Python's, and a pattern is not Python's.
        Draft202012Validator.check_schema(schema, format_checker=FormatChecker(()))
    except SchemaError as error:
        place = "/".join(str(each) for each in error.absolute_path)
        raise fault(
            where,
            0,
            gettext(
                "%(part)s is no JSON Schema 2020-12: %(why)s.",
                part=quoted(place, 100) if place else gettext("the form"),
                why=" ".join(error.message[:200].split()),
            ),
        ) from None
    if schema.get("$schema", DIALECT).rstrip("#") != DIALECT:
        raise fault(
            where,
            0,
            gettext(
                "a form is JSON Schema 2020-12; write %(dialect)s as “$schema”, or leave it out.",
                dialect=DIALECT,
            ),
        )
    return schema


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, held in pairs:
        if name in found:
            raise ValueError(gettext("the name %(name)s stands twice in one object", name=quoted(name)))
        found[name] = held
    return found


def _no_constant(text: str) -> None:
    raise ValueError(gettext("%(text)s is no JSON", text=text))


class _Look:
    """Looks through a form for what none may hold, whatever it means."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.objects = 0

    def through(self, part: Any, depth: int) -> None:
        """No references, since what they lead to may lie outside; not deeper or larger than a form needs."""
        if depth > MOST_DEPTH:
            raise BadService(
                gettext(
                    "%(where)s is nested more than %(most)s deep.",
                    where=self.where,
                    most=MOST_DEPTH,
                )
            )
        if isinstance(part, dict):
            self._object(part, depth)
        elif isinstance(part, list):
            for each in part:
                self.through(each, depth + 1)
        elif isinstance(part, str):
            self._text(part)
        elif isinstance(part, float) and part in (float("inf"), float("-inf")):
            raise BadService(
                gettext("%(where)s has a number that is too large; write a smaller one.", where=self.where)
            )

    def _object(self, part: dict[str, Any], depth: int) -> None:
        self.objects += 1
        if self.objects > MOST_OBJECTS:
            raise BadService(
                gettext(
                    "%(where)s has more than %(most)s objects; ask fewer questions, or offer fewer choices.",
                    where=self.where,
                    most=MOST_OBJECTS,
                )
            )
        for name, held in part.items():
            if name in ("$ref", "$dynamicRef", "$recursiveRef"):
                raise fault(
                    self.where,
                    0,
                    gettext(
                        "references are not followed; write the question out in place of %(name)s.",
                        name=name,
                    ),
                )
            self._text(name)
            self.through(held, depth + 1)

    def _text(self, text: str) -> None:
        # Half a pair of surrogates is no letter, and a database takes no NUL.
        wrong = next((each for each in text if _is_no_letter(each)), None)
        if wrong is not None:
            raise fault(
                self.where,
                0,
                gettext(
                    "%(text)s has the sign %(sign)s, which nobody can read; take it out.",
                    text=quoted(text),
                    sign=f"U+{ord(wrong):04X}",
                ),
            )


def _is_no_letter(sign: str) -> bool:
    return (sign < " " and sign not in "\t\n\r") or "\ud800" <= sign <= "\udfff"
