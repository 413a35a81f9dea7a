"""Types as FEEL writes them: number, list<string>, context<a: number>, function<number> -> string (rule 64)."""

from __future__ import annotations

from openhall.process.feel import names as lexis
from openhall.process.feel import syntax as tree
from openhall.process.feel.names import normal
from openhall.process.feel.reading import Reader
from openhall.process.saying import gettext_noop

LONG = ("date and time", "days and time duration", "years and months duration", "day-time duration")
MOST_NESTED = 50


class TypeReader(Reader):
    """The part of the parser that reads types."""

    nested = 0

    def type(self) -> tree.Type:
        """One type."""
        self.nested += 1
        if self.nested > MOST_NESTED:
            self.fail(gettext_noop("types are nested too deep"))
        try:
            return self._type()
        finally:
            self.nested -= 1

    def _type(self) -> tree.Type:
        self.skip()
        name = self._type_name()
        if name in ("list", "range") and self.takes("<"):
            element = self.type()
            self.need(">")
            return tree.ListType(element) if name == "list" else tree.RangeType(element)
        if name == "context" and self.takes("<"):
            entries: list[tuple[str, tree.Type]] = []
            while not self.takes(">"):
                if entries:
                    self.need(",")
                self.skip()
                found = lexis.KEY.match(self.text, self.place)
                if not found:
                    self.fail(gettext_noop("the name of an entry and “:” are missing"))
                self.place = found.end() + 1
                entries.append((normal(found[0]), self.type()))
            return tree.ContextType(tuple(entries))
        if name == "function" and self.takes("<"):
            parameters: list[tree.Type] = []
            while not self.takes(">"):
                if parameters:
                    self.need(",")
                parameters.append(self.type())
            self.need("->")
            return tree.FunctionType(tuple(parameters), self.type())
        return tree.NamedType(name)

    def _type_name(self) -> str:
        for name in LONG:
            place = self.place
            for word in name.split(" "):
                found = lexis.SPACE.match(self.text, place)
                place = found.end() if found else place
                if not self.text.startswith(word, place):
                    break
                place += len(word)
            else:
                self.place = place
                return name
        found = lexis.WORD.match(self.text, self.place)
        if not found:
            self.fail(gettext_noop("a type is missing"))
        self.place = found.end()
        name = found[0]
        # The name of a type of a model that is imported has dots in it.
        while self.text.startswith(".", self.place) and (
            found := lexis.WORD.match(self.text, self.place + 1)
        ):
            name, self.place = f"{name}.{found[0]}", found.end()
        return name
