"""A case, or a task with its case, read with a lock: what an act begins with.

Only the row of the case is ever locked, and it is locked first. So acts on one case come one after the other, the
second sees what the first one did, and no two of them wait for each other.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache

from django.db.models import BigIntegerField, DateField, Exists, OuterRef, Q
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.running import Case as Running
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.driving import run
from openhall.site.cases.models import Case, Member, Task
from openhall.site.cases.speaking import name_of
from openhall.site.cases.statements import Reading, Slot
from openhall.site.people.models import Post, User
from openhall.site.services.loading import Ready, ready


@dataclass(slots=True, eq=False)
class Opened:
    """A case under lock: its row, its version, and where it stands."""

    row: Case
    prepared: Ready
    before: Running

    def has(self, token: int) -> bool:
        """Whether the case has a token."""
        packed = self.before.packed
        return token in packed[5 : 5 + 4 * packed[2] : 4]


def open_case(case: int) -> Opened:
    """The case of this number. Raises `NotPossible` when there is none. Call it in a transaction."""
    reading = _case_by_number()
    (found,) = run([(reading.statement, (case,))])
    if not found.rows:
        raise NotPossible(_("This case does not exist any more."))
    (row,) = reading.read(found.rows[0])
    return opened(row)


def open_task(task: int, by: By) -> tuple[Opened, Task]:
    """An open task and its case.

    Raises `NotPossible` when it is done, withdrawn, in somebody else's hands, or the work of a department in which the
    person has no post.
    """
    reading = _task_by_number()
    person = by.number
    (found,) = run([(reading.statement, (task, person, _today()))])
    if not found.rows:
        raise NotPossible(_("This task does not exist any more."))
    work, row = reading.read(found.rows[0])
    held = opened(row)
    if work.status != Task.Status.OPEN or work.claimed_by_id not in (None, person):
        must_be_open(work, by)
    if not held.has(work.token):
        # The act before this one ended it while this one waited for the lock.
        must_be_open(Task.objects.get(pk=task), by)
    if not (work.department_id is None or work.has_post or by.person is None or _is_in_team(by.person, row)):
        raise NotPossible(
            _("“%(task)s” is the work of %(department)s, where you have no post.")
            % {"task": name_of(work), "department": work.department}
        )
    return held, work


def _is_in_team(person: User, row: Case) -> bool:
    return person.is_superuser or Member.objects.filter(case=row.pk, person=person).exists()


def opened(row: Case) -> Opened:
    """A row that was read with its lock, so it is as the act before left it."""
    return Opened(row, ready(row.version_id), Running(packed=tuple(row.state), stored=row.data))


def must_be_open(task: Task, by: By) -> None:
    """Raise `NotPossible` with who did what, when the task is not open, or not to this person."""
    if task.status != Task.Status.OPEN:
        if task.ended_by is not None:
            words = _("“%(task)s” is %(status)s already by %(person)s.")
        else:
            words = _("“%(task)s” is %(status)s already.")
        raise NotPossible(
            words % {"task": name_of(task), "status": task.get_status_display(), "person": task.ended_by}
        )
    if task.claimed_by is not None and by.person is not None and task.claimed_by != by.person:
        raise NotPossible(
            _("%(person)s is working on “%(task)s”.") % {"person": task.claimed_by, "task": name_of(task)}
        )


def _today() -> str:
    return _day_of(int(time.time()) // 900)


@lru_cache(maxsize=1)
def _day_of(quarter: int) -> str:
    # Days begin at a quarter of an hour in every zone.
    return timezone.localdate(datetime.fromtimestamp(quarter * 900, UTC)).isoformat()


_OF_TASK = ("token", "status", "department", "claimed_by", "case")
_OF_CASE = (
    "pseudonym", "version", "state", "data", "moves", "decided_at", "legal_due_at", "promised_due_at",
)  # fmt: skip
"""What every act uses of a task and its case. `writing` reads what is left of the case when something is sent."""


@cache
def _case_by_number() -> Reading:
    return Reading(Case.objects.select_for_update().filter(pk=Slot(0, BigIntegerField())))


@cache
def _task_by_number() -> Reading:
    person = Slot(1, BigIntegerField())
    posts = Post.objects.filter(
        Q(role="") | Q(role=OuterRef("role")) | Q(Exact(OuterRef("role"), "")),
        Q(until=None) | Q(until__gte=Slot(2, DateField())),
        person=person,
        department=OuterRef("department"),
    )
    return Reading(
        Task.objects.select_for_update(of=("case",))
        .select_related("case")
        .only(*_OF_TASK, *(f"case__{name}" for name in _OF_CASE))
        .annotate(has_post=Exists(posts))
        .filter(pk=Slot(0, BigIntegerField()))
    )
