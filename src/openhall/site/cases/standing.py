"""Where a case stands, for its applicant: the stages, what happens now in one sentence, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openhall.process.model import Model
from openhall.process.rules.state import State
from openhall.site.cases.applicant import open_for_applicant
from openhall.site.cases.models import Case
from openhall.site.ledger.models import Event
from openhall.site.services.loading import STOPPED, Ready, ready


class Status(StrEnum):
    """How far a stage is."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class Due:
    """Until when a case is to be decided, by law and by promise; None where no standard says."""

    legal: datetime | None
    promised: datetime | None


@dataclass(frozen=True)
class Standing:
    """Where a case stands.

    stages    their names with how far each is; of a case that is over, those that it came through
    now       what happens at the moment, one sentence
    then      what comes after it; "" where nothing does
    expected  the day by which it is decided, as far as a standard says; None once it is, or where that day has passed
    late      whether the day that was promised has passed without a decision
    """

    stages: list[tuple[str, Status]]
    now: str
    then: str
    expected: date | None
    late: bool
    due: Due


def where(case: Case, language: str = "") -> Standing:
    """Where a case stands, in words of a language of its service."""
    prepared = ready(case.version_id)
    words = prepared.folder.in_language(language or case.language)
    stages = _stages(case, prepared)
    named = [(words.stage(place), status) for place, status in enumerate(stages) if status is not None]
    return Standing(
        named,
        _now(case, prepared, [name for name, status in named if status == Status.NOW], language),
        next((name for name, status in named if status == Status.LATER), ""),
        _expected(case, prepared),
        case.decided_at is None and case.ended_at is None and _past(case.promised_due_at),
        Due(case.legal_due_at, case.promised_due_at),
    )


def _stages(case: Case, prepared: Ready) -> list[Status | None]:
    """How far each stage is. One that a case passed by is left out (None) when the case is over."""
    model = prepared.running.model
    here = _around(model, (token.at for token in State.unpack(case.state).tokens.values()))
    done = set(
        Event.objects.filter(case=case.pseudonym, lifecycle=Event.Lifecycle.COMPLETED).values_list(
            "node", flat=True
        )
    )
    found: list[Status | None] = []
    for stage in prepared.folder.text.stages:
        nodes = set(stage.nodes)
        if nodes & here:
            found.append(Status.NOW)
        elif nodes & done:
            found.append(Status.DONE)
        else:
            found.append(None if case.ended_at else Status.LATER)
    return found


def _around(model: Model, places: Iterable[int]) -> set[str]:
    """The ids of the nodes at which tokens are, and of all that they lie in."""
    found: set[str] = set()
    for place in places:
        # A token below 0 waits on a flow, before a gateway that it is bound for.
        node = place if place >= 0 else model.flows[~place].target
        while node >= 0:
            found.add(model.nodes[node].id)
            node = model.nodes[node].scope
    return found


def _now(case: Case, prepared: Ready, stages: list[str], language: str) -> str:
    if case.ended_at is not None:
        return _ended(case, prepared, language)
    tasks, happenings = open_for_applicant(case, language)
    if tasks:
        return _("We wait for you: there is something for you to do.")
    if stages:
        return f"{stages[0]}."
    until = next((each.until for each in happenings if each.until is not None), None)
    if case.decided_at is not None and until is not None:
        day = date_format(timezone.localtime(until, prepared.zone), "j F Y")
        return _("It is decided. If you do not agree, you can say so until %(day)s.") % {"day": day}
    if case.decided_at is not None:
        return _("It is decided.")
    return _("We are working on it.")


def _ended(case: Case, prepared: Ready, language: str) -> str:
    if case.outcome == STOPPED:
        return _("This is finished: the office has ended it.")
    outcome = prepared.folder.in_language(language or case.language).outcome(case.outcome)
    if not outcome:
        return _("This is finished.")
    return _("This is finished: %(outcome)s.") % {"outcome": outcome}


def _expected(case: Case, prepared: Ready) -> date | None:
    """The promised day while it lies ahead, else the legal one; a day that has passed is none to expect."""
    if case.decided_at is not None or case.ended_at is not None:
        return None
    ahead = (due for due in (case.promised_due_at, case.legal_due_at) if due and not _past(due))
    first = next(ahead, None)
    return timezone.localtime(first, prepared.zone).date() if first else None


def _past(due: datetime | None) -> bool:
    return due is not None and due < timezone.now()
