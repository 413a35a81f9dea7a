"""Playing a sketched model by the names of its nodes."""

from __future__ import annotations

from openhall.process.model import Model
from openhall.process.rules.acts import Act, ActKind
from openhall.process.rules.game import Game, MoveKind
from openhall.process.rules.state import State


class Answers:
    """A chooser that takes the flows to the nodes it was told, and the first one otherwise."""

    def __init__(
        self, model: Model, to: str = "", instances: int = 2, rounds: int = 1, enough: int = 99
    ) -> None:
        self.model = model
        self.to = to.split()
        self.number = instances
        self.rounds = rounds
        self.after = enough

    def _wanted(self, flows: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(f for f in flows if self.model.nodes[self.model.flows[f].target].id in self.to)

    def one(self, state: State, token: int, flows: tuple[int, ...], default: int) -> int:
        return (self._wanted(flows) or flows)[0]

    def some(self, state: State, token: int, flows: tuple[int, ...], default: int) -> tuple[int, ...]:
        return self._wanted(flows) or ((default,) if default >= 0 else flows[:1])

    def instances(self, state: State, token: int, node: int) -> int:
        return self.number

    def again(self, state: State, token: int, node: int) -> bool:
        self.rounds -= 1
        return self.rounds >= 0

    def enough(self, state: State, token: int, node: int) -> bool:
        self.after -= 1
        return self.after <= 0


class Played:
    """A case under way."""

    def __init__(self, model: Model, **answers: object) -> None:
        self.model = model
        self.game = Game(model)
        self.answers = Answers(model, **answers)  # type: ignore[arg-type]
        self.state, acts = self.game.start(self.answers)
        self.acts: list[Act] = list(acts)

    @property
    def open(self) -> list[str]:
        """The ids of what can be done or can happen, in the game's order."""
        return [self.model.nodes[move.node].id for move in self.game.moves(self.state)]

    def do(self, names: str) -> Played:
        """Let these happen, one after the other."""
        for name in names.split():
            moves = [m for m in self.game.moves(self.state) if self.model.nodes[m.node].id == name]
            assert moves, f"{name} is not open; open are {self.open}"
            self.state = State.unpack(self.state.pack())
            self.acts += self.game.play(self.state, moves[0], self.answers)
        return self

    def told(self, kind: ActKind) -> list[str]:
        """The ids of the nodes of all acts of a kind, in order."""
        return [self.model.nodes[act.node].id for act in self.acts if act.kind == kind]

    @property
    def ended(self) -> bool:
        return self.state.ended

    def fail(self, name: str, code: str | None) -> Played:
        """The work of a node throws an error."""
        (move,) = [
            m
            for m in self.game.moves(self.state)
            if self.model.nodes[m.node].id == name and m.kind == MoveKind.COMPLETE
        ]
        self.acts += self.game.fail(self.state, move.number, code, self.answers)
        return self
