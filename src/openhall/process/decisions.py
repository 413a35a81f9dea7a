"""The DMN models of a service, asked by its process: a case's data in, a value and the rules that fired out."""

from __future__ import annotations

from collections.abc import Mapping

from openhall.process.dmn import Model, decide, decide_service, read_dmn
from openhall.process.dmn.outcome import Fired
from openhall.process.dmn.read import Imports
from openhall.process.dmn.words import needed_inputs, rule_sentence
from openhall.process.errors import BadService
from openhall.process.feel.values import Budget, Value
from openhall.process.model import Work
from openhall.process.quoting import quoted
from openhall.process.running import Decided
from openhall.process.saying import gettext


def imports_among(files: Mapping[str, bytes]) -> Imports:
    """Where the `*.dmn` files of a service folder find the models that they import: among each other."""
    found = [data for name, data in sorted(files.items()) if name.endswith(".dmn")]

    def imported(namespace: str) -> bytes | None:
        return next((data for data in found if f'"{namespace}"'.encode() in data), None)

    return imported


class Decisions:
    """All decisions and decision services of the models of one service, by name."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self.models = dict(models)

    @staticmethod
    def of_files(files: Mapping[str, bytes]) -> Decisions:
        """Those of the `*.dmn` files of a service folder. Raises `BadModel`."""
        imported = imports_among(files)
        found = {name: data for name, data in files.items() if name.endswith(".dmn")}
        return Decisions({name: read_dmn(data, imported, name) for name, data in sorted(found.items())})

    def find(self, work: Work) -> Model:
        """The model of a rule task's decision. Raises `BadService` when there is none, or more than one."""
        fitting = [
            model
            for name, model in self.models.items()
            if work.model in (None, name) and work.decision in self._names(model)
        ]
        if len(fitting) != 1:
            name = quoted(work.decision or "")
            raise BadService(
                gettext(
                    "The decision %(name)s is in more than one DMN file of the service; name the file that is meant in "
                    "openhall:model.",
                    name=name,
                )
                if fitting
                else gettext(
                    "The decision %(name)s is in no DMN file of the service; name the file that is meant in "
                    "openhall:model.",
                    name=name,
                )
            )
        return fitting[0]

    def __call__(self, work: Work, scope: Mapping[str, Value], budget: Budget) -> Decided:
        """Decide with what a case knows: each input is taken by its name; what the case does not know is null."""
        model = self.find(work)
        assert work.decision is not None
        service = next((each for each in model.services if each.name == work.decision), None)
        element = service or next(each for each in model.decisions if each.name == work.decision)
        inputs = {name: scope[name] for name, _ in needed_inputs(model, element) if name in scope}
        ask = decide if service is None else decide_service
        outcome = ask(model, work.decision, inputs, budget.limits, budget.now)
        reasons = tuple(text for each in outcome.fired for text in _said(each))
        problems = tuple(
            gettext("in '%(element)s': %(why)s", element=each.element, why=each.reason)
            for each in outcome.problems
        )
        return Decided(work.decision, outcome.value, reasons, problems)

    @staticmethod
    def _names(model: Model) -> set[str]:
        return {each.name for each in model.decisions} | {each.name for each in model.services}


def _said(fired: Fired) -> list[str]:
    """A rule in words: what is noted beside it for people, or else its conditions."""
    return [text for _, text in fired.annotations if text] or [rule_sentence(fired)]
