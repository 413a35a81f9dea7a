"""Decisions and decision services evaluated (DMN 1.5, 10.4): each decision once, after what it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from openhall.process.dmn.evaluate import Evaluator, Scope, scope_of
from openhall.process.dmn.functions import Closure, External
from openhall.process.dmn.given import Fixed, Given, given_of, names_of
from openhall.process.dmn.links import Links, Place, links_of
from openhall.process.dmn.model import Decision, InputData, Key, Knowledge, Model, Service
from openhall.process.dmn.outcome import Outcome, Problem
from openhall.process.dmn.reading import clean
from openhall.process.dmn.types import find_item
from openhall.process.errors import BadInput, LimitReached
from openhall.process.feel.temporal import DateTime
from openhall.process.feel.values import Budget, Limits, Undefined, Value
from openhall.process.saying import gettext, gettext_noop

MOST_PROBLEMS = 200
"""About how many reasons are kept of one evaluation."""

Named = TypeVar("Named", Decision, Service)


def decide(
    model: Model,
    name: str,
    inputs: Mapping[str, Value],
    limits: Limits | None = None,
    now: DateTime | None = None,
) -> Outcome:
    """Evaluate the decision of this name (or id) and all that it needs.

    `inputs` has values by the names of input data; one by the name of a decision takes the place of its logic. `now`
    is what now() and today() tell. What is not given, or does not conform to its type, is null, and the outcome says
    so. Raises `BadInput` for a name that the model does not have and `LimitReached`.
    """
    decision = _named(model.decisions, name)
    if decision is None:
        raise BadInput(
            gettext(
                "'%(model)s' has no decision '%(name)s'; it has %(known)s.",
                model=model.name,
                name=name,
                known=names_of(model.decisions),
            )
        )
    return _run(model, inputs, limits, now).outcome(Place((), decision.key))


def decide_service(
    model: Model,
    name: str,
    inputs: Mapping[str, Value],
    limits: Limits | None = None,
    now: DateTime | None = None,
) -> Outcome:
    """Evaluate the decision service of this name (or id): one output's value, or a context of several.

    `inputs` has values by the names of the service's input data and input decisions. Raises as `decide` does.
    """
    service = _named(model.services, name)
    if service is None:
        raise BadInput(
            gettext(
                "'%(model)s' has no decision service '%(name)s'; it has %(known)s.",
                model=model.name,
                name=name,
                known=names_of(model.services),
            )
        )
    return _run(model, inputs, limits, now).outcome(Place((), service.key))


def _run(model: Model, inputs: Mapping[str, Value], limits: Limits | None, now: DateTime | None) -> Run:
    links = links_of(model)
    budget = Budget(limits or Limits(), now=now)
    return Run(links, given_of(model, links, inputs), Evaluator(budget))


def _named(elements: Iterable[Named], name: str) -> Named | None:
    found = list(elements)
    for each in found:
        if each.name == clean(name):
            return each
    return next((each for each in found if each.key.id == name), None)


@dataclass
class Run:
    """One evaluation: what was given, the values of decisions found so far, and the inputs taken."""

    links: Links
    given: Given | Fixed
    evaluator: Evaluator
    done: dict[Place, Value] = field(default_factory=dict)
    taken: dict[Place, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def outcome(self, goal: Place) -> Outcome:
        """Evaluate a decision or service with all that it needs. Raises `LimitReached`."""
        try:
            element = self.links.element(goal)
            value = self.service(element, goal) if isinstance(element, Service) else self.decision(goal)
        except RecursionError:
            raise LimitReached(
                gettext("The decision calls itself too deep; end its recursion earlier.")
            ) from None
        self._collect(element.name)
        decisions = {
            ".".join((*place.path, self.links.element(place).name)): each for place, each in self.done.items()
        }
        return Outcome(value, decisions, tuple(self.evaluator.fired), tuple(self.problems))

    def decision(self, goal: Place) -> Value:
        """The value of a decision, evaluated after what it needs."""
        for place in self.links.order(goal, self._is_given, self.evaluator.budget):
            if place not in self.done:
                self.done[place] = self._decide(place)
                self._collect(self.links.element(place).name)
        return self._value(goal)

    def service(self, service: Service, place: Place) -> Value:
        """The value of a decision service: its decisions see what the service takes, and nothing else."""
        fixed: dict[Place, Value] = {}
        for key in (*service.input_data, *service.input_decisions):
            _, at = self.links.follow(place, key)
            found, value = self.given.find(at, self.links.element(at).name)
            if found:
                fixed[at] = value
        return self._serve(service, place, fixed)

    def _serve(self, service: Service, place: Place, fixed: Mapping[Place, Value]) -> Value:
        inner = Run(self.links, Fixed(fixed), self.evaluator, problems=self.problems)
        outputs: dict[str, Value] = {}
        for key in service.outputs:
            _, at = self.links.follow(place, key)
            outputs[self.links.element(at).name] = inner.decision(at)
        self.done.update(inner.done)
        value: Value = next(iter(outputs.values())) if len(outputs) == 1 else outputs
        model = self.links.model(place)
        return self.evaluator.typed(value, result_type(model, service.variable.type), model)

    def _is_given(self, place: Place) -> bool:
        return self.given.find(place, self.links.element(place).name)[0]

    def _value(self, place: Place) -> Value:
        """The value of input data or of a decision that was evaluated or given."""
        for known in (self.done, self.taken):
            if place in known:
                return known[place]
        element = self.links.element(place)
        found, value = self.given.find(place, element.name)
        self.taken[place] = None
        if not found:
            self.evaluator.budget.note(gettext("'%(name)s' was not given.", name=element.name))
        else:
            self.taken[place] = self.evaluator.typed(value, element.variable.type, self.links.model(place))
        self._collect(element.name)
        return self.taken[place]

    def _decide(self, place: Place) -> Value:
        element = self.links.element(place)
        assert isinstance(element, Decision)
        if element.logic is None:
            self.evaluator.budget.note(
                gettext("The decision '%(name)s' has no logic; give its value.", name=element.name)
            )
            return None
        model = self.links.model(place)
        values = self._around(place, (*element.information, *element.knowledge))
        scope = scope_of(model, element.name, element.variable.type, values)
        value = self.evaluator.value(element.logic, scope)
        return self.evaluator.typed(value, element.variable.type, model)

    def _around(self, place: Place, keys: Iterable[Key]) -> dict[str, Value]:
        """The values of what an element needs, those of imported models in contexts under the import's name."""
        values: dict[str, Value] = {}
        within: dict[str, dict[str, Value]] = {}
        for key in keys:
            alias, at = self.links.follow(place, key)
            element = self.links.element(at)
            self.evaluator.budget.spend()
            value: Value
            match element:
                case InputData() | Decision():
                    value = self._value(at)
                case Knowledge():
                    value = self._knowledge(element, at)
                case Service():
                    value = Offered(element.name, element, at, self)
            if alias:
                within.setdefault(alias, {})[element.name] = value
            else:
                values[element.name] = value
        return {**values, **within}

    def _knowledge(self, element: Knowledge, place: Place) -> Value:
        model = self.links.model(place)
        logic = element.logic
        if logic is None:
            return External(element.name, (), gettext("nothing that is in the model"))
        if logic.kind != "FEEL":
            return External(element.name, tuple(each.name for each in logic.parameters), logic.kind)
        result = result_type(model, element.variable.type)

        def inside(values: Mapping[str, Value]) -> Scope:
            # What it calls is looked up when it is called, so that a function may call itself.
            around = self._around(place, element.knowledge)
            return scope_of(model, element.name, result, {**around, **values})

        return Closure(element.name, logic, model, inside, self.evaluator, result)

    def _collect(self, name: str) -> None:
        """Move what was noted since the last time to the problems of an element."""
        budget = self.evaluator.budget
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.extend(Problem(name, each) for each in dict.fromkeys(budget.notes))
        budget.noted.clear()


