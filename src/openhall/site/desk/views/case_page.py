"""The page of a case: all of it that a person may see, and what is added to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from openhall.site.cases.access import Sight, sight_of, tasks_for
from openhall.site.cases.erasing import erased_of
from openhall.site.cases.models import Case, Handover, Task
from openhall.site.cases.speaking import outcome_of, words_of
from openhall.site.cases.standing import where
from openhall.site.cases.stuck import stuck
from openhall.site.desk.decided import ruled
from openhall.site.desk.picture import picture_of
from openhall.site.desk.purposes import Seen, look
from openhall.site.desk.questioned import questioned
from openhall.site.desk.sheet import sheets
from openhall.site.desk.timeleft import time_left
from openhall.site.desk.timeline import timeline
from openhall.site.desk.views.erasing import may_erase
from openhall.site.desk.views.forms import FileForm, MessageForm, NoteForm, PersonForm
from openhall.site.people.models import User
from openhall.site.web.templatetags.openhall_forms import problems_in

DAYS_AT_ONCE = 4
"""Days of the timeline that are open; the others unfold."""


def show_case(request: HttpRequest, case: Case, sent: Mapping[str, forms.Form] | None = None) -> HttpResponse:
    """The page of a case. `sent` are the forms that were sent with something wrong in them, by their names."""
    sent = sent or {}
    person, sight = request.user, sight_of(request.user, case)
    shown = (Seen.ANSWERS, Seen.MESSAGES) if sight.whole else (Seen.ANSWERS,)
    look(request, case, sight, *shown)
    days = timeline(case, sight.whole)
    context = {
        "case": case,
        "sight": sight,
        "subject": sight.subject(case),
        "applicant": sight.applicant(case),
        "outcome": outcome_of(case),
        "stages": where(case, words_of(case).language).stages,
        "erased": erased_of(case),
        "may_erase": may_erase(person, case),
        "picture": picture_of(case),
        "clocks": _clocks(case),
        "stuck": stuck(case),
        "rows": _work(case, person),
        "sheets": sheets(case, sight),
        "questioned": questioned(case) if sight.whole else None,
        "documents": sight.documents(case.documents.select_related("by")),
        "decisions": ruled(case) if sight.whole else [],
        "team": case.team.select_related("person"),
        "days": days[:DAYS_AT_ONCE],
        "earlier": days[DAYS_AT_ONCE:],
        "moves": case.removals.select_related(
            "removal__from_version__service", "removal__to_version__service"
        ),
        "problems": [problem for form in sent.values() for problem in problems_in(form)],
        **(_papers(case, sight, sent) if sight.whole else {}),
    }
    return render(request, "desk/case.html", context, status=400 if context["problems"] else 200)


def _papers(case: Case, sight: Sight, sent: Mapping[str, forms.Form]) -> dict[str, Any]:
    """What is written in the case, and the forms to write more."""
    there = case.team.values("person")
    made = {
        "message": MessageForm(prefix="message"),
        "note": NoteForm(prefix="note"),
        "file": FileForm(prefix="file"),
        "person": PersonForm(prefix="person", without=there),
    }
    return {
        "letters": case.letters.only("case", "made_at", "subject"),
        "talk": case.messages.select_related("person"),
        "notes": case.notes.select_related("person"),
        "forms": made | dict(sent),
    }


def _clocks(case: Case) -> list[dict[str, Any]]:
    """The clocks of the case: by law and by promise, and those of departments to which work was handed over."""
    clocks = []
    if case.decided_at is None and case.ended_at is None:
        for words, due in ((_("By law"), case.legal_due_at), (_("As promised"), case.promised_due_at)):
            if due is not None:
                clocks.append({"words": words, "left": time_left(due)})
    said = words_of(case)
    out = Handover.objects.filter(task__case=case, task__status=Task.Status.OPEN, back_at=None)
    for each in out.select_related("to_department", "task"):
        task = said.recorded(each.task.node, each.task.name)
        clocks.append({"words": f"{each.to_department}: {task}", "left": time_left(each.due_at)})
    return clocks


def _work(case: Case, person: User) -> list[dict[str, Any]]:
    """The open work of the case; `open` says whether its page is the person's to work on."""
    mine = set(tasks_for(person).filter(case=case).values_list("pk", flat=True))
    rows = case.tasks.filter(status=Task.Status.OPEN).select_related("department", "claimed_by")
    return [
        {"task": each, "left": time_left(each.due_at), "open": each.pk in mine}
        for each in rows.order_by("due_at", "pk")
    ]


def read_now(case: Case) -> None:
    """What the applicant wrote is read now."""
    case.messages.filter(from_applicant=True, read_at=None).update(read_at=timezone.now())
