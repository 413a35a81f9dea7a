"""What is wrong in a model before anything is decided with it: text that is no FEEL, unknown types, code not run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openhall.process.dmn.links import Links, Place, links_of
from openhall.process.dmn.model import (
    Conditional,
    Context,
    Decision,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Item,
    Key,
    Knowledge,
    ListOf,
    Literal,
    Loop,
    Model,
    Relation,
    Table,
)
from openhall.process.dmn.tables import PASSES
from openhall.process.dmn.types import is_known
from openhall.process.errors import FeelSyntaxError, LimitReached
from openhall.process.feel.values import Budget, Limits
from openhall.process.saying import gettext, message_of

STEPS = 50_000_000
"""Steps that the check of one model may take; reading a text takes one for four characters."""


def faults(model: Model) -> list[str]:
    """One sentence for each fault in the model's own elements, with the name and id of where it is.

    A decision with such a fault can still be asked: its value is null, for the same reason.
    """
    links = links_of(model)
    found: list[str] = []
    budget = Budget(Limits(steps=STEPS))
    for item in model.items.values():
        found.extend(_of_item(item, model, budget))
    for element in model.elements.values():
        where = gettext("'%(name)s' (id %(id)s)", name=element.name, id=element.key.id)
        walk = _Walk(model, where, budget)
        if not is_known(model, element.variable.type):
            found.append(
                gettext(
                    "%(where)s has the type '%(type)s', which is not defined.",
                    where=where,
                    type=element.variable.type or "",
                )
            )
        if isinstance(element, Decision | Knowledge) and element.logic is not None:
            keys = (
                (*element.information, *element.knowledge)
                if isinstance(element, Decision)
                else element.knowledge
            )
            names = model.paths | _names(links, Place((), element.key), keys)
            found.extend(walk.expression(element.logic, names))
    return found


def _names(links: Links, place: Place, keys: tuple[Key, ...]) -> frozenset[str]:
    names: set[str] = set()
    for key in keys:
        alias, at = links.follow(place, key)
        names.update((alias, links.element(at).name))
    return frozenset(names - {""})


def _of_item(item: Item, model: Model, budget: Budget) -> Iterator[str]:
    where = gettext("The type '%(name)s' (id %(id)s)", name=item.name, id=item.id)
    if not is_known(model, item.type):
        yield gettext(
            "%(where)s refers to the type '%(type)s', which is not defined.",
            where=where,
            type=item.type or "",
        )
    for text in (item.allowed, item.constraint):
        if text:
            yield from _Walk(model, where, budget).tests(text, model.paths)
    for part in item.components:
        yield from _of_item(part, model, budget)


@dataclass(frozen=True)
class _Walk:
    """Goes through the expressions of one element with the names that are known at each place."""

    model: Model
    where: str
    budget: Budget

    def tests(self, text: str, names: frozenset[str]) -> Iterator[str]:
        if text in PASSES:
            return
        try:
            self.model.parsed.tests(text, names, self.budget)
        except (FeelSyntaxError, LimitReached) as error:
            yield gettext(
                "%(where)s has the test '%(text)s', which is no FEEL: %(why)s",
                where=self.where,
                text=_short(text),
                why=message_of(error),
            )

    def text(self, text: str, names: frozenset[str]) -> Iterator[str]:
        try:
            self.model.parsed.expression(text, names, self.budget)
        except (FeelSyntaxError, LimitReached) as error:
            yield gettext(
                "%(where)s has the expression '%(text)s', which is no FEEL: %(why)s",
                where=self.where,
                text=_short(text),
                why=message_of(error),
            )

    def expression(self, expression: Expression, names: frozenset[str]) -> Iterator[str]:
        if not is_known(self.model, expression.type):
            yield gettext(
                "%(where)s has an expression of the type '%(type)s', which is not defined.",
                where=self.where,
                type=expression.type or "",
            )
        match expression:
            case Literal(text=text):
                yield from (
                    self.text(text, names)
                    if text
                    else [gettext("%(where)s has an empty expression.", where=self.where)]
                )
            case Context(entries=entries):
                for entry in entries:
                    yield from self.expression(entry.value, names)
                    if entry.variable is not None:
                        names |= {entry.variable.name}
            case ListOf(items=items):
                for each in items:
                    yield from self.expression(each, names)
            case Relation(rows=rows):
                for each in (cell for row in rows for cell in row):
                    yield from self.expression(each, names)
            case Invocation():
                for each in (expression.function, *(binding.value for binding in expression.bindings)):
                    yield from self.expression(each, names)
            case FunctionDefinition():
                yield from self._function(expression, names)
            case Conditional():
                for each in (expression.condition, expression.then, expression.otherwise):
                    yield from self.expression(each, names)
            case Filter():
                yield from self.expression(expression.source, names)
                yield from self.expression(expression.match, names | {"item"})
            case Loop():
                yield from self.expression(expression.source, names)
                yield from self.expression(expression.body, names | {expression.variable, "partial"})
            case Table():
                yield from self._table(expression, names)

    def _function(self, function: FunctionDefinition, names: frozenset[str]) -> Iterator[str]:
        if function.kind != "FEEL":
            yield gettext(
                "%(where)s has a function in %(kind)s, which is not run; write it in FEEL.",
                where=self.where,
                kind=function.kind,
            )
        elif function.body is not None:
            yield from self.expression(function.body, names | {each.name for each in function.parameters})

    def _table(self, table: Table, names: frozenset[str]) -> Iterator[str]:
        for clause in table.inputs:
            yield from self.expression(clause.expression, names)
            if clause.values:
                yield from self.tests(clause.values, self.model.paths)
        for column in table.outputs:
            if not is_known(self.model, column.type):
                yield gettext(
                    "%(where)s has an output of the type '%(type)s', which is not defined.",
                    where=self.where,
                    type=column.type or "",
                )
            if column.values:
                yield from self.text(f"[{column.values}]", names)
            if column.default is not None:
                yield from self.expression(column.default, names)
        for rule in table.rules:
            for text in rule.tests:
                yield from self.tests(text, names)
            for cell in rule.outputs:
                yield from self.expression(cell, names)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:60]}…" if len(line) > 60 else line
