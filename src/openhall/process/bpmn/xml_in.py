"""XML into elements, so that nothing outside the file is read, nothing in it can grow, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from lxml import etree

from openhall.process.bpmn.element import Element, Remark, RemarkKind
from openhall.process.bpmn.names import DEEPEST, LARGEST, MOST, MOST_ATTRIBUTES
from openhall.process.errors import BadModel
from openhall.process.saying import gettext

EVENTS: tuple[Literal["start", "end", "start-ns", "comment", "pi"], ...] = (
    "start",
    "end",
    "start-ns",
    "comment",
    "pi",
)
Part = Element | Remark | str


@dataclass(frozen=True)
class Parsed:
    """The root of a file, and the remarks before and after it."""

    root: Element
    before: tuple[Remark, ...]
    after: tuple[Remark, ...]


def parse_xml(data: bytes, name: str) -> Parsed:
    """Read XML of any encoding that its first line or byte order mark names. `name` is how sentences call the file.

    Raises `BadModel` for what is no XML, has a DOCTYPE, or is too large, too deep or of too many elements.
    """
    if len(data) > LARGEST:
        raise BadModel(
            gettext(
                "%(name)s has %(number)s bytes, and a model may have %(most)s; break it into several models.",
                name=name,
                number=len(data),
                most=LARGEST,
            )
        )
    parser = etree.XMLPullParser(
        events=EVENTS,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        strip_cdata=True,
    )
    builder = _Builder(name)
    try:
        for start in range(0, len(data), 65536):
            parser.feed(data[start : start + 65536])
            builder.take(parser)
        parser.close()
        builder.take(parser)
    except etree.XMLSyntaxError as error:
        if _has_doctype(data):
            raise doctype(name) from None
        if "depth" in (error.msg or ""):
            raise _deep(name) from None
        raise BadModel(
            gettext("%(name)s is no XML that can be read: %(why)s", name=name, why=_sentence(error))
        ) from None
    if builder.root is None:
        raise BadModel(gettext("%(name)s is empty; give a BPMN 2.0 file.", name=name))
    return Parsed(builder.root, tuple(builder.before), tuple(builder.after))


def doctype(name: str) -> BadModel:
    """The refusal of a file with a DOCTYPE."""
    return BadModel(
        gettext("%(name)s has a DOCTYPE, which a model may not have; take that line out.", name=name)
    )


@dataclass
class _Builder:
    """Makes an element as soon as its end is read, so that bounds are kept before the file has grown in memory."""

    name: str
    root: Element | None = None
    before: list[Remark] = field(default_factory=list)
    after: list[Remark] = field(default_factory=list)
    count: int = 0
    parts: list[list[Element | Remark]] = field(default_factory=list)
    declared: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    coming: list[tuple[str, str]] = field(default_factory=list)

    def take(self, parser: Any) -> None:
        for event, item in parser.read_events():
            if event == "start-ns":
                self.coming.append((item[0] or "", item[1] or ""))
            elif event == "start":
                self._start(item)
            elif event == "end":
                self._end(item)
            else:
                remark = (
                    Remark(RemarkKind.COMMENT, item.text or "")
                    if event == "comment"
                    else Remark(RemarkKind.INSTRUCTION, item.text or "", item.target)
                )
                if self.parts:
                    self.parts[-1].append(remark)
                else:
                    (self.before if self.root is None else self.after).append(remark)

    def _start(self, item: etree._Element) -> None:
        if not self.count and item.getroottree().docinfo.internalDTD is not None:
            raise doctype(self.name)
        self.count += 1
        self.parts.append([])
        self.declared.append(tuple(self.coming))
        self.coming.clear()
        if len(self.parts) > DEEPEST:
            raise _deep(self.name)
        if self.count > MOST:
            raise BadModel(
                gettext(
                    "%(name)s has more than %(most)s elements; break it into several models.",
                    name=self.name,
                    most=MOST,
                )
            )
        if len(item.attrib) > MOST_ATTRIBUTES:
            raise BadModel(
                gettext(
                    "%(name)s has %(element)s with %(number)s attributes, and one may have %(most)s; "
                    "take out what the model does not need.",
                    name=self.name,
                    element=_said(item),
                    number=len(item.attrib),
                    most=MOST_ATTRIBUTES,
                )
            )

    def _end(self, item: Any) -> None:
        within = self.parts.pop()
        content: list[Part] = [item.text] if item.text else []
        for node, part in zip(item, within, strict=True):
            content.append(part)
            if node.tail:
                content.append(node.tail)
        tag = etree.QName(item)
        element = Element(
            tag.localname,
            tag.namespace or "",
            dict(_attributes(item)),
            tuple(content),
            item.prefix or "",
            self.declared.pop(),
            item.sourceline or 0,
        )
        if self.parts:
            self.parts[-1].append(element)
        else:
            self.root = element


def _attributes(item: etree._Element) -> list[tuple[str, str]]:
    return [(str(key), str(value)) for key, value in item.attrib.items()]


def _deep(name: str) -> BadModel:
    return BadModel(
        gettext(
            "%(name)s has elements more than %(most)s deep in each other; make it flatter.",
            name=name,
            most=DEEPEST,
        )
    )


def _said(item: etree._Element) -> str:
    known = item.get("id")
    element = f"<{etree.QName(item).localname}>"
    if known:
        return gettext("%(element)s “%(id)s”", element=element, id=known)
    return gettext("%(element)s in line %(line)s", element=element, line=str(item.sourceline))


def _has_doctype(data: bytes) -> bool:
    return b"<!DOCTYPE" in data[:65536].replace(b"\x00", b"")


def _sentence(error: etree.XMLSyntaxError) -> str:
    return f"{error.msg.rstrip('.')}." if error.msg else gettext("it ends too early.")
