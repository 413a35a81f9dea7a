"""The background worker: the queue of long work, timers, sending, and moving cases; several processes share them.

Each kind of work has a thread of its own, so that a mail server that does not answer keeps no timer waiting.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from openhall.site.cases import others
from openhall.site.cases.applying import give_up_old
from openhall.site.cases.erasing import erase_due, scrub_due, sweep
from openhall.site.cases.firing import fire_due
from openhall.site.cases.looking import forget_old
from openhall.site.cases.moving import move_due
from openhall.site.cases.sending import send_due
from openhall.site.cases.witnessing import ask_witnesses
from openhall.site.ledger.sealing import seal_due

PAUSE = 1.0
"""Seconds without work before it is looked for again."""
AFTER_A_FAULT = 5.0
TIDYING = 600.0
"""Seconds between two looks for drafts that are too old."""
SCRUBBING = 60.0
A_DAY = 86_400.0
SEALING = 2.0
"""Seconds between two looks for rows to seal: so long is the longest that a row stands in no checkpoint."""

logger = logging.getLogger(__name__)


class Rounds(threading.Thread):
    """Does one kind of work again and again until it is told to stop; `work` gives how much it did."""

    def __init__(self, work: Callable[[], int], rest: float = PAUSE) -> None:
        super().__init__(name=work.__name__, daemon=True)
        self.work = work
        self.rest = rest
        self.stopping = threading.Event()

    def run(self) -> None:
        """Work at once as long as there is some; what fails is logged, and tried again after a while."""
        pause = 0.0
        while not self.stopping.wait(pause):
            close_old_connections()
            try:
                pause = 0.0 if self.work() else self.rest
            except Exception:
                logger.exception("%s failed; it is tried again", self.name)
                pause = AFTER_A_FAULT
        connections.close_all()

    def stop(self) -> None:
        """Let the work under way come to its end."""
        self.stopping.set()
        self.join(timeout=40)


def work() -> None:
    """Work until the process is told to end."""
    rounds = [
        Rounds(fire_due),
        Rounds(send_due),
        Rounds(move_due),
        Rounds(seal_due, rest=SEALING),
        Rounds(ask_witnesses, rest=SEALING),
        Rounds(give_up_old, rest=TIDYING),
        Rounds(forget_old, rest=TIDYING),
        Rounds(erase_due, rest=TIDYING),
        Rounds(scrub_due, rest=SCRUBBING),
        Rounds(sweep, rest=A_DAY),
        *(Rounds(each, rest=rest) for each, rest in others.rounds()),
    ]
    for each in rounds:
        each.start()
    queue = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=PAUSE,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
    queue.configure_signals()
    try:
        queue.run()
    finally:
        for each in rounds:
            each.stop()
