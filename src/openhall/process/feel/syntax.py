"""The tree of a FEEL expression: what the parser makes and the evaluator walks (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from openhall.process.feel.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, true, false, null or `@"..."` (rules 33 to 37, 62)."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A name in scope (rule 27); `?` is the value that a unary test tests."""

    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """`source.name` (rule 43)."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """`source[condition]` (rule 52)."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call:
    """`function(...)` (rules 38 to 42). `names` are those of named arguments; () where they stand in order."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left op right` with + - * / ** (rules 19 to 24)."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negate:
    """`-operand` (rule 25)."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right` with = != < <= > >= (rule 49)."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` or `or` of two and more operands (rules 47 and 48)."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high` (rule 49b)."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    """`value in tests` (rule 49c)."""

    value: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class If:
    """`if condition then yes else no` (rule 45)."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    """`name in domain`; with `until`, the numbers or days from `domain` to it."""

    name: str
    domain: Node
    until: Node | None = None


@dataclass(frozen=True, slots=True)
class For:
    """`for ... return body` (rule 44)."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some` or `every ... satisfies condition` (rule 46)."""

    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`value instance of type` (rule 51)."""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """`[a, b]` (rule 54)."""

    elements: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    """`{a: 1, b: a}` (rules 57 to 59)."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral:
    """`[a..b]` (rule 66); an end that is missing is None. `sign` is that of `= a` and `!= a`."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function, with its type where one is given."""

    name: str
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class FunctionLiteral:
    """`function(a, b) body` (rule 55). `external` ones are never run."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """`< 5` and the like: the tested value on the left (rule 7)."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests:
    """Unary tests of which one is to hold, or none of which (`not(...)`). No tests at all is `-`, which always holds
    (rules 11 to 14)."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type by its name: "number", "tApplicant"."""

    name: str


@dataclass(frozen=True, slots=True)
class ListType:
    """`list<element>`."""

    element: Type


@dataclass(frozen=True, slots=True)
class RangeType:
    """`range<element>`."""

    element: Type


@dataclass(frozen=True, slots=True)
class ContextType:
    """`context<name: type, ...>`."""

    entries: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class FunctionType:
    """`function<type, ...> -> type`."""

    parameters: tuple[Type, ...]
    result: Type


Type: TypeAlias = NamedType | ListType | RangeType | ContextType | FunctionType
Node: TypeAlias = (
    Literal
    | Name
    | Path
    | Filter
    | Call
    | Arithmetic
    | Negate
    | Compare
    | Logic
    | Between
    | In
    | If
    | For
    | Quantified
    | InstanceOf
    | ListLiteral
    | ContextLiteral
    | RangeLiteral
    | FunctionLiteral
    | UnaryTest
    | Tests
)
