"""Elements into XML: UTF-8, prefixes as the document has them."""

from __future__ import annotations

import re

from openhall.process.bpmn.element import Element, Remark, RemarkKind
from openhall.process.bpmn.names import XML
from openhall.process.errors import BadModel
from openhall.process.saying import gettext

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IN_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_VALUE = _IN_TEXT | {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_TEXT, _VALUE = str.maketrans(_IN_TEXT), str.maketrans(_IN_VALUE)
Scope = dict[str, str]


def write_xml(root: Element, before: tuple[Remark, ...] = (), after: tuple[Remark, ...] = ()) -> bytes:
    """The file as UTF-8. Raises `BadModel` for a text that no XML can hold."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    for remark in before:
        parts += [_remark(remark), "\n"]
    _write(root, {"xml": XML}, parts)
    parts.append("\n")
    for remark in after:
        parts += [_remark(remark), "\n"]
    text = "".join(parts)
    if found := _NO_XML.search(text):
        raise BadModel(
            gettext(
                "The model has a text with the character %(sign)s, which XML cannot hold; take it out.",
                sign=f"U+{ord(found.group()):04X}",
            )
        )
    return text.encode("utf-8")


def _write(element: Element, around: Scope, parts: list[str]) -> None:
    scope = around | dict(element.declared)
    new = {prefix: space for prefix, space in element.declared if around.get(prefix, "") != space}
    prefix = element.prefix
    if scope.get(prefix, "") != element.space:
        prefix = _prefix(element.space, scope, new, default=True)
    tag = f"{prefix}:{element.kind}" if prefix else element.kind
    values: list[str] = []
    for key, value in element.attributes.items():
        space, _, name = key.rpartition("}")
        if space:
            name = f"{_prefix(space[1:], scope, new)}:{name}"
        values.append(f' {name}="{value.translate(_VALUE)}"')
    spaces = [f' xmlns{":" if each else ""}{each}="{space.translate(_VALUE)}"' for each, space in new.items()]
    parts += [f"<{tag}", *spaces, *values]
    if not element.content:
        parts.append("/>")
        return
    parts.append(">")
    for part in element.content:
        if isinstance(part, Element):
            _write(part, scope, parts)
        elif isinstance(part, Remark):
            parts.append(_remark(part))
        else:
            parts.append(part.translate(_TEXT))
    parts.append(f"</{tag}>")


def _prefix(space: str, scope: Scope, new: Scope, *, default: bool = False) -> str:
    """A prefix for a namespace: one that is declared, else a new one. An attribute cannot use the default one."""
    if not space:
        scope[""] = new[""] = ""
        return ""
    for prefix, known in scope.items():
        if known == space and (prefix or default):
            return prefix
    number = 0
    while f"ns{number}" in scope:
        number += 1
    scope[f"ns{number}"] = new[f"ns{number}"] = space
    return f"ns{number}"


def _remark(remark: Remark) -> str:
    if remark.kind == RemarkKind.COMMENT:
        if "--" in remark.text or remark.text.endswith("-"):
            raise BadModel(
                gettext(
                    "The comment “%(text)s” holds “--”, which XML does not allow; take it out.",
                    text=remark.text[:40],
                )
            )
        return f"<!--{remark.text}-->"
    return f"<?{remark.target} {remark.text}?>" if remark.text else f"<?{remark.target}?>"
