"""Properties that columns take from their table, schema or group where they do not say them: checked, and handed down.

Source: Metadata Vocabulary for Tabular Data, section 5.7.
"""

from __future__ import annotations

from typing import Any

from openhall.data.describe.csvw.cells import contradiction
from openhall.data.describe.csvw.datatypes import read_datatype
from openhall.data.describe.csvw.model import Findings, Json
from openhall.data.describe.csvw.vocabularies import LANGUAGE

INHERITED = frozenset(
    [
        *(
            "aboutUrl",
            "datatype",
            "default",
            "lang",
            "null",
            "ordered",
            "propertyUrl",
            "required",
            "separator",
        ),
        *("textDirection", "valueUrl"),
    ]
)


def inherited(value: Json, above: Json, place: str, findings: Findings) -> Json:
    """The inherited properties of a description, read, over those from above. What is none is told and left out."""
    found = dict(above)
    for name in INHERITED & value.keys():
        read = _read(name, value[name], f"{place}, {name}", findings)
        if read is not None:
            found[name] = read
    return found


def _read(name: str, value: Any, place: str, findings: Findings) -> Any:
    match name:
        case "datatype":
            datatype = read_datatype(value, place, findings)
            if wrong := contradiction(datatype):
                findings.wrong(f"{place}: {wrong}.")
            return datatype
        case "null":
            return _nulls(value, place, findings)
        case "ordered" | "required":
            good = isinstance(value, bool)
        case "lang":
            good = isinstance(value, str) and LANGUAGE.fullmatch(value) is not None
        case "textDirection":
            good = value in ("ltr", "rtl", "auto", "inherit")
        case "separator":
            if value is None:
                return None
            good = isinstance(value, str) and bool(value)
        case _:
            good = isinstance(value, str)
    if not good:
        findings.passed_over(f"{place}: {value!r} is not taken here.")
        return None
    return value


def _nulls(value: Any, place: str, findings: Findings) -> tuple[str, ...] | None:
    listed = value if isinstance(value, list) else [value]
    texts = tuple(each for each in listed if isinstance(each, str))
    if len(texts) < len(listed):
        findings.passed_over(f"{place}: what stands for no value is a text.")
    return texts or None
