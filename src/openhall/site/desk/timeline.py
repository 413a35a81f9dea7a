"""Everything that happened in a case, in one line of time: acts, messages, letters, documents, hand-overs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from openhall.site.cases.models import Case, Handover
from openhall.site.ledger.models import Event
from openhall.site.people.models import Department, User

TOLD = {
    Event.Lifecycle.COMPLETED: "done",
    Event.Lifecycle.CLAIMED: "hand",
    Event.Lifecycle.DELEGATED: "hand",
    Event.Lifecycle.WITHDRAWN: "gone",
    Event.Lifecycle.FAILED: "gone",
    Event.Lifecycle.SENT: "paper",
    Event.Lifecycle.NOTED: "beside",
    Event.Lifecycle.MOVED: "beside",
}
"""What of the record the timeline shows, and how it is marked. That work was offered is seen by who takes it."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `kind` says how it is marked; `link` leads to more."""

    at: datetime
    what: str
    who: str = ""
    kind: str = "done"
    more: str = ""


def timeline(case: Case, whole: bool = True) -> list[Entry]:
    """What happened, the latest first. `whole` is False for those who see a part of the case only: acts alone."""
    entries = _acts(case)
    if whole:
        entries += _papers(case)
        entries += _handed(case)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _acts(case: Case) -> list[Entry]:
    rows = list(Event.objects.filter(case=case.pseudonym, lifecycle__in=TOLD).order_by("id"))
    people = {user.pseudonym: user for user in User.objects.filter(pseudonym__in={row.actor for row in rows})}
    departments = {each.key: each.name for each in Department.objects.all()}
    found = []
    for row in rows:
        person = people.get(row.actor)
        department = departments.get(row.department, row.department)
        who = ", ".join(filter(None, (str(person) if person else "", department)))
        words = row.activity
        if row.lifecycle != Event.Lifecycle.COMPLETED:
            words = f"{row.activity}: {Event.Lifecycle(row.lifecycle).label}"
        found.append(Entry(row.at, words, who, TOLD[Event.Lifecycle(row.lifecycle)]))
    return found


def _papers(case: Case) -> list[Entry]:
    found = [
        Entry(
            each.at,
            _("Message from the applicant") if each.from_applicant else _("Message to the applicant"),
            "" if each.from_applicant else str(each.person or ""),
            "paper",
            each.text,
        )
        for each in case.messages.select_related("person")
    ]
    found += [
        Entry(each.made_at, _("Letter: %(subject)s") % {"subject": each.subject}, "", "paper")
        for each in case.letters.all()
    ]
    found += [
        Entry(
            each.made_at,
            _("Document: %(name)s") % {"name": each.name},
            _("the applicant") if each.from_applicant else str(each.by or ""),
            "paper",
        )
        for each in case.documents.select_related("by")
    ]
    found += [
        Entry(each.at, _("Note"), str(each.person or ""), "beside", each.text)
        for each in case.notes.select_related("person")
    ]
    found += [
        Entry(
            each.at,
            _("Decision “%(name)s”") % {"name": each.decision},
            "",
            "decided",
            "\n".join(each.reasons),
        )
        for each in case.decisions.all()
    ]
    return found


def _handed(case: Case) -> list[Entry]:
    found: list[Entry] = []
    rows = Handover.objects.filter(task__case=case)
    for each in rows.select_related("task", "from_department", "to_department", "by"):
        words = _("“%(task)s” handed over: %(one)s to %(other)s") % {
            "task": each.task.name,
            "one": each.from_department,
            "other": each.to_department,
        }
        found.append(Entry(each.at, words, str(each.by or ""), "hand", each.reason))
        if each.back_at is not None:
            words = _("“%(task)s” came back from %(other)s") % {
                "task": each.task.name,
                "other": each.to_department,
            }
            found.append(Entry(each.back_at, words, "", "hand", each.answer))
    return found
