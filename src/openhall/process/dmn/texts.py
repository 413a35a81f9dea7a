"""The FEEL of a model, parsed when it is first needed and kept for the next evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from openhall.process.errors import FeelSyntaxError
from openhall.process.feel.parser import Node, parse_expression, parse_unary_tests
from openhall.process.feel.values import Budget

KEPT = 50_000
"""Texts kept in one model; more are parsed again each time."""


@dataclass(frozen=True)
class Parsed:
    """Parsed texts by what they are (expression or tests), their words and the names known where they stand."""

    nodes: dict[tuple[str, str, frozenset[str]], Node | FeelSyntaxError] = field(default_factory=dict)

    def expression(self, text: str, names: frozenset[str], budget: Budget) -> Node:
        """The tree of an expression. Raises `FeelSyntaxError`."""
        return self._node("expression", parse_expression, text, names, budget)

    def tests(self, text: str, names: frozenset[str], budget: Budget) -> Node:
        """The tree of unary tests. Raises `FeelSyntaxError`."""
        return self._node("tests", parse_unary_tests, text, names, budget)

    def _node(
        self,
        kind: str,
        parse: Callable[[str, frozenset[str]], Node],
        text: str,
        names: frozenset[str],
        budget: Budget,
    ) -> Node:
        key = (kind, text, names)
        node = self.nodes.get(key)
        if node is None:
            budget.spend(1 + len(text) // 4)
            try:
                node = parse(text, names)
            except FeelSyntaxError as error:
                node = error
            if len(self.nodes) < KEPT:
                self.nodes[key] = node
        if isinstance(node, FeelSyntaxError):
            raise node
        return node
