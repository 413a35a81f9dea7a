"""Work on versions that a worker left when it was killed: begun again, a few times, and then told to the publisher.

The queue does not know that a worker died. So the worker looks: a version that is under way, for which nothing waits
in the queue and on which no process is at work, was left. A release that nobody opened at its hour is opened.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from openhall.process.saying import gettext, gettext_noop, keep
from openhall.site.opendata import tasks
from openhall.site.opendata.models import Dataset, DatasetVersion
from openhall.site.opendata.publishing.receiving import set_state
from openhall.site.opendata.publishing.working import taken

logger = logging.getLogger(__name__)
Status = DatasetVersion.Status
QUIET = timedelta(minutes=1)
"""So long nothing was noted of a version before it is looked at: a request may be about to put it into the queue."""
MOST_TRIES = 3
STAGES = (tasks.read_file, tasks.measure_service, tasks.look_at_risks, tasks.build_version)
LEFT = gettext_noop(
    "The work on this version was broken off %(tries)s times before it came to its end, perhaps because the server has "
    "too little memory for it. Try again, give a smaller table, or ask the operator of Openhall to look at its log."
)


def resume_left() -> int:
    """Begin again what was left, and open what is overdue; says how much it was."""
    before = timezone.now() - QUIET
    left = list(DatasetVersion.objects.under_way().filter(touched_at__lt=before))
    queued = waiting(*STAGES) if left else set()
    resumed = sum(_resume(version) for version in left if version.pk not in queued)
    late = DatasetVersion.objects.due().filter(release_at__lt=before)
    for version in late:
        tasks.release_version.func(version.pk)
    return resumed + len(late)


def _resume(left: DatasetVersion) -> bool:
    with taken(left.pk, left.status) as version:
        if version is None:
            return False
        if version.tries + 1 >= MOST_TRIES:
            status = Status.FAILED if version.status == Status.READING else Status.DRAFT
            logger.error("version %s was left %s times; it is given back", version.pk, version.tries + 1)
            words = gettext(LEFT, tries=version.tries + 1)
            set_state(version, status=status, problem=keep(words), tries=0)
            return True
        logger.warning("version %s was left by its worker; it is begun again", version.pk)
        set_state(version, tries=version.tries + 1)
    _task_of(version).enqueue(version.pk)
    return True


def _task_of(version: DatasetVersion) -> Any:
    if version.status == Status.BUILDING:
        return tasks.build_version
    if version.status == Status.CHECKING:
        return tasks.look_at_risks
    return tasks.measure_service if version.dataset.source == Dataset.Source.SERVICE else tasks.read_file


def waiting(*kinds: Any) -> set[int]:
    """For which versions a task of one of these kinds waits in the queue."""
    ready = DBTaskResult.objects.ready().filter(task_path__in=[each.module_path for each in kinds])
    return {int(each["args"][0]) for each in ready.values_list("args_kwargs", flat=True) if each["args"]}
