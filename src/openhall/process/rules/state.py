"""The state of a case: its tokens and the scopes they are in. A few integers, and nothing of the case's data.

A token rests in one of two places: at a node that takes time (a task, an event that is waited for, a sub-process), or
on a flow before a gateway that waits for others. Each scope belongs to the token at whose node it was opened, so
tokens and scopes are one tree, and what is cancelled is a branch of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from openhall.process.errors import BadInput
from openhall.process.saying import gettext

FORMAT = 1


class ScopeKind(IntEnum):
    """What a scope is for."""

    BODY = 0
    """The nodes within a process, a sub-process or an event sub-process."""
    LOOP = 1
    """The instances of an activity that is done several times."""
    COMPENSATION = 2
    """The handlers that one compensation calls, one after the other."""


@dataclass(slots=True)
class Token:
    """Where a token rests. `at` is the place of a node; below 0, `~at` is that of a flow. `index` counts instances."""

    at: int
    scope: int
    index: int = 0


@dataclass(slots=True)
class Scope:
    """An open scope.

    node   what it is the inside of: a process, a sub-process, or the activity that is looped
    token  the token it belongs to; 0 for a process that nobody called
    total  LOOP: how many instances there are to be; -1 where a condition decides
    begun  LOOP: how many have begun; ended: how many of them are done
    done   BODY: the activities that are done and could be compensated, in order; COMPENSATION: those still to be
           compensated, the next one last
    """

    node: int
    token: int
    kind: ScopeKind = ScopeKind.BODY
    total: int = 0
    begun: int = 0
    ended: int = 0
    done: list[int] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """All tokens and scopes of a case by their numbers, which are never used again.

    mail  nodes to which a message was sent within the model that nobody waited for yet
    """

    tokens: dict[int, Token] = field(default_factory=dict)
    scopes: dict[int, Scope] = field(default_factory=dict)
    last: int = 0
    mail: list[int] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return not self.scopes

    def copy(self) -> State:
        """A state of its own."""
        return State(
            {number: Token(t.at, t.scope, t.index) for number, t in self.tokens.items()},
            {
                number: Scope(s.node, s.token, s.kind, s.total, s.begun, s.ended, list(s.done))
                for number, s in self.scopes.items()
            },
            self.last,
            list(self.mail),
        )

    def inside(self, scope: int) -> list[int]:
        """The numbers of the tokens directly in a scope."""
        return [number for number, token in self.tokens.items() if token.scope == scope]

    def opened_by(self, token: int) -> list[int]:
        """The numbers of the scopes that belong to a token."""
        return [number for number, scope in self.scopes.items() if scope.token == token]

    def body_of(self, token: int) -> int:
        """The nearest scope around a token that holds nodes, and not instances or handlers."""
        number = self.tokens[token].scope
        while self.scopes[number].kind != ScopeKind.BODY:
            number = self.tokens[self.scopes[number].token].scope
        return number

    def pack(self) -> list[int]:
        """The state as integers, for storing; `unpack` reads them."""
        packed = [FORMAT, self.last, len(self.tokens), len(self.scopes), len(self.mail)]
        for number, token in self.tokens.items():
            packed += (number, token.at, token.scope, token.index)
        for number, scope in self.scopes.items():
            packed += (
                number,
                scope.node,
                scope.token,
                int(scope.kind),
                scope.total,
                scope.begun,
                scope.ended,
            )
            packed += (len(scope.done), *scope.done)
        return packed + self.mail

    @classmethod
    def unpack(cls, packed: Sequence[int]) -> State:
        """The state that `pack` wrote. Raises `BadInput` for anything else."""
        numbers = iter(packed)
        try:
            if next(numbers) != FORMAT:
                raise BadInput(gettext("The state of this case was written by another version of Openhall."))
            last, n_tokens, n_scopes, n_mail = _take(numbers, 4)
            state = cls(last=last)
            for _ in range(n_tokens):
                number, *token = _take(numbers, 4)
                state.tokens[number] = Token(*token)
            for _ in range(n_scopes):
                number, node, token_number, kind, total, begun, ended, n_done = _take(numbers, 8)
                state.scopes[number] = Scope(
                    node, token_number, ScopeKind(kind), total, begun, ended, _take(numbers, n_done)
                )
            state.mail = _take(numbers, n_mail)
        except (StopIteration, ValueError):
            raise BadInput(
                gettext("The state of this case is incomplete; restore it from a backup.")
            ) from None
        return state

    def key(self) -> Any:
        """What is the same for two states in which the same can happen: numbers and the order of tokens left out."""
        return (
            tuple(
                sorted(self._scope_key(number) for number, scope in self.scopes.items() if not scope.token)
            ),
            tuple(sorted(self.mail)),
        )

    def _scope_key(self, number: int) -> tuple[Any, ...]:
        scope = self.scopes[number]
        tokens = tuple(sorted(self._token_key(token) for token in self.inside(number)))
        # Where a condition ends a loop, the number of rounds changes nothing.
        rounds = (scope.begun, scope.ended) if scope.total >= 0 else (0, 0)
        return (scope.node, scope.kind, scope.total, *rounds, tuple(scope.done), tokens)

    def _token_key(self, number: int) -> tuple[Any, ...]:
        return (
            self.tokens[number].at,
            tuple(sorted(self._scope_key(scope) for scope in self.opened_by(number))),
        )


def _take(numbers: Iterator[int], n: int) -> list[int]:
    taken = [next(numbers) for _ in range(n)]
    return taken
