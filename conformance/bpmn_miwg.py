"""Every BPMN file of the model interchange group: read, written, read again, and nothing is lost.

What was written is compared with the first bytes by a comparer of its own, which knows nothing of Openhall's reading:
names, attributes, texts to the character, remarks, and prefixes in values by the namespace that they stand for.
A file that is refused passes when the sentence names it and an independent parser cannot read it either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from lxml import etree

from openhall.process.bpmn.document import read_document, write_document
from openhall.process.errors import BadModel

PREFIXED = re.compile(r"([A-Za-z_][\w.-]*):(?=[^/\s])")
SCHEMAS = "bpmn-xsd"


def checks(data: Path) -> Iterator[tuple[str, str | None]]:
    """Each file with the fault found, or None."""
    folder = data / "bpmn-miwg"
    schema = _schema(data)
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in (".bpmn", ".xml") and file.is_file():
            yield file.relative_to(folder).as_posix(), _fault(file, schema)


def _schema(data: Path) -> etree.XMLSchema | None:
    """The schemas of the standard, where somebody has put them beside the kit: its owner does not let us."""
    file = data / SCHEMAS / "BPMN20.xsd"
    return etree.XMLSchema(etree.parse(file)) if file.exists() else None


def _fault(file: Path, schema: etree.XMLSchema | None) -> str | None:
    first = file.read_bytes()
    try:
        document = read_document(file)
    except BadModel as error:
        return _refused(file, first, str(error))
    written = write_document(document)
    again = write_document(read_document(written))
    if again != written:
        return "what is written a second time is not what was written first"
    before, after = etree.fromstring(first, _parser()), etree.fromstring(written, _parser())
    fault = next(_differences(before, after, ""), None) or _around(before, after)
    if fault is None and schema is not None and schema.validate(before) and not schema.validate(after):
        return f"the written file is not valid: {schema.error_log.last_error}"
    return fault


def _refused(file: Path, data: bytes, sentence: str) -> str | None:
    if file.name not in sentence:
        return f"refused, but the sentence does not name the file: {sentence}"
    try:
        etree.fromstring(data, _parser())
    except etree.XMLSyntaxError:
        return None
    return f"refused, though it is XML: {sentence}"


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _differences(before: etree._Element, after: etree._Element, path: str) -> Iterator[str]:
    if type(before) is not type(after):
        yield f"{path}: another kind of node"
        return
    if not isinstance(before.tag, str):
        if before.text != after.text:
            yield f"{path}: the remark “{before.text}” became “{after.text}”"
        return
    here = f"{path}/{etree.QName(before).localname}"
    if before.tag != after.tag:
        yield f"{here} became {after.tag}"
    one = {str(key): _expanded(str(value), before) for key, value in before.attrib.items()}
    two = {str(key): _expanded(str(value), after) for key, value in after.attrib.items()}
    if one != two:
        yield f"{here}: attributes {sorted(one.items() ^ two.items())}"
    if _expanded(before.text or "", before) != _expanded(after.text or "", after):
        yield f"{here}: the text “{before.text}” became “{after.text}”"
    for left, right in zip_longest(before, after):
        if left is None or right is None:
            yield f"{here}: {len(before)} parts became {len(after)}"
            return
        yield from _differences(left, right, here)
        if (left.tail or "") != (right.tail or ""):
            yield f"{here}: the text “{left.tail}” became “{right.tail}”"


def _expanded(value: str, element: etree._Element) -> str:
    """A value with each declared prefix replaced by its namespace."""
    spaces = element.nsmap

    def full(found: re.Match[str]) -> str:
        space = spaces.get(found.group(1))
        return f"{{{space}}}" if space else found.group()

    return PREFIXED.sub(full, value)


def _around(before: etree._Element, after: etree._Element) -> str | None:
    """Remarks beside the root."""
    for preceding in (True, False):
        one = [each.text for each in before.itersiblings(preceding=preceding)]
        two = [each.text for each in after.itersiblings(preceding=preceding)]
        if one != two:
            return f"remarks beside the root: {one} became {two}"
    return None
