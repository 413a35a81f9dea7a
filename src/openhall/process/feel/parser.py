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

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache

from openhall.process.errors import FeelSyntaxError
from openhall.process.feel import names as lexis
from openhall.process.feel import syntax as tree
from openhall.process.feel.names import KEYWORDS, normal, pieces
from openhall.process.feel.syntax import Node
from openhall.process.feel.temporal import parse_temporal
from openhall.process.feel.type_text import TypeReader
from openhall.process.feel.values import NUMBERS, Undefined

LONGEST = 100_000
DEEPEST = 90
"""Expressions within each other; each takes a few frames of Python's stack."""
MOST_STEPS = 400_000

_PRECEDENCE = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "between": 3, "in": 3,
    "+": 4, "-": 4, "*": 5, "/": 5, "**": 6,
}  # fmt: skip
_COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
_SIGNS = ("<=", ">=", "!=", "**", "<", ">", "=", "+", "-", "*", "/")


def parse_expression(text: str, names: Collection[str] = ()) -> Node:
    """The tree of an expression. `names` are known where it stands. Raises `FeelSyntaxError`."""
    parser = Parser(text, names)
    node = parser.expression()
    parser.end()
    return node


def parse_unary_tests(text: str, names: Collection[str] = ()) -> tree.Tests:
    """The tree of unary tests, as in the cells of a decision table. Raises `FeelSyntaxError`."""
    parser = Parser(text, names)
    tests = parser.unary_tests()
    parser.end()
    return tests


class Known:
    """Names of several words or signs, by their first word."""

    def __init__(self, names: Collection[str]) -> None:
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """One more; a name of one word needs no help."""
        parts = pieces(name)
        if len(parts) > 1 or (parts and parts[0] in KEYWORDS):
            held = self.by_first.setdefault(parts[0], [])
            if parts not in held:
                held.append(parts)
                held.sort(key=len, reverse=True)


@lru_cache(maxsize=1)
def _builtin_names() -> tuple[str, ...]:
    from openhall.process.feel.builtins import BUILTINS

    return tuple(name for name in BUILTINS if " " in name)


