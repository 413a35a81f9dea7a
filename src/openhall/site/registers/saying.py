"""What does not fit in an entry, said in the language of whoever reads it: the checker of schemas speaks English."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from openhall.process.quoting import quoted

Check = Callable[[Any, Any, Any, Any], Iterator[ValidationError]]
"""Checks a value: the validator, what the schema wants, the value, the schema."""
SENTENCES = {
    "type": gettext_noop("%(value)s is not of the type %(wanted)s"),
    "enum": gettext_noop("%(value)s is none of %(wanted)s"),
    "const": gettext_noop("%(value)s is not %(wanted)s"),
    "minimum": gettext_noop("%(value)s is less than %(wanted)s"),
    "maximum": gettext_noop("%(value)s is more than %(wanted)s"),
    "exclusiveMinimum": gettext_noop("%(value)s is not more than %(wanted)s"),
    "exclusiveMaximum": gettext_noop("%(value)s is not less than %(wanted)s"),
    "minLength": gettext_noop("%(value)s has fewer than %(wanted)s characters"),
    "maxLength": gettext_noop("%(value)s has more than %(wanted)s characters"),
    "minItems": gettext_noop("there are fewer than %(wanted)s elements"),
    "maxItems": gettext_noop("there are more than %(wanted)s elements"),
}
"""By keyword of the schema. What other keywords say is rare, and stays as the checker says it."""

MOST_LISTED = 12
LONGEST = 40


def checks() -> dict[str, Check]:
    """The checks of the keywords that have sentences."""
    return {keyword: _saying(keyword) for keyword in SENTENCES} | {"required": _required}


def _saying(keyword: str) -> Check:
    plain: Check = Draft202012Validator.VALIDATORS[keyword]

    def check(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        for _error in plain(validator, wanted, value, schema):
            given = {"value": _written(value), "wanted": _written(wanted)}
            yield ValidationError(_(SENTENCES[keyword]) % given)

    return check


def _required(validator: Any, wanted: list[str], value: Any, schema: Any) -> Iterator[ValidationError]:
    for name in wanted:
        if isinstance(value, dict) and name not in value:
            yield ValidationError(_("%(name)s is missing") % {"name": quoted(name)})


def _written(value: Any) -> str:
    if isinstance(value, list):
        return _(", ").join(_written(each) for each in value[:MOST_LISTED])
    if isinstance(value, str):
        return quoted(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
