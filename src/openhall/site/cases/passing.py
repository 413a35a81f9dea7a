"""Messages and signals from one case to others in the house.

A message goes to the case that began this one, or to one that this one began, if it waits for it; where there is none,
it begins a case of the service that starts with it. A signal goes to every case that waits for it, and begins one of
each service that starts with it. Each case that is reached, and the note that it was, are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from openhall.process.feel.values import Value
from openhall.process.model import EventKind, Model, Node, NodeKind
from openhall.process.quoting import placed
from openhall.process.rules.events import waited_for
from openhall.process.saying import commas, each_line, gettext, lines, message_of
from openhall.process.storing import from_stored
from openhall.site.cases.acts import begin, happen
from openhall.site.cases.by import NOBODY, By, NotPossible
from openhall.site.cases.models import Case, Outgoing
from openhall.site.cases.opening import Opened, open_case
from openhall.site.cases.posting import NotPosted
from openhall.site.services.loading import ready
from openhall.site.services.models import Version
from openhall.site.web.speech import keep_text, read_text


def pass_message(outgoing: Outgoing) -> None:
    """Give a message to the one case that it is for. Call it in a transaction.

    Raises `NotPosted` when nobody waits for it (yet).
    """
    sender = outgoing.case
    brought: dict[str, Value] = {outgoing.name: {**_data(outgoing), "reference": sender.reference}}
    kin = Case.objects.filter(Q(pk=sender.begun_by_id) | Q(begun_by=sender), ended_at=None)
    for pk in kin.order_by("pk").values_list("pk", flat=True):
        held = open_case(pk)
        for number, node in _waiting(held, EventKind.MESSAGE, outgoing.name):
            happen(pk, number, node, brought, NOBODY)
            return
    beginning = list(_beginning(EventKind.MESSAGE, outgoing.name))
    if len(beginning) > 1:
        names = sorted(str(version.service) for version, _ in beginning)
        raise NotPosted(
            gettext(
                "More than one service begins with the message “%(name)s”: %(services)s.",
                name=outgoing.name,
                services=commas(names),
            )
        )
    for version, place in beginning:
        begin(version, brought, NOBODY, place, begun_by=sender, **_same_person(sender))
        return
    raise NotPosted(
        gettext(
            "Nobody waits for the message “%(name)s”: bind an address to the name, or let a service begin with it.",
            name=outgoing.name,
        )
    )


def bring(case: int, name: str, data: Mapping[str, Value], by: By) -> Case:
    """A message from outside reaches a case that waits for it; `data` is what the case learns.

    Raises `NotPossible` when the case does not wait for it.
    """
    with transaction.atomic():
        for number, node in _waiting(open_case(case), EventKind.MESSAGE, name):
            return happen(case, number, node, data, by)
    raise NotPossible(_("This case does not wait for the message “%(name)s”.") % {"name": name})


def pass_signal(outgoing: Outgoing) -> None:
    """Give a signal to everybody who waits for it; what was reached already is noted in `content["reached"]`."""
    for version in Version.objects.exclude(status=Version.Status.DRAFT).order_by("pk"):
        if not _catches(version.pk, outgoing.name):
            continue
        cases = Case.objects.filter(version=version, ended_at=None).exclude(pk=outgoing.case_id)
        for pk in cases.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500):
            _reach(outgoing, f"case {pk}", pk)
    for version, place in _beginning(EventKind.SIGNAL, outgoing.name):
        with transaction.atomic():
            if _note(outgoing, f"version {version.pk}"):
                begin(version, {}, NOBODY, place)


def _reach(outgoing: Outgoing, name: str, pk: int) -> None:
    """Let the signal happen in a case, everywhere it is waited for."""
    with transaction.atomic():
        held = open_case(pk)
        waiting = list(_waiting(held, EventKind.SIGNAL, outgoing.name))
        if not waiting or not _note(outgoing, name):
            return
        try:
            with transaction.atomic():
                for number, node in waiting:
                    # The one before may have stopped this one.
                    if (number, node) in set(_waiting(open_case(pk), EventKind.SIGNAL, outgoing.name)):
                        happen(pk, number, node, {}, NOBODY)
        except NotPossible as error:
            # What was reached already is not reached again, so what failed before still stands.
            failed = placed(held.row.reference, 0, message_of(error))
            before = each_line(read_text(outgoing.problem))
            outgoing.problem = keep_text(lines([*before, failed]))
            Outgoing.objects.filter(pk=outgoing.pk).update(problem=outgoing.problem)


def _note(outgoing: Outgoing, name: str) -> bool:
    """Note that somebody is reached; False when they were already."""
    now = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
    reached = now.content.get("reached", [])
    if name in reached:
        return False
    Outgoing.objects.filter(pk=now.pk).update(content={**now.content, "reached": [*reached, name]})
    return True


def _waiting(held: Opened, kind: EventKind, name: str) -> Iterator[tuple[int, str]]:
    model = held.prepared.running.model
    for number, place in waited_for(model, held.before.state):
        node = model.nodes[place]
        if _caught(node, kind) == name and place not in held.prepared.running.game.inner:
            yield number, node.id


def _caught(node: Node, kind: EventKind) -> str | None:
    """The name of what a node waits for, if it is of that kind."""
    if node.event.kind == kind:
        return node.event.name
    return node.work.message if kind == EventKind.MESSAGE and node.kind == NodeKind.RECEIVE else None


def _beginning(kind: EventKind, name: str) -> Iterator[tuple[Version, int]]:
    """The services that begin with a message or signal, and where."""
    for version in Version.objects.filter(status=Version.Status.OPEN).select_related("service"):
        place = _start(version.pk, kind, name)
        if place is not None:
            yield version, place


def _start(version: int, kind: EventKind, name: str) -> int | None:
    running = ready(version).running
    for place in running.model.members[running.model.processes[0]]:
        node = running.model.nodes[place]
        if node.kind == NodeKind.START and node.event.kind == kind and node.event.name == name:
            return place
    return None


def _catches(version: int, name: str) -> bool:
    model: Model = ready(version).running.model
    return any(
        node.event.kind == EventKind.SIGNAL and node.event.name == name and _may_wait(model, node)
        for node in model.nodes
    )


def _may_wait(model: Model, node: Node) -> bool:
    """Whether it is an event that a case waits for, and not one that it throws or begins with."""
    if node.kind == NodeKind.START:
        return node.scope >= 0 and model.nodes[node.scope].kind == NodeKind.EVENT_SUBPROCESS
    return node.kind in (NodeKind.CATCH, NodeKind.BOUNDARY)


def _data(outgoing: Outgoing) -> dict[str, Value]:
    data = from_stored(outgoing.content.get("data", {}))
    assert isinstance(data, dict)
    return data


def _same_person(sender: Case) -> dict[str, object]:
    """A case that another one begins is of the same person."""
    return {
        "applicant": sender.applicant,
        "applicant_name": sender.applicant_name,
        "e_mail": sender.e_mail,
        "language": sender.language,
        "subject": sender.subject,
        "channel": Case.Channel.API,
    }
