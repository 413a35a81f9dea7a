"""Datatypes of CSVW: the built-in ones, which properties each takes, and how a description of one is read.

Source: Metadata Vocabulary for Tabular Data, section 5.11.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from openhall.data.describe.csvw.model import Datatype, Findings, Json
from openhall.data.describe.csvw.number_format import NumberFormat, bad_pattern
from openhall.data.describe.csvw.time_format import time_pattern

INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
FLOATS = frozenset(["double", "float", "number"])
NUMBERS = frozenset([*INTEGERS, "decimal", *FLOATS])
TIMES = frozenset(["date", "dateTime", "datetime", "dateTimeStamp", "time"])
PARTS = frozenset(["gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth"])
DURATIONS = frozenset(["duration", "dayTimeDuration", "yearMonthDuration"])
BINARY = frozenset(["base64Binary", "binary", "hexBinary"])
RAW = frozenset(["string", "json", "xml", "html", "anyAtomicType", "any"])
"""Those whose spaces are kept."""
STRINGS = frozenset(
    ["string", "json", "xml", "html", "normalizedString", "token", "language", "Name", "NMTOKEN"]
)
OTHERS = frozenset(["anyAtomicType", "any", "anyURI", "boolean", "QName"])
BUILT_IN = frozenset([*NUMBERS, *TIMES, *PARTS, *DURATIONS, *BINARY, *RAW, *STRINGS, *OTHERS])

_LENGTHS = ("length", "minLength", "maxLength")
_BOUNDS = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
_KNOWN = frozenset(["@id", "@type", "base", "format", *_LENGTHS, "minimum", "maximum", *_BOUNDS])
_NAMESPACES = (
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/ns/csvw#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
)


def read_datatype(value: Any, place: str, findings: Findings) -> Datatype:
    """A datatype by its name or its description; `string` where it is none, which is told."""
    if isinstance(value, str):
        if value in BUILT_IN:
            return Datatype(value)
        findings.passed_over(f"{place}: {value!r} is no built-in datatype; string is taken.")
        return Datatype()
    if not isinstance(value, dict):
        findings.passed_over(f"{place}: the datatype is neither a name nor an object; string is taken.")
        return Datatype()
    _check_identity(value, place, findings)
    base = value.get("base", "string")
    if not isinstance(base, str) or base not in BUILT_IN:
        findings.passed_over(f"{place}: {base!r} is no built-in datatype; string is taken.")
        base = "string"
    for name in value.keys() - _KNOWN:
        if ":" not in name:
            findings.passed_over(f"{place}: a datatype has no property {name}.")
    lengths = {name: _length(value, name, place, findings) for name in _LENGTHS}
    _check_lengths(base, lengths, place, findings)
    bounds = _bounds(value, base, place, findings)
    form = _format(value.get("format"), base, place, findings)
    return Datatype(base, form, lengths["length"], lengths["minLength"], lengths["maxLength"], bounds)


def _check_identity(value: Json, place: str, findings: Findings) -> None:
    uri = value.get("@id")
    if uri is not None and (not isinstance(uri, str) or uri.startswith("_:") or uri.startswith(_NAMESPACES)):
        findings.wrong(f"{place}: the @id of a datatype is an address of its own, not {uri!r}.")
    if value.get("@type", "Datatype") != "Datatype":
        findings.wrong(f"{place}: the @type of a datatype is Datatype.")


def _length(value: Json, name: str, place: str, findings: Findings) -> int | None:
    found = value.get(name)
    if found is None or (isinstance(found, int) and not isinstance(found, bool) and found >= 0):
        return found
    findings.passed_over(f"{place}: {name} is no whole number.")
    return None


def _check_lengths(base: str, lengths: dict[str, int | None], place: str, findings: Findings) -> None:
    exact, least, most = (lengths[name] for name in _LENGTHS)
    if any(each is not None for each in (exact, least, most)) and base not in STRINGS | BINARY | {
        "anyURI",
        "anyAtomicType",
    }:
        findings.wrong(f"{place}: a {base} has no length.")
    if exact is not None and ((least is not None and exact < least) or (most is not None and exact > most)):
        findings.wrong(f"{place}: length contradicts minLength or maxLength.")
    if least is not None and most is not None and most < least:
        findings.wrong(f"{place}: maxLength is less than minLength.")


def _bounds(value: Json, base: str, place: str, findings: Findings) -> dict[str, str]:
    names = {"minimum": "minInclusive", "maximum": "maxInclusive"}
    found = {}
    for name in ("minimum", "maximum", *_BOUNDS):
        if name in value:
            if base not in NUMBERS | TIMES | PARTS | DURATIONS:
                findings.wrong(f"{place}: a {base} has no {name}.")
            found[names.get(name, name)] = str(value[name])
    if {"minInclusive", "minExclusive"} <= found.keys() or {"maxInclusive", "maxExclusive"} <= found.keys():
        findings.wrong(f"{place}: a bound is both inclusive and exclusive.")
    return found


def _format(value: Any, base: str, place: str, findings: Findings) -> Any:
    """The format where it is one for the datatype; None, and told, where it is not."""
    if value is None:
        return None
    if base in NUMBERS:
        return _number_format(value, place, findings)
    if not isinstance(value, str):
        findings.passed_over(f"{place}: the format is no text.")
        return None
    if base == "boolean":
        good = len(value.split("|")) == 2 and all(value.split("|"))
    elif base in TIMES:
        good = time_pattern(value) is not None
    else:
        good = compiled(value) is not None
    if good:
        return value
    findings.passed_over(f"{place}: {value!r} is no format of a {base}; its usual one is taken.")
    return None


def _number_format(value: Any, place: str, findings: Findings) -> NumberFormat | None:
    if isinstance(value, str):
        value = {"pattern": value}
    if not isinstance(value, dict):
        findings.passed_over(f"{place}: the format of numbers is neither a pattern nor an object.")
        return None
    decimal, group = value.get("decimalChar", "."), value.get("groupChar")
    if (
        not isinstance(decimal, str)
        or len(decimal) != 1
        or (group is not None and not (isinstance(group, str) and group))
    ):
        findings.passed_over(f"{place}: decimalChar and groupChar are signs.")
        decimal, group = ".", None
    pattern = value.get("pattern")
    if pattern is not None and (not isinstance(pattern, str) or bad_pattern(pattern, decimal, group or ",")):
        findings.passed_over(f"{place}: {pattern!r} is no pattern of numbers.")
        pattern = None
    return NumberFormat(pattern, decimal, group)


MOST = 500
"""Signs of a pattern that is compiled."""
_RISKY = re.compile(r"[*+}]\)*[*+{]|\([^()]*[*+][^()]*\)\s*[*+{]|\([^()]*\|[^()]*\)\s*[*+{]|\\[1-9]|\(\?")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """A regular expression of a format; None where it is none, is too long, or may take for ever on some texts.

    Repetitions of repetitions or of choices, back references and look-arounds are those that may.
    """
    if len(pattern) > MOST or _RISKY.search(pattern):
        return None
    try:
        return re.compile(pattern)
    except re.error:
        return None
