"""The value of a cell, by the datatype of its column. Source: Model for Tabular Data, section 6.4."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from openhall.data.describe.csvw.datatypes import (
    BINARY,
    DURATIONS,
    FLOATS,
    INTEGERS,
    NUMBERS,
    PARTS,
    RAW,
    TIMES,
    compiled,
)  # fmt: skip
from openhall.data.describe.csvw.model import Datatype, TableColumn
from openhall.data.describe.csvw.number_format import NumberFormat, read_formatted
from openhall.data.describe.csvw.time_format import is_duration, read_time
from openhall.data.describe.csvw.vocabularies import LANGUAGE


@dataclass(frozen=True)
class Cell:
    """What a cell means: None for no value, a tuple where it holds several; faults are ends of sentences."""

    value: Any
    faults: tuple[str, ...] = ()


class BadValue(Exception):
    """Why a text is no value of a datatype, as the end of a sentence."""


def read_cell(text: str, column: TableColumn) -> Cell:
    """The value of a cell in a column."""
    base = column.datatype.base
    if base not in RAW:
        text = re.sub("[\r\n\t]", " ", text)
        if base != "normalizedString":
            text = re.sub(" +", " ", text).strip(" ")
    if text == "":
        text = column.default
    if column.separator is not None:
        return _several(text, column)
    if text in column.null:
        return Cell(None, ("is required",) if column.required else ())
    return _one(text, column.datatype)


def _several(text: str, column: TableColumn) -> Cell:
    if text == "" or text in column.null:
        empty: Any = () if text == "" else None
        return Cell(empty, ("is required",) if column.required else ())
    base = column.datatype.base
    parts = text.split(column.separator)
    if base not in ("string", "anyAtomicType"):
        parts = [part.strip() for part in parts]
    read = [
        _one(part or column.default, column.datatype)
        for part in parts
        if (part or column.default) not in column.null
    ]
    return Cell(tuple(each.value for each in read), tuple(fault for each in read for fault in each.faults))


def _one(text: str, datatype: Datatype) -> Cell:
    try:
        value = read_value(text, datatype)
    except BadValue as bad:
        return Cell(text, (str(bad),))
    return Cell(value, tuple(_unbounded(text, value, datatype)))


def read_value(text: str, datatype: Datatype) -> Any:
    """The value of a text. Raises `BadValue` where it is none of the datatype in its format."""
    base, form = datatype.base, datatype.format
    if base in NUMBERS:
        return _number(text, base, form)
    if base == "boolean":
        return _boolean(text, form)
    if base in TIMES | PARTS:
        pattern = form if base in TIMES else None
        moment = read_time(text, base, pattern)
        if moment is None:
            raise BadValue(f"is no {base}" + (f" of the format {pattern}" if pattern else ""))
        return moment
    if isinstance(form, str):
        regular = compiled(form)
        if regular is not None and not regular.fullmatch(text):
            raise BadValue(f"does not match {form}")
    if base in DURATIONS and not is_duration(text, base):
        raise BadValue(f"is no {base}")
    if base in BINARY:
        return _bytes(text, base)
    _check_text(text, base)
    return text


def _number(text: str, base: str, form: NumberFormat | None) -> Decimal | float:
    number = read_formatted(text, form, base in FLOATS, base not in INTEGERS)
    if number is None:
        raise BadValue(f"is no {base}" + (f" of the pattern {form.pattern}" if form and form.pattern else ""))
    least, most = INTEGERS.get(base, (None, None))
    if (least is not None and number < least) or (most is not None and number > most):
        raise BadValue(f"is no {base}: it is out of its bounds")
    return number


def _boolean(text: str, form: str | None) -> bool:
    yes, no = form.split("|") if form else ("true", "false")
    if text == yes or (form is None and text == "1"):
        return True
    if text == no or (form is None and text == "0"):
        return False
    raise BadValue(f"is neither {yes} nor {no}")


def _bytes(text: str, base: str) -> bytes:
    try:
        return (
            bytes.fromhex(text)
            if base == "hexBinary"
            else base64.b64decode(text.replace(" ", ""), validate=True)
        )
    except (ValueError, binascii.Error):
        raise BadValue(f"is no {base}") from None


_TEXTS = {
    "anyURI": re.compile(r"[^\s<>\"{}|\\^`]*"),
    "language": LANGUAGE,
    "Name": re.compile(r"[:A-Z_a-z\u00c0-\U000effff][-.:\w\u00b7]*"),
    "NMTOKEN": re.compile(r"[-.:\w\u00b7]+"),
    "QName": re.compile(
        r"(?:[A-Z_a-z\u00c0-\U000effff][-.\w\u00b7]*:)?[A-Z_a-z\u00c0-\U000effff][-.\w\u00b7]*"
    ),
}


def _check_text(text: str, base: str) -> None:
    if base in _TEXTS and not _TEXTS[base].fullmatch(text):
        raise BadValue(f"is no {base}")
    if base == "json":
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            raise BadValue("is no JSON") from None
    if base == "xml":
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            etree.fromstring(f"<x>{text}</x>".encode(), parser)
        except etree.XMLSyntaxError:
            raise BadValue("is no XML") from None


def _unbounded(text: str, value: Any, datatype: Datatype) -> list[str]:
    """What in a value passes the lengths and bounds of its datatype."""
    size = len(value) if isinstance(value, str | bytes) else len(text)
    faults = []
    if datatype.length is not None and size != datatype.length:
        faults.append(f"has {size} signs instead of {datatype.length}")
    if datatype.min_length is not None and size < datatype.min_length:
        faults.append(f"has fewer than {datatype.min_length} signs")
    if datatype.max_length is not None and size > datatype.max_length:
        faults.append(f"has more than {datatype.max_length} signs")
    for name, written in datatype.bounds.items():
        bound = bound_value(written, datatype)
        if bound is None or not isinstance(value, int | float | Decimal | datetime):
            continue
        broken = {
            "minInclusive": value < bound,
            "minExclusive": value <= bound,
            "maxInclusive": value > bound,
            "maxExclusive": value >= bound,
        }[name]
        if broken:
            faults.append(f"passes the bound {name} {written}")
    return faults


def contradiction(datatype: Datatype) -> str | None:
    """What two bounds of a datatype say that cannot both hold; None where they go together."""
    values = {name: bound_value(written, datatype) for name, written in datatype.bounds.items()}
    for low, high, equal in (
        ("minInclusive", "maxInclusive", True),
        ("minInclusive", "maxExclusive", False),
        ("minExclusive", "maxExclusive", True),
        ("minExclusive", "maxInclusive", False),
    ):
        least, most = values.get(low), values.get(high)
        if least is not None and most is not None and (most < least or (most == least and not equal)):
            return f"{high} leaves nothing above {low}"
    return None


def bound_value(written: str, datatype: Datatype) -> Any:
    """The value of a bound, which is written as XML Schema has it; None where it is none."""
    try:
        return read_value(
            written, Datatype(datatype.base, NumberFormat() if datatype.base in NUMBERS else None)
        )
    except BadValue:
        return None
