"""Which names an expression mentions, and which it takes from outside: what a case has to know for it."""

from __future__ import annotations

from typing import Any

from openhall.process.feel import syntax as tree
from openhall.process.feel.builtins import BUILTINS
from openhall.process.feel.syntax import Node

Names = frozenset[str]


def names_in(node: Node) -> frozenset[str]:
    """The names that a part of an expression mentions."""
    found: set[str] = set()
    waiting: list[Any] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tree.Name):
            found.add(each.name)
        elif isinstance(each, tree.UnaryTest):
            # It mentions the tested value of its own, not this one's.
            waiting.append(each.operand)
        elif isinstance(each, tuple):
            waiting.extend(each)
        elif hasattr(each, "__dataclass_fields__") and not isinstance(each, tree.Literal):
            waiting.extend(getattr(each, name) for name in each.__dataclass_fields__)
    return frozenset(found)


def names_used(expression: Node) -> list[tuple[str, ...]]:
    """Each name with the path after it, ("apply", "kind") for `apply.kind`, in the order of the text.

    Left out is what the expression introduces itself, built-in functions, and names in a filter, which may be those of
    the elements that are filtered.
    """
    found: dict[tuple[str, ...], None] = {}
    waiting: list[tuple[Node, Names]] = [(expression, frozenset({"?"}))]
    # No recursion: a sum of ten thousand parts is ten thousand deep.
    while waiting:
        node, own = waiting.pop()
        if isinstance(node, tree.Name | tree.Path):
            path: list[str] = []
            source: Node = node
            while isinstance(source, tree.Path):
                path.append(source.name)
                source = source.source
            if not isinstance(source, tree.Name):
                waiting.append((source, own))
            elif source.name not in own and source.name not in BUILTINS:
                found[(source.name, *reversed(path))] = None
        else:
            waiting.extend(reversed(_parts(node, own)))
    return list(found)


def _parts(node: Node, own: Names) -> list[tuple[Node, Names]]:
    """The expressions within one, and the names that each of them introduces."""
    if isinstance(node, tree.For | tree.Quantified):
        return _loop(node, own)
    if isinstance(node, tree.ContextLiteral):
        parts: list[tuple[Node, Names]] = []
        for name, value in node.entries:
            parts.append((value, own))
            own |= {name}
        return parts
    if isinstance(node, tree.FunctionLiteral):
        return [] if node.external else [(node.body, own | {each.name for each in node.parameters})]
    return [(each, own) for each in _inside(node)]


def _loop(node: tree.For | tree.Quantified, own: Names) -> list[tuple[Node, Names]]:
    parts: list[tuple[Node, Names]] = []
    for each in node.iterators:
        parts += [(end, own) for end in (each.domain, each.until) if end is not None]
        own |= {each.name}
    body = node.body if isinstance(node, tree.For) else node.condition
    return [*parts, (body, own | {"partial"})]


def _inside(node: Node) -> tuple[Node, ...]:
    match node:
        case tree.Filter(source=source):
            return (source,)
        case tree.Call(function=function, arguments=arguments):
            return (function, *arguments)
        case tree.Arithmetic(left=left, right=right) | tree.Compare(left=left, right=right):
            return (left, right)
        case tree.Negate(operand=operand) | tree.UnaryTest(operand=operand):
            return (operand,)
        case tree.Logic(operands=operands):
            return operands
        case tree.Between(value=value, low=low, high=high):
            return (value, low, high)
        case tree.In(value=value, tests=tests):
            return (value, tests)
        case tree.If(condition=condition, yes=yes, no=no):
            return (condition, yes, no)
        case tree.InstanceOf(value=value):
            return (value,)
        case tree.ListLiteral(elements=elements):
            return elements
        case tree.RangeLiteral(low=start, high=end):
            return tuple(each for each in (start, end) if each is not None)
        case tree.Tests(tests=inner):
            return inner
    return ()
