"""Work that goes from hand to hand: to a colleague, to another department and back, to a substitute, to a team."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from openhall.site.cases import clock
from openhall.site.cases.access import (
    colleagues,
    holders,
    may_lead,
    may_work,
    posts_of,
    stands_in_for,
    tasks_for,
)
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Case, Handover, Member, Task
from openhall.site.cases.opening import must_be_open, open_case
from openhall.site.cases.speaking import name_of
from openhall.site.cases.telling import tell_of_case, tell_of_task
from openhall.site.ledger.models import Event
from openhall.site.people.lacking import lacks_for_post
from openhall.site.people.models import Department, Post, User

JOINED, LEFT = gettext_noop("Colleague joined"), gettext_noop("Colleague left")
"""What the record says of a team."""


def delegate(task: int, person: User, by: By) -> Task:
    """Give a task to a colleague who may do it.

    It may be given by whoever has it in hand, whoever may do it while nobody has, and who leads its department.
    """
    with transaction.atomic():
        held = _locked(task)
        _must_give(held, by)
        if not colleagues(held).filter(pk=person.pk).exists():
            raise NotPossible(
                _("%(person)s holds no post for “%(task)s”.") % {"person": person, "task": name_of(held)}
            )
        _put_in_hands(held, person)
        tell_of_task(held, Event.Lifecycle.DELEGATED, clock.now(), by)
    return held


def may_take_over(person: User, task: Task) -> bool:
    """Whether a person may take a task out of the hands of a colleague: of one whom they stand in for, or who may not
    do it any more."""
    if task.status != Task.Status.OPEN or task.claimed_by is None or not may_work(person, task):
        return False
    if task.claimed_by_id == person.pk:
        return False
    return (
        task.claimed_by in stands_in_for(person)
        or not colleagues(task).filter(pk=task.claimed_by_id).exists()
    )


def take_over(task: int, by: By) -> Task:
    """Take a task out of the hands of a colleague who is away, or who may not do it any more."""
    assert by.person is not None
    with transaction.atomic():
        held = _locked(task)
        if not may_take_over(by.person, held):
            must_be_open(held, by)
            raise NotPossible(_("“%(task)s” is in nobody else's hands.") % {"task": name_of(held)})
        _put_in_hands(held, by.person)
        tell_of_task(held, Event.Lifecycle.CLAIMED, clock.now(), by)
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
                _("“%(task)s” was handed over already; hand it back first.") % {"task": name_of(held)}
            )
        if not holders(department.pk, "").exists():
            raise NotPossible(_("Nobody holds a post in %(department)s.") % {"department": department})
        now = clock.now()
        made = Handover.objects.create(
            task=held,
            from_department=held.department,
            from_role=held.role,
            to_department=department,
            by=by.person,
            reason=reason.strip(),
            at=now,
            due_at=due_at,
        )
        _offer_to(held, department, "")
        tell_of_task(held, Event.Lifecycle.DELEGATED, now, by)
    return made


def hand_back(task: int, answer: str, by: By) -> Handover:
    """Give a task back to the department it came from, with an answer."""
    if not answer.strip():
        raise NotPossible(_("Say what you found, or why it comes back."))
    with transaction.atomic():
        held = _locked(task)
        _must_give(held, by)
        made = _open_handover(held)
        if made is None:
            raise NotPossible(_("“%(task)s” was not handed over to you.") % {"task": name_of(held)})
        _come_back(held, made, answer.strip(), by)
    return made


def may_call_back(person: User, task: Task) -> bool:
    """Whether a person may take a task back that their department handed over: while nobody there is at it, or as one
    who leads the department."""
    made = _open_handover(task) if task.status == Task.Status.OPEN else None
    if made is None:
        return False
    if may_lead(person, made.from_department):
        return True
    roles = {post.role for post in posts_of(person) if post.department_id == made.from_department_id}
    fits = not made.from_role or made.from_role in roles
    return task.claimed_by is None and bool(roles) and fits


def call_back(task: int, by: By) -> Handover:
    """Take a task back that was handed over, without an answer."""
    assert by.person is not None
    with transaction.atomic():
        held = _locked(task)
        made = _open_handover(held)
        if made is None:
            must_be_open(held, By())
            raise NotPossible(_("“%(task)s” came back already.") % {"task": name_of(held)})
        if not may_call_back(by.person, held):
            must_be_open(held, by)
            raise NotPossible(_("“%(task)s” was not handed over by you.") % {"task": name_of(held)})
        _come_back(held, made, "", by)
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
            tell_of_case(
                held.row,
                held.prepared,
                Event.Lifecycle.NOTED,
                JOINED,
                clock.now(),
                by,
            )
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
            tell_of_case(
                held.row,
                held.prepared,
                Event.Lifecycle.NOTED,
                LEFT,
                clock.now(),
                by,
            )


def name_substitute(person: User, substitute: User, until: date) -> None:
    """Let a colleague hold a person's posts until a day (that day too). Another one that was named goes."""
    if substitute.pk == person.pk:
        raise NotPossible(_("Choose somebody else than yourself."))
    if not substitute.is_active or not substitute.roles:
        raise NotPossible(_("%(person)s is not on the staff.") % {"person": substitute})
    if until < timezone.localdate():
        raise NotPossible(_("Choose a day that is still to come."))
    own = Post.objects.filter(person=person, stands_in_for=None).select_related("department")
    if not own.exists():
        raise NotPossible(_("You hold no post that somebody could take over."))
    lacks = [each for post in own for each in lacks_for_post(substitute, post.department, post.role)]
    if lacks:
        raise NotPossible(" ".join(dict.fromkeys(each.words for each in lacks)))
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
    """Nobody stands in for a person any more; work that the substitute may not do now is offered again."""
    with transaction.atomic():
        posts = Post.objects.filter(stands_in_for=person)
        substitutes = list(User.objects.filter(pk__in=posts.values("person")))
        posts.delete()
        for substitute in substitutes:
            _let_go(Task.objects.filter(claimed_by=substitute), substitute)


