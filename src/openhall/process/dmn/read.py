"""DMN files, 1.1 to 1.5, read into a `Model` with all that they import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from lxml import etree

from openhall.process.dmn.boxed import read_expression, read_function
from openhall.process.dmn.items import read_item
from openhall.process.dmn.links import check_links
from openhall.process.dmn.model import (
    Decision,
    Element,
    Expression,
    InputData,
    Item,
    Key,
    Knowledge,
    Model,
    Service,
    Variable,
)
from openhall.process.dmn.reading import Reading, is_feel, type_of
from openhall.process.dmn.texts import Parsed
from openhall.process.dmn.xml import local, parse_xml, space
from openhall.process.errors import BadModel
from openhall.process.saying import gettext

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
"""The versions that are read, by the namespace of their elements."""

MOST_IMPORTS = 100
"""Models that one model may bring with it."""

Imports = Callable[[str], "bytes | None"]
"""From a namespace to the file of that model, or None. `{namespace: data}.get` is one; `siblings` makes another."""

PASSED_OVER = frozenset(
    {
        "knowledgeSource",
        "elementCollection",
        "textAnnotation",
        "association",
        "group",
        "performanceIndicator",
        "organizationUnit",
        "businessContextElement",
        "artifact",
    }
)
"""Elements that tell people something and have no part in a result."""

IN_DECISION = frozenset(
    {
        "question",
        "allowedAnswers",
        "variable",
        "informationRequirement",
        "knowledgeRequirement",
        "authorityRequirement",
        "supportedObjective",
        "impactedPerformanceIndicator",
        "decisionMaker",
        "decisionOwner",
        "usingProcess",
        "usingTask",
    }
)
"""What a decision may hold beside its logic."""


def no_imports(_namespace: str) -> bytes | None:
    """For models that stand alone."""
    return None


def siblings(folder: Path) -> Imports:
    """Find imported models among the `*.dmn` files of a folder (the first hundred by name)."""
    found: dict[str, bytes] = {}

    def find(namespace: str) -> bytes | None:
        if not found:
            for path in sorted(folder.glob("*.dmn"))[:MOST_IMPORTS]:
                data = path.read_bytes()
                try:
                    root = parse_xml(data, path.name)
                except BadModel:
                    # A broken neighbour is no fault of this model, unless it is the one that is imported.
                    continue
                found.setdefault(root.get("namespace") or "", data)
        return found.get(namespace)

    return find


def read_dmn(source: Path | bytes, imports: Imports = no_imports, name: str = "") -> Model:
    """Read a model and the models that it imports.

    `name` is how sentences call the file; a path's own name by default. Raises `BadModel` for a file that is no DMN
    1.1 to 1.5, holds what is not evaluated, points to what is not there, or needs itself; `OSError` when the path
    cannot be read.
    """
    if isinstance(source, Path):
        name, source = name or source.name, source.read_bytes()
    return _read(source, imports, name or gettext("The model"), {}, ())


def _read(data: bytes, imports: Imports, name: str, done: dict[str, Model], within: tuple[str, ...]) -> Model:
    root = parse_xml(data, name)
    version = VERSIONS.get(space(root))
    if version is None or local(root) != "definitions":
        raise BadModel(
            gettext(
                "%(name)s starts with %(root)s in the namespace '%(namespace)s', which is no DMN 1.1 to 1.5; "
                "save it as DMN 1.5.",
                name=name,
                root=f"<{local(root)}>",
                namespace=space(root),
            )
        )
    namespace = root.get("namespace") or ""
    feel = root.get("expressionLanguage")
    reading = Reading(name, space(root), feel is None or is_feel(feel))
    imported = _imports(reading, root, imports, done, (*within, namespace))
    items: dict[str, Item] = {}
    elements: dict[Key, Element] = {}
    for child in reading.own(root):
        kind = local(child)
        if kind == "itemDefinition":
            item = read_item(reading, child)
            if item.name in items:
                raise reading.refuse(
                    child, gettext("defines the type '%(name)s' a second time; rename one.", name=item.name)
                )
            items[item.name] = item
        elif kind in ELEMENTS:
            element = ELEMENTS[kind](reading, child, namespace)
            if element.key in elements:
                raise reading.refuse(
                    child, gettext("has the id %(id)s of another element; change one.", id=element.key.id)
                )
            elements[element.key] = element
        elif kind != "import" and kind not in PASSED_OVER:
            raise reading.refuse(child, gettext("is not known to DMN 1.5 and not evaluated; take it out."))
    paths = frozenset(reading.paths).union(*(each.paths for _, each in imported))
    model = Model(
        reading.label(root) or name, namespace, items, elements, tuple(imported), paths - {""}, Parsed()
    )
    check_links(model, name)
    done[namespace] = model
    return model


def _imports(
    reading: Reading, root: etree._Element, imports: Imports, done: dict[str, Model], within: tuple[str, ...]
) -> list[tuple[str, Model]]:
    found: list[tuple[str, Model]] = []
    for child in reading.own(root):
        if local(child) != "import":
            continue
        namespace, kind = child.get("namespace") or "", child.get("importType") or ""
        if kind not in VERSIONS and "DMN" not in kind.upper():
            raise reading.refuse(
                child,
                gettext("imports something of the type '%(kind)s'; only DMN can be imported.", kind=kind),
            )
        if namespace in within:
            raise reading.refuse(
                child,
                gettext(
                    "imports '%(namespace)s', which imports this model; break the circle.",
                    namespace=namespace,
                ),
            )
        model = done.get(namespace)
        if model is None:
            data = imports(namespace)
            if data is None:
                raise reading.refuse(
                    child,
                    gettext(
                        "imports '%(namespace)s', which is not there; put that model beside this one.",
                        namespace=namespace,
                    ),
                )
            if len(done) + len(within) > MOST_IMPORTS:
                raise reading.refuse(
                    child,
                    gettext(
                        "is one import too many; at most %(most)s models are read.",
                        most=MOST_IMPORTS,
                    ),
                )
            label = gettext(
                "%(model)s (imported by %(name)s)",
                model=reading.label(child) or gettext("The imported model"),
                name=reading.name,
            )
            model = _read(data, imports, label, done, within)
        found.append((reading.label(child), model))
    return found


def _variable(reading: Reading, element: etree._Element) -> Variable:
    child = reading.one(element, "variable")
    name = reading.label(element)
    if child is not None:
        return Variable(reading.label(child) or name, type_of(child))
    return Variable(name)


def _key(reading: Reading, element: etree._Element, namespace: str) -> Key:
    name = reading.label(element)
    if not name:
        raise reading.refuse(element, gettext("has no name; give it one."))
    return Key(namespace, element.get("id") or name)


def _references(reading: Reading, element: etree._Element, namespace: str, *names: str) -> tuple[Key, ...]:
    """The keys in the `href` of all elements of these names below this one."""
    keys = []
    for each in element.iter():
        if space(each) == reading.namespace and local(each) in names:
            address, _, fragment = (each.get("href") or "").rpartition("#")
            keys.append(Key(address or namespace, fragment))
    return tuple(dict.fromkeys(keys))


def _requirements(reading: Reading, element: etree._Element, namespace: str, *names: str) -> tuple[Key, ...]:
    keys: list[Key] = []
    for child in reading.own(element):
        if local(child) in ("informationRequirement", "knowledgeRequirement"):
            keys.extend(_references(reading, child, namespace, *names))
    return tuple(dict.fromkeys(keys))


def _input_data(reading: Reading, element: etree._Element, namespace: str) -> InputData:
    return InputData(_key(reading, element, namespace), _variable(reading, element))


def _decision(reading: Reading, element: etree._Element, namespace: str) -> Decision:
    logic: Expression | None = None
    for child in reading.own(element):
        if local(child) in IN_DECISION:
            continue
        if logic is not None:
            raise reading.refuse(child, gettext("is a second expression in its decision; keep one."))
        logic = read_expression(reading, child)
    return Decision(
        _key(reading, element, namespace),
        _variable(reading, element),
        _requirements(reading, element, namespace, "requiredInput", "requiredDecision"),
        _requirements(reading, element, namespace, "requiredKnowledge"),
        logic,
        _words(element, "question"),
        _words(element, "description"),
    )


def _knowledge(reading: Reading, element: etree._Element, namespace: str) -> Knowledge:
    logic = reading.one(element, "encapsulatedLogic")
    return Knowledge(
        _key(reading, element, namespace),
        _variable(reading, element),
        _requirements(reading, element, namespace, "requiredKnowledge"),
        read_function(reading, logic) if logic is not None else None,
    )


def _service(reading: Reading, element: etree._Element, namespace: str) -> Service:
    return Service(
        _key(reading, element, namespace),
        _variable(reading, element),
        _references(reading, element, namespace, "outputDecision"),
        _references(reading, element, namespace, "encapsulatedDecision"),
        _references(reading, element, namespace, "inputDecision"),
        _references(reading, element, namespace, "inputData"),
    )


def _words(element: etree._Element, name: str) -> str:
    child = next((each for each in element if local(each) == name), None)
    return " ".join("".join(map(str, child.itertext())).split()) if child is not None else ""


ELEMENTS: Mapping[str, Callable[[Reading, etree._Element, str], Element]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}
"""How each element that takes part in a result is read."""
