"""What a function is, and which of those with the same name fits its arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from openhall.data.soql.kinds import Type, Typed, as_type, made
from openhall.data.soql.sql import Binds

ORDERED = frozenset(
    {Type.TEXT, Type.NUMBER, Type.CHECKBOX, Type.CALENDAR_DATE, Type.FIXED_TIMESTAMP, Type.ROW_ID, Type.URL}
)
COMPARED = ORDERED | {Type.POINT}
ANY = COMPARED | {Type.MULTIPOLYGON}
MOMENTS = frozenset({Type.CALENDAR_DATE, Type.FIXED_TIMESTAMP})
GEOGRAPHY = frozenset({Type.POINT, Type.MULTIPOLYGON})

Special = Callable[[Sequence[Typed], Binds], Typed]


@dataclass(frozen=True)
class Same:
    """A parameter whose type is that of all the others of this sort."""

    among: frozenset[Type]


@dataclass(frozen=True)
class Each:
    """A parameter of one type out of several, whatever the others are."""

    among: frozenset[Type]


Parameter = Type | Same | Each


@dataclass(frozen=True)
class Function:
    """One function for arguments of given types.

    name      as it is written; operators by their sign or words
    takes     its parameters; `more` are those that may follow, again and again
    gives     the type of its value; "same" for that of its `Same` parameters
    sql       a template, `{0}` being the first argument and `{rest}` all with commas; or what makes the SQL
    says      one sentence for the reference
    """

    name: str
    takes: tuple[Parameter, ...]
    gives: Type | Literal["same"]
    sql: str | Special
    says: str
    more: tuple[Parameter, ...] = ()
    aggregate: bool = False

    def parameters(self, count: int) -> tuple[Parameter, ...] | None:
        """The parameters for a number of arguments; None when it does not take so many."""
        extra = count - len(self.takes)
        if extra == 0:
            return self.takes
        if extra < 0 or not self.more or extra % len(self.more):
            return None
        return self.takes + self.more * (extra // len(self.more))

    def fit(self, arguments: Sequence[Typed], binds: Binds) -> list[Typed] | None:
        """The arguments as it takes them; None when it does not."""
        parameters = self.parameters(len(arguments))
        if parameters is None:
            return None
        same = _same(parameters, arguments)
        fitted = []
        if same is not None and (among := _among(parameters)) is not None and same not in among:
            same = _read_as(among, parameters, arguments, binds)
        for parameter, argument in zip(parameters, arguments, strict=True):
            if isinstance(parameter, Same):
                if same is None or same not in parameter.among:
                    return None
                found = as_type(argument, same, binds)
            elif isinstance(parameter, Each):
                kind = Type.TEXT if argument.type is Type.NULL else argument.type
                found = as_type(argument, kind, binds) if kind in parameter.among else None
            else:
                found = as_type(argument, parameter, binds)
            if found is None:
                return None
            fitted.append(found)
        return fitted

    def apply(self, arguments: Sequence[Typed], binds: Binds) -> Typed:
        """The call, checked, of arguments that fit."""
        if callable(self.sql):
            return self.sql(arguments, binds)
        pieces = [each.sql for each in arguments]
        sql = self.sql.format(*pieces, rest=", ".join(pieces))
        gives = _given(self, arguments) if self.gives == "same" else self.gives
        longest = sum(each.longest for each in arguments) if gives in (Type.TEXT, Type.URL) else 0
        return made(gives, sql, longest=binds.grow(longest), aggregate=self.aggregate)


def _same(parameters: Sequence[Parameter], arguments: Sequence[Typed]) -> Type | None:
    """The type that the `Same` arguments share: that of the first which is no literal, else of the first literal."""
    among = [
        argument
        for parameter, argument in zip(parameters, arguments, strict=True)
        if isinstance(parameter, Same)
    ]
    for each in [*(a for a in among if not a.is_literal), *(a for a in among if a.type is not Type.NULL)]:
        return Type.TEXT if each.type is Type.URL else each.type
    return Type.TEXT if among else None


_PREFERRED = (Type.CALENDAR_DATE, Type.FIXED_TIMESTAMP, Type.NUMBER)


def _among(parameters: Sequence[Parameter]) -> frozenset[Type] | None:
    return next((each.among for each in parameters if isinstance(each, Same)), None)


def _read_as(
    among: frozenset[Type], parameters: Sequence[Parameter], arguments: Sequence[Typed], binds: Binds
) -> Type | None:
    """The type as which written texts can be read where no text may stand."""
    written = [a for p, a in zip(parameters, arguments, strict=True) if isinstance(p, Same)]
    fits = (
        kind
        for kind in _PREFERRED
        if kind in among and all(as_type(each, kind, binds) is not None for each in written)
    )
    return next(fits, None)


def _given(function: Function, arguments: Sequence[Typed]) -> Type:
    parameters = function.parameters(len(arguments)) or ()
    return next(
        argument.type
        for parameter, argument in zip(parameters, arguments, strict=True)
        if isinstance(parameter, Same)
    )