class Parser(TypeReader):
    """Reads one text from left to right; `place` is where it is."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        if len(text) > LONGEST:
            raise FeelSyntaxError(
                f"The expression has {len(text):,} characters; at most {LONGEST:,} are read."
            )
        self.text = text
        self.place = 0
        self.depth = 0
        self.steps = 0
        self.known = Known([*_builtin_names(), *names])
        # After a dot, names that stand in any context of this text may follow.
        self.members = Known(names)

    # Places

    def skip(self) -> None:
        """Go over white space and comments."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise FeelSyntaxError("The expression is too entangled to be read; break it into smaller ones.")
        found = lexis.SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place

    def sees(self, sign: str) -> bool:
        """Whether a sign comes next."""
        self.skip()
        return self.text.startswith(sign, self.place)

    def takes(self, sign: str) -> bool:
        """Go over a sign if it comes next."""
        if self.sees(sign):
            self.place += len(sign)
            return True
        return False

    def sees_word(self, word: str) -> bool:
        """Whether a keyword comes next."""
        self.skip()
        after = self.place + len(word)
        return self.text.startswith(word, self.place) and not (
            after < len(self.text) and lexis.is_part(self.text[after])
        )

    def takes_word(self, word: str) -> bool:
        """Go over a keyword if it comes next."""
        if self.sees_word(word):
            self.place += len(word)
            return True
        return False

    def need(self, sign: str) -> None:
        """Go over a sign that has to come next."""
        if not self.takes(sign):
            self.fail(f"“{sign}” is missing")

    def need_word(self, word: str) -> None:
        """Go over a keyword that has to come next."""
        if not self.takes_word(word):
            self.fail(f"“{word}” is missing")

    def end(self) -> None:
        """Nothing may come any more."""
        self.skip()
        if self.place < len(self.text):
            self.fail("nothing more is expected")

    def fail(self, what: str) -> None:
        """Say what is wrong here. Raises `FeelSyntaxError`."""
        near = self.text[self.place : self.place + 20]
        where = f"before “{near}”" if near else "at the end"
        raise FeelSyntaxError(f"{what} {where} (character {self.place + 1}).", self.place)

    @contextmanager
    def within(self) -> Iterator[None]:
        """One expression deeper."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise FeelSyntaxError(
                f"The expression is nested more than {DEEPEST} deep; break it into smaller ones.", self.place
            )
        yield
        self.depth -= 1

    @contextmanager
    def introducing(self) -> Iterator[None]:
        """Names that are added within are known within only."""
        before = {first: list(held) for first, held in self.known.by_first.items()}
        yield
        self.known.by_first = before

    def introduce(self, name: str) -> str:
        """A name that the text brings in."""
        name = normal(name)
        self.known.add(name)
        self.members.add(name)
        return name

    def either(self, first: Callable[[], Node | None], second: Callable[[], Node]) -> Node:
        """The first way to read on, or the second one where that leads nowhere."""
        place, depth = self.place, self.depth
        try:
            found = first()
        except FeelSyntaxError:
            found = None
        if found is not None:
            return found
        self.place, self.depth = place, depth
        return second()

    # Expressions

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
            self.fail("a name and “in” are missing")
            raise AssertionError
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
                self.fail("too many minus signs")
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
            elif self.takes("["):
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
                self.fail("the name of an argument is missing")
            arguments.append(self.argument())
        if named and len(named) != len(arguments):
            self.fail("either all arguments are named or none is")
        if len(set(named)) != len(named):
            self.fail("an argument is named twice")
        return tree.Call(function, tuple(arguments), tuple(named))

    def argument(self) -> Node:
        """An expression, or a range like `> 5`."""
        return self.half_range() if self._comparison() else self.expression()

    def _comparison(self) -> str:
        self.skip()
        return next((sign for sign in _COMPARISONS if self.text.startswith(sign, self.place)), "")

    def half_range(self) -> Node:
        """`> 5`, `<= 7` or `= 3` as a range."""
        sign = self._comparison()
        self.place += len(sign)
        operand = self.binary(4)
        if sign in ("<", "<="):
            return tree.RangeLiteral(None, operand, False, sign == "<=")
        if sign in (">", ">="):
            return tree.RangeLiteral(operand, None, sign == ">=", False)
        if sign == "=":
            return tree.RangeLiteral(operand, operand, True, True)
        self.fail("“!=” makes no range")
        raise AssertionError

    # Primaries

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
            self.fail("a value is missing")
            raise AssertionError
        self.place = found.end()
        try:
            return tree.Literal(NUMBERS.create_decimal(found[0]))
        except ArithmeticError:
            self.fail(f"the number {found[0][:40]} is too large")
            raise AssertionError from None

    def temporal(self) -> Node:
        """`@"2026-11-24"`; text that is no date, time or duration is null (rule 62)."""
        self.need("@")
        found = lexis.STRING.match(self.text, self.place)
        if not found:
            self.fail("a text in quotes is missing after “@”")
            raise AssertionError
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
                    self.fail("the name of an entry and “:” are missing")
                    raise AssertionError
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
            if self._comparison():
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
        high = self.expression()
        for sign, closed in (("]", True), (")", False), ("[", False)):
            if self.takes(sign):
                return tree.RangeLiteral(low, high, low_closed, closed)
        self.fail("the range has no end: “]”, “)” or “[” is missing")
        raise AssertionError

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
                    self.fail("the name of a parameter is missing")
                    raise AssertionError
                self.place = found.end()
                kind = self.type() if self.takes(":") else None
                parameters.append(tree.Parameter(self.introduce(found[0]), kind))
            external = self.takes_word("external")
            return tree.FunctionLiteral(tuple(parameters), self.expression(), external)

    def name(self, known: Known) -> str:
        """The longest name that is known here; else the words that stand here."""
        self.skip()
        word = lexis.WORD.match(self.text, self.place)
        if not word:
            self.fail("a value or a name is missing")
            raise AssertionError
        for parts in known.by_first.get(word[0], ()):
            if (after := self.spelt(parts)) > 0:
                name = normal(self.text[self.place : after])
                self.place = after
                return name
        if word[0] in KEYWORDS and known is not self.members:
            self.fail(f"a value is missing, and “{word[0]}” is none,")
        self.place = word.end()
        words = [word[0]]
        while True:
            before = self.place
            self.skip()
            follows = lexis.WORD.match(self.text, self.place)
            if not follows or self.place == before or follows[0] in KEYWORDS:
                self.place = before
                return " ".join(words)
            words.append(follows[0])
            self.place = follows.end()

    def spelt(self, parts: tuple[str, ...]) -> int:
        """Where a name ends that is spelt here; -1 where it is not."""
        place = self.place
        for part in parts:
            found = lexis.SPACE.match(self.text, place)
            place = found.end() if found else place
            if not self.text.startswith(part, place):
                return -1
            place += len(part)
            if lexis.is_part(part[-1]) and place < len(self.text) and lexis.is_part(self.text[place]):
                return -1
        return place

    # Unary tests

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
        sign = self._comparison()
        if not sign:
            return operand()
        self.place += len(sign)
        return tree.UnaryTest(sign, self.binary(4))
