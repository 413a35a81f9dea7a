"""A decision model (DMN 1.5, chapters 6 to 10) as plain data: what was read, nothing evaluated.

Every part keeps the id and name that it has in the file, so that a sentence about it can name it. Text of FEEL is kept
as text; `texts.py` parses it when it is first needed, with the names that are known at that place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, TypeAlias

from openhall.process.dmn.texts import Parsed


class Key(NamedTuple):
    """Which element, over all models that import each other."""

    namespace: str
    id: str


@dataclass(frozen=True)
class Variable:
    """A name with the type that its value must have; `type` is None where the file says none."""

    name: str
    type: str | None = None


@dataclass(frozen=True)
class Literal:
    """Text of FEEL."""

    id: str
    type: str | None
    text: str


@dataclass(frozen=True)
class Entry:
    """One line of a context; the one without a name is the result of the whole."""

    variable: Variable | None
    value: Expression


@dataclass(frozen=True)
class Context:
    """A boxed context (10.2.1.4)."""

    id: str
    type: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ListOf:
    """A boxed list (10.2.1.5)."""

    id: str
    type: str | None
    items: tuple[Expression, ...]


@dataclass(frozen=True)
class Relation:
    """A boxed relation (10.2.1.6): a list of contexts with the same names."""

    id: str
    type: str | None
    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True)
class Binding:
    """One argument of a boxed invocation, by the name of its parameter."""

    parameter: Variable
    value: Expression


@dataclass(frozen=True)
class Invocation:
    """A boxed invocation (10.2.1.3)."""

    id: str
    type: str | None
    function: Expression
    bindings: tuple[Binding, ...]


@dataclass(frozen=True)
class FunctionDefinition:
    """A boxed function (10.2.1.7). `kind` is FEEL, Java or PMML; the body of the last two is never run."""

    id: str
    type: str | None
    kind: str
    parameters: tuple[Variable, ...]
    body: Expression | None


@dataclass(frozen=True)
class Conditional:
    """A boxed conditional (10.2.1.8)."""

    id: str
    type: str | None
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True)
class Filter:
    """A boxed filter (10.2.1.9)."""

    id: str
    type: str | None
    source: Expression
    match: Expression


@dataclass(frozen=True)
class Loop:
    """A boxed iterator (10.2.1.10): `kind` is for, some or every."""

    id: str
    type: str | None
    kind: str
    variable: str
    source: Expression
    body: Expression


class HitPolicy(Enum):
    """Which of the rules that match make the result (8.2.10)."""

    UNIQUE = "U"
    ANY = "A"
    PRIORITY = "P"
    FIRST = "F"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"


class Aggregation(Enum):
    """What the collect hit policy makes of the outputs."""

    SUM = "C+"
    MIN = "C<"
    MAX = "C>"
    COUNT = "C#"


@dataclass(frozen=True)
class InputClause:
    """A column of tests: the expression whose value is tested and the values it may have."""

    id: str
    label: str
    expression: Literal
    values: str | None


@dataclass(frozen=True)
class OutputClause:
    """A column of results: its values in order of priority, and the one when no rule matches."""

    id: str
    name: str
    label: str
    type: str | None
    values: str | None
    default: Literal | None


@dataclass(frozen=True)
class Rule:
    """A row: texts of unary tests, the outputs, and what is noted beside it."""

    id: str
    tests: tuple[str, ...]
    outputs: tuple[Literal, ...]
    annotations: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class Table:
    """A decision table (8.2)."""

    id: str
    type: str | None
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    annotations: tuple[str, ...]
    rules: tuple[Rule, ...]


Expression: TypeAlias = (
    Literal
    | Context
    | ListOf
    | Relation
    | Invocation
    | FunctionDefinition
    | Conditional
    | Filter
    | Loop
    | Table
)


@dataclass(frozen=True)
class Item:
    """An item definition or a component of one (7.3.2).

    type         the type that it refines, or None
    components   its fields, when it is a structure
    function     its parameters and the type of its result, when it is a function
    collection   whether it is a list of what is described
    allowed      unary tests that each element satisfies
    constraint   unary tests that the whole value satisfies (DMN 1.5)
    """

    id: str
    name: str
    type: str | None = None
    components: tuple[Item, ...] = ()
    function: tuple[tuple[Variable, ...], str | None] | None = None
    collection: bool = False
    allowed: str | None = None
    constraint: str | None = None


@dataclass(frozen=True)
class InputData:
    """A value that has to be given."""

    key: Key
    variable: Variable

    @property
    def name(self) -> str:
        """The name under which its value is known."""
        return self.variable.name


@dataclass(frozen=True)
class Decision:
    """A decision: what it needs and its logic; without logic its value has to be given."""

    key: Key
    variable: Variable
    information: tuple[Key, ...]
    knowledge: tuple[Key, ...]
    logic: Expression | None
    question: str = ""
    description: str = ""

    @property
    def name(self) -> str:
        """The name under which its value is known."""
        return self.variable.name


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function that decisions call."""

    key: Key
    variable: Variable
    knowledge: tuple[Key, ...]
    logic: FunctionDefinition | None

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.variable.name


@dataclass(frozen=True)
class Service:
    """A decision service: decisions that are offered as one function of the data and decisions it is given."""

    key: Key
    variable: Variable
    outputs: tuple[Key, ...]
    encapsulated: tuple[Key, ...]
    input_decisions: tuple[Key, ...]
    input_data: tuple[Key, ...]

    @property
    def name(self) -> str:
        """The name by which it is called."""
        return self.variable.name


Element: TypeAlias = InputData | Decision | Knowledge | Service


@dataclass(frozen=True)
class Model:
    """A model with the models that it imports.

    items      item definitions by name
    elements   input data, decisions, business knowledge models and services by key, in the file's order
    imports    the name that an imported model has here ("" when its names are used as they are), and that model
    paths      names of fields and entries anywhere in the model; FEEL needs those with blanks to read a path
    parsed     what was parsed of the model's FEEL so far
    """

    name: str
    namespace: str
    items: Mapping[str, Item]
    elements: Mapping[Key, Element]
    imports: tuple[tuple[str, Model], ...]
    paths: frozenset[str]
    parsed: Parsed = field(compare=False, repr=False)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The model's own decisions, in the file's order."""
        return tuple(each for each in self.elements.values() if isinstance(each, Decision))

    @property
    def services(self) -> tuple[Service, ...]:
        """The model's own decision services, in the file's order."""
        return tuple(each for each in self.elements.values() if isinstance(each, Service))

    def all_models(self) -> Iterator[Model]:
        """This model and all that are imported, each once."""
        seen: set[str] = set()
        waiting = [self]
        while waiting:
            model = waiting.pop()
            if model.namespace not in seen:
                seen.add(model.namespace)
                yield model
                waiting.extend(imported for _, imported in model.imports)
