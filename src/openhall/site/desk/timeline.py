"""Everything that happened in a case, in one line of time: acts, messages, letters, documents, hand-overs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.process.service.words import Words
from openhall.site.cases.models import Case, Handover
from openhall.site.cases.speaking import words_of
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
CLOSE = 2.0
"""Seconds within which a row of the record tells of the same act as a paper or hand-over."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `kind` says how it is marked, `more` what was said with it."""

    at: datetime
    what: str
    who: str = ""
    kind: str = "done"
    more: str = ""


@dataclass(frozen=True)
class Day:
    """What happened on one day, the latest first."""

    day: date
    entries: list[Entry]


def timeline(case: Case, whole: bool = True) -> list[Day]:
    """What happened, the latest first. `whole` is False for those who see a part of the case only: acts alone."""
    handed = _handed(case) if whole else []
    papers = _papers(case) if whole else []
    entries = [*_acts(case, [each.at for each in handed], whole), *handed, *papers]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    days = groupby(entries, key=lambda entry: timezone.localtime(entry.at).date())
    return [Day(day, list(each)) for day, each in days]


def _acts(case: Case, handed: list[datetime], whole: bool) -> list[Entry]:
    """Rows of the record; those that tell again what stands there with more words are left out."""
    rows = list(Event.objects.filter(case=case.pseudonym, lifecycle__in=TOLD).order_by("id"))
    people = User.objects.in_bulk({row.actor for row in rows if row.actor}, field_name="pseudonym")
    departments = dict(Department.objects.values_list("key", "name"))
    said = words_of(case)
    lettered = set(case.letters.values_list("node", flat=True)) if whole else set()
    found = []
    for row in rows:
        lifecycle = Event.Lifecycle(row.lifecycle)
        if lifecycle == Event.Lifecycle.SENT and row.node in lettered:
            continue
        if lifecycle == Event.Lifecycle.NOTED and whole and row.activity.startswith("Message "):
            continue
        if lifecycle == Event.Lifecycle.DELEGATED and any(_close(row.at, each) for each in handed):
            continue
        person = people.get(row.actor)
        department = departments.get(row.department, row.department)
        who = _(", ").join(filter(None, (str(person) if person else "", department)))
        found.append(Entry(row.at, _act(row, said), who, TOLD[lifecycle]))
    return found


def _act(row: Event, words: Words) -> str:
    """An act in the reader's language."""
    lifecycle = Event.Lifecycle(row.lifecycle)
    if lifecycle == Event.Lifecycle.NOTED:
        return _(row.activity)
    if lifecycle == Event.Lifecycle.MOVED:
        return _("Moved to version %(number)s") % {"number": row.version}
    name = words.recorded(row.node, row.activity)
    return name if lifecycle == Event.Lifecycle.COMPLETED else f"{name}: {lifecycle.label}"


def _close(one: datetime, other: datetime) -> bool:
    return abs((one - other).total_seconds()) < CLOSE


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
        for each in case.letters.only("case", "made_at", "subject")
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
    return found


def _handed(case: Case) -> list[Entry]:
    found: list[Entry] = []
    said = words_of(case)
    rows = Handover.objects.filter(task__case=case)
    for each in rows.select_related("task", "from_department", "to_department", "by"):
        task = said.recorded(each.task.node, each.task.name)
        words = _("“%(task)s” handed over: %(one)s to %(other)s") % {
            "task": task,
            "one": each.from_department,
            "other": each.to_department,
        }
        found.append(Entry(each.at, words, str(each.by or ""), "hand", each.reason))
        if each.back_at is not None:
            if each.answer:
                words = _("“%(task)s” came back from %(other)s")
            else:
                words = _("“%(task)s” was called back from %(other)s")
            words %= {"task": task, "other": each.to_department}
            found.append(Entry(each.back_at, words, "", "hand", each.answer))
    return found
