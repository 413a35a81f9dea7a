"""The models of SpiffWorkflow's tests: which there are, what belongs to each, and how each is given to Openhall.

A model is one process of a file with all that it calls, which may lie in other files; or all pools of a file that has
several. Openhall gets them in one document, with the Python of conditions and scripts replaced by FEEL: by the same in
FEEL where that is plain (mode "data"), else by nothing, and the play answers instead (mode "choices").
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from openhall.process.bpmn.names import BPMN, OPENHALL
from spiff_python import Asked, NotTheSame, condition, expression, script

B = f"{{{BPMN}}}"
ENDINGS = (".bpmn", ".bpmn20.xml")
KEPT = ("message", "signal", "error", "escalation", "itemDefinition", "dataStore")


@dataclass(frozen=True)
class Unit:
    """One model. `process` is its id, "" for all pools of the file; `others` are the files that it calls into."""

    name: str
    dialect: str
    file: Path
    process: str
    collaboration: str = ""
    others: tuple[Path, ...] = ()
    decisions: tuple[Path, ...] = ()


@dataclass
class Prepared:
    """A model as Openhall gets it. `data` says whether its conditions are FEEL; `pools` what they ask about.

    inside  ids of the nodes that get their messages from other pools of the model
    """

    document: bytes
    data: bool
    pools: dict[str, list[object]] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)


def parse(file: Path) -> etree._Element:
    """The root of a file."""
    return etree.parse(
        file, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    ).getroot()


def units(folder: Path) -> Iterator[Unit]:
    """All models below a folder, in the order of their names."""
    files = [each for each in sorted(folder.rglob("*")) if each.name.endswith(ENDINGS)]
    roots = {file: parse(file) for file in files}
    for file in files:
        name = file.relative_to(folder).as_posix()
        dialect = name.split("/")[0]
        known = {f: r for f, r in roots.items() if f.relative_to(folder).parts[0] == dialect}
        decisions = tuple(sorted(file.parent.rglob("*.dmn"))) if dialect != "bpmn" else ()
        decisions = decisions or tuple(sorted(file.parent.glob("*.dmn")))
        processes = list(roots[file].iter(f"{B}process"))
        executable = [each for each in processes if each.get("isExecutable", "true") == "true"]
        for process in executable or processes[:1]:
            number = process.get("id")
            others = _others(file, [process], known)
            yield Unit(f"{name} {number}", dialect, file, number, others=others, decisions=decisions)
        collaboration = roots[file].find(f"{B}collaboration")
        pooled = {each.get("processRef") for each in roots[file].iter(f"{B}participant")} - {None}
        if collaboration is not None and len(pooled) > 1 and _inside(roots[file]):
            others = _others(file, processes, known)
            number = collaboration.get("id")
            yield Unit(f"{name} all pools", dialect, file, "", number, others, decisions)


def _others(
    file: Path, processes: list[etree._Element], known: dict[Path, etree._Element]
) -> tuple[Path, ...]:
    """The files that hold what is called, the nearest first where several do."""
    found: dict[Path, None] = {}
    waiting, seen = [(file, each) for each in processes], set()
    while waiting:
        at, process = waiting.pop()
        for call in process.iter(f"{B}callActivity"):
            called = call.get("calledElement")
            if not called or (at, called) in seen:
                continue
            seen.add((at, called))
            near = sorted(known, key=lambda each: (each != at, each.parent != at.parent, each))
            holds = [
                (each, p) for each in near for p in known[each].iter(f"{B}process") if p.get("id") == called
            ]
            if holds:
                found.setdefault(holds[0][0])
                waiting.append(holds[0])
    found.pop(file, None)
    return tuple(found)


def prepare(unit: Unit) -> Prepared:
    """The document that Openhall gets."""
    root = _joined(unit)
    asked = Asked()
    plain = copy.deepcopy(root)
    inside = _inside(root)
    try:
        if _translate(plain, asked):
            pools = {name: pool or [1] for name, pool in asked.pools.items()}
            return Prepared(etree.tostring(plain), True, pools, inside)
    except NotTheSame:
        pass
    _blank(root)
    return Prepared(etree.tostring(root), False, inside=inside)


def _joined(unit: Unit) -> etree._Element:
    root = parse(unit.file)
    called = _called(unit)
    for process in list(root.iter(f"{B}process")):
        wanted = process.get("id") == unit.process or not unit.process or process.get("id") in called
        if not wanted:
            root.remove(process)
    if unit.process:
        for each in root.findall(f"{B}collaboration"):
            root.remove(each)
    for diagram in root.findall("{*}BPMNDiagram"):
        root.remove(diagram)
    ids = {each.get("id") for each in root.iter() if each.get("id")}
    for number, file in enumerate(unit.others):
        other = parse(file)
        held = {each.get("id") for each in other.iter() if each.get("id")}
        twice = {each: f"{each}--{number}" for each in held & ids if each not in called}
        for each in other.iter():
            for name, value in each.attrib.items():
                if value in twice and name not in ("name", "errorCode", "escalationCode"):
                    each.set(name, twice[value])
            if isinstance(each.tag, str) and (each.text or "").strip() in twice:
                each.text = twice[each.text.strip()]
        ids |= held
        for child in other:
            kind = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if kind in KEPT or (kind == "process" and child.get("id") in called):
                root.append(child)
    for process in root.iter(f"{B}process"):
        if process.get("isExecutable") != "false" or process.get("id") == unit.process:
            process.set("isExecutable", "true")
    return root


def _called(unit: Unit) -> set[str]:
    """The ids of the processes that a model calls, and those that these call."""
    processes = {
        each.get("id"): each for file in (unit.file, *unit.others) for each in parse(file).iter(f"{B}process")
    }
    found: set[str] = set()
    waiting = [unit.process] if unit.process else list(processes)
    while waiting:
        process = processes.get(waiting.pop())
        for call in process.iter(f"{B}callActivity") if process is not None else ():
            if call.get("calledElement") not in found:
                found.add(call.get("calledElement"))
                waiting.append(call.get("calledElement"))
    return found - {None}


def _inside(root: etree._Element) -> list[str]:
    nodes = {each.get("id") for process in root.iter(f"{B}process") for each in process.iter()}
    return [
        flow.get("targetRef")
        for flow in root.iter(f"{B}messageFlow")
        if flow.get("sourceRef") in nodes and flow.get("targetRef") in nodes
    ]


def _translate(root: etree._Element, asked: Asked) -> int:
    """Put FEEL for Python; how many places there were. Raises `NotTheSame` where one has no plain counterpart."""
    done = 0
    for each in list(root.iter(f"{B}conditionExpression", f"{B}loopCondition")):
        each.text = condition(each.text or "", asked)
        each.attrib.pop("language", None)
        done += 1
    for each in root.iter(f"{B}loopCardinality"):
        if not (each.text or "").strip().isdigit():
            raise NotTheSame(each.text)
    for each in root.iter(
        f"{B}completionCondition", f"{B}loopDataInputRef", f"{B}multiInstanceLoopCharacteristics"
    ):
        if each.tag != f"{B}multiInstanceLoopCharacteristics" or each.find(f"{B}loopCardinality") is None:
            raise NotTheSame(each.text)
    for task in root.iter(f"{B}scriptTask"):
        each = task.find(f"{B}script")
        if each is None:
            raise NotTheSame("no script")
        name, each.text = script(each.text or "", asked)
        task.attrib.pop("scriptFormat", None)
        task.set(f"{{{OPENHALL}}}result", name)
        done += 1
    for each in root.iter(f"{B}timeDate", f"{B}timeDuration", f"{B}timeCycle"):
        each.text = expression(each.text or "", asked)
    return done


def _blank(root: etree._Element) -> None:
    """Put FEEL that asks nothing: the play answers all choices itself."""
    for each in root.iter(f"{B}conditionExpression", f"{B}loopCondition", f"{B}completionCondition"):
        each.text = "true"
        each.attrib.pop("language", None)
    for each in root.iter(f"{B}multiInstanceLoopCharacteristics"):
        for part in (
            "loopCardinality",
            "loopDataInputRef",
            "loopDataOutputRef",
            "inputDataItem",
            "outputDataItem",
        ):
            for found in each.findall(f"{B}{part}"):
                each.remove(found)
        etree.SubElement(each, f"{B}loopCardinality").text = "1"
    for task in root.iter(f"{B}scriptTask"):
        for found in task.findall(f"{B}script"):
            task.remove(found)
        etree.SubElement(task, f"{B}script").text = "null"
        task.attrib.pop("scriptFormat", None)
    for part, text in (("timeDate", "2030-01-01"), ("timeDuration", "P1D"), ("timeCycle", "R2/P1D")):
        for each in root.iter(f"{B}{part}"):
            each.text = text
            each.attrib.pop("language", None)
