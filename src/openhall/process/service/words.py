"""The words of a service in one language; what is not translated stands in the first one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from openhall.process.forms.model import Form
from openhall.process.model import Model, NodeKind
from openhall.process.service.text import ServiceText
from openhall.process.service.translation import Translation


class Words:
    """What pages and letters say of a service in a language.

    language  the code of the language that was asked for
    """

    def __init__(
        self,
        language: str,
        text: ServiceText,
        model: Model,
        forms: Mapping[str, Form],
        translation: Translation | None = None,
    ) -> None:
        said = translation or Translation()
        self.language = language
        self.name = said.name or text.name
        self.summary = said.summary or text.summary
        self.who_may_apply = said.who_may_apply or text.who_may_apply
        self.fee = said.fee or text.fee
        self.needed = said.needed if len(said.needed) == len(text.needed) else text.needed
        self.stages = tuple(
            (said.stages[k] if k < len(said.stages) else "") or each.name
            for k, each in enumerate(text.stages)
        )
        self._said = said
        self._text = text
        self._model = model
        self._forms = forms

    def stage(self, place: int) -> str:
        """The name of a stage by its place in `ServiceText.stages`."""
        return self.stages[place]

    def node(self, node: str) -> str:
        """The name of a node by its id; the id where there is none."""
        place = self._model.place_of.get(node)
        return self._names.get(node) or (self._model.nodes[place].label if place is not None else node)

    def recorded(self, node: str, name: str) -> str:
        """What a node is called that is recorded under a name; that name where the node is called otherwise by now."""
        place = self._model.place_of.get(node)
        is_same = place is not None and self._model.nodes[place].label == name
        return self.node(node) if is_same else name

    def happening(self, message: str) -> str:
        """What the button says by which an applicant sends a message."""
        first = next((each.label for each in self._text.may_happen if each.message == message), message)
        return self._said.labels.get(message) or first

    def told(self, node: str) -> str:
        """What the applicant is told by e-mail at a node; "" for nothing."""
        return self._said.tell.get(node) or self._text.tell.get(node, "")

    def purpose(self, purpose: str) -> str:
        """A purpose of the service in this language, by its words in the first one."""
        place = (
            self._text.purposes.index(purpose) if purpose in self._text.purposes else len(self._text.purposes)
        )
        return self._said.purposes[place] if place < len(self._said.purposes) else purpose

    def outcome(self, end: str) -> str:
        """What an end event means, by its id or by its name in the first language; "" where it means nothing."""
        ends = self._ends
        node = end if end in ends else next((each for each, name in ends.items() if name == end), None)
        return (self._said.outcomes.get(node) or ends[node]) if node is not None else end

    def form(self, name: str) -> Form:
        """A form. Raises `KeyError` for one that the service does not have."""
        return self._translated[name]

    @cached_property
    def model(self) -> Model:
        """The process with its steps and ends called as in this language, to be drawn: their ids are the same."""
        if not self._names:
            return self._model
        nodes = (replace(node, name=self._names.get(node.id, node.name)) for node in self._model.nodes)
        return replace(self._model, nodes=tuple(nodes))

    @cached_property
    def _names(self) -> dict[str, str]:
        """The translated names of nodes by their ids: what an end event is called is what it means."""
        return {**self._said.outcomes, **self._said.nodes}

    @cached_property
    def _ends(self) -> dict[str, str]:
        return {node.id: node.name for node in self._model.nodes if node.kind == NodeKind.END and node.name}

    @cached_property
    def _translated(self) -> dict[str, Form]:
        return {
            name: form.in_words(self._said.forms[name]) if name in self._said.forms else form
            for name, form in self._forms.items()
        }
