"""XML of a model, parsed so that nothing outside the file is read and nothing in it can grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from openhall.process.errors import BadModel
from openhall.process.saying import gettext

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest model."""
DEEPEST = 120
"""Elements within each other."""
MOST = 1_000_000
"""Elements in one model."""


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML file. `name` is how sentences call the file.

    No entity, DTD or network address is ever followed. Raises `BadModel` for what is no XML, has a DOCTYPE, or is too
    large or too deep.
    """
    if len(data) > LARGEST:
        raise BadModel(
            gettext(
                "%(name)s has %(number)s bytes; a model may have %(most)s. Break it into several models.",
                name=name,
                number=len(data),
                most=LARGEST,
            )
        )
    pull = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    watch = _Watch(name)
    try:
        for start in range(0, len(data), 65536):
            pull.feed(data[start : start + 65536])
            watch.go_on(pull.read_events())
        pull.close()
        watch.go_on(pull.read_events())
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in data[:4096]:
            raise _doctype(name) from None
        raise BadModel(
            gettext("%(name)s is no XML that can be read: %(why)s", name=name, why=_sentence(error))
        ) from None
    if watch.root is None:
        raise BadModel(gettext("%(name)s is empty; give a DMN file.", name=name))
    return watch.root


@dataclass
class _Watch:
    """What was seen of a file so far; it stops the reading before the file has grown too large in memory."""

    name: str
    root: etree._Element | None = None
    depth: int = 0
    count: int = 0

    def go_on(self, events: Iterable[tuple[str, Any]]) -> None:
        for event, element in events:
            if self.root is None:
                self.root = element
                if element.getroottree().docinfo.internalDTD is not None:
                    raise _doctype(self.name)
            self.count += event == "start"
            self.depth += 1 if event == "start" else -1
            if self.depth > DEEPEST:
                raise BadModel(
                    gettext(
                        "%(name)s is nested more than %(most)s deep at %(element)s; make it flatter.",
                        name=self.name,
                        most=DEEPEST,
                        element=f"<{local(element)}>",
                    )
                )
            if self.count > MOST:
                raise BadModel(
                    gettext(
                        "%(name)s has more than %(most)s elements; break it into several models.",
                        name=self.name,
                        most=MOST,
                    )
                )


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def space(element: etree._Element) -> str:
    """The namespace of an element, "" when it has none."""
    return etree.QName(element).namespace or ""


def _doctype(name: str) -> BadModel:
    return BadModel(
        gettext("%(name)s has a DOCTYPE, which a model may not have; take that line out.", name=name)
    )


def _sentence(error: etree.XMLSyntaxError) -> str:
    return f"{error.msg.rstrip('.')}." if error.msg else gettext("it ends too early.")
