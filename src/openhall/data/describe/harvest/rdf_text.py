"""RDF from another portal, parsed with nothing fetched: no entities, no remote contexts, no files."""

from __future__ import annotations

from typing import Any

import orjson
from lxml import etree
from rdflib import Graph

from openhall.data.describe.dcat_ap import Serialisation
from openhall.data.describe.harvest import contexts
from openhall.data.describe.harvest.harvested import BYTES, DEPTH, STATEMENTS, UnreadableCatalogue
from openhall.process.saying import gettext

_NAMES = {
    Serialisation.TURTLE: "turtle",
    Serialisation.RDF_XML: "xml",
    Serialisation.JSON_LD: "json-ld",
    Serialisation.N_TRIPLES: "nt",
}


def read_rdf(text: bytes, serialisation: Serialisation, base: str = "https://base.invalid/") -> Graph:
    """The graph of a document. `base` is the address it came from, for addresses that are relative to it.

    Raises `UnreadableCatalogue` for what cannot be parsed, has a document type with entities, asks for a context that
    is not known here, or passes a bound.
    """
    if len(text) > BYTES:
        raise UnreadableCatalogue(
            gettext(
                "The document has %(text)s bytes; at most %(bytes)s are read.", text=len(text), bytes=BYTES
            )
        )
    if serialisation == Serialisation.RDF_XML:
        _check_xml(text)
    if serialisation == Serialisation.JSON_LD:
        text = orjson.dumps(_local(text))
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format=_NAMES[serialisation], publicID=base)
    except RecursionError:
        raise UnreadableCatalogue(gettext("The document nests its parts too deep.")) from None
    except Exception as error:
        # Each parser of rdflib has errors of its own, some of them plain ones of Python.
        said = str(error).strip().splitlines()
        why = said[0][:200] if said else type(error).__name__
        raise UnreadableCatalogue(
            gettext(
                "The document is no %(value)s that can be read: %(why)s.", value=serialisation.value, why=why
            )
        ) from None
    if len(graph) > STATEMENTS:
        raise UnreadableCatalogue(
            gettext(
                "The document has more than %(statements)s statements, which are not read at once.",
                statements=STATEMENTS,
            )
        )
    return graph


def _check_xml(text: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableCatalogue(gettext("The document is no XML: %(error)s.", error=str(error))) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableCatalogue(
            gettext("The document has a document type (DOCTYPE), which is not read; leave it out.")
        )


def _local(text: bytes) -> Any:
    """A JSON-LD document with contexts that are known here laid in; any other address of one is refused."""
    try:
        document = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableCatalogue(gettext("The document is no JSON: %(error)s.", error=str(error))) from None
    return _walked(document, DEPTH)


def _walked(value: Any, deeper: int) -> Any:
    if not deeper:
        raise UnreadableCatalogue(gettext("The document nests values more than %(depth)s deep.", depth=DEPTH))
    if isinstance(value, list):
        return [_walked(each, deeper - 1) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _context(each) if name == "@context" else _walked(each, deeper - 1)
        for name, each in value.items()
    }


def _context(value: Any) -> Any:
    if isinstance(value, list):
        return [_context(each) for each in value]
    if isinstance(value, str):
        known = contexts.known(value)
        if known is None:
            raise UnreadableCatalogue(
                gettext("The context %(value)s is not known here, and contexts are not fetched.", value=value)
            )
        return known
    if isinstance(value, dict) and any(key in value for key in ("@import", "@propagate")):
        raise UnreadableCatalogue(gettext("A context imports another one, and contexts are not fetched."))
    if isinstance(value, dict):
        return {name: _term(each) for name, each in value.items()}
    return value


def _term(value: Any) -> Any:
    """A term of a context, which may hold a context of its own."""
    if isinstance(value, dict) and "@context" in value:
        return {name: _context(each) if name == "@context" else each for name, each in value.items()}
    return value
