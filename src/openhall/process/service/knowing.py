"""What a case of a service can know, and the expressions that ask for more than that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from openhall.process import dmn
from openhall.process.dmn.model import Context, Decision, Table
from openhall.process.dmn.words import needed_inputs
from openhall.process.errors import ProcessError
from openhall.process.feel import syntax as tree
from openhall.process.feel.builtins import BUILTINS
from openhall.process.feel.parser import parse_expression
from openhall.process.feel.used import names_used
from openhall.process.model import Node, NodeKind
from openhall.process.quoting import listed, meant, placed, quoted
from openhall.process.saying import gettext, gettext_noop, pgettext
from openhall.process.service.folder import PROCESS
from openhall.process.service.gather import OF_LETTERS, Gathered, decisions_of
from openhall.process.service.loose import used_forms
from openhall.process.service.text import FILE
from openhall.process.timers import is_iso


@dataclass
class Known:
    """The names that a case can know.

    forms  the questions of each form that is asked; of nothing else it is known what lies in it
    names  all names that an expression sees by themselves
    kept   those of them that a case keeps by themselves, and not only within the answers to a form
    """

    forms: dict[str, frozenset[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def lacks(self, path: tuple[str, ...]) -> str | None:
        """Why nothing gives a name or path, and what may be meant; None where something does."""
        name, *within = path
        if name not in self.names:
            return gettext(
                "%(name)s, which nothing gives; %(mend)s",
                name=quoted(".".join(path)),
                mend=meant(name, self.names),
            )
        asked = [form for form, questions in self.forms.items() if name in questions]
        if len(asked) > 1 and name not in self.kept:
            return gettext(
                "%(name)s, which the forms %(names)s ask, and the later answer counts; say which, as in "
                "%(example)s, or call a question otherwise.",
                name=quoted(name),
                names=listed(sorted(asked)),
                example=f"{sorted(asked)[0]}.{name}",
            )
        questions = self.forms.get(name)
        if questions is not None and within and within[0] not in questions:
            return gettext(
                "%(name)s, but the form %(form)s has no question %(question)s; %(mend)s",
                name=quoted(".".join(path)),
                form=quoted(name),
                question=quoted(within[0]),
                mend=meant(within[0], questions),
            )
        return None


def what_is_known(found: Gathered) -> Known:
    """What a case can know, from forms, decisions, scripts, data objects, and what the tests give."""
    known = Known()
    for name in used_forms(found):
        known.names.add(name)
        if name in found.forms:
            known.forms[name] = frozenset(found.forms[name].questions)
            known.names |= known.forms[name]
    if found.model is None:
        return known
    kept = [*known.forms, *found.model.data]
    for node in found.model.nodes:
        kept.append(node.work.result or "")
        if node.loop is not None:
            kept += [node.loop.item or "", node.loop.result or "", node.loop.result_item or "", "loopCounter"]
        known.names |= _entries(found, node)
    for example in found.examples.values():
        for given in (example.given, *(step.gives for step in example.steps)):
            kept += given
            for name, held in given.items():
                if isinstance(held, dict) and name not in known.forms:
                    known.names.update(held)
    known.kept = set(kept) - {""}
    known.names |= known.kept
    return known


def unknown_names(found: Gathered) -> list[str]:
    """A sentence for each expression (process, text, letters, decisions) that asks for what nothing gives."""
    sentences: dict[str, None] = {}
    for name, form in sorted(found.forms.items()):
        own = Known({name: frozenset(form.questions)}, {name, *form.questions})
        for page in form.pages:
            used = names_used(page.condition) if page.condition is not None else []
            condition = gettext("the condition of the page %(page)s", page=quoted(page.name))
            _tell(sentences, placed(f"forms/{name}.json", 0, condition), used, own)
    # What cannot be read would have given names: without it, too many would be missed.
    if found.model is None or any(
        file.startswith("forms/") or file.endswith(".dmn") for file in found.unread
    ):
        return list(sentences)
    known = what_is_known(found)
    for where, text in _expressions(found):
        _tell(sentences, where, _used(text, found.names), known)
    letters = Known(known.forms, known.names | OF_LETTERS)
    for versions in found.letters.values():
        for letter in versions.values():
            _tell(sentences, placed(letter.file, 0, pgettext("a letter", "it")), letter.uses, letters)
    for file, (decision, need) in _inputs(found):
        lack = known.lacks((need,))
        if lack:
            needs = gettext("the decision %(decision)s needs %(lack)s", decision=quoted(decision), lack=lack)
            sentences[placed(file, 0, needs)] = None
    return list(sentences)


def _tell(sentences: dict[str, None], where: str, used: Iterable[tuple[str, ...]], known: Known) -> None:
    for path in used:
        lack = known.lacks(path)
        if lack:
            sentences[gettext("%(where)s uses %(lack)s", where=where, lack=lack)] = None


def _expressions(found: Gathered) -> Iterator[tuple[str, str]]:
    """Each expression of the process and the text, and how sentences call it."""
    model, text = found.model, found.text
    if model is not None:
        for flow in model.flows:
            if flow.condition:
                source = model.nodes[flow.source].label
                yield (
                    placed(
                        PROCESS,
                        0,
                        gettext(
                            "the condition of the flow %(id)s after %(source)s",
                            id=quoted(flow.id),
                            source=quoted(source),
                        ),
                    ),
                    flow.condition,
                )
        for node in model.nodes:
            for what, expression in _of_node(node):
                where = gettext(what, node=quoted(node.label), id=node.id[:80])
                yield placed(PROCESS, 0, where), expression
    if text is not None:
        for what, expression in (
            ("person.name", text.person_name),
            ("person.e-mail", text.person_e_mail),
            ("subject", text.subject),
        ):
            if expression:
                line = text.lines.get(what, text.lines.get(what.partition(".")[0], 1))
                yield placed(FILE, line, quoted(what)), expression
        for department, answers in text.access.items():
            for answer in answers:
                line = text.lines.get(f"access.{department}", 1)
                # Whether a form has the question is an error, and told where links are.
                yield placed(FILE, line, quoted(f"access.{department}")), answer.partition(".")[0]


def _of_node(node: Node) -> Iterator[tuple[str, str]]:
    if node.work.script:
        yield gettext_noop("the script of %(node)s (%(id)s)"), node.work.script
    if node.loop is not None:
        for what, expression in (
            (gettext_noop("the loop condition of %(node)s (%(id)s)"), node.loop.condition),
            (gettext_noop("the number of instances of %(node)s (%(id)s)"), node.loop.count),
            (gettext_noop("the list of instances of %(node)s (%(id)s)"), node.loop.collection),
        ):
            if expression:
                yield what, expression
    if node.event.timer is not None and not is_iso(node.event.timer.text):
        yield gettext_noop("the timer of %(node)s (%(id)s)"), node.event.timer.text


def _used(text: str, names: frozenset[str]) -> list[tuple[str, ...]]:
    try:
        return names_used(parse_expression(text, names))
    except ProcessError:
        # What is no FEEL is an error, told where it is read.
        return []


def _entries(found: Gathered, node: Node) -> set[str]:
    """The names within what a rule or script leaves, which an expression sees by themselves."""
    if node.kind == NodeKind.SCRIPT and node.work.script:
        try:
            script = parse_expression(node.work.script, found.names)
        except ProcessError:
            return set()
        return {name for name, _ in script.entries} if isinstance(script, tree.ContextLiteral) else set()
    if node.kind != NodeKind.RULE:
        return set()
    names: set[str] = set()
    for model in found.decisions.values():
        for each in model.decisions:
            if each.name == node.work.decision:
                names |= _entries_of(each, model)
        for service in model.services:
            if service.name == node.work.decision:
                names |= {model.elements[key].name for key in service.outputs if key in model.elements}
    return names


def _entries_of(decision: Decision, model: dmn.Model) -> set[str]:
    logic = decision.logic
    if isinstance(logic, Table) and len(logic.outputs) > 1:
        return {each.name for each in logic.outputs}
    if isinstance(logic, Context):
        return {each.variable.name for each in logic.entries if each.variable is not None}
    item = model.items.get(decision.variable.type or "")
    return {each.name for each in item.components} if item is not None else set()


def _inputs(found: Gathered) -> Iterator[tuple[str, tuple[str, str]]]:
    """The inputs of each decision that the process asks: file, and names of decision and input."""
    asked = {
        node.work.decision
        for node in (found.model.nodes if found.model else ())
        if node.kind == NodeKind.RULE
    }
    for file, model in found.decisions.items():
        for each in decisions_of(model):
            if each.name in asked:
                for name, _ in needed_inputs(model, each):
                    if name not in BUILTINS:
                        yield file, (each.name, name)
