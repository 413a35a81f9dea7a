"""What a file holds that is not executed, or that breaks a rule of the standard."""

from __future__ import annotations

from dataclasses import dataclass

from openhall.process.bpmn.element import Element


@dataclass(frozen=True)
class Refusal:
    """Why a file cannot be executed: the element by its kind, name and id (or line), the reason, and how to mend it.

    `of_data` says that only cases with data need it: the model can be played without.
    """

    kind: str
    name: str
    id: str
    reason: str
    mend: str
    line: int = 0
    of_data: bool = False

    @property
    def sentence(self) -> str:
        """All of it as one sentence."""
        name = f" “{self.name}”" if self.name else ""
        where = f" ({self.id})" if self.id else f" in line {self.line}" if self.line else ""
        return f"{self.kind}{name}{where} {self.reason}; {self.mend}."


class Refusals(list[Refusal]):
    """The refusals of one file, in the order in which they are found."""

    def add(self, element: Element, reason: str, mend: str, of_data: bool = False) -> None:
        """Refuse an element."""
        name = " ".join(element.name.split())
        refusal = Refusal(element.kind, name, element.id, reason, mend, element.line, of_data)
        if refusal not in self:
            self.append(refusal)
