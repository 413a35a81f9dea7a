"""A past for the running services: weeks of cases, laid down by the same acts in the order of their times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush

import numpy as np
from django.db import transaction
from django.db.models import Min
from numpy.random import Generator

from openhall.demo.arrivals import skewed
from openhall.demo.city import SEED
from openhall.demo.play import PARTS, Part, Wish
from openhall.demo.play.cast import RESIDENT_AT_HOME
from openhall.demo.play.pace import arrives, done_at, is_working_day, taken_at
from openhall.demo.play.permit import PART as PERMIT
from openhall.site.cases.by import By, NotPossible
from openhall.site.cases.firing import fire_due
from openhall.site.cases.models import Case, Task, Timer
from openhall.site.port_alder.stage import PLAYED, Stage, settle
from openhall.site.services.loading import ready
from openhall.site.services.models import Version

DAYS = 77
AT_WEEKENDS = 0.35
"""How busy a weekend is beside a working day."""
LONG = 30.0
"""Minutes from which an officer takes work before doing it."""
HERS = 0.7
"""When the resident who can sign in applies: this share of the past is still to come."""
TOGETHER = 200
"""Acts that are written to the disk at once."""

Act = Callable[[datetime], None]


@dataclass
class Past:
    """Everything that is still to happen, by its moment.

    seen  the tasks and wishes that have been looked at
    hers  whether the resident who can sign in has applied; over: how long ago she may do so
    """

    stage: Stage
    rng: Generator
    now: datetime
    _heap: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _count: int = 0
    seen: set[tuple[str, int, str]] = field(default_factory=set)
    hers: bool = False
    over: timedelta = timedelta()

    def lay_down(self, days: int = DAYS) -> Iterator[int]:
        """Let all of it happen until now; gives the days that are over."""
        begin = self.now - timedelta(days=days)
        self.over = timedelta(days=days * HERS)
        for part in PARTS:
            for moment, online in self._arrivals(part, begin, days):
                self._at(moment, lambda at, part=part, online=online: self._apply(part, at, online))
        over = 0
        while self._heap:
            with transaction.atomic():
                for _ in range(TOGETHER):
                    moment = self._next()
                    if moment is None:
                        yield days
                        return
            yield max(over, (moment - begin).days)

    def _next(self) -> datetime | None:
        """Let the next thing happen; its moment, None when the present has come."""
        if not self._heap or self._heap[0][0] > self.now:
            return None
        moment, _, act = heappop(self._heap)
        try:
            act(moment)
        except NotPossible:
            # The case went on by another way before this came to be done, as it happens in offices.
            return moment
        return moment

    def _at(self, moment: datetime, act: Act) -> None:
        self._count += 1
        heappush(self._heap, (moment, self._count, act))

    def _arrivals(self, part: Part, begin: datetime, days: int) -> Iterator[tuple[datetime, bool]]:
        for number in range(days + 1):
            day = begin + timedelta(days=number)
            open_today = is_working_day(day)
            for _ in range(self.rng.poisson(part.a_day * (1.0 if open_today else AT_WEEKENDS))):
                online = not open_today or self.rng.random() < part.channels["online"]
                moment = arrives(self.rng, day, online)
                if moment < self.now:
                    yield moment, online

    def _apply(self, part: Part, moment: datetime, online: bool) -> None:
        # One of the permits, begun online when some of the time is over, is the resident's who can sign in.
        hers = part is PERMIT and online and not self.hers and self.now - moment < self.over
        self.hers = self.hers or hers
        self._follow(self.stage.apply(part, moment, online, RESIDENT_AT_HOME if hers else None), moment)

    def _take(self, task: Task, done: datetime, moment: datetime) -> None:
        by = self.stage.take(task, moment)
        self._at(done, lambda at: self._do(task, by, at))

    def _do(self, task: Task, by: By | None, moment: datetime) -> None:
        self._follow(self.stage.do(task, by or self.stage.officer_for(task), moment), moment)

    def _send(self, case: int, wish: Wish, moment: datetime) -> None:
        after = self.stage.send(Case.objects.get(pk=case), wish, moment)
        if after is not None:
            self._follow(after, moment)

    def _fire(self, case: int, moment: datetime) -> None:
        if fire_due(moment, most=1):
            row = Case.objects.get(pk=case)
            settle(row)
            self._follow(row, moment)

    def _follow(self, case: Case, moment: datetime) -> None:
        """What may come after an act on a case."""
        if case.ended_at is not None:
            return
        zone = ready(case.version_id).zone
        local = moment.astimezone(zone)
        tasks = Task.objects.filter(case=case, status=Task.Status.OPEN).select_related("department")
        for task in tasks.order_by("pk"):
            if self._is_new("task", case.pk, str(task.token)):
                task.case = case
                self._schedule(task, local)
        for timer in Timer.objects.filter(case=case).order_by("pk"):
            if self._is_new("timer", case.pk, f"{timer.number} {timer.node} {timer.due_at}"):
                self._at(timer.due_at, lambda at: self._fire(case.pk, at))
        for wish in self.stage.wishes(case):
            if self._is_new("wish", case.pk, wish.message) and self.rng.random() < wish.chance:
                after = moment + timedelta(days=skewed(self.rng, wish.days, 0.6))
                self._at(after, lambda at, wish=wish: self._send(case.pk, wish, at))

    def _schedule(self, task: Task, offered: datetime) -> None:
        """When a task is taken and done. What is quickly done is done without being taken first."""
        pace = self.stage.pace_of(task)
        done = done_at(self.rng, offered, pace, outside=task.for_applicant)
        if task.for_applicant or pace.minutes < LONG:
            self._at(done, lambda at: self._do(task, None, at))
        else:
            taken = taken_at(self.rng, done, pace, offered)
            self._at(taken, lambda at: self._take(task, done, at))

    def _is_new(self, kind: str, case: int, what: str) -> bool:
        key = (kind, case, what)
        new = key not in self.seen
        self.seen.add(key)
        return new


def lay_down_past(versions: list[Version], now: datetime, days: int = DAYS) -> Iterator[int]:
    """Lay down a past where there is none yet; gives how many days of it are over."""
    if Case.objects.filter(PLAYED).exists():
        return
    rng = np.random.default_rng(SEED)
    yield from Past(Stage(rng, versions), rng, now).lay_down(days)
    begin_of(versions)


def begin_of(versions: list[Version]) -> None:
    """A version was published before its first case."""
    for version in versions:
        first = version.cases.aggregate(first=Min("opened_at"))["first"]
        if first is not None and version.published_at and version.published_at > first:
            version.published_at = first - timedelta(days=1)
            version.save(update_fields=["published_at"])
