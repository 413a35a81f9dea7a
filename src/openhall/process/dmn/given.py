"""What an evaluation was given: values of input data and of decisions, by the names that a model has for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from openhall.process.dmn.links import Links, Place
from openhall.process.dmn.model import Decision, Element, InputData, Model
from openhall.process.dmn.reading import clean
from openhall.process.errors import BadInput
from openhall.process.feel.values import Value
from openhall.process.saying import commas, gettext


@dataclass(frozen=True)
class Given:
    """Values by name; those of an imported model stand in a context under the name of the import.

    A value that is given for a name without the way to it counts for every way that has no value of its own.
    """

    values: Mapping[str, Value]

    def find(self, place: Place, name: str) -> tuple[bool, Value]:
        """Whether a value is given for the element of this name at a place, and the value."""
        for start in range(len(place.path) + 1):
            inside: Value | Mapping[str, Value] = self.values
            for step in place.path[start:]:
                inside = inside.get(step) if isinstance(inside, Mapping) else None
            if isinstance(inside, Mapping) and name in inside:
                return True, inside[name]
        return False, None


@dataclass(frozen=True)
class Fixed:
    """Values by place, as the call of a decision service gives them: nothing else is seen."""

    values: Mapping[Place, Value]

    def find(self, place: Place, name: str) -> tuple[bool, Value]:
        """Whether a value is given at a place, and the value."""
        return place in self.values, self.values.get(place)


def given_of(model: Model, links: Links, inputs: Mapping[str, Value]) -> Given:
    """The inputs as they were given. Raises `BadInput` for a name that the model does not have."""
    values = {clean(name): value for name, value in inputs.items()}
    known = {name for name, _ in model.imports if name}
    for each in links.models.values():
        for element in each.elements.values():
            if isinstance(element, InputData | Decision):
                known.add(element.name)
    for name in values:
        if name not in known:
            raise BadInput(_no_input(model, name, get_close_matches(name, known, 1)))
    return Given(values)


def _no_input(model: Model, name: str, near: list[str]) -> str:
    if near:
        return gettext(
            "'%(model)s' has no input '%(name)s'; is it '%(near)s'?",
            model=model.name,
            name=name,
            near=near[0],
        )
    takes = names_of(each for each in model.elements.values() if isinstance(each, InputData))
    return gettext(
        "'%(model)s' has no input '%(name)s'; it takes %(known)s.", model=model.name, name=name, known=takes
    )


def names_of(elements: Iterable[Element]) -> str:
    """The names of elements for a message: the first ten, and whether there are more."""
    names = [f"'{each.name}'" for each in elements]
    if not names:
        return gettext("none")
    shown = commas(names[:10])
    return gettext("%(names)s and more", names=shown) if len(names) > 10 else shown
