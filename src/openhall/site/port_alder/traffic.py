"""Life in the demo: a few acts a minute, as long as it is served."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import numpy as np
from django.db import close_old_connections
from django.db.models import QuerySet
from django.utils import timezone

from openhall.demo.play import PARTS
from openhall.process.errors import ProcessError
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.models import Case, Task
from openhall.site.port_alder.stage import PLAYED, Stage
from openhall.site.services.models import Version

PAUSE = 11.0
"""Seconds between two acts."""
NEW = 0.16
"""In this share of the acts somebody applies."""
WISH = 0.05
"""In this share somebody appeals, withdraws, ..."""
CHOICE = 25
"""An officer takes one of the tasks that are due first."""

logger = logging.getLogger(__name__)


class Traffic:
    """Plays residents and officers in the present; keeps to cases of the play, and to work that nobody has taken."""

    def __init__(self, seed: int | None = None) -> None:
        self.rng = np.random.default_rng(seed)
        self.in_hand: list[tuple[int, By]] = []

    def act(self) -> str:
        """Let one thing happen; says what it was, "" for nothing."""
        try:
            return self._act()
        except (NotPossible, ProcessError) as error:
            # Somebody at the desk was faster, or the service was changed.
            logger.info("the play was overtaken: %s", error)
            return ""

    def _act(self) -> str:
        versions = list(Version.objects.filter(status=Version.Status.OPEN).select_related("service__owner"))
        stage = Stage(self.rng, versions)
        now = timezone.now()
        lot = self.rng.random()
        if self.in_hand and lot < 0.5:
            return self._finish(stage)
        if lot > 1 - NEW:
            part = PARTS[int(self.rng.choice(len(PARTS), p=_shares()))]
            return str(stage.apply(part, now)) if part.slug in stage.versions else ""
        if lot > 1 - NEW - WISH:
            return self._wish(stage)
        return self._begin(stage)

    def _begin(self, stage: Stage) -> str:
        """Somebody takes a piece of work; an applicant does theirs at once."""
        open_tasks = Task.objects.filter(status=Task.Status.OPEN, claimed_by=None, case__in=_played())
        waited = timezone.now() - timedelta(minutes=2)
        tasks = list(
            open_tasks.filter(offered_at__lt=waited)
            .select_related("case", "department")
            .order_by("due_at")[:CHOICE]
        )
        tasks = [task for task in tasks if stage.plays(task)]
        if not tasks:
            return self._finish(stage)
        task = tasks[int(self.rng.integers(len(tasks)))]
        if task.for_applicant:
            stage.do(task, stage.officer_for(task), timezone.now())
        else:
            self.in_hand.append((task.pk, stage.take(task, timezone.now())))
        return task.name

    def _finish(self, stage: Stage) -> str:
        """Somebody is done with what they have taken."""
        if not self.in_hand:
            return ""
        pk, by = self.in_hand.pop(0)
        task = (
            Task.objects.select_related("case", "department").filter(pk=pk, status=Task.Status.OPEN).first()
        )
        if task is None:
            return ""
        stage.do(task, by, timezone.now())
        return task.name

    def _wish(self, stage: Stage) -> str:
        """Somebody sends a message for which their case waits."""
        cases = list(_played().filter(ended_at=None).order_by("?")[:CHOICE])
        wishes = [
            (case, wish) for case in cases for wish in stage.wishes(case) if wish.message != "withdrawal"
        ]
        if not wishes:
            return ""
        case, wish = wishes[int(self.rng.integers(len(wishes)))]
        after = stage.send(case, wish, timezone.now())
        return wish.message if after is not None else ""


def play(pause: float = PAUSE) -> None:
    """Go on until the process is told to end."""
    traffic = Traffic()
    while True:
        time.sleep(pause)
        close_old_connections()
        try:
            traffic.act()
        except Exception:
            # A play that stumbles must not end the demo.
            logger.exception("an act of the play failed; the next one is tried")


def _played() -> QuerySet[Case]:
    return Case.objects.filter(PLAYED)


def _shares() -> list[float]:
    total = sum(part.a_day for part in PARTS)
    return [part.a_day / total for part in PARTS]
