"""The schema of a register: checked before it is taken, and used to check entries.

It may come from another system, so it is bounded: no references, which may lead anywhere, and patterns run on the
engine that cannot be made to run for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend

from openhall.process.errors import LimitReached
from openhall.process.feel.patterns import pattern_of
from openhall.process.feel.values import Budget, Undefined
from openhall.process.quoting import quoted
from openhall.site.registers.saying import checks
from openhall.site.web.speech import say_error

LARGEST = 50_000
"""Characters of a schema as JSON."""
MOST_DEPTH = 20
MOST_FIELDS = 500
LARGEST_ENTRY = 50_000
"""Characters of an entry as JSON."""
PERSON = "openhall:person"
"""`"openhall:person": "email"` in a schema: that field holds the e-mail address of the person an entry is about."""
KEY = "primaryKey"
"""`"primaryKey": true` in a property: it is (a part of) the key of an entry."""
REFUSED = ("$ref", "$dynamicRef", "$id", "$schema", "patternProperties", "propertyNames")
TWENTY_TWENTY = "https://json-schema.org/draft/2020-12/schema"


class BadSchema(Exception):
    """The schema cannot be used; the message says why and how to mend it."""


def checked(schema: Any) -> dict[str, Any]:
    """A schema that can be used: an object with properties. Raises `BadSchema`."""
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise BadSchema(_("A schema is an object with “properties”, the fields of an entry."))
    if len(json.dumps(schema)) > LARGEST:
        raise BadSchema(
            _("The schema has more than %(most)s characters; make it smaller.") % {"most": f"{LARGEST:,}"}
        )
    fields = schema["properties"]
    if not fields or len(fields) > MOST_FIELDS:
        raise BadSchema(
            _("“properties” names %(count)s fields; name from 1 to %(most)s.")
            % {"count": f"{len(fields):,}", "most": MOST_FIELDS}
        )
    rest = {name: held for name, held in schema.items() if (name, held) != ("$schema", TWENTY_TWENTY)}
    _look_through(rest, 0)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        place = "/".join(str(each) for each in error.absolute_path) or _("the schema")
        said = _("%(place)s is no JSON Schema 2020-12: %(why)s.")
        raise BadSchema(said % {"place": place, "why": error.message[:200]}) from None
    person = schema.get(PERSON)
    if person is not None and person not in fields:
        raise BadSchema(
            _("“%(key)s” names %(name)s, which is no field; name one of “properties”.")
            % {"key": PERSON, "name": quoted(str(person))}
        )
    return schema


def key_fields(schema: Mapping[str, Any]) -> list[str]:
    """The fields that a schema marks as the key of an entry."""
    return [
        name
        for name, held in schema["properties"].items()
        if isinstance(held, dict) and held.get(KEY) is True
    ]


def problems(schema: Mapping[str, Any], content: Any) -> list[str]:
    """What stands against an entry, one sentence each; [] where nothing does."""
    if not isinstance(content, dict):
        return [_("An entry is an object of fields and their values.")]
    if len(json.dumps(content)) > LARGEST_ENTRY:
        return [
            _("The entry has more than %(most)s characters; make it smaller.")
            % {"most": f"{LARGEST_ENTRY:,}"}
        ]
    unknown = [name for name in content if name not in schema["properties"]]
    if unknown:
        return [_("%(name)s is no field of this register.") % {"name": quoted(unknown[0])}]
    try:
        found = sorted(_validator(json.dumps(schema)).iter_errors(content), key=lambda each: each.json_path)
    except LimitReached:
        return [_("The entry is too much work to check against the patterns of this register.")]
    return [_sentence(each) for each in found]


def _sentence(error: ValidationError) -> str:
    place = "/".join(str(each) for each in error.absolute_path)
    return f"{quoted(place)}: {error.message[:200]}." if place else f"{error.message[:200]}."


@lru_cache(maxsize=64)
def _validator(schema: str) -> Any:
    return _Bounded(json.loads(schema))


def _pattern(validator: Any, pattern: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and pattern_of(pattern, "").search(value, 0, Budget()) is None:
        yield ValidationError(
            _("%(value)s is not of the form %(pattern)s")
            % {"value": quoted(value), "pattern": quoted(pattern)}
        )


def _unique(validator: Any, wanted: bool, value: Any, schema: Any) -> Iterator[ValidationError]:
    # Each with each, as the library compares them, would take hours for a long list.
    if wanted and isinstance(value, list):
        different = {json.dumps(each, sort_keys=True) for each in value}
        if len(different) < len(value):
            yield ValidationError(_("one element stands there twice"))


_Bounded = extend(Draft202012Validator, checks() | {"pattern": _pattern, "uniqueItems": _unique})


def _look_through(part: Any, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise BadSchema(_("The schema is nested more than %(most)s deep.") % {"most": MOST_DEPTH})
    if isinstance(part, list):
        for each in part:
            _look_through(each, depth + 1)
    elif isinstance(part, dict):
        for name, held in part.items():
            if name in REFUSED and isinstance(held, str if name.startswith("$") else dict):
                raise BadSchema(
                    _("%(name)s is not taken in the schema of a register; write it out.")
                    % {"name": quoted(name)}
                )
            if name == "pattern" and isinstance(held, str):
                _must_be_pattern(held)
            _look_through(held, depth + 1)


def _must_be_pattern(text: str) -> None:
    try:
        pattern_of(text, "")
    except (Undefined, LimitReached) as error:
        raise BadSchema(
            _("The pattern %(text)s cannot be used: %(why)s")
            % {"text": quoted(text), "why": say_error(error)}
        ) from None
