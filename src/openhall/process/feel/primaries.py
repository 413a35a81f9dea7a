"""What an expression is made of: literals, names, lists, contexts, ranges and functions (rules 33 to 41, 53 to 66)."""

from __future__ import annotations

from openhall.process.feel import names as lexis
from openhall.process.feel import syntax as tree
from openhall.process.feel.names import normal
from openhall.process.feel.syntax import Node
from openhall.process.feel.temporal import parse_temporal
from openhall.process.feel.type_text import TypeReader
from openhall.process.feel.values import NUMBERS, Undefined
from openhall.process.saying import gettext_noop

COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")


class PrimaryReader(TypeReader):
    """The part of the parser that reads what operators stand between."""

    def expression(self) -> Node:
        """One expression; the parser has it."""
        raise NotImplementedError

    def binary(self, least: int) -> Node:
        """Operators that bind at least so tightly; the parser has it."""
        raise NotImplementedError

    def argument(self) -> Node:
        """An expression, or a range like `> 5`."""
        return self.half_range() if self.comparison() else self.expression()

    def comparison(self) -> str:
        """The sign of a comparison that comes next; "" for none."""
        self.skip()
        return next((sign for sign in COMPARISONS if self.text.startswith(sign, self.place)), "")

    def half_range(self) -> Node:
        """`> 5`, `<= 7` or `= 3` as a range."""
        sign = self.comparison()
        self.place += len(sign)
        operand = self.binary(4)
        if sign in ("<", "<="):
            return tree.RangeLiteral(None, operand, False, sign == "<=")
        if sign in (">", ">="):
            return tree.RangeLiteral(operand, None, sign == ">=", False)
        return tree.RangeLiteral(operand, operand, True, True, sign)

    def primary(self) -> Node:
        """A literal, a name, or something in brackets."""
        self.skip()
        first = self.text[self.place : self.place + 1]
        if found := lexis.STRING.match(self.text, self.place):
            self.place = found.end()
            return tree.Literal(lexis.text_of(found[0]))
        if first.isdigit() or first == ".":
            return self.number()
        if first == "@":
            return self.temporal()
        if first == "{":
            return self.context()
        if first == "]":
            return self.range_after("]")
        if first == "[":
            return self.list_or_range()
        if first == "(":
            return self.brackets()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.takes_word(word):
                return tree.Literal(value)
        if self.sees_word("function"):
            return self.function()
        for word in ("if", "for", "some", "every"):
            if self.sees_word(word):
                return self.expression()
        return tree.Name(self.name(self.known))

    def number(self) -> Node:
        """A number."""
        found = lexis.NUMBER.match(self.text, self.place)
        if not found:
            self.fail(gettext_noop("a value is missing"))
        self.place = found.end()
        try:
            return tree.Literal(NUMBERS.create_decimal(found[0]))
        except ArithmeticError:
            self.fail(gettext_noop("the number %(found)s is too large"), found=found[0][:40])

    def temporal(self) -> Node:
        """`@"2026-11-24"`; text that is no date, time or duration is null (rule 62)."""
        self.need("@")
        found = lexis.STRING.match(self.text, self.place)
        if not found:
            self.fail(gettext_noop("a text in quotes is missing after “@”"))
        self.place = found.end()
        try:
            return tree.Literal(parse_temporal(lexis.text_of(found[0])))
        except Undefined:
            return tree.Literal(None)

    def context(self) -> Node:
        """`{name: value, ...}`."""
        self.need("{")
        entries: list[tuple[str, Node]] = []
        with self.within(), self.introducing():
            while not self.takes("}"):
                if entries:
                    self.need(",")
                self.skip()
                if found := lexis.STRING.match(self.text, self.place):
                    name = lexis.text_of(found[0])
                elif found := lexis.KEY.match(self.text, self.place):
                    name = normal(found[0])
                else:
                    self.fail(gettext_noop("the name of an entry and “:” are missing"))
                self.place = found.end()
                self.need(":")
                entries.append((name, self.expression()))
                self.introduce(name)
        return tree.ContextLiteral(tuple(entries))

    def list_or_range(self) -> Node:
        """`[a, b]` or `[a..b]`."""
        self.need("[")
        elements: list[Node] = []
        with self.within():
            while not self.takes("]"):
                if elements:
                    self.need(",")
                elements.append(self.argument())
                if len(elements) == 1 and self.takes(".."):
                    return self.range_to(elements[0], True)
        return tree.ListLiteral(tuple(elements))

    def brackets(self) -> Node:
        """`(a)`, `(a..b)` or `(> a)`."""
        self.need("(")
        with self.within():
            if self.comparison():
                node = self.half_range()
            else:
                node = self.expression()
                if self.takes(".."):
                    return self.range_to(node, False)
        self.need(")")
        return node

    def range_after(self, sign: str) -> Node:
        """`]a..b]`."""
        self.need(sign)
        low = self.expression()
        self.need("..")
        return self.range_to(low, False)

    def range_to(self, low: Node, low_closed: bool) -> Node:
        """The upper end of a range."""

        def ends() -> Node:
            high = self.expression()
            for sign, closed in (("]", True), (")", False), ("[", False)):
                if self.takes(sign):
                    return tree.RangeLiteral(low, high, low_closed, closed)
            self.fail(gettext_noop("the range has no end: “]”, “)” or “[” is missing"))

        def ends_open() -> Node:
            # In `[1..10[` the last bracket is the end of the range, and filters nothing.
            before, self.filters = self.filters, False
            try:
                return ends()
            finally:
                self.filters = before

        return self.either(ends, ends_open)

    def function(self) -> Node:
        """`function(a, b: number) body`."""
        self.need_word("function")
        self.need("(")
        parameters: list[tree.Parameter] = []
        with self.within(), self.introducing():
            while not self.takes(")"):
                if parameters:
                    self.need(",")
                self.skip()
                found = lexis.PARAMETER.match(self.text, self.place)
                if not found:
                    self.fail(gettext_noop("the name of a parameter is missing"))
                self.place = found.end()
                kind = self.type() if self.takes(":") else None
                parameters.append(tree.Parameter(self.introduce(found[0]), kind))
            external = self.takes_word("external")
            return tree.FunctionLiteral(tuple(parameters), self.expression(), external)
