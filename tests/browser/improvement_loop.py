"""Months of housing benefit in Port Alder, laid down by real acts: a claim waits there until Housing has seen its rent.

Only people and their hours are drawn. Claims are sent and worked on by the acts that everybody uses, at the moments of
a clock that is turned; every number on a page is counted from the rows that these acts left in the record.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

import numpy as np
from django.db import transaction

from openhall.demo.play.benefit import PART
from openhall.demo.play.cast import Resident, some_resident
from openhall.demo.play.draws import Draws
from openhall.demo.play.pace import Pace, arrives, done_at, is_working_day
from openhall.process.forms.asking import from_json
from openhall.site.cases import acts, clock
from openhall.site.cases.by import NOBODY, NotPossible
from openhall.site.cases.firing import fire_due
from openhall.site.cases.models import Case, Task, Timer
from openhall.site.port_alder.stage import Stage
from openhall.site.services.loading import ready
from openhall.site.services.models import Version

SLUG = "housing-benefit"
SEED = 5
CLAIMS_A_DAY = 3
PACE = {**PART.pace, "check": Pace(1.4, 30, 0.3), "check_rent": Pace(11.0, 20, 0.25)}
"""Housing has too much to do; everybody else works as in the rest of the city."""
FORMS = {**PART.forms, "evidence": lambda draws, data: {"complete": True}}
"""All proof is there: what it costs to ask for it is another story."""
TOGETHER = 100
"""Acts that are written to the disk at once."""


class Hands:
    """The hands of a clock that is turned: it shows the moment it was set to, and goes on from there."""

    def __init__(self, moment: datetime) -> None:
        self.turn(moment)

    def turn(self, moment: datetime) -> None:
        """Set the clock."""
        self.set_at, self.moment = time.monotonic(), moment

    def now(self) -> datetime:
        """What it shows; what acts are told within `clock.at` comes first, as ever."""
        return clock._SAID.get() or self.moment + timedelta(seconds=time.monotonic() - self.set_at)


class Months:
    """Claims of tenants of private landlords, and what is done with them, in the order of its moments."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.rng = np.random.default_rng(SEED)
        self.stage = Stage(self.rng, [version])
        self.heap: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self.seen: set[tuple[Any, ...]] = set()
        self.numbers = count()

    def go_by(self, begin: datetime, end: datetime) -> None:
        """Let everything happen between two moments; what is under way at the end goes on with the next call."""
        day = begin.astimezone(ready(self.version.pk).zone)
        while day < end:
            for _ in range(CLAIMS_A_DAY if is_working_day(day) else 0):
                self._plan(arrives(self.rng, day, online=True), self._claim)
            day += timedelta(days=1)
        while self.heap and self.heap[0][0] < end:
            with transaction.atomic():
                for _ in range(TOGETHER):
                    if not self.heap or self.heap[0][0] >= end:
                        break
                    moment, _number, act = heappop(self.heap)
                    with clock.at(moment):
                        act(moment)

    def _plan(self, moment: datetime, act: Callable[[datetime], None]) -> None:
        heappush(self.heap, (moment, next(self.numbers), act))

    def _claim(self, moment: datetime) -> None:
        form = ready(self.version.pk).folder.forms[PART.form]
        answers = a_claim(self._draws(moment), some_resident(self.rng))
        self._follow(acts.begin(self.version, {form.name: from_json(form, answers)}, NOBODY), moment)

    def _do(self, task: Task, moment: datetime) -> None:
        prepared = ready(task.case.version_id)
        model = prepared.running.model
        name = model.nodes[model.place_of[task.node]].work.form
        assert name
        form = prepared.folder.forms[name]
        # No form that these claims come to is answered by what the case knows.
        answers = from_json(form, FORMS[name](self._draws(moment), {}))
        try:
            self._follow(acts.complete(task.pk, {name: answers}, self.stage.officer_for(task)), moment)
        except NotPossible:
            # The case has gone on without it, as the new version lets it.
            return

    def _fire(self, case: int, moment: datetime) -> None:
        if fire_due(moment, most=1):
            self._follow(Case.objects.get(pk=case), moment)

    def _follow(self, case: Case, moment: datetime) -> None:
        """Plan what comes after an act."""
        if case.ended_at is not None:
            return
        local = moment.astimezone(ready(case.version_id).zone)
        open_now = Task.objects.filter(case=case, status=Task.Status.OPEN).select_related(
            "case", "department"
        )
        for task in open_now.order_by("pk"):
            if self._is_new("task", case.pk, str(task.token)):
                done = done_at(self.rng, local, PACE.get(task.node, PART.usual), outside=task.for_applicant)
                self._plan(done, lambda at, task=task: self._do(task, at))
        for timer in Timer.objects.filter(case=case).order_by("pk"):
            if self._is_new("timer", case.pk, f"{timer.number} {timer.node} {timer.due_at}"):
                self._plan(timer.due_at, lambda at: self._fire(case.pk, at))

    def _is_new(self, *what: Any) -> bool:
        new = what not in self.seen
        self.seen.add(what)
        return new

    def _draws(self, moment: datetime) -> Draws:
        return Draws(self.rng, moment.astimezone(ready(self.version.pk).zone).date())


def a_claim(draws: Draws, who: Resident) -> dict[str, Any]:
    """A claim of somebody who rents from a private landlord and has no other benefit: only Housing has to be asked."""
    answers = PART.apply(draws, who) | {"landlord": "a private landlord", "incomes": ["none"]}
    return {
        name: value
        for name, value in answers.items()
        if name not in ("pension", "unemployment", "maintenance")
    }
