"""Background work of the observatory; `openhall worker` does it."""

from __future__ import annotations

from django_tasks import task

from openhall.site.observatory.models import Log, Scenario
from openhall.site.observatory.preparing import prepare
from openhall.site.observatory.scenarios import play


@task()
def read_uploaded_log(log_id: str) -> None:
    """Read the file of a log; a log that was deleted meanwhile needs nothing."""
    log = Log.objects.filter(pk=log_id).first()
    if log is not None and log.under_way:
        prepare(log)


@task()
def play_scenario(number: int) -> None:
    """Play a scenario; one that was deleted meanwhile needs nothing."""
    scenario = Scenario.objects.select_related("log").filter(pk=number).first()
    if scenario is not None and scenario.under_way:
        play(scenario)
