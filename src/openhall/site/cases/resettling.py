"""One case takes its place in another version: its state, its tasks and their posts, its timers, its calls."""

from __future__ import annotations

from datetime import datetime

from openhall.process.case import Case as Running
from openhall.process.moving import Move
from openhall.site.cases import deadlines
from openhall.site.cases.by import By
from openhall.site.cases.models import Case, Handover, Outgoing, Task, Timer
from openhall.site.cases.opening import Opened
from openhall.site.cases.telling import tell_of_case
from openhall.site.cases.writing import timer_of, write
from openhall.site.ledger.models import Event
from openhall.site.services.loading import Ready
from openhall.site.services.models import Version


def resettle(held: Opened, to: Ready, version: Version, move: Move, now: datetime, by: By) -> None:
    """Move a case that is under lock. Raises `CannotMove`, or `BadInput` for a timer that says no time there."""
    row = held.row
    after = move.state(held.before.state)
    move.check(after, held.before.data)
    case = Running(state=after, data=dict(held.before.data))
    _move_timers(held, to, move, case, now)
    _move_tasks(row, to, case)
    _move_calls(row, held, to, move)
    row.version, row.state = version, after.pack()
    Case.objects.filter(pk=row.pk).update(version=version, state=row.state)
    tell_of_case(row, to, Event.Lifecycle.MOVED, f"Moved to version {to.number}", now, by)
    step = to.running.settle(case, to.local(now))
    if step.acts:
        write(row, to, step, now, by)


def _move_tasks(row: Case, to: Ready, case: Running) -> None:
    """Open work keeps who has it in hand; what it is called, whose it is and until when is said by the new version."""
    nodes = to.running.model.nodes
    for task in Task.objects.filter(case=row, status=Task.Status.OPEN):
        place = case.state.tokens[task.token].at
        node, post = nodes[place], to.post_of(place)
        task.node, task.name, task.for_applicant = node.id, node.label[:200], post.applicant
        task.due_at = deadlines.of_task(to, row, node.id, task.offered_at)
        handed = Handover.objects.filter(task=task, back_at=None)
        if post.department_id is not None and handed.exists():
            # It stays where it was handed to, and comes back to whose it now is.
            handed.update(from_department=post.department_id, from_role=post.role)
        else:
            task.department_id, task.role = post.department_id, post.role
        task.save(update_fields=["node", "name", "for_applicant", "due_at", "department", "role"])


def _move_timers(held: Opened, to: Ready, move: Move, case: Running, now: datetime) -> None:
    """Timers that ran run on from when they began, by what the new version says; new ones begin now."""
    row, running = held.row, to.running
    kept = {(each.number, each.node): each for each in Timer.objects.filter(case=row)}
    ran = {
        (number, move.places[place]): kept.get((number, move.old.nodes[place].id))
        for number, place in held.prepared.running.timers(held.before)
    }
    Timer.objects.filter(case=row).delete()
    timers = []
    for number, place in running.timers(case):
        if (number, place) not in ran:
            timers.append(timer_of(row, to, case, number, place, now))
            continue
        before = ran[number, place]
        # One that has fired as often as it was to has no row any more.
        if before is not None:
            due = running.due(case, number, place, to.local(before.since))
            following = due.next(before.fired) if before.fired else due.at
            if following is not None:
                node = running.model.nodes[place].id
                timers.append(
                    Timer(
                        case=row,
                        number=number,
                        node=node,
                        since=before.since,
                        due_at=following,
                        fired=before.fired,
                    )
                )
    Timer.objects.bulk_create(timers)


def _move_calls(row: Case, held: Opened, to: Ready, move: Move) -> None:
    """The answer to a call that is still out finds its work by the new name."""
    for call in Outgoing.objects.filter(case=row, kind=Outgoing.Kind.CALL, sent_at=None):
        place = move.old.place_of.get(call.content["node"], -1)
        if place >= 0 and move.places[place] >= 0:
            node = to.running.model.nodes[move.places[place]].id
            Outgoing.objects.filter(pk=call.pk).update(content={**call.content, "node": node})
