"""What the staff does with ideas: show them, weigh them, merge them. Each act is recorded with its reason."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from openhall.site.cases import clock
from openhall.site.cases.access import may_lead
from openhall.site.improvement.models import Act, Idea
from openhall.site.measures.charts.access import heads_of
from openhall.site.people.audience import HEADS
from openhall.site.people.models import Department, User

State, Visibility, Kind = Idea.State, Idea.Visibility, Act.Kind


class CannotDecide(Exception):
    """It cannot be done with this idea; the message says why and what to do."""


def may_decide(person: Any, idea: Idea) -> bool:
    """Whether somebody decides on an idea: a head of service of its department, or any where it has none."""
    if not HEADS.admits(person):
        return False
    department = idea.for_department
    return department is None or may_lead(person, department) or not heads_of(department)


@transaction.atomic
def show(idea: Idea, by: User) -> None:
    """Let everybody read an idea."""
    found = _locked(idea)
    if found.visibility != Visibility.PUBLIC:
        _set(found, idea, by, Kind.SHOWN, "", visibility=Visibility.PUBLIC)


@transaction.atomic
def hide(idea: Idea, by: User, words: str) -> None:
    """Keep an idea to the staff, with a reason that the staff reads."""
    found = _locked(idea)
    if found.visibility != Visibility.STAFF:
        _set(found, idea, by, Kind.HIDDEN, words, visibility=Visibility.STAFF)


@transaction.atomic
def accept(idea: Idea, by: User, words: str, department: Department | None = None) -> None:
    """An idea is worth trying. Raises `CannotDecide` for one that was decided on."""
    found = _locked(idea)
    if found.state != State.NEW:
        raise CannotDecide(_("Somebody has decided on this idea already. Look at its history."))
    _set(
        found, idea, by, Kind.TRIAGED, words,
        state=State.TRIAGED, department=department or found.for_department,
    )  # fmt: skip


@transaction.atomic
def reject(idea: Idea, by: User, words: str) -> None:
    """An idea is not taken up. Raises `CannotDecide` for one that is decided, or being tried: then a result decides."""
    found = _locked(idea)
    if found.state not in (State.NEW, State.TRIAGED):
        raise CannotDecide(
            _("This idea is being tried or was decided on. An experiment decides by its result.")
        )
    _set(
        found, idea, by, Kind.REJECTED, words,
        state=State.REJECTED, reason=words, decided_at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def merge(idea: Idea, into: Idea, by: User, words: str) -> None:
    """An idea says the same as another: its author is named there. Raises `CannotDecide`."""
    found, target = _locked(idea), _locked(into)
    if found.state not in (State.NEW, State.TRIAGED):
        raise CannotDecide(_("Only ideas on which nobody decided yet can be merged."))
    if target.pk == found.pk or target.state == State.MERGED:
        raise CannotDecide(_("Choose an idea that stands for itself, and not the same one."))
    _set(
        found, idea, by, Kind.MERGED, words,
        state=State.MERGED, merged_into=target, reason=words, decided_at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def reopen(idea: Idea, by: User, words: str) -> None:
    """Take up again what was rejected or merged; what was tried and rejected may be tried again."""
    found = _locked(idea)
    if found.state not in (State.REJECTED, State.MERGED):
        raise CannotDecide(_("Only an idea that was not taken up, or was merged, can be taken up again."))
    _set(
        found, idea, by, Kind.REOPENED, words,
        state=State.NEW, merged_into=None, reason="", decided_at=None,
    )  # fmt: skip


def _locked(idea: Idea) -> Idea:
    found: Idea = Idea.objects.select_for_update().get(pk=idea.pk)
    return found


def _set(found: Idea, idea: Idea, by: User | None, kind: str, words: str, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(found, name, value)
    found.save(update_fields=list(changes))
    Act.objects.create(idea=found, kind=kind, words=words, by=by, at=clock.now())
    idea.refresh_from_db()
