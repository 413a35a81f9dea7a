"""Check an OCDS package: its structure, its codes, its identifiers. Every problem says where it is and what kind it is.

How lists are held to be without doubles, and which of the two forms of a record's releases is meant, follows the
reference (OCDS 1.1, "Reference: Release package, Record package"): items are the same when their ids are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from numbers import Number
from typing import Any

import jsonschema
from jsonschema.exceptions import ValidationError
from jsonschema.validators import Draft4Validator, extend

from openhall.data.money.ocds.standard import Standard, ocds_1_1

MOST_PROBLEMS = 1_000
PREFIX = re.compile(r"^ocds-[a-z0-9]{6}")
MOMENT = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$"
)
ADDRESS = re.compile(
    r"^[A-Za-z][A-Za-z0-9+.-]*:(//([A-Za-z0-9._~!$&'()*+,;=:@%-]|\[[0-9A-Fa-f:.]+\])*)?"
    r"([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*(\?([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(#([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$"
)
EMPTY = ("minItems", "minLength", "minProperties")


@dataclass(frozen=True)
class Problem:
    """Something in a package that the standard does not allow, or advises against.

    kind    missing, type, date-time, uri, empty, duplicate, code, pattern, mixed (linked and embedded releases
            together), other; and prefix (an ocid without a registered prefix), which is advice
    path    where it is: `releases/0/awards/1/value`
    words   one sentence
    """

    kind: str
    path: str
    words: str

    @property
    def is_advice(self) -> bool:
        """Whether the package is valid all the same."""
        return self.kind == "prefix"


def check_package(package: Mapping[str, Any], standard: Standard | None = None) -> list[Problem]:
    """All problems of a package, in its order; at most `MOST_PROBLEMS`.

    standard  what it is checked against; OCDS 1.1.5 by default. Fields of extensions are not known to it: they are
              not checked, as fields of a publisher's own are not.
    """
    against = standard or ocds_1_1()
    schema = against.records if "records" in package else against.releases
    found: list[Problem] = []
    for error in CHECKER(schema, format_checker=FORMATS).iter_errors(package):
        found.append(_problem(error))
        if len(found) >= MOST_PROBLEMS:
            break
    return [*found, *_prefixes(package)]


def is_valid(problems: list[Problem]) -> bool:
    """Whether nothing is wrong but what is advised against."""
    return all(each.is_advice for each in problems)


def _problem(error: ValidationError) -> Problem:
    path = "/".join(str(part) for part in error.absolute_path)
    where = path or "the package"
    keyword = str(error.validator)
    if keyword == "required":
        return Problem("missing", path, f"{where}: “{error.message}” is missing.")
    if keyword == "type":
        types = error.validator_value
        wanted = " or ".join(types) if isinstance(types, list) else types
        return Problem("type", path, f"{where}: must be {wanted}.")
    if keyword == "format":
        form = str(error.validator_value)
        example = "a moment like 2026-03-27T09:00:00Z" if form == "date-time" else "a whole address"
        return Problem(form, path, f"{where}: must be {example}.")
    if keyword in EMPTY:
        return Problem("empty", path, f"{where}: must not be empty.")
    if keyword == "uniqueItems":
        return Problem("duplicate", path, f"{where}: {error.message}.")
    if keyword == "enum":
        return Problem("code", path, f"{where}: “{_short(error.instance)}” is not in the list of codes.")
    if keyword == "pattern":
        return Problem("pattern", path, f"{where}: “{_short(error.instance)}” is not in the right form.")
    if keyword == "mixed":
        return Problem("mixed", path, f"{where}: linked releases (without id) and whole ones stand together.")
    return Problem("other", path, f"{where}: {_short(error.message)}")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _prefixes(package: Mapping[str, Any]) -> Iterator[Problem]:
    for path, thing in _with_ocid(package):
        ocid = thing.get("ocid")
        if isinstance(ocid, str) and ocid and not PREFIX.match(ocid):
            yield Problem(
                "prefix", f"{path}/ocid", f"{path}/ocid: “{_short(ocid)}” has no registered prefix."
            )


def _with_ocid(package: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in ("records", "releases"):
        things = package.get(name)
        if not things:
            continue
        for place, thing in enumerate(things if isinstance(things, list) else []):
            if not isinstance(thing, dict):
                continue
            yield f"{name}/{place}", thing
            inner = thing.get("releases") if name == "records" else None
            for number, release in enumerate(inner if isinstance(inner, list) else []):
                if isinstance(release, dict):
                    yield f"{name}/{place}/releases/{number}", release
            if name == "records" and isinstance(thing.get("compiledRelease"), dict):
                yield f"{name}/{place}/compiledRelease", thing["compiledRelease"]
        return


Errors = Iterator[ValidationError]


def _once(validator: Any, once: bool, items: Any, schema: Mapping[str, Any]) -> Errors:
    """No two items with the same ids; items without ids must differ as a whole."""
    if not once or not isinstance(items, list):
        return
    names = _ids_of(schema)
    seen: set[tuple[object, ...]] = set()
    doubled: set[tuple[object, ...]] = set()
    without: list[Any] = []
    for item in items:
        ids = tuple(item.get(name) for name in names) if isinstance(item, dict) else (None,)
        if any(each is None or isinstance(each, (dict, list)) for each in ids):
            without.append(item)
        elif ids in seen:
            doubled.add(ids)
        else:
            seen.add(ids)
    if without and not _all_differ(items):
        yield ValidationError("there are items twice")
        return
    for ids in sorted(doubled, key=str):
        yield ValidationError(f"{' and '.join(names)} {', '.join(map(str, ids))} is there twice")


def _ids_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    if "ids" in schema:
        return tuple(schema["ids"])
    target = str(schema.get("items", {}).get("$ref", "")) if isinstance(schema.get("items"), dict) else ""
    if target.lower().endswith(("/record", "record-schema.json")):
        return ("ocid",)
    return ("ocid", "id") if target.endswith(("/Release", "release-schema.json")) else ("id",)


def _all_differ(items: list[Any]) -> bool:
    import orjson

    keys = {orjson.dumps(item, option=orjson.OPT_SORT_KEYS, default=str) for item in items}
    return len(keys) == len(items)


def _one_of(validator: Any, ways: list[Any], instance: Any, schema: Mapping[str, Any]) -> Errors:
    """A record's releases: links where none has an id, whole releases where all have; nothing else."""
    errors = [list(validator.descend(instance, way, schema_path=place)) for place, way in enumerate(ways)]
    if any(not each for each in errors):
        return
    if len(ways) != 2:
        yield ValidationError("fits none of the forms that are allowed")
        return
    has_id = (
        [isinstance(each, dict) and "id" in each for each in instance] if isinstance(instance, list) else []
    )
    if not any(has_id):
        yield from errors[0]
    elif all(has_id):
        yield from errors[1]
    else:
        yield ValidationError("mixed", validator="mixed")


def _required(validator: Any, names: list[str], instance: Any, schema: Mapping[str, Any]) -> Errors:
    if isinstance(instance, dict):
        yield from (ValidationError(name) for name in names if name not in instance)


def _codes(validator: Any, codes: list[Any], instance: Any, schema: Mapping[str, Any]) -> Errors:
    """A text is in its list. What is no text has the wrong type, which is said already."""
    if isinstance(instance, str) and instance not in codes:
        yield ValidationError("is not in the list of codes")


def _is_number(_checker: Any, value: object) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool)


def _is_whole(_checker: Any, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


CHECKER: Any = extend(  # type: ignore[no-untyped-call]
    Draft4Validator,
    {"uniqueItems": _once, "oneOf": _one_of, "required": _required, "enum": _codes},
    type_checker=Draft4Validator.TYPE_CHECKER.redefine_many({"number": _is_number, "integer": _is_whole}),
)
FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date-time")
def _is_moment(value: object) -> bool:
    """RFC 3339, with a day that exists."""
    if not isinstance(value, str):
        return True
    found = MOMENT.match(value)
    if not found:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


@FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    """RFC 3986, with a scheme."""
    return not isinstance(value, str) or bool(ADDRESS.match(value))
