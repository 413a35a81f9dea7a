"""Loose ends of a service folder that stand against nothing: files that nobody uses, words that are not translated."""

from __future__ import annotations

from collections.abc import Iterator

from openhall.process.model import Model, NodeKind
from openhall.process.quoting import listed, placed
from openhall.process.saying import gettext
from openhall.process.service.folder import PROCESS
from openhall.process.service.gather import Gathered, called, decisions_of
from openhall.process.service.text import FILE, ServiceText

OF_PEOPLE = frozenset({NodeKind.USER, NodeKind.MANUAL, NodeKind.TASK})


def loose_ends(found: Gathered) -> list[str]:
    """A sentence for each."""
    ends: list[str] = [
        placed(file, 0, gettext("nothing reads this file; take it out, or put it where it belongs."))
        for file in found.others
    ]
    if found.model is not None and found.text is not None:
        ends += _unused(found, found.text)
        ends += _of_text(found, found.text)
    return ends


def used_forms(found: Gathered) -> set[str]:
    """The names of the forms that the process or the text ask."""
    used = {found.text.form} if found.text is not None else set()
    used |= {each.form for each in found.text.may_happen if each.form} if found.text is not None else set()
    if found.model is not None:
        used |= {node.work.form for node in found.model.nodes if node.work.form}
    return used - {""}


def _unused(found: Gathered, text: ServiceText) -> Iterator[str]:
    assert found.model is not None
    for name in sorted(set(found.forms) - used_forms(found)):
        yield placed(
            f"forms/{name}.json",
            0,
            gettext("no task and no message asks this form; name it in openhall:form, or take it out."),
        )
    sent = {node.work.letter for node in found.model.nodes}
    for name in sorted(set(found.letters) - sent):
        yield placed(
            f"letters/{name}.md",
            0,
            gettext("nothing sends this letter; name it in openhall:letter, or take it out."),
        )
    asked = {node.work.decision for node in found.model.nodes if node.kind == NodeKind.RULE}
    imported = {each.namespace for model in found.decisions.values() for _, each in model.imports}
    for file, model in found.decisions.items():
        names = {each.name for each in decisions_of(model)}
        if not names & asked and model.namespace not in imported:
            yield placed(
                file,
                0,
                gettext(
                    "%(process)s asks none of its decisions; name one in openhall:decision, or take it out.",
                    process=PROCESS,
                ),
            )


def _of_text(found: Gathered, text: ServiceText) -> Iterator[str]:
    assert found.model is not None
    if not text.form:
        yield placed(
            FILE,
            0,
            gettext("no form is named, so nobody can apply on a page; name the form that begins a case."),
        )
    if text.form and not text.person_name:
        yield placed(
            FILE,
            0,
            gettext(
                "“person” does not say who applies; add %(example)s.",
                example=f"person: {{name: {text.form}.NAME, e-mail: …}}",
            ),
        )
    if text.form and not text.subject:
        yield placed(
            FILE,
            0,
            gettext("“subject” is missing, so officers see only the reference of a case; say it in FEEL."),
        )
    if not text.standards.legal and not text.standards.promised:
        yield placed(
            FILE, 0, gettext("“standards” names no time limit, so nobody is told when to expect a decision.")
        )
    for node in found.model.nodes:
        lost = node.kind in (NodeKind.SCRIPT, NodeKind.RULE) and not node.work.result
        if lost:
            yield (
                placed(
                    PROCESS,
                    0,
                    gettext(
                        "%(node)s keeps nothing of what it finds; name it in openhall:result.",
                        node=called(node),
                    ),
                )
            )
    if not found.examples and not any(file.startswith("tests/") for file in found.files):
        yield placed(
            "tests/",
            0,
            gettext(
                "there are no tests; write one at least, so that a change that breaks the service is found."
            ),
        )
    staged = {node for stage in text.stages for node in stage.nodes}
    if text.stages:
        main = _main_way(found.model)
        missed = [
            node.id
            for place, node in enumerate(found.model.nodes)
            if node.kind in OF_PEOPLE and node.id not in staged and place in main
        ]
        if missed:
            yield (
                placed(
                    FILE,
                    text.lines.get("steps", 1),
                    gettext(
                        "no stage has %(names)s; an applicant does not see that the case is there.",
                        names=listed(missed),
                    ),
                )
            )


def _main_way(model: Model) -> set[int]:
    """The places that a case can be at in place of others, and not only beside them, as after a reminder."""
    found: set[int] = set()
    waiting = list(model.processes)
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        waiting.extend(model.flows[flow].target for flow in model.nodes[place].outgoing)
        waiting.extend(each for each in model.boundary[place] if model.nodes[each].interrupting)
        waiting.extend(
            each
            for each in model.members[place]
            if not model.nodes[each].incoming
            and model.nodes[each].kind != NodeKind.BOUNDARY
            and not _watches_beside(model, each)
        )
    return found


def _watches_beside(model: Model, place: int) -> bool:
    """Whether an event sub-process lets what it watches go on."""
    starts = [model.nodes[each] for each in model.members[place] if model.nodes[each].kind == NodeKind.START]
    return model.nodes[place].kind == NodeKind.EVENT_SUBPROCESS and not any(
        each.interrupting for each in starts
    )
