"""How a CSV file is written, read from metadata. Source: Metadata Vocabulary for Tabular Data, section 5.9."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from openhall.data.describe.csvw.model import Dialect, Findings, Json
from openhall.data.describe.csvw.vocabularies import is_common


def _encoding(value: Any) -> bool:
    try:
        return isinstance(value, str) and codecs.lookup(value) is not None
    except LookupError:
        return False


def _terminators(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    )


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _sign(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1


_PROPERTIES: dict[str, Callable[[Any], bool]] = {
    "commentPrefix": lambda value: value is None or _sign(value),
    "delimiter": _sign,
    "doubleQuote": _flag,
    "encoding": _encoding,
    "header": _flag,
    "headerRowCount": _count,
    "lineTerminators": _terminators,
    "quoteChar": lambda value: value is None or _sign(value),
    "skipBlankRows": _flag,
    "skipColumns": _count,
    "skipInitialSpace": _flag,
    "skipRows": _count,
    "trim": lambda value: isinstance(value, bool) or value in ("true", "false", "start", "end"),
}


def read_dialect(value: Json, place: str, findings: Findings) -> Dialect:
    """A dialect; properties with values that are none are told and left at their defaults."""
    good: Json = {}
    for name, each in value.items():
        if name in _PROPERTIES:
            if _PROPERTIES[name](each):
                good[name] = each
            else:
                findings.passed_over(f"{place}: {each!r} is no {name}.")
        elif name not in ("@id", "@type", "@context") and not is_common(name):
            findings.passed_over(f"{place}: a dialect has no property {name}.")
    space = good.get("skipInitialSpace", False)
    trim = good.get("trim", "start" if space else "false")
    return Dialect(
        comment_prefix=good.get("commentPrefix", "#"),
        delimiter=good.get("delimiter", ","),
        double_quote=good.get("doubleQuote", True),
        encoding=good.get("encoding", "utf-8"),
        header_rows=good.get("headerRowCount", 1 if good.get("header", True) else 0),
        quote=good.get("quoteChar", '"'),
        skip_blank=good.get("skipBlankRows", False),
        skip_columns=good.get("skipColumns", 0),
        skip_space=space,
        skip_rows=good.get("skipRows", 0),
        trim=str(trim).lower(),
    )
