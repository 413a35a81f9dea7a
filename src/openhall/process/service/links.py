"""What the parts of a service folder ask of each other and is not there: forms, letters, decisions, nodes, messages."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from openhall.process.decisions import Decisions
from openhall.process.errors import FeelSyntaxError, ProcessError
from openhall.process.feel.parser import parse_expression
from openhall.process.model import EventKind, Model, Node, NodeKind, Work
from openhall.process.quoting import meant, nearest, placed, quoted
from openhall.process.saying import gettext, message_of
from openhall.process.service.folder import PROCESS
from openhall.process.service.gather import LONGEST_ID, OF_LETTERS, Gathered, called, decisions_of
from openhall.process.service.text import FILE, ServiceText


def broken_links(found: Gathered) -> list[str]:
    """A sentence for each thing that is named and not there."""
    errors: list[str] = []
    if found.model is not None:
        for node in found.model.nodes:
            errors += _of_node(found, node)
    if found.text is not None:
        errors += _of_text(found, found.text)
    if found.text is not None and found.model is not None:
        errors += _of_process(found.text, found.model)
    return errors


def messages_of(model: Model) -> set[str]:
    """The names of the messages that a case waits for while it runs."""
    found: set[str | None] = set()
    for node in model.nodes:
        begins = node.kind == NodeKind.START and node.scope in model.processes
        if node.event.kind == EventKind.MESSAGE and node.kind in WAITING and not begins:
            found.add(node.event.name)
        elif node.kind == NodeKind.RECEIVE:
            found.add(node.work.message)
    return {name for name in found if name}


WAITING = frozenset({NodeKind.CATCH, NodeKind.BOUNDARY, NodeKind.START})


def _of_node(found: Gathered, node: Node) -> Iterator[str]:
    where = placed(PROCESS, 0, called(node))
    work = node.work
    if len(node.id) > LONGEST_ID:
        yield gettext(
            "%(where)s has an id of more than %(most)s characters; shorten it.", where=where, most=LONGEST_ID
        )
    if work.form:
        yield from (
            gettext("%(where)s asks %(fault)s", where=where, fault=fault) for fault in _form(found, work.form)
        )
    file = f"letters/{work.letter}.md"
    if work.letter and work.letter not in found.letters and file not in found.unread:
        mend = _write(work.letter, file, found.letters)
        yield gettext(
            "%(where)s sends the letter %(letter)s, which is not there; %(mend)s",
            where=where,
            letter=quoted(work.letter),
            mend=mend,
        )
    if node.kind == NodeKind.RULE:
        if work.decision is None:
            yield gettext(
                "%(where)s names no decision; name one of a DMN file in openhall:decision.", where=where
            )
        elif not any(file.endswith(".dmn") for file in found.unread):
            yield from _of_decision(found, work, where)
    sends = work.letter or work.message or _sends_along(found, node)
    if node.kind == NodeKind.SEND and not sends:
        yield gettext(
            "%(where)s sends nothing; name its letter in openhall:letter, or its message.", where=where
        )


def _of_decision(found: Gathered, work: Work, where: str) -> Iterator[str]:
    names = {each.name for model in found.decisions.values() for each in decisions_of(model)}
    assert work.decision is not None
    if work.decision not in names:
        mend = meant(work.decision, names)
        yield gettext(
            "%(where)s asks the decision %(decision)s, which is in no DMN file; %(mend)s",
            where=where,
            decision=quoted(work.decision),
            mend=mend,
        )
        return
    try:
        Decisions(found.decisions).find(work)
    except ProcessError as error:
        yield gettext("%(where)s: %(what)s", where=where, what=message_of(error))


def _sends_along(found: Gathered, node: Node) -> bool:
    assert found.model is not None
    place = found.model.place_of[node.id]
    return any(flow.source == place for flow in found.model.message_flows)


def _form(found: Gathered, name: str) -> Iterator[str]:
    """That a form is not there, as the end of a sentence; nothing where it is, or cannot be read."""
    file = f"forms/{name}.json"
    if name not in found.forms and file not in found.unread:
        yield gettext(
            "the form %(form)s, which is not there; %(mend)s",
            form=quoted(name),
            mend=_write(name, file, found.forms),
        )


def _write(name: str, file: str, known: Collection[str]) -> str:
    """How to mend the name of a file that is not there: the one that may be meant, or write it."""
    like = nearest(name, known)
    if like is not None:
        return gettext("did you mean %(name)s?", name=quoted(like))
    return gettext("write it as %(file)s.", file=file)


def _of_text(found: Gathered, text: ServiceText) -> Iterator[str]:
    if text.form:
        yield from (
            _line(text, "form", gettext("it names %(fault)s", fault=fault))
            for fault in _form(found, text.form)
        )
    for each in text.may_happen:
        for fault in _form(found, each.form) if each.form else ():
            yield _line(text, f"may happen.{each.message}", gettext("it names %(fault)s", fault=fault))
    for name, expression in (
        ("person.name", text.person_name),
        ("person.e-mail", text.person_e_mail),
        ("subject", text.subject),
    ):
        if expression:
            try:
                parse_expression(expression, found.names)
            except FeelSyntaxError as error:
                yield _line(
                    text,
                    name,
                    gettext("%(text)s is no FEEL: %(why)s", text=quoted(name), why=message_of(error)),
                )
    for department, answers in text.access.items():
        for answer in answers:
            form, _, question = answer.partition(".")
            known = found.forms.get(form)
            if known is not None and question and question not in known.questions:
                yield _line(
                    text,
                    f"access.{department}",
                    gettext(
                        "%(answer)s: the form %(form)s has no question %(question)s; %(mend)s",
                        answer=quoted(answer),
                        form=quoted(form),
                        question=quoted(question),
                        mend=meant(question, known.questions),
                    ),
                )


def _of_process(text: ServiceText, model: Model) -> Iterator[str]:
    named = [("standards", node, "decided by") for node in text.standards.decided_by]
    named += [(f"standards.tasks.{node}", node, "tasks") for node in text.standards.tasks]
    named += [(f"tell.{node}", node, "tell") for node in text.tell]
    named += [(f"outcomes.{node}", node, "outcomes") for node in text.outcomes]
    named += [(f"steps.{k}", node, "steps") for k, stage in enumerate(text.stages) for node in stage.nodes]
    for key, node, what in named:
        if node not in model.place_of:
            yield _line(
                text,
                key,
                gettext(
                    "%(what)s names %(node)s, which is no node of %(process)s; %(mend)s",
                    what=quoted(what),
                    node=quoted(node),
                    process=PROCESS,
                    mend=_meant_node(node, model),
                ),
            )
    yield from _of_names(model)
    yield from _of_events(text, model)
    waited = messages_of(model)
    for each in text.may_happen:
        if each.message not in waited:
            mend = (
                meant(each.message, waited) if waited else gettext("let an event catch it, or take it out.")
            )
            yield _line(
                text,
                f"may happen.{each.message}",
                gettext(
                    "%(process)s never waits for the message %(message)s; %(mend)s",
                    process=PROCESS,
                    message=quoted(each.message),
                    mend=mend,
                ),
            )
    if text.form and not _begins_plainly(model):
        what = gettext(
            "no case can begin with the form %(form)s; give the process a plain start event.",
            form=quoted(text.form),
        )
        yield placed(PROCESS, 0, what)


def _of_names(model: Model) -> Iterator[str]:
    """Names under which two things would be kept, or that letters have for something else."""
    forms = {node.work.form for node in model.nodes if node.work.form}
    for node in model.nodes:
        where = placed(PROCESS, 0, called(node))
        if node.work.result and node.work.result in forms:
            yield gettext(
                "%(where)s keeps its result as %(result)s, which is the name of a form too; name it otherwise in "
                "openhall:result.",
                where=where,
                result=quoted(node.work.result),
            )
        for name in (node.work.result, node.work.form):
            if name in OF_LETTERS:
                yield gettext(
                    "%(where)s names %(name)s, which means something else in letters; name it otherwise.",
                    where=where,
                    name=quoted(name),
                )


def _of_events(text: ServiceText, model: Model) -> Iterator[str]:
    """Messages that ask one form in the process and another one, or none, on the applicant's page."""
    for each in text.may_happen:
        for node in model.nodes:
            name = node.event.name or node.work.message
            if name == each.message and node.work.form is not None and node.work.form != each.form:
                asks = quoted(each.form) if each.form else gettext("no form")
                yield _line(
                    text,
                    f"may happen.{each.message}",
                    gettext(
                        "the applicant is asked %(asks)s, and %(node)s in %(process)s asks %(form)s; name the same "
                        "form.",
                        asks=asks,
                        node=quoted(node.label),
                        process=PROCESS,
                        form=quoted(node.work.form),
                    ),
                )


def _meant_node(node: str, model: Model) -> str:
    by_name = next((each.id for each in model.nodes if each.name == node), None)
    if by_name is not None:
        return gettext("its id is %(name)s.", name=quoted(by_name))
    return meant(node, [each.id for each in model.nodes if each.kind != NodeKind.PROCESS])


def _begins_plainly(model: Model) -> bool:
    starts = [
        model.nodes[each]
        for each in model.members[model.processes[0]]
        if model.nodes[each].kind == NodeKind.START
    ]
    return not starts or any(each.event.kind == EventKind.NONE for each in starts)


def _line(text: ServiceText, key: str, what: str) -> str:
    line = text.lines.get(key) or text.lines.get(key.partition(".")[0]) or 0
    return placed(FILE, line, what)
