"""Text to tree: the grammar of FEEL (DMN 1.5, 10.3.1.2).

```
expression  = "for" iterator {"," iterator} "return" expression                                   (44)
            | "if" expression "then" expression "else" expression                                 (45)
            | ("some" | "every") iterator {"," iterator} "satisfies" expression                   (46)
            | binary
binary      = unary {operator unary}      or < and < comparison, between, in < + - < * / < **      (47 to 49, 19 to 24)
unary       = {"-"} postfix                                                                        (25)
postfix     = primary {"." name | "[" expression "]" | "(" arguments ")" | "instance of" type}     (38 to 43, 51, 52)
primary     = literal | name | "(" expression ")" | list | range | context | function              (33 to 37, 53 to 66)
tests       = "-" | ["not"] "(" test {"," test} ")" | test {"," test}                              (7 to 17)
test        = ("<" | "<=" | ">" | ">=" | "=" | "!=") operand | expression
```

What makes FEEL unlike other grammars is that names may hold blanks and signs. The longest name that is known at a place
is read there: those given with the text, those of built-in functions, and those that the text itself introduces. Where
none is known, words that stand side by side are one name, since nothing else could follow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from openhall.process.feel import names as lexis
from openhall.process.feel import syntax as tree
from openhall.process.feel.names import normal
from openhall.process.feel.primaries import PrimaryReader
from openhall.process.feel.reading import DEEPEST
from openhall.process.feel.syntax import Node
from openhall.process.saying import gettext_noop

__all__ = ["Node", "parse_expression", "parse_unary_tests"]

_PRECEDENCE = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "between": 3, "in": 3,
    "+": 4, "-": 4, "*": 5, "/": 5, "**": 6,
}  # fmt: skip
_SIGNS = ("<=", ">=", "!=", "**", "<", ">", "=", "+", "-", "*", "/")


def parse_expression(text: str, names: Collection[str] = ()) -> Node:
    """The tree of an expression. `names` are known where it stands. Raises `FeelSyntaxError`."""
    parser = Parser(text, names)
    node = parser.expression()
    if parser.takes(".."):
        # What a boxed iterator goes through may be written without brackets (rule 50 within 44).
        node = tree.For((tree.Iterator("item", node, parser.expression()),), tree.Name("item"))
    parser.end()
    return node


def parse_unary_tests(text: str, names: Collection[str] = ()) -> tree.Tests:
    """The tree of unary tests, as in the cells of a decision table. Raises `FeelSyntaxError`."""
    parser = Parser(text, names)
    tests = parser.unary_tests()
    parser.end()
    return tests


class Parser(PrimaryReader):
    """Reads expressions and tests."""

    def expression(self) -> Node:
        """One expression."""
        with self.within():
            if self.takes_word("if"):
                condition = self.expression()
                self.need_word("then")
                yes = self.expression()
                self.need_word("else")
                return tree.If(condition, yes, self.expression())
            for word in ("for", "some", "every"):
                if self.sees_word(word):
                    return self.loop(word)
            return self.binary(1)

    def loop(self, word: str) -> Node:
        """`for`, `some` or `every`."""
        self.need_word(word)
        with self.introducing():
            iterators = [self.iterator()]
            while self.takes(","):
                iterators.append(self.iterator())
            if word == "for":
                self.need_word("return")
                return tree.For(tuple(iterators), self.expression())
            self.need_word("satisfies")
            return tree.Quantified(word == "every", tuple(iterators), self.expression())

    def iterator(self) -> tree.Iterator:
        """`name in domain`."""
        self.skip()
        found = lexis.ITERATOR.match(self.text, self.place)
        if not found:
            self.fail(gettext_noop("a name and “in” are missing"))
        self.place = found.end()
        self.need_word("in")
        domain = self.expression()
        until = self.expression() if self.takes("..") else None
        return tree.Iterator(self.introduce(found[0]), domain, until)

    def operator(self) -> str:
        """The operator that comes next; "" for none."""
        for sign in _SIGNS:
            if self.sees(sign):
                return sign
        for word in ("and", "or", "between", "in"):
            if self.sees_word(word):
                return word
        return ""

    def binary(self, least: int) -> Node:
        """Operators that bind at least so tightly."""
        left = self.unary()
        while (operator := self.operator()) and _PRECEDENCE[operator] >= least:
            self.place += len(operator)
            precedence = _PRECEDENCE[operator]
            if operator == "in":
                left = tree.In(left, self.in_tests())
            elif operator == "between":
                low = self.binary(4)
                self.need_word("and")
                left = tree.Between(left, low, self.binary(4))
            elif operator in ("and", "or"):
                operands = [left, self.binary(precedence + 1)]
                while self.takes_word(operator):
                    operands.append(self.binary(precedence + 1))
                left = tree.Logic(operator, tuple(operands))
            elif precedence == 3:
                left = tree.Compare(operator, left, self.binary(4))
            else:
                left = tree.Arithmetic(operator, left, self.binary(precedence + 1))
        return left

    def in_tests(self) -> tree.Tests:
        """What stands after `in`: one test, or several in brackets."""

        def several() -> tree.Tests | None:
            self.need("(")
            tests = self.tests()
            self.need(")")
            return None if self.operator() in ("*", "/", "+", "-", "**") or self.sees(".") else tests

        def one() -> tree.Tests:
            return tree.Tests((self.test(self.binary_operand),))

        found = self.either(several, one) if self.sees("(") else one()
        assert isinstance(found, tree.Tests)
        return found

    def binary_operand(self) -> Node:
        """An operand of a comparison."""
        return self.binary(4)

    def unary(self) -> Node:
        """Minus signs and what they stand before."""
        signs = 0
        while self.sees("-"):
            self.place += 1
            signs += 1
            if signs > DEEPEST:
                self.fail(gettext_noop("too many minus signs"))
        node = self.postfix()
        for _ in range(signs):
            node = tree.Negate(node)
        return node

    def postfix(self) -> Node:
        """A value and what is asked of it."""
        node = self.primary()
        while True:
            if self.sees(".") and not self.sees(".."):
                self.place += 1
                node = tree.Path(node, self.name(self.members))
            elif self.filters and self.takes("["):
                with self.within():
                    node = tree.Filter(node, self.expression())
                self.need("]")
            elif self.takes("("):
                node = self.call(node)
            elif self.sees_word("instance"):
                self.need_word("instance")
                self.need_word("of")
                node = tree.InstanceOf(node, self.type())
            else:
                return node

    def call(self, function: Node) -> Node:
        """The arguments of a call, after its bracket."""
        arguments: list[Node] = []
        named: list[str] = []
        while not self.takes(")"):
            if arguments:
                self.need(",")
                self.skip()
            self.skip()
            key = lexis.KEY.match(self.text, self.place)
            if key:
                named.append(normal(key[0]))
                self.place = key.end() + 1
            elif named:
                self.fail(gettext_noop("the name of an argument is missing"))
            arguments.append(self.argument())
        if named and len(named) != len(arguments):
            self.fail(gettext_noop("either all arguments are named or none is"))
        if len(set(named)) != len(named):
            self.fail(gettext_noop("an argument is named twice"))
        return tree.Call(function, tuple(arguments), tuple(named))

    def unary_tests(self) -> tree.Tests:
        """All of a cell."""
        self.skip()
        if self.text[self.place :].strip() == "-":
            self.place = len(self.text)
            return tree.Tests(())

        def negated() -> tree.Tests:
            self.need_word("not")
            self.need("(")
            tests = self.tests()
            self.need(")")
            self.end()
            return tree.Tests(tests.tests, negated=True)

        found = self.either(negated, self.tests) if self.sees_word("not") else self.tests()
        assert isinstance(found, tree.Tests)
        return found

    def tests(self) -> tree.Tests:
        """Tests with commas between them."""
        tests = [self.test(self.expression)]
        while self.takes(","):
            tests.append(self.test(self.expression))
        return tree.Tests(tuple(tests))

    def test(self, operand: Callable[[], Node]) -> Node:
        """One test."""
        sign = self.comparison()
        if not sign:
            return operand()
        self.place += len(sign)
        return tree.UnaryTest(sign, self.binary(4))
