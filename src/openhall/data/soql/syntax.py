"""The tree of a query. Where a node stands in the text is no part of what it is, so that equal ones are equal."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

Place = tuple[int, int]


@dataclass(frozen=True)
class Name:
    """A column or an alias; those of the system begin with `:`."""

    name: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Literal:
    """A text, a number, true, false or null."""

    value: str | Decimal | bool | None
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Call:
    """A function or an operator, by the name that functions/ has for it."""

    function: str
    arguments: tuple[Node, ...]
    place: Place = field(compare=False)
    depth: int = field(init=False, compare=False)
    """How deep the tree below is."""

    def __post_init__(self) -> None:
        below = (each.depth for each in self.arguments if isinstance(each, Call))
        object.__setattr__(self, "depth", 1 + max(below, default=0))


Node = Name | Literal | Call


@dataclass(frozen=True)
class Star:
    """`*` (the table's own columns) or `:*` (those of the system), but for those named after EXCEPT."""

    system: bool
    without: tuple[Name, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Picked:
    """An expression to select, and what it is called."""

    node: Node
    alias: str | None
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Ordering:
    """What to order by."""

    node: Node
    descending: bool
    nulls_last: bool


@dataclass(frozen=True)
class Stage:
    """One SELECT with its clauses; stages are chained by `|>`."""

    select: tuple[Star | Picked, ...] = ()
    distinct: bool = False
    where: Node | None = None
    group: tuple[Node, ...] = ()
    having: Node | None = None
    order: tuple[Ordering, ...] = ()
    search: str | None = None
    limit: int | None = None
    offset: int | None = None
