"""What is trivially the same in Python and in FEEL: comparisons, `not`, sums and products of names and literals.

Used by the suite `bpmn-spiff` on the conditions and scripts of SpiffWorkflow's models. Text is parsed, never run.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field

COMPARED = {ast.Eq: "=", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
JOINED = {ast.And: "and", ast.Or: "or"}
COUNTED = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


class NotTheSame(Exception):
    """Python that has no plain counterpart in FEEL."""


@dataclass
class Asked:
    """The names that expressions ask about, each with the values that it is compared with."""

    pools: dict[str, list[object]] = field(default_factory=dict)

    def ask(self, name: str, *about: object) -> None:
        """Note a name and what it is compared with."""
        pool = self.pools.setdefault(name, [])
        pool += [each for each in about if each not in pool]


def expression(text: str, asked: Asked) -> str:
    """The FEEL of a Python expression. Raises `NotTheSame`."""
    try:
        return _feel(ast.parse(text.strip(), mode="eval").body, asked)
    except SyntaxError:
        raise NotTheSame(text) from None


def condition(text: str, asked: Asked) -> str:
    """The FEEL of a Python condition; a name that stands alone is asked whether it is true. Raises `NotTheSame`."""
    if text.strip().isidentifier() and text.strip() not in ("True", "False", "None"):
        asked.ask(text.strip(), True, False)
    return expression(text, asked)


def script(text: str, asked: Asked) -> tuple[str, str]:
    """The name and the FEEL of a Python script that gives one name a value. Raises `NotTheSame`."""
    try:
        body = ast.parse(text.strip()).body
    except SyntaxError:
        raise NotTheSame(text) from None
    match body:
        case [ast.Assign([ast.Name(name)], value)]:
            return name, _feel(value, asked)
        case [ast.AugAssign(ast.Name(name), operator, value)] if type(operator) in COUNTED:
            asked.ask(name, 0)
            return name, f"{name} {COUNTED[type(operator)]} {_feel(value, asked)}"
    raise NotTheSame(text)


def _feel(node: ast.expr, asked: Asked) -> str:
    match node:
        case ast.Constant(bool() | None as value):
            return {True: "true", False: "false", None: "null"}[value]
        case ast.Constant(int() | str() as value):
            return json.dumps(value)
        case ast.Name(name):
            asked.ask(name)
            return name
        case ast.UnaryOp(ast.Not(), inner):
            if isinstance(inner, ast.Name):
                asked.ask(inner.id, True, False)
            return f"not({_feel(inner, asked)})"
        case ast.BoolOp(operator, parts):
            return f" {JOINED[type(operator)]} ".join(f"({_feel(each, asked)})" for each in parts)
        case ast.BinOp(left, operator, right) if type(operator) in COUNTED:
            if isinstance(operator, ast.Mult) and _is_text(left) | _is_text(right):
                raise NotTheSame(ast.unparse(node))
            return f"({_feel(left, asked)} {COUNTED[type(operator)]} {_feel(right, asked)})"
        case ast.Compare(left, [operator], [right]) if type(operator) in COMPARED:
            if isinstance(left, ast.Name) and isinstance(right, ast.Constant):
                asked.ask(left.id, *_around(right.value))
            return f"{_feel(left, asked)} {COMPARED[type(operator)]} {_feel(right, asked)}"
    raise NotTheSame(ast.unparse(node))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _around(value: object) -> list[object]:
    """A value and others that a comparison with it tells apart."""
    if isinstance(value, bool):
        return [True, False]
    if isinstance(value, int):
        return [value, value + 1, value - 1]
    return [value, "another"]
