"""Properties of other vocabularies in CSVW metadata: the part of JSON-LD that they may be written in.

Source: Metadata Vocabulary for Tabular Data, sections 5.8 and 6.3 (JSON-LD dialect).
"""

from __future__ import annotations

import re
from typing import Any

from openhall.data.describe.csvw.model import Findings

LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4}|[A-Za-z]{5,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?"
    r"|x(?:-[A-Za-z0-9]{1,8})+"
)
"""A language tag that is well formed (BCP 47)."""
PREFIXES = frozenset(
    [
        *(
            "as",
            "cc",
            "csvw",
            "ctag",
            "dc",
            "dc11",
            "dcat",
            "dcterms",
            "dctypes",
            "dqv",
            "duv",
            "foaf",
            "gr",
            "grddl",
        ),
        *(
            "ical",
            "ldp",
            "ma",
            "oa",
            "og",
            "org",
            "owl",
            "prov",
            "qb",
            "rdf",
            "rdfa",
            "rdfs",
            "rev",
            "rif",
            "rr",
        ),
        *(
            "schema",
            "sd",
            "sioc",
            "skos",
            "skosxl",
            "v",
            "vcard",
            "void",
            "wdr",
            "wdrs",
            "wrds",
            "xhv",
            "xml",
            "xsd",
        ),
    ]
)
"""Prefixes that need no definition (RDFa initial context)."""
TERMS = frozenset(
    [
        *(
            "Cell",
            "Column",
            "Datatype",
            "Dialect",
            "Direction",
            "ForeignKey",
            "NumericFormat",
            "Row",
            "Schema",
            "Table",
        ),
        *("TableGroup", "TableReference", "Transformation"),
    ]
)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+|(?:urn|mailto):\S+")


def is_common(name: str) -> bool:
    """Whether a property is of another vocabulary: with a prefix that is known, or an address."""
    prefix, colon, rest = name.partition(":")
    return bool(colon) and (bool(_ADDRESS.fullmatch(name)) or (prefix in PREFIXES and bool(rest)))


def check_common(value: Any, place: str, findings: Findings, datatypes: frozenset[str]) -> None:
    """Tell what JSON-LD in a value is not taken in metadata. `datatypes`: names of the built-in ones."""
    if isinstance(value, list):
        for each in value:
            check_common(each, place, findings, datatypes)
    if not isinstance(value, dict):
        return
    if "@value" in value:
        _check_value(value, place, findings, datatypes)
        return
    for name, each in value.items():
        if name == "@id":
            if not isinstance(each, str) or each.startswith("_:"):
                findings.wrong(f"{place}: @id is no address.")
        elif name == "@type":
            kinds = each if isinstance(each, list) else [each]
            if not all(_is_type(kind, TERMS) for kind in kinds):
                findings.wrong(f"{place}: {each!r} is no type.")
        elif name.startswith("@"):
            findings.wrong(f"{place}: {name} is not taken here.")
        else:
            if not is_common(name):
                findings.wrong(f"{place}: {name} has no prefix that is known.")
            check_common(each, f"{place}, {name}", findings, datatypes)


def _check_value(value: dict[str, Any], place: str, findings: Findings, datatypes: frozenset[str]) -> None:
    others = value.keys() - {"@value"}
    if others - {"@language", "@type"} or len(others) > 1:
        findings.wrong(f"{place}: beside @value stands one of @language and @type, and nothing else.")
    language = value.get("@language", "en")
    if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        findings.wrong(f"{place}: {language!r} is no language tag.")
    if "@type" in value and not _is_type(value["@type"], datatypes):
        findings.wrong(f"{place}: {value['@type']!r} is no datatype.")
    if isinstance(value["@value"], list | dict):
        findings.wrong(f"{place}: @value is no single value.")


def _is_type(kind: Any, names: frozenset[str]) -> bool:
    return isinstance(kind, str) and (kind in names or is_common(kind))
