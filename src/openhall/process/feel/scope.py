"""What names mean where an expression stands: values within values, the innermost first."""

from __future__ import annotations

from collections.abc import Mapping

from openhall.process.feel.values import Value


class Scope:
    """Names and their values, and the scope around them."""

    __slots__ = ("around", "values")

    def __init__(self, values: Mapping[str, Value], around: Scope | None = None) -> None:
        self.values = values
        self.around = around

    def plus(self, values: Mapping[str, Value]) -> Scope:
        """A scope within this one; later entries of `values` are seen as well."""
        return Scope(values, self)

    def find(self, name: str) -> tuple[Value] | None:
        """What a name means, which may be null; None where it means nothing."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return (scope.values[name],)
            scope = scope.around
        return None
