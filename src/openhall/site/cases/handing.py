"""Work that goes from hand to hand: to a colleague, to another department and back, to a substitute, to a team."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from openhall.site.cases import clock
from openhall.site.cases.access import colleagues, may_lead, may_work
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Case, Handover, Member, Task
from openhall.site.cases.opening import must_be_open, open_case
from openhall.site.cases.telling import tell_of_case, tell_of_task
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department, Post, User


def delegate(task: int, person: User, by: By) -> Task:
    """Give a task to a colleague who may do it.

    It may be given by whoever has it in hand, whoever may do it while nobody has, and who leads its department.
    """
    with transaction.atomic():
        held = _locked(task)
        _must_give(held, by)
        if not colleagues(held).filter(pk=person.pk).exists():
            raise NotPossible(
                _("%(person)s holds no post for “%(task)s”.") % {"person": person, "task": held.name}
            )
        held.claimed_by, held.claimed_at = person, clock.now()
        held.save(update_fields=["claimed_by", "claimed_at"])
        tell_of_task(held, Event.Lifecycle.DELEGATED, clock.now(), by)
    return held


def hand_over(task: int, department: Department, reason: str, due_at: datetime | None, by: By) -> Handover:
    """Give a task to another department or partner, with a clock of its own until it is done there or comes back."""
    if not reason.strip():
        raise NotPossible(_("Say what the other department is to do."))
    with transaction.atomic():
        held = _locked(task)
        _must_give(held, by)
        if held.department is None or department.pk == held.department_id:
            raise NotPossible(_("Choose another department than the one that has it."))
        if due_at is not None and due_at <= clock.now():
            raise NotPossible(_("Choose a day that is still to come."))
        if held.handovers.filter(back_at=None).exists():
            raise NotPossible(
                _("“%(task)s” was handed over already; hand it back first.") % {"task": held.name}
            )
        made = Handover.objects.create(
            task=held,
            from_department=held.department,
            from_role=held.role,
            to_department=department,
            by=by.person,
            reason=reason.strip(),
            at=clock.now(),
            due_at=due_at,
        )
        held.department, held.role, held.claimed_by, held.claimed_at = department, "", None, None
        held.save(update_fields=["department", "role", "claimed_by", "claimed_at"])
        tell_of_task(held, Event.Lifecycle.DELEGATED, clock.now(), by)
    return made


def hand_back(task: int, answer: str, by: By) -> Handover:
    """Give a task back to the department it came from, with an answer."""
    if not answer.strip():
        raise NotPossible(_("Say what you found, or why it comes back."))
    with transaction.atomic():
        held = _locked(task)
        _must_give(held, by)
        made = held.handovers.filter(back_at=None).first()
        if made is None:
            raise NotPossible(_("“%(task)s” was not handed over to you.") % {"task": held.name})
        made.back_at, made.answer = clock.now(), answer.strip()
        made.save(update_fields=["back_at", "answer"])
        held.department, held.role = made.from_department, made.from_role
        held.claimed_by, held.claimed_at = None, None
        held.save(update_fields=["department", "role", "claimed_by", "claimed_at"])
        tell_of_task(held, Event.Lifecycle.DELEGATED, clock.now(), by)
    return made


def join_team(case: Case, person: User, by: By) -> Member:
    """Let a colleague of any department work on one case."""
    if not person.is_active or not person.roles:
        raise NotPossible(_("%(person)s is not on the staff.") % {"person": person})
    with transaction.atomic():
        held = open_case(case.pk)
        member, made = Member.objects.get_or_create(case=case, person=person, defaults={"by": by.person})
        if made:
            # The record names no colleague: who it is stands in the team itself.
            tell_of_case(held.row, held.prepared, Event.Lifecycle.NOTED, "Colleague joined", clock.now(), by)
    return member


def leave_team(case: Case, person: User, by: By) -> None:
    """Take a colleague off one case; work in their hands goes back to its department."""
    with transaction.atomic():
        held = open_case(case.pk)
        gone, _counts = Member.objects.filter(case=case, person=person).delete()
        if gone:
            for task in Task.objects.filter(case=case, claimed_by=person, status=Task.Status.OPEN):
                if not colleagues(task).filter(pk=person.pk).exists():
                    task.claimed_by, task.claimed_at = None, None
                    task.save(update_fields=["claimed_by", "claimed_at"])
            tell_of_case(held.row, held.prepared, Event.Lifecycle.NOTED, "Colleague left", clock.now(), by)


def name_substitute(person: User, substitute: User, until: date) -> None:
    """Let a colleague hold a person's posts until a day (that day too). Another one that was named goes."""
    if substitute.pk == person.pk:
        raise NotPossible(_("Choose somebody else than yourself."))
    if until < clock.now().date():
        raise NotPossible(_("Choose a day that is still to come."))
    own = Post.objects.filter(person=person, stands_in_for=None)
    if not own.exists():
        raise NotPossible(_("You hold no post that somebody could take over."))
    with transaction.atomic():
        end_substitution(person)
        Post.objects.bulk_create(
            Post(
                person=substitute,
                department=post.department,
                role=post.role,
                stands_in_for=person,
                until=until,
            )
            for post in own
        )


def end_substitution(person: User) -> None:
    """Nobody stands in for a person any more."""
    Post.objects.filter(stands_in_for=person).delete()


def _locked(task: int) -> Task:
    """A task under the lock of its case. Raises `NotPossible`."""
    number = Task.objects.filter(pk=task).values_list("case_id", flat=True).first()
    if number is None:
        raise NotPossible(_("This task does not exist any more."))
    open_case(number)
    return Task.objects.select_related("case__version__service", "department", "claimed_by", "ended_by").get(
        pk=task
    )


def _must_give(task: Task, by: By) -> None:
    """Raise `NotPossible` unless this person may pass the task on."""
    assert by.person is not None
    if task.status == Task.Status.OPEN and may_lead(by.person, task.department):
        return
    substituted = Post.objects.filter(person=by.person, stands_in_for=task.claimed_by).exists()
    if not (substituted and task.claimed_by is not None):
        must_be_open(task, by)
    if not may_work(by.person, task):
        raise NotPossible(
            _("“%(task)s” is the work of %(department)s, where you have no post.")
            % {"task": task.name, "department": task.department}
        )
