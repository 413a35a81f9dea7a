"""Tokens to a tree: the expressions of SoQL, by precedence (soql-reference, RecursiveDescentParser.scala).

```
or < and < not < is null, like, between, in < = == <> != < <= > >= < + - || < * / % < ^ < unary + - < :: < .name
```
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation

from openhall.data.soql.errors import QueryError, malformed
from openhall.data.soql.syntax import Call, Literal, Name, Node, Place
from openhall.data.soql.tokens import Mark, Token, tokens_of
from openhall.process.saying import gettext

DEEPEST = 50
"""How deep expressions may lie in one another."""
TALLEST = 100
"""How deep the tree of an expression may be; a chain of operators is one as well."""
_LEVELS = (
    ("=", "==", "<>", "!=", "<", "<=", ">", ">="),
    ("+", "-", "||"),
    ("*", "/", "%"),
)
_RESERVED = frozenset({
    "select", "distinct", "where", "group", "having", "order", "search", "limit", "offset",
    "and", "or", "not", "is", "like", "between", "in", "null", "true", "false",
})  # fmt: skip


class ExpressionReader:
    """Reads expressions; `now` is the token that is looked at."""

    def __init__(self, text: str, begins: Place = (1, 1)) -> None:
        self.tokens = tokens_of(text, begins)
        self.at = 0
        self.depth = 0

    @property
    def now(self) -> Token:
        """The token that comes."""
        return self.tokens[self.at]

    @property
    def next(self) -> Token:
        """The one after it."""
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def go(self) -> Token:
        """Take the token that comes."""
        token = self.now
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def takes(self, sign: str) -> bool:
        """Take this sign, if it comes."""
        if self.now.mark is Mark.SIGN and self.now.value == sign:
            self.go()
            return True
        return False

    def takes_word(self, word: str) -> bool:
        """Take this keyword, if it comes."""
        if self.now.is_word(word):
            self.go()
            return True
        return False

    def takes_words(self, first: str, second: str) -> bool:
        """Take two keywords; the second must follow the first."""
        if not self.takes_word(first):
            return False
        self.need_word(second)
        return True

    def need_word(self, word: str) -> None:
        """Take this keyword or raise."""
        if not self.takes_word(word):
            raise self.expected(word.upper())

    def need_sign(self, sign: str) -> None:
        """Take this sign or raise."""
        if not self.takes(sign):
            raise self.expected(gettext("“%(name)s”", name=sign))

    def need(self, mark: Mark, what: str) -> Token:
        """Take a token of this kind or raise."""
        if self.now.mark is not mark:
            raise self.expected(what)
        return self.go()

    def end(self) -> None:
        """Raise when something is left."""
        if self.now.mark is not Mark.END:
            raise self.expected(gettext("the end of the query or an operator"))

    def expected(self, what: str) -> QueryError:
        """The error that something else was expected here."""
        at_end = self.now.mark is Mark.END
        seen = gettext("the end") if at_end else gettext("“%(name)s”", name=self.now.value[:40])
        return malformed(
            gettext("Expected %(what)s, but found %(seen)s.", what=what, seen=seen), self.now.position
        )

    @contextmanager
    def within(self) -> Iterator[None]:
        """One deeper."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise malformed(
                gettext("Expressions lie more than %(most)s deep in one another here.", most=DEEPEST),
                self.now.position,
            )
        yield
        self.depth -= 1

    def made(self, function: str, arguments: tuple[Node, ...], place: Place) -> Call:
        """A call, when its tree does not become too deep."""
        call = Call(function, arguments, place)
        if call.depth > TALLEST:
            raise malformed(
                gettext(
                    "More than %(most)s operators and functions are applied to one another.", most=TALLEST
                ),
                place,
            )
        return call

    def name(self, what: str) -> Name:
        """A name of a column or alias."""
        if self.now.mark not in (Mark.NAME, Mark.SYSTEM):
            raise self.expected(what)
        token = self.go()
        return Name(token.value, token.position)

    def expression(self) -> Node:
        """An expression of any kind."""
        with self.within():
            place, nodes = self.now.position, [self.conjunction()]
            while self.takes_word("or"):
                nodes.append(self.conjunction())
            return nodes[0] if len(nodes) == 1 else self.made("or", tuple(nodes), place)

    def conjunction(self) -> Node:
        """Expressions with AND between."""
        place, nodes = self.now.position, [self.negation()]
        while self.takes_word("and"):
            nodes.append(self.negation())
        return nodes[0] if len(nodes) == 1 else self.made("and", tuple(nodes), place)

    def negation(self) -> Node:
        """NOT before what it negates."""
        if not self.now.is_word("not"):
            return self.tested()
        with self.within():
            place = self.go().position
            return self.made("not", (self.negation(),), place)

    def tested(self) -> Node:
        """IS NULL, LIKE, BETWEEN and IN after what they test."""
        node = self.binary(0)
        while True:
            place = self.now.position
            if self.takes_word("is"):
                negated = self.takes_word("not")
                self.need_word("null")
                node = self.made("is not null" if negated else "is null", (node,), place)
                continue
            negated = self.now.is_word("not")
            word = (self.next if negated else self.now).value
            if word not in ("like", "between", "in") or (self.next if negated else self.now).quoted:
                return node
            if negated:
                self.go()
            self.go()
            name = f"not {word}" if negated else word
            if word == "like":
                node = self.made(name, (node, self.binary(0)), place)
            elif word == "between":
                low = self.binary(0)
                self.need_word("and")
                node = self.made(name, (node, low, self.binary(0)), place)
            else:
                self.need_sign("(")
                node = self.made(name, (node, *self.arguments(least=1)), place)

    def binary(self, level: int) -> Node:
        """Operators of a level, from the left."""
        if level == len(_LEVELS):
            return self.power()
        node = self.binary(level + 1)
        while self.now.mark is Mark.SIGN and self.now.value in _LEVELS[level]:
            token = self.go()
            node = self.made(token.value, (node, self.binary(level + 1)), token.position)
        return node

    def power(self) -> Node:
        """`^`, from the right."""
        node = self.signed()
        if self.now.mark is Mark.SIGN and self.now.value == "^":
            with self.within():
                place = self.go().position
                return self.made("^", (node, self.power()), place)
        return node

    def signed(self) -> Node:
        """A sign before its operand."""
        if self.now.mark is Mark.SIGN and self.now.value in "+-":
            with self.within():
                token = self.go()
                operand = self.signed()
                if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
                    return Literal(operand.value if token.value == "+" else -operand.value, token.position)
                return self.made(f"unary {token.value}", (operand,), token.position)
        return self.cast()

    def cast(self) -> Node:
        """`::` and `.` after what they are of."""
        node = self.primary()
        while True:
            place = self.now.position
            if self.takes("::"):
                name = self.name(gettext("a type after ::")).name
                node = self.made(f"::{name}", (node,), place)
            elif self.takes("."):
                name = self.name(gettext("a part after the dot")).name
                node = self.made(f".{name}", (node,), place)
            else:
                return node

    def primary(self) -> Node:
        """A literal, a name, a call, or an expression in brackets."""
        token = self.now
        if token.mark is Mark.TEXT:
            self.go()
            return Literal(token.value, token.position)
        if token.mark is Mark.NUMBER:
            self.go()
            return Literal(_number(token), token.position)
        if self.takes("("):
            node = self.expression()
            self.need_sign(")")
            return node
        if token.mark is Mark.SYSTEM:
            self.go()
            return Name(token.value, token.position)
        if token.mark is not Mark.NAME:
            raise self.expected(gettext("an expression"))
        if not token.quoted:
            for word, value in (("null", None), ("true", True), ("false", False)):
                if self.takes_word(word):
                    return Literal(value, token.position)
            if token.value in _RESERVED:
                raise self.expected(gettext("an expression"))
            if token.value == "case" and self.next.is_word("when"):
                return self.case()
        self.go()
        if not token.quoted and self.takes("("):
            return self.call(token)
        return Name(token.value, token.position)

    def call(self, token: Token) -> Node:
        """The arguments of a function."""
        if self.takes("*"):
            self.need_sign(")")
            if token.value != "count":
                raise malformed(gettext("A * stands within count(*) only."), token.position)
            return Call("count(*)", (), token.position)
        distinct = self.takes_word("distinct")
        arguments = self.arguments(least=1 if distinct else 0)
        if self.now.is_word("over") or self.now.is_word("filter"):
            raise malformed(
                gettext("%(name)s is not supported.", name=self.now.value.upper()), self.now.position
            )
        if distinct and token.value == "count":
            return self.made("count_distinct", arguments, token.position)
        if distinct:
            raise malformed(gettext("DISTINCT stands within count(...) only."), token.position)
        return self.made(token.value, arguments, token.position)

    def arguments(self, least: int) -> tuple[Node, ...]:
        """Expressions up to the closing bracket."""
        if not least and self.takes(")"):
            return ()
        nodes = [self.expression()]
        while self.takes(","):
            nodes.append(self.expression())
        self.need_sign(")")
        return tuple(nodes)

    def case(self) -> Node:
        """CASE WHEN condition THEN value ... [ELSE value] END: the same as case(condition, value, ..., true, value)."""
        with self.within():
            place = self.go().position
            parts: list[Node] = []
            while self.takes_word("when"):
                parts.append(self.expression())
                self.need_word("then")
                parts.append(self.expression())
            if self.takes_word("else"):
                parts += [Literal(True, self.now.position), self.expression()]
            self.need_word("end")
            return self.made("case", tuple(parts), place)


def _number(token: Token) -> Decimal:
    try:
        number = Decimal(token.value)
    except InvalidOperation as error:
        raise malformed(gettext("“%(text)s” is no number.", text=token.value[:30]), token.position) from error
    if (number and not -400 < number.adjusted() < 400) or len(token.value) > 400:
        raise malformed(
            gettext("The number %(text)s is too long or too large.", text=token.value[:30]), token.position
        )
    return number
