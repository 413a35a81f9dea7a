"""Acts in a case: begin one, complete work, let an event happen. Each act is one transaction.

In it lie the case's new state and data, its tasks, timers and letters out, and the event rows that tell of it: all of
them or none. Each raises `NotPossible` with a sentence for the person who acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openhall.process.feel.values import Value
from openhall.site.cases import clock
from openhall.site.cases.access import may_work
from openhall.site.cases.acting import acting
from openhall.site.cases.by import NOBODY, By, NotPossible
from openhall.site.cases.deadlines import set_deadlines
from openhall.site.cases.models import Case, Task
from openhall.site.cases.opening import must_be_open, open_case, open_task
from openhall.site.cases.speaking import name_of
from openhall.site.cases.telling import tell_of_case, tell_of_task
from openhall.site.cases.writing import write
from openhall.site.ledger.models import Event
from openhall.site.services.loading import Ready, ready
from openhall.site.services.models import Version

__all__ = [
    "NOBODY",
    "By",
    "NotPossible",
    "begin",
    "claim",
    "complete",
    "complete_token",
    "fail",
    "fail_token",
    "happen",
    "release",
    "stop",
]


def begin(version: Version, data: Mapping[str, Value], by: By, start: int = -1, **fields: Any) -> Case:
    """A new case of a version; `fields` are those of `Case` (channel, language, applicant, ...).

    Who applies, where they are written to and what it is about are what the service says of the answers, where the
    fields do not say it.

    start  the place of the start event that came about; -1 where the case begins plainly
    """
    now = clock.now()
    with acting():
        prepared = ready(version.pk)
        row = Case(version=version, opened_at=now, **(_described(prepared, data) | fields))
        set_deadlines(row, prepared)
        row.save(force_insert=True)
        step = prepared.running.start(data, prepared.local(now), start)
        write(row, prepared, step, now, by)
    return row


def _described(prepared: Ready, data: Mapping[str, Value]) -> dict[str, str]:
    """What the service says of a case by the answers of the form that begins it."""
    answers = data.get(prepared.folder.text.form)
    if not isinstance(answers, dict):
        return {}
    person = prepared.folder.person(answers)
    return {
        "applicant_name": person.name[:200],
        "e_mail": person.e_mail[:254],
        "subject": prepared.folder.subject(answers)[:200],
    }


def complete(task: int, data: Mapping[str, Value], by: By) -> Case:
    """The work of a task is done and gave `data`. Raises `NotPossible` when somebody else has it, or was faster."""
    now = clock.now()
    with acting():
        held, work = open_task(task, by)
        step = held.prepared.running.complete(held.before, work.token, data, held.prepared.local(now))
        write(held.row, held.prepared, step, now, by)
    return held.row


def complete_token(case: int, token: int, data: Mapping[str, Value], by: By) -> bool:
    """The work of a token that is nobody's task (a call of a service) is done and gave `data`; False when the case
    has gone on without it."""
    now = clock.now()
    with acting():
        held = open_case(case)
        if not held.has(token):
            return False
        step = held.prepared.running.complete(held.before, token, data, held.prepared.local(now))
        write(held.row, held.prepared, step, now, by)
    return True


def fail_token(case: int, token: int, code: str | None, by: By) -> bool:
    """The work of a token that is nobody's task throws an error; False when the case has gone on without it."""
    now = clock.now()
    with acting():
        held = open_case(case)
        if not held.has(token):
            return False
        step = held.prepared.running.fail(held.before, token, code, held.prepared.local(now))
        write(held.row, held.prepared, step, now, by)
    return True


def fail(task: int, code: str | None, by: By) -> Case:
    """The work of a task cannot be done: it throws the error of this code.

    An event on its edge or around it catches the error; one that nothing catches ends the process.
    """
    now = clock.now()
    with acting():
        held, work = open_task(task, by)
        step = held.prepared.running.fail(held.before, work.token, code, held.prepared.local(now))
        write(held.row, held.prepared, step, now, by)
    return held.row


def happen(case: int, number: int, node: str, data: Mapping[str, Value], by: By) -> Case:
    """An event that a case waits for happens (`number` and `node` are those of `process.rules.events.waited_for`)."""
    now = clock.now()
    with acting():
        held = open_case(case)
        running = held.prepared.running
        if node not in running.model.place_of:
            raise NotPossible(_("This service has no such event (“%(node)s”).") % {"node": node})
        place = running.model.place_of[node]
        step = running.happen(held.before, number, place, data, held.prepared.local(now))
        write(held.row, held.prepared, step, now, by)
    return held.row


def stop(case: int, by: By) -> Case:
    """A case is ended from outside, wherever it stands. Raises `NotPossible` when it has ended already."""
    now = clock.now()
    with acting():
        held = open_case(case)
        if held.row.ended_at is not None:
            raise NotPossible(_("This case has ended already."))
        tell_of_case(
            held.row, held.prepared, Event.Lifecycle.NOTED, gettext_noop("Stopped from outside"), now, by
        )
        step = held.prepared.running.stop(held.before, held.prepared.local(now))
        write(held.row, held.prepared, step, now, by)
    return held.row


def claim(task: int, by: By) -> Task:
    """A person takes a task. Raises `NotPossible` when somebody else was faster, or it is not their work."""
    assert by.person is not None
    now = clock.now()
    with acting():
        free = Task.objects.filter(pk=task, status=Task.Status.OPEN, claimed_by=None)
        taken = free.update(claimed_by=by.person, claimed_at=now)
        held = Task.objects.select_related("case__version__service", "claimed_by").filter(pk=task).first()
        if held is None:
            raise NotPossible(_("This task does not exist any more."))
        if not taken:
            must_be_open(held, by)
            return held
        if not may_work(by.person, held):
            raise NotPossible(
                _("“%(task)s” is the work of %(department)s, where you have no post.")
                % {"task": name_of(held), "department": held.department}
            )
        tell_of_task(held, Event.Lifecycle.CLAIMED, now, by)
    return held


def release(task: int, by: By) -> None:
    """A person gives a task back to its department. Raises `NotPossible` when it is not in their hands."""
    now = clock.now()
    with acting():
        mine = Task.objects.filter(pk=task, status=Task.Status.OPEN, claimed_by=by.person)
        given_back = mine.update(claimed_by=None, claimed_at=None)
        held = Task.objects.select_related("case__version__service").filter(pk=task).first()
        if held is None:
            raise NotPossible(_("This task does not exist any more."))
        if not given_back:
            must_be_open(held, by)
            raise NotPossible(_("“%(task)s” is not in your hands.") % {"task": name_of(held)})
        tell_of_task(held, Event.Lifecycle.DELEGATED, now, by)
