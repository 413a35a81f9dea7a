"""Timers that are due fire, each in a transaction of its own; workers share them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from openhall.process.errors import ProcessError
from openhall.process.saying import message_of
from openhall.site.cases.by import NOBODY
from openhall.site.cases.models import Timer
from openhall.site.cases.opening import opened
from openhall.site.cases.writing import write
from openhall.site.web.speech import keep_text

AGAIN = timedelta(hours=1)
"""After this time a timer that could not fire is tried again."""

logger = logging.getLogger(__name__)


def fire_due(now: datetime | None = None, most: int = 100) -> int:
    """Fire the timers that are due; how many fired. A timer that another worker holds is left to it."""
    fired = 0
    for _ in range(most):
        moment, fault = now or timezone.now(), None
        with transaction.atomic():
            # The case is locked, as in every act, and never its timer: two orders could wait for each other.
            timer = (
                Timer.objects.select_related("case")
                .select_for_update(of=("case",), skip_locked=True)
                .filter(due_at__lte=moment)
                .order_by("due_at", "pk")
                .first()
            )
            if timer is None:
                return fired
            # While the lock was waited for, another worker may have fired it.
            if not Timer.objects.filter(pk=timer.pk, due_at=timer.due_at, fired=timer.fired).exists():
                continue
            try:
                with transaction.atomic():
                    _fire(timer, moment)
                fired += 1
            except ProcessError as error:
                fault = error
                # Nothing of it happened. The desk sees the problem (`stuck`), and other timers are not kept waiting.
                Timer.objects.filter(pk=timer.pk).update(
                    problem=keep_text(message_of(error)), due_at=moment + AGAIN
                )
        if fault is not None:
            logger.warning("The timer “%s” of %s could not fire: %s", timer.node, timer.case, fault)
    return fired


def try_again(timer: int) -> bool:
    """Have a timer that could not fire tried at once; False where it has fired meanwhile, or is not waited for."""
    waiting = Timer.objects.filter(pk=timer).exclude(problem="")
    return bool(waiting.update(due_at=timezone.now(), problem=""))


def _fire(timer: Timer, now: datetime) -> None:
    held = opened(timer.case)
    running, local = held.prepared.running, held.prepared.local
    place = running.model.place_of[timer.node]
    due = running.due(held.before, timer.number, place, local(timer.since))
    fired = timer.fired + 1
    following = due.next(fired)
    if following is not None:
        Timer.objects.filter(pk=timer.pk).update(fired=fired, due_at=following, problem="")
    else:
        # An event that does not interrupt is waited for on, but its timer has fired as often as it says.
        Timer.objects.filter(pk=timer.pk).delete()
    step = running.happen(held.before, timer.number, place, {}, local(now))
    write(held.row, held.prepared, step, now, NOBODY)
