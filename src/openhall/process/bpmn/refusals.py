"""What a file holds that is not executed, or that breaks a rule of the standard."""

from __future__ import annotations

from dataclasses import dataclass

from openhall.process.bpmn.element import Element
from openhall.process.saying import gettext


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
        element = called(self.kind, self.name, self.id, self.line)
        return gettext(
            "%(element)s %(reason)s; %(mend)s.", element=element, reason=self.reason, mend=self.mend
        )


class Refusals(list[Refusal]):
    """The refusals of one file, in the order in which they are found."""

    def add(self, element: Element, reason: str, mend: str, of_data: bool = False) -> None:
        """Refuse an element."""
        name = " ".join(element.name.split())
        refusal = Refusal(element.kind, name, element.id, reason, mend, element.line, of_data)
        if refusal not in self:
            self.append(refusal)


def called(kind: str, name: str, key: str, line: int) -> str:
    """How sentences call an element: its kind, its name and its id, or its line where it has neither."""
    if name and key:
        return gettext("%(kind)s “%(name)s” (%(id)s)", kind=kind, name=name, id=key)
    if key:
        return gettext("%(kind)s (%(id)s)", kind=kind, id=key)
    if line and name:
        return gettext("%(kind)s “%(name)s” in line %(line)s", kind=kind, name=name, line=str(line))
    return gettext("%(kind)s in line %(line)s", kind=kind, line=str(line)) if line else kind
