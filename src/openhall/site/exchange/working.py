"""The work of tasks as another system does it: its form is checked as a page would check it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from openhall.process.forms.model import Form
from openhall.process.storing import from_stored, to_stored
from openhall.site.cases.acts import complete
from openhall.site.cases.by import NotPossible
from openhall.site.cases.models import Case, Task
from openhall.site.exchange.answering import answers_from, complete_answers
from openhall.site.exchange.files import attached
from openhall.site.exchange.models import ApiKey
from openhall.site.exchange.refusing import Refused
from openhall.site.exchange.seeing import by_of
from openhall.site.services.loading import ready


def form_of(task: Task) -> Form | None:
    """The form that a task asks; None for none."""
    prepared = ready(task.case.version_id)
    model = prepared.running.model
    name = model.nodes[model.place_of[task.node]].work.form if task.node in model.place_of else None
    return prepared.folder.forms[name] if name else None


def save(task: Task, data: Mapping[str, Any], key: ApiKey) -> None:
    """Keep answers in a task for later, beside those that are there. Raises `Refused` and `NotPossible`."""
    form = _asked(task, data)
    if form is None:
        return
    by = by_of(key, department=not task.for_applicant)
    with transaction.atomic():
        given = answers_from(form, attached(form, data, key, by, case=task.case))
        stored = task.draft | {name: to_stored(value) for name, value in given.items()}
        if not Task.objects.filter(pk=task.pk, status=Task.Status.OPEN).update(draft=stored):
            raise NotPossible(_("This task is done meanwhile."))
    task.draft = stored


def finish(task: Task, data: Mapping[str, Any], key: ApiKey) -> Case:
    """Do a task with answers, and those that were kept in it. Raises `Refused` and `NotPossible`."""
    form = _asked(task, data)
    by = by_of(key, department=not task.for_applicant)
    with transaction.atomic():
        if form is None:
            return complete(task.pk, {}, by)
        given = answers_from(form, attached(form, data, key, by, case=task.case))
        held = {name: from_stored(value) for name, value in task.draft.items() if name in form.questions}
        return complete(task.pk, {form.name: complete_answers(form, held | given)}, by)


def _asked(task: Task, data: Mapping[str, Any]) -> Form | None:
    form = form_of(task)
    if form is None and data:
        raise Refused(400, _("“%(task)s” asks nothing; send no data.") % {"task": task.name})
    return form
