"""What the elements of a model point to, over all models that import each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from openhall.process.dmn.model import Decision, Element, InputData, Key, Knowledge, Model, Service
from openhall.process.errors import BadModel
from openhall.process.feel.values import Budget
from openhall.process.quoting import placed
from openhall.process.saying import commas, gettext, gettext_noop


class Place(NamedTuple):
    """An element as it is reached from the model in hand: the names of the imports on the way, and the element.

    A model that is imported twice under two names is two places: each may be given its own input.
    """

    path: tuple[str, ...]
    key: Key


@dataclass(frozen=True)
class Links:
    """All models by namespace, with the way from each element to those that it needs."""

    models: Mapping[str, Model]

    def element(self, place: Place) -> Element:
        """The element at a place."""
        return self.models[place.key.namespace].elements[place.key]

    def model(self, place: Place) -> Model:
        """The model that holds the element at a place."""
        return self.models[place.key.namespace]

    def follow(self, place: Place, key: Key) -> tuple[str, Place]:
        """Where a key leads from a place: the name of the import on the way ("" for none), and the place there."""
        if key.namespace == place.key.namespace:
            return "", Place(place.path, key)
        imports = self.models[place.key.namespace].imports
        name = next((name for name, imported in imports if imported.namespace == key.namespace), "")
        return name, Place((*place.path, name) if name else place.path, key)

    def order(self, goal: Place, given: Callable[[Place], bool], budget: Budget) -> list[Place]:
        """The decisions to evaluate for `goal`, each after those that it needs, and none behind one that is given."""
        done: dict[Place, None] = {}
        stack: list[tuple[Place, bool]] = [(goal, False)]
        while stack:
            place, ready = stack.pop()
            element = self.element(place)
            if place in done or not isinstance(element, Decision):
                continue
            if ready:
                done[place] = None
                continue
            budget.spend()
            if given(place):
                continue
            stack.append((place, True))
            stack.extend((self.follow(place, key)[1], False) for key in reversed(element.information))
        return list(done)


def links_of(model: Model) -> Links:
    """The links of a model and all that it imports."""
    return Links({each.namespace: each for each in model.all_models()})


def check_links(model: Model, name: str) -> None:
    """Raise `BadModel` for the first reference that points to nothing or to the wrong kind, and for circles."""
    found = {key: element for each in model.all_models() for key, element in each.elements.items()}
    for element in model.elements.values():
        for key, kinds, role in _references(element):
            target = found.get(key)
            where = gettext("'%(name)s' (id %(id)s)", name=element.name, id=element.key.id)
            if target is None:
                lost = gettext(
                    "the element with the id '%(id)s', which is not in the model; correct the reference.",
                    id=key.id,
                )
                raise BadModel(placed(name, 0, gettext(role, where=where, target=lost)))
            if not isinstance(target, kinds):
                wrong = gettext(
                    "'%(name)s', which is of another kind; correct the reference.", name=target.name
                )
                raise BadModel(placed(name, 0, gettext(role, where=where, target=wrong)))
    _refuse_circles(model, name)
    _refuse_type_circles(model, name)


def _references(element: Element) -> Iterator[tuple[Key, tuple[type, ...], str]]:
    if isinstance(element, Decision):
        for key in element.information:
            yield key, (InputData, Decision), gettext_noop("%(where)s needs %(target)s")
    if isinstance(element, Decision | Knowledge):
        for key in element.knowledge:
            yield key, (Knowledge, Service), gettext_noop("%(where)s calls %(target)s")
    if isinstance(element, Service):
        for key in (*element.outputs, *element.encapsulated, *element.input_decisions):
            yield key, (Decision,), gettext_noop("%(where)s offers %(target)s")
        for key in element.input_data:
            yield key, (InputData,), gettext_noop("%(where)s takes %(target)s")


def _refuse_circles(model: Model, name: str) -> None:
    open_now: dict[Key, None] = {}
    done: set[Key] = set()
    for start in model.elements:
        stack: list[tuple[Key, bool]] = [(start, False)]
        while stack:
            key, leaving = stack.pop()
            if leaving:
                del open_now[key]
                done.add(key)
                continue
            if key in open_now:
                circle = [model.elements[each].name for each in list(open_now)[list(open_now).index(key) :]]
                needs = gettext("the decision '%(name)s' (id %(id)s)", name=circle[0], id=key.id)
                way = commas(circle[1:4])
                raise BadModel(
                    placed(
                        name,
                        0,
                        gettext(
                            "%(decision)s needs itself by way of %(names)s; take one of these requirements out.",
                            decision=needs,
                            names=way,
                        )
                        if circle[1:]
                        else gettext(
                            "%(decision)s needs itself; take one of these requirements out.", decision=needs
                        ),
                    )
                )
            element = model.elements.get(key)
            if key in done or not isinstance(element, Decision):
                continue
            open_now[key] = None
            stack.append((key, True))
            stack.extend((each, False) for each in element.information)


def _refuse_type_circles(model: Model, name: str) -> None:
    done: set[str] = set()
    for item in model.items.values():
        seen: dict[str, None] = {}
        current = item
        while current.name not in done and not current.components:
            if current.name in seen:
                raise BadModel(
                    placed(
                        name,
                        0,
                        gettext(
                            "the type '%(name)s' (id %(id)s) is defined by itself; give it a type of FEEL or fields.",
                            name=current.name,
                            id=current.id,
                        ),
                    )
                )
            seen[current.name] = None
            if current.type is None or current.type not in model.items:
                break
            current = model.items[current.type]
        done.update(seen)
