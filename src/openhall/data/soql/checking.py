"""Expressions checked: names found, functions chosen by the kinds of their arguments, groups kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from openhall.data.soql.errors import QueryError
from openhall.data.soql.functions import BY_NAME
from openhall.data.soql.functions.function import COMPARED, ORDERED
from openhall.data.soql.kinds import Type, Typed, as_type, literal, made
from openhall.data.soql.sql import Binds
from openhall.data.soql.syntax import Call, Literal, Name, Node, Stage, Star
from openhall.process.saying import gettext, gettext_noop, listing, ngettext, sentences

MOST_DEPTH = 200
"""How deep aliases may lie in one another when they are written out."""
WHERE, VALUE, AGGREGATED = "where", "value", "aggregated"
_CHEAP = frozenset(
    {"=", "==", "!=", "<>", "<", "<=", ">", ">=", "in", "not in", "between", "is null", "is not null"}
)
"""What the database finds without a dictionary as fast."""


@dataclass(frozen=True)
class Scope:
    """The columns that a stage sees, those that `*` stands for, and the code and dictionary of those that have one."""

    columns: Mapping[str, Typed]
    star: tuple[str, ...]
    coded: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def starred(self, star: Star) -> list[str]:
        """The names that a star stands for."""
        names = [name for name in self.columns if name.startswith(":")] if star.system else list(self.star)
        without = {each.name for each in star.without}
        for each in star.without:
            if each.name not in names:
                raise no_such_column(each, names)
        return [name for name in names if name not in without]


class Checker:
    """Checks the expressions of one stage."""

    def __init__(self, scope: Scope, aliases: Mapping[str, Node], stage: Stage, binds: Binds) -> None:
        self.scope, self.aliases, self.binds = scope, aliases, binds
        self.depth = 0
        self.expanding: list[str] = []
        self.groups: dict[Node, Typed] = {}
        self.grouped = False
        for node in stage.group:
            self.groups[self.written_out(node)] = self.grouping(node)
        self.grouped = bool(stage.group or stage.having) or any(
            self.has_aggregate(node) for node in (*aliases.values(), *(each.node for each in stage.order))
        )

    def grouping(self, node: Node) -> Typed:
        """An expression to group by."""
        value = self.check(node, WHERE)
        if value.type not in COMPARED | {Type.NULL}:
            raise QueryError(
                "query.soql.type-mismatch",
                gettext("Rows cannot be grouped by a value of type %(type)s.", type=str(value.type)),
                position=node.place,
            )
        # The database takes a bare value for the number of a column.
        return (
            replace(value, parts=tuple(f"coalesce({part})" for part in value.parts))
            if value.is_literal
            else value
        )

    def value(self, node: Node, alias: str) -> Typed:
        """An expression that is selected under a name."""
        self.expanding.append(alias)
        try:
            return self.check(node, VALUE)
        finally:
            self.expanding.pop()

    def condition(self, node: Node, clause: str) -> Typed:
        """An expression that rows or groups are kept by."""
        if clause == "where" and (coded := self.by_dictionary(node)) is not None:
            return coded
        value = as_type(self.check(node, WHERE if clause == "where" else VALUE), Type.CHECKBOX, self.binds)
        if value is None:
            raise QueryError(
                "query.soql.type-mismatch",
                gettext(
                    "What stands in %(clause)s must be true or false, such as `column = 'value'`.",
                    clause=f"${clause}",
                ),
                position=node.place,
            )
        return value

    def by_dictionary(self, node: Node) -> Typed | None:
        """A condition whose parts on a text with a dictionary are tried on the dictionary; None when it has none.

        A condition that keeps rows may say false for null, so parts that are joined by AND and OR can be replaced.
        """
        if isinstance(node, Call) and node.function in ("and", "or"):
            if not any(self.on_dictionary(each) for each in _leaves(node)):
                return None
            parts = [self.condition(each, "where").sql for each in node.arguments]
            return made(Type.CHECKBOX, f"({f' {node.function.upper()} '.join(parts)})")
        name = self.on_dictionary(node)
        if name is None:
            return None
        code, dictionary = self.scope.coded[name]
        value = replace(self.scope.columns[name], parts=("value",))
        inner = Checker(Scope({name: value}, (name,)), {}, Stage(), self.binds)
        condition = as_type(inner.check(node, WHERE), Type.CHECKBOX, self.binds)
        if condition is None:
            return None
        chosen = f"SELECT code FROM {dictionary} WHERE {condition.sql}"  # noqa: S608
        return made(Type.CHECKBOX, f"({code} IN ({chosen}))")

    def on_dictionary(self, node: Node) -> str | None:
        """The column with a dictionary that a condition is about, when it is about nothing else and worth it."""
        if not self.scope.coded or not isinstance(node, Call) or not (_functions(node) - _CHEAP):
            return None
        names = _names(node)
        name = next(iter(names)) if len(names) == 1 else None
        return name if name in self.scope.coded and name not in self.aliases_of_others() else None

    def aliases_of_others(self) -> set[str]:
        """Names that stand for something else than the column of that name."""
        return {
            alias for alias, node in self.aliases.items() if not isinstance(node, Name) or node.name != alias
        }

    def ordered(self, node: Node) -> Typed:
        """An expression to order by."""
        value = self.check(node, VALUE)
        if value.type not in ORDERED | {Type.NULL}:
            raise QueryError(
                "query.soql.type-mismatch",
                gettext("Rows cannot be ordered by a value of type %(type)s.", type=str(value.type)),
                position=node.place,
            )
        return value

    def check(self, node: Node, place: str) -> Typed:
        """An expression; `place` says whether aggregates may stand in it and whether columns must be grouped by."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise QueryError(
                "query.compiler.too-large",
                gettext("Aliases lie too deep in one another."),
                position=node.place,
            )
        try:
            return self._check(node, place)
        except QueryError as error:
            error.position = error.position or node.place
            raise
        finally:
            self.depth -= 1

    def _check(self, node: Node, place: str) -> Typed:
        if place == VALUE and self.groups and (group := self.groups.get(self.written_out(node))):
            return group
        if isinstance(node, Literal):
            return literal(node.value, self.binds)
        if isinstance(node, Name):
            return self.named(node, place)
        return self.call(node, place)

    def named(self, node: Name, place: str) -> Typed:
        """An alias, else a column. Within an alias its own name is the column."""
        if node.name in self.aliases and node.name not in self.expanding:
            target = self.aliases[node.name]
            if target != node:
                self.expanding.append(node.name)
                try:
                    return self.check(target, place)
                finally:
                    self.expanding.pop()
        column = self.scope.columns.get(node.name)
        if column is None:
            # A column that is selected has its own name as its alias; that is no circle.
            if node.name in self.expanding and self.aliases.get(node.name) != node:
                raise QueryError(
                    "query.soql.circular-alias",
                    gettext("The alias “%(name)s” is made of itself.", name=node.name),
                    position=node.place,
                )
            raise no_such_column(node, [*self.aliases_of_others(), *self.scope.columns])
        if place == VALUE and self.grouped:
            raise QueryError(
                "query.soql.column-not-in-group-bys",
                gettext(
                    "The column “%(name)s” is not grouped by. Add it to $group, or put it into an aggregate such as "
                    "count(...).",
                    name=node.name,
                ),
                position=node.place, column=node.name,
            )  # fmt: skip
        return column

    def call(self, node: Call, place: str) -> Typed:
        """A function or operator, chosen by the kinds of its arguments."""
        functions = BY_NAME.get(node.function)
        if functions is None:
            raise no_such_function(node)
        if functions[0].aggregate:
            if place != VALUE:
                words = (
                    gettext_noop(
                        "The aggregate %(name)s cannot stand in another aggregate. Filter groups with $having."
                    )
                    if place == AGGREGATED
                    else gettext_noop(
                        "The aggregate %(name)s cannot stand in $where or $group. Filter groups with $having."
                    )
                )
                raise QueryError(
                    "query.soql.aggregate-in-ungrouped-context",
                    gettext(words, name=_shown(node)),
                    position=node.place, function=node.function,
                )  # fmt: skip
            place = AGGREGATED
        arguments = [self.check(each, place) for each in node.arguments]
        for function in functions:
            fitted = function.fit(arguments, self.binds)
            if fitted is not None:
                return function.apply(fitted, self.binds)
        if not any(function.parameters(len(arguments)) is not None for function in functions):
            raise QueryError(
                "query.soql.no-such-function",
                ngettext(
                    "%(name)s does not take %(number)s argument.",
                    "%(name)s does not take %(number)s arguments.",
                    len(arguments),
                    name=_shown(node),
                ),
                position=node.place, function=node.function, arity=len(arguments),
            )  # fmt: skip
        raise QueryError(
            "query.soql.type-mismatch",
            gettext(
                "%(name)s does not take values of these types: %(types)s.",
                name=_shown(node),
                types=listing([str(each.type) for each in arguments]),
            ),
            position=node.place, function=node.function, types=[str(each.type) for each in arguments],
        )  # fmt: skip

    def written_out(self, node: Node, within: frozenset[str] = frozenset()) -> Node:
        """An expression with its aliases replaced when it is only one of them."""
        if (
            isinstance(node, Name)
            and node.name in self.aliases
            and node.name not in (within | {*self.expanding})
        ):
            target = self.aliases[node.name]
            return node if target == node else self.written_out(target, within | {node.name})
        return node

    def has_aggregate(self, node: Node) -> bool:
        """Whether an aggregate stands in it."""
        if not isinstance(node, Call):
            return False
        functions = BY_NAME.get(node.function)
        if functions and functions[0].aggregate:
            return True
        return any(self.has_aggregate(each) for each in node.arguments)


