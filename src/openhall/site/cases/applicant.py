"""What a case has for its applicant: work that waits for them, and what they may send of their own accord."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from openhall.process.feel.values import Value
from openhall.process.model import EventKind, NodeKind
from openhall.process.rules.events import waited_for
from openhall.process.rules.state import State
from openhall.process.service.text import Happening
from openhall.site.cases import clock
from openhall.site.cases.acts import happen
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Case, Task
from openhall.site.services.loading import Ready, ready


@dataclass(frozen=True)
class Waiting:
    """A message for which a case waits, and which its applicant may send.

    label         what they do by it, in the language that was asked for
    form          the form that goes with it; "" for none
    number, node  which of the things that may happen it is (`process.rules.events.waited_for`)
    until         until when it may be sent; None as long as the case waits
    """

    message: str
    label: str
    form: str
    number: int
    node: str
    until: datetime | None


def open_for_applicant(case: Case, language: str = "") -> tuple[list[Task], list[Waiting]]:
    """The tasks that are open to a case's applicant, the oldest first, and what they may send."""
    tasks = list(case.tasks.filter(for_applicant=True, status=Task.Status.OPEN).order_by("offered_at", "pk"))
    return tasks, _happenings(case, language)


def send_message_event(case: int, message: str, data: Mapping[str, Value], by: By) -> Case:
    """The applicant sends a message for which the case waits: they withdraw, appeal, ...

    Raises `NotPossible` when the case does not wait for it, or its time is over.
    """
    row = Case.objects.filter(pk=case).first()
    waiting = next((each for each in _happenings(row, "") if each.message == message), None) if row else None
    if waiting is None:
        raise NotPossible(_("This cannot be done any more. Look at the case as it is now."))
    return happen(case, waiting.number, waiting.node, data, by)


def _happenings(case: Case, language: str) -> list[Waiting]:
    if case.ended_at is not None:
        return []
    prepared = ready(case.version_id)
    allowed = {each.message: each for each in prepared.folder.text.may_happen}
    words = prepared.folder.in_language(language or case.language)
    found: dict[str, Waiting] = {}
    state = State.unpack(case.state)
    for number, place in waited_for(prepared.running.model, state):
        node = prepared.running.model.nodes[place]
        name = node.event.name or node.work.message or ""
        is_message = node.event.kind == EventKind.MESSAGE or node.kind == NodeKind.RECEIVE
        happening = allowed.get(name)
        if not is_message or happening is None or name in found:
            continue
        until = _until(case, prepared, happening, number)
        if until is None or until > clock.now():
            found[name] = Waiting(name, words.happening(name), happening.form or "", number, node.id, until)
    # In the order of the service's text, not in that in which the process happens to wait.
    return [found[name] for name in allowed if name in found]


def _until(case: Case, prepared: Ready, happening: Happening, number: int) -> datetime | None:
    """The end of its time, counted from the decision; the process's own timer beside it ends the wait as well."""
    ends = [timer.due_at for timer in case.timers.all() if timer.number == number and number > 0]
    if happening.until is not None:
        since = (case.decided_at or case.opened_at).astimezone(prepared.zone)
        ends.append(prepared.folder.text.calendar.after(since, happening.until))
    return min(ends, default=None)
