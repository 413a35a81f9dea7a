"""YAML as it is read here: text, lists and names with values, each with its line; nothing of YAML that could hurt.

Anchors, aliases and tags are refused, size and depth are bounded. Plain words mean what YAML 1.2 says (core schema):
`no` is text, `true` is true; a date stays text. So does what would lose something as a number: 01234, +44, 1e9.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import yaml
from yaml.events import AliasEvent, Event
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from openhall.process.errors import BadService
from openhall.process.quoting import flattened, placed, quoted
from openhall.process.saying import gettext

LARGEST = 400_000
"""Bytes of one file."""
DEEPEST = 30
"""Lists and names within each other."""
MOST = 20_000
"""Values in one file."""

Scalar: TypeAlias = str | int | Decimal | bool | None

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,29})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,29})?\.[0-9]{1,30}")


@dataclass(frozen=True, slots=True)
class Part:
    """A value of a file and the line it begins in (from 1). `text` is a single value as it is written."""

    value: Scalar | list[Part] | dict[str, Part]
    line: int
    text: str = ""


def read_yaml(data: bytes, name: str) -> Part:
    """What a YAML file says. `name` is how sentences call it. Raises `BadService`."""
    if len(data) > LARGEST:
        raise BadService(
            gettext(
                "%(name)s has %(size)s bytes; at most %(most)s are read.",
                name=name,
                size=len(data),
                most=LARGEST,
            )
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadService(
            placed(name, line, gettext("the file is not in UTF-8; save it in that encoding."))
        ) from None
    try:
        loader = _Loader(text, name)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise BadService(_sentence(error, name)) from None
    if node is None:
        raise BadService(gettext("%(name)s is empty; say in it what its documentation asks for.", name=name))
    return _part(node, name)


class _Loader(yaml.SafeLoader):
    """Makes the tree of one document, and refuses what could make it endless."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.file = name
        self.depth = 0
        self.made = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event: Event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            self.refuse(
                line, "an anchor or alias (& or *) is not read; write the value out, or put it in quotes"
            )
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self.refuse(
                line,
                gettext(
                    "the tag %(tag)s is not read; take it out, or put the value in quotes", tag=quoted(tag)
                ),
            )
        self.depth += 1
        self.made += 1
        if self.depth > DEEPEST:
            self.refuse(
                line,
                gettext(
                    "lists and names lie more than %(most)s deep within each other; make it flatter",
                    most=DEEPEST,
                ),
            )
        if self.made > MOST:
            self.refuse(line, gettext("the file has more than %(most)s values; make it shorter", most=MOST))
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def refuse(self, line: int, why: str) -> None:
        raise BadService(placed(self.file, line, gettext("%(sentence)s.", sentence=why)))


def _part(node: Node, name: str) -> Part:
    line = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        value = _scalar(node.value) if node.style is None else node.value
        return Part(value, line, node.value)
    if isinstance(node, SequenceNode):
        return Part([_part(each, name) for each in node.value], line)
    assert isinstance(node, MappingNode)
    found: dict[str, Part] = {}
    for key, held in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise BadService(placed(name, at, gettext("a name is to be one word or text, and no list.")))
        if key.value in found:
            raise BadService(
                placed(
                    name,
                    at,
                    gettext(
                        "%(name)s stands here a second time; keep one of the two.", name=quoted(key.value)
                    ),
                )
            )
        part = _part(held, name)
        # What is said of a value is looked for beside its name.
        found[key.value] = Part(part.value, at, part.text)
    return Part(found, line)


def _scalar(text: str) -> Scalar:
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    return text


def _sentence(error: yaml.YAMLError, name: str) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = (
        getattr(error, "problem", None) or getattr(error, "reason", None) or getattr(error, "context", None)
    )
    why = flattened(str(said))[:200] if said else gettext("it cannot be read")
    what = gettext(
        "this is no YAML (%(why)s); mend it, or put text with “:”, “#” or “?” in it in quotes.", why=why
    )
    return placed(name, mark.line + 1 if mark is not None else 0, what)
