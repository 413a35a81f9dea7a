"""A case as it runs: where it stands, and what it knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openhall.process.feel.values import Value
from openhall.process.rules.state import State
from openhall.process.storing import from_stored, named_like_letters, to_stored


class Case:
    """Where a case stands and what it knows.

    It may be made of what is stored, the integers of `State.pack` and the JSON of `storing`, which is read when it is
    asked for. Values never change, so cases share them; what a case learns is said by `learn`.
    """

    __slots__ = ("_data", "_learned", "_packed", "_state", "_stored")

    def __init__(
        self,
        state: State | None = None,
        data: dict[str, Value] | None = None,
        packed: tuple[int, ...] | None = None,
        stored: dict[str, Any] | None = None,
    ) -> None:
        self._state = State() if state is None and packed is None else state
        self._packed = packed
        self._data = {} if data is None and stored is None else data
        self._stored = stored
        self._learned: dict[str, Value] = {}

    @property
    def state(self) -> State:
        """Its tokens and scopes. Whoever asks may change them."""
        if self._state is None:
            assert self._packed is not None
            self._state = State.unpack(self._packed)
        self._packed = None
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state, self._packed = state, None

    @property
    def packed(self) -> tuple[int, ...]:
        """Its tokens and scopes as integers."""
        if self._packed is None:
            assert self._state is not None
            return tuple(self._state.pack())
        return self._packed

    @property
    def data(self) -> dict[str, Value]:
        """What it knows, what it learned last at the end; not to be changed."""
        if self._data is None:
            found = from_stored(self._stored)
            assert isinstance(found, dict)
            self._data = found
            for name, value in self._learned.items():
                self._data.pop(name, None)
                self._data[name] = value
        return self._data

    @property
    def stored(self) -> dict[str, Any]:
        """What it knows, as JSON. Raises `BadInput` for what cannot be kept."""
        plain = self._stored is not None and not named_like_letters(self._learned)
        if not plain or (self._stored and next(iter(self._stored)).startswith("$")):
            stored: dict[str, Any] = to_stored(self.data)
            return stored
        assert self._stored is not None
        kept = dict(self._stored)
        for name, value in self._learned.items():
            kept.pop(name, None)
            kept[name] = to_stored(value)
        return kept

    def learn(self, data: Mapping[str, Value]) -> None:
        """Know something more, or anew."""
        for name, value in data.items():
            for known in (self._learned, self._data):
                if known is not None:
                    known.pop(name, None)
                    known[name] = value

    def copy(self) -> Case:
        """A case of its own, in the same state."""
        case = self.to(self.packed)
        if self._state is not None and self._packed is None:
            case.state = self._state.copy()
        return case

    def stand(self, packed: tuple[int, ...]) -> Case:
        """Let it be in another state."""
        self._state, self._packed = None, packed
        return self

    def to(self, packed: tuple[int, ...]) -> Case:
        """A case that knows the same, in another state."""
        case = Case(packed=packed, data=None if self._data is None else dict(self._data), stored=self._stored)
        if self._learned:
            case._learned = dict(self._learned)
        return case
