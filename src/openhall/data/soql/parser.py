"""Tokens to a tree: the statements of SoQL (soql-reference, RecursiveDescentParser.scala).

```
query      = stage {"|>" stage}
stage      = "SELECT" ["DISTINCT"] selection ["WHERE" expression] ["GROUP" "BY" list] ["HAVING" expression]
             {"ORDER" "BY" orderings | "SEARCH" text} {"LIMIT" integer | "OFFSET" integer}
selection  = (star | expression ["AS" name]) {"," ...}
star       = ("*" | ":*") ["(" "EXCEPT" name {"," name} ")"]
ordering   = expression ["ASC" | "DESC"] [("NULL" | "NULLS") ("FIRST" | "LAST")]
```
"""

from __future__ import annotations

from openhall.data.soql.errors import malformed
from openhall.data.soql.expressions import ExpressionReader
from openhall.data.soql.syntax import Name, Node, Ordering, Picked, Place, Stage, Star
from openhall.data.soql.tokens import Mark
from openhall.process.saying import either, gettext

MOST_STAGES = 8
MOST_ROWS = 2**62


def parse_query(text: str) -> tuple[Stage, ...]:
    """The stages of a whole query. Raises `QueryError`."""
    reader = Reader(text)
    stages = [reader.stage()]
    while reader.takes("|>"):
        stages.append(reader.stage())
        if len(stages) > MOST_STAGES:
            raise malformed(
                gettext("More than %(most)s queries are chained by |>.", most=MOST_STAGES),
                reader.now.position,
            )
    reader.end()
    return tuple(stages)


def parse_selection(text: str, begins: Place = (1, 1)) -> tuple[bool, tuple[Star | Picked, ...]]:
    """What stands in $select: whether distinct, and what is selected."""
    reader = Reader(text, begins)
    found = reader.distinct(), reader.selection()
    reader.end()
    return found


def parse_expression(text: str, begins: Place = (1, 1)) -> Node:
    """One expression, as in $where."""
    reader = Reader(text, begins)
    node = reader.expression()
    reader.end()
    return node


def parse_list(text: str, begins: Place = (1, 1)) -> tuple[Node, ...]:
    """Expressions with commas between, as in $group."""
    reader = Reader(text, begins)
    nodes = reader.list_of()
    reader.end()
    return nodes


def parse_orderings(text: str, begins: Place = (1, 1)) -> tuple[Ordering, ...]:
    """What stands in $order."""
    reader = Reader(text, begins)
    found = reader.orderings()
    reader.end()
    return found


class Reader(ExpressionReader):
    """Reads statements."""

    def stage(self) -> Stage:
        """One SELECT with its clauses, in their order."""
        self.need_word("select")
        distinct, select = self.distinct(), self.selection()
        where = self.expression() if self.takes_word("where") else None
        group = self.list_of() if self.takes_words("group", "by") else ()
        having = self.expression() if self.takes_word("having") else None
        order: tuple[Ordering, ...] = ()
        search: str | None = None
        while True:
            if not order and self.takes_words("order", "by"):
                order = self.orderings()
            elif search is None and self.takes_word("search"):
                search = self.need(Mark.TEXT, gettext("a text to search for")).value
            else:
                break
        limit = offset = None
        while True:
            if limit is None and self.takes_word("limit"):
                limit = self.integer()
            elif offset is None and self.takes_word("offset"):
                offset = self.integer()
            else:
                break
        return Stage(select, distinct, where, group, having, order, search, limit, offset)

    def distinct(self) -> bool:
        """Whether DISTINCT stands here."""
        return self.takes_word("distinct")

    def selection(self) -> tuple[Star | Picked, ...]:
        """What is selected."""
        found = [self.selected()]
        while self.takes(","):
            found.append(self.selected())
        return tuple(found)

    def selected(self) -> Star | Picked:
        """A star, or an expression and its alias."""
        place = self.now.position
        for sign in ("*", ":*"):
            if self.takes(sign):
                return Star(sign == ":*", self.exceptions(), place)
        node = self.expression()
        alias = self.name(gettext("a name after AS")).name if self.takes_word("as") else None
        return Picked(node, alias, place)

    def exceptions(self) -> tuple[Name, ...]:
        """The names after EXCEPT."""
        if not (self.now.value == "(" and self.next.is_word("except")):
            return ()
        self.go()
        self.go()
        names = [self.name(gettext("a name after EXCEPT"))]
        while self.takes(","):
            names.append(self.name(gettext("a name after the comma")))
        self.need_sign(")")
        return tuple(names)

    def list_of(self) -> tuple[Node, ...]:
        """Expressions with commas between."""
        nodes = [self.expression()]
        while self.takes(","):
            nodes.append(self.expression())
        return tuple(nodes)

    def orderings(self) -> tuple[Ordering, ...]:
        """What to order by. Without a word on nulls they come last when rising, first when falling."""
        found = [self.ordering()]
        while self.takes(","):
            found.append(self.ordering())
        return tuple(found)

    def ordering(self) -> Ordering:
        """One of them."""
        node = self.expression()
        descending = self.takes_word("desc")
        if not descending:
            self.takes_word("asc")
        nulls_last = not descending
        if self.takes_word("null") or self.takes_word("nulls"):
            if self.takes_word("first"):
                nulls_last = False
            elif self.takes_word("last"):
                nulls_last = True
            else:
                raise self.expected(either(["FIRST", "LAST"]))
        return Ordering(node, descending, nulls_last)

    def integer(self) -> int:
        """A whole number of rows."""
        token = self.need(Mark.NUMBER, gettext("a whole number"))
        if not token.value.isdigit() or len(token.value) > 19 or int(token.value) > MOST_ROWS:
            raise malformed(
                gettext("“%(text)s” is no whole number of rows.", text=token.value[:30]), token.position
            )
        return int(token.value)