def no_such_column(node: Name, known: list[str]) -> QueryError:
    """The error that a name is none, and which may have been meant."""
    near = get_close_matches(node.name, known, 1)
    hint = gettext("Did you mean “%(name)s”?", name=near[0]) if near else ""
    return QueryError(
        "query.soql.no-such-column",
        sentences(gettext("No such column: %(name)s.", name=node.name), hint),
        position=node.place,
        column=node.name,
    )


def no_such_function(node: Call) -> QueryError:
    """The error that there is no such function, and which may have been meant."""
    if node.function.startswith("::"):
        return QueryError(
            "query.soql.no-such-type",
            gettext("No such type: %(name)s.", name=node.function[2:]),
            position=node.place,
        )
    near = get_close_matches(node.function, list(BY_NAME), 1)
    hint = gettext("Did you mean “%(name)s”?", name=near[0]) if near else ""
    return QueryError(
        "query.soql.no-such-function",
        sentences(gettext("No such function: %(name)s.", name=node.function), hint),
        position=node.place, function=node.function, arity=len(node.arguments),
    )  # fmt: skip


def _leaves(node: Node) -> list[Node]:
    """The parts that AND and OR join."""
    if isinstance(node, Call) and node.function in ("and", "or"):
        return [leaf for each in node.arguments for leaf in _leaves(each)]
    return [node]


def _names(node: Node) -> set[str]:
    if isinstance(node, Name):
        return {node.name}
    return {name for each in node.arguments for name in _names(each)} if isinstance(node, Call) else set()


def _functions(node: Node) -> set[str]:
    if not isinstance(node, Call):
        return set()
    return {node.function}.union(*(_functions(each) for each in node.arguments))


def _shown(node: Call) -> str:
    return node.function if not node.function.isidentifier() else f"{node.function}(...)"
