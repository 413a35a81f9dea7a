"""A case, or a task with its case, read with a lock: what an act begins with.

Only the row of the case is ever locked, and it is locked first. So acts on one case come one after the other, the
second sees what the first one did, and no two of them wait for each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhall.process.rules.state import State
from openhall.process.running import Case as Running
from openhall.process.storing import from_stored
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Case, Task
from openhall.site.services.loading import Ready, ready


@dataclass(frozen=True, eq=False)
class Opened:
    """A case under lock: its row, its version, and where it stands."""

    row: Case
    prepared: Ready
    before: Running

    def at(self, token: int) -> int:
        """The place of a token."""
        return self.before.state.tokens[token].at


def open_case(case: int) -> Opened:
    """The case of this number. Raises `NotPossible` when there is none. Call it in a transaction."""
    row = Case.objects.select_for_update().filter(pk=case).first()
    if row is None:
        raise NotPossible(_("This case does not exist any more."))
    return opened(row)


def open_task(task: int, by: By) -> tuple[Opened, Task]:
    """An open task and its case. Raises `NotPossible` when it is done, withdrawn, or in somebody else's hands."""
    held = Task.objects.select_for_update(of=("case",)).select_related("case").filter(pk=task).first()
    if held is None:
        raise NotPossible(_("This task does not exist any more."))
    must_be_open(held, by)
    return opened(held.case), held


def opened(row: Case) -> Opened:
    """A row that was read with its lock, so it is as the act before left it."""
    data = from_stored(row.data)
    assert isinstance(data, dict)
    return Opened(row, ready(row.version_id), Running(State.unpack(row.state), data))


def must_be_open(task: Task, by: By) -> None:
    """Raise `NotPossible` with who did what, when the task is not open, or not to this person."""
    if task.status != Task.Status.OPEN:
        if task.ended_by is not None:
            words = _("“%(task)s” is %(status)s already by %(person)s.")
        else:
            words = _("“%(task)s” is %(status)s already.")
        raise NotPossible(
            words % {"task": task.name, "status": task.get_status_display(), "person": task.ended_by}
        )
    if task.claimed_by is not None and by.person is not None and task.claimed_by != by.person:
        raise NotPossible(
            _("%(person)s is working on “%(task)s”.") % {"person": task.claimed_by, "task": task.name}
        )