def _locked(task: int) -> Task:
    """A task under the lock of its case. Raises `NotPossible`."""
    number = Task.objects.filter(pk=task).values_list("case_id", flat=True).first()
    if number is None:
        raise NotPossible(_("This task does not exist any more."))
    open_case(number)
    return Task.objects.select_related("case__version__service", "department", "claimed_by", "ended_by").get(
        pk=task
    )


def _put_in_hands(task: Task, person: User | None) -> None:
    task.claimed_by, task.claimed_at = person, clock.now() if person else None
    task.save(update_fields=["claimed_by", "claimed_at"])


def _let_go(tasks: QuerySet[Task], person: User) -> None:
    """Offer again what is in a person's hands and not their work any more."""
    for task in tasks.filter(status=Task.Status.OPEN).exclude(pk__in=tasks_for(person).values("pk")):
        _put_in_hands(task, None)


def _offer_to(task: Task, department: Department, role: str) -> None:
    task.department, task.role, task.claimed_by, task.claimed_at = department, role, None, None
    task.save(update_fields=["department", "role", "claimed_by", "claimed_at"])


def _open_handover(task: Task) -> Handover | None:
    return task.handovers.filter(back_at=None).select_related("from_department").first()


def _come_back(task: Task, made: Handover, answer: str, by: By) -> None:
    now = clock.now()
    made.back_at, made.answer = now, answer
    made.save(update_fields=["back_at", "answer"])
    _offer_to(task, made.from_department, made.from_role)
    tell_of_task(task, Event.Lifecycle.DELEGATED, now, by)


def _must_give(task: Task, by: By) -> None:
    """Raise `NotPossible` unless this person may pass the task on."""
    assert by.person is not None
    if task.status == Task.Status.OPEN and may_lead(by.person, task.department):
        return
    if not may_take_over(by.person, task):
        must_be_open(task, by)
    if not may_work(by.person, task):
        raise NotPossible(
            _("“%(task)s” is the work of %(department)s, where you have no post.")
            % {"task": name_of(task), "department": task.department}
        )