@dataclass(eq=False)
class Offered:
    """A decision service as a function: first its input data, then its input decisions (10.4)."""

    name: str
    service: Service
    place: Place
    run: Run

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its inputs, in order."""
        return tuple(self.run.links.element(at).name for at in self._inputs())

    def call(self, arguments: list[Value], budget: Budget) -> Value:
        """The result; an argument that does not conform to its type is null inside."""
        places = self._inputs()
        if len(arguments) != len(places):
            raise Undefined(
                gettext_noop("'%(name)s' takes %(wanted)s arguments and was given %(given)s."),
                name=self.name,
                wanted=str(len(places)),
                given=str(len(arguments)),
            )
        budget.spend()
        budget.enter()
        try:
            return self.run._serve(self.service, self.place, dict(zip(places, arguments, strict=True)))
        finally:
            budget.leave()

    def _inputs(self) -> list[Place]:
        keys = (*self.service.input_data, *self.service.input_decisions)
        return [self.run.links.follow(self.place, key)[1] for key in keys]


def result_type(model: Model, name: str | None) -> str | None:
    """The type of what a function gives whose variable has this type; DMN 1.1 named the result's type itself."""
    found = find_item(model, name) if name else None
    if found is not None and found[1].function is not None:
        return found[1].function[1]
    return name if name != "function" else None
