"""How large a sheet of a workbook is, and which of its cells are errors, before any program lays it out in memory.

A sheet may name one cell in its last row and column; whoever then lays out a full grid needs memory for billions.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from openhall.data.formats.errors import FileTooLarge, UnreadableFile
from openhall.process.saying import gettext

_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LISTED = 20


@dataclass
class Extent:
    """What a sheet's XML says. Errors are (row, column letters), the first of them; `wrong` counts all."""

    rows: int = 0
    columns: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    wrong: int = 0


def visible_sheets(path: Path) -> list[tuple[str, str]]:
    """(name, part of the archive) of each sheet that is not hidden, in order. Raises `UnreadableFile`."""
    with zipfile.ZipFile(path) as archive:
        try:
            book = _tree(archive, "xl/workbook.xml")
            relations = _tree(archive, "xl/_rels/workbook.xml.rels")
        except KeyError:
            raise UnreadableFile(gettext("The file is no XLSX workbook; save it as .xlsx again.")) from None
        targets = {each.get("Id"): each.get("Target", "") for each in relations}
        return [
            (each.get("name", ""), _part(targets.get(each.get(_RELATION), "")))
            for each in book.iter("{*}sheet")
            if each.get("state", "visible") == "visible"
        ]


def extent_of(path: Path, part: str, most: int) -> Extent:
    """The extent of a sheet. Raises `FileTooLarge` as soon as its grid has more than `most` cells."""
    found = _Cells(most)
    # A target need not take text; the stubs say otherwise.
    target: Any = found
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as file:
            while piece := file.read(1 << 18):
                parser.feed(piece)
            parser.close()
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFile(
            gettext("The sheet in %(part)s is broken: %(why)s.", part=part, why=str(error))
        ) from None
    return found.extent


class _Cells:
    """Takes the elements of a sheet one by one and keeps nothing of them."""

    def __init__(self, most: int) -> None:
        self.extent = Extent()
        self._most = most
        self._row = 0
        self._column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "row":
            self._row = _number(attributes.get("r", "")) or self._row + 1
            self._column = 0
        elif name == "c":
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        row = int(place[2]) if place else self._row
        self._column = _letters(place[1]) if place else self._column + 1
        extent = self.extent
        extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, self._column)
        if extent.rows * extent.columns > self._most:
            raise FileTooLarge(
                gettext(
                    "The sheet reaches to row %(rows)s and column %(columns)s, which is more than "
                    "%(most)s cells; save it as CSV, or delete its empty rows and columns.",
                    rows=extent.rows,
                    columns=extent.columns,
                    most=self._most,
                )
            )
        if attributes.get("t") == "e":
            extent.wrong += 1
            if len(extent.errors) < _LISTED:
                extent.errors.append((row, place[1] if place else ""))

    def close(self) -> None:
        """Nothing is made of the elements."""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _letters(text: str) -> int:
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _tree(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(archive.read(name), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(
            gettext("%(name)s in the workbook is broken: %(why)s.", name=name, why=str(error))
        ) from None
