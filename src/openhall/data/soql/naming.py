"""What a selected expression is called when it was given no name: `sum(area)` is `sum_area` (AliasAnalysis.scala)."""

from __future__ import annotations

import re
from collections.abc import Set

from openhall.data.soql.syntax import Literal, Name, Node

_BETWEEN = {"between": ("between", "and"), "not between": ("not_between", "and")}
LONGEST_NAME = 60


def implicit_name(node: Node, taken: Set[str]) -> str:
    """The words of an expression with `_` between; a number at its end when another is called so."""
    base = re.sub(r"[^a-z0-9_]+", "_", "_".join(_words(node)).lower()).strip("_") or "column"
    base = re.sub(r"__+", "_", base)[:LONGEST_NAME]
    if base[0].isdigit():
        base = f"_{base}"
    if base not in taken:
        return base
    number = 1
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def _words(node: Node) -> list[str]:
    if isinstance(node, Literal):
        return ["null" if node.value is None else str(node.value)]
    if isinstance(node, Name):
        return [node.name]
    inner = [_words(each) for each in node.arguments]
    if node.function in _BETWEEN and len(inner) == 3:
        word, second = _BETWEEN[node.function]
        return [*inner[0], word, *inner[1], second, *inner[2]]
    if node.function in ("is null", "is not null"):
        return [*inner[0], node.function.replace(" ", "_")]
    if node.function.startswith(("::", ".")):
        return [*inner[0], node.function.strip(":.")]
    if not node.function[0].isalpha() or node.function in ("and", "or"):
        # Operators stand between; their signs become a single `_`.
        return [word for each in inner for word in each]
    return [node.function.removesuffix("(*)"), *(word for each in inner for word in each)]
